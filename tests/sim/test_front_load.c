/* Front under load and with its other half slow, full, dead or replaced:
 * nobody stalls, nobody starves, nothing urgent is refused. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "front_rig.h"

#define FLOODER      0 /* key pairs, each of its own organisation */
#define MODEST       1
#define STRANGER     3
#define BODY_BUSY    5
#define BODY_REFUSAL 4

static struct rig_client *
connect_as(struct rig *rig, int key)
{
    return rig_connect(rig, &(struct rig_client_options){.key = key});
}

/* Front answers this one by itself: it has read everything before it. */
static void
await_read(struct rig_client *client)
{
    uint8_t bytes[RIG_FRAME_MAX];
    unsigned body = 0;

    rig_say(client, bytes, rig_malformed(bytes, 999999));
    while (rig_hear(NULL, client, &body) != 999999 || body != BODY_REFUSAL)
        continue;
}

static void
test_busy_when_an_organisation_is_full_but_never_for_urgent(void **state)
{
    struct rig *rig = *state;
    struct rig_client *flooder, *modest;
    uint8_t bytes[RIG_FRAME_MAX];
    size_t busy = 0;
    size_t echoed = 0;

    rig->settings.quota = (struct quota_rule){.per_s = 20, .burst = 1};
    rig->settings.queue_messages = 10;
    rig_start(rig);
    flooder = connect_as(rig, FLOODER);
    modest = connect_as(rig, MODEST);
    rig_round_trip(rig, flooder, 1000);
    rig_round_trip(rig, modest, 1001);
    for (uint64_t i = 0; i < 100; i++)
        rig_say(flooder, bytes, rig_signal(bytes, i, false));
    for (uint64_t i = 100; i < 150; i++)
        rig_say(flooder, bytes, rig_signal(bytes, i, true));
    for (uint64_t i = 150; i < 200; i++)
        rig_say(flooder, bytes, rig_referral(bytes, i));
    rig_say(modest, bytes, rig_signal(bytes, 2000, false));
    while (busy + echoed < 200) {
        unsigned body;
        uint64_t tag = rig_hear(rig, flooder, &body);

        assert_true(tag < 100 || body != BODY_BUSY);
        if (body == BODY_BUSY)
            busy++;
        else
            echoed++;
    }
    /* over quota is later, not never: what was queued came */
    assert_true(echoed >= 100 + 10);
    assert_true(busy >= 50);
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, FLOODER + 1), echoed + 1);
    assert_int_equal(rig_count(rig, CHANNEL_FLAG, FLOODER + 1), 1);
    assert_int_equal(rig_count(rig, CHANNEL_FLAG, MODEST + 1), 0);

    unsigned body;

    assert_int_equal(rig_hear(rig, modest, &body), 2000);
    assert_int_not_equal(body, BODY_BUSY);
}

/* So that a sender knows which of its messages it is about. */
static void
test_busy_names_the_message(void **state)
{
    struct rig *rig = *state;
    struct rig_client *client;
    uint8_t bytes[RIG_FRAME_MAX], said[RIG_FRAME_MAX];
    size_t n;
    int got;

    rig->settings.quota = (struct quota_rule){.per_s = 1, .burst = 1};
    rig->settings.queue_messages = 1;
    rig->echo = false;
    rig_start(rig);
    client = connect_as(rig, FLOODER);
    for (uint64_t i = 0; i < 10; i++) {
        n = rig_signal(bytes, i, false);
        memset(bytes + 22, 0x33, 16);
        rig_say(client, bytes, n);
    }
    got = zmq_recv(client->socket, said, sizeof said, 0);
    assert_true(got > 16);
    assert_non_null(memmem(said, sizeof said, bytes + 22, 16));
}

/* Of the frames that leave while both wait, the flooder's are no more than
 * the modest one's. */
static void
test_one_floods_and_another_is_served_in_turn(void **state)
{
    enum {
        FLOOD = 12000,
        FEW = 50
    };
    struct rig *rig = *state;
    struct rig_client *flooder, *modest;
    uint8_t bytes[RIG_FRAME_MAX];
    size_t first = 0;
    size_t last = 0;
    size_t frames = 0;
    size_t modest_n = 0;

    rig->echo = false;
    rig_start(rig);
    flooder = connect_as(rig, FLOODER);
    modest = connect_as(rig, MODEST);
    for (uint64_t i = 0; i < FLOOD; i++)
        rig_say(flooder, bytes, rig_signal(bytes, i, false));
    await_read(flooder); /* the desk reads nothing until both have sent */
    for (uint64_t i = 0; i < FEW; i++)
        rig_say(modest, bytes, rig_signal(bytes, i, false));
    await_read(modest);
    rig_await(rig, CHANNEL_FRAME, 0, FLOOD + FEW);
    for (size_t i = 0; i < rig->seen_n; i++) {
        if (rig->seen[i].type != CHANNEL_FRAME)
            continue;
        frames++;
        if (rig->seen[i].key != MODEST + 1)
            continue;
        if (modest_n++ == 0)
            first = frames;
        last = frames;
    }
    assert_int_equal(modest_n, FEW);
    assert_true(last - first <= 2 * FEW);
    /* what stood before it had left the queue already, into the channel */
    assert_true(first < FLOOD * 3 / 4);
}

