/* row_file -- the rows of a test in a file that people who know the desk can
 * read and write: a row a line, columns split by '|' and trimmed; empty lines
 * and lines that begin with '#' are for the reader.
 *
 *     struct row_file rows;
 *
 *     row_file_open(&rows, "tests/data/rows/windows.txt");
 *     while (row_file_next(&rows)) {
 *         row_file_want(&rows, 3);
 *         if (...rows.columns[1]...)
 *             row_file_fail(&rows, "is %s", ...);
 *     }
 *
 * Whatever is wrong with the file fails the test with "file:line". */
#ifndef UNIT_ROW_FILE_H
#define UNIT_ROW_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "rows.h"

#define ROW_FILE_COLUMNS    16
#define ROW_FILE_LINE_BYTES 1024
#define ROW_FILE_BLANKS     " \t\r\n"

struct row_file {
    const char *path; /* from the top of the tree, where tests run */
    FILE *file;       /* NULL after the last row */
    size_t line;      /* of the row, from 1 */
    size_t rows;      /* seen so far; a file without any fails */
    size_t n;         /* columns of the row; the others are "" */
    const char *columns[ROW_FILE_COLUMNS];
    char text[ROW_FILE_LINE_BYTES];
};

/* row_file_fail: ends the test, naming the row. */
__attribute__((format(printf, 2, 3))) static inline void
row_file_fail(const struct row_file *rows, const char *format, ...)
{
    char what[ROW_FILE_LINE_BYTES];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    fail_msg("%s:%zu: %s", rows->path, rows->line, what);
}

static inline void
row_file_open(struct row_file *rows, const char *path)
{
    *rows = (struct row_file){.path = path, .file = fopen(path, "r")};
    if (rows->file == NULL)
        row_file_fail(rows, "cannot be opened");
}

static inline char *
row_file_trim(char *text)
{
    text += strspn(text, ROW_FILE_BLANKS);
    for (size_t n = strlen(text);
         n > 0 && strchr(ROW_FILE_BLANKS, text[n - 1]) != NULL; n--)
        text[n - 1] = '\0';
    return text;
}

static inline void
row_file_split(struct row_file *rows, char *text)
{
    rows->n = 0;
    for (size_t i = 0; i < ROW_FILE_COLUMNS; i++)
        rows->columns[i] = "";
    while (text != NULL) {
        char *column = strsep(&text, "|");

        if (rows->n == ROW_FILE_COLUMNS)
            row_file_fail(rows, "more than %d columns", ROW_FILE_COLUMNS);
        rows->columns[rows->n++] = row_file_trim(column);
    }
}

/* row_file_next: to the next row; false, and the file closed, after the last.
 * What columns[] points to is gone with the next call. */
static inline bool
row_file_next(struct row_file *rows)
{
    while (fgets(rows->text, sizeof rows->text, rows->file) != NULL) {
        rows->line++;
        if (strlen(rows->text) == sizeof rows->text - 1)
            row_file_fail(rows, "a line too long");
        char *text = row_file_trim(rows->text);

        if (*text == '\0' || *text == '#')
            continue;
        row_file_split(rows, text);
        rows->rows++;
        return true;
    }
    if (rows->rows == 0)
        row_file_fail(rows, "no rows");
    (void)fclose(rows->file);
    rows->file = NULL;
    return false;
}

/* row_file_want: a row has this many columns, no more and no fewer. */
static inline void
row_file_want(const struct row_file *rows, size_t n)
{
    if (rows->n != n)
        row_file_fail(rows, "%zu columns, not %zu", rows->n, n);
}

#endif
