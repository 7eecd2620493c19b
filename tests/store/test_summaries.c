/* test_summaries -- many pages for one person as one; see store/pages.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

static const uint8_t sent_id[PAGE_ID_BYTES] = {0x50};
static const uint8_t other_id[PAGE_ID_BYTES] = {0x51};

/* A new alert `number` of this level with a page for p1 that waits. */
static int64_t
waiting(struct fixture *f, uint8_t number, enum level level)
{
    const struct page_new page = {.page_id = {number},
                                  .person = f->people[1],
                                  .on_summary = true,
                                  .counts = true};
    struct alert fresh = fixture_fresh();
    const struct alert_route route = {
        .seq = fixture_submit(f, 1, number, MESSAGE_SIGNAL),
        .fresh = &fresh,
        .now_us = NOW,
    };
    int64_t alert = 0;

    fresh.level = level;
    assert_int_equal(alert_create(f->store, &route, &alert), RC_OK);
    fixture_page(f, alert, &page, 1);
    return alert;
}

static struct summary
what_waits(struct fixture *f, int64_t person)
{
    struct summary summary;

    assert_int_equal(summary_waiting(f->store, person, &summary), RC_OK);
    return summary;
}

static enum rc
send(struct fixture *f, struct summary *summary,
     const uint8_t page_id[PAGE_ID_BYTES])
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, summary->person, 1);
    const struct summary_new order = {
        .summary = summary,
        .resend_us = NOW + 70,
        .events = &event,
        .events_n = 1,
        .now_us = NOW + 60,
    };

    memcpy(summary->page_id, page_id, PAGE_ID_BYTES);
    return summary_send(f->store, &order);
}

static void
send_all(struct fixture *f, const uint8_t page_id[PAGE_ID_BYTES])
{
    struct summary summary = what_waits(f, f->people[1]);

    assert_int_equal(send(f, &summary, page_id), RC_OK);
}

/* p1 acknowledges: everybody's pages end, and these summaries with them. */
static void
acknowledge(struct fixture *f, int64_t alert,
            const uint8_t (*ended)[PAGE_ID_BYTES], size_t n)
{
    struct fixture_change c;

    fixture_change(f, alert, &c);
    c.after.state = ALERT_ACKED;
    c.after.times = (struct alert_times){.ack_us = NOW + 900};
    c.change.cancel_pages = true;
    c.change.acknowledged_by = f->people[1];
    c.change.cancel_summaries = ended;
    c.change.cancel_summaries_n = n;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
}

static int64_t
due_of(struct fixture *f, enum due_kind kind, int64_t ref)
{
    int64_t at_us = -1;

    assert_int_equal(due_get(f->store, kind, ref, &at_us), RC_OK);
    return at_us;
}

