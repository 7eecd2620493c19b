/* query -- looking things up: a sender its own message, a coordinator alerts
 * and content.  Looking at content leaves an audit record, or it does not
 * happen. */
#ifndef DESK_QUERY_H
#define DESK_QUERY_H

#include "core/rc.h"

struct desk;
struct turn;

/* Each answers one request.  RC_OK: answered; else reply_failed() is the
 * caller's. */

/* query_status: whoever holds the receipt. */
MUST_USE enum rc query_status(struct desk *desk, const struct turn *turn);
MUST_USE enum rc query_list(struct desk *desk, const struct turn *turn);
MUST_USE enum rc query_show(struct desk *desk, const struct turn *turn);

#endif
