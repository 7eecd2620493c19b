/* test_alerts -- alerts and their changes, all or nothing; see
 * store/alerts.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/storms.h"

#define NOW FIXTURE_NOW_US

static struct alert
get(struct fixture *f, int64_t alert)
{
    struct alert out;

    assert_int_equal(alert_get(f->store, alert, &out), RC_OK);
    return out;
}

static void
set_state(struct fixture *f, int64_t alert, enum alert_state state)
{
    struct fixture_change c;

    fixture_change(f, alert, &c);
    c.after.state = state;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
}

static const struct alert whole = {
    .state = ALERT_HELD,
    .level = LEVEL_U3,
    .generation = 4,
    .step = 2,
    .cause = CAUSE_ROSTER,
    .kind = MESSAGE_ADVICE,
    .policy = "nood-24",
    .policy_version = 7,
    .times = {.step_us = NOW + 6,
              .step_end_us = NOW + 5,
              .ack_us = NOW + 4,
              .not_seen_us = NOW + 3,
              .release_us = NOW + 2,
              .deadline_us = NOW + 1},
};

static void
test_a_new_alert_is_as_given_and_due_at_the_earliest(void **state)
{
    struct fixture *f = *state;
    int64_t prior = fixture_signal(f, 1);
    struct alert fresh = whole;
    const struct alert_route route = {
        .seq = fixture_submit(f, 1, 2, MESSAGE_SIGNAL),
        .fresh = &fresh,
        .actor = f->people[1],
        .now_us = NOW,
    };
    struct alert alert;
    int64_t row = 0;

    fresh.prior = prior;
    assert_int_equal(alert_create(f->store, &route, &row), RC_OK);
    alert = get(f, row);
    assert_int_equal(alert.state, ALERT_HELD);
    assert_int_equal(alert.level, LEVEL_U3);
    assert_int_equal(alert.kind, MESSAGE_SIGNAL); /* of the message */
    assert_int_equal(alert.generation, 4);
    assert_int_equal(alert.step, 2);
    assert_int_equal(alert.cause, CAUSE_ROSTER);
    assert_string_equal(alert.policy, "nood-24");
    assert_int_equal(alert.policy_version, 7);
    assert_int_equal(alert.prior, prior);
    assert_memory_equal(&alert.times, &fresh.times, sizeof fresh.times);
    assert_int_equal(alert.due_us, NOW + 1);
    assert_int_equal(alert.owner, 0);
    assert_string_equal(alert.owner_name, "");
    assert_int_equal(alert.messages, 1);
    assert_int_equal(alert.organisations, 1);
    assert_int_equal(alert.created_us, NOW);
    assert_int_equal(alert.acknowledged_us, 0);
    assert_int_equal(alert.closed_us, 0);
    assert_false(alert.unattended || alert.snoozed || alert.held_by_owner);
    assert_int_equal(alert_get(f->store, 99, &alert), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT actor FROM audit"
                                       " WHERE object = 'alert' AND row = 2"),
                     f->people[1]);
}

static void
test_an_alert_of_the_desk_itself_has_no_message(void **state)
{
    struct fixture *f = *state;
    const struct storm storm = {.on = true, .singles_left = 2, .since_us = 5};
    struct alert_route route = {
        .fresh = &whole, .now_us = NOW, .storm = &storm};
    struct storm written;
    int64_t row = 0;

    assert_int_equal(alert_create(f->store, &route, &row), RC_OK);
    assert_int_equal(get(f, row).messages, 0);
    assert_int_equal(get(f, row).kind, MESSAGE_ADVICE);
    assert_int_equal(get(f, row).due_us, NOW + 1);
    assert_int_equal(storm_get(f->store, &written), RC_OK);
    assert_true(written.on);
    assert_int_equal(written.singles_left, 2);
    route.join = row; /* nothing to join with */
    assert_int_equal(alert_create(f->store, &route, &row), RC_INVALID);
    route.join = 0;
    route.fresh = NULL;
    assert_int_equal(alert_create(f->store, &route, &row), RC_INVALID);
}

