/* report_table -- see report_table.h */
#include "report_table.h"

#include <string.h>

#include "document/indicator_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"

#define COLUMNS_MAX 16

const char *
report_table_cell(const json_t *table, size_t row, size_t column)
{
    const char *text = json_string_value(json_array_get(
        json_array_get(json_object_get(table, "rows"), row), column));

    return text == NULL ? "" : text;
}

/* The first page brings all but the rows; "" and false are left out. */
static json_t *
begin(const char *title, const json_t *request, const json_t *page)
{
    json_t *columns = json_object_get(page, "columns");

    return json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:O, s:[]}", "title", title,
        "report", object_text(request, "report"), "from",
        object_text(request, "from"), "to", object_text(request, "to"), "as_of",
        object_text(page, "as_of"), "exact", object_flag(page, "exact"),
        "threshold", (json_int_t)object_number(page, "threshold"), "columns",
        columns, "rows");
}

static void
add_rows(json_t *table, const json_t *page)
{
    size_t i;
    json_t *row;

    json_array_foreach(json_object_get(page, "rows"), i, row)
    {
        (void)json_array_append(json_object_get(table, "rows"),
                                json_object_get(row, "cells"));
    }
}

enum ending
report_table_ask(struct visit *visit, const struct invocation *inv,
                 const char *title, json_t *request, json_t **table)
{
    enum ending ending = ENDING_DONE;
    bool more = request != NULL;

    *table = NULL;
    while (more) {
        struct session_event answer;

        ending = visit_ask(visit, inv, "report", json_incref(request), &answer);
        more = false;
        if (ending != ENDING_DONE)
            break;
        if (*table == NULL)
            *table = begin(title, request, answer.body);
        add_rows(*table, answer.body);
        more = *object_text(answer.body, "next") != '\0';
        (void)json_object_set_new(
            request, "after", json_string(object_text(answer.body, "next")));
    }
    json_decref(request);
    return ending;
}

static size_t
columns_n(const json_t *table)
{
    size_t n = json_array_size(json_object_get(table, "columns"));

    return n < COLUMNS_MAX ? n : COLUMNS_MAX;
}

static const char *
column_name(const json_t *table, size_t column)
{
    return json_string_value(
        json_array_get(json_object_get(table, "columns"), column));
}

static void
measure(const json_t *table, size_t widths[COLUMNS_MAX])
{
    size_t rows_n = json_array_size(json_object_get(table, "rows"));

    for (size_t c = 0; c < columns_n(table); c++) {
        widths[c] = strlen(column_name(table, c));
        for (size_t r = 0; r < rows_n; r++) {
            size_t n = strlen(report_table_cell(table, r, c));

            widths[c] = n > widths[c] ? n : widths[c];
        }
    }
}

static void
print_line(const struct output *out, const json_t *table, size_t row,
           const size_t widths[COLUMNS_MAX])
{
    char line[1024] = "";
    size_t at = 0;

    for (size_t c = 0; c < columns_n(table); c++) {
        const char *cell = row == SIZE_MAX ? column_name(table, c)
                                           : report_table_cell(table, row, c);
        int n = snprintf(line + at, sizeof line - at, "%s%-*s",
                         c == 0 ? "" : "  ", (int)widths[c], cell);

        at += n > 0 && (size_t)n < sizeof line - at ? (size_t)n : 0;
    }
    while (at > 0 && line[at - 1] == ' ')
        line[--at] = '\0';
    output_line(out, "%s", line);
}

void
report_table_print(const struct output *out, const json_t *table)
{
    size_t rows_n = json_array_size(json_object_get(table, "rows"));
    size_t widths[COLUMNS_MAX] = {0};

    measure(table, widths);
    output_line(out, _("%s, %s up to %s"), object_text(table, "title"),
                object_text(table, "from"), object_text(table, "to"));
    print_line(out, table, SIZE_MAX, widths);
    for (size_t r = 0; r < rows_n; r++)
        print_line(out, table, r, widths);
    if (rows_n == 0)
        output_line(out, object_flag(table, "exact")
                             ? _("none")
                             : _("nothing that may be told"));
    if (!object_flag(table, "exact"))
        output_line(out,
                    _("(as known on %s; cells below %lld are withheld, those "
                      "with them told together; rounded to 5)"),
                    object_text(table, "as_of"),
                    (long long)object_number(table, "threshold"));
}

