/* test_linking_sets -- a set of links does not depend on the order, is made anew
 * the same, and changes over whole; a transaction leaves all or nothing */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_links.h"

#define MANY 24

static uint32_t
dice(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

static void
make_signals(uint32_t *seed, struct links_signal out[MANY])
{
    for (int64_t i = 0; i < MANY; i++)
        out[i] = (struct links_signal){.node = i + 1,
                                       .phone = (uint8_t)(dice(seed) % 9),
                                       .dwelling = (uint8_t)(dice(seed) % 6),
                                       .time = (uint8_t)(dice(seed) % 5),
                                       .organisation = 1 + dice(seed) % 3};
}

static void
shuffle(uint32_t *seed, struct links_signal signals[], size_t n)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t k = dice(seed) % (i + 1);
        struct links_signal kept = signals[i];

        signals[i] = signals[k];
        signals[k] = kept;
    }
}

static void
digest_of(struct store *store, enum linking_set set, struct linking_digest *out)
{
    memset(out, 0, sizeof *out);
    assert_int_equal(linking_digest(store, set, out), RC_OK);
}

/* In any order, some taken out and put back: the same pairs and bundles. */
static void
play(struct store *store, uint32_t window, struct links_signal signals[MANY],
     uint32_t seed, struct linking_digest *out)
{
    struct fixture_links links;

    links_open(&links, store, LINKING_LIVE, window);
    shuffle(&seed, signals, MANY);
    for (size_t at = 0; at < MANY;) {
        size_t n = 1 + dice(&seed) % 4;

        n = at + n > MANY ? MANY - at : n;
        links_add(&links, &signals[at], n);
        at += n;
    }
    for (size_t i = 0; i < MANY; i += 3)
        links_remove(&links, signals[i].node);
    for (size_t i = 0; i < MANY; i += 3)
        links_add(&links, &signals[i], 1);
    digest_of(store, LINKING_LIVE, out);
    links_close(&links);
}

static void
test_the_digest_does_not_depend_on_order(void **state)
{
    static const uint32_t windows[] = {2, 3, 16};
    uint32_t seed = 11;

    (void)state;
    for (size_t w = 0; w < 3; w++) {
        struct links_signal signals[MANY];
        struct linking_digest first;

        make_signals(&seed, signals);
        for (uint32_t round = 0; round < 6; round++) {
            struct fixture *f = fixture_open();
            struct linking_digest digest;

            for (uint32_t i = 0; i < MANY; i++) /* their keys */
                (void)fixture_submit(f, 1, i + 1, MESSAGE_SIGNAL);
            play(f->store, windows[w], signals, round + 1, &digest);
            if (round == 0)
                first = digest;
            assert_memory_equal(&digest, &first, sizeof first);
            assert_true(digest.pairs > 10);
            assert_int_equal(digest.signals, MANY);
            fixture_close(f);
        }
    }
}

/* The other set, filled in another order, changes places: whatever is where it
 * was before is left alone. */
