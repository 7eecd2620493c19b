/* test_guarantee -- how many referrals got the shelter they needed; see
 * store/placements.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/placements.h"
#include "store/sqlite/sql.h"

/* A row of facts: a referral of that day; shelter as in enum yes_no. */
static void
fact(struct fixture *f, int64_t seq, int counts, int day, int shelter)
{
    assert_int_equal(
        sql_run(
            f->store,
            "INSERT INTO fact (seq, counts, day, kind, source, organisation,"
            " age, gender, pregnant, residence, form, sector, subject,"
            " handling, about, referral_kind, persons, children,"
            " municipality, region, abroad, danger, shelter, unsafe,"
            " problems, extra_care, shielded) VALUES (?, ?, ?, 2, 0, 0, 0,"
            " 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, 0, ?, 0, 0, 0,"
            " 0)",
            SQL_ARGS(sql_int(seq), sql_int(counts), sql_int(day),
                     sql_int(shelter))),
        RC_OK);
}

static void
placed(struct fixture *f, int64_t referral, enum placement_state state,
       int64_t alert)
{
    assert_int_equal(
        sql_run(f->store,
                "INSERT INTO placement (state, facility, referral, places,"
                " since_us, organisation, principal, request, alert,"
                " changed_us) VALUES (?, 'acm-nood', ?, 1, 0, 1, ?,"
                " randomblob(16), ?, 0)",
                SQL_ARGS(sql_int((int64_t)state), sql_int(referral),
                         sql_int(f->people[1]), sql_ref(alert))),
        RC_OK);
}

static void
test_how_many_got_what_they_needed(void **state)
{
    struct fixture *f = *state;
    struct placement_guarantee share = {.needed = 9, .met = 9};

    assert_int_equal(placement_guarantee(f->store, 100, &share), RC_OK);
    assert_int_equal(share.needed, 0);
    assert_int_equal(share.met, 0);
    for (uint32_t i = 1; i <= 7; i++)
        (void)fixture_submit(f, 1, i, MESSAGE_REFERRAL);
    fact(f, 1, 1, 99, YES_NO_YES);      /* too long ago */
    fact(f, 2, 1, 100, YES_NO_YES);     /* placed */
    fact(f, 3, 1, 100, YES_NO_YES);     /* asked for, somebody was called */
    fact(f, 4, 1, 100, YES_NO_YES);     /* a reservation that ended */
    fact(f, 5, 1, 100, YES_NO_UNKNOWN); /* nobody said that it is needed */
    fact(f, 6, 0, 100, YES_NO_YES);     /* withdrawn */
    fact(f, 7, 1, 100, YES_NO_YES);     /* no place fits, and that was said */
    placed(f, 2, PLACEMENT_PLACED, 0);
    placed(f, 3, PLACEMENT_REQUESTED, fixture_signal(f, 9));
    placed(f, 4, PLACEMENT_EXPIRED, 0);
    assert_int_equal(placement_guarantee(f->store, 100, &share), RC_OK);
    assert_int_equal(share.needed, 4);
    assert_int_equal(share.met, 2);
    assert_int_equal(
        sql_run(f->store,
                "INSERT INTO decision (alert, seq, at_us, level, class, grp,"
                " region, desk, prepare, proposals, shelter, placer, ask,"
                " restricted, tables_version, indicators_version, trace)"
                " VALUES (?, 7, 0, 1, 0, 0, '', '', '', '', 6, 0, 0, 0, 1, 1,"
                " '')",
                SQL_ARGS(sql_int(fixture_alert(f, 7, 0)))),
        RC_OK);
    assert_int_equal(placement_guarantee(f->store, 100, &share), RC_OK);
    assert_int_equal(share.met, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_how_many_got_what_they_needed,
                                        fixture_setup, fixture_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
