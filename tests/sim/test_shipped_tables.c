/* The decision tables as they are shipped, asked every combination there is:
 * each hits a row, each row hits, and no row can go without a trace. */
#include <stddef.h>
#include <stdint.h>

#include "../unit/amsterdam.h"
#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/table_proof.h"
#include "document/document.h"
#include "document/document_findings.h"
#include "init_documents.h"

/* Rows that say what a later one would: config/desk/tables.yaml. */
static const char *const explicit_rows[] = {"T6.2", "T6.4", "T6.6"};

static struct desk_rules *rules;

static int
setup(void **state)
{
    struct document_text texts[DOCUMENT_LAST];
    struct document_findings findings = {0};
    struct document_input in = {.texts = texts};
    static struct zone zone;
    char line[DOCUMENT_LINE_BYTES];

    (void)state;
    rules = calloc(1, sizeof *rules);
    assert_non_null(rules);
    amsterdam(&zone);
    in.zone = &zone;
    in.texts_n = init_documents_shipped(texts);
    if (document_compile(&in, rules, NULL, &findings) != RC_OK ||
        findings.n > 0) {
        fprintf(stderr, "%s\n",
                document_finding_write(&findings.list[0], line));
        return -1;
    }
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

/* --- every combination of one table --- */

struct asked {
    const struct decision_table *table;
    const struct table_schema *schema;
    size_t last[TABLE_INPUTS_MAX]; /* value of each column */
    struct table_values values;
};

static void
asked_begin(struct asked *asked, enum table_id id)
{
    *asked =
        (struct asked){.table = &rules->tables[id], .schema = route_schema(id)};
    for (size_t c = 0; c < asked->schema->inputs_n; c++) {
        const struct input_schema *input =
            route_input(asked->schema->inputs[c]);
        size_t n = input->words_n;

        if (input->of == WORDS_REGIONS)
            n = rules->regions.regions_n;
        if (input->of == WORDS_WINDOWS)
            n = (size_t)1 << asked->table->windows_n;
        asked->last[c] = n;
        asked->values.v[c] = input->always;
    }
}

static bool
asked_next(struct asked *asked)
{
    for (size_t c = 0; c < asked->schema->inputs_n; c++) {
        if (++asked->values.v[c] <= asked->last[c])
            return true;
        asked->values.v[c] = route_input(asked->schema->inputs[c])->always;
    }
    return false;
}

static void
test_every_combination_hits(void **state)
{
    (void)state;
    for (int id = 0; id < TABLES_N; id++) {
        struct asked asked;
        row_set seen = 0;

        asked_begin(&asked, (enum table_id)id);
        assert_true(asked.table->rows_n > 0);
        do {
            row_set hits = table_hits(asked.table, &asked.values);

            if (hits == 0)
                fail_msg("%s: a combination hits no row", asked.schema->name);
            seen |= hits;
        } while (asked_next(&asked));
        for (size_t i = 0; i < asked.table->rows_n; i++)
            if ((seen >> i & 1U) == 0)
                fail_msg("%s never hits", asked.table->rows[i].name);
    }
}

static bool
same_outcome(const struct asked *asked, const struct decision_table *less)
{
    row_set with = table_hits(asked->table, &asked->values);
    row_set without = table_hits(less, &asked->values);

    if (without == 0)
        return false;
    for (size_t o = 0; o < asked->schema->outputs_n; o++) {
        enum table_merge merge = asked->schema->outputs[o].merge;

        if (table_result(asked->table, with, o, merge) !=
            table_result(less, without, o, merge))
            return false;
    }
    return true;
}

static bool
is_missed(enum table_id id, size_t gone)
{
    struct decision_table less = rules->tables[id];
    struct asked asked;

    less.rows_n--;
    memmove(&less.rows[gone], &less.rows[gone + 1],
            (less.rows_n - gone) * sizeof less.rows[0]);
    asked_begin(&asked, id);
    do {
        if (!same_outcome(&asked, &less))
            return true;
    } while (asked_next(&asked));
    return false;
}

static bool
is_explicit(const char *name)
{
    for (size_t i = 0; i < ROWS(explicit_rows); i++)
        if (strcmp(explicit_rows[i], name) == 0)
            return true;
    return false;
}

static void
test_no_row_can_go(void **state)
{
    (void)state;
    for (int id = 0; id < TABLES_N; id++)
        for (size_t i = 0; i < rules->tables[id].rows_n; i++) {
            const char *name = rules->tables[id].rows[i].name;

            if (is_missed((enum table_id)id, i) == is_explicit(name))
                fail_msg("%s: gone, and everything is the same", name);
        }
}

/* --- what the printed tables say, at the values where they could go wrong --- */

#define ANY 0xFF /* every value of that column */

static const struct {
    const char *row; /* must be among those that hit */
    enum table_id table;
    uint8_t v[TABLE_INPUTS_MAX];
    size_t output;
    uint64_t result;
} cases[] = {
    /* age, form, class */
    {"T1.1", TABLE_TARGET_GROUP, {1, 1, 2}, GROUP_OUT_GROUP, 1},
    {"T1.2", TABLE_TARGET_GROUP, {1, 2, 5}, GROUP_OUT_GROUP, 1},
    {"T1.2", TABLE_TARGET_GROUP, {1, 0, 2}, GROUP_OUT_GROUP, 1},
    {"T1.4", TABLE_TARGET_GROUP, {0, 2, 2}, GROUP_OUT_GROUP, 3},
    {"T1.5", TABLE_TARGET_GROUP, {0, 6, 2}, GROUP_OUT_GROUP, 3},
    {"T1.6", TABLE_TARGET_GROUP, {0, 1, 2}, GROUP_OUT_ASK, 1},
    {"T1.7", TABLE_TARGET_GROUP, {ANY, ANY, 1}, GROUP_OUT_GROUP, 4},
    {"T1.8", TABLE_TARGET_GROUP, {0, 0, 2}, GROUP_OUT_ASK, 5},
    {"T1.8b", TABLE_TARGET_GROUP, {2, 0, 2}, GROUP_OUT_ASK, 4},
    /* danger, message, shelter, unsafe, group, class, organisations, cross */
    {"T2.1", TABLE_URGENCY, {1, ANY, ANY, ANY, ANY, ANY, 2, ANY}, 0, 1},
    {"T2.2", TABLE_URGENCY, {2, 2, 1, 1, ANY, ANY, 2, ANY}, 0, 1},
    {"T2.3", TABLE_URGENCY, {2, 2, 1, 0, ANY, ANY, 2, ANY}, 0, 2},
    {"T2.3", TABLE_URGENCY, {2, 2, 1, 2, ANY, ANY, 2, ANY}, 0, 2},
    {"T2.4", TABLE_URGENCY, {2, 1, 0, 0, 1, 4, 2, 2}, 0, 2},
    {"T2.5", TABLE_URGENCY, {2, 1, 0, 0, 2, 5, 2, 2}, 0, 2},
    {"T2.5b", TABLE_URGENCY, {2, 1, 0, 0, 2, 4, 3, 1}, 0, 2},
    {"T2.6", TABLE_URGENCY, {2, 1, 0, 0, 2, 4, 3, 2}, 1, 1},
    {"T2.7", TABLE_URGENCY, {2, ANY, 2, 0, ANY, 3, 3, ANY}, 0, 3},
    {"T2.10", TABLE_URGENCY, {2, 2, 2, ANY, ANY, 1, 2, ANY}, 0, 3},
    {"T2.8", TABLE_URGENCY, {2, 3, ANY, ANY, ANY, 1, 2, ANY}, 0, 4},
    {"T2.8", TABLE_URGENCY, {2, 4, ANY, ANY, ANY, 1, 2, ANY}, 0, 4},
    {"T2.9", TABLE_URGENCY, {2, 1, ANY, ANY, ANY, 1, 2, ANY}, 0, 5},
    /* region, moment */
    {"T3.5", TABLE_DESK, {0, 1}, DESK_OUT_DESK, 1},
    {"T3.4", TABLE_DESK, {4, 1}, DESK_OUT_DESK, 4},
    /* group, urgency, message, residence, subject, moment, submitter */
    {"T4.1",
     TABLE_ALERT,
     {ANY, 1, ANY, ANY, ANY, 1, ANY},
     ALERT_OUT_ACT,
     UINT64_C(3600000000)},
    {"T4.1b", TABLE_ALERT, {4, 1, 1, 0, 1, 1, 5}, ALERT_OUT_RESTRICTED, 0},
    {"T4.7",
     TABLE_ALERT,
     {1, 3, ANY, ANY, ANY, 1, ANY},
     ALERT_OUT_CALL,
     DUTY_COORDINATOR | DUTY_YOUTH_OWNER},
    {"T4.6",
     TABLE_ALERT,
     {4, 4, 4, ANY, ANY, 1, ANY},
     ALERT_OUT_CALL,
     DUTY_COORDINATOR | DUTY_REGIE},
    {"T4.11", TABLE_ALERT, {4, 5, 1, ANY, ANY, 1, ANY}, ALERT_OUT_DIGEST, 1},
    {"T4.12",
     TABLE_ALERT,
     {ANY, ANY, ANY, ANY, 2, 1, ANY},
     ALERT_OUT_RESTRICTED,
     1},
    {"T4.12",
     TABLE_ALERT,
     {ANY, ANY, ANY, ANY, 3, 1, ANY},
     ALERT_OUT_RESTRICTED,
     1},
    {"T4.13", TABLE_ALERT, {2, 4, 1, ANY, 1, 1, ANY}, ALERT_OUT_NO_RULE, 1},
    {"T4.13",
     TABLE_ALERT,
     {2, 3, 5, ANY, 1, 1, ANY},
     ALERT_OUT_CALL,
     DUTY_COORDINATOR},
    /* group, age, multi_problem, residence, region, urgency */
    {"T5.1", TABLE_SHELTER, {1, 1, ANY, ANY, ANY, ANY}, SHELTER_OUT_ROUTE, 2},
    {"T5.2", TABLE_SHELTER, {ANY, 2, 1, ANY, 1, ANY}, SHELTER_OUT_PROPOSE, 5},
    {"T5.5", TABLE_SHELTER, {2, 2, 2, 3, ANY, 1}, SHELTER_OUT_PLACER, 3},
    {"T5.6", TABLE_SHELTER, {2, 2, 2, 2, 1, 1}, SHELTER_OUT_PROPOSE, 0x0201},
    {"T5.7", TABLE_SHELTER, {5, 2, 2, 1, 1, 2}, SHELTER_OUT_PROPOSE, 2},
    {"T5.8", TABLE_SHELTER, {3, 2, 2, 1, 1, 3}, SHELTER_OUT_PROPOSE, 3},
    {"T5.9", TABLE_SHELTER, {3, 2, 2, 1, 3, 3}, SHELTER_OUT_PLACER, 5},
    {"T5.10", TABLE_SHELTER, {ANY, 2, 2, 0, 1, 2}, SHELTER_OUT_ASK, 2},
    {"T5.10b", TABLE_SHELTER, {ANY, 2, 2, 0, 0, ANY}, SHELTER_OUT_ROUTE, 4},
    {"T5.10b", TABLE_SHELTER, {ANY, 2, 2, 0, 1, 3}, SHELTER_OUT_ROUTE, 4},
    {"T5.11", TABLE_SHELTER, {ANY, 2, 2, 1, 4, ANY}, SHELTER_OUT_PLACER, 6},
    {"T5.12", TABLE_SHELTER, {4, 1, ANY, ANY, 1, ANY}, SHELTER_OUT_ESCALATE, 1},
    {"T5.12", TABLE_SHELTER, {2, 0, ANY, ANY, 1, ANY}, SHELTER_OUT_ESCALATE, 1},
    /* submitter, facility_kind, funder */
    {"T6.1", TABLE_PLACEMENT, {1, 1, 1}, 0, 1},
    {"T6.7", TABLE_PLACEMENT, {1, 1, 2}, 0, 2},
    {"T6.2", TABLE_PLACEMENT, {1, 4, ANY}, 0, 2},
    {"T6.3", TABLE_PLACEMENT, {4, 4, ANY}, 0, 1},
    {"T6.4", TABLE_PLACEMENT, {4, 2, ANY}, 0, 2},
    {"T6.5", TABLE_PLACEMENT, {13, 3, 1}, 0, 1},
    {"T6.6", TABLE_PLACEMENT, {2, ANY, ANY}, 0, 2},
    {"T6.7", TABLE_PLACEMENT, {13, 4, ANY}, 0, 2},
    {"T6.7", TABLE_PLACEMENT, {0, ANY, ANY}, 0, 2},
    /* content, recipient, police_data, handling, agreement */
    {"T7.1", TABLE_SHARING, {1, 1, ANY, ANY, ANY}, 0, 3},
    {"T7.2", TABLE_SHARING, {2, 5, ANY, ANY, 1}, 0, 3},
    {"T7.8", TABLE_SHARING, {2, 5, 2, ANY, 2}, 0, 1},
    {"T7.3", TABLE_SHARING, {3, 5, 2, 2, ANY}, 0, 2},
    {"T7.8", TABLE_SHARING, {3, 5, 2, 3, ANY}, 0, 1},
    {"T7.8", TABLE_SHARING, {3, 5, 2, 4, ANY}, 0, 1},
    {"T7.5", TABLE_SHARING, {3, 5, 1, ANY, ANY}, 0, 1},
    {"T7.8", TABLE_SHARING, {3, 0, 2, ANY, ANY}, 0, 1},
    {"T7.4", TABLE_SHARING, {4, 12, ANY, ANY, ANY}, 0, 2},
    {"T7.6", TABLE_SHARING, {5, 0, ANY, ANY, ANY}, 0, 2},
    {"T7.7", TABLE_SHARING, {6, 13, 2, ANY, ANY}, 1, 1},
    {"T7.8", TABLE_SHARING, {7, ANY, 2, ANY, ANY}, 0, 1},
    {"T8.6", TABLE_FEEDBACK, {6}, FEEDBACK_OUT_TERM, UINT64_C(2419200000000)},
};

/* A case holds for every value of its ANY columns. */
static void
try_case(size_t i)
{
    struct asked asked;
    size_t tried = 0;

    asked_begin(&asked, cases[i].table);
    do {
        row_set hits = table_hits(asked.table, &asked.values);
        bool meant = true, named = false;

        for (size_t c = 0; c < asked.schema->inputs_n; c++)
            meant = meant && (cases[i].v[c] == ANY ||
                              cases[i].v[c] == asked.values.v[c]);
        if (!meant)
            continue;
        tried++;
        for (size_t k = 0; k < asked.table->rows_n; k++)
            named =
                named || ((hits >> k & 1U) != 0 &&
                          strcmp(asked.table->rows[k].name, cases[i].row) == 0);
        if (!named)
            fail_msg("case %zu: %s does not hit, but %s", i, cases[i].row,
                     asked.table->rows[table_first(hits)].name);
        if (table_result(asked.table, hits, cases[i].output,
                         asked.schema->outputs[cases[i].output].merge) !=
            cases[i].result)
            fail_msg("case %zu: %s says something else", i, cases[i].row);
    } while (asked_next(&asked));
    assert_true(tried > 0);
}

static void
test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(cases); i++)
        try_case(i);
}

