/* route_simple -- the first routing rules: which alert a message belongs to
 * and how fast a human must look.  To be replaced by the decision tables
 * behind the same call.
 *
 * No answer means drop, and none lowers: whatever the rules do not know gets
 * an alert of its own. */
#ifndef CORE_ROUTE_SIMPLE_H
#define CORE_ROUTE_SIMPLE_H

#include <stdbool.h>

#include "core/alert.h"
#include "core/codes.h"

/* What the rules look at. */
struct route_facts {
    enum message_kind kind;
    bool danger_now;
    enum yes_no shelter_needed; /* of a referral */
    enum yes_no unsafe_now;     /* of a referral */
    bool has_target;            /* a version or withdrawal whose target is
                                 * known and is routed */
    bool target_open;           /* the target's alert is open */
    enum level target_level;    /* of the target's alert */
    bool bundle_open;           /* its bundle has an open alert */
    enum level bundle_level;    /* of that one */
    bool bundle_closed;         /* its bundle has none, but had one that may
                                 * still be reopened */
    enum level closed_level;    /* of that one */
};

enum route_way {
    ROUTE_OWN,    /* an alert of its own */
    ROUTE_BUNDLE, /* one more message for the open alert of its bundle */
    ROUTE_REOPEN, /* the same, of the closed one, which is opened again */
    ROUTE_TARGET  /* one more message for the alert of its target */
};

struct route_decision {
    enum route_way way;
    enum level level; /* of the message itself, never LEVEL_NONE */
};

/* route_simple: first row that fits.
 *
 * level   referral with danger_now, or needing shelter and unsafe: U1;
 *         referral needing shelter: U2; other referral: U3; signal with
 *         danger_now: U1; other signal: U3; everything else: U4
 * way     version or withdrawal of a message whose alert is open and not
 *         less urgent than the version itself: TARGET; signal without
 *         danger_now whose bundle has an open alert that is not less
 *         urgent: BUNDLE; whose bundle
 *         has one that was closed a short time ago, of a level that is not
 *         graver than the signal's: REOPEN; else OWN
 * errors  none */
struct route_decision route_simple(const struct route_facts *facts);

#endif
