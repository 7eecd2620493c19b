/* test_combine -- which messages end in one bundle; see store/combine.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define NONE 0xff

static int64_t
bundle_of(struct fixture *f, int64_t seq)
{
    struct message_row row;

    assert_int_equal(message_get(f->store, seq, &row), RC_OK);
    return row.bundle;
}

/* Messages 1 .. n with up to two tokens each; the bundles they end in. */
static const struct join_row {
    const char *name;
    size_t n;
    uint8_t tokens[5][2];
    int64_t bundles[5];
} joins[] = {
    {"a token in common joins", 2, {{1, NONE}, {1, NONE}}, {1, 1}},
    {"no token in common does not", 2, {{1, NONE}, {2, NONE}}, {1, 2}},
    {"one of two tokens is enough", 2, {{1, 2}, {3, 2}}, {1, 1}},
    {"no tokens: a bundle of its own",
     3,
     {{NONE, NONE}, {NONE, NONE}, {1, NONE}},
     {1, 2, 3}},
    {"a later message makes two bundles one, the oldest",
     3,
     {{1, NONE}, {2, NONE}, {2, 1}},
     {1, 1, 1}},
    {"what is joined stays joined for the next one",
     5,
     {{9, NONE}, {1, NONE}, {2, NONE}, {2, 1}, {2, NONE}},
     {1, 2, 2, 2, 2}},
    {"joining twice",
     5,
     {{1, NONE}, {2, NONE}, {3, NONE}, {3, 2}, {2, 1}},
     {1, 1, 1, 1, 1}},
};

static size_t
tokens_n(const uint8_t tokens[2])
{
    return tokens[0] == NONE ? 0 : tokens[1] == NONE ? 1 : 2;
}

static void
test_messages_that_share_a_token_are_one_bundle(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
        const struct join_row *r = &joins[i];
        struct fixture *f = fixture_open();

        for (uint32_t k = 0; k < r->n; k++)
            (void)fixture_submit(f, 1, k, MESSAGE_SIGNAL);
        for (size_t k = 0; k < r->n; k++)
            fixture_combine(f, (int64_t)k + 1, r->tokens[k],
                            tokens_n(r->tokens[k]));
        for (size_t k = 0; k < r->n; k++)
            if (bundle_of(f, (int64_t)k + 1) != r->bundles[k])
                fail_msg("%s: message %zu is in bundle %lld", r->name, k + 1,
                         (long long)bundle_of(f, (int64_t)k + 1));
        fixture_close(f);
    }
}

#define SHUFFLES 40
#define MANY     24

static uint32_t
dice(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 16;
}

struct pair {
    uint8_t a;
    uint8_t b;
};

/* Union of what shares a token, by brute force. */
static void
expect_groups(const struct pair tokens[MANY], size_t group[MANY])
{
    for (size_t i = 0; i < MANY; i++)
        group[i] = i;
    for (size_t round = 0; round < MANY; round++)
        for (size_t i = 0; i < MANY; i++)
            for (size_t k = 0; k < MANY; k++) {
                bool tied =
                    tokens[i].a == tokens[k].a || tokens[i].a == tokens[k].b ||
                    tokens[i].b == tokens[k].a || tokens[i].b == tokens[k].b;

                if (tied && group[k] > group[i])
                    group[k] = group[i];
            }
}

/* The same messages in another order: message order[k] comes k-th. */
static void
check_order(const struct pair tokens[MANY], const size_t order[MANY],
            const size_t group[MANY], size_t batch)
{
    struct fixture *f = fixture_open();
    struct combine_item items[MANY];
    int64_t smallest[MANY] = {0};

    for (uint32_t k = 0; k < MANY; k++) {
        const struct pair *pair = &tokens[order[k]];

        items[k] = (struct combine_item){
            .seq = fixture_submit(f, 1, k, MESSAGE_SIGNAL), .tokens_n = 2};
        items[k].tokens[0] = fixture_token(pair->a);
        items[k].tokens[1] = fixture_token(pair->b);
        if (smallest[group[order[k]]] == 0)
            smallest[group[order[k]]] = items[k].seq;
    }
    for (size_t k = 0; k < MANY; k += batch)
        assert_int_equal(combine_apply(f->store, items + k,
                                       k + batch > MANY ? MANY - k : batch, 0),
                         RC_OK);
    for (size_t k = 0; k < MANY; k++) {
        int64_t now = 0;

        assert_int_equal(bundle_of(f, items[k].seq), smallest[group[order[k]]]);
        if (bundle_resolve(f->store, items[k].seq, &now) == RC_OK)
            assert_int_equal(now, smallest[group[order[k]]]);
    }
    assert_int_equal(store_integrity(f->store), RC_OK);
    fixture_close(f);
}

