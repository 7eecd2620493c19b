/* test_terms -- terms that run, and what happens to them on the way; see
 * store/terms.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/tasks.h"
#include "store/terms.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

static struct term
fresh(int64_t seq, const char *name)
{
    struct term term = {.subject = TERM_OF_MESSAGE,
                        .ref = seq,
                        .state = TERM_STATE_RUNNING,
                        .start_us = NOW,
                        .end_us = NOW + 100,
                        .next_us = NOW + 50};

    (void)strncpy(term.name, name, sizeof term.name - 1);
    return term;
}

static enum rc
apply(struct fixture *f, const struct term *before, const struct term *after,
      const struct term *then, int64_t *row)
{
    const struct event_out event = fixture_event(STREAM_DESK, 1, 1);
    const struct term_change change = {.before = before,
                                       .after = after,
                                       .then = then,
                                       .events = &event,
                                       .events_n = 1,
                                       .actor = f->people[1],
                                       .verb = "term-start",
                                       .now_us = NOW};

    return term_apply(f->store, &change, row);
}

static int64_t
begin(struct fixture *f, int64_t seq, const char *name)
{
    const struct term after = fresh(seq, name);
    int64_t row = 0;

    assert_int_equal(apply(f, NULL, &after, NULL, &row), RC_OK);
    return row;
}

static struct term
get(struct fixture *f, int64_t row)
{
    struct term out;

    assert_int_equal(term_get(f->store, row, &out), RC_OK);
    return out;
}

static int64_t
due(struct fixture *f, int64_t row)
{
    int64_t at_us = 9;

    assert_int_equal(due_get(f->store, DUE_TERM, row, &at_us), RC_OK);
    return at_us;
}

static void
test_one_begins_and_changes(void **state)
{
    struct fixture *f = *state;
    struct term after = fresh(1, "bedenktijd");
    struct term then = fresh(1, "besluit");
    struct term out;
    struct term before;
    int64_t row = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    assert_int_equal(term_get(f->store, 1, &out), RC_NOT_FOUND);
    assert_int_equal(apply(f, NULL, &after, NULL, &row), RC_OK);
    out = get(f, row);
    assert_int_equal(out.subject, TERM_OF_MESSAGE);
    assert_int_equal(out.ref, 1);
    assert_string_equal(out.name, "bedenktijd");
    assert_int_equal(out.state, TERM_STATE_RUNNING);
    assert_int_equal(out.start_us, NOW);
    assert_int_equal(out.end_us, NOW + 100);
    assert_int_equal(due(f, row), NOW + 50);
    assert_int_equal(
        term_running(f->store, TERM_OF_MESSAGE, 1, "bedenktijd", &out), RC_OK);
    assert_int_equal(out.term, row);
    assert_int_equal(
        term_running(f->store, TERM_OF_TASK, 1, "bedenktijd", &out),
        RC_NOT_FOUND);
    /* the same again is none */
    assert_int_equal(apply(f, NULL, &after, NULL, NULL), RC_STALE);

    before = get(f, row);
    after = before;
    after.state = TERM_STATE_MET;
    after.next_us = 0;
    after.ended_us = NOW + 7;
    after.decision = TERM_DECISION_REPORTED;
    assert_int_equal(apply(f, &before, &after, &then, NULL), RC_OK);
    out = get(f, row);
    assert_int_equal(out.state, TERM_STATE_MET);
    assert_int_equal(out.ended_us, NOW + 7);
    assert_int_equal(out.decision, TERM_DECISION_REPORTED);
    assert_int_equal(due(f, row), 0);
    assert_int_equal(
        term_running(f->store, TERM_OF_MESSAGE, 1, "besluit", &out), RC_OK);
    assert_int_equal(due(f, out.term), NOW + 50);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " object = 'term' AND row = 1"),
                     2);
    /* and once it has ended it may begin again */
    assert_int_equal(apply(f, NULL,
                           &(struct term){.subject = TERM_OF_MESSAGE,
                                          .ref = 1,
                                          .name = "bedenktijd",
                                          .state = TERM_STATE_RUNNING},
                           NULL, NULL),
                     RC_OK);
}

