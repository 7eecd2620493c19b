/* session_state -- what a session is inside; for session*.c alone. */
#ifndef CLIENTS_SESSION_STATE_H
#define CLIENTS_SESSION_STATE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "core/refusal.h"
#include "session.h"

struct line;
struct profile;

#define FDS_MAX 2

enum state {
    STATE_WAITING,  /* no socket until reopen_at_ms */
    STATE_GREETING, /* hello is under way */
    STATE_GREETED
};

struct session {
    struct profile *profile;
    struct line *line;
    enum state state;
    int64_t reopen_at_ms;
    int64_t reopen_wait_ms;
    int64_t greet_until_ms;
    int64_t beat_at_ms;
    int64_t beat_ms;
    int64_t heard_at_ms;
    unsigned refusals;
    char hello_id[SESSION_ID_CHARS];
    json_t *welcome;
    json_t *message;    /* that event.body points into */
    json_t *refusal;    /* why hello was refused */
    struct refusal why; /* of a request that did not encode */
    int fds[FDS_MAX];
    size_t fds_n;
};

#endif
