/* Section tables: each fault with its finding on its line. */
#include "tables_text.h"

#include "../unit/rows.h"

#include <stdlib.h>

#include "core/desk_rules.h"

static const struct {
    const char *name, *find, *put;
    const char *findings[DOCUMENT_ROW_FINDINGS];
} rows[] = {
    {"as it is", "tables:", "tables:", {NULL}},

    /* the tables */
    {"a table nobody knows",
     "table: urgency",
     "table: haste",
     {"tables:2: missing: table urgency is missing",
      "tables:8: unknown_name: table: there is no table haste"}},
    {"a table twice",
     "table: urgency",
     "table: target-group",
     {"tables:2: missing: table urgency is missing",
      "tables:8: twice: table target-group: a second time"}},
    {"a table is missing",
     "  - table: feedback\n    hit: collect\n    rows:\n"
     "      - {row: T8.1, then: {tell: field, term: at-once}, source: S4}\n",
     "",
     {"tables:2: missing: table feedback is missing"}},
    {"another hit policy",
     "hit: collect",
     "hit: first",
     {"tables:22: value: hit: collect is expected"}},
    {"a hit policy nobody knows",
     "hit: first",
     "hit: unique",
     {"tables:3: value: hit: first is expected"}},
    {"no hit policy", "    hit: collect\n", "", {"tables:21: missing: hit"}},
    {"no rows",
     "      - {row: T7.1, then: {allowed: no}, source: S0}\n",
     "      []\n",
     {"tables:44: value: rows: at least 1"}},
    {"a key of a table nobody knows",
     "    hit: collect\n",
     "    hit: collect\n    order: 1\n",
     {"tables:23: unknown_key: order"}},

    /* the rows */
    {"a row of another table",
     "row: T2.2",
     "row: T1.3",
     {"tables:13: value: row: a name like T2.1 or T2.10b"}},
    {"a row without a number",
     "row: T2.2",
     "row: T2.",
     {"tables:13: value: row: a name like"}},
    {"a row name in capitals",
     "row: T2.2",
     "row: T2.2B",
     {"tables:13: value: row: a name like"}},
    {"a row name of eleven characters",
     "row: T2.2",
     "row: T2.23456789",
     {NULL}},
    {"a row name of twelve characters",
     "row: T2.2",
     "row: T2.234567890",
     {"tables:13: value: row: a name like"}},
    {"a row twice",
     "row: T2.2",
     "row: T2.1",
     {"tables:13: twice: row T2.1: a second time"}},
    {"a row without a name", "{row: T2.2, ", "{", {"tables:13: missing: row"}},
    {"a row without a source",
     "{tell: field, term: at-once}, source: S4",
     "{tell: field, term: at-once}",
     {"tables:48: missing: source"}},
    {"a source of two lines",
     "source: R S4",
     "source: \"R\\nS4\"",
     {"tables:7: value: source: one line of text"}},
    {"a row that says nothing",
     "then: {allowed: no}, ",
     "",
     {"tables:44: missing: then"}},
    {"a needed result is missing",
     "{answer: request}",
     "{}",
     {"tables:40: missing: then: answer: is missing"}},
    {"a result nobody knows",
     "{answer: request}",
     "{answer: request, why: no}",
     {"tables:40: unknown_key: then: table placement does not say why"}},
    {"results that are none",
     "{answer: request}",
     "request",
     {"tables:40: value: then: names with values"}},
    {"conditions that are none",
     "when: {age: under-18}",
     "when: under-18",
     {"tables:5: value: when: names with values"}},
    {"an input of another table",
     "{age: under-18}",
     "{region: amsterdam}",
     {"tables:5: unknown_key: when: table target-group does not ask for "
      "region"}},
    {"otherwise where the first row decides",
     "{row: T1.2, ",
     "{row: T1.2, otherwise: yes, ",
     {"tables:6: value: otherwise"}},
};

