/* When something is due for an alert: the stories of
 * tests/data/rows/alert_times.txt, and what is done first. */
#include "roster_words.h"

#include "life_words.h"

#define SOMEBODY 8
#define NOON_US  INT64_C(1795431600000000)

static struct desk_rules rules;
static const char *const kinds[] = {"signal", "referral", "drill", "clock"};

static int
setup(void **state)
{
    (void)state;
    life_rules(&rules);
    return 0;
}

/* Splits "U3 signal" at its last space. */
static const char *
split(char text[ROW_FILE_LINE_BYTES], const char *column)
{
    (void)snprintf(text, ROW_FILE_LINE_BYTES, "%s", column);

    char *space = strrchr(text, ' ');

    if (space == NULL)
        return "";
    *space = '\0';
    return space + 1;
}

static void
begin(const struct row_file *rows, int64_t at_us, struct alert *alert)
{
    char level[ROW_FILE_LINE_BYTES];
    const char *kind = split(level, rows->columns[1]);
    size_t k = LIFE_FIND(rows, kinds, kind);

    *alert =
        (struct alert){.level = (enum level)LIFE_FIND(rows, life_levels, level),
                       .kind = k == 0 ? MESSAGE_SIGNAL : MESSAGE_REFERRAL,
                       .cause = k == 2   ? CAUSE_DRILL
                                : k == 3 ? CAUSE_CLOCK
                                         : CAUSE_MESSAGE,
                       .created_us = at_us};
    alert_life_new(&rules, alert);
}

static int64_t
at(const char *text)
{
    int64_t at_us = 0;

    assert_int_equal(zone_read(&rules.book.zone, text, &at_us, NULL), RC_OK);
    return at_us;
}

/* Of all but steps and news for the senders, which are done meanwhile. */
static void
expect_due(const struct row_file *rows, struct alert alert,
           enum life_event event, int64_t at_us)
{
    alert.times.step_us = 0;
    alert.times.step_end_us = 0;
    alert.times.not_seen_us = 0;
    if (alert_due_event(&alert, at_us).event != event)
        row_file_fail(rows, "is not what is due");
    if (!alert_due_event(&alert, at_us - 1).nothing)
        row_file_fail(rows, "is due earlier");
}

static void
go_on(const struct row_file *rows, int64_t at_us, struct alert *alert)
{
    const char *what = rows->columns[1];
    const char *level = life_after(what, "to ");
    struct alert_input input = {.actor = SOMEBODY,
                                .generation = alert->generation,
                                .outcome = OUTCOME_PASSED_ON,
                                .has_reason = true,
                                .now_us = at_us};
    struct alert_verdict out;

    input.event = LIFE_LEVEL;
    if (level != NULL)
        input.level = (enum level)LIFE_FIND(rows, life_levels, level);
    else
        input.event = (enum life_event)LIFE_FIND(rows, life_events, what);
    if (input.event >= LIFE_RELEASE) {
        input.actor = 0;
        expect_due(rows, *alert, input.event, at_us);
    }
    alert_life(&rules, alert, &input, &out);
    if (out.verdict != ACK_OK)
        row_file_fail(rows, "%s", life_verdicts[out.verdict]);
    *alert = out.after;
}

static bool
same_time(const struct row_file *rows, size_t column, int64_t at_us)
{
    if (strcmp(rows->columns[column], "-") == 0)
        return at_us == 0;
    return at_us == roster_read_time(rows, &rules.book, rows->columns[column]);
}

static void
check(const struct row_file *rows, const struct alert *alert)
{
    char state[ROW_FILE_LINE_BYTES];
    const char *level = split(state, rows->columns[3]);

    if (strcmp(life_states[alert->state], state) != 0 ||
        strcmp(life_levels[alert->level], level) != 0)
        row_file_fail(rows, "is %s %s", life_states[alert->state],
                      life_levels[alert->level]);
    for (size_t i = 4; i < 7; i++) {
        int64_t at_us = i == 4   ? alert->times.release_us
                        : i == 5 ? alert->times.deadline_us
                                 : alert->times.not_seen_us;
        char text[ROSTER_WORDS_BYTES];

        if (!same_time(rows, i, at_us))
            row_file_fail(
                rows, "column %zu is %s", i + 1,
                at_us == 0 ? "-" : roster_words_time(&rules.book, at_us, text));
    }
}

static void
test_rows_of_times(void **state)
{
    struct row_file rows;
    struct alert alert = {.state = ALERT_NONE};

    (void)state;
    row_file_open(&rows, "tests/data/rows/alert_times.txt");
    while (row_file_next(&rows)) {
        int64_t at_us = roster_read_time(&rows, &rules.book, rows.columns[2]);

        row_file_want(&rows, 7);
        if (strcmp(rows.columns[0], "new") == 0)
            alert = (struct alert){0};

        const struct alert before = alert;

        if (strcmp(rows.columns[0], "new") == 0)
            begin(&rows, at_us, &alert);
        else if (strcmp(rows.columns[0], "then") == 0)
            go_on(&rows, at_us, &alert);
        else
            row_file_fail(&rows, "neither new nor then");
        check(&rows, &alert);
        if (alert.state == ALERT_PAGING &&
            (before.state != ALERT_PAGING ||
             before.generation != alert.generation) &&
            alert.times.step_us != at_us)
            row_file_fail(&rows, "the first step is not due");
    }
}

