/* Strangers that hold connections open: an honest client is served within a
 * second, and descriptors that run out are got back. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "front_rig.h"

static void
listen_on_tcp(struct rig *rig)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    /* the kernel's choice of a port that is free */
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &n), 0);
    close(fd);
    snprintf(rig->settings.endpoints[1], ENDPOINT_BYTES, "tcp://127.0.0.1:%d",
             ntohs(address.sin_port));
    rig->settings.endpoints_n = 2;
}

static int
connect_raw(const struct rig *rig)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const char *port = strrchr(rig->settings.endpoints[1], ':') + 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    unsigned number = 0;

    assert_int_equal(sscanf(port, "%u", &number), 1);
    address.sin_port = htons((uint16_t)number);
    (void)connect(fd, (struct sockaddr *)&address, sizeof address);
    return fd;
}

static void
test_half_open_connections_cost_a_client_less_than_a_second(void **state)
{
    enum {
        SILENT = 900
    };
    static int fds[SILENT];
    struct rig *rig = *state;
    struct rig_client *client;
    int64_t since_ms;

    listen_on_tcp(rig);
    rig_start(rig);
    client = rig_connect(rig, &(struct rig_client_options){
                                  .key = 1}); /* the listener is there */
    rig_round_trip(rig, client, 1);
    for (int i = 0; i < SILENT; i++)
        fds[i] = connect_raw(rig);
    since_ms = rig_now_ms();
    client =
        rig_connect(rig, &(struct rig_client_options){.key = 0, .endpoint = 1});
    rig_round_trip(rig, client, 2);
    assert_true(rig_now_ms() - since_ms < 1000);
    for (int i = 0; i < SILENT; i++)
        close(fds[i]);
}

static void
test_front_recovers_when_descriptors_run_out(void **state)
{
    enum {
        SILENT = 100
    };
    static int fds[SILENT];
    struct rig *rig = *state;
    struct rig_client *client;
    struct rlimit all, few;

    listen_on_tcp(rig);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &all), 0);
    few = (struct rlimit){.rlim_cur = 60, .rlim_max = all.rlim_max};
    rig->settings.handshake_ms = 1000;
    rig_start(rig);
    assert_int_equal(prlimit(rig->front, RLIMIT_NOFILE, &few, NULL), 0);
    client = rig_connect(rig, &(struct rig_client_options){.key = 1});
    rig_round_trip(rig, client, 1);
    for (int i = 0; i < SILENT; i++)
        fds[i] = connect_raw(rig);
    rig_await_event(rig, client, ZMQ_EVENT_DISCONNECTED); /* unbound */
    for (int i = 0; i < SILENT; i++)
        close(fds[i]);
    rig_round_trip(rig, client, 2); /* bound again */
}

#define WITH_RIG(test)                                                         \
    cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_RIG(test_half_open_connections_cost_a_client_less_than_a_second),
        WITH_RIG(test_front_recovers_when_descriptors_run_out),
    };
    int rc = rig_main(argc, argv);

    return rc >= 0 ? rc : cmocka_run_group_tests(tests, NULL, NULL);
}
