/* bench_echo -- a bare CURVE ROUTER that sends every frame back: the limit
 * of the transport.  Prints the endpoint and its public key, then serves
 * until standard input ends. */
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

static bool
echo_one(void *router)
{
    zmq_msg_t id, body;
    bool sent = false;

    zmq_msg_init(&id);
    zmq_msg_init(&body);
    if (zmq_msg_recv(&id, router, ZMQ_DONTWAIT) >= 0 &&
        zmq_msg_recv(&body, router, 0) >= 0 &&
        zmq_msg_send(&id, router, ZMQ_SNDMORE) >= 0)
        sent = zmq_msg_send(&body, router, 0) >= 0;
    zmq_msg_close(&id);
    zmq_msg_close(&body);
    return sent;
}

int
main(void)
{
    char public_key[41], secret_key[41], endpoint[64];
    size_t endpoint_n = sizeof endpoint;
    void *context = zmq_ctx_new();
    void *router = zmq_socket(context, ZMQ_ROUTER);
    const int yes = 1;
    const int none = 0;

    if (zmq_curve_keypair(public_key, secret_key) != 0 ||
        zmq_setsockopt(router, ZMQ_CURVE_SERVER, &yes, sizeof yes) != 0 ||
        zmq_setsockopt(router, ZMQ_CURVE_SECRETKEY, secret_key, 40) != 0 ||
        zmq_setsockopt(router, ZMQ_SNDHWM, &none, sizeof none) != 0 ||
        zmq_setsockopt(router, ZMQ_RCVHWM, &none, sizeof none) != 0 ||
        zmq_bind(router, "tcp://127.0.0.1:*") != 0 ||
        zmq_getsockopt(router, ZMQ_LAST_ENDPOINT, endpoint, &endpoint_n) != 0)
        return 1;
    printf("endpoint %s\nserver %s\n", endpoint, public_key);
    (void)fflush(stdout);
    for (;;) {
        zmq_pollitem_t items[] = {{router, 0, ZMQ_POLLIN, 0},
                                  {NULL, STDIN_FILENO, ZMQ_POLLIN, 0}};

        if (zmq_poll(items, 2, -1) < 0 || items[1].revents != 0)
            return 0;
        while (echo_one(router))
            ;
    }
}
