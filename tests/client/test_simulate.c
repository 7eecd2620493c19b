/* The course of an alert, case by case as simulate/cases.txt tells it: the
 * same lines that `loket escalation simulate` prints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/desk_texts.h"
#include "clients/duration.h"
#include "clients/simulate.h"
#include "core/desk_rules.h"
#include "core/roster.h"
#include "document/document_findings.h"
#include "tests/unit/row_file.h"

#define DESK  "tests/client/simulate/desk.yaml"
#define CASES "tests/client/simulate/cases.txt"
/* Columns of a case: ? name | at | level | kind | ack | down | never | for */
#define COLUMNS 8

struct telling {
    FILE *out;
    const struct roster_book *book;
    int64_t start_us;
};

static void
write_event(const struct simulate_event *event, void *arg)
{
    const struct telling *telling = arg;
    char line[SIMULATE_LINE_BYTES];

    (void)fprintf(
        telling->out, "%s\n",
        simulate_write(telling->book, telling->start_us, event, line));
}

static struct desk_rules *
rules_read(void)
{
    struct desk_texts texts = {.n = 0};
    struct document_findings findings = {0};
    struct desk_rules *rules = NULL;

    assert_int_equal(desk_texts_read(&texts, DESK), RC_OK);
    assert_int_equal(desk_texts_compile(&texts, &rules, &findings), RC_OK);
    assert_int_equal(findings.n, 0);
    desk_texts_close(&texts);
    document_findings_close(&findings);
    return rules;
}

static size_t
person(const struct roster_book *book, const char *name)
{
    size_t i = roster_person(book, name);

    if (i == PERSONS_MAX)
        fail_msg("nobody is called %s", name);
    return i;
}

/* Names, or moments, divided by commas. */
static void
each(char *list, struct desk_rules *rules, struct simulate_plan *plan,
     void (*take)(struct desk_rules *rules, struct simulate_plan *plan,
                  const char *item))
{
    for (char *item; (item = strsep(&list, ",")) != NULL;) {
        if (*item != '\0')
            take(rules, plan, item);
    }
}

static void
take_ack(struct desk_rules *rules, struct simulate_plan *plan, const char *item)
{
    struct person_moment moment;

    assert_int_equal(person_moment_read(item, &moment), RC_OK);
    plan->acks[plan->acks_n++] = (struct simulate_ack){
        person(&rules->book, moment.person), moment.after_us};
}

static void
take_down(struct desk_rules *rules, struct simulate_plan *plan,
          const char *item)
{
    (void)plan;
    rules->book.persons[person(&rules->book, item)].reachable = false;
}

static void
take_never(struct desk_rules *rules, struct simulate_plan *plan,
           const char *item)
{
    plan->never |= PERSON_BIT(person(&rules->book, item));
}

static char *
transcript(char *columns[COLUMNS])
{
    static const char *const levels[] = {"", "u1", "u2", "u3", "u4", "u4b"};
    struct desk_rules *rules = rules_read();
    struct simulate_plan plan = {.kind = strcmp(columns[3], "referral") == 0
                                             ? MESSAGE_REFERRAL
                                             : MESSAGE_SIGNAL};
    struct telling telling = {.book = &rules->book};
    char *text = NULL;
    size_t n = 0;

    assert_int_equal(
        zone_read(&rules->book.zone, columns[1], &plan.start_us, NULL), RC_OK);
    for (int i = LEVEL_U1; i <= LEVEL_LAST; i++) {
        if (strcmp(levels[i], columns[2]) == 0)
            plan.level = (enum level)i;
    }
    each(columns[4], rules, &plan, take_ack);
    each(columns[5], rules, &plan, take_down);
    each(columns[6], rules, &plan, take_never);
    assert_int_equal(duration_read(columns[7], &plan.for_us), RC_OK);
    telling.start_us = plan.start_us;
    telling.out = open_memstream(&text, &n);
    assert_non_null(telling.out);
    simulate(rules, &plan, write_event, &telling);
    assert_int_equal(fclose(telling.out), 0);
    free(rules);
    return text;
}

/* The lines of the file up to the next case, or its end. */
static char *
expected_read(FILE *file)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    char line[SIMULATE_LINE_BYTES];
    long at = ftell(file);

    assert_non_null(out);
    while (fgets(line, sizeof line, file) != NULL && *line != '?') {
        if (*line != '#' && *line != '\n')
            (void)fputs(line, out);
        at = ftell(file);
    }
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void
test_cases(void **state)
{
    FILE *file = fopen(CASES, "r");
    char line[SIMULATE_LINE_BYTES];
    size_t cases = 0;

    (void)state;
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        char *rest = line + 1;
        char *columns[COLUMNS];
        char *is;
        char *expected;

        if (*line != '?')
            continue;
        for (size_t i = 0; i < COLUMNS; i++) {
            char *column = strsep(&rest, "|");

            assert_non_null(column);
            columns[i] = row_file_trim(column);
        }
        expected = expected_read(file);
        is = transcript(columns);
        if (strcmp(is, expected) != 0)
            fail_msg("%s:\n%s", columns[0], is);
        free(is);
        free(expected);
        cases++;
    }
    assert_true(cases > 15);
    (void)fclose(file);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
