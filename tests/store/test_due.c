/* test_due -- what is due, in order, also when the clock is set; see
 * store/due.h and store/store.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/alert_life.h"
#include "fixture.h"
#include "store/storms.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

static size_t
due_at(struct fixture *f, int64_t now_us, struct due out[CAP], int64_t *next_us)
{
    size_t n = 0;

    assert_int_equal(due_next(f->store, now_us, out, CAP, &n, next_us), RC_OK);
    return n;
}

/* Alert 1: its step at +300, pages of p1 and p2 sent again at +2. */
static void
two_pages(struct fixture *f)
{
    const struct page_new pages[] = {
        {.page_id = {1}, .person = f->people[1]},
        {.page_id = {2}, .person = f->people[2]},
    };

    fixture_page(f, fixture_signal(f, 1), pages, 2);
}

static int64_t
planned(struct fixture *f, enum due_kind kind, int64_t ref)
{
    int64_t at_us = -1;

    assert_int_equal(due_get(f->store, kind, ref, &at_us), RC_OK);
    return at_us;
}

static enum rc
plan(struct fixture *f, enum due_kind kind, int64_t ref, int64_t at_us)
{
    const struct due_plan order = {.kind = kind, .ref = ref, .at_us = at_us};

    return due_plan(f->store, &order);
}

static void
test_due_times_in_order(void **state)
{
    struct fixture *f = *state;
    struct due due[CAP];
    int64_t next = 0;
    size_t n = 0;

    assert_int_equal(due_at(f, INT64_MAX, due, &next), 0);
    assert_int_equal(next, INT64_MAX);
    two_pages(f);
    (void)fixture_signal(f, 2);
    assert_int_equal(due_at(f, NOW - 1, due, &next), 0);
    assert_int_equal(next, NOW);
    assert_int_equal(due_at(f, NOW, due, &next), 1);
    assert_int_equal(due[0].kind, DUE_ALERT);
    assert_int_equal(due[0].ref, 2);
    assert_int_equal(next, NOW + 2);
    assert_int_equal(due_at(f, NOW + 300, due, &next), 4);
    assert_int_equal(next, INT64_MAX);
    for (size_t i = 1; i < 4; i++)
        assert_true(due[i].at_us >= due[i - 1].at_us);
    assert_int_equal(due[1].kind, DUE_RESEND);
    assert_int_equal(due[1].page.person, f->people[1]);
    assert_int_equal(due[1].page.alert, 1);
    assert_int_equal(due[1].page.attempts, 1);
    assert_false(due[1].page.on_summary);
    assert_int_equal(due[3].kind, DUE_ALERT);
    assert_int_equal(due[3].ref, 1);
    assert_int_equal(due_next(f->store, NOW + 300, due, 2, &n, &next), RC_OK);
    assert_int_equal(n, 2); /* the earliest ones */
    assert_int_equal(due[1].at_us, NOW + 2);
    fixture_reopen(f);
    assert_int_equal(due_at(f, NOW + 300, due, &next), 4);
}

static const struct plan_row {
    enum due_kind kind;
    enum rc rc; /* planned by the desk? */
} plans[] = {
    {DUE_NONE, RC_INVALID},   {DUE_ALERT, RC_INVALID},
    {DUE_RESEND, RC_INVALID}, {DUE_SUMMARY, RC_INVALID},
    {DUE_STORM, RC_OK},       {DUE_HANDOVER, RC_OK},
    {DUE_DIGEST, RC_OK},      {DUE_CHECK, RC_OK},
};

static void
test_the_desk_plans_its_own(void **state)
{
    struct fixture *f = *state;
    struct due due[CAP];
    int64_t next = 0;

    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        const struct plan_row *r = &plans[i];

        assert_int_equal(planned(f, r->kind, 1), 0);
        if (plan(f, r->kind, 1, NOW + 5) != r->rc)
            fail_msg("kind %d", (int)r->kind);
        assert_int_equal(planned(f, r->kind, 1), r->rc == RC_OK ? NOW + 5 : 0);
    }
    assert_int_equal(plan(f, DUE_DIGEST, 2, NOW + 9), RC_OK);
    assert_int_equal(due_at(f, NOW + 9, due, &next), 5);
    assert_int_equal(due[4].kind, DUE_DIGEST);
    assert_int_equal(due[4].ref, 2);
    assert_int_equal(plan(f, DUE_DIGEST, 2, NOW + 7), RC_OK); /* another */
    assert_int_equal(planned(f, DUE_DIGEST, 2), NOW + 7);
    assert_int_equal(plan(f, DUE_DIGEST, 2, 0), RC_OK); /* never */
    assert_int_equal(planned(f, DUE_DIGEST, 2), 0);
    assert_int_equal(planned(f, DUE_DIGEST, 1), NOW + 5);
}