/* --- a table that nobody could check --- */

#define TEXT_BYTES (64 * 1024)

/* A role for every bit of every word of six inputs, said by two rows: those
 * whose word has the bit and those whose word has not.  Together they say what
 * the last row says, but only every combination shows it. */
static size_t
write_partitions(char *out, size_t size)
{
    size_t n = 0, role = 0;

    for (size_t c = 0; c < route_schema(TABLE_ALERT)->inputs_n; c++) {
        const struct input_schema *input =
            route_input(route_schema(TABLE_ALERT)->inputs[c]);

        for (size_t bit = 0; input->words_n >> bit != 0; bit++, role++)
            for (unsigned side = 0; side < 2; side++) {
                n += (size_t)snprintf(
                    out + n, size - n,
                    "      - {row: T4.%zu%c, then: {prepare: %s}, source: x,\n"
                    "         when: {%s: [",
                    role + 1, "ab"[side], rules -> directory.roles[role].name,
                    input->name);
                for (size_t v = input->always; v <= input->words_n; v++)
                    if ((v >> bit & 1U) == side)
                        n += (size_t)snprintf(out + n, size - n, "%s, ",
                                              v == 0 ? "absent"
                                                     : input->words[v - 1]);
                n += (size_t)snprintf(out + n, size - n, "]}}\n");
            }
    }
    n += (size_t)snprintf(out + n, size - n,
                          "      - {row: T4.98, source: x, then: {prepare: [");
    while (role-- > 0)
        n += (size_t)snprintf(out + n, size - n, "%s, ",
                              rules->directory.roles[role].name);
    return n + (size_t)snprintf(
                   out + n, size - n,
                   "]}}\n      - {row: T4.99, otherwise: yes, source: x,\n"
                   "         then: {call: coordinator}}\n");
}

