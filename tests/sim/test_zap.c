/* What front answers when libzmq asks whether a key may come in (RFC 27). */
#include <event2/event.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zmq.h>

#include <cmocka.h>

#include "core/people.h"
#include "front/keyring.h"
#include "front/zap.h"
#include "sys/clock.h"

#define NOW        INT64_C(1000000000)
#define KEY        INT64_C(9007199254740993) /* more than a double holds */
#define LISTED     "0123456789abcdef0123456789abcdef"
#define ENDED      "fedcba9876543210fedcba9876543210"
#define NOBODYS    "ffffffffffffffffffffffffffffffff"
#define PART_BYTES 64

static const struct row {
    const char *name;
    bool listed; /* has the desk said who may? */
    const char *version, *domain, *mechanism, *public_key;
    size_t parts; /* sent, the delimiter included */
    const char *status, *user;
} rows[] = {
    {"valid", true, "1.0", "loket", "CURVE", LISTED, 8, "200",
     "9007199254740993"},
    {"unknown", true, "1.0", "loket", "CURVE", NOBODYS, 8, "400", ""},
    {"ended", true, "1.0", "loket", "CURVE", ENDED, 8, "400", ""},
    {"not now", false, "1.0", "loket", "CURVE", LISTED, 8, "300", ""},
    {"other version", true, "2.0", "loket", "CURVE", LISTED, 8, "400", ""},
    {"other domain", true, "1.0", "other", "CURVE", LISTED, 8, "400", ""},
    {"no domain", true, "1.0", "", "CURVE", LISTED, 8, "400", ""},
    {"PLAIN", true, "1.0", "loket", "PLAIN", LISTED, 8, "400", ""},
    {"NULL", true, "1.0", "loket", "NULL", LISTED, 7, "400", ""},
    {"short key", true, "1.0", "loket", "CURVE", "0123", 8, "400", ""},
    {"no key", true, "1.0", "loket", "CURVE", LISTED, 7, "400", ""},
    {"a part too many", true, "1.0", "loket", "CURVE", LISTED, 9, "400", ""},
};

struct rig {
    struct clock clock;
    struct event_base *base;
    struct keyring *keyring;
    void *context;
    void *asker;
    struct zap *zap;
};

static void
list_keys(struct keyring *keyring)
{
    struct principal_key key = {
        .key = KEY, .valid_to_us = INT64_MAX, .revoked_us = INT64_MAX};

    keyring_begin(keyring);
    memcpy(key.public_key, LISTED, sizeof key.public_key);
    assert_int_equal(keyring_add(keyring, &key), RC_OK);
    key.key = 2;
    key.valid_to_us = NOW;
    memcpy(key.public_key, ENDED, sizeof key.public_key);
    assert_int_equal(keyring_add(keyring, &key), RC_OK);
    assert_int_equal(keyring_end(keyring), RC_OK);
}

static void
open_rig(struct rig *rig)
{
    *rig = (struct rig){.clock = {.is_virtual = true, .virtual_utc_us = NOW}};
    rig->base = event_base_new();
    rig->context = zmq_ctx_new();
    assert_int_equal(keyring_open(&rig->keyring), RC_OK);
    assert_int_equal(
        zap_open(&rig->zap, &(struct zap_options){.context = rig->context,
                                                  .base = rig->base,
                                                  .keyring = rig->keyring,
                                                  .clock = &rig->clock}),
        RC_OK);
    rig->asker = zmq_socket(rig->context, ZMQ_DEALER);
    assert_int_equal(zmq_connect(rig->asker, "inproc://zeromq.zap.01"), 0);
}

static void
close_rig(struct rig *rig)
{
    zap_close(rig->zap);
    zmq_close(rig->asker);
    zmq_ctx_term(rig->context);
    keyring_close(rig->keyring);
    event_base_free(rig->base);
}

static void
ask(void *socket, const struct row *row)
{
    const char *parts[] = {
        "", row->version,   "request",       row->domain, "localhost",
        "", row->mechanism, row->public_key, "surplus"};

    /* the empty delimiter comes in front of what RFC 27 numbers */
    for (size_t i = 0; i < row->parts; i++)
        assert_true(zmq_send(socket, parts[i], strlen(parts[i]),
                             i + 1 < row->parts ? ZMQ_SNDMORE : 0) >= 0);
}

/* The loop has to run for the answer to come. */
static bool
hear(struct rig *rig, char part[PART_BYTES])
{
    for (int i = 0; i < 1000; i++) {
        int n = zmq_recv(rig->asker, part, PART_BYTES - 1, ZMQ_DONTWAIT);

        if (n >= 0) {
            part[n] = '\0';
            return true;
        }
        event_base_loop(rig->base, EVLOOP_ONCE);
    }
    return false;
}

static void
check_answer(struct rig *rig, const struct row *row)
{
    const char *expected[] = {"", "1.0",     "request", row->status,
                              "", row->user, ""};

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        char part[PART_BYTES];

        if (!hear(rig, part) || strcmp(part, expected[i]) != 0)
            fail_msg("%s: part %zu is '%s'", row->name, i, part);
    }
}

static void
test_each_question_has_its_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rig rig;

        open_rig(&rig);
        if (rows[i].listed)
            list_keys(rig.keyring);
        ask(rig.asker, &rows[i]);
        check_answer(&rig, &rows[i]);
        ask(rig.asker, &rows[i]); /* and the next one is understood too */
        check_answer(&rig, &rows[i]);
        close_rig(&rig);
    }
}

static const struct {
    const char *user_id;
    int64_t key;
} users[] = {
    {"1", 1},
    {"9007199254740993", KEY},
    {"", 0},
    {NULL, 0},
    {"-1", 0},
    {"12a", 0},
    {" 1", 0},
    {"admin", 0},
    {"99999999999999999999", 0},
};

static void
test_only_a_number_of_ours_is_a_user(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof users / sizeof users[0]; i++)
        assert_true(zap_user_key(users[i].user_id) == users[i].key);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_question_has_its_answer),
        cmocka_unit_test(test_only_a_number_of_ours_is_a_user),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
