/* test_linking -- bundles by the book: what follows a signal wherever linking
 * puts it, and that nothing depends on the order */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_links.h"

#define MANY 24

static int64_t
bundle_of(struct store *store, int64_t seq)
{
    struct message_row row;

    assert_int_equal(message_get(store, seq, &row), RC_OK);
    return row.bundle;
}

static int64_t
leads_to(struct store *store, int64_t bundle)
{
    int64_t now = 0;
    enum rc rc = bundle_resolve(store, bundle, &now);

    assert_true(rc == RC_OK || rc == RC_NOT_FOUND);
    return rc == RC_OK ? now : 0;
}

static void
submit(struct fixture *f, int64_t n)
{
    for (int64_t i = 1; i <= n; i++)
        assert_int_equal(fixture_submit(f, 1, (uint32_t)i, MESSAGE_SIGNAL), i);
}

static void
combine(struct fixture_links *links, const struct links_signal *signals,
        size_t n)
{
    assert_int_equal(links_combine(links, signals, n), RC_OK);
}

static void
test_the_oldest_of_a_bundle_names_it(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 2},
        {.node = 3, .phone = 3},
        {.node = 4, .dwelling = 2, .phone = 4},
        {.node = 5, .dwelling = 1, .phone = 4},
    };
    struct fixture *f = *state;
    struct fixture_links links;
    struct message_row rows[8];
    size_t n = 0;

    submit(f, 5);
    links_open(&links, f->store, LINKING_LIVE, 4);
    combine(&links, signals, 4);
    assert_int_equal(bundle_of(f->store, 1), 1);
    assert_int_equal(bundle_of(f->store, 2), 2);
    assert_int_equal(bundle_of(f->store, 3), 3);
    assert_int_equal(bundle_of(f->store, 4), 2);
    combine(&links, &signals[4], 1); /* ties both */
    for (int64_t seq = 1; seq <= 5; seq++)
        assert_int_equal(bundle_of(f->store, seq), seq == 3 ? 3 : 1);
    assert_int_equal(leads_to(f->store, 2), 1);
    assert_int_equal(leads_to(f->store, 3), 3);
    assert_int_equal(leads_to(f->store, 4), 0); /* never named one */
    assert_int_equal(message_of_bundle(f->store, 2, 0, rows, 8, &n), RC_OK);
    assert_int_equal(n, 4);
    links_remove(&links, 5); /* and what it tied comes apart */
    assert_int_equal(bundle_of(f->store, 1), 1);
    assert_int_equal(bundle_of(f->store, 2), 2);
    assert_int_equal(bundle_of(f->store, 4), 2);
    assert_int_equal(bundle_of(f->store, 5), 0);
    assert_int_equal(leads_to(f->store, 2), 2);
    links_close(&links);
}

/* 1 goes: what it named is named by 2, and its number leads there, also when
 * that number goes too. */
static void
test_a_number_whose_signal_is_gone_leads_on(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 1},
        {.node = 3, .dwelling = 1, .phone = 3},
        {.node = 4, .phone = 3},
    };
    struct fixture *f = *state;
    struct fixture_links links;

    submit(f, 4);
    links_open(&links, f->store, LINKING_LIVE, 4);
    combine(&links, signals, 4);
    assert_int_equal(bundle_of(f->store, 4), 1);
    links_remove(&links, 1);
    assert_int_equal(bundle_of(f->store, 1), 0);
    assert_int_equal(bundle_of(f->store, 4), 2);
    assert_int_equal(leads_to(f->store, 1), 2);
    links_remove(&links, 2);
    assert_int_equal(bundle_of(f->store, 4), 3);
    assert_int_equal(leads_to(f->store, 1), 3);
    assert_int_equal(leads_to(f->store, 2), 3);
    links_add(&links, signals, 1); /* and is its own again */
    assert_int_equal(leads_to(f->store, 1), 1);
    assert_int_equal(leads_to(f->store, 3), 1);
    assert_int_equal(bundle_of(f->store, 4), 1);
    assert_int_equal(store_integrity(f->store), RC_OK);
    links_close(&links);
}

static void
amend(struct fixture *f, int64_t seq, int64_t target,
      enum version_action action)
{
    const struct combine_item item = {
        .seq = seq, .amends = target, .action = action};

    assert_int_equal(combine_link(f->store, &item, 1, NULL, NULL), RC_OK);
}

