/* sessions -- who is at the other end of which routing id.
 *
 * A session is one connection as one key used it last.  Its peer handle is
 * what the desk knows: it is never reused, so an answer can not reach a
 * later owner of the same routing id. */
#ifndef FRONT_SESSIONS_H
#define FRONT_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define ROUTING_BYTES   5 /* a zero and 4 bytes: ids that libzmq made itself */
#define SESSIONS_MAX    16384
#define SESSIONS_OF_KEY 256 /* of one key: it ends its own, not another's */

struct session {
    uint64_t peer;
    int64_t key;     /* of the last message */
    int64_t seen_us; /* monotonic */
    int srcfd;       /* its socket as of the last message; libzmq's, maybe
                      * already another's: shut down at most, never close */
    uint8_t routing[ROUTING_BYTES];
};

/* One message seen. */
struct sighting {
    const uint8_t *routing; /* ROUTING_BYTES */
    int64_t key;
    int srcfd;
    int64_t now_us; /* monotonic */
};

struct sessions;

/* sessions_open: seed, random, scatters the table: peers may choose ids. */
MUST_USE enum rc sessions_open(struct sessions **out, uint64_t seed);
void sessions_close(struct sessions *sessions);

/* sessions_routing_ok: is this an id that the server gives? */
bool sessions_routing_ok(const void *routing, size_t n);

/* sessions_touch: the session of a message, made or brought up to date.
 * Another key on the same routing id gets a new handle.  A key that has its
 * share makes room among its own sessions, and when all places are taken
 * anybody's does: the one silent for longest.
 *
 * out   *gone is the handle that ended by it, 0: none; the session lives
 *       until it is forgotten or touched by another key
 * cost  O(1); O(sessions) for a new one among SESSIONS_OF_KEY or more */
const struct session *sessions_touch(struct sessions *sessions,
                                     const struct sighting *seen,
                                     uint64_t *gone);

/* sessions_find: by handle; NULL when it has ended. */
const struct session *sessions_find(const struct sessions *sessions,
                                    uint64_t peer);
void sessions_forget(struct sessions *sessions, uint64_t peer);
size_t sessions_count(const struct sessions *sessions);

/* sessions_next: walk them all, *cursor 0 to begin with; NULL at the end.
 * The one answered may be forgotten before the next call. */
const struct session *sessions_next(const struct sessions *sessions,
                                    size_t *cursor);

#endif
