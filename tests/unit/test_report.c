/* What may be asked of the figures, and what of it may leave the desk; every
 * word both ways. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "core/report.h"
#include "core/zone.h"

/* report | columns | filters "column=word,word" | from | to | exact */
static const struct plan_row {
    const char *name;
    const char *report;
    const char *columns; /* a space between */
    const char *filters;
    const char *from, *to;
    bool exact;
    const char *findings; /* "code field", "; " between; "" taken */
} rows[] = {
    {"the mayor's question", "counts", "",
     "age=under_18 pregnant=yes"
     " municipality=GM0363",
     "2027-01-01", "2027-06-16", true, ""},
    {"any columns", "counts", "form age region class", "", "2026-03-04",
     "2026-03-05", true, ""},
    {"no such report", "count", "", "", "2026-01-01", "2027-01-01", true,
     "UNKNOWN_CODE report"},
    {"no such column", "counts", "form colour", "", "2026-01-01", "2027-01-01",
     true, "UNKNOWN_CODE columns[1]"},
    {"a column of another report", "counts", "phase", "", "2026-01-01",
     "2027-01-01", true, "UNKNOWN_CODE columns[0]"},
    {"a column twice", "counts", "form form", "", "2026-01-01", "2027-01-01",
     true, "INVALID columns[1]"},
    {"no such column to filter on", "counts", "", "colour=red", "2026-01-01",
     "2027-01-01", true, "UNKNOWN_CODE filters[0].column"},
    {"no such word", "counts", "", "form=labour,sex", "2026-01-01",
     "2027-01-01", true, "UNKNOWN_CODE filters[0].values[1]"},
    {"a filter on a period", "counts", "", "year=2026", "2026-01-01",
     "2027-01-01", true, "INVALID filters[0].column"},
    {"two filters on one column", "counts", "", "form=labour form=sexual",
     "2026-01-01", "2027-01-01", true, "INVALID filters[1].column"},
    {"everything that is wrong at once", "counts", "colour", "form=sex",
     "2026-01-01", "2027-01-01", true,
     "UNKNOWN_CODE columns[0]; UNKNOWN_CODE filters[0].values[0]"},
    {"reachability has its own columns", "reachability", "level", "",
     "2026-01-01", "2027-01-01", true, "INVALID columns"},

    {"outward: the whole", "counts", "", "", "2026-01-01", "2027-01-01", false,
     ""},
    {"outward: a branch", "counts", "age gender pregnant", "", "2026-01-01",
     "2027-01-01", false, ""},
    {"outward: the beginning of a branch", "counts", "age gender", "",
     "2026-01-01", "2027-01-01", false, ""},
    {"outward: not in that order", "counts", "gender age", "", "2026-01-01",
     "2027-01-01", false, "INVALID columns"},
    {"outward: the end of a branch alone", "counts", "gender", "", "2026-01-01",
     "2027-01-01", false, "INVALID columns"},
    {"outward: two branches crossed", "counts", "form age", "", "2026-01-01",
     "2027-01-01", false, "INVALID columns"},
    {"outward: class follows from others", "counts", "class", "", "2026-01-01",
     "2027-01-01", false, "INVALID columns"},
    {"outward: indicators", "counts", "code", "", "2026-01-01", "2027-01-01",
     false, ""},
    {"outward: of what is told", "counts", "region municipality",
     "municipality=GM0363", "2026-01-01", "2027-01-01", false, ""},
    {"outward: of what is not asked for", "counts", "form", "age=adult",
     "2026-01-01", "2027-01-01", false, "INVALID filters[0].column"},
    {"outward: advice about training", "advice", "about source",
     "about=training", "2026-01-01", "2027-01-01", false, ""},
    {"outward: bottlenecks", "bottlenecks", "category", "", "2026-01-01",
     "2027-01-01", false, ""},
    {"outward: reachability", "reachability", "", "", "2026-01-01",
     "2027-01-01", false, ""},
    {"referrals never leave", "referrals", "state", "", "2026-01-01",
     "2027-01-01", false, "DENIED report"},
    {"terms never leave", "terms", "", "", "2026-01-01", "2027-01-01", false,
     "DENIED report"},
    {"alerts never leave", "alerts", "", "", "2026-01-01", "2027-01-01", false,
     "DENIED report"},
    {"refusals never leave", "refusals", "", "", "2026-01-01", "2027-01-01",
     false, "DENIED report"},
    {"outward: half a year", "counts", "", "", "2026-01-01", "2026-07-01",
     false, "OUT_OF_RANGE to"},
    {"outward: a day short", "counts", "", "", "2026-01-02", "2027-01-01",
     false, "OUT_OF_RANGE to"},
    {"outward: from a month on", "counts", "", "", "2026-02-01", "2027-02-01",
     false, "OUT_OF_RANGE to"},
    {"outward: two years", "counts", "", "", "2025-01-01", "2027-01-01", false,
     "OUT_OF_RANGE to"},
    {"outward: the year that runs", "counts", "", "", "2027-01-01",
     "2028-01-01", false, "OUT_OF_RANGE to"},
};

