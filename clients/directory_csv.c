/* directory_csv -- see directory_csv.h */
#include "directory_csv.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "csv.h"
#include "document/document_findings.h"
#include "document/record.h"
#include "text.h"
#include "wire/utf8.h"

const char *const directory_csv_names[CSV_COLUMNS] = {
    "organisation", "role",  "partner", "contact",  "deputy", "telephone",
    "email",        "hours", "region",  "covenant", "from",   "until"};

/* --- out ------------------------------------------------------------------ */

const char *
directory_day_write(int64_t day, char out[DIRECTORY_DAY_BYTES])
{
    struct civil at;

    civil_of_days(day, &at);
    (void)snprintf(out, DIRECTORY_DAY_BYTES, "%04d-%02d-%02d", at.year % 10000,
                   at.month, at.day);
    return out;
}

void
directory_row(const struct desk_rules *rules, size_t entry,
              struct directory_row *out)
{
    const struct directory_entry *e = &rules->directory.entries[entry];

    *out = (struct directory_row){
        .fields = {[CSV_ORGANISATION] = e->organisation,
                   [CSV_ROLE] = rules->directory.roles[e->role].name,
                   [CSV_PARTNER] = e->partner,
                   [CSV_CONTACT] = e->contact,
                   [CSV_DEPUTY] = e->deputy,
                   [CSV_TELEPHONE] = e->telephone,
                   [CSV_EMAIL] = e->email,
                   [CSV_HOURS] = e->hours,
                   [CSV_REGION] = e->region < REGIONS_MAX
                                      ? rules->regions.regions[e->region].name
                                      : "",
                   [CSV_COVENANT] = e->covenant,
                   [CSV_FROM] = out->from,
                   [CSV_UNTIL] = out->until}};
    if (e->from_day > 0)
        directory_day_write(e->from_day, out->from);
    if (e->to_day < INT64_MAX)
        directory_day_write(e->to_day - 1, out->until);
}

void
directory_csv_write(FILE *out, const struct desk_rules *rules)
{
    csv_write(out, directory_csv_names, CSV_COLUMNS);
    for (size_t i = 0; i < rules->directory.entries_n; i++) {
        struct directory_row row;

        directory_row(rules, i, &row);
        csv_write(out, row.fields, CSV_COLUMNS);
    }
}

/* --- in ------------------------------------------------------------------- */

struct reading {
    const char *name;
    struct document_findings *findings;
    struct csv_record record;
    size_t columns[CSV_FIELDS_MAX]; /* which each field is */
    size_t columns_n;
    FILE *out;
    size_t line; /* of the text, where the next one goes */
    bool wrong;
};

__attribute__((format(printf, 3, 4))) static void
find(struct reading *r, const char *code, const char *format, ...)
{
    const struct document_place where = {r->name, r->record.line, code, true};
    char text[DOCUMENT_FINDING_BYTES];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    document_findings_add(r->findings, &where, "%s", text);
    r->wrong = true;
}

static size_t
column_find(const char *name)
{
    size_t i = 0;

    while (i < CSV_COLUMNS && strcmp(directory_csv_names[i], name) != 0)
        i++;
    return i;
}

static bool
has_column(const struct reading *r, size_t column)
{
    for (size_t i = 0; i < r->columns_n; i++)
        if (r->columns[i] == column)
            return true;
    return false;
}

/* What stands in the first record decides what every other one means. */
static bool
read_names(struct reading *r)
{
    for (size_t i = 0; i < r->record.n; i++) {
        size_t column = column_find(r->record.fields[i]);

        if (column == CSV_COLUMNS)
            find(r, "unknown_key", _("field %zu names no column"), i + 1);
        else if (has_column(r, column))
            find(r, "twice", _("column %s: a second time"),
                 directory_csv_names[column]);
        r->columns[r->columns_n++] = column;
    }
    if (!has_column(r, CSV_ORGANISATION))
        find(r, "missing", _("column %s: is missing"),
             directory_csv_names[CSV_ORGANISATION]);
    if (!has_column(r, CSV_ROLE))
        find(r, "missing", _("column %s: is missing"),
             directory_csv_names[CSV_ROLE]);
    return !r->wrong;
}

