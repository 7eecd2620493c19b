/* retention -- how long what was told is kept: it lives, is expired, is erased
 * (docs/retention.md).  A message is kept or goes with all that its sender said
 * of it since: corrections, supplements, a withdrawal. */
#ifndef CORE_RETENTION_H
#define CORE_RETENTION_H

#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/people.h"

#define RETENTION_RULES_MAX  64
#define RETENTION_ANY_SOURCE UINT32_MAX
#define RETENTION_AGAIN_US   (INT64_C(86400) * 1000000)

/* The first rule of a message's kind and source says. */
struct retention_rule {
    enum message_kind kind;
    uint32_t sources; /* bits 1 << enum organisation_kind */
    uint32_t days;
};

/* The desk document "retention"; without rules everything is kept. */
struct retention {
    struct retention_rule rules[RETENTION_RULES_MAX];
    size_t rules_n;
    uint32_t withdrawn_days;   /* after its sender took it back */
    uint32_t erase_after_days; /* after it expired */
    uint32_t tell_before_days; /* coordinators, before it expires */
    uint32_t prolong_days_max; /* from the day it is done */
    uint32_t prolong_times;    /* of one message */
    uint32_t hold_days_max;    /* from the day it is set */
};

enum kept_state {
    KEPT_NONE,
    KEPT_LIVE,
    KEPT_EXPIRED /* out of linking and search, shown as such */
};

/* Why it may not go. */
enum kept_block {
    KEPT_BLOCK_ALERT = 1 << 0, /* an alert of it is open, or still to come */
    KEPT_BLOCK_REFERRAL = 1 << 1,
    KEPT_BLOCK_TASK = 1 << 2,
    KEPT_BLOCK_TERM = 1 << 3,
    KEPT_BLOCK_PLACEMENT = 1 << 4,
    KEPT_BLOCK_BOTTLENECK = 1 << 5,
    KEPT_BLOCK_HOLD = 1 << 6
};

/* One message with its versions; instants are UTC microseconds, 0: never. */
struct kept {
    enum message_kind kind;
    enum organisation_kind source;
    enum kept_state state;
    int64_t told_us;      /* the newest thing told of it was accepted */
    int64_t withdrawn_us; /* it was taken back */
    int64_t until_us;     /* prolonged until */
    int64_t hold_until_us;
    int64_t expired_us;
    int64_t told_end_us; /* the end that coordinators were told of */
    uint32_t blocks;     /* but HOLD, which follows from hold_until_us */
};

enum kept_step {
    KEPT_WAIT,
    KEPT_TELL,   /* coordinators: it expires soon */
    KEPT_EXPIRE, /* from now on it is expired */
    KEPT_REVIVE, /* it was prolonged, or more was told */
    KEPT_ERASE
};

struct kept_next {
    enum kept_step step;
    int64_t next_us; /* after the step: when to look again; INT64_MAX: never */
};

/* retention_days: of a kind from a source; 0: for ever. */
uint32_t retention_days(const struct retention *retention,
                        enum message_kind kind, enum organisation_kind source);

/* retention_end: when it expires unless something stands in the way;
 * INT64_MAX: never.  Withdrawn: never later than it would have without. */
int64_t retention_end(const struct retention *retention,
                      const struct kept *kept);

/* retention_erase_us: when an expired one is erased unless something stands in
 * the way. */
int64_t retention_erase_us(const struct retention *retention,
                           const struct kept *kept);

/* retention_blocks: what stands in the way now, holds among it. */
uint32_t retention_blocks(const struct kept *kept, int64_t now_us);

/* retention_next: what is to be done at now_us, one step at a time; late is as
 * good as in time.  What may not go is looked at again a day later. */
struct kept_next retention_next(const struct retention *retention,
                                const struct kept *kept, int64_t now_us);

#endif
