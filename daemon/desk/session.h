/* session -- who is connected to front at this moment.  In memory only: a
 * new front, or a new desk, starts with none and every client says Hello
 * again. */
#ifndef DESK_SESSION_H
#define DESK_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"
#include "core/stream.h"

/* How far one stream was pushed to one session. */
struct attachment {
    bool attached;
    uint64_t sent; /* last sequence pushed */
    uint64_t seen; /* last sequence the client says it has */
};

struct session {
    uint64_t peer; /* front's handle */
    int64_t key;   /* of the enrolled key the peer speaks with */
    int64_t principal;
    int64_t organisation;
    bool greeted;             /* has said Hello */
    enum principal_kind kind; /* of a greeted session */
    int64_t beat_us; /* next heartbeat, monotonic; of a greeted session */
    struct attachment streams[STREAM_DESK + 1]; /* by enum stream_kind */
};

/* Twice what a front may have, for those whose end is still under way. */
#define SESSION_MAX 32768

/* Ascending by peer. */
struct sessions {
    struct session **v;
    size_t n;
    size_t cap;
};

/* session_find: NULL when there is none.  Valid until it is removed. */
struct session *session_find(const struct sessions *sessions, uint64_t peer);

/* session_add: a new one, zero but for peer; the peer must be unknown.
 * RC_DOWN: no memory, or there are SESSION_MAX. */
MUST_USE enum rc session_add(struct sessions *sessions, uint64_t peer,
                             struct session **out);

/* session_remove: nothing when there is none. */
void session_remove(struct sessions *sessions, uint64_t peer);

/* session_clear: remove all and free the memory. */
void session_clear(struct sessions *sessions);

#endif
