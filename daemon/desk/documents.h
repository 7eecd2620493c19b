/* documents -- desk documents: read, put in force, looked back at.
 * Each answers one request of core/desk_request.h. */
#ifndef DESK_DOCUMENTS_H
#define DESK_DOCUMENTS_H

#include <stdint.h>

#include "core/desk_request.h"
#include "core/rc.h"
#include "desk/documents_result.h"

struct desk;
struct turn;

MUST_USE enum rc documents_get(struct desk *desk, const struct turn *turn);
MUST_USE enum rc documents_put(struct desk *desk, const struct turn *turn);
MUST_USE enum rc documents_history(struct desk *desk, const struct turn *turn);

/* documents_change: new versions of these documents, all or none: compiled
 * and checked as a whole with what is in force, stored, put in force, and
 * whoever it concerns told.  No timer is touched and nobody is paged by it;
 * held alerts may be released earlier, never later.
 *
 * in      put; actor; swap: see struct document_put
 * rules   what a check of what is in force finds too does not refuse: nobody
 *         is kept from a change by a hole that was there before
 * out     result: findings, new versions, policies that are gone and in use;
 *         documents_result_close() in any case
 * errors  RC_OK: result.accepted tells; RC_STALE: another version is in force
 *         than expected; RC_NOT_FOUND: no such document name */
struct documents_change {
    const struct request_document_put *put;
    int64_t actor;
    int64_t swap;
};
MUST_USE enum rc documents_change(struct desk *desk,
                                  const struct documents_change *change,
                                  struct documents_result *result);

#endif
