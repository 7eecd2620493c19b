/* top_words -- what an operator looks at, from two pages of metrics (pure but
 * for the language).  Numbers and words of the program alone. */
#ifndef CLIENTS_TOP_WORDS_H
#define CLIENTS_TOP_WORDS_H

#include <jansson.h>
#include <stddef.h>

#include "top_page.h"

#define TOP_LINES_MAX  48
#define TOP_LINE_BYTES 160

struct top_line {
    char text[TOP_LINE_BYTES];
    bool alarming;
};

/* top_words: the lines of one look; before without text: no rates.  now_s: the
 * time, UTC.  Answers how many. */
size_t top_words(const struct top_page *page, const struct top_page *before,
                 double now_s, struct top_line out[TOP_LINES_MAX]);

/* top_words_object: the same as numbers, null for what is not known; the
 * caller's.  NULL: no memory. */
json_t *top_words_object(const struct top_page *page,
                         const struct top_page *before, double now_s);

#endif
