/* test_pages -- calls to people and their repeats; see store/pages.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

/* Alert 1 with a page to person 1 and one to person 2. */
static int64_t
two_pages(struct fixture *f)
{
    const struct page_new pages[] = {
        {.page_id = {1}, .person = f->people[1]},
        {.page_id = {2}, .person = f->people[2]},
    };
    int64_t alert = fixture_signal(f, 1);

    fixture_page(f, alert, pages, 2);
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
    assert_false(rows[0].on_summary);
    assert_true(rows[0].sent);
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
    struct fixture_change c;

    fixture_change(f, two_pages(f), &c);
    c.after.step = 2;
    c.change.pages = pages;
    c.change.pages_n = 2;
    assert_int_equal(alert_apply(f->store, &c.change), RC_INVALID);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM page"), 2);
    assert_int_equal(fixture_number(f, "SELECT step FROM alert"), 1);
    c.change.pages_n = 1;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM page"), 3);
}

static void
test_a_page_for_nobody_is_refused_with_all_the_rest(void **state)
{
    struct fixture *f = *state;
    const struct page_new pages[] = {
        {.page_id = {3}, .person = f->people[1]},
        {.page_id = {4}, .person = 99},
    };
    struct fixture_change c;

    fixture_change(f, two_pages(f), &c);
    c.after.step = 2;
    c.change.pages = pages;
    c.change.pages_n = 2;
    assert_int_equal(alert_apply(f->store, &c.change), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM page"), 2);
    assert_int_equal(fixture_number(f, "SELECT step FROM alert"), 1);
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
    struct fixture_change c;
    struct page_row rows[CAP];
    struct page_record records[CAP];
    struct due due[CAP];
    int64_t next = 0;
    size_t n = 9;

    fixture_change(f, two_pages(f), &c);
    c.after.state = ALERT_ACKED;
    c.after.owner = f->people[1];
    c.change.cancel_pages = true;
    c.change.acknowledged_by = f->people[1];
    c.change.now_us = NOW + 7;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
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
    struct fixture_change c;
    struct page_row rows[CAP];
    size_t n = 0;

    fixture_change(f, two_pages(f), &c);
    c.after.generation = 2;
    c.after.step = 1;
    c.change.pages = &page;
    c.change.pages_n = 1;
    assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
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
    struct page_row rows[CAP];
    size_t n = 0;

    fixture_page(f, two_pages(f), &page, 1); /* a second page about it */
    for (uint32_t i = 2; i <= 3; i++) {
        other.page_id[1] = (uint8_t)i;
        fixture_page(f, fixture_signal(f, i), &other, 1);
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

        fixture_page(f, alert, &page, 1);
    }
    assert_int_equal(alert_page_records(f->store, alert, records, CAP, &n),
                     RC_OK);
    assert_int_equal(n, CAP);
    for (uint32_t i = 0; i < CAP; i++)
        assert_int_equal(records[i].step, i + 4);
}

static void
expect_history(struct fixture *f, int64_t from_us, uint32_t gap_n,
               uint32_t span_n, int64_t last_us)
{
    /* the gap is the narrower of the two */
    const struct page_span span = {.gap_from_us = from_us + 10,
                                   .span_from_us = from_us};
    struct storm_recent history;

    assert_int_equal(page_recent(f->store, f->people[1], &span, &history),
                     RC_OK);
    assert_int_equal(history.gap_n, gap_n);
    assert_int_equal(history.span_n, span_n);
    assert_int_equal(history.last_us, last_us);
    assert_int_equal(history.oldest_us,
                     span_n == 0 ? 0 : last_us - 10 * (span_n - 1));
    assert_false(history.waiting);
}

/* At +0, +10 and +20 a page that counts; in between what does not. */
static void
test_what_counts_of_a_persons_pages(void **state)
{
    struct fixture *f = *state;
    struct page_new pages[] = {
        {.person = f->people[1], .counts = true},
        {.person = f->people[2], .counts = true},
        {.person = f->people[3]},
    };
    struct fixture_change c;
    int64_t alert = fixture_signal(f, 1);

    expect_history(f, 0, 0, 0, 0);
    for (uint8_t i = 0; i < 5; i++) {
        for (uint8_t k = 0; k < 3; k++)
            memset(pages[k].page_id, 3 * i + k, PAGE_ID_BYTES);
        pages[0].counts = i % 2 == 0;
        fixture_change(f, alert, &c);
        c.after.step++;
        c.change.now_us = NOW + 5 * i;
        c.change.resend_us = NOW + 100;
        c.change.pages = pages;
        c.change.pages_n = 3;
        assert_int_equal(alert_apply(f->store, &c.change), RC_OK);
    }
    expect_history(f, NOW - 1, 2, 3, NOW + 20);
    expect_history(f, NOW, 1, 2, NOW + 20); /* created after, not at */
    expect_history(f, NOW + 9, 1, 2, NOW + 20);
    expect_history(f, NOW + 10, 0, 1, NOW + 20);
    expect_history(f, NOW + 20, 0, 0, NOW + 20);
    /* a clock that is set takes what counts with it, both ways */
    assert_int_equal(store_clock_set(f->store, -1000, NOW - 900), RC_OK);
    expect_history(f, NOW - 980, 0, 0, NOW - 980);
    expect_history(f, NOW - 981, 0, 1, NOW - 980);
    assert_int_equal(store_clock_set(f->store, 1000, NOW + 100), RC_OK);
    expect_history(f, NOW - 1, 2, 3, NOW + 20);
    assert_int_equal(fixture_number(f, "SELECT max(created_us) FROM page"),
                     NOW + 20); /* what was written stays */
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pages_are_open_and_sent_once),
        TEST(test_a_person_is_paged_once_in_a_step),
        TEST(test_a_page_for_nobody_is_refused_with_all_the_rest),
        TEST(test_delivery_ends_the_repeats_and_is_idempotent),
        TEST(test_resending_counts_and_moves_the_due_time),
        TEST(test_cancelling_ends_every_page),
        TEST(test_a_new_generation_supersedes),
        TEST(test_open_pages_of_a_person_one_an_alert),
        TEST(test_the_newest_records_are_shown),
        TEST(test_what_counts_of_a_persons_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
