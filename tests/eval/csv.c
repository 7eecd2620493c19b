/* csv -- see csv.h */
#include "csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAID_MAX 5 /* bad rows that are told one by one */

static char *
read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    long n;

    if (f == NULL)
        return NULL;
    if (fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) >= 0 &&
        fseek(f, 0, SEEK_SET) == 0 && (text = malloc((size_t)n + 1)) != NULL) {
        size_t got = fread(text, 1, (size_t)n, f);

        text[got] = '\0';
    }
    (void)fclose(f);
    return text;
}

/* Takes one cell, unquoted in place; leaves *at behind its separator.  true:
 * the row goes on. */
static bool
take_cell(char **at, char **cell)
{
    char *from = *at, *to;
    bool quoted = false, more;

    while (*from == ' ' || *from == '\t')
        from++;
    *cell = to = from;
    if (*from == '"') {
        quoted = true;
        from++;
    }
    while (*from != '\0') {
        if (quoted && *from == '"') {
            if (from[1] != '"') {
                quoted = false;
                from++;
                continue;
            }
            from++;
        } else if (!quoted && (*from == ',' || *from == '\n')) {
            break;
        }
        *to++ = *from++;
    }
    more = *from == ',';
    *at = *from == '\0' ? from : from + 1;
    while (to > *cell && (to[-1] == ' ' || to[-1] == '\r' || to[-1] == '\t'))
        to--;
    *to = '\0';
    return more;
}

/* How many cells the next row has; those beyond CSV_COLUMNS_MAX are counted
 * and dropped. */
static size_t
take_row(struct csv *csv, char *cells[CSV_COLUMNS_MAX])
{
    size_t n = 0;
    char *cell;
    bool more = true;

    csv->line++;
    while (more) {
        more = take_cell(&csv->at, &cell);
        if (n < CSV_COLUMNS_MAX)
            cells[n] = cell;
        n++;
    }
    return n;
}

bool
csv_text(struct csv *csv, char *text, const char *name)
{
    *csv = (struct csv){.path = strdup(name), .text = text};
    if (csv->path == NULL || csv->text == NULL || csv->text[0] == '\0')
        return false;
    csv->at = csv->text;
    if (strncmp(csv->at, "\xef\xbb\xbf", 3) == 0)
        csv->at += 3;
    csv->columns_n = take_row(csv, csv->header);
    return csv->columns_n <= CSV_COLUMNS_MAX;
}

bool
csv_open(struct csv *csv, const char *path)
{
    return csv_text(csv, read_all(path), path);
}

void
csv_close(struct csv *csv)
{
    if (csv->bad > SAID_MAX)
        (void)fprintf(stderr, "eval: %s: %zu bad rows skipped in all\n",
                      csv->path, csv->bad);
    free(csv->text);
    free(csv->path);
    *csv = (struct csv){0};
}

int
csv_column(const struct csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->columns_n; i++) {
        if (strcmp(csv->header[i], name) == 0)
            return (int)i;
    }
    return -1;
}

void
csv_bad(struct csv *csv, const char *why)
{
    if (csv->bad++ < SAID_MAX)
        (void)fprintf(stderr, "eval: %s row %zu: %s; skipped\n", csv->path,
                      csv->line, why);
}

bool
csv_next(struct csv *csv)
{
    while (*csv->at != '\0') {
        size_t n = take_row(csv, csv->cells);
        char why[64];

        if (n == 1 && csv->cells[0][0] == '\0')
            continue; /* an empty line */
        if (n == csv->columns_n)
            return true;
        (void)snprintf(why, sizeof why, "%zu cells, the header has %zu", n,
                       csv->columns_n);
        csv_bad(csv, why);
    }
    return false;
}