/* 3 corrects 1, 4 tells more about 3, 5 withdraws 2. */
static void
test_versions_go_where_their_signal_goes(void **state)
{
    static const struct links_signal signals[] = {{.node = 1, .dwelling = 1},
                                                  {.node = 2, .dwelling = 2}};
    static const struct links_signal moved = {.node = 1, .dwelling = 2};
    struct fixture *f = *state;
    struct fixture_links links;

    submit(f, 4);
    assert_int_equal(fixture_submit(f, 1, 5, MESSAGE_WITHDRAWAL), 5);
    links_open(&links, f->store, LINKING_LIVE, 4);
    combine(&links, signals, 2);
    amend(f, 3, 1, VERSION_CORRECT);
    amend(f, 4, 3, VERSION_SUPPLEMENT);
    assert_int_equal(bundle_of(f->store, 3), 1);
    assert_int_equal(bundle_of(f->store, 4), 1);
    links_remove(&links, 2);
    links_add(&links, &signals[1], 1);
    links_add(&links, &moved, 1);
    assert_int_equal(bundle_of(f->store, 2), 1);
    links_remove(&links, 1);
    for (int64_t seq = 1; seq <= 4; seq++)
        assert_int_equal(bundle_of(f->store, seq), seq == 2 ? 2 : 0);
    amend(f, 5, 2, VERSION_WITHDRAW);
    links_remove(&links, 2);
    links_add(&links, &moved, 1);
    for (int64_t seq = 1; seq <= 5; seq++)
        assert_int_equal(bundle_of(f->store, seq),
                         seq == 2 || seq == 5 ? 0 : 1);
    links_close(&links);
}

/* Only signals are linked; nothing else is in a bundle. */
static void
test_other_messages_have_no_bundle(void **state)
{
    static const enum message_kind kinds[] = {MESSAGE_REFERRAL, MESSAGE_ADVICE,
                                              MESSAGE_BOTTLENECK,
                                              MESSAGE_WITHDRAWAL};
    struct fixture *f = *state;

    for (uint32_t i = 0; i < 4; i++) {
        const struct combine_item item = {
            .seq = fixture_submit(f, 1, i, kinds[i])};

        assert_int_equal(combine_link(f->store, &item, 1, NULL, NULL), RC_OK);
        assert_int_equal(bundle_of(f->store, item.seq), 0);
    }
}

static int64_t
alert_bundle(struct store *store, int64_t alert)
{
    struct alert row;

    assert_int_equal(alert_get(store, alert, &row), RC_OK);
    return row.bundle;
}

static void
test_alerts_follow_their_first_message(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 2},
        {.node = 3, .dwelling = 1, .phone = 3},
        {.node = 4, .dwelling = 2, .phone = 3},
    };
    const struct alert_route join = {.seq = 3, .now_us = FIXTURE_NOW_US};
    struct fixture *f = *state;
    struct fixture_links links;
    struct alert_route route = join;
    struct alert open;
    int64_t urgent = 0;
    int64_t second = 0;
    int64_t joined = 0;

    submit(f, 4);
    links_open(&links, f->store, LINKING_LIVE, 4);
    urgent = fixture_alert(f, 1, 0); /* before it is combined */
    assert_int_equal(alert_bundle(f->store, urgent), 0);
    combine(&links, signals, 3);
    assert_int_equal(alert_bundle(f->store, urgent), 1);
    route.join = urgent;
    assert_int_equal(alert_create(f->store, &route, &joined), RC_OK);
    second = fixture_alert(f, 2, 2);
    combine(&links, &signals[3], 1);
    assert_int_equal(alert_bundle(f->store, second), 1);
    assert_int_equal(alert_open_of_bundle(f->store, 2, &open), RC_OK);
    links_remove(&links, 4);
    assert_int_equal(alert_bundle(f->store, second), 2);
    links_remove(&links, 1); /* its alert has another message in a bundle */
    assert_int_equal(alert_bundle(f->store, urgent), 3);
    links_remove(&links, 3); /* none at all: it stays where it was */
    assert_int_equal(alert_bundle(f->store, urgent), 3);
    links_close(&links);
}

