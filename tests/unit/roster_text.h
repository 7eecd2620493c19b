/* roster_text -- a desk's rosters as the rows of a row file:
 *
 *     book     | why these rosters       (what was before is forgotten)
 *     person   | anna                    (or: anna | no contact)
 *     roster   | crisis | 1              (the minimum on call)
 *     rotation | crisis | 2026-10-05 08:00 | 7 days | anna, bram + carla
 *     rotation | .. the same ..          | 2026-12-01 08:00      (ends)
 *     shifts   | crisis                  (a layer of shifts, that follow)
 *     shift    | 2026-10-24 20:00 | 2026-10-25 08:00 | anna + bram
 *     override | 1 | crisis | 2026-10-06 08:00 | 2026-10-07 08:00 | SET anna
 *                                        (ADD, REMOVE, REPLACE anna > bram)
 *     absence  | anna | 2026-10-06 08:00 | 2026-10-07 08:00
 *
 * The first layer of a roster is the highest.  Times are those of Amsterdam;
 * "never" is one too.  "anna + bram" is both, "nobody" none. */
#ifndef UNIT_ROSTER_TEXT_H
#define UNIT_ROSTER_TEXT_H

#include <stdlib.h>

#include "roster_words.h"

static inline void
roster_text_rotation(const struct row_file *rows, struct roster_book *book)
{
    struct roster *roster = roster_read_roster(rows, book);
    struct layer *layer = &roster->layers[roster->layers_n++];
    struct rotation *rotation = &layer->rotation;
    int year, month, day, hour, minute;
    char people[ROW_FILE_LINE_BYTES], *rest = people, *names;

    layer->is_rotation = true;
    layer->line = (uint32_t)rows->line;
    if (sscanf(rows->columns[2], "%d-%d-%d %d:%d", &year, &month, &day, &hour,
               &minute) != 5)
        row_file_fail(rows, "no day and clock: \"%s\"", rows->columns[2]);
    rotation->anchor_day = civil_days(year, month, day);
    rotation->handover_minute = hour * 60 + minute;
    rotation->period_days = atoi(rows->columns[3]);
    (void)snprintf(people, sizeof people, "%s", rows->columns[4]);
    while ((names = strsep(&rest, ",")) != NULL)
        rotation->turns[rotation->turns_n++] =
            roster_read_people(rows, book, names);
    rotation->until_us = INT64_MAX;
    if (rows->n == 6)
        rotation->until_us = roster_read_time(rows, book, rows->columns[5]);
}

static inline void
roster_text_shift(const struct row_file *rows, struct roster_book *book)
{
    struct roster *roster = &book->rosters[book->rosters_n - 1];

    roster->layers[roster->layers_n - 1].shifts_n++;
    book->shifts[book->shifts_n++] = (struct shift){
        .start_us = roster_read_time(rows, book, rows->columns[1]),
        .end_us = roster_read_time(rows, book, rows->columns[2]),
        .people = roster_read_people(rows, book, rows->columns[3]),
        .line = (uint32_t)rows->line,
    };
}

static inline void
roster_text_override(const struct row_file *rows, struct roster_book *book)
{
    static const char *const verbs[] = {
        [OVERRIDE_SET] = "SET",
        [OVERRIDE_REPLACE] = "REPLACE",
        [OVERRIDE_ADD] = "ADD",
        [OVERRIDE_REMOVE] = "REMOVE",
    };
    struct override *o = &book->overrides[book->overrides_n++];
    char text[ROW_FILE_LINE_BYTES], *people = text;

    *o = (struct override){
        .seq = atoi(rows->columns[1]),
        .roster = roster_find(book, rows->columns[2]),
        .start_us = roster_read_time(rows, book, rows->columns[3]),
        .end_us = roster_read_time(rows, book, rows->columns[4]),
        .line = (uint32_t)rows->line,
    };
    (void)snprintf(text, sizeof text, "%s", rows->columns[5]);

    const char *verb = strsep(&people, " ");

    for (size_t i = OVERRIDE_SET; i < ROWS(verbs); i++)
        if (strcmp(verb, verbs[i]) == 0)
            o->verb = (enum override_verb)i;
    if (o->verb == 0 || people == NULL || o->roster == ROSTERS_MAX)
        row_file_fail(rows, "no override: \"%s\"", rows->columns[5]);

    const char *gone = strsep(&people, ">");

    o->people = roster_read_people(rows, book, gone);
    if (people != NULL)
        o->with = roster_read_people(rows, book, people);
}

/* roster_text_row: takes the row into the book; false: it is no row of a
 * book, but one of the test's. */
static inline bool
roster_text_row(const struct row_file *rows, struct roster_book *book)
{
    const char *what = rows->columns[0];
    const char *name = rows->columns[1];
    uint32_t line = (uint32_t)rows->line;

    if (strcmp(what, "book") == 0) {
        memset(book, 0, sizeof *book);
        amsterdam(&book->zone);
    } else if (strcmp(what, "person") == 0) {
        struct person *person = &book->persons[book->persons_n++];

        (void)snprintf(person->name, sizeof person->name, "%s", name);
        person->has_contact = strcmp(rows->columns[2], "no contact") != 0;
        person->reachable = person->has_contact;
        person->line = line;
    } else if (strcmp(what, "roster") == 0) {
        struct roster *roster = &book->rosters[book->rosters_n++];

        (void)snprintf(roster->name, sizeof roster->name, "%s", name);
        roster->minimum = (uint32_t)atoi(rows->columns[2]);
        roster->line = line;
    } else if (strcmp(what, "rotation") == 0) {
        roster_text_rotation(rows, book);
    } else if (strcmp(what, "shifts") == 0) {
        struct roster *roster = roster_read_roster(rows, book);

        roster->layers[roster->layers_n++] =
            (struct layer){.shifts_first = book->shifts_n, .line = line};
    } else if (strcmp(what, "shift") == 0) {
        roster_text_shift(rows, book);
    } else if (strcmp(what, "override") == 0) {
        roster_text_override(rows, book);
    } else if (strcmp(what, "absence") == 0) {
        book->absences[book->absences_n++] = (struct absence){
            .person = roster_person(book, name),
            .start_us = roster_read_time(rows, book, rows->columns[2]),
            .end_us = roster_read_time(rows, book, rows->columns[3]),
            .line = line};
    } else {
        return false;
    }
    return true;
}

#endif
