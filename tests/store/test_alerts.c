/* test_alerts -- alerts and their changes, all or nothing; see
 * store/alerts.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US

/* From PAGING, generation 1, step 0, as alert_create leaves it. */
static struct alert_change
change_of(int64_t alert)
{
    return (struct alert_change){
        .alert = alert,
        .expect_state = ALERT_PAGING,
        .expect_generation = 1,
        .expect_step = 0,
        .state = ALERT_PAGING,
        .generation = 1,
        .step = 1,
        .due_us = NOW + 60,
        .verb = "step",
        .now_us = NOW + 1,
    };
}

static int64_t
new_alert(struct fixture *f)
{
    return fixture_alert(f, fixture_submit(f, 1, 1, MESSAGE_SIGNAL), 0);
}

static struct alert
get(struct fixture *f, int64_t alert)
{
    struct alert out;

    assert_int_equal(alert_get(f->store, alert, &out), RC_OK);
    return out;
}

static void
test_a_new_alert_is_paging_and_due_now(void **state)
{
    struct fixture *f = *state;
    struct alert alert = get(f, new_alert(f));

    assert_int_equal(alert.state, ALERT_PAGING);
    assert_int_equal(alert.level, LEVEL_U2);
    assert_int_equal(alert.kind, MESSAGE_SIGNAL);
    assert_int_equal(alert.generation, 1);
    assert_int_equal(alert.step, 0);
    assert_int_equal(alert.owner, 0);
    assert_string_equal(alert.owner_name, "");
    assert_int_equal(alert.messages, 1);
    assert_int_equal(alert.organisations, 1);
    assert_int_equal(alert.created_us, NOW);
    assert_int_equal(alert.due_us, NOW);
    assert_int_equal(alert.acknowledged_us, 0);
    assert_int_equal(alert.closed_us, 0);
    assert_false(alert.unattended);
    assert_int_equal(alert_get(f->store, 99, &alert), RC_NOT_FOUND);
}

static void
test_a_message_is_routed_once(void **state)
{
    struct fixture *f = *state;
    struct event_out event = fixture_event(STREAM_INBOX, 1, 1);
    struct alert_route again = {.seq = 1,
                                .level = LEVEL_U1,
                                .now_us = NOW,
                                .events = &event,
                                .events_n = 1};
    struct stream_head head;
    int64_t alert = new_alert(f);
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
    struct message_row rows[8];
    int64_t alert = 0;
    size_t n = 0;

    for (uint32_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const struct count_row *r = &counts[i];
        const struct alert_route route = {
            .seq = fixture_submit(f, r->organisation, i, r->kind),
            .join = alert,
            .level = LEVEL_U3,
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
    int64_t alert = new_alert(f);
    struct alert_change change = change_of(alert);
    const struct alert_route route = {
        .seq = fixture_submit(f, 1, 2, MESSAGE_SIGNAL),
        .join = alert,
        .now_us = NOW};
    int64_t answer = 0;

    change.state = ALERT_CLOSED;
    change.due_us = 0;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(alert_create(f->store, &route, &answer), RC_STALE);
    assert_int_equal(get(f, alert).messages, 1);
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
    int64_t alert = new_alert(f);
    const struct event_out event = fixture_event(STREAM_DESK, 1, 1);
    const struct page_new page = {.page_id = {1}, .person = f->people[1]};

    for (size_t i = 0; i < sizeof stale / sizeof stale[0]; i++) {
        const struct stale_row *r = &stale[i];
        struct alert_change change = change_of(alert);
        int64_t before = fixture_number(
            f, "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM"
               " stream_event) + (SELECT count(*) FROM page)");

        change.expect_state = r->state;
        change.expect_generation = r->generation;
        change.expect_step = r->step;
        change.events = &event;
        change.events_n = 1;
        change.pages = &page;
        change.pages_n = 1;

        enum rc rc = alert_apply(f->store, &change);
        int64_t after = fixture_number(
            f, "SELECT (SELECT count(*) FROM audit) + (SELECT count(*) FROM"
               " stream_event) + (SELECT count(*) FROM page)");

        if (rc != r->rc || after - before != (rc == RC_OK ? 3 : 0))
            fail_msg("%s: rc %d, %lld rows", r->name, (int)rc,
                     (long long)(after - before));
    }
    struct alert_change missing = change_of(99);

    assert_int_equal(alert_apply(f->store, &missing), RC_NOT_FOUND);
}

static void
test_acknowledge_takeover_again_and_close(void **state)
{
    struct fixture *f = *state;
    int64_t alert = new_alert(f);
    struct alert_change change = change_of(alert);
    struct message_row message;

    change.state = ALERT_ACKED;
    change.step = 0;
    change.owner = f->people[1];
    change.feedback = FEEDBACK_SEEN;
    change.unattended = true;
    change.now_us = NOW + 10;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(get(f, alert).acknowledged_us, NOW + 10);
    assert_string_equal(get(f, alert).owner_name, "p1");
    assert_true(get(f, alert).unattended);
    assert_int_equal(get(f, alert).due_us, NOW + 60);
    assert_int_equal(message_get(f->store, 1, &message), RC_OK);
    assert_int_equal(message.feedback, FEEDBACK_SEEN);
    assert_int_equal(message.seen_us, NOW + 10);

    change.expect_state = ALERT_ACKED; /* takeover */
    change.owner = f->people[2];
    change.now_us = NOW + 20;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(get(f, alert).acknowledged_us, NOW + 10);
    assert_string_equal(get(f, alert).owner_name, "p2");

    change.state = ALERT_CLOSED;
    change.outcome = OUTCOME_REFERRED;
    change.feedback = FEEDBACK_CLOSED;
    change.due_us = 0;
    change.now_us = NOW + 30;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(get(f, alert).closed_us, NOW + 30);
    assert_int_equal(get(f, alert).outcome, OUTCOME_REFERRED);
    assert_int_equal(get(f, alert).due_us, 0);
    assert_int_equal(message_get(f->store, 1, &message), RC_OK);
    assert_int_equal(message.feedback, FEEDBACK_CLOSED);
    assert_int_equal(message.outcome, OUTCOME_REFERRED);
    assert_int_equal(message.seen_us, NOW + 10);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " object = 'alert' AND row = 1"),
                     4);
}

