/* Who may speak through front, as whom, and until when: against a real front
 * process, over CURVE. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "front_rig.h"
#include "sys/clock.h"

#define HONEST   0 /* key pairs */
#define OTHER    1
#define SUSPECT  2
#define STRANGER 3

#define REFUSED_EVENTS                                                         \
    (ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |   \
     ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_DISCONNECTED)

#define BODY_REFUSAL 4

static int64_t
utc_us(void)
{
    const struct clock real = {.is_virtual = false};

    return clock_utc_us(&real);
}

/* What the desk has seen of anybody but the honest client. */
static size_t
seen_of_others(const struct rig *rig)
{
    return rig_count(rig, CHANNEL_FRAME, 0) -
           rig_count(rig, CHANNEL_FRAME, HONEST + 1);
}

enum change {
    AS_IS,
    EXPIRED,
    NOT_YET,
    REVOKED,
    UNLISTED,
    SECOND_KEY /* of the honest client's principal */
};

static const struct row {
    const char *name;
    enum change change;
    struct rig_client_options client;
    bool served;
} rows[] = {
    {"valid", AS_IS, {.key = SUSPECT}, true},
    {"second key of a principal", SECOND_KEY, {.key = SUSPECT}, true},
    {"expired", EXPIRED, {.key = SUSPECT}, false},
    {"not yet valid", NOT_YET, {.key = SUSPECT}, false},
    {"revoked", REVOKED, {.key = SUSPECT}, false},
    {"unknown", UNLISTED, {.key = SUSPECT}, false},
    {"NULL", AS_IS, {.key = SUSPECT, .null = true}, false},
    {"PLAIN", AS_IS, {.key = SUSPECT, .plain = true}, false},
    {"wrong server key", AS_IS, {.key = SUSPECT, .wrong_server = true}, false},
};

static void
change_key(struct rig *rig, enum change change)
{
    struct principal_key *key = &rig->keys[SUSPECT];

    switch (change) {
    case AS_IS:
        break;
    case EXPIRED:
        key->valid_to_us = utc_us() - 1000;
        break;
    case NOT_YET:
        key->valid_from_us = utc_us() + INT64_C(3600000000);
        break;
    case REVOKED:
        key->revoked_us = utc_us() - 1000;
        break;
    case UNLISTED:
        rig->listed_n = SUSPECT;
        break;
    case SECOND_KEY:
        key->principal = rig->keys[HONEST].principal;
        key->organisation = rig->keys[HONEST].organisation;
        break;
    }
}

static void
try_row(struct rig *rig, const struct row *row)
{
    struct rig_client *honest, *suspect;
    uint8_t bytes[RIG_FRAME_MAX];
    uint64_t tag;
    unsigned body;

    change_key(rig, row->change);
    rig_start(rig);
    honest = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    suspect = rig_connect(rig, &row->client);
    rig_say(suspect, bytes, rig_heartbeat(bytes, 77));
    if (row->served) {
        if (rig_hear(rig, suspect, &body) != 77)
            fail_msg("%s: another answer", row->name);
        assert_int_equal(rig_count(rig, CHANNEL_FRAME, SUSPECT + 1), 1);
    } else {
        rig_await_event(rig, suspect, REFUSED_EVENTS);
    }
    rig_round_trip(rig, honest, 1);
    rig_round_trip(rig, honest, 2);
    if (!row->served &&
        (rig_hear_now(suspect, &tag, &body) || seen_of_others(rig) != 0))
        fail_msg("%s: something went through", row->name);
}

static void
test_key_states(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;

        rig_open(&rig);
        try_row(&rig, &rows[i]);
        rig_close(&rig);
    }
}

