/* sheet -- see sheet.h */
#include "sheet.h"

#include <stdlib.h>
#include <string.h>

struct sheet_table *
sheet_table_open(void)
{
    return calloc(1, sizeof(struct sheet_table));
}

size_t
sheet_column(struct sheet_table *table, const char *head, size_t width)
{
    if (table->columns_n == SHEET_COLUMNS)
        return SHEET_COLUMNS;
    table->heads[table->columns_n] = head;
    table->widths[table->columns_n] = width == 0 ? SHEET_CELL_WIDTH : width;
    return table->columns_n++;
}

void
sheet_cell(struct sheet_table *table, size_t column, const char *text)
{
    char *cell;
    size_t n = strlen(text);

    if (column >= table->columns_n || table->rows_n == 0)
        return;
    cell = table->cells[table->rows_n - 1][column];
    if (n < SHEET_CELL_BYTES)
        memcpy(cell, text, n + 1);
    else
        (void)snprintf(cell, SHEET_CELL_BYTES, "%.*s..", SHEET_CELL_BYTES - 3,
                       text);
}

void
sheet_begin(const struct sheet *sheet, const char *title, const char *subtitle)
{
    if (sheet->html)
        sheet_html_begin(sheet, title, subtitle);
    else
        (void)fprintf(sheet->out, "%s\n%s\n", title, subtitle);
}

static void
element(const struct sheet *sheet, const char *name, const char *text)
{
    (void)fprintf(sheet->out, "<%s>", name);
    sheet_html_text(sheet->out, text);
    (void)fprintf(sheet->out, "</%s>\n", name);
}

void
sheet_heading(const struct sheet *sheet, const char *text, const char *note)
{
    if (!sheet->html) {
        (void)fprintf(sheet->out, "\n%s\n", text);
        sheet_text_paragraph(sheet->out, note);
        (void)fputc('\n', sheet->out);
        return;
    }
    element(sheet, "h2", text);
    if (*note != '\0')
        element(sheet, "p", note);
}

void
sheet_paragraph(const struct sheet *sheet, const char *text)
{
    if (sheet->html)
        element(sheet, "p", text);
    else
        sheet_text_paragraph(sheet->out, text);
}

void
sheet_table_write(const struct sheet *sheet, const struct sheet_table *table)
{
    if (sheet->html)
        sheet_html_table(sheet->out, table);
    else
        sheet_text_table(sheet->out, table);
}

void
sheet_end(const struct sheet *sheet)
{
    if (sheet->html)
        (void)fputs("</body>\n</html>\n", sheet->out);
}
