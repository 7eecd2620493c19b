/* validate_desk -- is what the desk's own people ask acceptable, looked at
 * alone?  What the desk holds (whether a document, roster, person or alert
 * exists, and in which state) never matters here. */
#ifndef CORE_VALIDATE_DESK_H
#define CORE_VALIDATE_DESK_H

#include "core/rc.h"
#include "core/refusal.h"
#include "core/request.h"

#define VALIDATE_REASON_MAX     120 /* bytes: a store keeps them whole */
#define VALIDATE_SNOOZE_MIN_US  INT64_C(60000000)         /* 60 s */
#define VALIDATE_SNOOZE_MAX_US  INT64_C(86400000000)      /* 24 h */
#define VALIDATE_INSTANT_MAX_US INT64_C(7258118400000000) /* year 2200 */

/* validate_desk: every rule of proto/PROTOCOL.md, "Desk documents", "Rosters
 * and swaps", "Drills and referrals", and what an alert action carries beyond
 * its verb.
 *
 * names     of rosters and persons: 1 to 64 of [a-z0-9._-]; of documents: the
 *           same up to 31
 * reason    also accept_gap: one line, at most VALIDATE_REASON_MAX bytes, no
 *           BSN, not blank; may be empty unless said otherwise
 * instants  whole seconds after 1970, before VALIDATE_INSTANT_MAX_US: a desk
 *           document can say them
 *
 * ALERT_ACTION      with LEVEL a level, and a reason if there is one; with
 *                   SNOOZE 60 s to 24 h.  What goes with another verb is not
 *                   looked at: nothing beside it may stop an acknowledgement.
 *                   Whether a level is lower and thus needs a reason is
 *                   alert_life()'s to say
 * DOCUMENT_GET      a name; version >= 0
 * DOCUMENT_PUT      1 to 8 documents, each name once, a text of 1 to
 *                   DOCUMENT_MAX_BYTES, expect >= 0
 * DOCUMENT_HISTORY  a name or none; before >= 0
 * ROSTER_OVERRIDE   a roster, a verb, 1 to PERSONS_MAX people; with REPLACE 1
 *                   to PERSONS_MAX in `with`, else none; nobody twice in a
 *                   list; start < end
 * ROSTER_ACCEPT     a roster and an instant
 * SWAP_PROPOSE      a roster and a taker; start < end; in return: nothing, or
 *                   back_start < back_end
 * SWAP_DECIDE       a swap and a verb; FORCE needs a reason
 * DRILL_START       a level, U1 to U4B
 * REFERRAL_ACTION   an id and a verb; OFFER needs `to`, CLOSE an outcome;
 *                   neither goes with another verb
 * any other kind    nothing: RC_OK
 *
 * in      request as decoded
 * out     RC_OK, or RC_INVALID with the findings, in field order
 * cost    linear but for lists of names, which are short; no memory */
MUST_USE enum rc validate_desk(const struct request *request,
                               struct refusal *why);

#endif
