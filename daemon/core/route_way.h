/* route_way -- which alert a message belongs to, once it is known how grave
 * its case is (route.h).
 *
 * No answer means drop, and none lowers: whatever the rules do not know gets
 * an alert of its own, and an alert that is joined by something graver is
 * raised. */
#ifndef CORE_ROUTE_WAY_H
#define CORE_ROUTE_WAY_H

#include <stdbool.h>

#include "core/alert.h"
#include "core/codes.h"

/* What the rules look at. */
struct way_facts {
    enum message_kind kind;
    bool danger_now;
    enum level level;   /* of the case, as the tables decided */
    bool target_open;   /* a version or withdrawal whose target is known and has
                       * an open alert, and was not told to be closed */
    bool bundle_open;   /* its bundle has an open alert */
    bool bundle_closed; /* its bundle has none, but had one that may still
                              * be reopened */
    enum level closed_level; /* of that one */
};

enum route_way {
    ROUTE_OWN,    /* an alert of its own */
    ROUTE_BUNDLE, /* one more message for the open alert of its bundle */
    ROUTE_REOPEN, /* the same, of the closed one, which is opened again */
    ROUTE_TARGET  /* one more message for the alert of its target */
};

/* route_way: first row that fits.
 *
 * version or withdrawal of a message whose alert is open: TARGET; signal
 * without danger_now whose bundle has an open alert: BUNDLE; whose bundle has
 * one that was closed a short time ago, of a level that is not graver than the
 * case's: REOPEN; else OWN.  A referral and immediate danger are never
 * absorbed.
 * errors  none */
enum route_way route_way(const struct way_facts *facts);

#endif