struct asked {
    struct request_report request;
    char text[256];
    const char *words[32];
    size_t words_n;
};

/* Cuts in place; the last word of the row before is not touched. */
static void
add_filter(struct asked *asked, char *text)
{
    struct report_filter *filter =
        &asked->request.filters[asked->request.filters_n++];
    char *at = strchr(text, '=');

    *at++ = '\0';
    filter->column = text;
    filter->values.v = &asked->words[asked->words_n];
    for (char *word = strtok(at, ","); word != NULL; word = strtok(NULL, ",")) {
        asked->words[asked->words_n++] = word;
        filter->values.n++;
    }
}

static void
read_row(struct asked *asked, const struct plan_row *row)
{
    char *filters[4];
    size_t filters_n = 0;

    *asked = (struct asked){.request = {.report = row->report,
                                        .from = row->from,
                                        .to = row->to,
                                        .exact = row->exact,
                                        .purpose = "",
                                        .after = ""}};
    (void)snprintf(asked->text, sizeof asked->text, "%s|%s", row->columns,
                   row->filters);

    char *at = strchr(asked->text, '|');

    *at++ = '\0';
    asked->request.columns.v = asked->words;
    for (char *word = strtok(asked->text, " "); word != NULL;
         word = strtok(NULL, " "))
        asked->words[asked->words_n++] = word;
    asked->request.columns.n = asked->words_n;
    for (char *word = strtok(at, " "); word != NULL; word = strtok(NULL, " "))
        filters[filters_n++] = word;
    for (size_t i = 0; i < filters_n; i++)
        add_filter(asked, filters[i]);
}

static void
say(const struct refusal *why, char out[512])
{
    size_t n = 0;

    out[0] = '\0';
    for (size_t i = 0; i < why->n; i++)
        n += (size_t)snprintf(out + n, 512 - n, "%s%s %s", i == 0 ? "" : "; ",
                              refusal_code_name(why->findings[i].code),
                              why->findings[i].field);
}

static void
test_what_may_be_asked(void **state)
{
    static struct report_plan plan;
    static struct asked asked;
    int64_t today = civil_days(2027, 6, 15);

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct refusal why = {0};
        char findings[512];

        read_row(&asked, &rows[i]);

        bool taken = report_plan(&asked.request, today, &plan, &why);

        say(&why, findings);
        if (taken != (rows[i].findings[0] == '\0') ||
            strcmp(findings, rows[i].findings) != 0)
            fail_msg("%s: %s", rows[i].name, findings);
    }
}

static void
test_a_year_is_told_when_it_is_fixed(void **state)
{
    static struct report_plan plan;
    static struct asked asked;
    static const struct plan_row row = {"",           "counts",     "form", "",
                                        "2026-01-01", "2027-01-01", false,  ""};
    struct refusal why = {0};

    (void)state;
    read_row(&asked, &row);
    assert_false(
        report_plan(&asked.request, civil_days(2027, 1, 31), &plan, &why));
    why.n = 0;
    assert_true(
        report_plan(&asked.request, civil_days(2027, 2, 1), &plan, &why));
    assert_int_equal(plan.fixed_day, civil_days(2027, 2, 1));
    /* .. and is the same for ever after. */
    assert_true(
        report_plan(&asked.request, civil_days(2031, 2, 1), &plan, &why));
    assert_int_equal(plan.fixed_day, civil_days(2027, 2, 1));
}

static void
test_cursor(void **state)
{
    static struct report_plan plan;
    static struct asked asked;
    static const struct plan_row row = {"",           "counts",     "",   "",
                                        "2026-01-01", "2027-01-01", true, ""};
    static const struct {
        const char *after;
        bool taken;
        uint64_t offset;
    } cursors[] = {
        {"", true, 0},          {"100", true, 100}, {"1000009", true, 1000009},
        {"10000000", false, 0}, {"-1", false, 0},   {"1a", false, 0}};

    (void)state;
    for (size_t i = 0; i < ROWS(cursors); i++) {
        struct refusal why = {0};

        read_row(&asked, &row);
        asked.request.after = cursors[i].after;
        assert_int_equal(report_plan(&asked.request, 20000, &plan, &why),
                         cursors[i].taken);
        if (cursors[i].taken)
            assert_int_equal(plan.offset, cursors[i].offset);
    }
}

static void
test_rows_of_columns_stand_in_their_order(void **state)
{
    (void)state;
    assert_null(report_column_row(COLUMN_NONE));
    assert_null(report_column_row(COLUMNS_N));
    for (int i = COLUMN_NONE + 1; i < COLUMNS_N; i++) {
        const struct report_column_row *row =
            report_column_row((enum report_column)i);

        assert_int_equal(row->column, i);
        for (int report = REPORT_COUNTS; report <= REPORT_LAST; report++)
            if ((row->reports & REPORT_BIT(report)) != 0)
                assert_int_equal(
                    report_column_find((enum report_kind)report, row->name),
                    i); /* no other of that name */
    }
    for (int report = REPORT_COUNTS; report <= REPORT_LAST; report++)
        assert_int_equal(report_find(report_name((enum report_kind)report)),
                         report);
}