static void
test_too_complex_is_refused(void **state)
{
    struct document_text texts[DOCUMENT_LAST];
    struct document_input in = {.texts = texts, .zone = &rules->book.zone};
    struct document_findings findings = {0};
    struct desk_rules *other = calloc(1, sizeof *other);
    char *text = calloc(1, TEXT_BYTES), *from = NULL, *to = NULL;
    size_t n;

    (void)state;
    assert_non_null(other);
    assert_non_null(text);
    in.texts_n = init_documents_shipped(texts);
    for (size_t i = 0; i < in.texts_n; i++)
        if (texts[i].kind == DOCUMENT_TABLES) {
            from = strstr(texts[i].bytes, "      - {row: T4.1,");
            to = strstr(texts[i].bytes, "  # T5 --");
            assert_true(from != NULL && to != NULL);
            n = (size_t)(from - texts[i].bytes);
            memcpy(text, texts[i].bytes, n);
            n += write_partitions(text + n, TEXT_BYTES - n);
            n += (size_t)snprintf(text + n, TEXT_BYTES - n, "%.*s",
                                  (int)(texts[i].bytes + texts[i].n - to), to);
            assert_true(n < TEXT_BYTES);
            texts[i].bytes = text;
            texts[i].n = n;
        }
    assert_int_equal(document_compile(&in, other, NULL, &findings), RC_INVALID);
    assert_int_equal(findings.refuses_n, 1);
    for (size_t i = 0; i < findings.n; i++)
        if (findings.list[i].refuses)
            assert_string_equal(findings.list[i].code, "E_TOO_COMPLEX");
    document_findings_close(&findings);
    free(other);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_combination_hits),
        cmocka_unit_test(test_no_row_can_go),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_too_complex_is_refused),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
