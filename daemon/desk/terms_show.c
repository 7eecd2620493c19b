/* terms_show -- see terms_show.h */
#include "desk/terms_show.h"

#include <string.h>

#include "desk/ids.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "store/combine.h"

/* A term that is off keeps its row: it ran by it. */
static void
write_row(const struct desk *desk, const struct term *term,
          struct terms_shown *shown)
{
    const struct terms *terms = &desk->rules.now->terms;
    size_t found = term_find(terms, term->name);

    memset(shown->row, 0, sizeof shown->row);
    if (found < TERMS_MAX)
        memcpy(shown->row, terms->rules[found].row, sizeof shown->row);
}

enum rc
terms_show(struct desk *desk, const struct term *term,
           struct terms_shown *shown, struct reply_term *out)
{
    struct message_row row;
    enum rc rc = RC_OK;

    if (term->subject == TERM_OF_TASK) {
        ids_task(desk, term->ref, shown->subject);
    } else {
        rc = message_get(desk->store, term->ref, &row);
        if (rc == RC_OK)
            ids_message(desk, row.kind, row.seq, shown->subject);
    }
    write_row(desk, term, shown);
    *out = (struct reply_term){
        .subject = shown->subject, .row = shown->row, .term = term};
    return rc;
}
