/* decided -- what people decided about signals, as it is told. */
#ifndef DESK_DECIDED_H
#define DESK_DECIDED_H

#include <stddef.h>
#include <stdint.h>

#include "core/linking_why.h"
#include "core/people.h"
#include "core/public_id.h"
#include "core/rc.h"
#include "store/review.h"

struct desk;
struct link_decision;

/* Where the texts of an answer stand. */
struct decided_text {
    char decision[PUBLIC_ID_BYTES];
    char bundle[PUBLIC_ID_BYTES];
    char by[NAME_BYTES];
    char undone_by[NAME_BYTES];
    char ids[REVIEW_IDS_SHOWN][PUBLIC_ID_BYTES];
    const char *shown[REVIEW_IDS_SHOWN];
    struct review_act act;
};

/* decided_tell: text->act, with its texts in text; both must live as long as
 * out does. */
MUST_USE enum rc decided_tell(struct desk *desk, struct decided_text *text,
                              struct reply_decision *out);

/* decided_by: the name of who did it; "" when there is none any more. */
MUST_USE enum rc decided_by(struct desk *desk, int64_t principal,
                            char out[NAME_BYTES]);

struct decided_edge {
    char a[PUBLIC_ID_BYTES];
    char b[PUBLIC_ID_BYTES];
    char decision[PUBLIC_ID_BYTES];
};

/* decided_edge_of: a decision about two signals as an edge of an explanation;
 * its texts in text. */
void decided_edge_of(struct desk *desk, const struct link_decision *decision,
                     struct decided_edge *text, struct why_edge *out);

#endif
