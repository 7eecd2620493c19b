/* desk -- the process that owns the database and takes a message through the
 * line: journal, receipt, combine, route, page, deliver.
 *
 * It has no network: frames come from front and go back to it over one
 * channel (sys/channel.h).  Everything that must outlive the process is a row
 * in the store; what stands in memory (who is connected, how far a stream was
 * pushed) is rebuilt by clients that say Hello again.
 *
 * desk_run() is the process; the calls below it are the same desk without
 * loop, socket and process, for tests under a virtual clock. */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/config.h"
#include "core/public_id.h"
#include "core/rc.h"
#include "link/token.h"
#include "sys/channel.h"
#include "sys/clock.h"

#define DESK_KEY_BYTES         32
#define DESK_PRF_BYTES         16 /* a key of SipHash-2-4 with 128-bit output */
#define DESK_SIGN_SECRET_BYTES 64
#define DESK_WORD_BYTES        16

struct document_text;
struct pulse;
struct vault;
struct zone;

/* The keys of a desk; borrowed, expected in locked memory. */
struct desk_secrets {
    struct public_id_key public_id;
    uint8_t receipt[DESK_PRF_BYTES]; /* makes the code of a receipt */
    uint8_t digest[DESK_PRF_BYTES];  /* recognises a message sent twice */
    struct link_key link;            /* makes tokens */
    uint8_t sign_secret[DESK_SIGN_SECRET_BYTES]; /* Ed25519 */
    uint8_t sign_public[DESK_KEY_BYTES];
    uint8_t audit_secret[DESK_SIGN_SECRET_BYTES]; /* .. of checkpoints */
    uint8_t audit_public[DESK_KEY_BYTES];
};

/* All that a desk is given; everything pointed at is borrowed for as long as
 * the desk lives. */
struct desk_start {
    const struct desk_settings *settings;
    const struct zone *zone; /* of the desk: sys/zone_file.h */
    const struct desk_secrets *secrets;
    const struct vault *vault; /* epoch keys; copied by the store */
    /* Desk documents for an installation that has none of their kind. */
    const struct document_text *shipped;
    size_t shipped_n;
    const struct clock *clock;
    struct test_control
        *control; /* whose fault points are passed; NULL: none */
    /* What the supervisor says with a PARK; NULL: it says none. */
    const uint8_t *park_word;
    struct pulse *pulse; /* to show that it lives; NULL: to nobody */
    int channel_fd;      /* of desk_run(), which takes it over */
    int ready_fd; /* of desk_run(): gets one "R" when the database is open
                     * and front has said HELLO; -1: nobody asks */
};

/* desk_run: serve until SIGTERM or until the other end of the channel is
 * closed (RC_OK).
 *
 * errors  RC_INVALID: the desk documents in the database cannot be used, all
 *         findings are logged; RC_FATAL: the database is missing, locked or
 *         damaged, or failed while serving: nothing is acknowledged any
 *         more */
MUST_USE enum rc desk_run(const struct desk_start *start);

struct desk;

/* desk_open: open the database, add the desk documents that a later version
 * brought (documents_added.h), read those in force and look up their people.
 * channel_fd and ready_fd are not used.  `send` gets every frame that goes to
 * front; its bytes are valid until it returns; it must not call the desk.
 * errors  as desk_run() */
MUST_USE enum rc desk_open(struct desk **out, const struct desk_start *start,
                           channel_visit *send, void *arg);

/* desk_close: NULL is allowed.  Submits that were taken and not committed are
 * forgotten: nobody was told that they were accepted. */
void desk_close(struct desk *desk);

/* desk_take: one frame from front.  A Submit is collected for desk_commit()
 * (which is called from here when the batch is full), everything else is
 * answered before the call returns.
 * errors  RC_FATAL: stop, acknowledge nothing more */
MUST_USE enum rc desk_take(struct desk *desk,
                           const struct channel_frame *frame);

/* desk_full: the batch has reached its size: commit before taking more. */
bool desk_full(const struct desk *desk);

/* desk_commit: one group commit of the Submits collected, then their
 * receipts.  Urgent messages among them are left for the next desk_tick(),
 * so that receipts can leave first.
 * cost    one fsync, none when nothing was collected */
MUST_USE enum rc desk_commit(struct desk *desk);

/* desk_tick: do what is due: route and page urgent messages, take steps and
 * repeat pages, combine, send heartbeats, trim.  Each part is bounded; when
 * more is waiting, *next_us is now.
 * out     *next_us: the instant, on the monotonic clock, of the next call;
 *         at most a second away, so that a step of the civil clock is seen */
MUST_USE enum rc desk_tick(struct desk *desk, int64_t *next_us);

#endif