static void
test_a_notice_comes_with_its_audit_record(void **state)
{
    struct fixture *f = *state;
    uint8_t body[STREAM_BODY_MAX + 1] = {0};
    struct event_out event = fixture_event(STREAM_DESK, 1, 1);

    event.body = body;
    event.body_n = sizeof body;
    assert_int_equal(notice_write(f->store, &event, 1, "notice", NOW),
                     RC_INVALID);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"
                                       " WHERE verb = 'notice'"),
                     0);
    event.body_n = 3;
    assert_int_equal(notice_write(f->store, &event, 1, "notice", NOW), RC_OK);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"
                                       " WHERE verb = 'notice'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
}

static const struct clock_row {
    const char *name;
    enum due_kind kind;
    bool moves;
} kinds[] = {
    {"a storm is elapsed", DUE_STORM, true},
    {"a handover is civil", DUE_HANDOVER, false},
    {"a digest is civil", DUE_DIGEST, false},
    {"the daily check is civil", DUE_CHECK, false},
};

static void
test_elapsed_waits_go_with_the_clock_and_civil_times_stay(void **state)
{
    struct fixture *f = *state;
    static const int64_t by[] = {50, -70, 1};
    int64_t sum = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        assert_int_equal(plan(f, kinds[i].kind, 1, NOW + 5), RC_OK);
    two_pages(f);
    for (size_t k = 0; k < sizeof by / sizeof by[0]; k++) {
        sum += by[k];
        assert_int_equal(store_clock_set(f->store, by[k], NOW + sum), RC_OK);
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
            if (planned(f, kinds[i].kind, 1) !=
                NOW + 5 + (kinds[i].moves ? sum : 0))
                fail_msg("%s", kinds[i].name);
        assert_int_equal(planned(f, DUE_RESEND, 1), NOW + 2 + sum);
        assert_int_equal(planned(f, DUE_ALERT, 1), NOW + 300 + sum);
    }
}

static void
test_a_storm_goes_with_the_clock(void **state)
{
    struct fixture *f = *state;
    struct storm storm = {.on = true, .since_us = NOW, .calm_since_us = 0};

    assert_int_equal(storm_set(f->store, &storm, NOW), RC_OK);
    assert_int_equal(store_clock_set(f->store, -30, NOW), RC_OK);
    assert_int_equal(storm_get(f->store, &storm), RC_OK);
    assert_int_equal(storm.since_us, NOW - 30);
    assert_int_equal(storm.calm_since_us, 0); /* none stays none */
    storm.calm_since_us = NOW;
    assert_int_equal(storm_set(f->store, &storm, NOW), RC_OK);
    assert_int_equal(store_clock_set(f->store, 20, NOW), RC_OK);
    assert_int_equal(storm_get(f->store, &storm), RC_OK);
    assert_int_equal(storm.since_us, NOW - 10);
    assert_int_equal(storm.calm_since_us, NOW + 20);
}

static const int64_t instants[] = {
    1, 40, NOW - 7, NOW, NOW + 60, NOW + 300, INT64_MAX,
};
#define INSTANTS (sizeof instants / sizeof instants[0])

static const int64_t steps[] = {-1000000000, -45, -1, 1, 3, 7200000000};

static void
mix_times(uint32_t *dice, struct alert_times *out)
{
    int64_t *const each[] = {&out->step_us,    &out->step_end_us,
                             &out->ack_us,     &out->not_seen_us,
                             &out->release_us, &out->deadline_us};

    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        *dice = *dice * 1664525U + 1013904223U;
        /* none, more often than not */
        *each[i] = *dice >> 31 != 0 ? 0 : instants[(*dice >> 8) % INSTANTS];
    }
}

/* None stays none, never stays never, and what is set stays set. */
static void
go_with_the_clock(int64_t *at_us, int64_t by_us)
{
    if (*at_us != 0 && *at_us != INT64_MAX)
        *at_us = *at_us > 1 - by_us ? *at_us + by_us : 1;
}

static void
set_clock(struct alert_times *times, int64_t by_us)
{
    go_with_the_clock(&times->step_us, by_us);
    go_with_the_clock(&times->step_end_us, by_us);
    go_with_the_clock(&times->ack_us, by_us);
    go_with_the_clock(&times->not_seen_us, by_us);
}

