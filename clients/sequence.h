/* sequence -- what to do with the next event of a stream (pure).
 *
 * The desk numbers the events of a stream 1, 2, 3 .. without holes.  An event
 * may come twice, late or not at all; applied in this order nothing is missed
 * and nothing happens twice. */
#ifndef CLIENTS_SEQUENCE_H
#define CLIENTS_SEQUENCE_H

#include <stdbool.h>
#include <stdint.h>

struct sequence {
    uint64_t applied; /* last event that took effect */
    uint64_t head;    /* the highest the desk has spoken of */
};

enum sequence_step {
    SEQUENCE_APPLY,  /* the next one: it counts as applied from here on */
    SEQUENCE_IGNORE, /* seen before */
    SEQUENCE_REPLAY  /* something before it is missing: ask for it */
};

/* sequence_take: an event numbered seq arrived. */
enum sequence_step sequence_take(struct sequence *sequence, uint64_t seq);

/* sequence_hear: the desk says how far the stream is. */
void sequence_hear(struct sequence *sequence, uint64_t head);

/* sequence_behind: is there something to ask for? */
bool sequence_behind(const struct sequence *sequence);

/* sequence_restart: after a snapshot everything up to as_of is known. */
void sequence_restart(struct sequence *sequence, uint64_t as_of);

#endif
