/* roster_words -- times and persons of a roster book to text and back, for
 * rows and for what a failing test says. */
#ifndef UNIT_ROSTER_WORDS_H
#define UNIT_ROSTER_WORDS_H

#include "amsterdam.h"
#include "row_file.h"

#include "core/roster.h"

#define ROSTER_WORDS_BYTES 256

static inline int64_t
roster_read_time(const struct row_file *rows, const struct roster_book *book,
                 const char *text)
{
    int64_t at_us = INT64_MAX;

    if (strcmp(text, "never") != 0 &&
        zone_read(&book->zone, text, &at_us, NULL) != RC_OK)
        row_file_fail(rows, "no time: \"%s\"", text);
    return at_us;
}

static inline person_set
roster_read_people(const struct row_file *rows, const struct roster_book *book,
                   const char *text)
{
    char names[ROW_FILE_LINE_BYTES], *rest = names, *name;
    person_set set = 0;

    (void)snprintf(names, sizeof names, "%s", text);
    while ((name = strsep(&rest, "+")) != NULL) {
        name = row_file_trim(name);

        size_t person = roster_person(book, name);

        if (person < PERSONS_MAX)
            set |= PERSON_BIT(person);
        else if (strcmp(name, "nobody") != 0)
            row_file_fail(rows, "nobody is \"%s\"", name);
    }
    return set;
}

static inline struct roster *
roster_read_roster(const struct row_file *rows, struct roster_book *book)
{
    size_t roster = roster_find(book, rows->columns[1]);

    if (roster == ROSTERS_MAX)
        row_file_fail(rows, "no roster \"%s\"", rows->columns[1]);
    return &book->rosters[roster];
}

/* roster_words_time: answers out. */
static inline const char *
roster_words_time(const struct roster_book *book, int64_t at_us,
                  char out[ROSTER_WORDS_BYTES])
{
    if (at_us == INT64_MAX)
        return "never";
    return zone_write(&book->zone, at_us, out);
}

/* roster_words_people: "anna + bram"; answers out. */
static inline const char *
roster_words_people(const struct roster_book *book, person_set set,
                    char out[ROSTER_WORDS_BYTES])
{
    (void)snprintf(out, ROSTER_WORDS_BYTES, "%s", set == 0 ? "nobody" : "");
    for (size_t i = 0; i < book->persons_n; i++) {
        size_t n = strlen(out);

        if ((set & PERSON_BIT(i)) != 0)
            (void)snprintf(out + n, ROSTER_WORDS_BYTES - n, "%s%s",
                           n == 0 ? "" : " + ", book->persons[i].name);
    }
    return out;
}

/* roster_words_line: what stands on that line: "override 3", "layer 1",
 * "shift anna", "person erik", "absence 2", "roster", or "-" for none;
 * answers out. */
static inline const char *
roster_words_line(const struct roster_book *book, uint32_t line,
                  char out[ROSTER_WORDS_BYTES])
{
    char people[ROSTER_WORDS_BYTES];

    (void)snprintf(out, ROSTER_WORDS_BYTES, line == 0 ? "-" : "?");
    for (size_t i = 0; i < book->persons_n; i++)
        if (book->persons[i].line == line)
            (void)snprintf(out, ROSTER_WORDS_BYTES, "person %s",
                           book->persons[i].name);
    for (size_t i = 0; i < book->rosters_n; i++) {
        const struct roster *roster = &book->rosters[i];

        if (roster->line == line)
            (void)snprintf(out, ROSTER_WORDS_BYTES, "roster");
        for (size_t k = 0; k < roster->layers_n; k++)
            if (roster->layers[k].line == line)
                (void)snprintf(out, ROSTER_WORDS_BYTES, "layer %zu", k + 1);
    }
    for (size_t i = 0; i < book->shifts_n; i++)
        if (book->shifts[i].line == line)
            (void)snprintf(
                out, ROSTER_WORDS_BYTES, "shift %.200s",
                roster_words_people(book, book->shifts[i].people, people));
    for (size_t i = 0; i < book->overrides_n; i++)
        if (book->overrides[i].line == line)
            (void)snprintf(out, ROSTER_WORDS_BYTES, "override %lld",
                           (long long)book->overrides[i].seq);
    for (size_t i = 0; i < book->absences_n; i++)
        if (book->absences[i].line == line)
            (void)snprintf(out, ROSTER_WORDS_BYTES, "absence %zu", i + 1);
    return out;
}

#endif
