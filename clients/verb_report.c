/* verb_report -- report: figures, of one question or as a document */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/report_words.h"
#include "desk_document.h"
#include "document/document.h"
#include "report_html.h"
#include "report_period.h"
#include "report_sections.h"
#include "report_table.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"
#include "text.h"
#include "verb.h"

#define OPTIONS_N    11
#define FILE_MODE    0640
#define OPTION_BYTES 32

const char verb_report_help[] = N_(
    "usage: loket report NAME PERIOD [--by COLUMN,..] [--COLUMN WORD,..]\n"
    "         [--exact --purpose TEXT] [--csv | --html FILE] [--htcds]\n"
    "\n"
    "How many, of what the desk was told and did.  Tables: counts, advice,\n"
    "bottlenecks, referrals, terms, alerts, reachability, refusals.\n"
    "Documents of several tables: year, trends, training.\n"
    "\n"
    "  PERIOD         --year 2026, --quarter 2026-Q1, --month 2026-03, or\n"
    "                 --from DATE --to DATE (the first day not counted)\n"
    "  --by           columns to count by: form, age, gender, pregnant,\n"
    "                 municipality, region, source, class, code, month, ..\n"
    "  --COLUMN WORD  only these: --age under-18 --municipality GM0363;\n"
    "                 of the track help --help-track\n"
    "  --exact        exact figures, for coordinators and managers; what for\n"
    "                 (--purpose) and which columns go on record\n"
    "  --csv          as CSV (RFC 4180)\n"
    "  --html FILE    as one page with charts\n"
    "  --htcds        in the words of the data standard HTCDS\n"
    "\n"
    "Without --exact you get what may leave the desk: whole years from\n"
    "February after them, small cells withheld.  docs/figures.md has the\n"
    "columns, their words and the rule.\n"
    "\n"
    "examples:\n"
    "  loket report counts --year 2026 --age under-18 --gender female\n"
    "    --pregnant yes --municipality GM0363 --exact\n"
    "    --purpose \"question of the mayor\"\n"
    "  loket report counts --year 2025 --by form,quarter --csv\n"
    "  loket report year --year 2025 --html 2025.html\n");

/* What was asked on the command line. */
struct asked {
    struct report_words words;
    struct report_period period;
    struct arg_list by;
    bool exact;
    const char *purpose;
    bool csv;
    const char *html;
    bool htcds;
    /* one list for each name of a column */
    char names[COLUMNS_N][OPTION_BYTES];
    enum report_column columns[COLUMNS_N];
    struct arg_list filters[COLUMNS_N];
    size_t columns_n;
};

static bool
is_named(const struct asked *asked, const char *name)
{
    for (size_t i = 0; i < asked->columns_n; i++)
        if (strcmp(asked->names[i], name) == 0)
            return true;
    return false;
}

/* "referral_kind" is --referral-kind; --help says what every --help says. */
static const char *
option_of(enum report_column column)
{
    return column == COLUMN_HELP ? "help-track"
                                 : report_column_row(column)->name;
}

static size_t
filter_args(struct asked *asked, struct arg args[])
{
    size_t n = 0;

    for (int i = COLUMN_NONE + 1; i < COLUMNS_N; i++) {
        const struct report_column_row *row =
            report_column_row((enum report_column)i);
        char *name = asked->names[asked->columns_n];

        (void)snprintf(name, OPTION_BYTES, "%s", option_of(row->column));
        for (char *at = name; *at != '\0'; at++)
            if (*at == '_')
                *at = '-';
        if (row->type == REPORT_TYPE_PERIOD || is_named(asked, name))
            continue;
        asked->columns[asked->columns_n] = row->column;
        args[n++] =
            (struct arg){name, ARG_LIST, &asked->filters[asked->columns_n]};
        asked->columns_n++;
    }
    return n;
}

static enum rc
read_args(struct invocation *inv, struct asked *asked)
{
    struct arg args[OPTIONS_N + COLUMNS_N] = {
        {"year", ARG_TEXT, &asked->words.year},
        {"quarter", ARG_TEXT, &asked->words.quarter},
        {"month", ARG_TEXT, &asked->words.month},
        {"from", ARG_TEXT, &asked->words.from},
        {"to", ARG_TEXT, &asked->words.to},
        {"by", ARG_LIST, &asked->by},
        {"exact", ARG_FLAG, &asked->exact},
        {"purpose", ARG_TEXT, &asked->purpose},
        {"csv", ARG_FLAG, &asked->csv},
        {"html", ARG_TEXT, &asked->html},
        {"htcds", ARG_FLAG, &asked->htcds},
    };
    size_t n = OPTIONS_N + filter_args(asked, args + OPTIONS_N);

    return args_read(inv, args, n);
}

