/* escalation_text -- policies and who can be called as the rows of a row file:
 * see the head of tests/data/rows/escalation.txt. */
#ifndef UNIT_ESCALATION_TEXT_H
#define UNIT_ESCALATION_TEXT_H

#include "roster_text.h"

#include "life_words.h"

#include "core/escalation.h"

struct escalation_text {
    struct roster_book book;
    struct policies policies;
    struct escalation_extra extra;
};

static const char *const escalation_duties[] = {"none", "coordinator",
                                                "manager"};

static inline struct policy_target
escalation_read_target(const struct row_file *rows,
                       const struct escalation_text *text, const char *word)
{
    struct policy_target target = {.kind = TARGET_NOBODY};
    const char *name;

    if ((name = life_after(word, "roster ")) != NULL) {
        target.kind = TARGET_ROSTER;
        target.roster = roster_find(&text->book, name);
    } else if ((name = life_after(word, "duty ")) != NULL) {
        target.kind = TARGET_DUTY;
        target.duty = (enum duty)LIFE_FIND(rows, escalation_duties, name);
    } else if ((name = life_after(word, "person ")) != NULL) {
        target.kind = TARGET_PERSON;
        target.person = roster_person(&text->book, name);
    } else if (strcmp(word, "gone") != 0) {
        row_file_fail(rows, "whom? \"%s\"", word);
    }
    return target;
}

static inline void
escalation_text_step(const struct row_file *rows, struct escalation_text *text)
{
    struct policies *policies = &text->policies;
    struct policy *policy = &policies->policies[policies->policies_n - 1];
    struct policy_step *step = &policy->steps[policy->steps_n++];
    char words[ROW_FILE_LINE_BYTES], *rest = words, *word;

    row_file_want(rows, 4);
    (void)snprintf(words, sizeof words, "%s", rows->columns[1]);
    while ((word = strsep(&rest, ",")) != NULL)
        step->targets[step->targets_n++] =
            escalation_read_target(rows, text, row_file_trim(word));
    step->wait_us = life_wait(rows, rows->columns[2]);
    step->undelivered_us = life_wait(rows, rows->columns[3]);
}

static inline void
escalation_text_policy(const struct row_file *rows,
                       struct escalation_text *text)
{
    struct policies *policies = &text->policies;
    struct policy *policy = &policies->policies[policies->policies_n++];

    row_file_want(rows, 6);
    (void)snprintf(policy->name, sizeof policy->name, "%s", rows->columns[1]);
    policy->loop_from = (uint32_t)atoi(rows->columns[2]);
    policy->loop_every_us = life_wait(rows, rows->columns[3]);
    policy->fallback = roster_read_people(rows, &text->book, rows->columns[4]);
    policy->fallback_every_us = life_wait(rows, rows->columns[5]);
}

static inline void
escalation_text_extra(const struct row_file *rows, struct escalation_text *text)
{
    person_set people = roster_read_people(rows, &text->book, rows->columns[2]);

    if (strcmp(rows->columns[1], "always") == 0)
        text->extra.always = people;
    else
        text->extra.roster[roster_read_roster(rows, &text->book) -
                           text->book.rosters] = people;
}

static inline void
escalation_text_duty(const struct row_file *rows, struct escalation_text *text)
{
    size_t duty = LIFE_FIND(rows, escalation_duties, rows->columns[1]);
    person_set who = roster_read_people(rows, &text->book, rows->columns[2]);

    for (size_t i = 0; i < text->book.persons_n; i++) {
        struct person *person = &text->book.persons[i];

        person->duties &= ~(uint32_t)duty;
        if ((who & PERSON_BIT(i)) != 0)
            person->duties |= (uint32_t)duty;
    }
}

static inline void
escalation_text_reach(const struct row_file *rows, struct escalation_text *text)
{
    size_t person = roster_person(&text->book, rows->columns[1]);

    if (person == PERSONS_MAX)
        row_file_fail(rows, "nobody is \"%s\"", rows->columns[1]);
    text->book.persons[person].reachable = rows->columns[2][0] == 'y';
}

/* escalation_text_row: takes a row in; false: it is one of the test's. */
static inline bool
escalation_text_row(const struct row_file *rows, struct escalation_text *text)
{
    static const struct {
        const char *what;
        void (*take)(const struct row_file *, struct escalation_text *);
    } kinds[] = {{"policy", escalation_text_policy},
                 {"step", escalation_text_step},
                 {"duty", escalation_text_duty},
                 {"reach", escalation_text_reach},
                 {"extra", escalation_text_extra}};

    for (size_t i = 0; i < ROWS(kinds); i++)
        if (strcmp(rows->columns[0], kinds[i].what) == 0) {
            kinds[i].take(rows, text);
            return true;
        }
    if (strcmp(rows->columns[0], "book") == 0) {
        memset(&text->policies, 0, sizeof text->policies);
        memset(&text->extra, 0, sizeof text->extra);
    }
    return roster_text_row(rows, &text->book);
}

#endif
