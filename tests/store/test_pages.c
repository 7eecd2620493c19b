/* test_pages -- calls to people, their repeats and what is due; see
 * store/alerts.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

static struct alert_change
step_of(int64_t alert, uint32_t generation, uint32_t step)
{
    return (struct alert_change){
        .alert = alert,
        .expect_state = ALERT_PAGING,
        .expect_generation = generation,
        .expect_step = step - 1,
        .state = ALERT_PAGING,
        .generation = generation,
        .step = step,
        .due_us = NOW + 300,
        .resend_us = NOW + 2,
        .verb = "step",
        .now_us = NOW,
    };
}

/* Alert 1 with a page to person 1 and one to person 2. */
static int64_t
two_pages(struct fixture *f)
{
    const struct page_new pages[] = {
        {.page_id = {1}, .person = f->people[1]},
        {.page_id = {2}, .person = f->people[2]},
    };
    int64_t alert =
        fixture_alert(f, fixture_submit(f, 1, 1, MESSAGE_SIGNAL), 0);
    struct alert_change change = step_of(alert, 1, 1);

    change.pages = pages;
    change.pages_n = 2;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    return alert;
}

static size_t
due_at(struct fixture *f, int64_t now_us, struct due out[CAP], int64_t *next_us)
{
    size_t n = 0;

    assert_int_equal(due_next(f->store, now_us, out, CAP, &n, next_us), RC_OK);
    return n;
}

static const uint8_t first[PAGE_ID_BYTES] = {1};
static const uint8_t second[PAGE_ID_BYTES] = {2};
static const uint8_t unknown[PAGE_ID_BYTES] = {9};