/* A word as the desk has it; "-" is written for "_" by those who like. */
static bool
add_word(enum report_column column, const char *written, json_t *values)
{
    struct report_value value;
    char word[TEXT_CODE_BYTES];

    if (report_read(column, written, &value))
        (void)json_array_append_new(values, json_string(written));
    else if (report_read(column, text_code(written, word), &value))
        (void)json_array_append_new(values, json_string(word));
    else
        return false;
    return true;
}

static enum ending
add_filters(const struct invocation *inv, const struct asked *asked,
            enum report_kind report, json_t *request)
{
    json_t *filters = json_array();

    (void)json_object_set_new(request, "filters", filters);
    for (size_t i = 0; i < asked->columns_n; i++) {
        const struct arg_list *list = &asked->filters[i];
        const char *name = report_column_row(asked->columns[i])->name;
        enum report_column column = report_column_find(report, name);
        json_t *values = json_array();

        for (size_t w = 0; w < list->n; w++) {
            if (column == COLUMN_NONE) {
                json_decref(values);
                return args_wrong(inv, _("%s has no column %s"), inv->argv[0],
                                  name);
            }
            if (!add_word(column, list->items[w], values)) {
                json_decref(values);
                return args_wrong(inv, _("--%s: there is no %s"),
                                  asked->names[i], list->items[w]);
            }
        }
        if (list->n > 0)
            (void)json_array_append_new(
                filters,
                json_pack("{s:s, s:O}", "column", name, "values", values));
        json_decref(values);
    }
    return ENDING_DONE;
}

static enum ending
add_columns(const struct invocation *inv, const struct asked *asked,
            enum report_kind report, json_t *request)
{
    json_t *columns = json_array();
    char name[TEXT_CODE_BYTES];

    (void)json_object_set_new(request, "columns", columns);
    for (size_t i = 0; i < asked->by.n; i++) {
        const char *column = text_code(asked->by.items[i], name);

        if (report_column_find(report, column) == COLUMN_NONE)
            return args_wrong(inv, _("%s has no column %s"), inv->argv[0],
                              asked->by.items[i]);
        (void)json_array_append_new(columns, json_string(column));
    }
    return ENDING_DONE;
}

static enum ending
ask_one(struct visit *visit, const struct invocation *inv,
        const struct asked *asked, json_t *tables)
{
    enum report_kind report = report_find(inv->argv[0]);
    json_t *request;
    json_t *table = NULL;
    enum ending ending;

    if (report == REPORT_NONE)
        return args_wrong(inv, _("there is no report %s"), inv->argv[0]);
    request = json_pack("{s:s, s:s, s:s, s:b, s:s*}", "report", inv->argv[0],
                        "from", asked->period.from, "to", asked->period.to,
                        "exact", asked->exact, "purpose", asked->purpose);
    ending = add_columns(inv, asked, report, request);
    if (ending == ENDING_DONE)
        ending = add_filters(inv, asked, report, request);
    if (ending != ENDING_DONE) {
        json_decref(request);
        return ending;
    }
    ending = report_table_ask(visit, inv, inv->argv[0], request, &table);
    if (ending == ENDING_DONE)
        (void)json_array_append(tables, table);
    json_decref(table);
    return ending;
}

static enum ending
ask_document(struct visit *visit, const struct invocation *inv,
             const struct asked *asked, json_t *tables)
{
    const struct report_document *document = report_document(inv->argv[0]);
    const struct report_section *sections =
        asked->exact ? document->exact : document->outward;
    size_t n = asked->exact ? document->exact_n : document->outward_n;
    enum ending ending = ENDING_DONE;

    for (size_t i = 0; ending == ENDING_DONE && i < n; i++) {
        json_t *table = NULL;

        ending = report_table_ask(
            visit, inv, gettext(sections[i].title),
            report_section_request(&sections[i], asked->period.from,
                                   asked->period.to,
                                   asked->exact ? asked->purpose : NULL),
            &table);
        if (ending == ENDING_DONE)
            (void)json_array_append(tables, table);
        json_decref(table);
    }
    return ending;
}