static void
test_partition_does_not_depend_on_order_or_batches(void **state)
{
    uint32_t seed = 7;

    (void)state;
    for (unsigned round = 0; round < SHUFFLES; round++) {
        struct pair tokens[MANY];
        size_t order[MANY];
        size_t group[MANY];

        for (size_t i = 0; i < MANY; i++) {
            tokens[i].a = (uint8_t)(dice(&seed) % 32);
            tokens[i].b = (uint8_t)(dice(&seed) % 32);
            order[i] = i;
        }
        expect_groups(tokens, group);
        for (size_t i = MANY - 1; i > 0; i--) {
            size_t k = dice(&seed) % (i + 1);
            size_t kept = order[i];

            order[i] = order[k];
            order[k] = kept;
        }
        check_order(tokens, order, group, 1 + round % 7);
    }
}

static void
test_cursor_moves_and_never_back(void **state)
{
    struct fixture *f = *state;
    struct combine_item items[2] = {{.seq = 1}, {.seq = 2}};
    const struct combine_item swapped[2] = {{.seq = 3}, {.seq = 2}};
    const struct combine_item unknown = {.seq = 9};
    int64_t cursor = -1;

    assert_int_equal(combine_cursor(f->store, &cursor), RC_OK);
    assert_int_equal(cursor, 0);
    for (uint32_t i = 0; i < 3; i++)
        (void)fixture_submit(f, 1, i, MESSAGE_SIGNAL);
    assert_int_equal(combine_apply(f->store, items, 2, 0), RC_OK);
    assert_int_equal(combine_cursor(f->store, &cursor), RC_OK);
    assert_int_equal(cursor, 2);
    assert_int_equal(combine_apply(f->store, items, 2, 0), RC_STALE);
    assert_int_equal(combine_apply(f->store, swapped, 2, 0), RC_STALE);
    assert_int_equal(combine_apply(f->store, &unknown, 1, 0), RC_NOT_FOUND);
    assert_int_equal(combine_apply(f->store, items, 0, 0), RC_INVALID);
    assert_int_equal(combine_apply(f->store, items, COMBINE_BATCH_MAX + 1, 0),
                     RC_INVALID);
    assert_int_equal(combine_cursor(f->store, &cursor), RC_OK);
    assert_int_equal(cursor, 2);
    fixture_reopen(f);
    assert_int_equal(combine_cursor(f->store, &cursor), RC_OK);
    assert_int_equal(cursor, 2);
}

/* Message 2 of the swapped batch is not half there. */
static void
test_a_refused_batch_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct combine_item items[2] = {{.seq = 1, .tokens_n = 1}, {.seq = 9}};

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    items[0].tokens[0] = fixture_token(1);
    assert_int_equal(combine_apply(f->store, items, 2, 0), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT (SELECT count(*) FROM message)"
                                       " + (SELECT count(*) FROM token)"
                                       " + (SELECT count(*) FROM bundle)"),
                     0);
}

static const struct kind_row {
    enum message_kind kind;
    bool bundled;
} kinds[] = {
    {MESSAGE_SIGNAL, true},      {MESSAGE_REFERRAL, true},
    {MESSAGE_ADVICE, false},     {MESSAGE_BOTTLENECK, false},
    {MESSAGE_WITHDRAWAL, false},
};

static void
test_only_signals_and_referrals_are_bundled(void **state)
{
    struct fixture *f = *state;
    const uint8_t token = 1;

    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int64_t seq = fixture_submit(f, 1, i, kinds[i].kind);

        fixture_combine(f, seq, &token, 1);
        assert_int_equal(bundle_of(f, seq) != 0, kinds[i].bundled);
    }
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM token"), 1);
}

static void
amend(struct fixture *f, int64_t seq, int64_t target,
      enum version_action action)
{
    const struct combine_item item = {
        .seq = seq, .amends = target, .action = action};

    assert_int_equal(combine_apply(f->store, &item, 1, 0), RC_OK);
}

