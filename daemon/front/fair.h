/* fair -- messages that wait for the desk, shared out fairly.
 *
 * What must not wait goes first, over all organisations; but who calls all of
 * it urgent does not silence the others: after FAIR_URGENT_RUN in a row one of
 * theirs goes.  Behind it each organisation gets one message a turn, whatever
 * it has sent: a flood of one delays that one.  An organisation over its quota is served later, and
 * flagged once a minute; what is no submit is never held by a quota.  Nor is
 * what is urgent: more of it than the quota is flagged, and goes. */
#ifndef FRONT_FAIR_H
#define FRONT_FAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

#include "core/quota.h"
#include "core/rc.h"

/* What may wait at most.  Refusable is what is not urgent; the difference
 * of the totals is kept for urgent messages alone. */
#define FAIR_URGENT_MAX      4096               /* messages */
#define FAIR_BYTES_MAX       (24 * 1024 * 1024) /* everything */
#define FAIR_REFUSABLE_BYTES (16 * 1024 * 1024) /* of all organisations */
#define FAIR_SHARE_BYTES     (4 * 1024 * 1024)  /* of one organisation */

#define FAIR_URGENT_RUN    64 /* messages in a row while others wait */
#define FAIR_FLAG_EVERY_US 60000000

enum fair_lane {
    FAIR_URGENT, /* referrals, danger_now, hellos: first, never refused */
    FAIR_TALK,   /* what is no submit: in order, no quota */
    FAIR_SUBMIT
};

#define FAIR_LANES 3

struct fair_item {
    uint64_t peer;
    int64_t key;
    int64_t organisation;
    zmq_msg_t body;
    size_t message_n; /* bytes of body in front of its padding */
};

struct fair_limits {
    size_t lane_max; /* messages in the talk and in the submit lane of one
                      * organisation */
    struct quota_rule quota;
};

struct fair;

MUST_USE enum rc fair_open(struct fair **out, const struct fair_limits *limits);
void fair_close(struct fair *fair);

/* fair_push: item->body is moved in on RC_OK.  RC_AGAIN: this lane of this
 * organisation is full, say BUSY (never for FAIR_URGENT); RC_FATAL: memory. */
MUST_USE enum rc fair_push(struct fair *fair, enum fair_lane lane,
                           struct fair_item *item, int64_t now_us);

/* fair_has_room: false: stop reading until messages have left. */
bool fair_has_room(const struct fair *fair);

/* fair_pop: whose turn is it?  item->body becomes the caller's to close.
 * RC_AGAIN: nothing may go now.  now_us is monotonic.  cost: O(1), and
 * O(organisations over quota) when the wait of one of them ends */
MUST_USE enum rc fair_pop(struct fair *fair, struct fair_item *item,
                          int64_t now_us);

/* fair_wait_us: until fair_pop() may have something: 0 now, INT64_MAX not
 * before another push. */
int64_t fair_wait_us(const struct fair *fair, int64_t now_us);

/* fair_take_flag: a key of an organisation that went over its quota and was
 * not reported in the last minute. */
bool fair_take_flag(struct fair *fair, int64_t *key);

size_t fair_count(const struct fair *fair); /* messages waiting */

#endif
