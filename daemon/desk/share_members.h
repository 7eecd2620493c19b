/* share_members -- what the members of a bundle add up to, for what may leave
 * of them. */
#ifndef DESK_SHARE_MEMBERS_H
#define DESK_SHARE_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/indicator.h"
#include "core/rc.h"
#include "core/share.h"

struct desk;

#define SHARE_MEMBERS_MAX 512 /* the newest; of the others nothing leaves */

#define MUNICIPALITY_BYTES 8
#define POSTCODE_BYTES     8
#define ADDITION_BYTES     16 /* letter, space and addition */

struct share_place {
    bool known;
    bool address; /* with a postcode and a number */
    char municipality[MUNICIPALITY_BYTES];
    char postcode[POSTCODE_BYTES];
    uint32_t house_number;
    char addition[ADDITION_BYTES];
};

/* What of a bundle may leave. */
struct share_view {
    struct share_case c;
    struct share_decision decision;
    int64_t leaving[SHARE_MEMBERS_MAX]; /* messages that do */
    size_t leaving_n;
    struct share_place place; /* of a member that leaves: the message that was
                               * named, else the oldest with an address */
    const char *codes[INDICATORS_MAX]; /* of a summary; borrowed of the rules */
    size_t codes_n;
};

/* share_bundle: the bundle of an id, as it is now: itself, that of an alert or
 * of a message; 0: it has none.  *named: the message, 0: it was none.
 * RC_NOT_FOUND */
MUST_USE enum rc share_bundle(struct desk *desk, const char *id,
                              int64_t *bundle, int64_t *named);

/* share_members: looks at the members and asks the table.
 * named   the message the question was about, 0: the bundle
 * arena   is emptied: what the request at hand says is gone
 * errors  RC_DOWN ..: the store */
MUST_USE enum rc share_members(struct desk *desk, int64_t bundle, int64_t named,
                               const struct share_asked *asked,
                               struct share_view *out);

#endif
