/* test_combine -- the row of each message, its versions and its alert; see
 * store/combine.h.  Which signals are in one bundle: test_linking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

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
    assert_int_equal(combine_link(f->store, items, 2, NULL, NULL), RC_OK);
    assert_int_equal(combine_cursor(f->store, &cursor), RC_OK);
    assert_int_equal(cursor, 2);
    assert_int_equal(combine_link(f->store, items, 2, NULL, NULL), RC_STALE);
    assert_int_equal(combine_link(f->store, swapped, 2, NULL, NULL), RC_STALE);
    assert_int_equal(combine_link(f->store, &unknown, 1, NULL, NULL),
                     RC_NOT_FOUND);
    assert_int_equal(combine_link(f->store, items, 0, NULL, NULL), RC_INVALID);
    assert_int_equal(
        combine_link(f->store, items, COMBINE_BATCH_MAX + 1, NULL, NULL),
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
    const struct combine_item items[2] = {{.seq = 1}, {.seq = 9}};

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    assert_int_equal(combine_link(f->store, items, 2, NULL, NULL),
                     RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT (SELECT count(*) FROM message)"
                                       " + (SELECT count(*) FROM bundle)"),
                     0);
}

static void
amend(struct fixture *f, int64_t seq, int64_t target,
      enum version_action action)
{
    const struct combine_item item = {
        .seq = seq, .amends = target, .action = action};

    assert_int_equal(combine_link(f->store, &item, 1, NULL, NULL), RC_OK);
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

    fixture_combine(f, seq, NULL, 0);
    assert_int_equal(message_get(f->store, seq, &row), RC_OK);
    assert_true(row.combined);
    assert_int_equal(row.alert, alert);
    assert_int_equal(row.bundle, 0);
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
    int64_t seq = fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
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
        TEST(test_cursor_moves_and_never_back),
        TEST(test_a_refused_batch_changes_nothing),
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
