/* state -- what the steps of the desk share.  For this folder only. */
#ifndef DESK_STATE_H
#define DESK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/config.h"
#include "core/people.h"
#include "core/rc.h"
#include "core/request.h"
#include "core/stream.h"
#include "desk/catch_up.h"
#include "desk/disk_watch.h"
#include "desk/intake.h"
#include "desk/keep.h"
#include "desk/metrics.h"
#include "desk/next_epoch.h"
#include "desk/outgoing.h"
#include "desk/refusals.h"
#include "desk/rewrap.h"
#include "desk/rules.h"
#include "desk/session.h"
#include "desk/times.h"
#include "desk/watchman.h"
#include "sys/channel.h"
#include "wire/arena.h"
#include "wire/precheck.h"

struct clock;
struct desk_secrets;
struct desk_start;
struct relay;
struct zone;
struct store;
struct test_control;

/* Committed and not yet routed, oldest first; the database knows the rest. */
#define DESK_URGENT_MAX 1024

struct urgent_queue {
    int64_t seqs[DESK_URGENT_MAX];
    size_t first, n;
    bool search; /* the database knows of more */
};

/* At a change of shifts: how far calls were joined. */
struct shifts_joining {
    size_t roster;
    bool told;     /* of this roster */
    int64_t after; /* the last alert joined */
};

struct desk {
    /* given, borrowed */
    const struct desk_settings *settings;
    const struct zone *zone;
    const struct desk_secrets *secrets;
    const struct clock *clock;
    struct test_control *control; /* NULL: no fault points */
    const uint8_t *park_word;     /* NULL: nobody parks */
    channel_visit *send;
    void *send_arg;

    struct store *store;
    uint8_t epoch[EPOCH_BYTES];
    struct rules rules; /* the desk documents in force */
    struct shifts_joining joining;
    struct watchman watchman;
    struct disk_watch disk;
    struct catch_up catch_up;
    struct keep keep;
    struct principal_key *keys; /* ascending by key */
    size_t keys_n;
    struct sessions sessions;
    bool front_ready; /* HELLO was seen */
    bool plans_stale; /* plans_again() could not finish */
    bool keys_stale;  /* the list changed and could not be read again */

    struct intake intake;
    struct urgent_queue urgent;
    struct refusals refusals;
    struct outgoing outgoing; /* of the transaction at hand */
    struct combine_work *work;
    struct links *links;
    struct next_epoch next_epoch;
    int64_t routed_to; /* combined messages up to here were routed or left */
    int64_t looked_to; /* bundles up to here were looked at again, or left */
    struct desk_times times;
    struct rewrap rewrap;
    int64_t quiet_until_us; /* monotonic: the log has it already */
    bool stopped;           /* the database failed for good */
    struct relay *relay;    /* NULL: the audit is not relayed */
    struct desk_metrics metrics;
    struct arena arena;
    uint8_t *arena_bytes;
    uint8_t frame[FRAME_MAX_BYTES]; /* the answer at hand */
    uint8_t room[FRAME_MAX_BYTES];  /* bodies of the events at hand */
};

/* One request being answered. */
struct turn {
    struct session *session;
    const struct principal_key *key; /* valid now */
    const struct request *request;
    int64_t now_us; /* UTC */
};

/* desk_make: without database, all of it can be closed; NULL: no memory. */
struct desk *desk_make(const struct desk_start *start, channel_visit *send,
                       void *arg);

/* desk_key: the enrolled key, NULL when it is unknown or not valid now. */
const struct principal_key *desk_key(const struct desk *desk, int64_t key,
                                     int64_t now_us);

/* desk_keys_send: read the keys again and give front the whole list.
 * desk_greet: answer Hello. */
MUST_USE enum rc desk_keys_send(struct desk *desk);
MUST_USE enum rc desk_greet(struct desk *desk, const struct turn *turn);

/* desk_failed: what a step heard from the database; what passes is logged, at
 * most once in DESK_QUIET_US.  True for ever from RC_FATAL on: stop. */
bool desk_failed(struct desk *desk, const char *step, enum rc rc);

/* desk_skips: a result no step expects of the store (RC_INVALID, RC_STALE ..).
 * It is logged and the row left for a later turn: one bad row must not hold
 * up the others.  False for RC_OK and for what concerns the whole database. */
bool desk_skips(const char *step, int64_t row, enum rc rc);

#endif