static void
test_a_new_alert_has_all_it_needs(void **state)
{
    struct alert alert = {.level = LEVEL_U1,
                          .created_us = NOON_US,
                          .generation = 9,
                          .step = 9,
                          .times = {.deadline_us = 5, .ack_us = 5}};

    (void)state;
    alert_life_new(&rules, &alert);
    assert_int_equal(alert.state, ALERT_PAGING);
    assert_int_equal(alert.generation, 1);
    assert_int_equal(alert.step, 0);
    assert_int_equal(alert.times.step_us, NOON_US);
    assert_int_equal(alert.times.ack_us, 0);
    assert_int_equal(alert.due_us, NOON_US);
    assert_string_equal(alert.policy, "nood-24");
    alert.level = LEVEL_U4;
    alert_life_new(&rules, &alert);
    assert_string_equal(alert.policy, "overleg");
    assert_int_equal(alert.times.step_us, 0);
    assert_int_equal(alert.due_us, alert.times.deadline_us);
}

/* What would be held for ever pages. */
static void
test_nothing_is_held_without_end(void **state)
{
    static struct desk_rules odd;
    struct alert alert = {.level = LEVEL_U3, .created_us = NOON_US};

    (void)state;
    life_rules(&odd);
    odd.calendar.windows[0].spans[0].weekdays = 0;
    odd.calendar.windows[0].spans[0].on_holidays = false;
    alert_life_new(&odd, &alert);
    assert_int_equal(alert.state, ALERT_PAGING);
    odd.policies.levels[LEVEL_U4].deadline_working_days = 0;
    alert.level = LEVEL_U4;
    alert_life_new(&odd, &alert);
    assert_int_equal(alert.state, ALERT_PAGING);
    odd.policies.levels[LEVEL_U4].deadline_us = 1;
    alert_life_new(&odd, &alert);
    assert_int_equal(alert.state, ALERT_HELD);
    assert_int_equal(alert_due(&alert), NOON_US + 1);
}

/* A level whose raise is not one calls again as it is. */
static void
test_an_overdue_alert_never_falls(void **state)
{
    static const enum level not_graver[] = {LEVEL_NONE, LEVEL_U4, LEVEL_U3,
                                            LEVEL_LAST + 1};

    (void)state;
    for (size_t i = 0; i < ROWS(not_graver); i++) {
        static struct desk_rules odd;
        const struct alert alert = {
            .state = ALERT_PAGING,
            .level = LEVEL_U3,
            .generation = 1,
            .times = {.step_us = NOON_US, .deadline_us = NOON_US}};
        const struct alert_input deadline = {.event = LIFE_DEADLINE,
                                             .now_us = NOON_US};
        struct alert_verdict out;

        life_rules(&odd);
        odd.policies.levels[LEVEL_U3].raise_to = not_graver[i];
        alert_life(&odd, &alert, &deadline, &out);
        assert_int_equal(out.after.level, LEVEL_U3);
        assert_int_equal(out.after.generation, 2);
        assert_int_equal(out.after.state, ALERT_PAGING);
        assert_true(out.after.times.deadline_us > NOON_US);
    }
}

static const struct due_row {
    const char *name;
    struct alert_times times;
    int64_t due_us;
    /* what is to be done at 100 */
    enum life_event event;
    bool step, not_seen;
} due_rows[] = {
    {"nothing", {0}, 0, LIFE_NONE, false, false},
    {"a step", {.step_us = 100}, 100, LIFE_NONE, true, false},
    {"a step, later", {.step_us = 101}, 101, LIFE_NONE, false, false},
    {"the end of a step", {.step_end_us = 99}, 99, LIFE_NONE, true, false},
    {"a look before the end of the step",
     {.step_us = 101, .step_end_us = 150},
     101,
     LIFE_NONE,
     false,
     false},
    {"a release", {.release_us = 100}, 100, LIFE_RELEASE, false, false},
    {"a deadline", {.deadline_us = 100}, 100, LIFE_DEADLINE, false, false},
    {"an ack timeout", {.ack_us = 100}, 100, LIFE_ACK_TIMEOUT, false, false},
    {"not seen yet", {.not_seen_us = 100}, 100, LIFE_NONE, false, true},
    {"not seen yet, later", {.not_seen_us = 101}, 101, LIFE_NONE, false, false},
    {"the earliest first: the step",
     {.step_us = 50, .deadline_us = 51, .not_seen_us = 52},
     50,
     LIFE_NONE,
     true,
     false},
    {"the earliest first: the deadline",
     {.step_us = 52, .deadline_us = 50, .not_seen_us = 51},
     50,
     LIFE_DEADLINE,
     false,
     false},
    {"the earliest first: not seen",
     {.step_us = 51, .deadline_us = 52, .not_seen_us = 50},
     50,
     LIFE_NONE,
     false,
     true},
    {"the earliest first: the release",
     {.release_us = 50, .deadline_us = 51},
     50,
     LIFE_RELEASE,
     false,
     false},
    {"at one instant the raise before the step it ends",
     {.step_us = 50, .deadline_us = 50, .not_seen_us = 50},
     50,
     LIFE_DEADLINE,
     false,
     false},
    {"at one instant the raise before the release",
     {.release_us = 50, .deadline_us = 50},
     50,
     LIFE_DEADLINE,
     false,
     false},
};