/* Nothing the desk sends meanwhile may reach the one who is revoked. */
static void
test_revocation_cuts_within_a_second(void **state)
{
    struct rig *rig = *state;
    struct rig_client *honest, *suspect;
    uint8_t bytes[RIG_FRAME_MAX];
    struct rig_seen last;
    size_t before;
    int64_t since_ms;
    uint64_t tag;
    unsigned body;

    rig_start(rig);
    honest = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    suspect = rig_connect(rig, &(struct rig_client_options){.key = SUSPECT});
    rig_round_trip(rig, honest, 1);
    for (uint64_t i = 0; i < 100; i++)
        rig_round_trip(rig, suspect, i);
    last = rig_await(rig, CHANNEL_FRAME, SUSPECT + 1, 100);

    since_ms = rig_now_ms();
    rig->keys[SUSPECT].revoked_us = utc_us();
    rig_send_keys(rig);
    before = suspect->received;
    for (uint64_t i = 0; i < 100; i++) /* pushes behind the revocation */
        rig_put(rig, &(struct channel_frame){.type = CHANNEL_SEND,
                                             .peer = last.peer,
                                             .key = last.key,
                                             .bytes = bytes,
                                             .n = rig_heartbeat(bytes, i)});
    rig_flush(rig);
    rig_await_event(rig, suspect, ZMQ_EVENT_DISCONNECTED);
    assert_true(rig_now_ms() - since_ms < 1000);
    for (uint64_t i = 0; i < 100; i++)
        (void)zmq_send(suspect->socket, bytes, rig_heartbeat(bytes, i),
                       ZMQ_DONTWAIT);
    rig_await_event(rig, suspect, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH);
    rig_round_trip(rig, honest, 2);
    assert_false(rig_hear_now(suspect, &tag, &body));
    assert_int_equal(suspect->received, before);
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, SUSPECT + 1), 100);
    rig_await(rig, CHANNEL_GONE, 0, 1);
}

/* Both are held by the same quota, one is revoked: when the last message of
 * the other has come, the revoked one's would have come too. */
static void
test_what_waits_is_dropped_when_its_key_is_revoked(void **state)
{
    struct rig *rig = *state;
    struct rig_client *honest, *suspect;
    uint8_t bytes[RIG_FRAME_MAX];
    unsigned body;

    rig->settings.quota = (struct quota_rule){.per_s = 20, .burst = 1};
    rig_start(rig);
    suspect = rig_connect(rig, &(struct rig_client_options){.key = SUSPECT});
    honest = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    rig_round_trip(rig, honest, 1);
    for (uint64_t i = 0; i < 8; i++)
        rig_say(suspect, bytes, rig_signal(bytes, i, false));
    assert_int_equal(rig_hear(rig, suspect, &body), 0);
    rig->keys[SUSPECT].revoked_us = utc_us();
    rig_send_keys(rig);
    for (uint64_t i = 0; i < 10; i++)
        rig_say(honest, bytes, rig_signal(bytes, i, false));
    rig_await(rig, CHANNEL_FRAME, HONEST + 1, 11);
    assert_true(rig_count(rig, CHANNEL_FRAME, SUSPECT + 1) <= 2);
}

static void
test_expiry_cuts_within_a_second(void **state)
{
    struct rig *rig = *state;
    struct rig_client *suspect;
    int64_t end_us = utc_us() + 700000;

    rig->keys[SUSPECT].valid_to_us = end_us;
    rig_start(rig);
    suspect = rig_connect(rig, &(struct rig_client_options){.key = SUSPECT});
    rig_round_trip(rig, suspect, 1);
    rig_await_event(rig, suspect, ZMQ_EVENT_DISCONNECTED);
    assert_true(utc_us() >= end_us);
    assert_true(utc_us() < end_us + 1000000);
}

/* A peer that names itself is not listened to; the name of another kind than
 * the server's makes no session at all. */
