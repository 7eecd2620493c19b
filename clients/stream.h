/* stream -- follow one stream of the desk so that every event is handed over
 * once and in order, across lost frames, reconnects and restarts of either
 * side.  Where we are is kept in the profile, under the reader's name. */
#ifndef CLIENTS_STREAM_H
#define CLIENTS_STREAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct profile;
struct session;
struct session_event;
struct stream;

/* Sees what the stream says; objects are borrowed for the call. */
struct stream_reader {
    void (*event)(void *arg, const char *stream, const json_t *event);
    /* In place of events that are gone: what is open now, in several calls
     * when it is much. */
    void (*snapshot)(void *arg, const char *stream, const json_t *snapshot);
    void *arg;
};

/* stream_open: kind "inbox" or "desk".  `who` ("watch", "inbox") tells the
 * positions of different programs apart.  RC_FATAL: no memory, or a position
 * that cannot be kept. */
MUST_USE enum rc stream_open(struct stream **out, const struct profile *profile,
                             const char *kind, const char *who,
                             const struct stream_reader *reader);

/* stream_from_snapshot: begin with what is open now, not with what happened
 * since the last time. */
void stream_from_snapshot(struct stream *stream);

/* stream_close: NULL is allowed. */
void stream_close(struct stream *stream);

/* stream_rewind: from the oldest event on, whatever was read before. */
void stream_rewind(struct stream *stream);

/* stream_take: show it every event of the session.  It attaches when the
 * session is greeted, asks for what is missing, keeps the position and
 * confirms it.  true: the event was the stream's own.  A heartbeat is for all
 * streams and answers false. */
bool stream_take(struct stream *stream, struct session *session,
                 const struct session_event *event);

/* stream_tick: asks again what was not answered; call it now and then. */
void stream_tick(struct stream *stream, struct session *session);

/* stream_current: attached, and nothing known is missing. */
bool stream_current(const struct stream *stream);

/* stream_refused: the desk does not let us read it. */
bool stream_refused(const struct stream *stream);

#endif
