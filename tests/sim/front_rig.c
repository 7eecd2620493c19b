/* front_rig -- see front_rig.h */
#include "front_rig.h"

#include <linux/sockios.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "front/front.h"
#include "sys/clock.h"
#include "sys/log.h"

#define SETTINGS_FD 3
#define CHANNEL_FD  4
#define DESK_QUEUE  (64 * 1024 * 1024)

int64_t
rig_now_ms(void)
{
    const struct clock real = {.is_virtual = false};

    return clock_mono_us(&real) / 1000;
}

int
rig_main(int argc, char **argv)
{
    struct front_settings settings;
    const struct clock real = {.is_virtual = false};

    if (argc != 2 || strcmp(argv[1], "--front") != 0)
        return -1;
    log_setup("front", LOG_WARN);
    if (pread(SETTINGS_FD, &settings, sizeof settings, 0) !=
        (ssize_t)sizeof settings)
        return 3;
    close(SETTINGS_FD);

    const struct front_start start = {
        .settings = &settings, .clock = &real, .channel_fd = CHANNEL_FD};

    return front_run(&start) == RC_OK ? 0 : 1;
}

static void
make_pair(uint8_t public_key[32], uint8_t secret_key[32])
{
    char public_text[41], secret_text[41];

    assert_int_equal(zmq_curve_keypair(public_text, secret_text), 0);
    zmq_z85_decode(public_key, public_text);
    zmq_z85_decode(secret_key, secret_text);
}

void
rig_open(struct rig *rig)
{
    struct config config;

    *rig = (struct rig){.echo = true, .listed_n = RIG_KEYS};
    assert_int_equal(channel_pair(rig->fds), RC_OK);
    assert_int_equal(channel_open(&rig->desk, rig->fds[0], DESK_QUEUE), RC_OK);
    rig->seen = calloc(RIG_SEEN_MAX, sizeof *rig->seen);
    assert_non_null(rig->seen);
    snprintf(rig->dir, sizeof rig->dir, "/tmp/loket-rig-XXXXXX");
    assert_non_null(mkdtemp(rig->dir));
    config_defaults(&config);
    rig->settings = config.front;
    rig->settings.endpoints_n = 1;
    snprintf(rig->settings.endpoints[0], ENDPOINT_BYTES, "ipc://%s/front",
             rig->dir);
    rig->settings.quota =
        (struct quota_rule){.per_s = 1000000, .burst = 1000000};
    rig->settings.queue_messages = 100000;
    make_pair(rig->settings.curve_public, rig->settings.curve_secret);
    for (int i = 0; i < RIG_KEYS; i++) {
        make_pair(rig->public_keys[i], rig->secret_keys[i]);
        rig->keys[i] = (struct principal_key){.key = i + 1,
                                              .principal = i + 1,
                                              .organisation = i + 1,
                                              .roles = ROLE_BIT(ROLE_SUBMITTER),
                                              .valid_to_us = INT64_MAX,
                                              .revoked_us = INT64_MAX};
        memcpy(rig->keys[i].public_key, rig->public_keys[i], 32);
    }
}

/* By exec, not in a thread: front takes signals and seeds rand(), and a
 * killed one must leave nothing behind in the test. */
void
rig_spawn(struct rig *rig)
{
    int settings_fd = memfd_create("settings", 0);

    assert_int_equal(write(settings_fd, &rig->settings, sizeof rig->settings),
                     (ssize_t)sizeof rig->settings);
    rig->front = fork();
    if (rig->front == 0) {
        /* by way of higher numbers, so that neither overwrites the other */
        int settings = dup2(settings_fd, 100);
        int end = dup2(rig->fds[1], 101);

        if (dup2(settings, SETTINGS_FD) < 0 || dup2(end, CHANNEL_FD) < 0)
            _exit(4);
        closefrom(CHANNEL_FD + 1);
        execl("/proc/self/exe", "front", "--front", (char *)NULL);
        _exit(5);
    }
    close(settings_fd);
    assert_true(rig->front > 0);
}

void
rig_start(struct rig *rig)
{
    rig_spawn(rig);
    rig->context = zmq_ctx_new();
    rig_await(rig, CHANNEL_HELLO, 0, rig_count(rig, CHANNEL_HELLO, 0) + 1);
    rig_put(rig, &(struct channel_frame){.type = CHANNEL_READY,
                                         .peer = rig->instance});
    rig_send_keys(rig);
}