static void
test_a_message_is_routed_once(void **state)
{
    struct fixture *f = *state;
    const struct alert fresh = fixture_fresh();
    struct event_out event = fixture_event(STREAM_INBOX, 1, 1);
    struct alert_route again = {.seq = 1,
                                .fresh = &fresh,
                                .now_us = NOW,
                                .events = &event,
                                .events_n = 1};
    struct stream_head head;
    int64_t alert = fixture_signal(f, 1);
    int64_t other = -1;

    assert_int_equal(alert_create(f->store, &again, &other), RC_DUP);
    again.join = alert;
    assert_int_equal(alert_create(f->store, &again, &other), RC_DUP);
    again.seq = 77;
    assert_int_equal(alert_create(f->store, &again, &other), RC_NOT_FOUND);
    again.seq = fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
    again.join = 99;
    assert_int_equal(alert_create(f->store, &again, &other), RC_NOT_FOUND);
    again.join = 0;
    again.bundle = 99;
    assert_int_equal(alert_create(f->store, &again, &other), RC_NOT_FOUND);
    assert_int_equal(other, -1);
    assert_int_equal(get(f, alert).messages, 1);
    assert_int_equal(stream_get_head(f->store, event.stream, 1, &head), RC_OK);
    assert_int_equal(head.head, 0);
    again.bundle = 0;
    assert_int_equal(alert_create(f->store, &again, &other), RC_OK);
    assert_int_equal(stream_get_head(f->store, event.stream, 1, &head), RC_OK);
    assert_int_equal(head.head, 1);
}

static const struct count_row {
    int64_t organisation;
    enum message_kind kind;
    uint32_t organisations;
    enum message_kind gravest;
} counts[] = {
    {1, MESSAGE_ADVICE, 1, MESSAGE_ADVICE},
    {1, MESSAGE_SIGNAL, 1, MESSAGE_SIGNAL},
    {2, MESSAGE_REFERRAL, 2, MESSAGE_REFERRAL},
    {2, MESSAGE_SIGNAL, 2, MESSAGE_REFERRAL},
    {3, MESSAGE_WITHDRAWAL, 3, MESSAGE_REFERRAL},
};