static void
test_not_seen_yet_is_not_seen(void **state)
{
    struct fixture *f = *state;
    struct alert_change change = change_of(new_alert(f));
    struct message_row message;

    change.feedback = FEEDBACK_NOT_SEEN_YET;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(message_get(f->store, 1, &message), RC_OK);
    assert_int_equal(message.feedback, FEEDBACK_NOT_SEEN_YET);
    assert_int_equal(message.seen_us, 0);
}

static void
test_list_by_state_and_place(void **state)
{
    struct fixture *f = *state;
    const uint32_t open_states = 1U << ALERT_PAGING | 1U << ALERT_ACKED;
    struct alert out[4];
    size_t n = 0;

    for (uint32_t i = 1; i <= 4; i++)
        (void)fixture_alert(f, fixture_submit(f, 1, i, MESSAGE_SIGNAL), 0);

    struct alert_change change = change_of(2);

    change.state = ALERT_CLOSED;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    change.alert = 3;
    change.state = ALERT_ACKED;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(alert_list(f->store, open_states, 0, out, 4, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(out[1].alert, 3);
    assert_int_equal(alert_list(f->store, open_states, 1, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].alert, 3);
    assert_int_equal(alert_list(f->store, 1U << ALERT_CLOSED, 0, out, 4, &n),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].alert, 2);
    assert_int_equal(alert_list(f->store, 0, 0, out, 4, &n), RC_OK);
    assert_int_equal(n, 0);
}

static void
test_counts(void **state)
{
    struct fixture *f = *state;
    struct store_counts count;
    struct alert_change change = change_of(new_alert(f));
    const struct page_new page = {.page_id = {1}, .person = f->people[1]};

    (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
    change.pages = &page;
    change.pages_n = 1;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(store_count(f->store, &count), RC_OK);
    assert_int_equal(count.messages, 2);
    assert_int_equal(count.routed, 1);
    assert_int_equal(count.alerts, 1);
    assert_int_equal(count.alerts_open, 1);
    assert_int_equal(count.pages, 1);
    assert_int_equal(count.acknowledged, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_new_alert_is_paging_and_due_now),
        TEST(test_a_message_is_routed_once),
        TEST(test_joining_counts_messages_and_organisations),
        TEST(test_a_closed_alert_takes_no_message),
        TEST(test_a_change_compares_first),
        TEST(test_acknowledge_takeover_again_and_close),
        TEST(test_not_seen_yet_is_not_seen),
        TEST(test_list_by_state_and_place),
        TEST(test_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
