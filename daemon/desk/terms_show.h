/* terms_show -- a term as people see it. */
#ifndef DESK_TERMS_SHOW_H
#define DESK_TERMS_SHOW_H

#include "core/casework_reply.h"
#include "core/public_id.h"
#include "core/rc.h"
#include "core/term.h"

struct desk;

/* A term with its names, until it is told. */
struct terms_shown {
    char subject[PUBLIC_ID_BYTES];
    char row[sizeof((struct term_rule *)NULL)->row];
};

MUST_USE enum rc terms_show(struct desk *desk, const struct term *term,
                            struct terms_shown *shown, struct reply_term *out);

#endif
