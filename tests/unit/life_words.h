/* life_words -- states, events, levels and waits of alerts to words and back,
 * for the rows of tests, and the rules that those rows are about. */
#ifndef UNIT_LIFE_WORDS_H
#define UNIT_LIFE_WORDS_H

#include <ctype.h>
#include <stdlib.h>

#include "amsterdam.h"
#include "row_file.h"

#include "core/alert_life.h"

#define LIFE_SECOND_US INT64_C(1000000)
#define LIFE_MINUTE_US (60 * LIFE_SECOND_US)
#define LIFE_HOUR_US   (60 * LIFE_MINUTE_US)
#define LIFE_DAY_US    (24 * LIFE_HOUR_US)

static const char *const life_states[] = {"none",   "received", "held",
                                          "paging", "acked",    "closed"};
static const char *const life_levels[] = {"-", "U1", "U2", "U3", "U4", "U4B"};
static const char *const life_events[] = {
    "nothing",  "acknowledge", "takeover",  "close", "progress",
    "snooze",   "reopen",      "repage",    "level", "release",
    "deadline", "ack timeout", "drill over"};
static const char *const life_verdicts[] = {"-",         "OK",      "ALREADY",
                                            "STALE",     "CLOSED",  "DENIED",
                                            "NOT FOUND", "INVALID", "LIMIT"};
static const char *const life_feedback[] = {"-",    "RECEIVED",    "FORWARDED",
                                            "SEEN", "IN PROGRESS", "CLOSED"};

/* life_find: the place of a word in a list; a word that is not in it fails. */
static inline size_t
life_find(const struct row_file *rows, const char *const list[], size_t n,
          const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], word) == 0)
            return i;
    row_file_fail(rows, "what is \"%s\"?", word);
    return 0;
}
#define LIFE_FIND(rows, list, word) life_find(rows, list, ROWS(list), word)

/* life_mask: bits of the words of a column: "held + paging", or "any". */
static inline unsigned
life_mask(const struct row_file *rows, const char *const list[], size_t n,
          const char *column)
{
    char text[ROW_FILE_LINE_BYTES], *rest = text, *word;
    unsigned mask = 0;

    if (strcmp(column, "any") == 0)
        return (1U << n) - 1;
    (void)snprintf(text, sizeof text, "%s", column);
    while ((word = strsep(&rest, "+")) != NULL)
        mask |= 1U << life_find(rows, list, n, row_file_trim(word));
    return mask;
}
#define LIFE_MASK(rows, list, column) life_mask(rows, list, ROWS(list), column)

/* life_after: what follows the prefix; NULL: it does not begin so. */
static inline const char *
life_after(const char *text, const char *prefix)
{
    size_t n = strlen(prefix);

    return strncmp(text, prefix, n) == 0 ? text + n : NULL;
}

/* life_wait: "30 s", "5 min", "8 h", "7 days". */
static inline int64_t
life_wait(const struct row_file *rows, const char *text)
{
    static const struct {
        const char *unit;
        int64_t us;
    } units[] = {{"s", LIFE_SECOND_US},
                 {"min", LIFE_MINUTE_US},
                 {"h", LIFE_HOUR_US},
                 {"days", LIFE_DAY_US}};
    char *unit;
    long n = strtol(text, &unit, 10);

    for (size_t i = 0; i < ROWS(units); i++)
        if (unit != text && strcmp(row_file_trim(unit), units[i].unit) == 0)
            return n * units[i].us;
    row_file_fail(rows, "no wait: \"%s\"", text);
    return 0;
}

/* life_rules: the levels of the desk.  U3 pages from 08:00 to 22:00; holidays
 * are 2026-12-25 and 2026-12-26. */
static inline void
life_rules(struct desk_rules *rules)
{
    static const char *const names[] = {"nood-24", "crisis-24", "regulier",
                                        "overleg"};
    static const size_t policy[] = {0, 0, 1, 2, 3, 3};
    struct policies *policies = &rules->policies;

    memset(rules, 0, sizeof *rules);
    amsterdam(&rules->book.zone);
    rules->calendar.holidays[0] = civil_days(2026, 12, 25);
    rules->calendar.holidays[1] = civil_days(2026, 12, 26);
    rules->calendar.holidays_n = 2;
    rules->calendar.holidays_until = civil_days(2027, 12, 31);
    rules->calendar.windows_n = 1;
    rules->calendar.windows[0] =
        (struct window){.name = "day",
                        .spans_n = 1,
                        .spans[0] = {.weekdays = 0xFE,
                                     .on_holidays = true,
                                     .from_minute = 8 * 60,
                                     .to_minute = 22 * 60}};
    policies_defaults(policies);
    policies->policies_n = ROWS(names);
    for (size_t i = 0; i < ROWS(names); i++)
        (void)snprintf(policies->policies[i].name, NAME_BYTES, "%s", names[i]);
    for (int level = LEVEL_NONE; level <= LEVEL_LAST; level++)
        policies->levels[level].policy = policy[level];
    policies->levels[LEVEL_U3].window = 0;
}

#endif