static void
test_one_thing_at_a_time_the_earliest_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(due_rows); i++) {
        const struct due_row *r = &due_rows[i];
        struct alert alert = {.state = ALERT_PAGING, .times = r->times};
        struct alert_todo todo = alert_due_event(&alert, 100);
        bool nothing = r->event == LIFE_NONE && !r->step && !r->not_seen;

        if (alert_due(&alert) != r->due_us || todo.event != r->event ||
            todo.step != r->step || todo.not_seen != r->not_seen ||
            todo.nothing != nothing)
            fail_msg("%s: due %lld, event %s, step %d, not seen %d", r->name,
                     (long long)alert_due(&alert), life_events[todo.event],
                     todo.step, todo.not_seen);
        alert.state = ALERT_CLOSED;
        assert_int_equal(alert_due(&alert), 0);
        assert_true(alert_due_event(&alert, 100).nothing);
    }
}

/* A desk that was away for a month does one step for an alert, then waits. */
static void
test_a_restart_long_after_makes_no_burst(void **state)
{
    struct alert alert = {.level = LEVEL_U4, .created_us = NOON_US};
    int64_t now_us = NOON_US + 30 * LIFE_DAY_US;
    int steps = 0, raises = 0;

    (void)state;
    alert_life_new(&rules, &alert);
    for (int i = 0; i < 100; i++) {
        struct alert_todo todo = alert_due_event(&alert, now_us);
        const struct alert_input input = {.event = todo.event,
                                          .now_us = now_us};
        struct alert_verdict out;

        if (todo.nothing)
            break;
        if (todo.step) {
            alert.times.step_us = now_us + 300 * LIFE_SECOND_US;
            steps++;
            continue;
        }
        alert_life(&rules, &alert, &input, &out);
        assert_true(out.changes);
        alert = out.after;
        raises++;
    }
    assert_int_equal(steps, 1);
    assert_int_equal(raises, 1);
    assert_int_equal(alert.level, LEVEL_U3);
    assert_true(alert_due(&alert) > now_us);
}

/* Between windows nobody is called again about what may wait. */
static void
test_a_step_does_not_fall_into_a_closed_window(void **state)
{
    static const struct {
        const char *name;
        enum level level;
        enum alert_cause cause;
        const char *due, *end, *step_at, *end_at;
    } rows[] = {
        {"by day as it is", LEVEL_U3, CAUSE_MESSAGE, "2026-11-23 21:57",
         "2026-11-23 21:59", "2026-11-23 21:57", "2026-11-23 21:59"},
        {"its end falls into the night", LEVEL_U3, CAUSE_MESSAGE,
         "2026-11-23 21:59", "2026-11-23 22:00", "2026-11-23 21:59",
         "2026-11-24 08:00"},
        {"the look whether a device has it, too", LEVEL_U3, CAUSE_MESSAGE,
         "2026-11-23 22:00", "2026-11-23 22:30", "2026-11-24 08:00",
         "2026-11-24 08:00"},
        {"crisis has no window", LEVEL_U2, CAUSE_MESSAGE, "2026-11-23 23:00",
         "2026-11-23 23:05", "2026-11-23 23:00", "2026-11-23 23:05"},
        {"a drill neither", LEVEL_U3, CAUSE_DRILL, "2026-11-23 23:00",
         "2026-11-23 23:05", "2026-11-23 23:00", "2026-11-23 23:05"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct escalation_step step = {.step = 2, .unattended = true};
        struct alert alert = {.level = rows[i].level, .cause = rows[i].cause};
        int64_t step_us = 0;
        int64_t end_us = 0;

        step.next_due_us = at(rows[i].due);
        step.end_us = at(rows[i].end);
        step_us = at(rows[i].step_at);
        end_us = at(rows[i].end_at);
        alert_life_step(&rules, &alert, &step);
        if (alert.times.step_us != step_us ||
            alert.times.step_end_us != end_us || alert.step != 2 ||
            !alert.unattended)
            fail_msg("%s", rows[i].name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_times),
        cmocka_unit_test(test_a_new_alert_has_all_it_needs),
        cmocka_unit_test(test_nothing_is_held_without_end),
        cmocka_unit_test(test_an_overdue_alert_never_falls),
        cmocka_unit_test(test_one_thing_at_a_time_the_earliest_first),
        cmocka_unit_test(test_a_restart_long_after_makes_no_burst),
        cmocka_unit_test(test_a_step_does_not_fall_into_a_closed_window),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
