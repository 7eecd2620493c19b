/* share_kept -- answers about shares, and the events they are made of.  For
 * share.c and share_kept.c, which recalls and lists. */
#ifndef DESK_SHARE_KEPT_H
#define DESK_SHARE_KEPT_H

#include <stdint.h>

#include "core/rc.h"
#include "core/sharing_request.h"

struct desk;
struct share_row;
struct shared;
struct turn;

/* share_answer: row, shared NULL: none.
 * share_answer_unchanged: nothing left the desk; that somebody asked is on
 * record all the same.  bundle 0: none. */
MUST_USE enum rc share_answer(struct desk *desk, const struct turn *turn,
                              enum share_verdict verdict,
                              const struct share_row *row,
                              const struct shared *shared);
MUST_USE enum rc share_answer_unchanged(struct desk *desk,
                                        const struct turn *turn,
                                        enum share_verdict verdict,
                                        int64_t bundle);

/* share_events: into desk->outgoing, one for each submitter of the
 * organisation.  RC_NOT_FOUND: it has none, nobody would hear of it. */
MUST_USE enum rc share_events(struct desk *desk, int64_t organisation,
                              const struct shared *shared);

#endif
