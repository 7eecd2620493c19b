/* why_bundle -- what holds a bundle together, what was cut off it, and what
 * people said of those in it. */
#ifndef DESK_WHY_BUNDLE_H
#define DESK_WHY_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/linking_why.h"
#include "core/rc.h"
#include "desk/membership.h"
#include "link/explain.h"

struct desk;

#define WHY_LOOK      50000 /* pairs and decisions that are looked at */
#define WHY_BONDS_MAX 20000
#define WHY_ENDS      2

/* Large: on the heap. */
struct why_bundle {
    /* in */
    int64_t bundle;
    int64_t ends[WHY_ENDS]; /* signals that are among nodes[] however many there
                             * are; 0: none */
    /* out */
    int64_t nodes[MEMBERSHIP_MAX]; /* ascending */
    size_t n;
    size_t members; /* as many there are */
    struct link_tree tree;
    struct link_bond cuts[WHY_CUT_MAX]; /* strongest first, what people said
                                         * before that; a is in the bundle */
    size_t cuts_n;
    int64_t acts[WHY_DECISIONS_MAX + 1]; /* decisions, newest first */
    size_t acts_n;
    bool partial;   /* not everything was looked at */
    bool cuts_more; /* than fit */
    /* worked in */
    struct link_bond bonds[WHY_BONDS_MAX];
    size_t bonds_n;
    uint32_t roots[MEMBERSHIP_MAX];
    size_t looked;
};

/* why_bundle_read: everything of `out`.  A bundle without members has nothing.
 * errors  the store's
 * cost    by its members, MEMBERSHIP_MAX at most, and WHY_LOOK pairs */
MUST_USE enum rc why_bundle_read(struct desk *desk, struct why_bundle *look);

/* why_bundle_acts: adds what people decided about a signal, taken back or
 * not. */
MUST_USE enum rc why_bundle_acts(struct desk *desk, struct why_bundle *look,
                                 int64_t node);

#endif