static void
test_what_moved_on_is_stale(void **state)
{
    struct fixture *f = *state;
    struct term before;
    struct term after;
    int64_t row = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    row = begin(f, 1, "bedenktijd");
    before = get(f, row);
    after = before;
    after.next_us = NOW + 60;
    before.next_us = NOW + 51;
    assert_int_equal(apply(f, &before, &after, NULL, NULL), RC_STALE);
    before = get(f, row);
    before.state = TERM_STATE_EXCEEDED;
    assert_int_equal(apply(f, &before, &after, NULL, NULL), RC_STALE);
    before = get(f, row);
    assert_int_equal(apply(f, &before, &after, NULL, NULL), RC_OK);
    before.term = 99;
    assert_int_equal(apply(f, &before, &after, NULL, NULL), RC_NOT_FOUND);
}

/* A change of an alert that carries the terms. */
static void
happen(struct fixture *f, int64_t alert, const struct terms_change *terms,
       size_t n)
{
    struct fixture_change change;

    fixture_change(f, alert, &change);
    change.change.terms = terms;
    change.change.terms_n = n;
    assert_int_equal(alert_apply(f->store, &change.change), RC_OK);
}

static void
test_what_happens_ends_and_begins_them(void **state)
{
    struct fixture *f = *state;
    struct terms_change change = {.of = TERMS_OF_MESSAGE,
                                  .ref = 1,
                                  .at_us = NOW + 100,
                                  .begins = {fresh(77, "c"), fresh(77, "d")},
                                  .begins_n = 2,
                                  .ends = {"a", "x"},
                                  .ends_n = 2,
                                  .stops = {"b"},
                                  .stops_n = 1};
    int64_t rows[4] = {0};
    int64_t alert = 0;
    struct term out;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    (void)fixture_submit(f, 1, 2, MESSAGE_REFERRAL);
    alert = fixture_alert(f, 1, 0);
    rows[0] = begin(f, 1, "a");
    rows[1] = begin(f, 1, "b");
    rows[2] = begin(f, 1, "d");
    rows[3] = begin(f, 2, "a");
    happen(f, alert, &change, 1);
    assert_int_equal(get(f, rows[0]).state, TERM_STATE_LATE);
    assert_int_equal(get(f, rows[0]).ended_us, NOW + 100);
    assert_int_equal(due(f, rows[0]), 0);
    assert_int_equal(get(f, rows[1]).state, TERM_STATE_ENDED);
    assert_int_equal(due(f, rows[1]), 0);
    assert_int_equal(get(f, rows[2]).state, TERM_STATE_RUNNING);
    assert_int_equal(get(f, rows[3]).state, TERM_STATE_RUNNING);
    assert_int_equal(term_running(f->store, TERM_OF_MESSAGE, 1, "c", &out),
                     RC_OK);
    assert_int_equal(due(f, out.term), NOW + 50);
    /* d ran already: one of it */
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM term WHERE name = 'd'"), 1);

    change = (struct terms_change){
        .of = TERMS_OF_MESSAGE, .ref = 1, .at_us = NOW + 1, .stops_all = true};
    happen(f, alert, &change, 1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM term WHERE ref = 1"
                                       " AND state IN (1, 2)"),
                     0);
    assert_int_equal(get(f, rows[0]).state, TERM_STATE_LATE);
}

/* More messages than are read at a time; the referrals among them have a life
 * of their own. */
