/* session -- one connection to the desk: CURVE, hello, request and answer,
 * heartbeats, and coming back by itself whatever dies.
 *
 * Single-threaded: things happen inside session_next() and what is built on
 * it.  A session that loses the desk keeps trying; who waits decides how long.
 * A message from the desk is checked before it is read, so its strings may be
 * shown on a terminal.  What a newer desk says beyond our schema is passed
 * over; an enumerator without a word is its number ("7"). */
#ifndef CLIENTS_SESSION_H
#define CLIENTS_SESSION_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct profile;
struct session;

#define SESSION_ID_CHARS   33 /* 16 bytes in hexadecimal, and NUL */
#define SESSION_NAME_BYTES 32

enum session_happening {
    SESSION_NOTHING, /* the time is over */
    SESSION_GREETED, /* connected (again): attach and resend */
    SESSION_LOST,    /* the connection is gone; it is being remade */
    SESSION_REFUSED, /* the desk does not let us in; still trying */
    SESSION_MESSAGE, /* name, id and body are set */
    SESSION_INPUT    /* fd may be read */
};

struct session_event {
    enum session_happening what;
    char id[SESSION_ID_CHARS];     /* "" when pushed */
    char name[SESSION_NAME_BYTES]; /* "receipt", "events", .. */
    json_t *body;                  /* borrowed until the next call */
    int fd;
};

/* session_open: begins to connect and answers at once.  The profile is kept
 * and may get its receipt key pinned.  RC_INVALID: an endpoint nobody can
 * connect to (said on stderr); RC_FATAL: no memory. */
MUST_USE enum rc session_open(struct session **out, struct profile *profile);

/* session_close: waits a moment for what is still to be sent. */
void session_close(struct session *session);

/* session_watch_fd: report when fd may be read too; at most two of them. */
void session_watch_fd(struct session *session, int fd);
void session_unwatch_fd(struct session *session, int fd);

/* session_next: the next thing that happens, until the instant until_ms of
 * session_now_ms(). */
struct session_event session_next(struct session *session, int64_t until_ms);

/* session_now_ms: monotonic. */
int64_t session_now_ms(void);

/* session_send: one request; the body stays the caller's.
 *
 * in      id "" gets a new random id, else it is used again (a resend)
 * errors  RC_AGAIN: not connected, or the line is full: send again after
 *         SESSION_GREETED or later; RC_INVALID: the body does not encode */
MUST_USE enum rc session_send(struct session *session, const char *kind,
                              json_t *body, char id[SESSION_ID_CHARS]);

/* session_ask: one request and its answer, resent after every reconnect and
 * after BUSY.  What is pushed meanwhile is dropped.
 *
 * out     name and body as in session_next; a body that does not encode is
 *         answered by a refusal of our own
 * errors  RC_DOWN: no answer in timeout_ms; RC_INVALID: the desk does not let
 *         us in.  session_explain() says why. */
MUST_USE enum rc session_ask(struct session *session, const char *kind,
                             json_t *body, int64_t timeout_ms,
                             struct session_event *out);

/* session_explain: words on stderr for RC_DOWN and RC_INVALID. */
void session_explain(const struct session *session, enum rc rc);

/* session_welcome: the last one, NULL before the first. */
const json_t *session_welcome(const struct session *session);

/* session_telephone: whom to call when the desk is silent; "" unknown. */
const char *session_telephone(const struct session *session);

/* session_silent_ms: how long nothing was heard from the desk. */
int64_t session_silent_ms(const struct session *session);

/* session_refusals: how often in a row we were not let in. */
unsigned session_refusals(const struct session *session);

#endif
