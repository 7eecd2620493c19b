/* What an event does to an alert besides what the rows of its life say:
 * policy, step, first acknowledgement, outcome; and what has no name. */
#include "life_words.h"

static struct desk_rules rules;

static int
setup(void **state)
{
    (void)state;
    life_rules(&rules);
    return 0;
}

static struct alert_verdict
life(const struct alert *alert, const struct alert_input *input)
{
    struct alert_verdict out;

    alert_life(&rules, alert, input, &out);
    return out;
}

static const struct alert paging = {.state = ALERT_PAGING,
                                    .level = LEVEL_U2,
                                    .generation = 1,
                                    .times = {.step_us = 1000}};

static void
test_what_has_no_name_does_nothing(void **state)
{
    const struct alert_input unknown = {
        .event = (enum life_event)(LIFE_ACKNOWLEDGE + 32),
        .actor = 8,
        .generation = 1,
        .now_us = 1000};
    struct alert_input level = {.event = LIFE_LEVEL,
                                .actor = 8,
                                .generation = 1,
                                .has_reason = true,
                                .now_us = 1000};
    struct alert odd = paging;

    (void)state;
    assert_int_equal(life(&paging, &unknown).verdict, ACK_INVALID);
    assert_int_equal(life(&paging, &level).verdict, ACK_INVALID);
    level.level = (enum level)(LEVEL_LAST + 1);
    assert_int_equal(life(&paging, &level).verdict, ACK_INVALID);
    odd.state = (enum alert_state)(ALERT_PAGING + 32);
    level.level = LEVEL_U1;
    assert_int_equal(life(&paging, &level).verdict, ACK_OK);
    assert_int_equal(life(&odd, &level).verdict, ACK_INVALID);
}

static void
test_an_unknown_outcome_closes_nothing(void **state)
{
    const struct alert acked = {
        .state = ALERT_ACKED, .level = LEVEL_U2, .generation = 1, .owner = 8};
    struct alert_input input = {.event = LIFE_CLOSE,
                                .actor = 8,
                                .generation = 1,
                                .outcome = (enum outcome)(OUTCOME_EXPIRED + 1),
                                .now_us = 1000};
    struct alert_verdict out;

    (void)state;
    assert_int_equal(life(&acked, &input).verdict, ACK_INVALID);
    for (int o = OUTCOME_REFERRED; o <= OUTCOME_EXPIRED; o++) {
        input.outcome = (enum outcome)o;
        out = life(&acked, &input);
        assert_int_equal(out.verdict, ACK_OK);
        assert_int_equal(out.after.outcome, o);
        assert_int_equal(out.after.closed_us, 1000);
        assert_int_equal(out.after.owner, 8);
    }
}

static void
test_a_new_generation_takes_policy_and_version_of_its_level(void **state)
{
    const struct alert_input raise = {.event = LIFE_LEVEL,
                                      .actor = 8,
                                      .generation = 1,
                                      .level = LEVEL_U1,
                                      .policy_version = 9,
                                      .now_us = 1000};
    struct alert running = paging;

    (void)state;
    (void)snprintf(running.policy, sizeof running.policy, "crisis-24");
    running.policy_version = 4;
    running.step = 6;

    struct alert_verdict out = life(&running, &raise);

    assert_string_equal(out.after.policy, "nood-24");
    assert_int_equal(out.after.policy_version, 9);
    assert_int_equal(out.after.step, 0);
    assert_true(out.new_generation);
}

static void
test_what_goes_on_keeps_policy_and_step(void **state)
{
    struct alert held = {.state = ALERT_HELD,
                         .level = LEVEL_U3,
                         .generation = 1,
                         .policy = "old",
                         .policy_version = 4,
                         .times = {.release_us = 1000}};
    const struct alert_input release = {
        .event = LIFE_RELEASE, .policy_version = 9, .now_us = 1000};
    struct alert_input lower = {.event = LIFE_LEVEL,
                                .actor = 8,
                                .generation = 1,
                                .level = LEVEL_U3,
                                .has_reason = true,
                                .policy_version = 9,
                                .now_us = 1000};
    struct alert running = paging;
    struct alert_verdict out = life(&held, &release);

    (void)state;
    assert_string_equal(out.after.policy, "old");
    assert_int_equal(out.after.policy_version, 4);
    running.step = 6;
    running.times.step_us = 777;
    out = life(&running, &lower);
    assert_int_equal(out.after.level, LEVEL_U3);
    assert_int_equal(out.after.step, 6);
    assert_int_equal(out.after.times.step_us, 777);
    assert_int_equal(out.after.policy_version, 0);
}

