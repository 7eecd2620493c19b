/* decide_sides -- whom a decision about signals is about: those on one side and
 * those on the other, or why that cannot be decided. */
#ifndef DESK_DECIDE_SIDES_H
#define DESK_DECIDE_SIDES_H

#include <stddef.h>
#include <stdint.h>

#include "core/linking_reply.h"
#include "core/rc.h"
#include "link/decisions.h"

struct desk;
struct request_link_decide;

struct decide_sides {
    enum link_asked_kind kind;
    int64_t a[LINK_GROUP_MAX]; /* signals, by their first versions */
    size_t a_n;
    int64_t b[LINK_GROUP_MAX]; /* those they are told apart from */
    size_t b_n;
    size_t named_n; /* of a: those that the request named; when it named b's
                     * only signal, too, that is a[1] */
    int64_t bundle; /* that a leaves; 0: none */
    enum decision_verdict verdict; /* OK but for RC_STALE */
};

/* decide_sides_read: of a request that was validated, and takes nothing back,
 * by the set in force; nothing is written.  Of a split b is the rest of the
 * bundle, of one signal that is taken out the rest of its own.
 * RC_STALE: nothing can be done, verdict says why.  Errors of the store. */
MUST_USE enum rc decide_sides_read(struct desk *desk,
                                   const struct request_link_decide *request,
                                   struct decide_sides *out);

#endif
