/* pulse -- a page that one of the two processes writes and the supervisor
 * reads: that it lives, whose frame it works at, what it counts.
 *
 * Whoever writes it may be in the hands of a stranger: what the supervisor
 * reads are numbers without consequence beyond that process itself. */
#ifndef SYS_PULSE_H
#define SYS_PULSE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/status.h"

struct pulse {
    uint64_t beats; /* goes up while the loop turns */
    int64_t key;    /* front: whose frame it works at right now, 0: nobody's */
    struct status_numbers numbers; /* desk */
};

/* pulse_open: the supervisor's side; *fd is what the process is handed.  The
 * page cannot be made smaller under the reader.  RC_FATAL: errno. */
MUST_USE enum rc pulse_open(int *fd, struct pulse **out);

/* pulse_map: the side of the process, which may close fd.  RC_FATAL: errno. */
MUST_USE enum rc pulse_map(int fd, struct pulse **out);
void pulse_close(struct pulse *pulse); /* NULL is allowed */

/* The writer's; NULL: nobody watches.
 * cost  one store */
static inline void
pulse_beat(struct pulse *pulse)
{
    if (pulse != NULL)
        __atomic_fetch_add(&pulse->beats, 1, __ATOMIC_RELAXED);
}

static inline void
pulse_work_at(struct pulse *pulse, int64_t key)
{
    if (pulse != NULL)
        __atomic_store_n(&pulse->key, key, __ATOMIC_RELAXED);
}

void pulse_tell(struct pulse *pulse, const struct status_numbers *numbers);

/* The reader's.  Each number is whole, all of them need not be of one time. */
uint64_t pulse_beats(const struct pulse *pulse);
int64_t pulse_key(const struct pulse *pulse);
void pulse_numbers(const struct pulse *pulse, struct status_numbers *out);

#endif
