/* test_questions -- what senders are asked; see store/questions.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/questions.h"

#define NOW FIXTURE_NOW_US
#define CAP 4

static enum rc
ask(struct fixture *f, int64_t number, int64_t seq)
{
    const struct event_out event = fixture_event(STREAM_INBOX, f->people[0], 1);
    const struct question question = {.question = number,
                                      .seq = seq,
                                      .principal = f->people[1],
                                      .text = "Welke dag?",
                                      .asked_us = NOW + number};

    return question_ask(f->store, &question, &event, 1);
}

static enum rc
answer(struct fixture *f, int64_t number, int64_t seq)
{
    const struct event_out event = fixture_event(STREAM_INBOX, f->people[1], 2);
    const struct question_answer order = {.question = number,
                                          .seq = seq,
                                          .text = "Maandag",
                                          .events = &event,
                                          .events_n = 1,
                                          .now_us = NOW + 50};

    return question_answer(f->store, &order);
}

static void
test_asked_and_answered(void **state)
{
    struct fixture *f = *state;
    struct question got;
    int64_t next = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    assert_int_equal(question_next(f->store, &next), RC_OK);
    assert_int_equal(next, 1);
    assert_int_equal(ask(f, 2, 1), RC_STALE);
    assert_int_equal(ask(f, 1, 1), RC_OK);
    assert_int_equal(question_get(f->store, 1, &got), RC_OK);
    assert_int_equal(got.seq, 1);
    assert_int_equal(got.principal, f->people[1]);
    assert_string_equal(got.text, "Welke dag?");
    assert_string_equal(got.answer, "");
    assert_int_equal(got.answered_us, 0);
    assert_int_equal(answer(f, 1, 2), RC_NOT_FOUND);
    assert_int_equal(answer(f, 2, 1), RC_NOT_FOUND);
    assert_int_equal(answer(f, 1, 1), RC_OK);
    assert_int_equal(answer(f, 1, 1), RC_STALE);
    assert_int_equal(question_get(f->store, 1, &got), RC_OK);
    assert_string_equal(got.answer, "Maandag");
    assert_int_equal(got.answered_us, NOW + 50);
    assert_int_equal(question_get(f->store, 2, &got), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 2);
    /* that there was one, who asked it, and never what it said */
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit WHERE object = 'question'"
                          " AND reason IS NULL"),
        2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit"
                                       " WHERE verb = 'answer'"
                                       " AND actor IS NULL"),
                     1);
}

static void
test_the_newest_first(void **state)
{
    struct fixture *f = *state;
    struct question out[CAP];
    size_t n = 9;

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
    for (int64_t i = 1; i <= 4; i++)
        assert_int_equal(ask(f, i, i == 2 ? 2 : 1), RC_OK);
    assert_int_equal(answer(f, 3, 1), RC_OK);
    assert_int_equal(question_list(f->store, 1, out, CAP, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(out[0].question, 4);
    assert_int_equal(out[2].question, 1);
    assert_int_equal(question_list(f->store, 1, out, 2, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(question_open(f->store, 1, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(question_open(f->store, 9, &n), RC_OK);
    assert_int_equal(n, 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_asked_and_answered),
        TEST(test_the_newest_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