static void
test_a_set_made_anew_is_the_same(void **state)
{
    struct fixture *f = *state;
    struct fixture_links live;
    struct fixture_links next;
    struct links_signal signals[MANY];
    struct linking_digest digests[2];
    struct linking_move moves[MANY];
    int64_t bundles[MANY];
    uint32_t seed = 5;
    int64_t what = 0;
    size_t n = 9;

    links_submit(f, MANY);
    make_signals(&seed, signals);
    links_open(&live, f->store, LINKING_LIVE, 3);
    links_must_combine(&live, signals, MANY);
    for (int64_t i = 0; i < MANY; i++)
        bundles[i] = links_bundle_of(f->store, i + 1);
    assert_int_equal(linking_swap(f->store), RC_NOT_FOUND);
    links_open(&next, f->store, LINKING_NEXT, 3);
    shuffle(&seed, signals, MANY);
    for (size_t i = 0; i < MANY; i++)
        links_add(&next, &signals[i], 1);
    for (int64_t i = 0; i < MANY; i++)
        assert_int_equal(links_bundle_of(f->store, i + 1), bundles[i]);
    digest_of(f->store, LINKING_LIVE, &digests[0]);
    digest_of(f->store, LINKING_NEXT, &digests[1]);
    assert_memory_equal(&digests[0], &digests[1], sizeof digests[0]);
    assert_int_equal(linking_moves(f->store, 0, moves, MANY, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(linking_swap(f->store), RC_OK);
    for (int64_t i = 0; i < MANY; i++)
        assert_int_equal(links_bundle_of(f->store, i + 1), bundles[i]);
    assert_int_equal(linking_look_next(f->store, 0, &what), RC_NOT_FOUND);
    links_close(&live);
    links_close(&next);
}

/* In the next set 2 and 3 are apart, 4 is with 1. */
static void
test_changing_over_moves_what_differs(void **state)
{
    static const struct links_signal then[] = {
        {.node = 1, .dwelling = 1}, {.node = 2, .dwelling = 2},
        {.node = 3, .dwelling = 2}, {.node = 4, .dwelling = 4},
        {.node = 5, .dwelling = 5},
    };
    static const struct links_signal now[] = {
        {.node = 1, .dwelling = 1}, {.node = 2, .dwelling = 2},
        {.node = 3, .dwelling = 3}, {.node = 4, .dwelling = 1},
        {.node = 5, .dwelling = 5},
    };
    static const struct linking_move expected[] = {{3, 2, 3}, {4, 4, 1}};
    struct fixture *f = *state;
    struct fixture_links live;
    struct fixture_links next;
    struct linking_move moves[8];
    int64_t what = 0;
    size_t n = 0;
    size_t looks = 0;
    bool more = true;

    links_submit(f, 5);
    links_open(&live, f->store, LINKING_LIVE, 3);
    links_must_combine(&live, then, 5);
    links_open(&next, f->store, LINKING_NEXT, 3);
    links_add(&next, now, 5);
    assert_int_equal(linking_moves(f->store, 0, moves, 8, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_memory_equal(moves, expected, sizeof expected);
    assert_int_equal(links_bundle_of(f->store, 3), 2);
    assert_int_equal(linking_swap(f->store), RC_OK);
    assert_int_equal(links_bundle_of(f->store, 3), 3);
    assert_int_equal(links_bundle_of(f->store, 4), 1);
    assert_int_equal(links_leads_to(f->store, 4), 1);
    while (linking_look_next(f->store, what, &what) == RC_OK)
        looks++;
    assert_int_equal(looks, 4);
    fixture_reopen(f); /* it is remembered which one it is */
    links_close(&live);
    links_close(&next);
    links_open(&live, f->store, LINKING_LIVE, 3);
    links_remove(&live, 1);
    assert_int_equal(links_bundle_of(f->store, 4), 4);
    while (more)
        assert_int_equal(linking_clear(f->store, &more), RC_OK);
    assert_int_equal(linking_swap(f->store), RC_NOT_FOUND);
    assert_int_equal(linking_moves(f->store, 0, moves, 8, &n), RC_OK);
    assert_int_equal(n, 0);
    links_close(&live);
}

/* --- transactions --- */

struct stopping {
    struct fixture_links *links;
    const struct links_signal *signal;
    enum rc rc;
};

static enum rc
put_and_stop(void *arg)
{
    struct stopping *stopping = arg;

    assert_int_equal(links_put(stopping->links, stopping->signal), RC_OK);
    assert_int_equal(links_settle(stopping->links), RC_OK);
    assert_int_equal(linking_look_add(stopping->links->store, 1), RC_OK);
    return stopping->rc;
}

/* Records that were read are not those of a transaction that never was. */
static void
test_a_step_that_fails_leaves_nothing(void **state)
{
    static const struct links_signal signals[] = {{.node = 1, .dwelling = 1},
                                                  {.node = 2, .dwelling = 1}};
    const struct links_signal other = {.node = 1, .phone = 9};
    struct fixture *f = *state;
    struct fixture_links links;
    struct stopping stopping = {
        .links = &links, .signal = &other, .rc = RC_INVALID};
    struct linking_digest before;
    struct linking_digest after;
    struct link_record record;
    struct combine_item item = {.seq = 3};
    int64_t cursor = 0;
    int64_t what = 0;

    links_submit(f, 3);
    links_open(&links, f->store, LINKING_LIVE, 3);
    links_must_combine(&links, signals, 2);
    digest_of(f->store, LINKING_LIVE, &before);
    assert_int_equal(linking_do(f->store, put_and_stop, &stopping), RC_INVALID);
    assert_int_equal(links.book.record_get(links.book.self, 1, &record), RC_OK);
    assert_int_equal(record.values[0].kind, LINK_DWELLING);
    stopping.rc = RC_DOWN;
    assert_int_equal(combine_link(f->store, &item, 1, put_and_stop, &stopping),
                     RC_DOWN);
    digest_of(f->store, LINKING_LIVE, &after);
    assert_memory_equal(&before, &after, sizeof before);
    assert_int_equal(combine_cursor(f->store, &cursor), RC_OK);
    assert_int_equal(cursor, 2);
    assert_int_equal(linking_look_next(f->store, 0, &what), RC_NOT_FOUND);
    links_close(&links);
}

static void
test_epochs_are_not_changed(void **state)
{
    struct fixture *f = *state;
    struct linking_epoch epoch = {.at_us = 5,
                                  .clusters = 7,
                                  .signals = 8,
                                  .confirmed = 9,
                                  .made_by = f->people[1],
                                  .reason = "maandelijks"};
    struct linking_epoch back;

    link_model_start(&epoch.situation);
    link_model_same_start(&epoch.same);
    epoch.situation.epoch = 3;
    assert_int_equal(linking_epoch(f->store, LINKING_LIVE, &back),
                     RC_NOT_FOUND);
    assert_int_equal(linking_epoch_put(f->store, LINKING_LIVE, &epoch), RC_OK);
    assert_int_equal(linking_epoch_put(f->store, LINKING_LIVE, &epoch), RC_DUP);
    assert_int_equal(linking_epoch_put(f->store, LINKING_NEXT, &epoch), RC_OK);
    fixture_reopen(f);
    assert_int_equal(linking_epoch(f->store, LINKING_LIVE, &back), RC_OK);
    assert_int_equal(back.situation.epoch, 3);
    assert_int_equal(back.situation.link_mb, epoch.situation.link_mb);
    assert_int_equal(back.at_us, 5);
    assert_int_equal(back.confirmed, 9);
    assert_int_equal(back.made_by, f->people[1]);
    assert_string_equal(back.reason, "maandelijks");
    assert_int_equal(back.swapped_us, 0);
    assert_int_equal(linking_swapped(f->store, 77), RC_OK);
    assert_int_equal(linking_epoch_get(f->store, 3, &back), RC_OK);
    assert_int_equal(back.swapped_us, 77);
    assert_int_equal(linking_epoch_get(f->store, 4, &back), RC_NOT_FOUND);

    bool more = true;

    while (more)
        assert_int_equal(linking_clear(f->store, &more), RC_OK);
    epoch.situation.link_mb++;
    assert_int_equal(linking_epoch_put(f->store, LINKING_NEXT, &epoch),
                     RC_INVALID);
    epoch.situation.epoch = 4;
    assert_int_equal(linking_epoch_put(f->store, LINKING_NEXT, &epoch), RC_OK);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_digest_does_not_depend_on_order),
        TEST(test_a_set_made_anew_is_the_same),
        TEST(test_changing_over_moves_what_differs),
        TEST(test_a_step_that_fails_leaves_nothing),
        TEST(test_epochs_are_not_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