static void
test_pages_are_open_and_sent_once(void **state)
{
    struct fixture *f = *state;
    struct page_row rows[CAP];
    struct page_record records[CAP];
    int64_t alert = two_pages(f);
    size_t n = 0;

    assert_int_equal(alert_pages_open(f->store, alert, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_memory_equal(rows[0].page_id, first, PAGE_ID_BYTES);
    assert_int_equal(rows[0].person, f->people[1]);
    assert_int_equal(rows[0].attempts, 1);
    assert_int_equal(rows[0].delivered_us, 0);
    assert_int_equal(pages_open_of(f->store, f->people[2], 0, rows, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].alert, alert);
    assert_int_equal(alert_page_records(f->store, alert, records, 1, &n),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_string_equal(records[0].person, "p2");
    assert_int_equal(records[0].created_us, NOW);
    assert_false(records[0].cancelled);
}

static void
test_a_person_is_paged_once_in_a_step(void **state)
{
    struct fixture *f = *state;
    const struct page_new pages[] = {
        {.page_id = {3}, .person = f->people[1]},
        {.page_id = {4}, .person = f->people[1]},
    };
    struct alert_change change = step_of(two_pages(f), 1, 2);

    change.pages = pages;
    change.pages_n = 2;
    assert_int_equal(alert_apply(f->store, &change), RC_INVALID);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM page"), 2);
    assert_int_equal(fixture_number(f, "SELECT step FROM alert"), 1);
    change.pages_n = 1;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM page"), 3);
}

static void
test_delivery_ends_the_repeats_and_is_idempotent(void **state)
{
    struct fixture *f = *state;
    struct due due[CAP];
    int64_t next = 0;
    int64_t audits = 0;

    (void)two_pages(f);
    assert_int_equal(page_delivered(f->store, unknown, f->people[1], NOW),
                     RC_NOT_FOUND);
    assert_int_equal(page_delivered(f->store, first, f->people[2], NOW),
                     RC_NOT_FOUND);
    assert_int_equal(due_at(f, NOW + 2, due, &next), 2);
    assert_int_equal(page_delivered(f->store, first, f->people[1], NOW + 1),
                     RC_OK);
    assert_int_equal(due_at(f, NOW + 2, due, &next), 1);
    assert_memory_equal(due[0].page.page_id, second, PAGE_ID_BYTES);
    audits = fixture_number(f, "SELECT count(*) FROM audit");
    assert_int_equal(page_delivered(f->store, first, f->people[1], NOW + 5),
                     RC_OK);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"), audits);
    assert_int_equal(fixture_number(f, "SELECT max(delivered_us) FROM page"),
                     NOW + 1);
}

static void
test_resending_counts_and_moves_the_due_time(void **state)
{
    struct fixture *f = *state;
    struct due due[CAP];
    int64_t next = 0;

    (void)two_pages(f);
    assert_int_equal(page_resent(f->store, first, 2, NOW + 9), RC_STALE);
    assert_int_equal(page_resent(f->store, unknown, 1, NOW + 9), RC_STALE);
    assert_int_equal(page_resent(f->store, first, 1, NOW + 9), RC_OK);
    assert_int_equal(page_resent(f->store, first, 1, NOW + 9), RC_STALE);
    assert_int_equal(due_at(f, NOW + 2, due, &next), 1);
    assert_int_equal(next, NOW + 9);
    assert_int_equal(due_at(f, NOW + 9, due, &next), 2);
    assert_int_equal(due[1].page.attempts, 2);
    assert_int_equal(page_delivered(f->store, first, f->people[1], NOW + 10),
                     RC_OK);
    assert_int_equal(page_resent(f->store, first, 2, NOW + 20), RC_STALE);
}

static void
test_cancelling_ends_every_page(void **state)
{
    struct fixture *f = *state;
    struct alert_change change = step_of(two_pages(f), 1, 2);
    struct page_row rows[CAP];
    struct page_record records[CAP];
    struct due due[CAP];
    int64_t next = 0;
    size_t n = 9;

    change.state = ALERT_ACKED;
    change.owner = f->people[1];
    change.cancel_pages = true;
    change.acknowledged_by = f->people[1];
    change.now_us = NOW + 7;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(alert_pages_open(f->store, 1, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(alert_page_records(f->store, 1, records, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(records[0].acknowledged_us, NOW + 7);
    assert_int_equal(records[1].acknowledged_us, 0);
    assert_true(records[0].cancelled && records[1].cancelled);
    assert_int_equal(page_resent(f->store, second, 1, NOW + 9), RC_STALE);
    assert_int_equal(due_at(f, NOW + 299, due, &next), 0);
    assert_int_equal(next, NOW + 300); /* the alert itself */
    /* the fact that it arrived counts even so */
    assert_int_equal(page_delivered(f->store, second, f->people[2], NOW + 8),
                     RC_OK);
}

static void
test_a_new_generation_supersedes(void **state)
{
    struct fixture *f = *state;
    const struct page_new page = {.page_id = {3}, .person = f->people[1]};
    struct alert_change change = step_of(two_pages(f), 1, 2);
    struct page_row rows[CAP];
    size_t n = 0;

    change.generation = 2;
    change.step = 1;
    change.pages = &page;
    change.pages_n = 1;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    assert_int_equal(alert_pages_open(f->store, 1, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].generation, 2);
    assert_int_equal(rows[0].page_id[0], 3);
}

/* What a device that comes back asks for, in parts. */
static void
test_open_pages_of_a_person_one_an_alert(void **state)
{
    struct fixture *f = *state;
    const struct page_new page = {.page_id = {3}, .person = f->people[1]};
    struct page_new other = {.page_id = {4}, .person = f->people[1]};
    struct alert_change change = step_of(two_pages(f), 1, 2);
    struct page_row rows[CAP];
    size_t n = 0;

    change.pages = &page; /* a second page about alert 1 */
    change.pages_n = 1;
    assert_int_equal(alert_apply(f->store, &change), RC_OK);
    for (uint32_t i = 2; i <= 3; i++) {
        change = step_of(
            fixture_alert(f, fixture_submit(f, 1, i, MESSAGE_SIGNAL), 0), 1, 1);
        other.page_id[1] = (uint8_t)i;
        change.pages = &other;
        change.pages_n = 1;
        assert_int_equal(alert_apply(f->store, &change), RC_OK);
    }
    assert_int_equal(pages_open_of(f->store, f->people[1], 0, rows, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(rows[0].page_id[0], 3); /* the newest */
    assert_int_equal(rows[0].step, 2);
    assert_int_equal(pages_open_of(f->store, f->people[1], 1, rows, 1, &n),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].alert, 2);
    assert_int_equal(pages_open_of(f->store, f->people[1], 3, rows, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(alert_pages_open(f->store, 1, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 3); /* every one */
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
    (void)two_pages(f); /* step at +300, repeats at +2 */
    (void)fixture_alert(f, fixture_submit(f, 1, 2, MESSAGE_SIGNAL), 0);
    assert_int_equal(due_at(f, NOW - 1, due, &next), 0);
    assert_int_equal(next, NOW);
    assert_int_equal(due_at(f, NOW, due, &next), 1);
    assert_int_equal(due[0].kind, DUE_STEP);
    assert_int_equal(due[0].alert, 2);
    assert_int_equal(next, NOW + 2);
    assert_int_equal(due_at(f, NOW + 300, due, &next), 4);
    assert_int_equal(next, INT64_MAX);
    for (size_t i = 1; i < 4; i++)
        assert_true(due[i].at_us >= due[i - 1].at_us);
    assert_int_equal(due[1].kind, DUE_RESEND);
    assert_int_equal(due[1].page.person, f->people[1]);
    assert_int_equal(due[1].page.alert, 1);
    assert_int_equal(due[3].kind, DUE_STEP);
    assert_int_equal(due[3].alert, 1);
    assert_int_equal(due_next(f->store, NOW + 300, due, 2, &n, &next), RC_OK);
    assert_int_equal(n, 2); /* the earliest ones */
    assert_int_equal(due[1].at_us, NOW + 2);
    fixture_reopen(f);
    assert_int_equal(due_at(f, NOW + 300, due, &next), 4);
}

/* Of a long history people need the end. */
static void
test_the_newest_records_are_shown(void **state)
{
    struct fixture *f = *state;
    struct page_record records[CAP];
    int64_t alert = two_pages(f);
    size_t n = 0;

    for (uint32_t step = 2; step <= CAP + 3; step++) {
        const struct page_new page = {.page_id = {99, (uint8_t)step},
                                      .person = f->people[1]};
        struct alert_change change = step_of(alert, 1, step);

        change.pages = &page;
        change.pages_n = 1;
        assert_int_equal(alert_apply(f->store, &change), RC_OK);
    }
    assert_int_equal(alert_page_records(f->store, alert, records, CAP, &n),
                     RC_OK);
    assert_int_equal(n, CAP);
    for (uint32_t i = 0; i < CAP; i++)
        assert_int_equal(records[i].step, i + 4);
}

/* Both directions, no overflow, and the high water goes with it. */
static void
test_due_times_go_with_a_clock_that_is_set(void **state)
{
    struct fixture *f = *state;
    struct due due[CAP];
    int64_t next = 0;
    int64_t before = 0;

    two_pages(f);
    assert_int_equal(store_high_water(f->store, NOW, &before), RC_OK);
    assert_int_equal(store_clock_set(f->store, 50, NOW + 50), RC_OK);
    assert_int_equal(due_at(f, NOW + 51, due, &next), 0);
    assert_int_equal(next, NOW + 52);
    assert_int_equal(due_at(f, NOW + 52, due, &next), 2);
    assert_int_equal(next, NOW + 350);
    /* behind at a start: back, and once only */
    assert_int_equal(store_high_water(f->store, NOW, &before), RC_OK);
    assert_int_equal(before, NOW + 50);
    assert_int_equal(store_high_water(f->store, NOW, &before), RC_OK);
    assert_int_equal(due_at(f, NOW, due, &next), 0);
    assert_int_equal(next, NOW + 2);
    assert_int_equal(store_clock_set(f->store, INT64_MAX, NOW), RC_OK);
    assert_int_equal(due_at(f, INT64_MAX - 1, due, &next), 0);
    assert_int_equal(next, INT64_MAX);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit"
                          " WHERE verb = 'clock-set' AND object = 'due'"),
        3);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pages_are_open_and_sent_once),
        TEST(test_a_person_is_paged_once_in_a_step),
        TEST(test_delivery_ends_the_repeats_and_is_idempotent),
        TEST(test_resending_counts_and_moves_the_due_time),
        TEST(test_cancelling_ends_every_page),
        TEST(test_a_new_generation_supersedes),
        TEST(test_open_pages_of_a_person_one_an_alert),
        TEST(test_due_times_in_order),
        TEST(test_the_newest_records_are_shown),
        TEST(test_due_times_go_with_a_clock_that_is_set),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
