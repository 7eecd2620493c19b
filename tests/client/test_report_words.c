/* What loket report writes: periods, CSV, a page, the words of HTCDS. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clients/report_html.h"
#include "clients/report_period.h"
#include "clients/report_sections.h"
#include "clients/report_table.h"
#include "core/report.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static const struct period_row {
    const char *name;
    struct report_words words;
    const char *from; /* "" refused */
    const char *to;
} periods[] = {
    {"a year", {.year = "2026"}, "2026-01-01", "2027-01-01"},
    {"the first quarter", {.quarter = "2026-Q1"}, "2026-01-01", "2026-04-01"},
    {"the last quarter", {.quarter = "2026-q4"}, "2026-10-01", "2027-01-01"},
    {"a month", {.month = "2026-03"}, "2026-03-01", "2026-04-01"},
    {"the last month", {.month = "2026-12"}, "2026-12-01", "2027-01-01"},
    {"days",
     {.from = "2026-02-28", .to = "2026-03-01"},
     "2026-02-28",
     "2026-03-01"},
    {"nothing", {0}, "", ""},
    {"two ways", {.year = "2026", .month = "2026-03"}, "", ""},
    {"no end", {.from = "2026-03-01"}, "", ""},
    {"no beginning", {.to = "2026-03-01"}, "", ""},
    {"no day", {.from = "2026-03-01", .to = "2026-03-01"}, "", ""},
    {"no such day", {.from = "2026-02-30", .to = "2026-03-01"}, "", ""},
    {"no year", {.year = "26"}, "", ""},
    {"more than a year", {.year = "20266"}, "", ""},
    {"quarter 0", {.quarter = "2026-Q0"}, "", ""},
    {"quarter 5", {.quarter = "2026-Q5"}, "", ""},
    {"quarter without Q", {.quarter = "2026-1"}, "", ""},
    {"month 0", {.month = "2026-00"}, "", ""},
    {"month 13", {.month = "2026-13"}, "", ""},
};

static void
test_periods(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(periods); i++) {
        const struct period_row *r = &periods[i];
        struct report_period period = {.from = "", .to = ""};
        enum rc rc = report_period_read(&r->words, &period);

        if ((rc == RC_OK) != (r->from[0] != '\0') ||
            (rc == RC_OK && (strcmp(period.from, r->from) != 0 ||
                             strcmp(period.to, r->to) != 0)))
            fail_msg("%s: %s %s", r->name, period.from, period.to);
    }
}

static json_t *
table_of(const char *column, const char *word)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:b, s:[s, s], s:[[s, s]]}", "title",
                     "<T> & co", "report", "counts", "from", "2026-01-01", "to",
                     "2027-01-01", "exact", 1, "columns", column, "count",
                     "rows", word, "3");
}

/* What a function writes, as text; the caller's. */
static char *
written(const json_t *tables, bool html)
{
    char *bytes = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&bytes, &n);

    assert_non_null(file);
    if (html)
        report_html(file, "<T> & co", tables);
    else
        report_table_csv(file, tables);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void
test_csv_is_that_of_rfc_4180(void **state)
{
    static const char *const rows[][2] = {
        {"sexual", "form,count\r\nsexual,3\r\n"},
        {"a,b", "form,count\r\n\"a,b\",3\r\n"},
        {"a\"b", "form,count\r\n\"a\"\"b\",3\r\n"},
        {"a\nb", "form,count\r\n\"a\nb\",3\r\n"},
        {"", "form,count\r\n,3\r\n"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        json_t *table = table_of("form", rows[i][0]);
        char *text = written(table, false);

        assert_string_equal(text, rows[i][1]);
        free(text);
        json_decref(table);
    }
}

static void
test_a_page_escapes_what_it_is_given(void **state)
{
    json_t *tables = json_pack("[o]", table_of("form", "<script>'\"&"));
    char *text = written(tables, true);

    (void)state;
    assert_null(strstr(text, "<script"));
    assert_null(strstr(text, "<T>"));
    assert_non_null(strstr(text, "&lt;script&gt;&#39;&quot;&amp;"));
    assert_non_null(strstr(text, "<svg role=\"img\""));
    assert_non_null(strstr(text, "<rect"));
    free(text);
    json_decref(tables);
    tables = json_pack("[o]", table_of("quarter", "2026-Q1"));
    text = written(tables, true);
    assert_non_null(strstr(text, "<polyline"));
    free(text);
    json_decref(tables);
}

static void
test_words_of_htcds(void **state)
{
    static const char *const rows[][4] = {
        {"form", "labour", "vic_TypeOfExploitation", "ForcedLabour"},
        {"form", "unknown", "vic_TypeOfExploitation", "unknown"},
        {"form", "together", "vic_TypeOfExploitation", "together"},
        {"code", "DB04", "vic_MethodsOfControl", "PhysicalAbuse;SexualAbuse"},
        {"code", "OB06", "vic_MethodsOfControl", "OB06"},
        {"source", "housing", "org_Type", "CorporateBusiness"},
        {"source", "other", "org_Type", "other"},
        {"age", "adult", "age", "adult"},
    };
    struct file_findings findings = {0};
    struct yaml_doc *doc = NULL;
    uint8_t *bytes = NULL;
    size_t n = 0;

    (void)state;
    assert_int_equal(
        file_read("config/desk/indicators.yaml", YAML_DOC_BYTES, &bytes, &n),
        RC_OK);
    assert_int_equal(yaml_doc_open(&doc, "indicators", bytes, n, &findings),
                     RC_OK);
    for (size_t i = 0; i < ROWS(rows); i++) {
        json_t *table = table_of(rows[i][0], rows[i][1]);

        report_table_htcds(table, doc);
        assert_string_equal(json_string_value(json_array_get(
                                json_object_get(table, "columns"), 0)),
                            rows[i][2]);
        assert_string_equal(report_table_cell(table, 0, 0), rows[i][3]);
        json_decref(table);
    }
    yaml_doc_close(doc);
    free(bytes);
}

/* Every table of the documents is one that the desk would make. */
static void
check_sections(const struct report_section *sections, size_t n, bool exact)
{
    for (size_t i = 0; i < n; i++) {
        static struct report_plan plan;
        const struct report_section *s = &sections[i];
        struct request_report request = {.report = s->report,
                                         .from = "2026-01-01",
                                         .to = "2027-01-01",
                                         .exact = exact,
                                         .after = ""};
        struct refusal why = {0};

        request.columns.v = s->columns;
        while (request.columns.n < SECTION_COLUMNS_MAX &&
               s->columns[request.columns.n] != NULL)
            request.columns.n++;
        if (s->column != NULL) {
            request.filters_n = 1;
            request.filters[0].column = s->column;
            request.filters[0].values = (struct strings){&s->word, 1};
        }
        if (!report_plan(&request, 30000, &plan, &why))
            fail_msg("%s: %s", s->title, why.findings[0].field);
    }
}

static void
test_every_section_may_be_asked(void **state)
{
    static const char *const names[] = {"year", "trends", "training"};

    (void)state;
    for (size_t i = 0; i < ROWS(names); i++) {
        const struct report_document *document = report_document(names[i]);

        check_sections(document->exact, document->exact_n, true);
        check_sections(document->outward, document->outward_n, false);
    }
    assert_null(report_document("counts"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_csv_is_that_of_rfc_4180),
        cmocka_unit_test(test_a_page_escapes_what_it_is_given),
        cmocka_unit_test(test_words_of_htcds),
        cmocka_unit_test(test_every_section_may_be_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
