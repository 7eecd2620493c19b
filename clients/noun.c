/* noun -- see verb.h */
#include <string.h>

#include "text.h"
#include "verb.h"

enum ending
verb_noun(struct invocation *inv, const struct noun_row rows[], size_t n)
{
    enum rc rc;

    for (size_t i = 0; inv->argc > 1 && i < n; i++) {
        if (strcmp(inv->argv[1], rows[i].name) != 0)
            continue;
        inv->argc--;
        inv->argv++;
        return rows[i].run(inv);
    }
    if ((rc = args_read(inv, NULL, 0)) != RC_OK)
        return args_ending(rc);
    if (inv->argc == 0)
        return args_wrong(inv, _("`loket %s` needs a word more"), inv->verb);
    return args_wrong(inv, _("`loket %s %s` is not known"), inv->verb,
                      inv->argv[0]);
}