/* The answers of a batch are sent after a commit, from outside the socket's
 * own callback: that swallows the sign of new input.  Without the second look
 * this stops within some thousand messages. */
static void
test_a_desk_that_commits_for_two_milliseconds_stalls_nobody(void **state)
{
    enum {
        CLIENTS = 4,
        WINDOW = 64,
        EACH = 10000
    };
    static const struct timespec commit = {.tv_nsec = 2000000};
    struct rig *rig = *state;
    struct rig_client *clients[CLIENTS];
    zmq_pollitem_t items[CLIENTS + 1] = {
        {.fd = rig->fds[0], .events = ZMQ_POLLIN}};
    uint64_t sent[CLIENTS] = {0};
    uint64_t heard[CLIENTS] = {0};
    uint8_t bytes[RIG_FRAME_MAX];
    size_t done = 0;

    rig_start(rig);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = connect_as(rig, i % 2);
        items[i + 1] = (zmq_pollitem_t){.socket = clients[i]->socket,
                                        .events = ZMQ_POLLIN};
    }
    while (done < (size_t)CLIENTS * EACH) {
        for (int i = 0; i < CLIENTS; i++) {
            uint64_t tag;
            unsigned body;

            while (rig_hear_now(clients[i], &tag, &body)) {
                heard[i]++;
                done++;
            }
            for (; sent[i] < EACH && sent[i] - heard[i] < WINDOW; sent[i]++)
                rig_say(clients[i], bytes, rig_signal(bytes, sent[i], false));
        }
        if (done < (size_t)CLIENTS * EACH &&
            zmq_poll(items, CLIENTS + 1, 5000) <= 0)
            fail_msg("stalled after %zu answers", done);
        if ((items[0].revents & ZMQ_POLLIN) != 0) {
            nanosleep(&commit, NULL); /* the load, not a wait for anything */
            rig_receive(rig);
            rig->seen_n = 0;
        }
    }
}

/* More urgent messages than may wait, and a desk that takes none: front stops
 * reading until the client can send no more, loses nothing, refuses nothing,
 * and goes on. */
static void
test_a_desk_that_does_not_read_loses_and_refuses_nothing_urgent(void **state)
{
    enum {
        WITHOUT_END = 60000
    };
    struct rig *rig = *state;
    struct rig_client *client;
    zmq_pollitem_t writable = {.events = ZMQ_POLLOUT};
    uint8_t bytes[RIG_FRAME_MAX];
    uint64_t sent = 0;
    unsigned body;

    rig->settings.sndhwm = WITHOUT_END; /* only the way in is looked at */
    rig_start(rig);
    client = rig_connect(
        rig, &(struct rig_client_options){.key = FLOODER, .sndhwm = 10});
    rig_round_trip(rig, client, 1);
    writable.socket = client->socket;
    for (; zmq_poll(&writable, 1, 300) > 0 && sent < WITHOUT_END; sent++)
        rig_say(client, bytes, rig_referral(bytes, sent));
    assert_true(sent > 4096 && sent < WITHOUT_END);
    for (uint64_t i = 0; i < sent; i++) {
        uint64_t tag = rig_hear(rig, client, &body);

        assert_int_equal(tag, i); /* one lane, one organisation: in order */
        assert_int_not_equal(body, BODY_BUSY);
    }
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, 0), sent + 1);
}

/* While front is busy with pushes to one client, another's message comes in
 * and one of the sends takes its sign away.  Front is held until both wait
 * for it, and nobody answers to the pushes: nothing else would wake it. */
static void
test_a_message_behind_many_pushes_is_seen(void **state)
{
    enum {
        ROUNDS = 10,
        PUSHES = 20000
    };
    static const int in_one_go = 4 * 1024 * 1024;
    struct rig *rig = *state;
    struct rig_client *listener, *speaker;
    uint8_t bytes[RIG_FRAME_MAX];
    struct rig_seen to;
    uint64_t tag;
    unsigned body;
    int status;

    /* so high that no word of room in a pipe wakes front either */
    rig->settings.sndhwm = 1000000;
    setsockopt(rig->fds[0], SOL_SOCKET, SO_SNDBUF, &in_one_go,
               sizeof in_one_go);
    rig_start(rig);
    listener = connect_as(rig, FLOODER);
    speaker = connect_as(rig, MODEST);
    rig_round_trip(rig, speaker, 1);
    rig_round_trip(rig, listener, 1);
    to = rig_await(rig, CHANNEL_FRAME, FLOODER + 1, 1);
    for (int round = 0; round < ROUNDS; round++) {
        kill(rig->front, SIGSTOP);
        waitpid(rig->front, &status, WUNTRACED);
        rig_say(speaker, bytes, rig_heartbeat(bytes, 2));
        for (size_t i = 0; i < PUSHES; i++)
            rig_put(rig, &(struct channel_frame){.type = CHANNEL_SEND,
                                                 .peer = to.peer,
                                                 .key = to.key,
                                                 .bytes = bytes,
                                                 .n = 20});
        rig_flush(rig);
        kill(rig->front, SIGCONT);
        assert_int_equal(rig_hear(rig, speaker, &body), 2);
        while (listener->received < 1 + (size_t)PUSHES * ((size_t)round + 1))
            if (!rig_hear_now(listener, &tag, &body))
                zmq_poll(&(zmq_pollitem_t){.socket = listener->socket,
                                           .events = ZMQ_POLLIN},
                         1, RIG_WAIT_MS);
    }
}

