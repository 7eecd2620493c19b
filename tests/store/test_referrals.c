/* test_referrals -- who has a referral; see store/referrals.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/referrals.h"

#define NOW FIXTURE_NOW_US
#define CAP 4

static struct referral
get(struct fixture *f, int64_t seq)
{
    struct referral out;

    assert_int_equal(referral_get(f->store, seq, &out), RC_OK);
    return out;
}

static enum rc
apply(struct fixture *f, const struct referral *before,
      const struct referral *after)
{
    const struct event_out event = fixture_event(STREAM_DESK, 1, 1);
    const struct referral_change change = {
        .before = before,
        .after = after,
        .events = &event,
        .events_n = 1,
        .actor = f->people[1],
        .verb = "referral-accept",
        .now_us = NOW,
    };

    return referral_apply(f->store, &change);
}

static enum rc
listed(struct fixture *f, int64_t after, struct referral *out, size_t cap,
       size_t *n)
{
    const struct referral_query query = {.after = after};

    return referral_list(f->store, &query, out, cap, n);
}

static void
test_a_referral_begins_open_also_before_it_is_routed(void **state)
{
    struct fixture *f = *state;
    struct referral out;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
    for (int routed = 0; routed < 2; routed++) {
        out = get(f, 1);
        assert_int_equal(out.seq, 1);
        assert_int_equal(out.state, REFERRAL_OPEN);
        assert_int_equal(out.owner, 0);
        assert_int_equal(out.offered_to, 0);
        assert_int_equal(out.moves, 0);
        assert_int_equal(out.changed_us, 0);
        if (routed == 0)
            (void)fixture_alert(f, 1, 0);
    }
    assert_int_equal(referral_get(f->store, 2, &out), RC_NOT_FOUND);
    assert_int_equal(referral_get(f->store, 99, &out), RC_NOT_FOUND);
}

static void
test_a_change_is_written_whole(void **state)
{
    struct fixture *f = *state;
    struct referral before;
    struct referral after;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    before = get(f, 1);
    after = (struct referral){
        .seq = 1,
        .state = REFERRAL_OFFERED,
        .owner = f->people[1],
        .offered_to = f->people[2],
        .moves = 3,
        .outcome = OUTCOME_PASSED_ON,
        .changed_us = NOW + 9,
    };
    assert_int_equal(apply(f, &before, &after), RC_OK);
    (void)fixture_alert(f, 1, 0); /* routed later: it keeps its life */
    before = get(f, 1);
    assert_int_equal(before.state, REFERRAL_OFFERED);
    assert_int_equal(before.owner, f->people[1]);
    assert_int_equal(before.offered_to, f->people[2]);
    assert_int_equal(before.moves, 3);
    assert_int_equal(before.outcome, OUTCOME_PASSED_ON);
    assert_int_equal(before.changed_us, NOW + 9);
    after = (struct referral){.seq = 1, .state = REFERRAL_OPEN};
    assert_int_equal(apply(f, &before, &after), RC_OK);
    assert_int_equal(get(f, 1).owner, 0);
    assert_int_equal(get(f, 1).offered_to, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"
                                       " WHERE verb = 'referral-accept' AND"
                                       " object = 'referral' AND row = 1"),
                     2);
    before.seq = 99;
    assert_int_equal(apply(f, &before, &after), RC_NOT_FOUND);
}

static const struct stale_row {
    const char *name;
    struct referral seen; /* added to what is there */
    enum rc rc;
} stale[] = {
    {"another state", {.state = (enum referral_state)1}, RC_STALE},
    {"another owner", {.owner = 1}, RC_STALE},
    {"offered to another", {.offered_to = 1}, RC_STALE},
    {"moved since", {.moves = 1}, RC_STALE},
    {"another outcome", {.outcome = OUTCOME_REFERRED}, RC_STALE},
    {"changed since", {.changed_us = 1}, RC_STALE},
    {"as it is", {.state = REFERRAL_NONE}, RC_OK},
};

static void
test_everything_is_compared(void **state)
{
    struct fixture *f = *state;
    const struct referral after = {
        .seq = 1, .state = REFERRAL_ACCEPTED, .owner = f->people[1]};

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    for (size_t i = 0; i < sizeof stale / sizeof stale[0]; i++) {
        const struct referral *seen = &stale[i].seen;
        struct referral before = get(f, 1);

        before.state =
            (enum referral_state)((int)before.state + (int)seen->state);
        before.owner += seen->owner;
        before.offered_to += seen->offered_to;
        before.moves += seen->moves;
        before.outcome =
            (enum outcome)((int)before.outcome + (int)seen->outcome);
        before.changed_us += seen->changed_us;
        if (apply(f, &before, &after) != stale[i].rc)
            fail_msg("%s", stale[i].name);
    }
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
}

static void
test_those_that_are_not_closed(void **state)
{
    struct fixture *f = *state;
    struct combine_item version = {
        .seq = 3, .amends = 2, .action = VERSION_CORRECT};
    struct referral out[CAP];
    struct referral before;
    struct referral after;
    size_t n = 9;

    assert_int_equal(listed(f, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    for (uint32_t i = 1; i <= 5; i++) {
        (void)fixture_submit(f, 1, i,
                             i == 4 ? MESSAGE_SIGNAL : MESSAGE_REFERRAL);
        (void)fixture_alert(f, i, 0);
    }
    before = get(f, 1);
    after = before;
    after.state = REFERRAL_CLOSED;
    assert_int_equal(apply(f, &before, &after), RC_OK);
    assert_int_equal(listed(f, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 3);
    /* the third turns out to tell more about the second */
    fixture_combine(f, 1, NULL, 0);
    fixture_combine(f, 2, NULL, 0);
    assert_int_equal(combine_apply(f->store, &version, 1, NOW), RC_OK);
    assert_int_equal(listed(f, 0, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].seq, 2);
    assert_int_equal(out[0].state, REFERRAL_OPEN);
    assert_int_equal(out[1].seq, 5);
    assert_int_equal(listed(f, 2, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(listed(f, 0, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].seq, 2);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_referral_begins_open_also_before_it_is_routed),
        TEST(test_a_change_is_written_whole),
        TEST(test_everything_is_compared),
        TEST(test_those_that_are_not_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
