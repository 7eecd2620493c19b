/* The life cycle of an alert: every state and event, by everybody, having
 * seen any generation, as the rows of tests/data/rows/alert_life.txt say; and
 * what an acknowledgement means, in acknowledge.txt.  A row is about one event:
 *
 *     state | event | by | saw | given | answer | afterwards
 *
 * The alert is a signal of level U2 and generation 3; `owner` owns it, or
 * owned it before it paged again.  It is Monday noon; what the clock waits
 * for is due.  `given` changes that: see given().  A row counts for
 * every combination of what its first four columns list. */
#include "life_words.h"

#define OWNER      7
#define OTHER      8
#define GENERATION 3

static const char *const bys[] = {"desk", "owner", "other"};
static const char *const saws[] = {"older", "same", "newer"};

/* Which combinations a row was about. */
struct seen {
    bool cell[ROWS(life_states)][ROWS(life_events)][ROWS(bys)][ROWS(saws)];
};

struct life_row {
    const struct row_file *rows;
    const struct desk_rules *rules;
    struct alert before;
    struct alert_input input;
    struct alert_verdict want;
    int64_t want_due_us; /* -1: not said */
};

static int64_t
noon_or_night(const struct desk_rules *rules, bool at_night)
{
    const struct civil noon = {2026, 11, 23, at_night ? 23 : 12, 0, 0};

    return zone_instant(&rules->book.zone, &noon, NULL);
}

/* What an alert in this state waits for is due. */
static void
make_due(struct life_row *row, int64_t now_us)
{
    struct alert *alert = &row->before;

    row->input.now_us = now_us;
    if (alert->state == ALERT_HELD)
        alert->times =
            (struct alert_times){.release_us = now_us, .deadline_us = now_us};
    if (alert->state == ALERT_PAGING)
        alert->times =
            (struct alert_times){.step_us = now_us + LIFE_MINUTE_US,
                                 .step_end_us = now_us + LIFE_MINUTE_US,
                                 .deadline_us = now_us};
    if (alert->state == ALERT_ACKED)
        alert->times = (struct alert_times){.ack_us = now_us};
    if (alert->state == ALERT_CLOSED)
        alert->closed_us = now_us - LIFE_HOUR_US;
}

static void
begin(struct life_row *row, enum alert_state state, enum life_event event,
      size_t by, size_t saw)
{
    int64_t now_us = noon_or_night(row->rules, false);

    row->before = (struct alert){.state = state,
                                 .level = LEVEL_U2,
                                 .kind = MESSAGE_SIGNAL,
                                 .generation = GENERATION,
                                 .step = 2,
                                 .owner = OWNER,
                                 .owner_name = "anna",
                                 .policy = "crisis-24",
                                 .policy_version = 4};
    row->input =
        (struct alert_input){.event = event,
                             .actor = by == 0   ? 0
                                      : by == 1 ? OWNER
                                                : OTHER,
                             .generation = GENERATION - 1 + (uint32_t)saw,
                             .policy_version = 5,
                             .now_us = now_us};
    make_due(row, now_us);
}

/* A drill has no deadline, and an end while nobody took it. */
static void
make_drill(struct life_row *row)
{
    row->before.cause = CAUSE_DRILL;
    row->before.times.deadline_us = 0;
    row->before.times.ack_us = row->input.now_us;
}

static void
given(struct life_row *row, const char *word)
{
    struct alert *alert = &row->before;
    const char *rest;

    if (strcmp(word, "outcome") == 0)
        row->input.outcome = OUTCOME_SHELTERED;
    else if ((rest = life_after(word, "to ")) != NULL)
        row->input.level = (enum level)LIFE_FIND(row->rows, life_levels, rest);
    else if (strcmp(word, "reason") == 0)
        row->input.has_reason = true;
    else if ((rest = life_after(word, "at ")) != NULL)
        alert->level = (enum level)LIFE_FIND(row->rows, life_levels, rest);
    else if ((rest = life_after(word, "for ")) != NULL)
        row->input.snooze_us = life_wait(row->rows, rest);
    else if (strcmp(word, "drill") == 0)
        make_drill(row);
    else if ((rest = life_after(word, "closed since ")) != NULL)
        alert->closed_us = row->input.now_us - life_wait(row->rows, rest);
    else if (strcmp(word, "early") == 0)
        row->input.now_us--;
    else if (strcmp(word, "not waiting") == 0)
        alert->times = (struct alert_times){0};
    else if (strcmp(word, "night") == 0)
        make_due(row, noon_or_night(row->rules, true));
    else
        row_file_fail(row->rows, "given what? \"%s\"", word);
}

static void
expect(struct life_row *row, const char *word)
{
    struct alert *after = &row->want.after;
    const char *rest;

    row->want.changes = true;
    if (strcmp(word, "owned by actor") == 0)
        after->owner = row->input.actor;
    else if (strcmp(word, "no owner") == 0)
        after->owner = 0;
    else if (strcmp(word, "calls owner too") == 0)
        after->held_by_owner = true;
    else if (strcmp(word, "generation + 1") == 0)
        after->generation++;
    else if (strcmp(word, "pages cancelled") == 0)
        row->want.cancel_pages = true;
    else if (strcmp(word, "snoozed") == 0)
        after->snoozed = true;
    else if (strcmp(word, "due now") == 0)
        row->want_due_us = row->input.now_us;
    else if (strcmp(word, "nothing due") == 0)
        row->want_due_us = 0;
    else if ((rest = life_after(word, "due in ")) != NULL)
        row->want_due_us = row->input.now_us + life_wait(row->rows, rest);
    else if ((rest = life_after(word, "tells ")) != NULL)
        row->want.feedback =
            (enum feedback_state)LIFE_FIND(row->rows, life_feedback, rest);
    else if (word[0] == 'U')
        after->level = (enum level)LIFE_FIND(row->rows, life_levels, word);
    else
        after->state =
            (enum alert_state)LIFE_FIND(row->rows, life_states, word);
}