static void
test_an_announced_routing_id_is_not_served(void **state)
{
    static const struct {
        const char *id;
        size_t n;
    } names[] = {{"bob", 3}, {"loket", 5}, {"\0bob", 4}, {"\0bobby", 6}};
    struct rig *rig = *state;
    struct rig_client *honest;
    uint8_t bytes[RIG_FRAME_MAX];

    rig_start(rig);
    honest = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct rig_client *named = rig_connect(
            rig, &(struct rig_client_options){.key = SUSPECT,
                                              .routing_id = names[i].id,
                                              .routing_n = names[i].n});

        rig_await_event(rig, named, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        rig_say(named, bytes, rig_heartbeat(bytes, i));
    }
    for (uint64_t i = 0; i < 20; i++)
        rig_round_trip(rig, honest, i);
    assert_int_equal(seen_of_others(rig), 0);
}

/* Two principals, one routing id of the server's make: while the first is
 * there the second is ignored, and later it is another peer. */
static void
test_a_routing_id_takes_nothing_along(void **state)
{
    static const char id[] = "\0same";
    struct rig *rig = *state;
    struct rig_client *first, *thief;
    struct rig_client_options as_first = {
        .key = HONEST, .routing_id = id, .routing_n = 5};
    struct rig_client_options as_thief = {
        .key = SUSPECT, .routing_id = id, .routing_n = 5};
    uint8_t bytes[RIG_FRAME_MAX];
    struct rig_seen victim, later;
    unsigned body;

    rig->echo = false;
    rig_start(rig);
    first = rig_connect(rig, &as_first);
    rig_say(first, bytes, rig_heartbeat(bytes, 1));
    victim = rig_await(rig, CHANNEL_FRAME, HONEST + 1, 1);
    thief = rig_connect(rig, &as_thief);
    rig_await_event(rig, thief, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
    rig_say(thief, bytes, rig_heartbeat(bytes, 2));
    rig_say(first, bytes, rig_heartbeat(bytes, 3));
    rig_await(rig, CHANNEL_FRAME, HONEST + 1, 2);
    rig_put(rig, &(struct channel_frame){.type = CHANNEL_SEND,
                                         .peer = victim.peer,
                                         .key = victim.key,
                                         .bytes = bytes,
                                         .n = rig_heartbeat(bytes, 4)});
    rig_flush(rig);
    assert_int_equal(rig_hear(rig, first, &body), 4);
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, SUSPECT + 1), 0);

    /* The victim leaves; the id is free once the router has noticed. */
    rig_disconnect(first);
    rig_disconnect(thief);
    for (int i = 0; i < 50; i++) {
        thief = rig_connect(rig, &as_thief);
        rig_await_event(rig, thief, ZMQ_EVENT_HANDSHAKE_SUCCEEDED);
        rig_say(thief, bytes, rig_heartbeat(bytes, 5));
        zmq_poll(&(zmq_pollitem_t){.fd = rig->fds[0], .events = ZMQ_POLLIN}, 1,
                 200);
        rig_receive(rig);
        if (rig_count(rig, CHANNEL_FRAME, SUSPECT + 1) > 0)
            break;
        rig_disconnect(thief);
    }
    later = rig_await(rig, CHANNEL_FRAME, SUSPECT + 1, 1);
    assert_true(later.peer != victim.peer);
    for (uint64_t i = 0; i < 3; i++) { /* old handle, mixed, new */
        rig_put(rig, &(struct channel_frame){
                         .type = CHANNEL_SEND,
                         .peer = i == 0 ? victim.peer : later.peer,
                         .key = i < 2 ? victim.key : later.key,
                         .bytes = bytes,
                         .n = rig_heartbeat(bytes, 6 + i)});
    }
    rig_flush(rig);
    assert_int_equal(rig_hear(rig, thief, &body), 8);
}

static void
test_more_than_one_frame_is_dropped_whole(void **state)
{
    struct rig *rig = *state;
    struct rig_client *client;
    uint8_t bytes[RIG_FRAME_MAX];

    rig_start(rig);
    client = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    rig_round_trip(rig, client, 1);
    for (uint64_t i = 0; i < 300; i++) {
        size_t n = rig_heartbeat(bytes, 1000 + i);

        for (uint64_t part = 0; part < i % 7 + 1; part++)
            assert_int_equal(
                zmq_send(client->socket, bytes, part % 2 ? 0 : n, ZMQ_SNDMORE),
                part % 2 ? 0 : (int)n);
        zmq_send(client->socket, bytes, n, 0);
    }
    rig_round_trip(rig, client, 2);
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, 0), 2);
    assert_int_equal(client->received, 2);
}

