/* csv -- a table in a file: columns by the names of its header. */
#ifndef EVAL_CSV_H
#define EVAL_CSV_H

#include <stdbool.h>
#include <stddef.h>

#define CSV_COLUMNS_MAX 32

struct csv {
    char *text; /* of the whole file; cells point into it */
    char *at;
    char *header[CSV_COLUMNS_MAX];
    char *cells[CSV_COLUMNS_MAX];
    size_t columns_n;
    size_t line; /* of the row that was read last; the header is 1 */
    size_t bad;  /* rows that were skipped */
    char *path;
};

/* csv_open: false: there is no such file, or it has no header.
 * csv_text: the same of a text on the heap, which csv_close() frees; `name` is
 * what it is called where something is wrong.
 * csv_close takes what a failed one left, too. */
bool csv_open(struct csv *csv, const char *path);
bool csv_text(struct csv *csv, char *text, const char *name);
void csv_close(struct csv *csv);

/* csv_column: its number; -1: there is none of that name. */
int csv_column(const struct csv *csv, const char *name);

/* csv_next: reads a row into `cells`, without the blanks around a cell.  A row
 * with another number of cells is said on stderr, counted and skipped.  false:
 * no more. */
bool csv_next(struct csv *csv);

/* csv_bad: the row that was read last is no good after all. */
void csv_bad(struct csv *csv, const char *why);

#endif
