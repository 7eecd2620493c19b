/* decisions -- what the decision tables said about an alert, inside the
 * transaction that makes or changes it. */
#ifndef STORE_SQLITE_DECISIONS_H
#define STORE_SQLITE_DECISIONS_H

#include "core/rc.h"
#include "store/facts.h"

/* decision_insert: the row, and what of it the alert and the message carry:
 * the alert its class (never a lower one), group, desk, order and restriction;
 * the message's facts, if they are there, class, group and level. */
MUST_USE enum rc decision_insert(struct store *store,
                                 const struct decision_row *row);

#endif