void
rig_close(struct rig *rig)
{
    int status = 0;

    for (size_t i = 0; i < rig->clients_n; i++)
        rig_disconnect(&rig->clients[i]);
    if (rig->context != NULL)
        zmq_ctx_term(rig->context);
    if (rig->front > 0) {
        kill(rig->front, SIGTERM);
        waitpid(rig->front, &status, 0);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    channel_close(rig->desk);
    if (rig->fds[1] >= 0)
        close(rig->fds[1]);
    free(rig->seen);
    for (uint32_t i = 0; i < rig->settings.endpoints_n; i++) {
        if (strncmp(rig->settings.endpoints[i], "ipc://", 6) == 0)
            unlink(rig->settings.endpoints[i] + 6);
    }
    rmdir(rig->dir);
}

int
rig_setup(void **state)
{
    static struct rig rig;

    rig_open(&rig);
    *state = &rig;
    return 0;
}

int
rig_teardown(void **state)
{
    rig_close(*state);
    return 0;
}

/* --- the desk's side --- */

void
rig_put(struct rig *rig, const struct channel_frame *frame)
{
    assert_int_equal(channel_put(rig->desk, frame), RC_OK);
}

void
rig_send_keys(struct rig *rig)
{
    rig_put(rig, &(struct channel_frame){.type = CHANNEL_KEYS_BEGIN});
    for (size_t i = 0; i < rig->listed_n; i++)
        rig_put(rig, &(struct channel_frame){.type = CHANNEL_KEY,
                                             .bytes = (uint8_t *)&rig->keys[i],
                                             .n = sizeof rig->keys[i]});
    rig_put(rig, &(struct channel_frame){.type = CHANNEL_KEYS_END});
    rig_flush(rig);
}

void
rig_flush(struct rig *rig)
{
    enum rc rc = channel_flush(rig->desk);

    assert_true(rc == RC_OK || rc == RC_AGAIN);
}

void
rig_await_taken(struct rig *rig)
{
    static const struct timespec moment = {.tv_nsec = 100000};
    int64_t until_ms = rig_now_ms() + RIG_WAIT_MS;
    int unread = 1;

    /* No event tells that a packet was read: this one has to be asked for. */
    while (channel_pending(rig->desk) > 0 || unread > 0) {
        assert_true(rig_now_ms() < until_ms);
        rig_flush(rig);
        nanosleep(&moment, NULL);
        assert_int_equal(ioctl(rig->fds[0], SIOCOUTQ, &unread), 0);
    }
}

/* 0x0a 0x10, then the id, whose first half is the tag. */
static uint64_t
tag_of(const uint8_t *bytes, size_t n)
{
    uint64_t tag = 0;

    if (n >= 18 && bytes[0] == 0x0a && bytes[1] == 16)
        memcpy(&tag, bytes + 2, sizeof tag);
    return tag;
}

static void
on_frame(const struct channel_frame *frame, void *arg)
{
    struct rig *rig = arg;

    assert_true(rig->seen_n < RIG_SEEN_MAX);
    rig->seen[rig->seen_n++] =
        (struct rig_seen){.type = frame->type,
                          .peer = frame->peer,
                          .key = frame->key,
                          .tag = tag_of(frame->bytes, frame->n)};
    if (frame->type == CHANNEL_HELLO)
        rig->instance = frame->peer;
    if (frame->type == CHANNEL_FRAME && rig->echo) {
        struct channel_frame answer = *frame;

        answer.type = CHANNEL_SEND;
        rig_put(rig, &answer);
    }
}

size_t
rig_receive(struct rig *rig)
{
    size_t before = rig->seen_n;
    enum rc rc;

    while ((rc = channel_recv(rig->desk, on_frame, rig)) == RC_OK)
        continue;
    assert_int_equal(rc, RC_AGAIN);
    rig_flush(rig);
    return rig->seen_n - before;
}

/* The desk and at most one more socket; false: RIG_WAIT_MS went by. */
static bool
wait_any(struct rig *rig, void *socket)
{
    zmq_pollitem_t items[2] = {{.socket = socket, .events = ZMQ_POLLIN}};
    int n = socket != NULL ? 1 : 0;

    if (rig != NULL) {
        bool more = channel_pending(rig->desk) > 0;

        items[n++] = (zmq_pollitem_t){
            .fd = rig->fds[0],
            .events = (short)(ZMQ_POLLIN | (more ? ZMQ_POLLOUT : 0))};
    }
    if (zmq_poll(items, n, RIG_WAIT_MS) <= 0)
        return false;
    if (rig != NULL)
        rig_receive(rig);
    return true;
}

size_t
rig_count(const struct rig *rig, enum channel_type type, int64_t key)
{
    size_t n = 0;

    for (size_t i = 0; i < rig->seen_n; i++) {
        if (rig->seen[i].type == type && (key == 0 || rig->seen[i].key == key))
            n++;
    }
    return n;
}

struct rig_seen
rig_await(struct rig *rig, enum channel_type type, int64_t key, size_t n)
{
    while (rig_count(rig, type, key) < n) {
        if (!wait_any(rig, NULL))
            fail_msg("desk: %zu of %zu frames of type %d, key %d",
                     rig_count(rig, type, key), n, (int)type, (int)key);
    }
    for (size_t i = rig->seen_n; i-- > 0;) {
        if (rig->seen[i].type == type && (key == 0 || rig->seen[i].key == key))
            return rig->seen[i];
    }
    fail_msg("nothing to await");
    return (struct rig_seen){.peer = 0};
}

/* --- the clients' side --- */

static void
set_curve(struct rig *rig, void *socket,
          const struct rig_client_options *options)
{
    uint8_t server[32];

    memcpy(server, rig->settings.curve_public, sizeof server);
    if (options->wrong_server)
        memcpy(server, rig->public_keys[options->key], sizeof server);
    zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server, 32);
    zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, rig->public_keys[options->key],
                   32);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, rig->secret_keys[options->key],
                   32);
}