/* The words of HTCDS are those of the list in force. */
static enum ending
say_htcds(struct visit *visit, const struct invocation *inv, json_t *tables)
{
    struct desk_document document = {.n = 0};
    struct file_findings findings = {0};
    struct yaml_doc *doc = NULL;
    enum ending ending = desk_document_fetch(
        visit, inv, document_name(DOCUMENT_INDICATORS), 0, &document);
    size_t i;
    json_t *table;

    if (ending == ENDING_DONE &&
        yaml_doc_open(&doc, "indicators", (const uint8_t *)document.text,
                      document.n, &findings) != RC_OK)
        ending = ENDING_REFUSED;
    if (ending == ENDING_DONE)
        json_array_foreach(tables, i, table)
        {
            report_table_htcds(table, doc);
        }
    yaml_doc_close(doc);
    desk_document_close(&document);
    return ending;
}

static const char *
title_of(const struct invocation *inv)
{
    const struct report_document *document = report_document(inv->argv[0]);

    return document == NULL ? inv->argv[0] : gettext(document->title);
}

static enum ending
write_html(const struct invocation *inv, const struct asked *asked,
           const json_t *tables)
{
    char *bytes = NULL;
    size_t n = 0;
    FILE *file = open_memstream(&bytes, &n);
    enum rc rc = RC_FATAL;

    if (file != NULL) {
        report_html(file, title_of(inv), tables);
        if (fclose(file) == 0)
            rc = file_write(asked->html, bytes, n, FILE_MODE);
    }
    if (rc != RC_OK)
        output_error(_("%s cannot be written: %s"), asked->html,
                     strerror(errno));
    free(bytes);
    return rc == RC_OK ? ENDING_DONE : ENDING_USAGE;
}

static enum ending
tell(const struct invocation *inv, const struct asked *asked,
     const json_t *tables)
{
    size_t i;
    json_t *table;

    if (asked->html != NULL)
        return write_html(inv, asked, tables);
    json_array_foreach(tables, i, table)
    {
        if (inv->json) {
            output_object(table);
        } else if (asked->csv) {
            report_table_csv(stdout, table);
        } else {
            if (i > 0)
                output_line(&inv->out, "%s", "");
            report_table_print(&inv->out, table);
        }
    }
    return ENDING_DONE;
}

static bool
has_filter(const struct asked *asked)
{
    for (size_t i = 0; i < asked->columns_n; i++)
        if (asked->filters[i].n > 0)
            return true;
    return false;
}

static enum ending
check(const struct invocation *inv, struct asked *asked)
{
    bool document = inv->argc == 1 && report_document(inv->argv[0]) != NULL;

    if (inv->argc != 1)
        return args_wrong(inv, _("one report is needed"));
    if (report_period_read(&asked->words, &asked->period) != RC_OK)
        return args_wrong(inv, _("one period is needed: --year 2026, "
                                 "--quarter 2026-Q1, --month 2026-03, or "
                                 "--from and --to"));
    if (asked->exact && asked->purpose == NULL)
        return args_wrong(inv, _("--%s is needed"), "purpose");
    if (asked->csv && asked->html != NULL)
        return args_wrong(inv, _("--csv or --html, not both"));
    if (document && (asked->by.n > 0 || has_filter(asked)))
        return args_wrong(inv, _("%s has its own tables"), inv->argv[0]);
    if (document && asked->csv && strcmp(inv->argv[0], "training") != 0)
        return args_wrong(inv, _("%s is several tables: --html or --json"),
                          inv->argv[0]);
    return ENDING_DONE;
}

enum ending
verb_report(struct invocation *inv)
{
    struct asked asked = {.exact = false};
    struct visit visit = {0};
    json_t *tables = json_array();
    enum rc rc = read_args(inv, &asked);
    enum ending ending = rc == RC_OK ? check(inv, &asked) : args_ending(rc);

    if (rc == RC_OK && ending == ENDING_DONE) {
        ending = ENDING_USAGE;
        if (visit_begin(&visit, inv) == RC_OK)
            ending = report_document(inv->argv[0]) != NULL
                         ? ask_document(&visit, inv, &asked, tables)
                         : ask_one(&visit, inv, &asked, tables);
        if (ending == ENDING_DONE && asked.htcds)
            ending = say_htcds(&visit, inv, tables);
        if (ending == ENDING_DONE)
            ending = tell(inv, &asked, tables);
    }
    visit_end(&visit);
    json_decref(tables);
    return ending;
}