/* Could each field stand in a document at all? */
static bool
fields_are_texts(struct reading *r)
{
    bool ok = true;

    if (r->record.n != r->columns_n) {
        find(r, "value", _("%zu fields, not %zu"), r->record.n, r->columns_n);
        return false;
    }
    for (size_t i = 0; i < r->record.n; i++) {
        const char *field = r->record.fields[i];
        const char *name = directory_csv_names[r->columns[i]];

        if (*field == '\0')
            continue;
        if (!utf8_is_text((const uint8_t *)field, strlen(field))) {
            find(r, "value", _("%s: no text in UTF-8"), name);
            ok = false;
        } else if (!record_reason(field)) {
            find(r, "value",
                 _("%s: one line of text of at most 120 bytes is expected"),
                 name);
            ok = false;
        }
    }
    return ok;
}

/* Between double quotes only these two mean something else. */
static void
write_quoted(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++)
        (void)fprintf(out, "%s%c", *text == '"' || *text == '\\' ? "\\" : "",
                      *text);
    (void)fputs("\"\n", out);
}

/* Spreadsheets write such records below the last one. */
static bool
is_empty(const struct csv_record *record)
{
    for (size_t i = 0; i < record->n; i++)
        if (*record->fields[i] != '\0')
            return false;
    return true;
}

static void
take_entry(struct reading *r, struct directory_import *out)
{
    const char *lead = "  - ";

    if (is_empty(&r->record) || !fields_are_texts(r))
        return;
    if (out->rows_n == ENTRIES_MAX) {
        find(r, "limit", _("at most %d entries fit"), ENTRIES_MAX);
        return;
    }
    out->rows[out->rows_n].line = r->line;
    out->rows[out->rows_n].csv = r->record.line;
    out->rows_n++;
    for (size_t column = 0; column < CSV_COLUMNS; column++)
        for (size_t i = 0; i < r->columns_n; i++) {
            if (r->columns[i] != column || *r->record.fields[i] == '\0')
                continue;
            (void)fprintf(r->out, "%s%s: ", lead, directory_csv_names[column]);
            write_quoted(r->out, r->record.fields[i]);
            lead = "    ";
            r->line++;
        }
}

static void
read_records(struct reading *r, struct csv *csv, struct directory_import *out)
{
    enum rc rc;

    while ((rc = csv_next(csv, &r->record)) != RC_NOT_FOUND) {
        if (rc == RC_INVALID)
            find(r, "syntax", "%s", gettext(r->record.fault));
        else
            take_entry(r, out);
    }
}

enum rc
directory_csv_read(const char *name, const char *text, size_t n,
                   struct directory_import *out,
                   struct document_findings *findings)
{
    struct reading *r = calloc(1, sizeof *r);
    enum rc rc = RC_FATAL;
    struct csv csv;

    *out = (struct directory_import){.text = NULL};
    if (r == NULL || (r->out = open_memstream(&out->text, &out->n)) == NULL)
        goto out;
    r->name = name;
    r->findings = findings;
    r->line = 1;
    csv_open(&csv, text, n);
    rc = csv_next(&csv, &r->record);
    if (rc == RC_INVALID)
        find(r, "syntax", "%s", gettext(r->record.fault));
    else if (rc == RC_NOT_FOUND)
        find(r, "missing", _("the names of the columns are missing"));
    (void)fputs("entries:\n", r->out);
    if (rc == RC_OK && read_names(r))
        read_records(r, &csv, out);
    rc = r->wrong ? RC_INVALID : RC_OK;
    if (out->rows_n == 0) {
        (void)fseek(r->out, 0, SEEK_SET);
        (void)fputs("entries: []\n", r->out);
    }
    if (fclose(r->out) != 0)
        rc = RC_FATAL;
out:
    free(r);
    return rc;
}

size_t
directory_csv_line(const struct directory_import *import, size_t line)
{
    size_t csv = 0;

    for (size_t i = 0; i < import->rows_n && import->rows[i].line <= line; i++)
        csv = import->rows[i].csv;
    return csv;
}
