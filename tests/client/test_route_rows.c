/* Every row of the shipped decision tables decides in a case that people can
 * read: tests/data/rows/routing.txt, tried as `loket route test --cases` does;
 * and what is said of a case that differs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/desk_texts.h"
#include "clients/route_cases.h"
#include "core/desk_rules.h"
#include "document/document_findings.h"
#include "tests/unit/rows.h"
#include "tests/unit/rows_hit.h"

#define CASES  "tests/data/rows/routing.txt"
#define DESK   "config/desk"
#define NOW_US INT64_C(1795604400000000) /* 2026-11-25T12:00 in Amsterdam */

static struct desk_rules *rules;

static int
setup(void **state)
{
    struct desk_texts texts = {.n = 0};
    struct document_findings findings = {0};

    (void)state;
    assert_int_equal(desk_texts_read(&texts, DESK), RC_OK);
    assert_int_equal(desk_texts_compile(&texts, &rules, &findings), RC_OK);
    desk_texts_close(&texts);
    document_findings_close(&findings);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(rules);
    return 0;
}

/* --- the cases of the desk --- */

struct seen {
    row_set rows[TABLES_N];
    size_t cases;
};

static void
case_see(const struct route_case *tried, void *arg)
{
    struct seen *seen = arg;

    if (tried->wrong[0] != '\0')
        fail_msg("%s:%zu: %s: %s", CASES, tried->line, tried->name,
                 tried->wrong);
    for (size_t i = 0; i < tried->trace.hits_n; i++) {
        const struct route_hit *hit = &tried->trace.hits[i];

        seen->rows[hit->table] |= (row_set)1 << hit->row;
        rows_hit(rules->tables[hit->table].rows[hit->row].name, tried->name);
    }
    seen->cases++;
}

static void
test_every_row(void **state)
{
    struct seen seen = {.cases = 0};
    FILE *file = fopen(CASES, "r");
    size_t wrong_n;
    size_t line;

    (void)state;
    assert_non_null(file);
    if (route_cases_try(rules, file, NOW_US, case_see, &seen, &wrong_n,
                        &line) != RC_OK)
        fail_msg("%s:%zu is no part of a case", CASES, line);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(wrong_n, 0);
    assert_true(seen.cases > 80);
    for (size_t id = 0; id < TABLES_N; id++) {
        assert_true(rules->tables[id].rows_n > 0);
        for (size_t i = 0; i < rules->tables[id].rows_n; i++) {
            if ((seen.rows[id] >> i & 1U) == 0)
                fail_msg("%s decides in no case of %s",
                         rules->tables[id].rows[i].name, CASES);
        }
    }
}

/* --- what is said of others --- */

