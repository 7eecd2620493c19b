/* case -- what the decision tables say about one case: a message with the
 * bundle it is in. */
#ifndef DESK_CASE_H
#define DESK_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/facts.h"
#include "core/rc.h"
#include "core/route.h"
#include "store/combine.h"
#include "store/facts.h"

struct desk;
struct submission;

/* Of one bundle so many members are looked at, the newest: what more there are
 * adds nothing a person does not see in the list. */
#define CASE_MEMBERS_MAX 512

struct case_look {
    struct message_row row;
    struct message_facts own; /* of the message itself */
    bool readable;            /* false: `own` says nothing */
    struct route_decision decision;
    enum level own_level; /* by the message alone */
};

/* case_read: the facts of a decoded message into look->own.
 * errors  RC_DOWN ..: the store; of a sender that is gone the kind is none */
MUST_USE enum rc case_read(struct desk *desk, const struct submission *message,
                           struct case_look *look);

/* case_decide: the facts of its bundle are joined to its own, and the tables
 * asked.  Danger and a need for shelter are those of the message itself: that
 * of another message has its own alert.  What cannot be read is never less
 * than U3. */
MUST_USE enum rc case_decide(struct desk *desk, struct case_look *look);

/* case_bundle: the bundle that the message is in, or, of a referral, the one it
 * seems to be about; 0: none. */
int64_t case_bundle(const struct message_row *row);

/* case_row: the decision as it is kept; alert, seq and at_us are the
 * store's. */
void case_row(const struct desk *desk, const struct route_decision *decision,
              struct decision_row *out);

/* case_day: the local day of an instant; case_region: the name of the region
 * of a message on a day, "" when it is unknown. */
int64_t case_day(const struct desk *desk, int64_t at_us);
const char *case_region(const struct desk *desk,
                        const struct message_facts *facts, int64_t day);

/* case_duties: whom it concerns beside whoever is called gets a notice, as
 * part of the transaction at hand: the youth process owner, the regie. */
void case_duties(struct desk *desk, const struct route_decision *decision,
                 const char *alert);

/* case_is_news: does the decision make of an alert what may concern others than
 * before: another group, a graver level? */
bool case_is_news(const struct alert *before,
                  const struct route_decision *decision);

/* case_again: the tables are asked anew about an open alert, because a message
 * of its bundle came, a version of the tables did, or a person asked (actor).
 * It is raised when they say so, never lowered; whom it now concerns is told. */
MUST_USE enum rc case_again(struct desk *desk, int64_t alert, int64_t actor);

#endif