/* Elapsed times go with it, civil ones stay, and what is due is what core says
 * of them; over many mixtures. */
static void
test_the_clock_means_the_same_to_store_and_core(void **state)
{
    struct fixture *f = *state;
    static const enum alert_state states[] = {ALERT_HELD, ALERT_PAGING,
                                              ALERT_ACKED, ALERT_CLOSED};
    uint32_t dice = 20261126;
    struct fixture_change c;
    struct alert now;

    (void)fixture_signal(f, 1);
    for (unsigned i = 0; i < 600; i++) {
        int64_t by_us = steps[i % (sizeof steps / sizeof steps[0])];

        fixture_change(f, 1, &c);
        mix_times(&dice, &c.after.times);
        c.after.state = states[i % 4];
        if (c.after.state == ALERT_CLOSED)
            c.after.times = (struct alert_times){.step_us = 0};
        assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
        assert_int_equal(alert_get(f->store, 1, &now), RC_OK);
        assert_int_equal(now.due_us, alert_due(&c.after));
        assert_int_equal(store_clock_set(f->store, by_us, NOW), RC_OK);
        set_clock(&c.after.times, by_us);
        assert_int_equal(alert_get(f->store, 1, &now), RC_OK);
        if (memcmp(&now.times, &c.after.times, sizeof now.times) != 0)
            fail_msg("case %u: other times", i);
        if (now.due_us != alert_due(&c.after))
            fail_msg("case %u: due at %lld, not %lld", i, (long long)now.due_us,
                     (long long)alert_due(&c.after));
    }
}

static const struct edge_row {
    const char *name;
    int64_t at_us;
    int64_t by_us;
    int64_t then_us;
} edges[] = {
    {"beyond all instants is never", INT64_MAX - 5, 6, INT64_MAX},
    {"just not", INT64_MAX - 5, 4, INT64_MAX - 1},
    {"a huge step", NOW, INT64_MAX, INT64_MAX},
    {"never stays never", INT64_MAX, -100, INT64_MAX},
    {"before all instants is the first", 5, -5, 1},
    {"just not before", 5, -4, 1},
    {"the second", 5, -3, 2},
    {"a huge step back", NOW, INT64_MIN, 1},
};

static void
test_no_instant_overflows(void **state)
{
    struct fixture *f = *state;
    struct fixture_change c;

    (void)fixture_signal(f, 1);
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        const struct edge_row *r = &edges[i];

        assert_int_equal(plan(f, DUE_STORM, 1, r->at_us), RC_OK);
        fixture_change(f, 1, &c);
        c.after.times = (struct alert_times){.step_us = r->at_us};
        assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
        assert_int_equal(store_clock_set(f->store, r->by_us, NOW), RC_OK);
        if (planned(f, DUE_STORM, 1) != r->then_us ||
            planned(f, DUE_ALERT, 1) != r->then_us)
            fail_msg("%s", r->name);
    }
}

/* Once, and the high water goes with it. */
static void
test_a_start_behind_the_high_water_moves_back(void **state)
{
    struct fixture *f = *state;
    int64_t before = 0;

    two_pages(f);
    assert_int_equal(store_high_water(f->store, NOW, &before), RC_OK);
    assert_int_equal(store_clock_set(f->store, 50, NOW + 50), RC_OK);
    assert_int_equal(store_high_water(f->store, NOW, &before), RC_OK);
    assert_int_equal(before, NOW + 50);
    assert_int_equal(planned(f, DUE_ALERT, 1), NOW + 300);
    assert_int_equal(store_high_water(f->store, NOW, &before), RC_OK);
    assert_int_equal(before, NOW);
    assert_int_equal(planned(f, DUE_ALERT, 1), NOW + 300);
    assert_int_equal(planned(f, DUE_RESEND, 1), NOW + 2);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit"
                          " WHERE verb = 'clock-set' AND object = 'due'"),
        2);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_due_times_in_order),
        TEST(test_the_desk_plans_its_own),
        TEST(test_a_notice_comes_with_its_audit_record),
        TEST(test_elapsed_waits_go_with_the_clock_and_civil_times_stay),
        TEST(test_a_storm_goes_with_the_clock),
        TEST(test_the_clock_means_the_same_to_store_and_core),
        TEST(test_no_instant_overflows),
        TEST(test_a_start_behind_the_high_water_moves_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