/* It is open, singly nobody is called, and the first one sets the time. */
static void
test_a_page_waits_for_the_persons_next_summary(void **state)
{
    struct fixture *f = *state;
    const struct page_new late = {
        .page_id = {9}, .person = f->people[1], .on_summary = true};
    struct fixture_change c;
    struct page_row rows[CAP];
    struct storm_recent history;
    const struct page_span span = {.gap_from_us = 0};
    size_t n = 9;
    int64_t alert = waiting(f, 1, LEVEL_U2);

    assert_int_equal(due_of(f, DUE_SUMMARY, f->people[1]), NOW + 60);
    fixture_change(f, alert, &c);
    c.after.step = 2;
    c.change.pages = &late;
    c.change.pages_n = 1;
    c.change.summary_us = NOW + 90;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    assert_int_equal(due_of(f, DUE_SUMMARY, f->people[1]), NOW + 60);
    assert_int_equal(pages_open_of(f->store, f->people[1], 0, rows, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(alert_pages_open(f->store, alert, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_true(rows[0].on_summary);
    assert_false(rows[0].sent);
    assert_int_equal(rows[0].attempts, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM due"
                                       " WHERE kind = 2"),
                     0);
    assert_int_equal(page_recent(f->store, f->people[1], &span, &history),
                     RC_OK);
    assert_true(history.waiting);
    assert_int_equal(history.span_n, 0); /* its summary will count */
    assert_int_equal(what_waits(f, f->people[1]).total, 1); /* one alert */
    assert_int_equal(what_waits(f, f->people[2]).total, 0);
    send_all(f, sent_id);
    assert_int_equal(what_waits(f, f->people[1]).total, 0);
}

static const enum level levels[] = {
    LEVEL_U3, LEVEL_U2, LEVEL_U3, LEVEL_U2, LEVEL_U3, LEVEL_U3,
    LEVEL_U3, LEVEL_U3, LEVEL_U3, LEVEL_U3, LEVEL_U3, LEVEL_U2,
};

static void
test_the_gravest_are_listed_first_then_the_oldest(void **state)
{
    struct fixture *f = *state;
    static const int64_t order[] = {2, 4, 12, 1, 3, 5, 6, 7, 8, 9};
    struct summary told;

    for (uint8_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        (void)waiting(f, (uint8_t)(i + 1), levels[i]);
    told = what_waits(f, f->people[1]);
    assert_int_equal(told.person, f->people[1]);
    assert_int_equal(told.total, 12);
    assert_int_equal(told.crisis, 3);
    assert_int_equal(told.level, LEVEL_U2);
    assert_int_equal(told.listed_n, SUMMARY_LISTED_MAX);
    for (size_t i = 0; i < SUMMARY_LISTED_MAX; i++) {
        assert_int_equal(told.listed[i].alert, order[i]);
        assert_int_equal(told.listed[i].generation, 1);
        assert_int_equal(told.listed[i].level, i < 3 ? LEVEL_U2 : LEVEL_U3);
    }

    /* who acknowledges it acknowledges what it lists, and no more */
    send_all(f, sent_id);
    acknowledge(f, 4, NULL, 0);
    assert_int_equal(summary_get(f->store, sent_id, &told), RC_OK);
    assert_int_equal(told.total, 11);
    assert_int_equal(told.crisis, 2);
    assert_int_equal(told.listed_n, 9);
    assert_int_equal(told.listed[1].alert, 12);
    assert_int_equal(told.listed[8].alert, 9); /* 10 and 11 do not move up */
}

static void
test_sending_takes_all_that_waits(void **state)
{
    struct fixture *f = *state;
    struct summary sent;
    struct page_row rows[CAP];
    struct storm_recent history;
    const struct page_span span = {.gap_from_us = NOW + 59,
                                   .span_from_us = NOW + 60};
    struct due due[CAP];
    int64_t next = 0;
    size_t n = 0;

    (void)waiting(f, 1, LEVEL_U3);
    (void)waiting(f, 2, LEVEL_U2);
    assert_int_equal(summary_get(f->store, sent_id, &sent), RC_NOT_FOUND);
    send_all(f, sent_id);
    assert_int_equal(what_waits(f, f->people[1]).total, 0);
    assert_int_equal(due_of(f, DUE_SUMMARY, f->people[1]), 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " verb = 'summary-send'"),
                     1);
    assert_int_equal(summary_get(f->store, sent_id, &sent), RC_OK);
    assert_int_equal(sent.person, f->people[1]);
    assert_int_equal(sent.attempts, 1);
    assert_int_equal(sent.total, 2);
    assert_int_equal(sent.listed_n, 2);
    assert_int_equal(alert_pages_open(f->store, 1, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_true(rows[0].on_summary && rows[0].sent);
    assert_int_equal(rows[0].attempts, 1);
    assert_int_equal(page_recent(f->store, f->people[1], &span, &history),
                     RC_OK);
    assert_int_equal(history.gap_n, 1);
    assert_int_equal(history.span_n, 0);
    assert_int_equal(history.last_us, NOW + 60);
    assert_false(history.waiting);
    assert_int_equal(due_next(f->store, NOW + 70, due, CAP, &n, &next), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(due[0].kind, DUE_RESEND);
    assert_true(due[0].page.on_summary);
    assert_memory_equal(due[0].page.page_id, sent_id, PAGE_ID_BYTES);
    assert_int_equal(due[0].page.person, f->people[1]);
    assert_int_equal(due[0].page.attempts, 1);
    assert_int_equal(due[0].page.alert, 0);
}

/* Row numbers of pages and summaries are the same here; due times are not. */
static void
test_a_single_page_and_a_summary_do_not_meet(void **state)
{
    struct fixture *f = *state;
    const struct page_new single = {.page_id = {7}, .person = f->people[1]};

    fixture_page(f, fixture_signal(f, 100), &single, 1); /* page 1 */
    (void)waiting(f, 1, LEVEL_U2);
    send_all(f, sent_id); /* summary 1 */
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM due WHERE kind = 2"), 2);
    assert_int_equal(
        page_delivered(f->store, single.page_id, f->people[1], NOW + 61),
        RC_OK);
    assert_int_equal(fixture_number(f, "SELECT at_us FROM due WHERE kind = 2"),
                     NOW + 70);
}

static void
test_what_is_sent_is_what_waits(void **state)
{
    struct fixture *f = *state;
    struct summary summary = {.person = f->people[1]};

    assert_int_equal(send(f, &summary, sent_id), RC_OK); /* nothing: ends */
    (void)waiting(f, 1, LEVEL_U2);
    assert_int_equal(send(f, &summary, sent_id), RC_STALE); /* forgets one */
    assert_int_equal(due_of(f, DUE_SUMMARY, f->people[1]), NOW + 60);
    summary = what_waits(f, f->people[1]);
    (void)waiting(f, 2, LEVEL_U2);
    assert_int_equal(send(f, &summary, sent_id), RC_STALE);
    assert_int_equal(what_waits(f, f->people[1]).total, 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM summary"), 0);
    acknowledge(f, 1, NULL, 0);
    acknowledge(f, 2, NULL, 0);
    summary = what_waits(f, f->people[1]);
    assert_int_equal(summary.total, 0);
    assert_int_equal(due_of(f, DUE_SUMMARY, f->people[1]), NOW + 60);
    assert_int_equal(send(f, &summary, sent_id), RC_OK);
    assert_int_equal(due_of(f, DUE_SUMMARY, f->people[1]), 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM summary"), 0);
}

static void
test_delivery_of_a_summary_ends_its_repeats(void **state)
{
    struct fixture *f = *state;
    struct page_row rows[CAP];
    struct summary sent;
    size_t n = 0;

    (void)waiting(f, 1, LEVEL_U2);
    send_all(f, sent_id);
    assert_int_equal(page_resent(f->store, sent_id, 2, NOW + 90), RC_STALE);
    assert_int_equal(page_resent(f->store, sent_id, 1, NOW + 90), RC_OK);
    assert_int_equal(due_of(f, DUE_RESEND, -1), NOW + 90);
    assert_int_equal(summary_get(f->store, sent_id, &sent), RC_OK);
    assert_int_equal(sent.attempts, 2);
    /* however many pages are on it, a repeat writes none of them */
    assert_int_equal(fixture_number(f, "SELECT max(attempts) FROM page"), 0);
    assert_int_equal(page_delivered(f->store, sent_id, f->people[2], NOW + 91),
                     RC_NOT_FOUND);
    assert_int_equal(page_delivered(f->store, sent_id, f->people[1], NOW + 91),
                     RC_OK);
    assert_int_equal(page_delivered(f->store, sent_id, f->people[1], NOW + 95),
                     RC_OK);
    assert_int_equal(due_of(f, DUE_RESEND, -1), 0);
    assert_int_equal(page_resent(f->store, sent_id, 2, NOW + 99), RC_STALE);
    assert_int_equal(alert_pages_open(f->store, 1, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].delivered_us, NOW + 91);
    assert_int_equal(rows[0].attempts, 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE verb"
                                       " = 'page-delivered'"),
                     1);
    /* a page on it has no life of its own */
    assert_int_equal(
        page_delivered(f->store, rows[0].page_id, f->people[1], NOW + 99),
        RC_NOT_FOUND);
}

/* Until a device has it; a page on a summary rings with the summary. */
static void
test_what_still_rings(void **state)
{
    struct fixture *f = *state;
    const struct page_new single = {.page_id = {7}, .person = f->people[1]};
    const uint8_t on_it[PAGE_ID_BYTES] = {1};
    const uint8_t unknown[PAGE_ID_BYTES] = {99};
    int64_t created_us = -1;

    (void)waiting(f, 1, LEVEL_U2);
    send_all(f, sent_id);
    fixture_page(f, fixture_signal(f, 100), &single, 1);
    assert_int_equal(page_ringing(f->store, on_it, &created_us), RC_NOT_FOUND);
    assert_int_equal(page_ringing(f->store, unknown, &created_us),
                     RC_NOT_FOUND);
    assert_int_equal(created_us, -1);
    assert_int_equal(page_ringing(f->store, single.page_id, &created_us),
                     RC_OK);
    assert_int_equal(created_us, NOW);
    assert_int_equal(page_ringing(f->store, sent_id, &created_us), RC_OK);
    assert_int_equal(created_us, NOW + 60);
    assert_int_equal(page_delivered(f->store, sent_id, f->people[1], NOW + 61),
                     RC_OK);
    assert_int_equal(page_ringing(f->store, sent_id, &created_us),
                     RC_NOT_FOUND);
    assert_int_equal(
        page_delivered(f->store, single.page_id, f->people[1], NOW + 61),
        RC_OK);
    assert_int_equal(page_ringing(f->store, single.page_id, &created_us),
                     RC_NOT_FOUND);
}

static void
test_a_summary_ends_with_its_last_alert(void **state)
{
    struct fixture *f = *state;
    struct summary_ended ended[CAP];
    const uint8_t both[][PAGE_ID_BYTES] = {{0x50}, {0x51}};
    struct summary open[CAP];
    size_t n = 9;

    (void)waiting(f, 1, LEVEL_U2);
    (void)waiting(f, 2, LEVEL_U2);
    send_all(f, sent_id);
    (void)waiting(f, 3, LEVEL_U2);
    assert_int_equal(summary_last_of(f->store, 3, ended, CAP, &n), RC_OK);
    assert_int_equal(n, 0); /* not sent yet */
    send_all(f, other_id);
    assert_int_equal(summary_last_of(f->store, 1, ended, CAP, &n), RC_OK);
    assert_int_equal(n, 0); /* 2 is on it as well */
    assert_int_equal(summary_last_of(f->store, 3, ended, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_memory_equal(ended[0].page_id, other_id, PAGE_ID_BYTES);
    assert_int_equal(ended[0].person, f->people[1]);

    assert_int_equal(summaries_open_of(f->store, f->people[1], open, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 2); /* the oldest first */
    assert_memory_equal(open[0].page_id, sent_id, PAGE_ID_BYTES);
    assert_int_equal(open[0].total, 2);
    assert_int_equal(open[1].listed[0].alert, 3);
    assert_int_equal(summaries_open_of(f->store, f->people[1], open, 1, &n),
                     RC_OK);
    assert_int_equal(n, 1);

    /* one that still holds an alert stays, whatever the caller thinks */
    acknowledge(f, 1, both, 2);
    assert_int_equal(summary_get(f->store, sent_id, &open[0]), RC_OK);
    assert_int_equal(open[0].total, 1);
    assert_int_equal(due_of(f, DUE_RESEND, -1), NOW + 70);
    acknowledge(f, 2, both, 1);
    assert_int_equal(summary_get(f->store, sent_id, &open[0]), RC_NOT_FOUND);
    assert_int_equal(due_of(f, DUE_RESEND, -1), 0);
    assert_int_equal(page_resent(f->store, sent_id, 1, NOW + 99), RC_STALE);
    /* one that nobody named holds nothing and is not sent again */
    acknowledge(f, 3, NULL, 0);
    assert_int_equal(summary_get(f->store, other_id, &open[0]), RC_NOT_FOUND);
    assert_int_equal(due_of(f, DUE_RESEND, -2), 0);
    assert_int_equal(page_resent(f->store, other_id, 1, NOW + 99), RC_STALE);
    assert_int_equal(summaries_open_of(f->store, f->people[1], open, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(fixture_number(f, "SELECT sum(cancelled) FROM summary"),
                     1);
}

static void
test_a_new_generation_takes_its_page_off_the_summary(void **state)
{
    struct fixture *f = *state;
    struct fixture_change c;
    struct summary told;

    (void)waiting(f, 1, LEVEL_U3);
    (void)waiting(f, 2, LEVEL_U3);
    fixture_change(f, 1, &c);
    c.after.generation = 2;
    c.after.step = 0;
    c.after.level = LEVEL_U2;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    told = what_waits(f, f->people[1]);
    assert_int_equal(told.total, 1);
    assert_int_equal(told.listed[0].alert, 2);
    assert_int_equal(told.crisis, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_page_waits_for_the_persons_next_summary),
        TEST(test_the_gravest_are_listed_first_then_the_oldest),
        TEST(test_sending_takes_all_that_waits),
        TEST(test_a_single_page_and_a_summary_do_not_meet),
        TEST(test_what_is_sent_is_what_waits),
        TEST(test_delivery_of_a_summary_ends_its_repeats),
        TEST(test_what_still_rings),
        TEST(test_a_summary_ends_with_its_last_alert),
        TEST(test_a_new_generation_takes_its_page_off_the_summary),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
