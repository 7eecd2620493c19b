/* sheet -- something to be read and printed: headings, paragraphs and tables,
 * as text in aligned columns or as one page of HTML that needs nothing else. */
#ifndef CLIENTS_SHEET_H
#define CLIENTS_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/rc.h"

#define SHEET_COLUMNS    16
#define SHEET_ROWS       128
#define SHEET_CELL_BYTES 1536
#define SHEET_CELL_WIDTH 24 /* of text: a longer cell goes on below itself */

struct sheet {
    FILE *out; /* borrowed */
    bool html;
    const char *language; /* of the page: "nl", "en" */
};

/* One table, filled cell by cell; "" is an empty one.  About 3 MiB: made by
 * sheet_table_open(), the caller's to free(). */
struct sheet_table {
    const char *heads[SHEET_COLUMNS]; /* borrowed */
    size_t widths[SHEET_COLUMNS];     /* at most; 0: SHEET_CELL_WIDTH */
    size_t columns_n;
    size_t inputs_n; /* columns before the double line; 0: there is none */
    size_t rows_n;
    char cells[SHEET_ROWS][SHEET_COLUMNS][SHEET_CELL_BYTES];
};

/* NULL: no memory. */
struct sheet_table *sheet_table_open(void);

/* sheet_column: one more column; answers which.  All columns come before the
 * first row. */
size_t sheet_column(struct sheet_table *table, const char *head, size_t width);

/* sheet_cell: of the last row; cut off with ".." when it does not fit. */
void sheet_cell(struct sheet_table *table, size_t column, const char *text);

/* Everything that is written is escaped. */
void sheet_begin(const struct sheet *sheet, const char *title,
                 const char *subtitle);
void sheet_heading(const struct sheet *sheet, const char *text,
                   const char *note);
void sheet_paragraph(const struct sheet *sheet, const char *text);
void sheet_table_write(const struct sheet *sheet,
                       const struct sheet_table *table);
void sheet_end(const struct sheet *sheet);

/* What sheet_html.c and sheet_text.c write of it. */
void sheet_text_table(FILE *out, const struct sheet_table *table);
void sheet_text_paragraph(FILE *out, const char *text);
void sheet_html_begin(const struct sheet *sheet, const char *title,
                      const char *subtitle);
void sheet_html_table(FILE *out, const struct sheet_table *table);
void sheet_html_text(FILE *out, const char *text); /* escaped */

#endif
