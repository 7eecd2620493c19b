/* link_rows -- the columns of a row file that are no plain text, and the words
 * for what things are. */
#ifndef UNIT_LINK_ROWS_H
#define UNIT_LINK_ROWS_H

#include <stdlib.h>
#include <string.h>

#include "core/model.h"
#include "link/record.h"
#include "row_file.h"

/* link_rows_text: \xNN is a byte, \p a stroke, <..> keeps spaces; answers
 * out, which is as large as a line. */
static inline const char *
link_rows_text(const char *column, char out[ROW_FILE_LINE_BYTES])
{
    size_t n = strlen(column), to = 0;
    bool kept = n > 1 && column[0] == '<' && column[n - 1] == '>' &&
                strchr(column, '@') == NULL;

    for (size_t i = kept ? 1 : 0; i < n - (kept ? 1 : 0); i++) {
        if (column[i] == '\\' && column[i + 1] == 'x') {
            const char hex[] = {column[i + 2], column[i + 3], '\0'};

            out[to++] = (char)strtoul(hex, NULL, 16);
            i += 3;
        } else if (column[i] == '\\' && column[i + 1] == 'p') {
            out[to++] = '|';
            i++;
        } else {
            out[to++] = column[i];
        }
    }
    out[to] = '\0';
    return out;
}

static inline enum identifier_type
link_rows_type(const struct row_file *rows, const char *word)
{
    static const char *const words[] = {"",   "phone", "plate", "handle", "url",
                                        "ad", "email", "alias", "bag"};

    for (size_t i = 1; i < ROWS(words); i++) {
        if (strcmp(words[i], word) == 0)
            return (enum identifier_type)i;
    }
    row_file_fail(rows, "no type %s", word);
    return IDENTIFIER_NONE;
}

static inline const char *
link_rows_kind(enum link_kind kind)
{
    switch ((unsigned)kind) {
    case LINK_PHONE:
        return "phone";
    case LINK_PLATE:
        return "plate";
    case LINK_HANDLE:
        return "handle";
    case LINK_URL:
        return "url";
    case LINK_AD:
        return "ad";
    case LINK_EMAIL:
        return "email";
    case LINK_ALIAS:
        return "alias";
    case LINK_BAG:
        return "bag";
    default:
        return "-";
    }
}

#endif
