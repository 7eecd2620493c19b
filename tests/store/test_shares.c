/* test_shares -- what left the desk; see store/shares.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/retention.h"
#include "store/shares.h"

#define NOW FIXTURE_NOW_US
#define CAP 4

static struct share_row
row_of(int64_t share, int64_t bundle)
{
    return (struct share_row){.share = share,
                              .bundle = bundle,
                              .organisation = 2,
                              .content = SHARE_ADDRESS_NOTE,
                              .agreement = "covenant",
                              .purpose = "opvolging",
                              .row = "T7.2",
                              .at_us = NOW + share};
}

static enum rc
write_one(struct fixture *f, const struct share_row *row)
{
    const struct event_out event = fixture_event(STREAM_INBOX, f->people[2], 1);
    const struct share_new order = {.row = row,
                                    .principal = f->people[1],
                                    .trace = "T7.2",
                                    .body = (const uint8_t *)"shared",
                                    .body_n = 6,
                                    .events = &event,
                                    .events_n = 1};

    return share_write(f->store, &order);
}

static enum rc
recall(struct fixture *f, int64_t share)
{
    const struct event_out event = fixture_event(STREAM_INBOX, f->people[2], 2);
    const struct share_recall order = {.share = share,
                                       .reason = "vergissing",
                                       .actor = f->people[1],
                                       .events = &event,
                                       .events_n = 1,
                                       .now_us = NOW + 9};

    return share_recall(f->store, &order);
}

/* Two signals in bundles of their own. */
static void
two_bundles(struct fixture *f)
{
    static const uint8_t tokens[] = {1, 2};

    for (uint32_t i = 1; i <= 2; i++) {
        (void)fixture_submit(f, 1, i, MESSAGE_SIGNAL);
        fixture_combine(f, i, &tokens[i - 1], 1);
    }
}

static void
test_written_with_all_that_belongs_to_it(void **state)
{
    struct fixture *f = *state;
    struct share_row row = row_of(1, 1);
    struct share_row got;
    int64_t next = 0;

    two_bundles(f);
    assert_int_equal(share_next(f->store, &next), RC_OK);
    assert_int_equal(next, 1);
    assert_int_equal(write_one(f, &row), RC_OK);
    assert_int_equal(share_get(f->store, 1, &got), RC_OK);
    assert_int_equal(got.bundle, 1);
    assert_int_equal(got.organisation, 2);
    assert_int_equal(got.content, SHARE_ADDRESS_NOTE);
    assert_string_equal(got.agreement, "covenant");
    assert_string_equal(got.purpose, "opvolging");
    assert_string_equal(got.row, "T7.2");
    assert_string_equal(got.by, "p1");
    assert_int_equal(got.at_us, NOW + 1);
    assert_int_equal(got.recalled_us, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit WHERE verb = 'share'"
                          " AND object = 'share' AND row = 1"
                          " AND length(reason) > 0"),
        1);
    assert_int_equal(share_get(f->store, 2, &got), RC_NOT_FOUND);
}

/* Its number is in the events already: another one changes nothing. */
static void
test_only_under_the_next_number(void **state)
{
    struct fixture *f = *state;
    struct share_row row = row_of(2, 1);

    two_bundles(f);
    assert_int_equal(write_one(f, &row), RC_STALE);
    row.share = 1;
    assert_int_equal(write_one(f, &row), RC_OK);
    assert_int_equal(write_one(f, &row), RC_STALE);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM share"), 1);
}

/* Of what was shared of two signals one is erased: who has it is told all the
 * same that it is recalled. */
static void
test_recalled_when_half_of_it_is_erased(void **state)
{
    struct fixture *f = *state;
    struct share_row row = row_of(1, 1);
    struct share_row got;
    const struct erase erase = {
        .seq = 2, .why = ERASED_ASKED, .actor = 1, .now_us = NOW + 5};

    two_bundles(f);
    assert_int_equal(write_one(f, &row), RC_OK);
    fixture_alter(f, "REPLACE INTO share_member (seq, share)"
                     " VALUES (1, 1), (2, 1)");
    assert_int_equal(erase_message(f->store, &erase), RC_OK);
    assert_int_equal(share_get(f->store, 1, &got), RC_OK);
    assert_string_equal(got.purpose, "");
    assert_int_equal(recall(f, 1), RC_OK);
    assert_int_equal(share_get(f->store, 1, &got), RC_OK);
    assert_int_equal(got.recalled_us, NOW + 9);
    assert_int_equal(fixture_number(f,
                                    "SELECT count(*) FROM audit WHERE verb ="
                                    " 'share-recall' AND length(reason) > 0"),
                     1);
}

static void
test_recalled_once(void **state)
{
    struct fixture *f = *state;
    struct share_row row = row_of(1, 1);
    struct share_row got;

    two_bundles(f);
    assert_int_equal(recall(f, 1), RC_NOT_FOUND);
    assert_int_equal(write_one(f, &row), RC_OK);
    assert_int_equal(recall(f, 1), RC_OK);
    assert_int_equal(recall(f, 1), RC_STALE);
    assert_int_equal(share_get(f->store, 1, &got), RC_OK);
    assert_int_equal(got.recalled_us, NOW + 9);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"
                                       " WHERE verb = 'share-recall'"),
                     1);
}

/* What was shared of a bundle is found by what it became. */
static void
test_listed_by_bundle(void **state)
{
    static const uint8_t both[] = {1, 2};
    struct fixture *f = *state;
    struct share_row out[CAP];
    size_t n = 9;

    two_bundles(f);
    assert_int_equal(share_list(f->store, 0, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    for (int64_t i = 1; i <= 3; i++) {
        struct share_row row = row_of(i, i == 2 ? 2 : 1);

        assert_int_equal(write_one(f, &row), RC_OK);
    }
    assert_int_equal(share_list(f->store, 2, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].share, 2);
    assert_int_equal(share_list(f->store, 0, 1, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(share_list(f->store, 0, 0, out, 2, &n), RC_OK);
    assert_int_equal(n, 2);
    (void)fixture_submit(f, 1, 3, MESSAGE_SIGNAL);
    fixture_combine(f, 3, both, 2);
    assert_int_equal(share_list(f->store, 1, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(out[1].share, 2);
    assert_int_equal(out[1].bundle, 1);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_written_with_all_that_belongs_to_it),
        TEST(test_only_under_the_next_number),
        TEST(test_recalled_once),
        TEST(test_recalled_when_half_of_it_is_erased),
        TEST(test_listed_by_bundle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
