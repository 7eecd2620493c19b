/* sheet_text -- a table as text in aligned columns (sheet.h) */
#include <string.h>

#include "sheet.h"

#define GAP             "  "
#define PARAGRAPH_WIDTH 78

/* Characters of UTF-8, which is what a terminal aligns. */
static size_t
characters(const char *text, size_t bytes)
{
    size_t n = 0;

    for (size_t i = 0; i < bytes; i++)
        n += ((unsigned char)text[i] & 0xC0) != 0x80 ? 1 : 0;
    return n;
}

/* How many bytes of the text stand on its first line: whole words, unless one
 * alone is wider. */
static size_t
line_bytes(const char *text, size_t width)
{
    size_t fits = 0;
    size_t seen = 0;
    size_t i = 0;

    for (; text[i] != '\0' && seen <= width; i++) {
        if (text[i] == ' ')
            fits = i;
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            seen++;
    }
    if (text[i] == '\0' && seen <= width)
        return i;
    if (fits == 0)
        fits = strcspn(text, " ");
    return fits;
}

/* The widest line of a cell that is broken at `width`. */
static size_t
cell_width(const char *text, size_t width)
{
    size_t widest = 0;

    while (*text != '\0') {
        size_t bytes = line_bytes(text, width);
        size_t wide = characters(text, bytes);

        widest = wide > widest ? wide : widest;
        text += bytes;
        text += strspn(text, " ");
    }
    return widest;
}

static size_t
column_width(const struct sheet_table *table, size_t column)
{
    size_t width = cell_width(table->heads[column], table->widths[column]);

    for (size_t row = 0; row < table->rows_n; row++) {
        size_t wide =
            cell_width(table->cells[row][column], table->widths[column]);

        width = wide > width ? wide : width;
    }
    return width;
}

/* Trailing blanks would be wrapped by a narrow terminal: they are held back
 * until something follows. */
struct printing {
    FILE *out;
    size_t blanks;
};

static void
put(struct printing *p, const char *text, size_t bytes, size_t width)
{
    size_t wide = characters(text, bytes);

    if (bytes > 0) {
        (void)fprintf(p->out, "%*s%.*s", (int)p->blanks, "", (int)bytes, text);
        p->blanks = 0;
    }
    p->blanks += width > wide ? width - wide : 0;
}

/* One row over as many lines as its longest cell needs. */
static void
row_write(FILE *out, const struct sheet_table *table,
          const char *cells[SHEET_COLUMNS], const size_t widths[SHEET_COLUMNS])
{
    bool more = true;

    while (more) {
        struct printing p = {.out = out};

        more = false;
        for (size_t c = 0; c < table->columns_n; c++) {
            size_t bytes = line_bytes(cells[c], table->widths[c]);

            if (c > 0 && c == table->inputs_n)
                put(&p, "|", 1, 1 + strlen(GAP));
            put(&p, cells[c], bytes, widths[c] + strlen(GAP));
            cells[c] += bytes;
            cells[c] += strspn(cells[c], " ");
            more = more || *cells[c] != '\0';
        }
        (void)fputc('\n', out);
    }
}

static void
rule_write(FILE *out, const struct sheet_table *table,
           const size_t widths[SHEET_COLUMNS])
{
    for (size_t c = 0; c < table->columns_n; c++) {
        size_t more = c + 1 < table->columns_n ? strlen(GAP) : 0;

        if (c > 0 && c == table->inputs_n)
            (void)fputs("+--", out);
        for (size_t i = 0; i < widths[c] + more; i++)
            (void)fputc('-', out);
    }
    (void)fputc('\n', out);
}

void
sheet_text_table(FILE *out, const struct sheet_table *table)
{
    size_t widths[SHEET_COLUMNS];
    const char *cells[SHEET_COLUMNS];

    for (size_t c = 0; c < table->columns_n; c++) {
        widths[c] = column_width(table, c);
        cells[c] = table->heads[c];
    }
    row_write(out, table, cells, widths);
    rule_write(out, table, widths);
    for (size_t row = 0; row < table->rows_n; row++) {
        for (size_t c = 0; c < table->columns_n; c++)
            cells[c] = table->cells[row][c];
        row_write(out, table, cells, widths);
    }
}

void
sheet_text_paragraph(FILE *out, const char *text)
{
    while (*text != '\0') {
        size_t bytes = line_bytes(text, PARAGRAPH_WIDTH);

        (void)fprintf(out, "%.*s\n", (int)bytes, text);
        text += bytes;
        text += strspn(text, " ");
    }
}
