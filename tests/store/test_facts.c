/* Facts of messages from before there were facts: all of them are found, and a
 * look takes as long among many that have theirs as among few. */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>

#include "store/facts.h"

#define MESSAGES 4000
#define CAP      8

/* Every 500th has no facts, and one is not combined yet. */
static void
make_messages(struct fixture *fixture)
{
    fixture_alter(
        fixture,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 4000) INSERT INTO message (seq, organisation, combined)"
        " SELECT i, 1, i <> 777 FROM n;"
        "INSERT INTO fact (seq, day, kind, source, organisation, age, gender,"
        " pregnant, residence, form, sector, subject, handling, about,"
        " referral_kind, persons, children, municipality, region, abroad,"
        " danger, shelter, unsafe, problems, extra_care, shielded)"
        " SELECT seq, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0,"
        " 0, 0, 0, 0, 0, 0 FROM message WHERE seq % 500 <> 0 AND seq <> 777");
}

static void
test_all_that_are_missing_are_found_in_short_looks(void **state)
{
    struct fixture *fixture = *state;
    struct facts_scan scan = {.after = 0};
    int64_t found[CAP];
    size_t all = 0;
    int looks = 0;

    make_messages(fixture);
    while (!scan.done && looks < 100) {
        int64_t before = scan.after;
        size_t n = 0;

        assert_int_equal(facts_missing(fixture->store, &scan, found, CAP, &n),
                         RC_OK);
        assert_true(scan.after - before <= FACTS_LOOK);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(found[i], 500 * (int64_t)++all);
        looks++;
    }
    assert_true(scan.done);
    assert_int_equal(all, MESSAGES / 500);
    assert_int_equal(looks, MESSAGES / FACTS_LOOK + 1);
}

/* More than fit: the rest comes with the next look. */
static void
test_a_full_list_goes_on_behind_its_last(void **state)
{
    struct fixture *fixture = *state;
    struct facts_scan scan = {.after = 0};
    int64_t found[3];
    size_t n = 0;

    make_messages(fixture);
    fixture_alter(fixture, "DELETE FROM fact WHERE seq <= 5");
    assert_int_equal(facts_missing(fixture->store, &scan, found, 3, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(scan.after, 3);
    assert_int_equal(facts_missing(fixture->store, &scan, found, 3, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(found[0], 4);
    assert_int_equal(found[2], 500);
    assert_false(scan.done);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_all_that_are_missing_are_found_in_short_looks),
        ROW(test_a_full_list_goes_on_behind_its_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