static void
each_word(struct life_row *row, const char *column,
          void (*take)(struct life_row *, const char *))
{
    char text[ROW_FILE_LINE_BYTES], *rest = text, *word;

    if (strcmp(column, "-") == 0)
        return;
    (void)snprintf(text, sizeof text, "%s", column);
    while ((word = strsep(&rest, ",")) != NULL)
        take(row, row_file_trim(word));
}

static void
check(const struct life_row *row)
{
    const struct alert *want = &row->want.after;
    struct alert_verdict got;
    const struct alert *after = &got.after;

    alert_life(row->rules, &row->before, &row->input, &got);
    if (got.verdict != row->want.verdict || got.changes != row->want.changes ||
        after->state != want->state || after->level != want->level ||
        after->generation != want->generation || after->owner != want->owner ||
        after->snoozed != want->snoozed ||
        after->held_by_owner != want->held_by_owner ||
        got.cancel_pages != row->want.cancel_pages ||
        got.feedback != row->want.feedback ||
        got.new_generation !=
            (want->generation != GENERATION && want->state == ALERT_PAGING))
        row_file_fail(
            row->rows,
            "%s by %lld saw %u of a %s alert: %s%s, %s %s, "
            "generation %u, owner %lld%s%s%s, tells %s%s",
            life_events[row->input.event], (long long)row->input.actor,
            row->input.generation, life_states[row->before.state],
            life_verdicts[got.verdict], got.changes ? "" : " (no change)",
            life_states[after->state], life_levels[after->level],
            after->generation, (long long)after->owner,
            after->held_by_owner ? " called too" : "",
            after->snoozed ? ", snoozed" : "",
            got.cancel_pages ? ", pages cancelled" : "",
            life_feedback[got.feedback],
            got.new_generation ? ", new generation" : "");
    if (!got.changes && memcmp(after, &row->before, sizeof *after) != 0)
        row_file_fail(row->rows, "no change, and something is different");
    if (got.changes && after->due_us != alert_due(after))
        row_file_fail(row->rows, "due_us is not what alert_due() says");
    if ((after->owner == row->before.owner) !=
        (strcmp(after->owner_name, row->before.owner_name) == 0))
        row_file_fail(row->rows, "the name is not the owner's");
    if (got.new_generation && after->times.step_end_us != 0)
        row_file_fail(row->rows, "the step of the old generation goes on");
    if (row->want_due_us >= 0 && alert_due(after) != row->want_due_us)
        row_file_fail(row->rows, "due in %lld us",
                      (long long)(alert_due(after) - row->input.now_us));
}

/* run_row: the seven columns from `first` on, in every combination. */
static void
run_row(const struct row_file *rows, size_t first,
        const struct desk_rules *rules, struct seen *seen)
{
    const char *const *columns = rows->columns + first;
    unsigned states = LIFE_MASK(rows, life_states, columns[0]);
    unsigned events = LIFE_MASK(rows, life_events, columns[1]);
    unsigned by_mask = LIFE_MASK(rows, bys, columns[2]);
    unsigned saw_mask = LIFE_MASK(rows, saws, columns[3]);
    size_t n = ROWS(life_states) * ROWS(life_events) * 9;

    row_file_want(rows, first + 7);
    for (size_t i = 0; i < n; i++) {
        size_t saw = i % 3, by = i / 3 % 3;
        size_t event = i / 9 % ROWS(life_events);
        size_t state = i / 9 / ROWS(life_events);
        struct life_row row = {.rows = rows, .rules = rules, .want_due_us = -1};

        if ((states >> state & events >> event & by_mask >> by &
             saw_mask >> saw & 1) == 0)
            continue;
        seen->cell[state][event][by][saw] = true;
        begin(&row, (enum alert_state)state, (enum life_event)event, by, saw);
        each_word(&row, columns[4], given);
        row.want =
            (struct alert_verdict){.verdict = (enum ack_verdict)LIFE_FIND(
                                       rows, life_verdicts, columns[5]),
                                   .after = row.before};
        each_word(&row, columns[6], expect);
        check(&row);
    }
}

static struct desk_rules rules;

static int
setup(void **state)
{
    (void)state;
    life_rules(&rules);
    return 0;
}

static void
test_rows_of_the_life_of_an_alert(void **state)
{
    static struct seen seen;
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/alert_life.txt");
    while (row_file_next(&rows))
        run_row(&rows, 0, &rules, &seen);
    for (size_t s = 0; s < ROWS(life_states); s++)
        for (size_t e = 0; e < ROWS(life_events); e++)
            for (size_t b = 0; b < ROWS(bys); b++)
                for (size_t a = 0; a < ROWS(saws); a++)
                    if (!seen.cell[s][e][b][a])
                        fail_msg("no row: %s %s by %s saw %s", life_states[s],
                                 life_events[e], bys[b], saws[a]);
}

static void
test_rows_of_acknowledgements(void **state)
{
    static struct seen seen;
    struct row_file rows;

    (void)state;
    row_file_open(&rows, "tests/data/rows/acknowledge.txt");
    while (row_file_next(&rows))
        run_row(&rows, 1, &rules, &seen);
    for (size_t a = 0; a < ROWS(saws); a++)
        for (size_t s = ALERT_HELD; s <= ALERT_CLOSED; s++)
            assert_true(seen.cell[s][LIFE_ACKNOWLEDGE][2][a]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_of_the_life_of_an_alert),
        cmocka_unit_test(test_rows_of_acknowledgements),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
