/* next_epoch -- prepares the next epoch of the model (store/making.h), a small
 * transaction after another, on combining's time: while messages come, nineteen
 * twentieths are theirs.
 *
 * counted, learned, its set made, what it changes compared; then it waits for
 * a person to say what becomes of it.  What comes meanwhile is put in both
 * sets.  After a crash it goes on where it was.  While there is nothing to
 * prepare it counts, now and then, how far the store has outgrown its epoch. */
#ifndef DESK_NEXT_EPOCH_H
#define DESK_NEXT_EPOCH_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/making.h"

struct desk;
struct learning;

struct next_epoch {
    int64_t next_us; /* monotonic */
    uint64_t seen_n; /* intake.messages_n after the last turn */
    size_t limit;    /* of what is put at once */
    struct next_epoch_size {
        struct making_size size;
        int64_t until_us;      /* monotonic: it is taken for true */
    } sizes[2];                /* by enum linking_set */
    struct learning *learning; /* NULL: not now */
    struct {
        int64_t after;    /* how far it is counted */
        int64_t n;        /* so far */
        int64_t signals;  /* of the live set, when that was counted last */
        int64_t again_us; /* monotonic */
    } survey;
};

/* next_epoch_open: what a rebuild left is cleared away later; that one is needed
 * (LINK_NORM) is logged. */
MUST_USE enum rc next_epoch_open(struct desk *desk);

/* next_epoch_tell: what is noticed of bundles that the last swap changed, to its
 * end. */
MUST_USE enum rc next_epoch_tell(struct desk *desk);

/* next_epoch_turn: some of what is to be done.  next_epoch_next_us: when it
 * wants its next turn, monotonic.  next_epoch_wake: something was begun or
 * ended.  next_epoch_close: what it has in memory. */
MUST_USE enum rc next_epoch_turn(struct desk *desk, int64_t now_us);
int64_t next_epoch_next_us(const struct desk *desk);
void next_epoch_wake(struct desk *desk);
void next_epoch_close(struct next_epoch *next);

/* next_epoch_age: signals more than when the epoch in force was made; 0: not
 * counted yet. */
int64_t next_epoch_age(const struct desk *desk);

/* next_epoch_size: of a set; counted again when counting that often costs no
 * more than a hundredth of the time. */
MUST_USE enum rc next_epoch_size(struct desk *desk, enum linking_set set,
                                 struct making_size *out);

#endif