struct rig_client *
rig_connect(struct rig *rig, const struct rig_client_options *options)
{
    static const int none, high = 1000000, quick_ms = 20;
    struct rig_client *client = &rig->clients[rig->clients_n];
    char monitor[64];

    assert_true(rig->clients_n < RIG_CLIENTS);
    rig->clients_n++;
    *client =
        (struct rig_client){.socket = zmq_socket(rig->context, ZMQ_DEALER),
                            .monitor = zmq_socket(rig->context, ZMQ_PAIR)};
    zmq_setsockopt(client->socket, ZMQ_LINGER, &none, sizeof none);
    zmq_setsockopt(client->socket, ZMQ_SNDHWM,
                   options->sndhwm != 0 ? &options->sndhwm : &high,
                   sizeof high);
    zmq_setsockopt(client->socket, ZMQ_RCVHWM, &high, sizeof high);
    zmq_setsockopt(client->socket, ZMQ_RECONNECT_IVL, &quick_ms,
                   sizeof quick_ms);
    if (options->routing_id != NULL)
        assert_int_equal(zmq_setsockopt(client->socket, ZMQ_ROUTING_ID,
                                        options->routing_id,
                                        options->routing_n),
                         0);
    if (options->plain) {
        zmq_setsockopt(client->socket, ZMQ_PLAIN_USERNAME, "loket", 5);
        zmq_setsockopt(client->socket, ZMQ_PLAIN_PASSWORD, "loket", 5);
    } else if (!options->null) {
        set_curve(rig, client->socket, options);
    }
    snprintf(monitor, sizeof monitor, "inproc://monitor-%p", client->socket);
    assert_int_equal(zmq_socket_monitor(client->socket, monitor, ZMQ_EVENT_ALL),
                     0);
    assert_int_equal(zmq_connect(client->monitor, monitor), 0);
    assert_int_equal(
        zmq_connect(client->socket, rig->settings.endpoints[options->endpoint]),
        0);
    return client;
}

void
rig_disconnect(struct rig_client *client)
{
    if (client->socket == NULL)
        return;
    zmq_socket_monitor(client->socket, NULL, 0);
    zmq_close(client->socket);
    zmq_close(client->monitor);
    client->socket = NULL;
}

void
rig_say(struct rig_client *client, const uint8_t *bytes, size_t n)
{
    assert_int_equal(zmq_send(client->socket, bytes, n, ZMQ_DONTWAIT), (int)n);
}

bool
rig_hear_now(struct rig_client *client, uint64_t *tag, unsigned *body)
{
    uint8_t bytes[RIG_FRAME_MAX];
    int n = zmq_recv(client->socket, bytes, sizeof bytes, ZMQ_DONTWAIT);

    if (n < 0)
        return false;
    assert_true(n == 1024); /* whatever the desk said: nothing here is long */
    client->received++;
    *tag = tag_of(bytes, (size_t)n);
    *body = n > 18 ? bytes[18] >> 3 : 0;
    return true;
}

uint64_t
rig_hear(struct rig *rig, struct rig_client *client, unsigned *body)
{
    uint64_t tag;

    while (!rig_hear_now(client, &tag, body)) {
        if (!wait_any(rig, client->socket))
            fail_msg("client: nothing comes after %zu", client->received);
    }
    return tag;
}

int
rig_await_event(struct rig *rig, struct rig_client *client, int events)
{
    for (;;) {
        uint8_t event[6];
        uint16_t number;

        while (zmq_recv(client->monitor, event, sizeof event, ZMQ_DONTWAIT) <
               0) {
            if (!wait_any(rig, client->monitor))
                fail_msg("client: no event of %#x", (unsigned)events);
        }
        zmq_recv(client->monitor, NULL, 0, 0); /* the address */
        memcpy(&number, event, sizeof number);
        if ((number & events) != 0)
            return number;
    }
}

void
rig_round_trip(struct rig *rig, struct rig_client *client, uint64_t tag)
{
    uint8_t bytes[RIG_FRAME_MAX];
    unsigned body;

    rig_say(client, bytes, rig_heartbeat(bytes, tag));
    assert_int_equal(rig_hear(rig, client, &body), tag);
}