static void
test_versions_are_noted_and_withdrawal_marks_the_target(void **state)
{
    struct fixture *f = *state;
    struct message_row row;
    struct message_row rows[4];
    size_t n = 0;
    const uint8_t token = 1;

    fixture_combine(f, fixture_submit(f, 1, 1, MESSAGE_SIGNAL), &token, 1);
    amend(f, fixture_submit(f, 1, 2, MESSAGE_SIGNAL), 1, VERSION_SUPPLEMENT);
    amend(f, fixture_submit(f, 2, 3, MESSAGE_WITHDRAWAL), 1, VERSION_WITHDRAW);
    assert_int_equal(message_get(f->store, 1, &row), RC_OK);
    assert_false(row.withdrawn); /* another organisation's word */
    amend(f, fixture_submit(f, 1, 4, MESSAGE_WITHDRAWAL), 1, VERSION_WITHDRAW);
    assert_int_equal(message_get(f->store, 1, &row), RC_OK);
    assert_true(row.withdrawn);
    assert_int_equal(row.amends, 0);
    assert_int_equal(message_get(f->store, 2, &row), RC_OK);
    assert_int_equal(row.amends, 1);
    assert_int_equal(row.action, VERSION_SUPPLEMENT);
    assert_int_equal(row.bundle, 1); /* with the message it amends */
    assert_int_equal(message_versions(f->store, 1, rows, 4, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(rows[2].seq, 4);
    assert_int_equal(message_versions(f->store, 1, rows, 2, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(message_versions(f->store, 2, rows, 4, &n), RC_OK);
    assert_int_equal(n, 0);
}

/* 2 corrects 1, 3 corrects 2, 4 tells more about 3; 1 is withdrawn. */
static void
test_a_version_of_a_correction_is_one_of_what_that_corrected(void **state)
{
    struct fixture *f = *state;
    struct message_row row;
    int64_t seq = 0;

    fixture_combine(f, fixture_submit(f, 1, 1, MESSAGE_SIGNAL), NULL, 0);
    amend(f, fixture_submit(f, 1, 2, MESSAGE_SIGNAL), 1, VERSION_CORRECT);
    amend(f, fixture_submit(f, 1, 3, MESSAGE_SIGNAL), 2, VERSION_CORRECT);
    amend(f, fixture_submit(f, 1, 4, MESSAGE_SIGNAL), 3, VERSION_SUPPLEMENT);
    amend(f, fixture_submit(f, 1, 5, MESSAGE_SIGNAL), 4, VERSION_CORRECT);
    for (int64_t i = 1; i <= 5; i++) {
        assert_int_equal(message_get(f->store, i, &row), RC_OK);
        assert_int_equal(row.amends, i == 1 ? 0 : i == 5 ? 4 : 1);
        assert_int_equal(message_first(f->store, i, &seq), RC_OK);
        assert_int_equal(seq, 1);
    }
    assert_int_equal(message_current(f->store, 1, &seq), RC_OK);
    assert_int_equal(seq, 3);
    assert_int_equal(message_current(f->store, 4, &seq), RC_OK);
    assert_int_equal(seq, 5);
    assert_int_equal(message_current(f->store, 5, &seq), RC_OK);
    assert_int_equal(seq, 5);
    amend(f, fixture_submit(f, 1, 6, MESSAGE_WITHDRAWAL), 2, VERSION_WITHDRAW);
    for (int64_t i = 1; i <= 5; i++) {
        assert_int_equal(message_get(f->store, i, &row), RC_OK);
        assert_int_equal(row.withdrawn, i <= 3);
    }
}

static void
test_message_before_and_after_each_step(void **state)
{
    struct fixture *f = *state;
    struct message_row row;
    const uint8_t token = 1;
    int64_t seq = fixture_submit(f, 7, 1, MESSAGE_REFERRAL);
    int64_t alert = 0;

    assert_int_equal(message_get(f->store, 99, &row), RC_NOT_FOUND);
    assert_int_equal(message_get(f->store, seq, &row), RC_OK);
    assert_int_equal(row.kind, MESSAGE_REFERRAL);
    assert_int_equal(row.organisation, 7);
    assert_true(row.urgent);
    assert_false(row.combined);
    assert_int_equal(row.feedback, FEEDBACK_RECEIVED);
    assert_int_equal(row.alert, 0);

    alert = fixture_alert(f, seq, 0); /* urgent: before combining */
    assert_int_equal(message_get(f->store, seq, &row), RC_OK);
    assert_false(row.combined);
    assert_int_equal(row.alert, alert);
    assert_int_equal(row.feedback, FEEDBACK_FORWARDED);

    fixture_combine(f, seq, &token, 1);
    assert_int_equal(message_get(f->store, seq, &row), RC_OK);
    assert_true(row.combined);
    assert_int_equal(row.alert, alert);
    assert_int_equal(row.bundle, seq);
    assert_int_equal(row.feedback, FEEDBACK_FORWARDED);
}

static void
test_unrouted_lists(void **state)
{
    struct fixture *f = *state;
    struct message_row rows[4];
    size_t n = 9;

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    (void)fixture_submit(f, 1, 2, MESSAGE_REFERRAL);
    (void)fixture_submit(f, 1, 3, MESSAGE_REFERRAL);
    (void)fixture_submit(f, 1, 4, MESSAGE_SIGNAL);
    assert_int_equal(message_unrouted(f->store, 0, rows, 4, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(message_urgent_unrouted(f->store, rows, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].seq, 2);
    (void)fixture_alert(f, 2, 0);
    assert_int_equal(message_urgent_unrouted(f->store, rows, 4, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].seq, 3);
    for (int64_t seq = 1; seq <= 4; seq++)
        fixture_combine(f, seq, NULL, 0);
    assert_int_equal(message_urgent_unrouted(f->store, rows, 4, &n), RC_OK);
    assert_int_equal(n, 0); /* the other list has it now */
    assert_int_equal(message_unrouted(f->store, 0, rows, 4, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(rows[0].seq, 1);
    assert_int_equal(rows[1].seq, 3);
    assert_int_equal(rows[2].seq, 4);
    assert_int_equal(message_unrouted(f->store, 0, rows, 2, &n), RC_OK);
    assert_int_equal(n, 2);
}

static void
test_members_of_a_bundle_through_its_old_number(void **state)
{
    struct fixture *f = *state;
    struct message_row rows[4];
    const uint8_t tokens[2] = {1, 2};
    size_t n = 0;
    int64_t now = 0;

    for (uint32_t i = 1; i <= 3; i++)
        (void)fixture_submit(f, 1, i, MESSAGE_SIGNAL);
    fixture_combine(f, 1, tokens, 1);
    fixture_combine(f, 2, tokens + 1, 1);
    assert_int_equal(bundle_resolve(f->store, 2, &now), RC_OK);
    assert_int_equal(now, 2);
    fixture_combine(f, 3, tokens, 2);
    assert_int_equal(bundle_resolve(f->store, 2, &now), RC_OK);
    assert_int_equal(now, 1);
    assert_int_equal(bundle_resolve(f->store, 1, &now), RC_OK);
    assert_int_equal(now, 1);
    assert_int_equal(bundle_resolve(f->store, 3, &now), RC_NOT_FOUND);
    assert_int_equal(message_of_bundle(f->store, 2, 0, rows, 4, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(message_of_bundle(f->store, 1, 1, rows, 4, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows[0].seq, 2);
    assert_int_equal(message_of_bundle(f->store, 1, 0, rows, 1, &n), RC_OK);
    assert_int_equal(n, 1);
}

static void
test_two_open_alerts_of_joined_bundles_stay(void **state)
{
    struct fixture *f = *state;
    struct alert alert;
    const uint8_t tokens[2] = {1, 2};
    int64_t first = 0;
    int64_t second = 0;

    for (uint32_t i = 1; i <= 3; i++)
        (void)fixture_submit(f, 1, i, MESSAGE_SIGNAL);
    fixture_combine(f, 1, tokens, 1);
    fixture_combine(f, 2, tokens + 1, 1);
    second = fixture_alert(f, 2, 2);
    first = fixture_alert(f, 1, 1);
    fixture_combine(f, 3, tokens, 2);
    for (int64_t bundle = 1; bundle <= 2; bundle++) {
        assert_int_equal(alert_open_of_bundle(f->store, bundle, &alert), RC_OK);
        assert_int_equal(alert.alert, second); /* the oldest alert */
        assert_int_equal(alert.bundle, 1);
    }
    assert_int_equal(alert_get(f->store, first, &alert), RC_OK);
    assert_int_equal(alert.state, ALERT_PAGING);
    assert_int_equal(alert.bundle, 1);
}

static void
test_an_urgent_alert_learns_its_bundle(void **state)
{
    struct fixture *f = *state;
    struct alert alert;
    const uint8_t token = 1;
    int64_t seq = fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    int64_t made = fixture_alert(f, seq, 0);

    assert_int_equal(alert_open_of_bundle(f->store, seq, &alert), RC_NOT_FOUND);
    fixture_combine(f, seq, &token, 1);
    assert_int_equal(alert_open_of_bundle(f->store, seq, &alert), RC_OK);
    assert_int_equal(alert.alert, made);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_that_share_a_token_are_one_bundle),
        cmocka_unit_test(test_partition_does_not_depend_on_order_or_batches),
        TEST(test_cursor_moves_and_never_back),
        TEST(test_a_refused_batch_changes_nothing),
        TEST(test_only_signals_and_referrals_are_bundled),
        TEST(test_versions_are_noted_and_withdrawal_marks_the_target),
        TEST(test_a_version_of_a_correction_is_one_of_what_that_corrected),
        TEST(test_message_before_and_after_each_step),
        TEST(test_unrouted_lists),
        TEST(test_members_of_a_bundle_through_its_old_number),
        TEST(test_two_open_alerts_of_joined_bundles_stay),
        TEST(test_an_urgent_alert_learns_its_bundle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
