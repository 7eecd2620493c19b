/* What levels mean before a desk says otherwise, and policies by name. */
#include "life_words.h"

#include "core/policy.h"

static struct policies policies;

static int
setup(void **state)
{
    (void)state;
    memset(&policies, 0xA5, sizeof policies);
    policies_defaults(&policies);
    return 0;
}

static const struct level_row {
    enum level level;
    enum digest digest;
    uint32_t working_days;
    enum level raise_to;
    int64_t ack_timeout_us;
    int64_t not_seen_us;
} level_rows[] = {
    {LEVEL_NONE, DIGEST_NONE, 0, LEVEL_U1, 30 * LIFE_MINUTE_US,
     10 * LIFE_MINUTE_US},
    {LEVEL_U1, DIGEST_NONE, 0, LEVEL_U1, 30 * LIFE_MINUTE_US,
     10 * LIFE_MINUTE_US},
    {LEVEL_U2, DIGEST_NONE, 0, LEVEL_U1, 60 * LIFE_MINUTE_US,
     20 * LIFE_MINUTE_US},
    {LEVEL_U3, DIGEST_NONE, 1, LEVEL_U2, 8 * LIFE_HOUR_US, 0},
    {LEVEL_U4, DIGEST_DAILY, 2, LEVEL_U3, 7 * LIFE_DAY_US, 0},
    {LEVEL_U4B, DIGEST_WEEKLY, 10, LEVEL_U4, 7 * LIFE_DAY_US, 0},
};

static void
test_what_levels_mean(void **state)
{
    (void)state;
    assert_int_equal(ROWS(level_rows), LEVEL_LAST + 1);
    for (size_t i = 0; i < ROWS(level_rows); i++) {
        const struct level_row *r = &level_rows[i];
        const struct level_rule *got = &policies.levels[r->level];

        if (got->digest != r->digest ||
            got->deadline_working_days != r->working_days ||
            got->deadline_us != 0 || got->raise_to != r->raise_to ||
            got->ack_timeout_us != r->ack_timeout_us ||
            got->not_seen_us != r->not_seen_us || got->window != WINDOWS_MAX)
            fail_msg("level %s", life_levels[r->level]);
    }
}

static void
test_no_level_and_an_unknown_one_are_as_u1(void **state)
{
    (void)state;
    for (int level = LEVEL_U1; level <= LEVEL_LAST; level++)
        assert_ptr_equal(policy_level(&policies, (enum level)level),
                         &policies.levels[level]);
    assert_ptr_equal(policy_level(&policies, LEVEL_NONE),
                     &policies.levels[LEVEL_U1]);
    assert_ptr_equal(policy_level(&policies, (enum level)(LEVEL_LAST + 1)),
                     &policies.levels[LEVEL_U1]);
}

/* 09:00 on working days, and on Mondays whatever day it is. */
static void
test_digests(void **state)
{
    const struct calendar_clock *daily = &policies.digests[DIGEST_DAILY];
    const struct calendar_clock *weekly = &policies.digests[DIGEST_WEEKLY];

    (void)state;
    for (uint32_t day = 1; day <= 7; day++) {
        assert_int_equal(daily->weekdays >> day & 1, day <= 5);
        assert_int_equal(weekly->weekdays >> day & 1, day == 1);
    }
    assert_true(daily->working_days);
    assert_false(weekly->working_days);
    assert_int_equal(daily->minute, 9 * 60);
    assert_int_equal(weekly->minute, 9 * 60);
    assert_int_equal(policies.digests[DIGEST_NONE].weekdays, 0);
}

static void
test_waits(void **state)
{
    const struct {
        const char *name;
        int64_t got_us, want_us;
    } table[] = {
        {"storm: one page in", policies.storm.gap_us, 30 * LIFE_SECOND_US},
        {"storm: six pages in", policies.storm.span_us, 10 * LIFE_MINUTE_US},
        {"storm: ten signals in", policies.storm.enter_us, LIFE_MINUTE_US},
        {"storm: a summary in", policies.storm.digest_us, LIFE_MINUTE_US},
        {"storm: over after", policies.storm.leave_us, 5 * LIFE_MINUTE_US},
        {"handover: a day", policies.handover.notice_day_us, LIFE_DAY_US},
        {"handover: an hour", policies.handover.notice_hour_us, LIFE_HOUR_US},
        {"handover: late", policies.handover.late_us, 10 * LIFE_MINUTE_US},
        {"widest gap of repeats", policies.resend_max_us, 30 * LIFE_SECOND_US},
        {"not seen yet, again", policies.not_seen_every_us,
         10 * LIFE_MINUTE_US},
        {"on call, not connected", policies.unreachable_us,
         60 * LIFE_SECOND_US},
        {"reopened within", policies.reopen_us, 24 * LIFE_HOUR_US},
        {"a drill ends", policies.drill_us, 30 * LIFE_MINUTE_US},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(table); i++)
        if (table[i].got_us != table[i].want_us)
            fail_msg("%s: %lld s", table[i].name,
                     (long long)(table[i].got_us / LIFE_SECOND_US));
    assert_int_equal(policies.storm.span_n, 6);
    assert_int_equal(policies.storm.enter_n, 10);
    assert_int_equal(policies.storm.singles, 3);
    assert_int_equal(policies.storm.leave_n, 3);
}

static void
test_policies_by_name(void **state)
{
    static struct policies named = {.policies_n = 2,
                                    .policies = {{.name = "nood-24"},
                                                 {.name = "crisis-24"},
                                                 {.name = "later"}}};

    (void)state;
    assert_int_equal(policy_find(&named, "nood-24"), 0);
    assert_int_equal(policy_find(&named, "crisis-24"), 1);
    assert_int_equal(policy_find(&named, "crisis"), POLICIES_MAX);
    assert_int_equal(policy_find(&named, "later"), POLICIES_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_levels_mean),
        cmocka_unit_test(test_no_level_and_an_unknown_one_are_as_u1),
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_policies_by_name),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
