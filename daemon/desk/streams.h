/* streams -- what clients ask of their streams: attach, replay, confirm,
 * snapshot, heads. */
#ifndef DESK_STREAMS_H
#define DESK_STREAMS_H

#include "core/rc.h"

struct desk;
struct turn;

/* Each answers one request.  RC_OK: answered; else reply_failed() is the
 * caller's. */

/* streams_attach: from now on the events after `after` are pushed to this
 * session.  When they cannot be given any more, or the client knows another
 * database, the answer is `truncated` and nothing is pushed until it attaches
 * again behind its snapshot. */
MUST_USE enum rc streams_attach(struct desk *desk, const struct turn *turn);
MUST_USE enum rc streams_confirm(struct desk *desk, const struct turn *turn);

/* streams_replay: events after `after`, as many as one answer holds; when
 * they are gone, the answer of streams_attach(). */
MUST_USE enum rc streams_replay(struct desk *desk, const struct turn *turn);

/* streams_snapshot: of the inbox the open pages of the principal, of the desk
 * the open alerts, with the sequence to attach behind. */
MUST_USE enum rc streams_snapshot(struct desk *desk, const struct turn *turn);
MUST_USE enum rc streams_heartbeat(struct desk *desk, const struct turn *turn);

#endif
