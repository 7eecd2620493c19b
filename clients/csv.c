/* csv -- see csv.h */
#include "csv.h"

#include <stdbool.h>
#include <string.h>

#include "text.h"

static const char mark[] = "\xEF\xBB\xBF";

/* Where the spreadsheets of a country write a comma in numbers, they put a
 * semicolon between fields. */
static char
separator_of(const char *text, size_t n)
{
    const char *end = n == 0 ? NULL : memchr(text, '\n', n);
    size_t line = end == NULL ? n : (size_t)(end - text);
    bool comma = line > 0 && memchr(text, ',', line) != NULL;

    return !comma && line > 0 && memchr(text, ';', line) != NULL ? ';' : ',';
}

void
csv_open(struct csv *csv, const char *text, size_t n)
{
    if (n >= sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0) {
        text += sizeof mark - 1;
        n -= sizeof mark - 1;
    }
    *csv = (struct csv){.at = text,
                        .end = text + n,
                        .line = 1,
                        .separator = separator_of(text, n)};
}

/* The bytes of a record while it is read. */
struct filling {
    struct csv *csv;
    struct csv_record *out;
    size_t used;
};

static bool
put(struct filling *f, char c)
{
    if (f->used == CSV_RECORD_BYTES) {
        f->out->fault = N_("a record of too many bytes");
        return false;
    }
    f->out->bytes[f->used++] = c;
    return true;
}

static bool
at_line_end(const struct csv *csv)
{
    return csv->at == csv->end || *csv->at == '\n' ||
           (*csv->at == '\r' &&
            (csv->at + 1 == csv->end || csv->at[1] == '\n'));
}

static void
pass_line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at < csv->end) {
        csv->at++;
        csv->line++;
    }
}

static bool
take_quoted(struct filling *f)
{
    struct csv *csv = f->csv;

    for (csv->at++; csv->at < csv->end; csv->at++) {
        if (*csv->at == '\n')
            csv->line++;
        if (*csv->at == '"' && (csv->at + 1 == csv->end || csv->at[1] != '"')) {
            csv->at++;
            if (at_line_end(csv) || *csv->at == csv->separator)
                return true;
            f->out->fault = N_("something behind a closing quote");
            return false;
        }
        if (*csv->at == '"')
            csv->at++;
        if (!put(f, *csv->at))
            return false;
    }
    f->out->fault = N_("a quote that is never closed");
    return false;
}

static bool
take_plain(struct filling *f)
{
    struct csv *csv = f->csv;

    for (; !at_line_end(csv) && *csv->at != csv->separator; csv->at++) {
        if (*csv->at == '"') {
            f->out->fault = N_("a quote within a field without quotes");
            return false;
        }
        if (!put(f, *csv->at))
            return false;
    }
    return true;
}

static bool
take_field(struct filling *f)
{
    struct csv *csv = f->csv;
    struct csv_record *out = f->out;

    if (out->n == CSV_FIELDS_MAX) {
        out->fault = N_("too many fields");
        return false;
    }
    out->fields[out->n++] = out->bytes + f->used;
    if (csv->at < csv->end && *csv->at == '"' ? !take_quoted(f)
                                              : !take_plain(f))
        return false;
    return put(f, '\0');
}

enum rc
csv_next(struct csv *csv, struct csv_record *out)
{
    struct filling f = {.csv = csv, .out = out};

    while (csv->at < csv->end && at_line_end(csv))
        pass_line_end(csv);
    if (csv->at == csv->end)
        return RC_NOT_FOUND;
    out->n = 0;
    out->line = csv->line;
    out->fault = NULL;
    while (take_field(&f)) {
        if (at_line_end(csv)) {
            pass_line_end(csv);
            return RC_OK;
        }
        csv->at++; /* the separator */
    }
    while (!at_line_end(csv))
        csv->at++;
    pass_line_end(csv);
    return RC_INVALID;
}

void
csv_write(FILE *out, const char *const fields[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *at = fields[i];
        bool quotes = strpbrk(at, ",\"\r\n") != NULL;

        (void)fputs(i > 0 ? "," : "", out);
        if (quotes)
            (void)fputc('"', out);
        for (; *at != '\0'; at++) {
            if (*at == '"')
                (void)fputc('"', out);
            (void)fputc(*at, out);
        }
        if (quotes)
            (void)fputc('"', out);
    }
    (void)fputs("\r\n", out);
}
