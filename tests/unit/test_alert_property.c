/* What holds for an alert whatever happens to it: lives of random events, the
 * same in every run. */
#include "life_words.h"

#define LIVES 10000
#define STEPS 60

static struct desk_rules rules;

static int
setup(void **state)
{
    (void)state;
    life_rules(&rules);
    return 0;
}

static uint64_t
pick(uint64_t *seed, uint64_t n)
{
    return rows_random(seed) % n;
}

static struct alert
random_alert(uint64_t *seed)
{
    struct alert alert = {
        .level = (enum level)pick(seed, LEVEL_LAST + 1),
        .kind = pick(seed, 2) ? MESSAGE_REFERRAL : MESSAGE_SIGNAL,
        .cause = pick(seed, 5) == 0 ? CAUSE_DRILL : CAUSE_MESSAGE,
        .created_us = INT64_C(1795431600000000) +
                      (int64_t)pick(seed, 365 * 24) * LIFE_HOUR_US};

    alert_life_new(&rules, &alert);
    return alert;
}

/* Mostly by people who have seen the generation that runs: else nothing ever
 * happens. */
static struct alert_input
random_human(uint64_t *seed, const struct alert *alert, int64_t now_us)
{
    static const int64_t ages[] = {0, 0, 0, 0, 0, 0, -1, 1};

    return (struct alert_input){
        .event = (enum life_event)pick(seed, LIFE_DRILL_OVER + 2),
        .actor = (int64_t)pick(seed, 3),
        .generation =
            (uint32_t)(alert->generation + ages[pick(seed, ROWS(ages))]),
        .outcome = (enum outcome)pick(seed, OUTCOME_EXPIRED + 2),
        .level = (enum level)pick(seed, LEVEL_LAST + 2),
        .snooze_us = (int64_t)pick(seed, 12) * LIFE_HOUR_US - 1,
        .has_reason = pick(seed, 2) == 0,
        .policy_version = 7,
        .now_us = now_us};
}

static int
rank(enum level level)
{
    return level == LEVEL_NONE ? LEVEL_U1 : (int)level;
}

/* I7: a level falls by a person with a reason and by nothing else. */
static void
check_level(const struct alert *before, const struct alert_input *input,
            const struct alert *after)
{
    if (rank(after->level) > rank(before->level)) {
        assert_int_equal(input->event, LIFE_LEVEL);
        assert_true(input->has_reason);
        assert_true(input->actor != 0);
    }
}

/* I5: a page that runs ends by an answer of a person who has seen its
 * generation and by nothing else; a drill ends by itself too. */
static void
check_paging(const struct alert *before, const struct alert_input *input,
             const struct alert_verdict *out)
{
    if (before->state != ALERT_PAGING || out->after.state == ALERT_PAGING) {
        if (before->state == ALERT_PAGING)
            assert_false(out->cancel_pages);
        return;
    }
    if (input->event == LIFE_DRILL_OVER) {
        assert_int_equal(before->cause, CAUSE_DRILL);
        return;
    }
    assert_true(input->event == LIFE_ACKNOWLEDGE ||
                input->event == LIFE_TAKEOVER);
    assert_int_equal(out->verdict, ACK_OK);
    assert_int_equal(input->generation, before->generation);
    assert_true(input->actor != 0);
    assert_int_equal(out->after.owner, input->actor);
}

/* I12: an open alert has a due time, a closed one has none. */
static void
check_due(const struct alert *alert)
{
    static const struct alert_times never = {0};

    if (alert_open(alert->state)) {
        assert_true(alert_due(alert) != 0);
        return;
    }
    assert_int_equal(alert_due(alert), 0);
    assert_memory_equal(&alert->times, &never, sizeof never);
}

/* A state has only the times that belong to it: what is due is always an
 * event of the table. */