/* Every answer to a handle that has ended makes a GONE; more of them than the
 * channel holds must end neither front nor the conversation. */
static void
test_a_storm_of_answers_to_nobody_is_survived(void **state)
{
    enum {
        ANSWERS = 120000
    };
    struct rig *rig = *state;
    struct rig_client *client;
    uint8_t bytes[RIG_FRAME_MAX];

    rig_start(rig);
    client = connect_as(rig, FLOODER);
    rig_round_trip(rig, client, 1);
    for (size_t i = 0; i < ANSWERS; i++)
        rig_put(rig, &(struct channel_frame){.type = CHANNEL_SEND,
                                             .peer = UINT64_MAX,
                                             .key = FLOODER + 1,
                                             .bytes = bytes,
                                             .n = 1});
    rig_await_taken(rig); /* reads nothing meanwhile */
    while (rig_receive(rig) > 0)
        rig->seen_n = 0;
    rig_round_trip(rig, client, 2);
}

/* What a desk said to a dead front, and a list of keys that is not meant for
 * this one, count for nothing. */
static void
test_a_new_front_skips_what_was_said_to_the_dead_one(void **state)
{
    struct rig *rig = *state;
    struct rig_client *client, *stranger;
    uint8_t bytes[RIG_FRAME_MAX];
    const char *path = rig->settings.endpoints[0] + strlen("ipc://");
    struct rig_seen seen;
    uint64_t dead;
    uint64_t tag;
    unsigned body;
    int status;

    rig->listed_n = STRANGER;
    rig_start(rig);
    dead = rig->instance;
    client = connect_as(rig, FLOODER);
    rig_round_trip(rig, client, 1);
    seen = rig_await(rig, CHANNEL_FRAME, 0, 1);

    kill(rig->front, SIGSTOP);
    waitpid(rig->front, &status, WUNTRACED);
    for (uint64_t i = 0; i < 50; i++)
        rig_put(rig, &(struct channel_frame){.type = CHANNEL_SEND,
                                             .peer = seen.peer,
                                             .key = seen.key,
                                             .bytes = bytes,
                                             .n = rig_heartbeat(bytes, 500)});
    rig_put(rig, &(struct channel_frame){.type = CHANNEL_READY, .peer = dead});
    rig->listed_n = RIG_KEYS;
    rig_send_keys(rig); /* with the stranger's key in it */
    kill(rig->front, SIGKILL);
    waitpid(rig->front, &status, 0);

    unlink(path); /* there again once somebody listens */
    rig_spawn(rig);
    rig_await(rig, CHANNEL_HELLO, 0, 2);
    assert_true(rig->instance != dead);
    rig_send_keys(rig); /* still not for this one */
    rig_await_taken(rig);
    rig_put(rig, &(struct channel_frame){.type = CHANNEL_READY, .peer = dead});
    rig_await_taken(rig);
    assert_int_not_equal(access(path, F_OK), 0);
    rig->listed_n = STRANGER;
    rig_put(rig, &(struct channel_frame){.type = CHANNEL_READY,
                                         .peer = rig->instance});
    rig_send_keys(rig);
    stranger = connect_as(rig, STRANGER);
    rig_say(stranger, bytes, rig_heartbeat(bytes, 666));
    rig_await_event(rig, stranger,
                    ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_DISCONNECTED);
    rig_round_trip(rig, client, 2); /* it came back by itself */
    assert_false(rig_hear_now(client, &tag, &body));
    assert_false(rig_hear_now(stranger, &tag, &body));
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, STRANGER + 1), 0);
}

#define WITH_RIG(test)                                                         \
    cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_RIG(test_busy_when_an_organisation_is_full_but_never_for_urgent),
        WITH_RIG(test_busy_names_the_message),
        WITH_RIG(test_one_floods_and_another_is_served_in_turn),
        WITH_RIG(test_a_desk_that_commits_for_two_milliseconds_stalls_nobody),
        WITH_RIG(
            test_a_desk_that_does_not_read_loses_and_refuses_nothing_urgent),
        WITH_RIG(test_a_message_behind_many_pushes_is_seen),
        WITH_RIG(test_a_storm_of_answers_to_nobody_is_survived),
        WITH_RIG(test_a_new_front_skips_what_was_said_to_the_dead_one),
    };
    int rc = rig_main(argc, argv);

    return rc >= 0 ? rc : cmocka_run_group_tests(tests, NULL, NULL);
}