static void
test_malformed_is_refused_here_and_the_unreadable_not_answered(void **state)
{
    static const uint8_t garbage[] = {0xff, 0xff, 0xff, 0xff};
    struct rig *rig = *state;
    struct rig_client *client;
    uint8_t bytes[RIG_FRAME_MAX];
    unsigned body;

    rig_start(rig);
    client = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    rig_say(client, garbage, sizeof garbage);
    rig_say(client, garbage, 0);
    rig_say(client, bytes, rig_malformed(bytes, 5));
    assert_int_equal(rig_hear(rig, client, &body), 5);
    assert_int_equal(body, BODY_REFUSAL);
    rig_round_trip(rig, client, 6);
    assert_int_equal(client->received, 2);
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, 0), 1);
}

static void
test_an_oversized_frame_ends_only_its_own_connection(void **state)
{
    static uint8_t large[65537];
    struct rig *rig = *state;
    struct rig_client *honest, *suspect;

    rig_start(rig);
    honest = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    suspect = rig_connect(rig, &(struct rig_client_options){.key = SUSPECT});
    rig_round_trip(rig, suspect, 1);
    rig_round_trip(rig, honest, 2);
    rig_say(suspect, large, sizeof large);
    rig_await_event(rig, suspect, ZMQ_EVENT_DISCONNECTED);
    rig_round_trip(rig, honest, 3);
    assert_int_equal(rig_count(rig, CHANNEL_FRAME, SUSPECT + 1), 1);
}

static void
test_silent_peers_are_forgotten(void **state)
{
    struct rig *rig = *state;
    struct rig_client *client;
    struct rig_seen first;

    rig->settings.idle_s = 1;
    rig_start(rig);
    client = rig_connect(rig, &(struct rig_client_options){.key = HONEST});
    rig_round_trip(rig, client, 1);
    first = rig_await(rig, CHANNEL_FRAME, 0, 1);
    assert_int_equal(rig_await(rig, CHANNEL_GONE, 0, 1).peer, first.peer);
    rig_round_trip(rig, client, 2); /* and served when they speak again */
    assert_true(rig_await(rig, CHANNEL_FRAME, 0, 2).peer != first.peer);
}

static void
test_front_ends_with_its_desk(void **state)
{
    struct rig *rig = *state;
    int status = 0;

    rig_start(rig);
    close(rig->fds[1]);
    rig->fds[1] = -1;
    shutdown(rig->fds[0], SHUT_RDWR);
    assert_int_equal(waitpid(rig->front, &status, 0), rig->front);
    rig->front = 0;
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#define WITH_RIG(test)                                                         \
    cmocka_unit_test_setup_teardown(test, rig_setup, rig_teardown)

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_states),
        WITH_RIG(test_revocation_cuts_within_a_second),
        WITH_RIG(test_what_waits_is_dropped_when_its_key_is_revoked),
        WITH_RIG(test_expiry_cuts_within_a_second),
        WITH_RIG(test_an_announced_routing_id_is_not_served),
        WITH_RIG(test_a_routing_id_takes_nothing_along),
        WITH_RIG(test_more_than_one_frame_is_dropped_whole),
        WITH_RIG(
            test_malformed_is_refused_here_and_the_unreadable_not_answered),
        WITH_RIG(test_an_oversized_frame_ends_only_its_own_connection),
        WITH_RIG(test_silent_peers_are_forgotten),
        WITH_RIG(test_front_ends_with_its_desk),
    };
    int rc = rig_main(argc, argv);

    return rc >= 0 ? rc : cmocka_run_group_tests(tests, NULL, NULL);
}