static void
test_a_referral_is_related_and_in_no_bundle(void **state)
{
    static const struct links_signal signals[] = {
        {.node = 1, .dwelling = 1},
        {.node = 2, .dwelling = 2},
        {.node = 3, .dwelling = 1, .phone = 3},
        {.node = 4, .dwelling = 2, .phone = 3},
    };
    struct fixture *f = *state;
    struct fixture_links links;
    struct message_row row;
    int64_t referral = 0;
    int64_t alert = 0;

    submit(f, 4);
    referral = fixture_submit(f, 1, 5, MESSAGE_REFERRAL);
    alert = fixture_alert(f, referral, 0);
    links_open(&links, f->store, LINKING_LIVE, 4);
    combine(&links, signals, 3);
    assert_int_equal(linking_relate(f->store, referral, 2), RC_OK);
    assert_int_equal(message_get(f->store, referral, &row), RC_OK);
    assert_int_equal(row.bundle, 0);
    assert_int_equal(row.related, 2);
    assert_int_equal(alert_bundle(f->store, alert), 2);
    combine(&links, &signals[3], 1);
    assert_int_equal(message_get(f->store, referral, &row), RC_OK);
    assert_int_equal(row.related, 1);
    assert_int_equal(alert_bundle(f->store, alert), 1);
    assert_int_equal(linking_relate(f->store, referral, 0), RC_OK);
    assert_int_equal(message_get(f->store, referral, &row), RC_OK);
    assert_int_equal(row.related, 0);
    links_close(&links);
}

/* --- order, sets, digests --- */

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

    submit(f, MANY);
    make_signals(&seed, signals);
    links_open(&live, f->store, LINKING_LIVE, 3);
    combine(&live, signals, MANY);
    for (int64_t i = 0; i < MANY; i++)
        bundles[i] = bundle_of(f->store, i + 1);
    assert_int_equal(linking_swap(f->store), RC_NOT_FOUND);
    links_open(&next, f->store, LINKING_NEXT, 3);
    shuffle(&seed, signals, MANY);
    for (size_t i = 0; i < MANY; i++)
        links_add(&next, &signals[i], 1);
    for (int64_t i = 0; i < MANY; i++)
        assert_int_equal(bundle_of(f->store, i + 1), bundles[i]);
    digest_of(f->store, LINKING_LIVE, &digests[0]);
    digest_of(f->store, LINKING_NEXT, &digests[1]);
    assert_memory_equal(&digests[0], &digests[1], sizeof digests[0]);
    assert_int_equal(linking_moves(f->store, 0, moves, MANY, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(linking_swap(f->store), RC_OK);
    for (int64_t i = 0; i < MANY; i++)
        assert_int_equal(bundle_of(f->store, i + 1), bundles[i]);
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

    submit(f, 5);
    links_open(&live, f->store, LINKING_LIVE, 3);
    combine(&live, then, 5);
    links_open(&next, f->store, LINKING_NEXT, 3);
    links_add(&next, now, 5);
    assert_int_equal(linking_moves(f->store, 0, moves, 8, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_memory_equal(moves, expected, sizeof expected);
    assert_int_equal(bundle_of(f->store, 3), 2);
    assert_int_equal(linking_swap(f->store), RC_OK);
    assert_int_equal(bundle_of(f->store, 3), 3);
    assert_int_equal(bundle_of(f->store, 4), 1);
    assert_int_equal(leads_to(f->store, 4), 1);
    while (linking_look_next(f->store, what, &what) == RC_OK)
        looks++;
    assert_int_equal(looks, 4);
    fixture_reopen(f); /* it is remembered which one it is */
    links_close(&live);
    links_close(&next);
    links_open(&live, f->store, LINKING_LIVE, 3);
    links_remove(&live, 1);
    assert_int_equal(bundle_of(f->store, 4), 4);
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

    submit(f, 3);
    links_open(&links, f->store, LINKING_LIVE, 3);
    combine(&links, signals, 2);
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
        TEST(test_the_oldest_of_a_bundle_names_it),
        TEST(test_a_number_whose_signal_is_gone_leads_on),
        TEST(test_versions_go_where_their_signal_goes),
        TEST(test_other_messages_have_no_bundle),
        TEST(test_alerts_follow_their_first_message),
        TEST(test_a_referral_is_related_and_in_no_bundle),
        cmocka_unit_test(test_the_digest_does_not_depend_on_order),
        TEST(test_a_set_made_anew_is_the_same),
        TEST(test_changing_over_moves_what_differs),
        TEST(test_a_step_that_fails_leaves_nothing),
        TEST(test_epochs_are_not_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
