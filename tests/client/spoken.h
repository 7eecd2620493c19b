/* spoken -- what a verb says and how it ends, without a desk. */
#ifndef TESTS_CLIENT_SPOKEN_H
#define TESTS_CLIENT_SPOKEN_H

#include "clients/verb.h"

/* spoken: runs "loket WORDS", words divided by one space, with this verb.
 * out   *text: what was printed on stdout and stderr; the caller's */
enum ending spoken(enum ending (*verb)(struct invocation *inv),
                   const char *words, char **text);

/* spoken_language: "nl" or "C", by the catalogues built beside the tests. */
void spoken_language(const char *language);

#endif