static const struct row {
    const char *name;
    const char *text;
    enum rc rc;
    size_t line;         /* of what is no part of a case */
    const char *wrong;   /* of the last case: part of it; NULL: nothing */
    const char *outcome; /* part of it, NULL: whatever */
} rows[] = {
    {"as it is",
     "case\n"
     "  placement police-amsterdam, acm-nood\n"
     "  rows T6.1\n"
     "  outcome yes\n",
     RC_OK, 0, NULL, "yes"},
    {"another row",
     "case\n"
     "  placement police-amsterdam, acm-nood\n"
     "  rows T6.2\n",
     RC_OK, 0, "not T6.2, but T6.1", NULL},
    {"one row more than there is",
     "case\n"
     "  placement police-amsterdam, acm-nood\n"
     "  rows T6.1 T6.2\n",
     RC_OK, 0, "not T6.2", NULL},
    {"no row where there is one",
     "case\n"
     "  placement police-amsterdam, acm-nood\n"
     "  rows\n",
     RC_OK, 0, "but T6.1", NULL},
    {"another outcome",
     "case\n"
     "  placement police-amsterdam, acm-nood\n"
     "  outcome request\n",
     RC_OK, 0, "not request, but yes", NULL},
    {"rows alone are looked at when they alone are said",
     "case\n"
     "  message signal of care: codes RG01\n"
     "  rows T1.7 T2.9 T3.1 T4.11\n",
     RC_OK, 0, NULL, "class K0, group D, level U4B, desk amsterdam"},
    {"words of several lines, in any order",
     "case\n"
     "  message signal of care: codes RG01\n"
     "  outcome call coordinator, desk amsterdam\n"
     "  outcome level U4B, group D, class K0\n",
     RC_OK, 0, NULL, NULL},
    {"a word that is missing in them",
     "case\n"
     "  message signal of care: codes RG01\n"
     "  outcome call coordinator, desk amsterdam, level U4B, group D\n",
     RC_OK, 0, "but class K0", NULL},
    {"the police of two places are one domain",
     "case\n"
     "  message signal of police: form labour, age adult, codes DB01\n"
     "  message signal of police 2: form labour, age adult, codes DB04\n"
     "  rows T1.4 T2.6 T3.1 T4.3 T4.9\n",
     RC_OK, 0, NULL, "class K3"},
    {"by whom it is not said: the police",
     "case\n"
     "  message signal: danger yes\n"
     "  rows T1.7 T2.1 T3.1 T4.1\n",
     RC_OK, 0, NULL, "call 112"},
    {"a level that a person has set",
     "case\n"
     "  level U4\n"
     "  message signal of care: danger yes, codes DB01\n",
     RC_OK, 0, NULL, "level U4, "},
    {"the time of a case",
     "case\n"
     "  at 2027-02-01T10:00\n"
     "  message signal of care: municipality GM1696, codes RG01\n"
     "  rows T1.7 T2.9 T3.5 T4.11\n",
     RC_OK, 0, NULL, "desk amsterdam"},
    {"refused by the desk: the field and the reason, never the value",
     "case\n"
     "  message signal of care: text 111222333\n"
     "  outcome refused text BSN\n",
     RC_OK, 0, NULL, NULL},
    {"a field nobody knows",
     "case\n"
     "  message signal of care: colour red\n"
     "  outcome refused colour UNKNOWN_FIELD\n",
     RC_OK, 0, NULL, NULL},
    {"a number that is none",
     "case\n"
     "  message signal of care: people many\n"
     "  outcome refused persons.count INVALID\n",
     RC_OK, 0, NULL, NULL},
    {"a kind of message nobody knows",
     "case\n  message letter of care: form labour\n", RC_OK, 0,
     "not understood: letter", NULL},
    {"a sender nobody knows",
     "case\n  message signal of martians: form labour\n", RC_OK, 0,
     "not understood: signal", NULL},
    {"a field without a value", "case\n  message signal of care: form\n", RC_OK,
     0, "not understood: form", NULL},
    {"nothing is asked", "case\n  rows T6.1\n", RC_OK, 0, "nothing is asked",
     NULL},
    {"a shelter nobody knows", "case\n  placement police-amsterdam, hotel\n",
     RC_INVALID, 2, NULL, NULL},
    {"a partner nobody knows", "case\n  placement martians, acm-nood\n",
     RC_INVALID, 2, NULL, NULL},
    {"sharing with nobody known", "case\n  sharing match-note to martians\n",
     RC_INVALID, 2, NULL, NULL},
    {"sharing what nobody knows", "case\n  sharing gossip to care\n",
     RC_INVALID, 2, NULL, NULL},
    {"sharing with a word too many", "case\n  sharing match-note to care, H9\n",
     RC_INVALID, 2, NULL, NULL},
    {"a moment nobody knows", "case\n  feedback forgotten\n", RC_INVALID, 2,
     NULL, NULL},
    {"a word that is no key", "# remark\n\ncase\n  wish something\n",
     RC_INVALID, 4, NULL, NULL},
    {"no such level", "case\n  level U9\n", RC_INVALID, 2, NULL, NULL},
    {"no such time", "case\n  at 2026-02-30T10:00\n", RC_INVALID, 2, NULL,
     NULL},
    {"a key before any case", "  rows T1.1\n", RC_INVALID, 1, NULL, NULL},
    {"an empty file", "# nothing\n", RC_NOT_FOUND, 0, NULL, NULL},
};

static void
case_keep(const struct route_case *tried, void *arg)
{
    *(struct route_case *)arg = *tried;
}

static void
test_differences(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *row = &rows[i];
        struct route_case last = {.line = 0};
        FILE *file = fmemopen((char *)row->text, strlen(row->text), "r");
        size_t wrong_n = 0;
        size_t line = 0;
        enum rc rc;

        assert_non_null(file);
        rc = route_cases_try(rules, file, NOW_US, case_keep, &last, &wrong_n,
                             &line);
        assert_int_equal(fclose(file), 0);
        if (rc != row->rc || (rc == RC_INVALID && line != row->line))
            fail_msg("%s: %d at line %zu", row->name, rc, line);
        if (rc != RC_OK)
            continue;
        assert_int_equal(wrong_n, row->wrong == NULL ? 0 : 1);
        if (row->wrong == NULL ? last.wrong[0] != '\0'
                               : strstr(last.wrong, row->wrong) == NULL)
            fail_msg("%s: \"%s\"", row->name, last.wrong);
        if (row->outcome != NULL && strstr(last.outcome, row->outcome) == NULL)
            fail_msg("%s: \"%s\"", row->name, last.outcome);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row),
        cmocka_unit_test(test_differences),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