static void
test_joining_counts_messages_and_organisations(void **state)
{
    struct fixture *f = *state;
    const struct alert fresh = fixture_fresh();
    struct message_row rows[8];
    int64_t alert = 0;
    size_t n = 0;

    for (uint32_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const struct count_row *r = &counts[i];
        const struct alert_route route = {
            .seq = fixture_submit(f, r->organisation, i, r->kind),
            .join = alert,
            .fresh = &fresh,
            .now_us = NOW,
        };
        int64_t answer = 0;

        assert_int_equal(alert_create(f->store, &route, &answer), RC_OK);
        assert_true(alert == 0 || answer == alert);
        alert = answer;
        assert_int_equal(get(f, alert).messages, i + 1);
        assert_int_equal(get(f, alert).organisations, r->organisations);
        assert_int_equal(get(f, alert).kind, r->gravest);
    }
    assert_int_equal(message_of_alert(f->store, alert, 2, rows, 8, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(rows[0].seq, 3);
}

static void
test_a_closed_alert_takes_no_message(void **state)
{
    struct fixture *f = *state;
    int64_t alert = fixture_signal(f, 1);
    const struct alert_route route = {
        .seq = fixture_submit(f, 1, 2, MESSAGE_SIGNAL),
        .join = alert,
        .now_us = NOW};
    int64_t answer = 0;

    set_state(f, alert, ALERT_CLOSED);
    assert_int_equal(alert_create(f->store, &route, &answer), RC_STALE);
    assert_int_equal(get(f, alert).messages, 1);
    assert_int_equal(get(f, alert).due_us, 0);
}

static const struct stale_row {
    const char *name;
    enum alert_state state;
    uint32_t generation;
    uint32_t step;
    enum rc rc;
} stale[] = {
    {"another state", ALERT_ACKED, 1, 0, RC_STALE},
    {"older generation", ALERT_PAGING, 0, 0, RC_STALE},
    {"newer generation", ALERT_PAGING, 2, 0, RC_STALE},
    {"another step", ALERT_PAGING, 1, 1, RC_STALE},
    {"as expected", ALERT_PAGING, 1, 0, RC_OK},
    {"twice", ALERT_PAGING, 1, 0, RC_STALE},
};

static void
test_a_change_compares_first(void **state)
{
    struct fixture *f = *state;
    int64_t alert = fixture_signal(f, 1);
    const struct event_out event = fixture_event(STREAM_DESK, 1, 1);
    const struct page_new page = {.page_id = {1}, .person = f->people[1]};
    const struct storm storm = {.on = true};
    struct fixture_change c;
    struct storm written;

    for (size_t i = 0; i < sizeof stale / sizeof stale[0]; i++) {
        const struct stale_row *r = &stale[i];
        int64_t before = fixture_number(
            f, "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM"
               " stream_event) + (SELECT count(*) FROM page)"
               " + (SELECT is_on FROM storm)");

        fixture_change(f, alert, &c);
        c.before.state = r->state;
        c.before.generation = r->generation;
        c.before.step = r->step;
        c.after.step = 1;
        c.change.events = &event;
        c.change.events_n = 1;
        c.change.pages = &page;
        c.change.pages_n = 1;
        c.change.storm = &storm;

        enum rc rc = alert_apply(f->store, &c.change);
        int64_t after = fixture_number(
            f, "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM"
               " stream_event) + (SELECT count(*) FROM page)"
               " + (SELECT is_on FROM storm)");

        if (rc != r->rc || after - before != (rc == RC_OK ? 4 : 0))
            fail_msg("%s: rc %d, %lld rows", r->name, (int)rc,
                     (long long)(after - before));
    }
    assert_int_equal(storm_get(f->store, &written), RC_OK);
    assert_true(written.on);
    c.before.alert = 99;
    assert_int_equal(alert_apply(f->store, &c.change), RC_NOT_FOUND);
}

/* Whatever `after` says is there afterwards. */
static void
test_everything_of_after_is_written(void **state)
{
    struct fixture *f = *state;
    int64_t alert = fixture_signal(f, 1);
    struct fixture_change c;
    struct alert now;

    fixture_change(f, alert, &c);
    c.after.state = ALERT_ACKED;
    c.after.level = LEVEL_U1;
    c.after.generation = 9;
    c.after.step = 8;
    c.after.owner = f->people[2];
    c.after.unattended = true;
    c.after.outcome = OUTCOME_EXPIRED;
    c.after.snoozed = true;
    c.after.held_by_owner = true;
    memcpy(c.after.policy, "nood-24", sizeof "nood-24");
    c.after.policy_version = 12;
    c.after.times = whole.times;
    c.after.acknowledged_us = NOW + 21;
    c.after.closed_us = NOW + 22;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    now = get(f, alert);
    assert_int_equal(now.state, ALERT_ACKED);
    assert_int_equal(now.level, LEVEL_U1);
    assert_int_equal(now.generation, 9);
    assert_int_equal(now.step, 8);
    assert_int_equal(now.owner, f->people[2]);
    assert_string_equal(now.owner_name, "p2");
    assert_true(now.unattended && now.snoozed && now.held_by_owner);
    assert_int_equal(now.outcome, OUTCOME_EXPIRED);
    assert_string_equal(now.policy, "nood-24");
    assert_int_equal(now.policy_version, 12);
    assert_memory_equal(&now.times, &whole.times, sizeof whole.times);
    assert_int_equal(now.acknowledged_us, NOW + 21);
    assert_int_equal(now.closed_us, NOW + 22);
    assert_int_equal(now.due_us, NOW + 1);

    fixture_change(f, alert, &c); /* and all of it back again */
    c.after = fixture_fresh();
    c.after.times.step_us = 0;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    now = get(f, alert);
    assert_int_equal(now.owner, 0);
    assert_int_equal(now.acknowledged_us + now.closed_us, 0);
    assert_int_equal(now.due_us, 0);
    assert_false(now.unattended || now.snoozed || now.held_by_owner);
    assert_int_equal(now.outcome, OUTCOME_NONE);
}

static void
test_what_the_senders_are_told(void **state)
{
    struct fixture *f = *state;
    int64_t seq = fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    int64_t alert = fixture_alert(f, seq, 0);
    struct message_row message;
    struct fixture_change c;
    static const struct {
        enum feedback_state feedback;
        enum outcome outcome;
        enum feedback_state then;
        int64_t seen_us;
    } told[] = {
        {FEEDBACK_NOT_SEEN_YET, OUTCOME_NONE, FEEDBACK_NOT_SEEN_YET, 0},
        {FEEDBACK_NONE, OUTCOME_NONE, FEEDBACK_NOT_SEEN_YET, 0},
        {FEEDBACK_SEEN, OUTCOME_NONE, FEEDBACK_SEEN, NOW + 2},
        {FEEDBACK_IN_PROGRESS, OUTCOME_NONE, FEEDBACK_IN_PROGRESS, NOW + 2},
        {FEEDBACK_CLOSED, OUTCOME_REFERRED, FEEDBACK_CLOSED, NOW + 2},
        {FEEDBACK_FORWARDED, OUTCOME_NONE, FEEDBACK_FORWARDED, NOW + 2},
    };

    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        fixture_change(f, alert, &c);
        c.after.outcome = told[i].outcome;
        c.change.feedback = told[i].feedback;
        c.change.now_us = NOW + (int64_t)i;
        assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
        assert_int_equal(message_get(f->store, seq, &message), RC_OK);
        assert_int_equal(message.feedback, told[i].then);
        assert_int_equal(message.seen_us, told[i].seen_us);
        assert_int_equal(message.outcome, told[i].outcome);
    }
}

/* A signal that joined a referral's alert must not betray the referral. */
static void
test_not_seen_yet_is_for_referrals_alone(void **state)
{
    struct fixture *f = *state;
    int64_t alert = fixture_signal(f, 1);
    struct message_row message;
    struct fixture_change c;

    fixture_change(f, alert, &c);
    c.change.feedback = FEEDBACK_NOT_SEEN_YET;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    assert_int_equal(message_get(f->store, 1, &message), RC_OK);
    assert_int_equal(message.feedback, FEEDBACK_FORWARDED);
}

static void
test_the_record_has_its_reason_never_half_a_character(void **state)
{
    struct fixture *f = *state;
    struct fixture_change c;
    char reason[REASON_BYTES + 8];

    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    memcpy(reason + REASON_BYTES - 2, "\xc3\xab", 2); /* one byte fits */
    fixture_change(f, fixture_signal(f, 1), &c);
    c.change.reason = "te laag";
    c.change.actor = f->people[1];
    c.change.verb = "level";
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit WHERE verb = 'level'"
                          " AND object = 'alert' AND row = 1 AND code = 3"
                          " AND actor = 2 AND length(reason) > 0"),
        1);
    c.change.reason = reason;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    c.change.reason = NULL;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    assert_int_equal(fixture_number(f, "SELECT max(length(reason)) FROM audit"),
                     REASON_BYTES - 2 + 40); /* and what sealing adds */
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_new_alert_is_as_given_and_due_at_the_earliest),
        TEST(test_an_alert_of_the_desk_itself_has_no_message),
        TEST(test_a_message_is_routed_once),
        TEST(test_joining_counts_messages_and_organisations),
        TEST(test_a_closed_alert_takes_no_message),
        TEST(test_a_change_compares_first),
        TEST(test_everything_of_after_is_written),
        TEST(test_what_the_senders_are_told),
        TEST(test_not_seen_yet_is_for_referrals_alone),
        TEST(test_the_record_has_its_reason_never_half_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
