/* spoken -- what a verb says and how it ends, without a desk. */
#ifndef TESTS_CLIENT_SPOKEN_H
#define TESTS_CLIENT_SPOKEN_H

#include "clients/verb.h"

/* spoken: runs "loket WORDS", words divided by one space, with this verb.
 * out   *text: what was printed on stdout and stderr; the caller's */
enum ending spoken(enum ending (*verb)(struct invocation *inv),
                   const char *words, char **text);

struct spoken_row {
    const char *name;
    const char *words;
    enum ending ending;
    const char *says;     /* part of it */
    const char *says_not; /* NULL: whatever */
};

/* spoken_row: runs its words; the test fails unless it ends and speaks so. */
void spoken_row(enum ending (*verb)(struct invocation *inv),
                const struct spoken_row *row);

/* spoken_language: "nl" or "C", by the catalogues built beside the tests. */
void spoken_language(const char *language);

#endif
