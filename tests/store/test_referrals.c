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
        .outflow = "return",
        .phase = PHASE_RETURN,
        .tracks = {TRACK_RUNNING, TRACK_WAITING, TRACK_ENDED},
        .meeting = true,
        .moved = 4,
        .follow_up_us = NOW + 99,
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
    assert_string_equal(before.outflow, "return");
    assert_int_equal(before.phase, PHASE_RETURN);
    assert_int_equal(before.tracks[0], TRACK_RUNNING);
    assert_int_equal(before.tracks[1], TRACK_WAITING);
    assert_int_equal(before.tracks[2], TRACK_ENDED);
    assert_true(before.meeting);
    assert_int_equal(before.moved, 4);
    assert_int_equal(before.follow_up_us, NOW + 99);
    after = (struct referral){.seq = 1, .state = REFERRAL_OPEN};
    assert_int_equal(apply(f, &before, &after), RC_OK);
    assert_int_equal(get(f, 1).owner, 0);
    assert_int_equal(get(f, 1).offered_to, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 2);
    assert_int_equal(
        fixture_number(
            f, "SELECT count(*) FROM audit"
               " WHERE verb = 'referral-accept' AND"
               " object = 'referral' AND row = 0 AND length(handle) = 16"),
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
    {"another outflow", {.outflow = "umo"}, RC_STALE},
    {"another phase", {.phase = PHASE_AFTERCARE}, RC_STALE},
    {"another track", {.tracks = {0, 0, TRACK_DONE}}, RC_STALE},
    {"on the list", {.meeting = true}, RC_STALE},
    {"moved house", {.moved = 1}, RC_STALE},
    {"another follow-up", {.follow_up_us = 1}, RC_STALE},
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
        memcpy(before.outflow, seen->outflow, sizeof before.outflow);
        if (seen->phase != PHASE_NONE)
            before.phase = seen->phase;
        before.tracks[2] =
            (enum track_status)((int)before.tracks[2] + (int)seen->tracks[2]);
        before.meeting = before.meeting || seen->meeting;
        before.moved += seen->moved;
        before.follow_up_us += seen->follow_up_us;
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
    assert_int_equal(combine_link(f->store, &version, 1, NULL, NULL), RC_OK);
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

/* Due exactly while it is closed. */
static void
test_a_follow_up_is_due(void **state)
{
    struct fixture *f = *state;
    struct referral before;
    struct referral after;
    int64_t at_us = 9;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    before = get(f, 1);
    after = before;
    after.follow_up_us = NOW + 99;
    assert_int_equal(apply(f, &before, &after), RC_OK);
    assert_int_equal(due_get(f->store, DUE_FOLLOW_UP, 1, &at_us), RC_OK);
    assert_int_equal(at_us, 0);
    before = get(f, 1);
    after.state = REFERRAL_CLOSED;
    assert_int_equal(apply(f, &before, &after), RC_OK);
    assert_int_equal(due_get(f->store, DUE_FOLLOW_UP, 1, &at_us), RC_OK);
    assert_int_equal(at_us, NOW + 99);
    before = get(f, 1);
    after.follow_up_us = 0;
    assert_int_equal(apply(f, &before, &after), RC_OK);
    assert_int_equal(due_get(f->store, DUE_FOLLOW_UP, 1, &at_us), RC_OK);
    assert_int_equal(at_us, 0);
}

static void
test_which_are_on_which_list(void **state)
{
    static const struct {
        struct referral_query query;
        size_t n;
        int64_t first;
    } lists[] = {
        {{.after = 0}, 2, 2},
        {{.closed = true}, 4, 1},
        {{.meeting = true}, 1, 2},
        {{.meeting = true, .closed = true}, 2, 1},
        {{.meeting = true, .closed = true, .after = 1}, 1, 2},
    };
    struct fixture *f = *state;

    for (uint32_t i = 1; i <= 4; i++) {
        struct referral before;
        struct referral after;

        (void)fixture_submit(f, 1, i, MESSAGE_REFERRAL);
        (void)fixture_alert(f, i, 0);
        before = get(f, i);
        assert_int_equal(before.phase, PHASE_SPOTTED);
        after = before;
        if (i % 3 == 1)
            after.state = REFERRAL_CLOSED;
        after.meeting = i <= 2;
        after.changed_us = i;
        assert_int_equal(apply(f, &before, &after), RC_OK);
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct referral out[CAP];
        size_t n = 0;

        assert_int_equal(referral_list(f->store, &lists[i].query, out, CAP, &n),
                         RC_OK);
        if (n != lists[i].n || out[0].seq != lists[i].first)
            fail_msg("list %zu: %zu from %lld", i, n, (long long)out[0].seq);
    }
}

static int64_t
route_person(struct fixture *f, uint32_t number, int64_t organisation,
             uint8_t person)
{
    const struct alert fresh = fixture_fresh();
    const struct link_token token = fixture_token(person);
    struct alert_route route = {
        .seq = fixture_submit(f, organisation, number, MESSAGE_REFERRAL),
        .fresh = &fresh,
        .now_us = NOW,
        .person = person == 0 ? NULL : &token};
    int64_t alert = 0;

    assert_int_equal(alert_create(f->store, &route, &alert), RC_OK);
    return alert;
}

static int64_t
marked(struct fixture *f)
{
    return fixture_number(f, "SELECT total(alert * double_intake) FROM alert");
}

/* R051 */
static void
test_a_double_intake_marks_all_of_it(void **state)
{
    struct fixture *f = *state;
    struct combine_item version = {
        .seq = 4, .amends = 3, .action = VERSION_SUPPLEMENT};
    struct referral_twin out[CAP];
    const struct link_token token = fixture_token(7);
    struct twin_query query = {.person = &token, .seq = 9};
    size_t n = 9;

    (void)route_person(f, 1, 1, 7);
    (void)route_person(f, 2, 1, 8);
    assert_int_equal(marked(f), 0);
    assert_int_equal(referral_twins_of(f->store, 1, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    (void)route_person(f, 3, 2, 7);
    assert_int_equal(marked(f), 1 + 3);
    assert_int_equal(get(f, 1).double_intakes, 1);
    assert_int_equal(get(f, 2).double_intakes, 0);
    assert_int_equal(referral_twins_of(f->store, 1, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].seq, 3);
    assert_int_equal(out[0].organisation, 2);
    assert_int_equal(out[0].alert, 3);
    assert_int_equal(out[0].owner, 0);
    assert_int_equal(referral_twins(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].seq, 3); /* the newest first */
    assert_int_equal(referral_twins(f->store, &query, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].seq, 3);
    query.organisation = 1;
    assert_int_equal(referral_twins(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].seq, 1);
    /* what nobody knows is nobody's twin, and a version is none */
    (void)route_person(f, 4, 1, 0);
    assert_int_equal(referral_twins_of(f->store, 4, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    for (int64_t seq = 1; seq <= 3; seq++)
        fixture_combine(f, seq, NULL, 0);
    assert_int_equal(combine_link(f->store, &version, 1, NULL, NULL), RC_OK);
    (void)route_person(f, 5, 1, 8);
    assert_int_equal(marked(f), 1 + 3 + 2 + 5);
}

/* Who takes a message back has referred nobody. */
static void
test_a_withdrawn_one_is_no_double_intake(void **state)
{
    struct fixture *f = *state;
    struct combine_item withdrawal = {
        .seq = 2, .amends = 1, .action = VERSION_WITHDRAW};

    (void)route_person(f, 1, 1, 7);
    (void)fixture_submit(f, 1, 2, MESSAGE_WITHDRAWAL);
    fixture_combine(f, 1, NULL, 0);
    assert_int_equal(combine_link(f->store, &withdrawal, 1, NULL, NULL), RC_OK);
    (void)route_person(f, 3, 1, 7);
    assert_int_equal(marked(f), 0);
    assert_int_equal(get(f, 3).double_intakes, 0);
}

/* What happens to a referral later does not lose its pseudonym. */
static void
test_a_change_keeps_the_pseudonym(void **state)
{
    struct fixture *f = *state;
    struct referral before;
    struct referral after;

    (void)route_person(f, 1, 1, 7);
    before = get(f, 1);
    after = before;
    after.state = REFERRAL_ACCEPTED;
    after.owner = f->people[1];
    assert_int_equal(apply(f, &before, &after), RC_OK);
    (void)route_person(f, 2, 2, 7);
    assert_int_equal(get(f, 1).double_intakes, 1);
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
        TEST(test_a_follow_up_is_due),
        TEST(test_which_are_on_which_list),
        TEST(test_a_double_intake_marks_all_of_it),
        TEST(test_a_withdrawn_one_is_no_double_intake),
        TEST(test_a_change_keeps_the_pseudonym),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