static const struct {
    const char *name, *find, *put;
    const char *findings[DOCUMENT_ROW_FINDINGS];
} cells[] = {
    {"a word nobody knows",
     "age: under-18",
     "age: child",
     {"tables:5: unknown_name: age: there is no word child"}},
    {"a word of a list nobody knows",
     "urgency: [U1, U2]",
     "urgency: [U1, U6]",
     {"tables:24: unknown_name: urgency: there is no word U6"}},
    {"an empty list",
     "urgency: [U1, U2]",
     "urgency: []",
     {"tables:24: value: urgency: at least 1"}},
    {"a word twice",
     "urgency: [U1, U2]",
     "urgency: [U1, U1]",
     {"tables:24: twice: urgency: a word a second time"}},
    {"a word beside a negation",
     "urgency: [U1, U2]",
     "urgency: [U1, \"!U2\"]",
     {"tables:24: value: urgency: words with and without !"}},
    {"a negation of a word nobody knows",
     "\"!victim\"",
     "\"!person\"",
     {"tables:26: unknown_name: subject: there is no word this"}},
    {"a map",
     "urgency: [U1, U2]",
     "urgency: {U1: yes}",
     {"tables:24: value: urgency: a list is expected"}},
    {"absent of what is always said",
     "urgency: [U1, U2]",
     "urgency: absent",
     {"tables:24: value: urgency: it is always said"}},
    {"present of what is always said",
     "urgency: [U1, U2]",
     "urgency: present",
     {"tables:24: value: urgency: it is always said"}},
    {"a region nobody knows",
     "region: amsterdam",
     "region: zeeland",
     {"tables:18: unknown_name: region: there is no region zeeland"}},
    {"a window nobody knows",
     "within daytime",
     "within office",
     {"tables:18: unknown_name: moment: there is no window this"}},
    {"a moment that is no window",
     "moment: within daytime",
     "moment: daytime",
     {"tables:18: value: moment: within NAME is expected"}},
    {"five windows",
     "within daytime",
     "[within w2, within w3, within w4, within w5, within w6]",
     {NULL}},
    {"six windows",
     "within daytime",
     "[within daytime, within w2, within w3, within w4, within w5, within w6]",
     {"tables:18: limit: moment: a table may name 5 windows"}},
    {"a desk nobody knows",
     "desk: amsterdam, role",
     "desk: zeeland, role",
     {"tables:19: unknown_name: desk: there is no desk zeeland"}},
    {"a role nobody knows",
     "[ggd, ind]",
     "[ggd, om]",
     {"tables:27: unknown_name: prepare: there is no role om"}},
    {"a role twice",
     "[ggd, ind]",
     "[ggd, ggd]",
     {"tables:27: twice: prepare: ggd a second time"}},
    {"a facility nobody knows",
     "[acm-crisis, acm-nood]",
     "[acm-crisis, hotel]",
     {"tables:34: unknown_name: propose: there is no facility hotel"}},
    {"a duty nobody knows",
     "call: manager",
     "call: boss",
     {"tables:27: unknown_name: call: there is no duty boss"}},
    {"a duty nobody has",
     "call: manager",
     "call: [manager, youth-owner]",
     {"tables:27: nobody: call: nobody has the duty youth-owner"}},
    {"two words where one is said",
     "answer: request",
     "answer: [yes, request]",
     {"tables:40: value: answer: one value is expected"}},
    {"a map where words are said",
     "call: manager",
     "call: {manager: yes}",
     {"tables:27: value: call: a list is expected"}},
    {"a flag that is none",
     "raised: yes",
     "raised: very",
     {"tables:13: value: raised: yes or no"}},
    {"a number that is none",
     "organisations: 2..",
     "organisations: two",
     {"tables:11: value: organisations: a number from 0 to 62"}},
    {"a number too large",
     "organisations: 2..",
     "organisations: 63",
     {"tables:11: value: organisations: a number from 0 to 62"}},
    {"the largest number", "organisations: 2..", "organisations: 62", {NULL}},
    {"a range backwards",
     "organisations: 2..",
     "organisations: 3..2",
     {"tables:11: value: organisations: a number"}},
    {"a range of nothing",
     "organisations: 2..",
     "organisations: \"..\"",
     {"tables:11: value: organisations: a number"}},
    {"a term without a unit",
     "act: 1h",
     "act: 60",
     {"tables:25: value: act: at-once, a time like 1h"}},
    {"a term of nothing",
     "act: 1h",
     "act: 0h",
     {"tables:25: value: act: at-once"}},
    {"a term of 366 days", "act: 1h", "act: 366d", {NULL}},
    {"a term of more than 366 days",
     "act: 1h",
     "act: 367d",
     {"tables:25: value: act: at-once"}},
    {"a term of 366 working days", "act: 1h", "act: 366wd", {NULL}},
    {"a term of more than 366 working days",
     "act: 1h",
     "act: 367wd",
     {"tables:25: value: act: at-once"}},

    /* the proof */
    {"a combination without a row",
     "{row: T1.2, then",
     "{row: T1.2, when: {age: adult}, then",
     {"tables:2: E_INCOMPLETE: table target-group: no row for age absent, form "
      "absent, class K0"}},
    {"a window that nobody looks at is not in the example",
     "{row: T3.2, then",
     "{row: T3.2, when: {region: present}, then",
     {"tables:15: E_INCOMPLETE: table desk: no row for region absent, moment "
      "within no window"}},
    {"a row that never hits",
     "{age: under-18}",
     "{age: \"-\"}",
     {"tables:6: E_UNREACHABLE: T1.2: "}},
    {"an otherwise row that never hits",
     "urgency: [U1, U2]",
     "urgency: \"-\"",
     {"tables:28: E_UNREACHABLE: T4.3: "}},
    {"a row without effect, on purpose",
     "{row: T5.1, when: {residence: absent},\n"
     "         then: {route: place, propose: [acm-crisis, acm-nood],\n"
     "                placer: coordinator}",
     "{row: T5.1, explicit: yes, when: {residence: absent},\n"
     "         then: {route: none, placer: region}",
     {NULL}},
    {"a row without effect",
     "then: {route: place, propose: [acm-crisis, acm-nood],\n"
     "                placer: coordinator}",
     "then: {route: none, placer: region}",
     {"tables:33: W_NO_EFFECT: T5.1: "}},
    {"everything at once",
     "      - {row: T6.1, then: {answer: request}, source: S0}\n"
     "  - table: sharing\n"
     "    hit: first\n"
     "    rows:\n"
     "      - {row: T7.1, then: {allowed: no}, source: S0}\n",
     "      - {row: T6.1, when: {funder: state}, then: {answer: request},\n"
     "         source: S0}\n"
     "  - table: sharing\n"
     "    hit: first\n"
     "    rows:\n"
     "      - {row: T7.1, then: {allowed: no}, source: S0}\n"
     "      - {row: T7.2, then: {allowed: no}, source: S0}\n"
     "      - {row: T7.3, then: {allowed: maybe}, source: S0}\n",
     {"tables:37: E_INCOMPLETE: table placement: no row for submitter absent, "
      "facility_kind emergency, funder municipality",
      "tables:47: unknown_name: allowed: there is no word maybe"}},
};