static void
check_times(const struct alert *alert)
{
    const struct alert_times *times = &alert->times;
    bool is_drill = alert->cause == CAUSE_DRILL;

    assert_int_equal(times->step_us != 0, alert->state == ALERT_PAGING);
    if (alert->state != ALERT_HELD)
        assert_int_equal(times->release_us, 0);
    if (alert->state == ALERT_HELD || alert->state == ALERT_PAGING)
        assert_int_equal(times->ack_us != 0, is_drill);
    if (alert->state == ALERT_ACKED) {
        assert_int_equal(times->deadline_us, 0);
        assert_int_equal(times->not_seen_us, 0);
    }
    if (times->not_seen_us != 0) {
        assert_int_equal(alert->kind, MESSAGE_REFERRAL);
        assert_int_equal(alert->acknowledged_us, 0);
        assert_true(rank(alert->level) <= LEVEL_U2);
    }
    if (is_drill) {
        assert_int_equal(times->deadline_us, 0);
        assert_true(alert->state == ALERT_PAGING ||
                    alert->state == ALERT_CLOSED);
    }
    assert_int_equal(alert->snoozed && alert->state != ALERT_ACKED, 0);
    if (alert->state == ALERT_ACKED)
        assert_true(alert->owner != 0);
}

static void
check(const struct alert *before, const struct alert_input *input,
      const struct alert_verdict *out)
{
    const struct alert *after = &out->after;

    assert_true(out->verdict != ACK_NONE);
    assert_true(after->generation >= before->generation);
    assert_true(after->generation <= before->generation + 1);
    assert_int_equal(out->new_generation,
                     after->generation != before->generation &&
                         after->state == ALERT_PAGING);
    if (!out->changes)
        assert_memory_equal(after, before, sizeof *after);
    else
        assert_int_equal(out->verdict, ACK_OK);
    check_level(before, input, after);
    check_paging(before, input, out);
    check_due(after);
    check_times(after);
}

/* Time passes until the next thing is due, and it is done. */
static void
tick(uint64_t *seed, struct alert *alert, int64_t *now_us)
{
    int64_t due_us = alert_due(alert);
    struct alert_verdict out;

    if (due_us > *now_us)
        *now_us = due_us;

    struct alert_todo todo = alert_due_event(alert, *now_us);
    const struct alert_input input = {
        .event = todo.event, .policy_version = 7, .now_us = *now_us};

    assert_int_equal(todo.nothing, !alert_open(alert->state));
    if (todo.step) {
        alert->step++;
        alert->times.step_us =
            *now_us + (int64_t)(1 + pick(seed, 10)) * LIFE_MINUTE_US;
        alert->times.step_end_us = alert->times.step_us;
    } else if (todo.not_seen) {
        alert->times.not_seen_us = *now_us + rules.policies.not_seen_every_us;
    } else if (!todo.nothing) {
        alert_life(&rules, alert, &input, &out);
        assert_true(out.changes);
        check(alert, &input, &out);
        *alert = out.after;
    }
}

static void
test_whatever_happens(void **state)
{
    uint64_t seed = 20261123;
    size_t changes = 0, reached[ALERT_CLOSED + 1] = {0};

    (void)state;
    for (int life = 0; life < LIVES; life++) {
        struct alert alert = random_alert(&seed);
        int64_t now_us = alert.created_us;

        check_due(&alert);
        check_times(&alert);
        for (int step = 0; step < STEPS; step++) {
            if (pick(&seed, 3) == 0) {
                tick(&seed, &alert, &now_us);
                continue;
            }

            struct alert_input input = random_human(&seed, &alert, now_us);
            struct alert_verdict out;

            now_us += (int64_t)pick(&seed, 20) * LIFE_MINUTE_US;
            input.now_us = now_us;
            alert_life(&rules, &alert, &input, &out);
            check(&alert, &input, &out);
            alert = out.after;
            changes += out.changes;
            reached[alert.state]++;
        }
    }
    /* the lives were lives */
    assert_true(changes > LIVES * STEPS / 20);
    for (int s = ALERT_HELD; s <= ALERT_CLOSED; s++)
        assert_true(reached[s] > LIVES / 2);
}

/* Nobody does anything: an alert is called for until the end of time, and a
 * drill ends. */
static void
test_nobody_answers(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int life = 0; life < 200; life++) {
        struct alert alert = random_alert(&seed);
        int64_t now_us = alert.created_us;

        for (int i = 0; i < 100; i++)
            tick(&seed, &alert, &now_us);
        if (alert.cause == CAUSE_DRILL) {
            assert_int_equal(alert.state, ALERT_CLOSED);
            continue;
        }
        assert_int_equal(alert.state, ALERT_PAGING);
        assert_true(rank(alert.level) <= LEVEL_U3);
        assert_true(alert.step > 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whatever_happens),
        cmocka_unit_test(test_nobody_answers),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
