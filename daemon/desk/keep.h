/* keep -- what is kept no longer expires, and what expired is erased, each at
 * its time (core/retention.h). */
#ifndef DESK_KEEP_H
#define DESK_KEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct desk;

#define KEEP_NO_KEYLESS INT64_MAX

struct keep {
    int64_t
        due_us; /* UTC: earliest time at which a message can be due; 0: look */
    int64_t try_us;  /* monotonic: not before */
    int64_t version; /* of the document, as the last turn saw it */
    bool again;      /* all are looked at for a new version of the document */
    bool pending;    /* something erased may still be in the log */
    bool started;    /* the two above were read */
    int64_t keyless; /* messages without key were looked at up to here;
                      * KEEP_NO_KEYLESS: there is none */
    bool left;       /* one of them is not combined yet */
};

/* keep_first_us: when a message that was accepted now, with nothing said of it
 * yet, is to be looked at (struct combine_item). */
struct message_facts;
int64_t keep_first_us(const struct desk *desk,
                      const struct message_facts *facts, int64_t accepted_us);

/* keep_soon: a message may be due at at_us, UTC. */
void keep_soon(struct desk *desk, int64_t at_us);

/* keep_next_us: when the next turn is wanted, monotonic.  keep_turn: a slice, a
 * few milliseconds: what is due is done, what was erased goes out of the log,
 * coordinators are told once a day of what expires soon.
 * cost  by what is due, not by what is kept */
int64_t keep_next_us(const struct desk *desk);
MUST_USE enum rc keep_turn(struct desk *desk, int64_t now_us);

/* keep_finish: what was erased goes out of the log now, if nobody reads. */
MUST_USE enum rc keep_finish(struct desk *desk);

#endif
