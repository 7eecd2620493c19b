/* Who is behind a routing id: handles are never reused, keys never mixed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front/sessions.h"

static uint64_t
touch(struct sessions *sessions, uint32_t id, int64_t key, int64_t now_us)
{
    uint8_t routing[ROUTING_BYTES] = {0};
    uint64_t gone;

    memcpy(routing + 1, &id, sizeof id);
    return sessions_touch(sessions,
                          &(struct sighting){.routing = routing,
                                             .key = key,
                                             .srcfd = (int)id,
                                             .now_us = now_us},
                          &gone)
        ->peer;
}

static int
set_up(void **state)
{
    struct sessions *sessions = NULL;

    assert_int_equal(sessions_open(&sessions, UINT64_C(0x9e3779b97f4a7c15)),
                     RC_OK);
    *state = sessions;
    return 0;
}

static int
tear_down(void **state)
{
    sessions_close(*state);
    return 0;
}

static const struct row {
    const char *name;
    const char *id;
    size_t n;
    bool ok;
} rows[] = {
    {"made by the server", "\0abcd", 5, true},
    {"all zero", "\0\0\0\0\0", 5, true},
    {"first byte not zero", "abcde", 5, false},
    {"one of all ones", "\xff\xff\xff\xff\xff", 5, false},
    {"short", "\0abc", 4, false},
    {"long", "\0abcde", 6, false},
    {"a name", "bob", 3, false},
    {"empty", "", 0, false},
};

static void
test_only_ids_the_server_makes_are_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (sessions_routing_ok(rows[i].id, rows[i].n) != rows[i].ok)
            fail_msg("%s", rows[i].name);
    }
}

static void
test_the_same_key_keeps_its_handle(void **state)
{
    struct sessions *sessions = *state;
    uint64_t peer = touch(sessions, 1, 10, 100);

    assert_true(peer != 0);
    assert_int_equal(touch(sessions, 1, 10, 200), peer);
    assert_int_equal(sessions_find(sessions, peer)->seen_us, 200);
    assert_int_equal(sessions_find(sessions, peer)->key, 10);
    assert_int_equal(sessions_find(sessions, peer)->srcfd, 1);
    assert_int_equal(sessions_count(sessions), 1);
}

static void
test_another_key_on_the_routing_id_gets_another_handle(void **state)
{
    struct sessions *sessions = *state;
    uint8_t routing[ROUTING_BYTES] = {0, 1, 0, 0, 0};
    uint64_t first = touch(sessions, 1, 10, 100);
    uint64_t gone = 0;
    const struct session *session = sessions_touch(
        sessions, &(struct sighting){.routing = routing, .key = 11}, &gone);

    assert_int_equal(gone, first);
    assert_true(session->peer != first);
    assert_null(sessions_find(sessions, first));
    assert_int_equal(session->key, 11);
    assert_int_equal(sessions_count(sessions), 1);
}

static void
test_a_forgotten_handle_never_comes_back(void **state)
{
    struct sessions *sessions = *state;
    uint64_t seen[100];

    for (size_t i = 0; i < 100; i++) {
        seen[i] = touch(sessions, 7, 10, 100);
        for (size_t j = 0; j < i; j++)
            assert_true(seen[i] != seen[j]);
        sessions_forget(sessions, seen[i]);
        sessions_forget(sessions, seen[i]); /* twice is harmless */
        assert_null(sessions_find(sessions, seen[i]));
    }
    assert_int_equal(sessions_count(sessions), 0);
    assert_null(sessions_find(sessions, 0));
    assert_null(sessions_find(sessions, UINT64_MAX));
}

static void
test_the_longest_silent_makes_room(void **state)
{
    struct sessions *sessions = *state;
    uint8_t routing[ROUTING_BYTES] = {0, 0xff, 0xff, 0xff, 0xff};
    uint64_t silent = 0;
    uint64_t gone = 0;

    for (uint32_t i = 0; i < SESSIONS_MAX; i++) {
        uint64_t peer = touch(sessions, i, 1 + i % 100, i == 77 ? 1 : 1000 + i);

        if (i == 77)
            silent = peer;
    }
    assert_int_equal(sessions_count(sessions), SESSIONS_MAX);

    const struct session *session = sessions_touch(
        sessions,
        &(struct sighting){.routing = routing, .key = 10, .now_us = 99999},
        &gone);

    assert_int_equal(gone, silent);
    assert_non_null(session);
    assert_int_equal(sessions_count(sessions), SESSIONS_MAX);
    assert_null(sessions_find(sessions, silent));
}