static void
test_first_seen_stays_what_it_was(void **state)
{
    const struct alert_input ack = {
        .event = LIFE_ACKNOWLEDGE, .actor = 8, .generation = 1, .now_us = 5000};
    struct alert again = paging;

    (void)state;
    again.unattended = true;
    assert_int_equal(life(&again, &ack).after.acknowledged_us, 5000);
    assert_false(life(&again, &ack).after.unattended);
    again.acknowledged_us = 3000;
    assert_int_equal(life(&again, &ack).after.acknowledged_us, 3000);
}

/* What would close an alert that is none of a drill. */
static void
test_only_a_drill_is_over_by_itself(void **state)
{
    const struct alert_input over = {.event = LIFE_DRILL_OVER, .now_us = 1000};
    struct alert stray = paging;

    (void)state;
    stray.times.ack_us = 1000;
    assert_int_equal(life(&stray, &over).verdict, ACK_INVALID);
    stray.cause = CAUSE_DRILL;
    assert_int_equal(life(&stray, &over).verdict, ACK_OK);
}

static void
test_who_answers_is_the_only_owner(void **state)
{
    const struct alert_input ack = {
        .event = LIFE_ACKNOWLEDGE, .actor = 8, .generation = 1, .now_us = 5000};
    const struct alert_input takeover = {
        .event = LIFE_TAKEOVER, .actor = 9, .generation = 1, .now_us = 5000};
    struct alert again = paging;

    (void)state;
    again.owner = 7;
    again.held_by_owner = true;

    struct alert_verdict out = life(&again, &ack);

    assert_int_equal(out.after.owner, 8);
    assert_false(out.after.held_by_owner);
    again = out.after;
    again.snoozed = true;
    out = life(&again, &takeover);
    assert_int_equal(out.after.owner, 9);
    assert_false(out.after.snoozed);
}

static void
test_a_reopened_alert_is_like_one_that_was_not_closed(void **state)
{
    const struct alert closed = {.state = ALERT_CLOSED,
                                 .level = LEVEL_U3,
                                 .generation = 2,
                                 .owner = 8,
                                 .closed_us = 1000,
                                 .outcome = OUTCOME_PASSED_ON};
    const struct alert_input reopen = {
        .event = LIFE_REOPEN, .actor = 9, .generation = 2, .now_us = 5000};
    struct alert_verdict out = life(&closed, &reopen);

    (void)state;
    assert_int_equal(out.after.outcome, OUTCOME_NONE);
    assert_int_equal(out.after.closed_us, 0);
    assert_int_equal(out.after.generation, 3);
    assert_true(out.after.times.deadline_us > 5000);
}

static void
test_the_last_generation_stays(void **state)
{
    static const struct {
        const char *name;
        uint32_t seen, now;
        enum ack_verdict verdict;
        uint32_t after;
    } table[] = {
        {"the first", 1, 1, ACK_OK, 2},
        {"before the first", 0, 1, ACK_STALE, 1},
        {"after the first", 2, 1, ACK_INVALID, 1},
        {"the last but one", UINT32_MAX - 1, UINT32_MAX - 1, ACK_OK,
         UINT32_MAX},
        {"the last", UINT32_MAX, UINT32_MAX, ACK_OK, UINT32_MAX},
        {"an older than the last", 1, UINT32_MAX, ACK_STALE, UINT32_MAX},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(table); i++) {
        const struct alert_input repage = {.event = LIFE_REPAGE,
                                           .actor = 8,
                                           .generation = table[i].seen,
                                           .now_us = 1000};
        struct alert alert = paging;

        alert.generation = table[i].now;

        struct alert_verdict out = life(&alert, &repage);

        if (out.verdict != table[i].verdict ||
            out.after.generation != table[i].after)
            fail_msg("%s: %s, %u", table[i].name, life_verdicts[out.verdict],
                     out.after.generation);
    }
}

static void
test_open_states(void **state)
{
    (void)state;
    for (int s = ALERT_NONE; s <= ALERT_CLOSED; s++)
        assert_int_equal(alert_open((enum alert_state)s),
                         s != ALERT_NONE && s != ALERT_CLOSED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_has_no_name_does_nothing),
        cmocka_unit_test(test_an_unknown_outcome_closes_nothing),
        cmocka_unit_test(
            test_a_new_generation_takes_policy_and_version_of_its_level),
        cmocka_unit_test(test_what_goes_on_keeps_policy_and_step),
        cmocka_unit_test(test_first_seen_stays_what_it_was),
        cmocka_unit_test(test_only_a_drill_is_over_by_itself),
        cmocka_unit_test(test_who_answers_is_the_only_owner),
        cmocka_unit_test(test_a_reopened_alert_is_like_one_that_was_not_closed),
        cmocka_unit_test(test_the_last_generation_stays),
        cmocka_unit_test(test_open_states),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