static void
test_of_every_message_of_an_alert(void **state)
{
    struct fixture *f = *state;
    struct terms_change change = {.of = TERMS_OF_ALERT,
                                  .at_us = NOW + 1,
                                  .begins = {fresh(0, "all")},
                                  .begins_n = 1};
    struct terms_change signals = {.of = TERMS_OF_SIGNALS,
                                   .at_us = NOW + 1,
                                   .begins = {fresh(0, "signals")},
                                   .begins_n = 1,
                                   .ends = {"all"},
                                   .ends_n = 1};
    int64_t alert = 0;

    for (uint32_t i = 1; i <= 40; i++) {
        (void)fixture_submit(f, 1, i,
                             i % 2 == 0 ? MESSAGE_REFERRAL : MESSAGE_SIGNAL);
        if (i == 1) {
            alert = fixture_alert(f, 1, 0);
        } else {
            const struct alert_route route = {
                .seq = i, .join = alert, .now_us = NOW};
            int64_t joined = 0;

            assert_int_equal(alert_create(f->store, &route, &joined), RC_OK);
        }
    }
    change.ref = alert;
    signals.ref = alert;
    happen(f, alert, &change, 1);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM term WHERE name = 'all' AND"
                          " subject = 1 AND ref BETWEEN 1 AND 40"),
        40);
    happen(f, alert, &signals, 1);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM term WHERE name = 'signals'"
                          " AND ref % 2 = 1"),
        20);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM term WHERE name = 'signals'"),
        20);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM term WHERE name = 'all'"
                          " AND state = 3 AND ref % 2 = 1"),
        20);
}

static void
test_terms_begin_with_the_alert(void **state)
{
    struct fixture *f = *state;
    const struct terms_change change = {.of = TERMS_OF_MESSAGE,
                                        .ref = 1,
                                        .at_us = NOW,
                                        .begins = {fresh(0, "ack")},
                                        .begins_n = 1};
    const struct alert alert = fixture_fresh();
    const struct alert_route route = {.seq = 1,
                                      .fresh = &alert,
                                      .now_us = NOW,
                                      .terms = &change,
                                      .terms_n = 1};
    int64_t made = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    assert_int_equal(alert_create(f->store, &route, &made), RC_OK);
    assert_int_equal(alert_create(f->store, &route, &made), RC_DUP);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM term"), 1);
}

static void
test_lists(void **state)
{
    struct fixture *f = *state;
    struct term_query query = {.exceeded = false};
    struct term out[CAP];
    struct term before;
    struct term after;
    int64_t rows[3] = {0};
    size_t n = 9;

    assert_int_equal(term_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    (void)fixture_submit(f, 1, 2, MESSAGE_REFERRAL);
    rows[0] = begin(f, 1, "met");
    rows[1] = begin(f, 1, "late");
    rows[2] = begin(f, 2, "exceeded");
    for (size_t i = 0; i < 3; i++) {
        static const enum term_state states[] = {
            TERM_STATE_MET, TERM_STATE_LATE, TERM_STATE_EXCEEDED};

        before = get(f, rows[i]);
        after = before;
        after.state = states[i];
        after.next_us = 0;
        assert_int_equal(apply(f, &before, &after, NULL, NULL), RC_OK);
    }
    (void)begin(f, 2, "runs");
    assert_int_equal(term_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(out[0].name, "exceeded");
    assert_string_equal(out[1].name, "runs");
    query.exceeded = true;
    assert_int_equal(term_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(out[0].name, "late");
    assert_string_equal(out[1].name, "exceeded");
    query.after = rows[1];
    assert_int_equal(term_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    query.after = 0;
    assert_int_equal(term_list(f->store, &query, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
    query.referral = 1;
    assert_int_equal(term_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_string_equal(out[0].name, "late");
    query.exceeded = false;
    assert_int_equal(term_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_begins_and_changes),
        TEST(test_what_moved_on_is_stale),
        TEST(test_what_happens_ends_and_begins_them),
        TEST(test_of_every_message_of_an_alert),
        TEST(test_terms_begin_with_the_alert),
        TEST(test_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