static void
judge(struct desk_rules *rules, const char *name, const char *find,
      const char *put, const char *const expected[])
{
    struct document_findings findings;

    (void)tables_compile(find, put, rules, &findings);
    documents_judge(name, &findings, expected, DOCUMENT_ROW_FINDINGS);
}

static void
test_rows(void **state)
{
    struct desk_rules *rules = documents_rules();

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        judge(rules, rows[i].name, rows[i].find, rows[i].put, rows[i].findings);
    free(rules);
}

static void
test_cells(void **state)
{
    struct desk_rules *rules = documents_rules();

    (void)state;
    for (size_t i = 0; i < ROWS(cells); i++)
        judge(rules, cells[i].name, cells[i].find, cells[i].put,
              cells[i].findings);
    free(rules);
}

/* A document that names regions cannot do without them; one finding says so,
 * not one for each name. */
static void
test_needs_the_documents_it_names(void **state)
{
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;
    const struct documents documents = {
        .changes = {{DOCUMENT_REGIONS, NULL, ""},
                    {DOCUMENT_SHELTER, NULL, ""},
                    {DOCUMENT_DIRECTORY, NULL, ""},
                    {DOCUMENT_TABLES, NULL, tables_text}}};
    static const char *const expected[] = {
        "directory: missing: section agreements",
        "directory: missing: section entries",
        "directory: missing: section roles",
        "regions: missing: section desks",
        "regions: missing: section municipalities",
        "regions: missing: section regions",
        "shelter: missing: section facilities"};

    (void)state;
    (void)documents_compile(&documents, rules, &findings);
    documents_judge("only tables", &findings, expected, ROWS(expected));
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_needs_the_documents_it_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
