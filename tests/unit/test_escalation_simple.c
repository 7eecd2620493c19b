/* Who is paged in a step, and when the next step is due. */
#include "rows.h"

#include "core/escalation_simple.h"

#define SECOND INT64_C(1000000)

static const struct escalation_simple_policy policy = {
    .wait_us = {1, 300 * SECOND, 900 * SECOND, 1800 * SECOND, 3600 * SECOND},
    .resend_max_us = 30 * SECOND,
    .fallback = {91, 92},
    .fallback_n = 2,
};

static const struct roster_simple staffed = {
    .period_us = 1000 * SECOND, .people = {11, 12}, .people_n = 2};
static const struct roster_simple hole = {.period_us = 1000 * SECOND};
static const struct roster_simple of_fallback = {
    .period_us = 1000 * SECOND, .people = {92}, .people_n = 1};

static const struct row {
    const char *name;
    const struct roster_simple *roster;
    uint32_t taken; /* steps so far */
    enum level level;
    int64_t now_us;
    /* expected */
    uint32_t step;
    int64_t people[4];
    size_t n;
    bool unattended;
    int64_t due_us;
} rows[] = {
    {"step 1 pages whoever is on call",
     &staffed,
     0,
     LEVEL_U1,
     0,
     1,
     {11},
     1,
     false,
     300 * SECOND},
    {"people are looked up at each step",
     &staffed,
     0,
     LEVEL_U1,
     1000 * SECOND,
     1,
     {12},
     1,
     false,
     1300 * SECOND},
    {"step 2 pages the fallback as well",
     &staffed,
     1,
     LEVEL_U2,
     0,
     2,
     {11, 91, 92},
     3,
     false,
     900 * SECOND},
    {"later steps do so again",
     &staffed,
     2,
     LEVEL_U3,
     5,
     3,
     {11, 91, 92},
     3,
     false,
     1800 * SECOND + 5},
    {"there is no last step",
     &staffed,
     100000,
     LEVEL_U4,
     0,
     100001,
     {11, 91, 92},
     3,
     false,
     3600 * SECOND},
    {"the last number stays",
     &staffed,
     UINT32_MAX,
     LEVEL_U1,
     0,
     UINT32_MAX,
     {11, 91, 92},
     3,
     false,
     300 * SECOND},
    {"a hole pages the fallback at once",
     &hole,
     0,
     LEVEL_U2,
     0,
     1,
     {91, 92},
     2,
     true,
     900 * SECOND},
    {"a hole later too",
     &hole,
     1,
     LEVEL_U2,
     0,
     2,
     {91, 92},
     2,
     true,
     900 * SECOND},
    {"nobody is paged twice",
     &of_fallback,
     1,
     LEVEL_U2,
     0,
     2,
     {92, 91},
     2,
     false,
     900 * SECOND},
    {"the end of time is a due time",
     &staffed,
     0,
     LEVEL_U1,
     INT64_MAX - 1,
     1,
     {11},
     1,
     false,
     INT64_MAX},
};

static void
test_steps(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        const struct alert alert = {.state = ALERT_PAGING,
                                    .level = r->level,
                                    .generation = 1,
                                    .step = r->taken};
        struct escalation_simple_step out;

        escalation_simple_next(&policy, r->roster, &alert, r->now_us, &out);
        if (out.step != r->step || out.targets.n != r->n ||
            out.unattended != r->unattended || out.next_due_us != r->due_us)
            fail_msg("%s: step=%u n=%zu unattended=%d due=%lld", r->name,
                     out.step, out.targets.n, out.unattended,
                     (long long)out.next_due_us);
        for (size_t k = 0; k < r->n; k++) {
            if (out.targets.people[k] != r->people[k])
                fail_msg("%s: person %zu", r->name, k);
        }
    }
}

/* I6: whatever the roster says, somebody is paged; nobody twice; the next
 * step is later than this one. */
static void
test_never_nobody(void **state)
{
    uint64_t seed = 42;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        struct roster_simple roster = {
            .anchor_us = (int64_t)(rows_random(&seed) % 2000),
            .period_us = (int64_t)(rows_random(&seed) % 50),
            .people_n = rows_random(&seed) % (ROSTER_PEOPLE_MAX + 1)};
        struct escalation_simple_policy random = {
            .wait_us = {1, 1, 2, 3, 4},
            .fallback_n = 1 + rows_random(&seed) % TARGETS_MAX};
        struct alert alert = {
            .level = (enum level)(rows_random(&seed) % (LEVEL_U4 + 1)),
            .step = (uint32_t)(rows_random(&seed) % 4)};
        int64_t now_us = (int64_t)(rows_random(&seed) % 4000);
        struct escalation_simple_step out;

        for (size_t i = 0; i < roster.people_n; i++)
            roster.people[i] = 1 + (int64_t)(rows_random(&seed) % 40);
        for (size_t i = 0; i < random.fallback_n; i++)
            random.fallback[i] = 1 + (int64_t)(rows_random(&seed) % 40);
        escalation_simple_next(&random, &roster, &alert, now_us, &out);
        assert_in_range(out.targets.n, 1, TARGETS_MAX);
        assert_true(out.next_due_us > now_us);
        assert_int_equal(out.step, alert.step + 1);
        for (size_t a = 0; a < out.targets.n; a++) {
            for (size_t b = a + 1; b < out.targets.n; b++)
                assert_int_not_equal(out.targets.people[a],
                                     out.targets.people[b]);
        }
    }
}

static void
test_whoever_is_on_call_is_always_among_them(void **state)
{
    struct escalation_simple_policy crowd = {.wait_us = {1, 1, 1, 1, 1},
                                             .fallback_n = TARGETS_MAX};
    const struct alert alert = {.level = LEVEL_U1, .step = 1};
    struct escalation_simple_step out;

    (void)state;
    for (size_t i = 0; i < TARGETS_MAX; i++)
        crowd.fallback[i] = 100 + (int64_t)i;
    escalation_simple_next(&crowd, &staffed, &alert, 0, &out);
    assert_int_equal(out.targets.n, TARGETS_MAX);
    assert_int_equal(out.targets.people[0], 11);
}

static const struct {
    uint32_t attempt;
    int64_t wait_s;
} resends[] = {
    {1, 2},  {2, 4},   {3, 8},   {4, 16},  {5, 30},          {6, 30},
    {7, 30}, {31, 30}, {32, 30}, {33, 30}, {UINT32_MAX, 30},
};

static void
test_resend_waits(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(resends); i++) {
        int64_t wait_us =
            escalation_simple_resend_us(&policy, resends[i].attempt);

        if (wait_us != resends[i].wait_s * SECOND)
            fail_msg("attempt %u: %lld", resends[i].attempt,
                     (long long)wait_us);
    }
}

static void
test_resend_limit_holds_from_the_first(void **state)
{
    struct escalation_simple_policy quick = policy;

    (void)state;
    quick.resend_max_us = SECOND;
    assert_int_equal(escalation_simple_resend_us(&quick, 1), SECOND);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_never_nobody),
        cmocka_unit_test(test_whoever_is_on_call_is_always_among_them),
        cmocka_unit_test(test_resend_waits),
        cmocka_unit_test(test_resend_limit_holds_from_the_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
