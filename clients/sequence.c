/* sequence -- see sequence.h */
#include "sequence.h"

enum sequence_step
sequence_take(struct sequence *sequence, uint64_t seq)
{
    sequence_hear(sequence, seq);
    if (seq <= sequence->applied)
        return SEQUENCE_IGNORE;
    if (seq != sequence->applied + 1)
        return SEQUENCE_REPLAY;
    sequence->applied = seq;
    return SEQUENCE_APPLY;
}

void
sequence_hear(struct sequence *sequence, uint64_t head)
{
    if (head > sequence->head)
        sequence->head = head;
}

bool
sequence_behind(const struct sequence *sequence)
{
    return sequence->applied < sequence->head;
}

void
sequence_restart(struct sequence *sequence, uint64_t as_of)
{
    /* A new database may count from the start again, so go back as well. */
    sequence->applied = as_of;
    sequence->head = as_of;
}
