/* intake -- from a Submit to its receipt: looked at alone, collected, made
 * durable together with the others that are there, then answered. */
#ifndef DESK_INTAKE_H
#define DESK_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/request.h"

struct desk;
struct journal_entry;
struct turn;

#define INTAKE_ROOM_BYTES (1024 * 1024) /* bodies of one batch */

/* Who waits for the receipt of the entry with the same index. */
struct intake_waiter {
    uint64_t peer;
    int64_t key;
    uint8_t request_id[REQUEST_ID_BYTES];
};

struct intake {
    struct journal_entry *entries;
    struct intake_waiter *waiters;
    size_t n;
    size_t max; /* batch_max, within JOURNAL_BATCH_MAX */
    uint8_t *room;
    size_t room_n;
    uint64_t commits_n; /* since the start, and what they held */
    uint64_t messages_n;
};

MUST_USE enum rc intake_init(struct intake *intake, uint32_t batch_max);
void intake_free(struct intake *intake);

/* intake_submit: refuse it, or collect it.  Commits first when there is no
 * room.  RC_FATAL: stop. */
MUST_USE enum rc intake_submit(struct desk *desk, const struct turn *turn);

/* intake_full: another message may not find room. */
bool intake_full(const struct intake *intake);

/* intake_commit: see desk_commit() */
MUST_USE enum rc intake_commit(struct desk *desk);

#endif
