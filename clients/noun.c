/* noun -- see verb.h */
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "verb.h"

#define WORDS_BYTES 256

/* "who, show, check" */
static void
words_list(const struct noun_row rows[], size_t n, char out[WORDS_BYTES])
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < n && at < WORDS_BYTES; i++)
        at += (size_t)snprintf(out + at, WORDS_BYTES - at, "%s%s",
                               i == 0 ? "" : ", ", rows[i].name);
}

enum ending
verb_noun(struct invocation *inv, const struct noun_row rows[], size_t n)
{
    char noun[WORDS_BYTES];
    char words[WORDS_BYTES];
    enum rc rc;

    for (size_t i = 0; inv->argc > 1 && i < n; i++) {
        if (strcmp(inv->argv[1], rows[i].name) != 0)
            continue;
        inv->argc--;
        inv->argv++;
        return rows[i].run(inv);
    }
    /* `loket roster swap`: a noun behind a noun */
    if (strcmp(inv->argv[0], inv->verb) == 0)
        (void)snprintf(noun, sizeof noun, "%s", inv->verb);
    else
        (void)snprintf(noun, sizeof noun, "%s %s", inv->verb, inv->argv[0]);
    words_list(rows, n, words);
    if ((rc = args_read(inv, NULL, 0)) != RC_OK)
        return args_ending(rc);
    if (inv->argc == 0)
        return args_wrong(inv, _("`loket %s` needs a word more: %s"), noun,
                          words);
    return args_wrong(inv, _("`loket %s %s` is not known; there is: %s"), noun,
                      inv->argv[0], words);
}