static void
test_every_word_reads_back(void **state)
{
    (void)state;
    for (int i = COLUMN_NONE + 1; i < COLUMNS_N; i++) {
        const struct report_column_row *row =
            report_column_row((enum report_column)i);

        for (size_t n = 0; n < row->words_n; n++) {
            struct report_value value = {.number = (int64_t)n};
            struct report_value back;
            char word[REPORT_WORD_BYTES];

            report_word(row->column, &value, word);
            assert_true(report_read(row->column, word, &back));
            assert_int_equal(back.number, n);
        }
    }
}

static const struct word_row {
    enum report_column column;
    const char *word;
    bool reads;
    struct report_value value;
} words[] = {
    {COLUMN_MUNICIPALITY, "GM0363", true, {.number = 363}},
    {COLUMN_MUNICIPALITY, "GM0034", true, {.number = 34}},
    {COLUMN_MUNICIPALITY, "not_said", true, {.number = 0}},
    {COLUMN_MUNICIPALITY, "GM0000", false, {0}},
    {COLUMN_MUNICIPALITY, "Amsterdam", false, {0}},
    {COLUMN_DANGER, "yes", true, {.number = 1}},
    {COLUMN_DANGER, "no", true, {.number = 0}},
    {COLUMN_DANGER, "unknown", false, {0}},
    {COLUMN_REGION, "noord-holland", true, {.text = "noord-holland"}},
    {COLUMN_REGION, "not_said", true, {.text = ""}},
    {COLUMN_REGION, "Noord Holland", false, {0}},
    {COLUMN_CODE, "DB01", true, {.text = "DB01"}},
    {COLUMN_CODE, "db01", false, {0}},
    {COLUMN_AGE, "under_18", true, {.number = 1}},
    {COLUMN_AGE, "under18", false, {0}},
    {COLUMN_QUARTER, "2026-Q1", false, {0}},
};

static void
test_words_with_a_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(words); i++) {
        const struct word_row *r = &words[i];
        struct report_value value;
        char word[REPORT_WORD_BYTES];

        if (report_read(r->column, r->word, &value) != r->reads)
            fail_msg("%s", r->word);
        if (!r->reads)
            continue;
        assert_int_equal(value.number, r->value.number);
        assert_string_equal(value.text, r->value.text);
        report_word(r->column, &value, word);
        assert_string_equal(word, r->word);
    }
}

/* What says least joins what is withheld first. */
static void
test_the_order_of_words_begins_with_what_says_least(void **state)
{
    static const char *const order[] = {"not_said", "unknown", "other",
                                        "sexual",   "labour",  "surrogacy"};
    struct report_value a;
    struct report_value b;

    (void)state;
    for (size_t i = 0; i + 1 < ROWS(order); i++) {
        assert_true(report_read(COLUMN_FORM, order[i], &a));
        assert_true(report_read(COLUMN_FORM, order[i + 1], &b));
        assert_true(report_compare(COLUMN_FORM, &a, &b) < 0);
        assert_true(report_compare(COLUMN_FORM, &b, &a) > 0);
        assert_int_equal(report_compare(COLUMN_FORM, &a, &a), 0);
    }
}

/* What the proof of docs/figures.md asks of the menu. */
static void
test_no_two_branches_of_a_report_share_a_column(void **state)
{
    (void)state;
    for (int report = REPORT_COUNTS; report <= REPORT_LAST; report++) {
        int seen[COLUMNS_N] = {0};

        /* first columns, and what comes below them */
        for (int a = 1; a < COLUMNS_N; a++) {
            enum report_column path[REPORT_DEPTH_MAX] = {(enum report_column)a};

            if (!report_branch((enum report_kind)report, path, 1))
                continue;
            seen[a]++;
            for (size_t n = 2; n <= REPORT_DEPTH_MAX; n++) {
                int below = 0;

                for (int b = 1; b < COLUMNS_N; b++) {
                    path[n - 1] = (enum report_column)b;
                    if (!report_branch((enum report_kind)report, path, n))
                        continue;
                    seen[b]++;
                    below = b;
                }
                if (below == 0)
                    break;
                path[n - 1] = (enum report_column)below;
            }
        }
        for (int column = 1; column < COLUMNS_N; column++)
            assert_true(seen[column] <= 1);
        assert_int_equal(
            seen[COLUMN_CLASS] + seen[COLUMN_GROUP] + seen[COLUMN_LEVEL], 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_may_be_asked),
        cmocka_unit_test(test_a_year_is_told_when_it_is_fixed),
        cmocka_unit_test(test_cursor),
        cmocka_unit_test(test_rows_of_columns_stand_in_their_order),
        cmocka_unit_test(test_every_word_reads_back),
        cmocka_unit_test(test_words_with_a_form),
        cmocka_unit_test(test_the_order_of_words_begins_with_what_says_least),
        cmocka_unit_test(test_no_two_branches_of_a_report_share_a_column),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
