/* relay -- tells the audit to syslog-ng, while the desk goes on whatever
 * becomes of that.
 *
 * The database is the truth; what was not told yet is told later.  Records go
 * out in their order over one connection, as lines of RFC 5424 with their
 * fields as structured data.  What the stream took is not written yet when the
 * other end dies, so after every connection that broke, and at every start, the
 * relay asks back before it tells anything: it sends a line of its own with a
 * random word, waits until that stands in the file that syslog-ng writes, and
 * goes on behind the last record before it.  syslog-ng takes one connection at
 * a time and writes in order, so nothing of the old one can follow: nothing is
 * lost, nothing is told twice.  A record counts when the database has it with
 * that hash: after a restore the file is further than the database, and what
 * has those numbers from then on is told as well. */
#ifndef DESK_RELAY_H
#define DESK_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct desk;

#define RELAY_BYTES ((size_t)64 * 1024)
#define RELAY_BACK  1000 /* told again after a break when nobody can be asked */

enum relay_state {
    RELAY_DOWN, /* nobody listens; tried again */
    RELAY_ASK,  /* connected, and asking back */
    RELAY_ON
};

struct relay {
    enum relay_state state;
    int fd;
    int64_t next_us;
    int64_t asked_us; /* since when it asks back; monotonic */
    char word[33];
    bool warned;       /* that asking back finds nothing */
    int64_t warned_us; /* that the backlog is old; monotonic, 0: never */
    bool people_know;  /* .. operators and managers do */
    /* handed to the stream, whole */
    int64_t told, told_checkpoint;
    int64_t reached; /* the furthest of told, which goes back after a break */
    int64_t saved, saved_checkpoint;
    int64_t save_us;
    /* as of the last turn */
    int64_t head;
    int64_t oldest_us; /* UTC: of what waits; 0: nothing does */
    size_t out_n, out_at;
    char out[RELAY_BYTES];
};

/* relay_open: how far it was told; no socket set: NULL.  relay_close: NULL is
 * allowed; remembers how far it is. */
MUST_USE enum rc relay_open(struct relay **out, struct desk *desk);
void relay_close(struct relay *relay, struct desk *desk);

/* relay_turn: a bounded part of it; never waits.  relay_next_us: when it wants
 * its next turn, monotonic. */
MUST_USE enum rc relay_turn(struct desk *desk, int64_t now_us);
int64_t relay_next_us(const struct desk *desk);

/* relay_waits_us: how long the first record that was never told waits; 0:
 * none does, or nothing is relayed. */
int64_t relay_waits_us(const struct desk *desk);

#endif