static void
csv_cell(FILE *file, const char *cell)
{
    if (strpbrk(cell, ",\"\r\n") == NULL) {
        (void)fputs(cell, file);
        return;
    }
    (void)fputc('"', file);
    for (; *cell != '\0'; cell++) {
        if (*cell == '"')
            (void)fputc('"', file);
        (void)fputc(*cell, file);
    }
    (void)fputc('"', file);
}

void
report_table_csv(FILE *file, const json_t *table)
{
    size_t rows_n = json_array_size(json_object_get(table, "rows"));

    for (size_t r = 0; r <= rows_n; r++) {
        for (size_t c = 0; c < columns_n(table); c++) {
            if (c > 0)
                (void)fputc(',', file);
            csv_cell(file, r == 0 ? column_name(table, c)
                                  : report_table_cell(table, r - 1, c));
        }
        (void)fputs("\r\n", file);
    }
}

/* What HTCDS has a field for, and its words where they are not ours. */
static const struct htcds_column {
    const char *ours;
    const char *theirs;
} htcds_columns[] = {
    {"form", "vic_TypeOfExploitation"},
    {"code", "vic_MethodsOfControl"},
    {"source", "org_Type"},
    {"state", "cas_Status"},
};

static const struct htcds_word {
    const char *column;
    const char *ours;
    const char *theirs;
} htcds_words[] = {
    {"source", "police_amsterdam", "LawEnforcement"},
    {"source", "police", "LawEnforcement"},
    {"source", "kmar", "LawEnforcement"},
    {"source", "comensha", "NGO"},
    {"source", "housing", "CorporateBusiness"},
    {"source", "care", "HealthServiceOrganisation"},
    {"source", "municipality", "LocalGovernmentOrganisation"},
    {"source", "youth", "NGO"},
    {"source", "health", "HealthServiceOrganisation"},
    {"source", "lawyer", "LegalService"},
    {"source", "inspectorate", "CentralGovernmentOrganisation"},
    {"source", "acm", "NGO"},
    {"state", "open", "Active"},
    {"state", "accepted", "Active"},
    {"state", "offered", "Active"},
    {"state", "closed", "Closed"},
};

static void
join_codes(const struct yaml_doc *doc, const char *code, char *out, size_t n)
{
    struct indicator_words words;
    size_t at = 0;

    *out = '\0';
    if (!indicator_words_find(doc, code, &words))
        return;
    for (size_t i = 0; i < words.htcds_n && at < n; i++) {
        int more = snprintf(out + at, n - at, "%s%s", i == 0 ? "" : ";",
                            words.htcds[i]);

        at += more > 0 ? (size_t)more : 0;
    }
}

/* "" keeps our word. */
static void
htcds_word(const struct yaml_doc *doc, const char *column, const char *word,
           char *out, size_t n)
{
    *out = '\0';
    if (strcmp(column, "form") == 0)
        (void)snprintf(out, n, "%s", indicator_htcds_form(doc, word));
    else if (strcmp(column, "code") == 0)
        join_codes(doc, word, out, n);
    for (size_t i = 0; i < sizeof htcds_words / sizeof htcds_words[0]; i++)
        if (strcmp(htcds_words[i].column, column) == 0 &&
            strcmp(htcds_words[i].ours, word) == 0)
            (void)snprintf(out, n, "%s", htcds_words[i].theirs);
}

void
report_table_htcds(json_t *table, const struct yaml_doc *doc)
{
    json_t *columns = json_deep_copy(json_object_get(table, "columns"));
    bool refusals = strcmp(object_text(table, "report"), "refusals") == 0;
    bool cases = strcmp(object_text(table, "report"), "referrals") == 0;

    for (size_t c = 0; c < columns_n(table) && !refusals; c++) {
        const char *name = column_name(table, c);
        const struct htcds_column *to = NULL;
        size_t r;
        json_t *row;

        for (size_t i = 0; i < sizeof htcds_columns / sizeof htcds_columns[0];
             i++)
            if (strcmp(htcds_columns[i].ours, name) == 0)
                to = &htcds_columns[i];
        if (to == NULL || (strcmp(name, "state") == 0 && !cases))
            continue;
        (void)json_array_set_new(columns, c, json_string(to->theirs));
        json_array_foreach(json_object_get(table, "rows"), r, row)
        {
            char word[256];

            htcds_word(doc, name, report_table_cell(table, r, c), word,
                       sizeof word);
            if (*word != '\0')
                (void)json_array_set_new(row, c, json_string(word));
        }
    }
    (void)json_object_set_new(table, "columns", columns);
}