/* One key with ever more connections ends its own, never another's. */
static void
test_a_key_takes_no_more_than_its_share(void **state)
{
    struct sessions *sessions = *state;
    uint64_t quiet = touch(sessions, 1, 20, 0);
    uint64_t first = touch(sessions, 2, 10, 1);

    for (uint32_t i = 1; i < SESSIONS_OF_KEY; i++)
        touch(sessions, 2 + i, 10, 1 + i);
    assert_int_equal(sessions_count(sessions), 1 + SESSIONS_OF_KEY);
    assert_non_null(sessions_find(sessions, first));
    for (uint32_t i = 0; i < SESSIONS_MAX; i++)
        touch(sessions, 100000 + i, 10, 100000 + i);
    assert_int_equal(sessions_count(sessions), 1 + SESSIONS_OF_KEY);
    assert_null(sessions_find(sessions, first));
    assert_non_null(sessions_find(sessions, quiet));
}

/* Against a table without hashing: what is touched and forgotten at random
 * stays findable by routing id and by handle. */
static void
test_the_table_agrees_with_a_plain_list(void **state)
{
    enum {
        IDS = 12000
    };
    static uint64_t peers[IDS];
    static int64_t keys[IDS];
    struct sessions *sessions = *state;
    size_t alive = 0;
    unsigned random = 1;

    for (size_t step = 0; step < 200000; step++) {
        random = random * 1103515245 + 12345;

        uint32_t id = random >> 8 & 0xffff;
        int64_t key;

        id %= IDS;
        key = 1 + 2 * (id % 64) + (random >> 4 & 1);
        if ((random >> 28) < 6 && peers[id] != 0) {
            sessions_forget(sessions, peers[id]);
            peers[id] = 0;
            alive--;
        } else {
            /* scattered, so that some meet in the table */
            uint64_t peer =
                touch(sessions, id * 2246822519U ^ id >> 3, key, (int64_t)step);

            if (peers[id] == 0)
                alive++;
            else
                assert_int_equal(peer == peers[id], key == keys[id]);
            peers[id] = peer;
            keys[id] = key;
        }
        assert_int_equal(sessions_count(sessions), alive);
    }
    for (uint32_t id = 0; id < IDS; id++) {
        if (peers[id] != 0)
            assert_int_equal(sessions_find(sessions, peers[id])->key, keys[id]);
    }

    size_t cursor = 0;
    size_t walked = 0;

    while (sessions_next(sessions, &cursor) != NULL)
        walked++;
    assert_int_equal(walked, alive);
}

static void
test_sessions_may_be_forgotten_while_walked(void **state)
{
    struct sessions *sessions = *state;
    const struct session *session;
    size_t cursor = 0;

    for (uint32_t i = 0; i < 1000; i++)
        touch(sessions, i, 10, 0);
    while ((session = sessions_next(sessions, &cursor)) != NULL)
        sessions_forget(sessions, session->peer);
    assert_int_equal(sessions_count(sessions), 0);
}

#define WITH_SESSIONS(test)                                                    \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_ids_the_server_makes_are_accepted),
        WITH_SESSIONS(test_the_same_key_keeps_its_handle),
        WITH_SESSIONS(test_another_key_on_the_routing_id_gets_another_handle),
        WITH_SESSIONS(test_a_forgotten_handle_never_comes_back),
        WITH_SESSIONS(test_the_longest_silent_makes_room),
        WITH_SESSIONS(test_a_key_takes_no_more_than_its_share),
        WITH_SESSIONS(test_the_table_agrees_with_a_plain_list),
        WITH_SESSIONS(test_sessions_may_be_forgotten_while_walked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
