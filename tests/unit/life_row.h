/* life_row -- a row about one event in the life of an alert:
 *
 *     state | event | by | saw | given | answer | afterwards
 *
 * The alert is a signal of level U2 and generation 3; `owner` owns it, or
 * owned it before it paged again.  It is Monday noon; what the clock waits
 * for is due.  `given` changes that: see life_row_given().  A row counts for
 * every combination of what its first four columns list. */
#ifndef UNIT_LIFE_ROW_H
#define UNIT_LIFE_ROW_H

#include "life_words.h"

#define LIFE_ROW_OWNER      7
#define LIFE_ROW_OTHER      8
#define LIFE_ROW_GENERATION 3

static const char *const life_row_by[] = {"desk", "owner", "other"};
static const char *const life_row_saw[] = {"older", "same", "newer"};

#define LIFE_ROW_CELLS_BY  ROWS(life_row_by)
#define LIFE_ROW_CELLS_SAW ROWS(life_row_saw)

/* Which combinations a row was about. */
struct life_row_seen {
    bool cell[ROWS(life_states)][ROWS(life_events)][LIFE_ROW_CELLS_BY]
             [LIFE_ROW_CELLS_SAW];
};

struct life_row {
    const struct row_file *rows;
    const struct desk_rules *rules;
    struct alert before;
    struct alert_input input;
    struct alert_verdict want;
    int64_t want_due_us; /* -1: not said */
};

static inline int64_t
life_row_noon(const struct desk_rules *rules, bool at_night)
{
    const struct civil noon = {2026, 11, 23, at_night ? 23 : 12, 0, 0};

    return zone_instant(&rules->book.zone, &noon, NULL);
}

/* What an alert in this state waits for is due. */
static inline void
life_row_wait(struct life_row *row, int64_t now_us)
{
    struct alert *alert = &row->before;

    row->input.now_us = now_us;
    if (alert->state == ALERT_HELD)
        alert->times =
            (struct alert_times){.release_us = now_us, .deadline_us = now_us};
    if (alert->state == ALERT_PAGING)
        alert->times =
            (struct alert_times){.step_us = now_us, .deadline_us = now_us};
    if (alert->state == ALERT_ACKED)
        alert->times = (struct alert_times){.ack_us = now_us};
    if (alert->state == ALERT_CLOSED)
        alert->closed_us = now_us - LIFE_HOUR_US;
}

static inline void
life_row_begin(struct life_row *row, enum alert_state state,
               enum life_event event, size_t by, size_t saw)
{
    int64_t now_us = life_row_noon(row->rules, false);

    row->before = (struct alert){.state = state,
                                 .level = LEVEL_U2,
                                 .kind = MESSAGE_SIGNAL,
                                 .generation = LIFE_ROW_GENERATION,
                                 .step = 2,
                                 .owner = LIFE_ROW_OWNER,
                                 .owner_name = "anna",
                                 .policy = "crisis-24",
                                 .policy_version = 4};
    row->input = (struct alert_input){.event = event,
                                      .actor = by == 0   ? 0
                                               : by == 1 ? LIFE_ROW_OWNER
                                                         : LIFE_ROW_OTHER,
                                      .generation = LIFE_ROW_GENERATION - 1 +
                                                    (uint32_t)saw,
                                      .policy_version = 5,
                                      .now_us = now_us};
    life_row_wait(row, now_us);
}

/* A drill has no deadline, and an end while nobody took it. */
static inline void
life_row_drill(struct life_row *row)
{
    row->before.cause = CAUSE_DRILL;
    row->before.times.deadline_us = 0;
    row->before.times.ack_us = row->input.now_us;
}

static inline void
life_row_given_word(struct life_row *row, const char *word)
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
        life_row_drill(row);
    else if ((rest = life_after(word, "closed since ")) != NULL)
        alert->closed_us = row->input.now_us - life_wait(row->rows, rest);
    else if (strcmp(word, "early") == 0)
        row->input.now_us--;
    else if (strcmp(word, "not waiting") == 0)
        alert->times = (struct alert_times){0};
    else if (strcmp(word, "night") == 0)
        life_row_wait(row, life_row_noon(row->rules, true));
    else
        row_file_fail(row->rows, "given what? \"%s\"", word);
}

static inline void
life_row_want_word(struct life_row *row, const char *word)
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

static inline void
life_row_words(struct life_row *row, const char *column,
               void (*take)(struct life_row *, const char *))
{
    char text[ROW_FILE_LINE_BYTES], *rest = text, *word;

    if (strcmp(column, "-") == 0)
        return;
    (void)snprintf(text, sizeof text, "%s", column);
    while ((word = strsep(&rest, ",")) != NULL)
        take(row, row_file_trim(word));
}

static inline void
life_row_check(const struct life_row *row)
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
        got.new_generation != (want->generation != LIFE_ROW_GENERATION &&
                               want->state == ALERT_PAGING))
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
    if (row->want_due_us >= 0 && alert_due(after) != row->want_due_us)
        row_file_fail(row->rows, "due in %lld us",
                      (long long)(alert_due(after) - row->input.now_us));
}

/* life_row_run: the seven columns from `first` on, in every combination. */
static inline void
life_row_run(const struct row_file *rows, size_t first,
             const struct desk_rules *rules, struct life_row_seen *seen)
{
    const char *const *columns = rows->columns + first;
    unsigned states = LIFE_MASK(rows, life_states, columns[0]);
    unsigned events = LIFE_MASK(rows, life_events, columns[1]);
    unsigned bys = LIFE_MASK(rows, life_row_by, columns[2]);
    unsigned saws = LIFE_MASK(rows, life_row_saw, columns[3]);
    size_t n = ROWS(life_states) * ROWS(life_events) * 9;

    row_file_want(rows, first + 7);
    for (size_t i = 0; i < n; i++) {
        size_t saw = i % 3, by = i / 3 % 3;
        size_t event = i / 9 % ROWS(life_events);
        size_t state = i / 9 / ROWS(life_events);
        struct life_row row = {.rows = rows, .rules = rules, .want_due_us = -1};

        if ((states >> state & events >> event & bys >> by & saws >> saw & 1) ==
            0)
            continue;
        seen->cell[state][event][by][saw] = true;
        life_row_begin(&row, (enum alert_state)state, (enum life_event)event,
                       by, saw);
        life_row_words(&row, columns[4], life_row_given_word);
        row.want =
            (struct alert_verdict){.verdict = (enum ack_verdict)LIFE_FIND(
                                       rows, life_verdicts, columns[5]),
                                   .after = row.before};
        life_row_words(&row, columns[6], life_row_want_word);
        life_row_check(&row);
    }
}

#endif
