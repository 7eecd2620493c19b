/* test_tasks -- what partners are asked to do; see store/tasks.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/referrals.h"
#include "store/sqlite/sql.h"
#include "store/tasks.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

static enum rc
apply(struct fixture *f, const struct task *before, const struct task *after,
      enum referral_phase reached, int64_t *row)
{
    const struct event_out event = fixture_event(STREAM_DESK, 1, 1);
    const struct terms_change terms = {.of = TERMS_OF_TASK,
                                       .at_us = NOW,
                                       .ref = before == NULL ? 0 : before->task,
                                       .begins = {{.name = "answer",
                                                   .state = TERM_STATE_RUNNING,
                                                   .end_us = NOW + 100,
                                                   .next_us = NOW + 100}},
                                       .begins_n = before == NULL,
                                       .ends = {"answer"},
                                       .ends_n = before != NULL};
    const struct task_change change = {.before = before,
                                       .after = after,
                                       .reached = reached,
                                       .terms = &terms,
                                       .terms_n = 1,
                                       .events = &event,
                                       .events_n = 1,
                                       .actor = f->people[1],
                                       .verb = "task-assign",
                                       .now_us = NOW};

    return task_apply(f->store, &change, row);
}

static struct task
fresh(struct fixture *f, int64_t referral)
{
    return (struct task){.referral = referral,
                         .organisation = 1,
                         .kind = TASK_LEGAL,
                         .state = TASK_STATE_ASKED,
                         .asked_us = NOW,
                         .asked_by = f->people[1],
                         .due_us = NOW + 5};
}

static int64_t
ask(struct fixture *f, int64_t referral)
{
    const struct task task = fresh(f, referral);
    int64_t next = 0;
    int64_t row = 0;

    assert_int_equal(task_next(f->store, &next), RC_OK);
    assert_int_equal(apply(f, NULL, &task, PHASE_NONE, &row), RC_OK);
    assert_int_equal(row, next);
    return row;
}

static void
test_one_is_asked_and_accepted(void **state)
{
    struct fixture *f = *state;
    struct referral referral;
    struct task before;
    struct task after;
    struct term term;
    int64_t row = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    (void)fixture_alert(f, 1, 0);
    row = ask(f, 1);
    assert_int_equal(task_get(f->store, row, &before), RC_OK);
    assert_int_equal(before.referral, 1);
    assert_int_equal(before.organisation, 1);
    assert_int_equal(before.kind, TASK_LEGAL);
    assert_int_equal(before.state, TASK_STATE_ASKED);
    assert_int_equal(before.asked_us, NOW);
    assert_int_equal(before.asked_by, f->people[1]);
    assert_int_equal(before.due_us, NOW + 5);
    assert_string_equal(before.reason, "");
    assert_int_equal(term_running(f->store, TERM_OF_TASK, row, "answer", &term),
                     RC_OK);
    after = before;
    after.state = TASK_STATE_ACCEPTED;
    after.answered_us = NOW + 2;
    (void)strcpy(after.reason, "graag");
    assert_int_equal(apply(f, &before, &after, PHASE_PASSED_ON, NULL), RC_OK);
    assert_int_equal(apply(f, &before, &after, PHASE_NONE, NULL), RC_STALE);
    assert_int_equal(task_get(f->store, row, &after), RC_OK);
    assert_int_equal(after.state, TASK_STATE_ACCEPTED);
    assert_int_equal(after.answered_us, NOW + 2);
    assert_string_equal(after.reason, "graag");
    assert_int_equal(term_running(f->store, TERM_OF_TASK, row, "answer", &term),
                     RC_NOT_FOUND);
    assert_int_equal(referral_get(f->store, 1, &referral), RC_OK);
    assert_int_equal(referral.phase, PHASE_PASSED_ON);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 2);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " object = 'task' AND row = 1"),
                     2);
    /* a second one takes nothing back */
    assert_int_equal(sql_exec(f->store, "UPDATE referral SET phase = 4"),
                     RC_OK);
    row = ask(f, 1);
    assert_int_equal(task_get(f->store, row, &before), RC_OK);
    after = before;
    after.state = TASK_STATE_ACCEPTED;
    assert_int_equal(apply(f, &before, &after, PHASE_PASSED_ON, NULL), RC_OK);
    assert_int_equal(referral_get(f->store, 1, &referral), RC_OK);
    assert_int_equal(referral.phase, PHASE_GUIDED);
}

static void
test_of_what_is_not_there(void **state)
{
    struct fixture *f = *state;
    struct task task;
    int64_t row = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    task = fresh(f, 1); /* no referral */
    assert_int_equal(apply(f, NULL, &task, PHASE_NONE, &row), RC_NOT_FOUND);
    (void)fixture_submit(f, 1, 2, MESSAGE_REFERRAL);
    task = fresh(f, 2);
    task.organisation = 99;
    assert_int_equal(apply(f, NULL, &task, PHASE_NONE, &row), RC_NOT_FOUND);
    task.task = 99;
    assert_int_equal(apply(f, &task, &task, PHASE_NONE, &row), RC_NOT_FOUND);
    assert_int_equal(task_get(f->store, 99, &task), RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM task"), 0);
}

static void
test_lists(void **state)
{
    struct fixture *f = *state;
    struct task_query query = {.referral = 0};
    struct task out[CAP];
    struct task after;
    int64_t rows[3];
    size_t n = 9;

    assert_int_equal(task_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    (void)fixture_submit(f, 1, 2, MESSAGE_REFERRAL);
    rows[0] = ask(f, 1);
    rows[1] = ask(f, 2);
    rows[2] = ask(f, 1);
    assert_int_equal(task_get(f->store, rows[0], &out[0]), RC_OK);
    after = out[0];
    after.state = TASK_STATE_DECLINED;
    assert_int_equal(apply(f, &out[0], &after, PHASE_NONE, NULL), RC_OK);
    assert_int_equal(task_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].task, rows[1]);
    query.organisation = 2;
    assert_int_equal(task_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    query.organisation = 1;
    query.after = rows[1];
    assert_int_equal(task_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].task, rows[2]);
    query = (struct task_query){.referral = 1};
    assert_int_equal(task_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].state, TASK_STATE_DECLINED);
    query.organisation = 2;
    assert_int_equal(task_list(f->store, &query, out, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    query.organisation = 0;
    assert_int_equal(task_list(f->store, &query, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_is_asked_and_accepted),
        TEST(test_of_what_is_not_there),
        TEST(test_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
