/* stream -- see stream.h */
#include "stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "profile.h"
#include "sequence.h"
#include "session.h"
#include "sys/file.h"

#define ASK_AGAIN_MS   3000
#define PATIENCE_MS    1000 /* pushes are under way: do not ask for them too */
#define POSITION_BYTES 4096
#define EPOCH_CHARS    33

/* What we wait for; one question at a time. */
enum asked {
    ASKED_NOTHING,
    ASKED_ATTACH,
    ASKED_REPLAY,
    ASKED_SNAPSHOT
};

struct stream {
    char kind[16];
    char path[PROFILE_PATH_BYTES];
    struct stream_reader reader;
    struct sequence sequence;
    char epoch[EPOCH_CHARS];
    enum asked asked;
    char asked_id[SESSION_ID_CHARS];
    int64_t asked_at_ms;
    int64_t patient_until_ms;
    bool attached;
    bool refused;
    bool from_snapshot;
    bool snapshot_begun;
    uint64_t snapshot_as_of;
    char snapshot_after[32];
};

static void
position_read(struct stream *stream)
{
    uint8_t *bytes = NULL;
    size_t n = 0;

    if (file_read(stream->path, POSITION_BYTES, &bytes, &n) != RC_OK)
        return;

    json_t *position = json_loadb((const char *)bytes, n, 0, NULL);
    int64_t applied = object_number(position, "applied");

    if (applied > 0) {
        sequence_restart(&stream->sequence, (uint64_t)applied);
        (void)snprintf(stream->epoch, sizeof stream->epoch, "%s",
                       object_text(position, "epoch"));
    }
    json_decref(position);
    free(bytes);
}

static void
position_write(const struct stream *stream)
{
    char text[128];
    int n =
        snprintf(text, sizeof text, "{\"applied\": %llu, \"epoch\": \"%s\"}\n",
                 (unsigned long long)stream->sequence.applied, stream->epoch);

    /* When it fails, events come again after a restart: nothing is lost. */
    (void)!file_write(stream->path, text, (size_t)n, 0600);
}

enum rc
stream_open(struct stream **out, const struct profile *profile,
            const char *kind, const char *who,
            const struct stream_reader *reader)
{
    char folder[PROFILE_PATH_BYTES];
    char name[64];
    struct stream *stream = calloc(1, sizeof *stream);

    if (stream == NULL)
        return RC_FATAL;
    (void)snprintf(stream->kind, sizeof stream->kind, "%s", kind);
    (void)snprintf(name, sizeof name, "%s-%s.json", who, kind);
    stream->reader = *reader;

    enum rc rc = profile_path(profile, "streams", folder);

    if (rc == RC_OK)
        rc = file_make_dir(folder, 0700);
    if (rc == RC_OK || rc == RC_DUP)
        rc = file_join(stream->path, sizeof stream->path, folder, name);
    if (rc != RC_OK) {
        free(stream);
        return rc;
    }
    position_read(stream);
    *out = stream;
    return RC_OK;
}

void
stream_close(struct stream *stream)
{
    free(stream);
}

void
stream_rewind(struct stream *stream)
{
    stream->sequence = (struct sequence){0};
    stream->epoch[0] = '\0';
}

void
stream_from_snapshot(struct stream *stream)
{
    stream_rewind(stream);
    stream->from_snapshot = true;
}

static void
ask(struct stream *stream, struct session *session, enum asked what,
    const char *kind, json_t *body)
{
    stream->asked_id[0] = '\0';
    stream->asked_at_ms = session_now_ms();
    stream->asked = what;
    /* Not sent is as good as lost: stream_tick() or a greeting repeats it. */
    if (body != NULL)
        (void)!session_send(session, kind, body, stream->asked_id);
    json_decref(body);
}

static void
ask_attach(struct stream *stream, struct session *session)
{
    ask(stream, session, ASKED_ATTACH, "attach",
        json_pack("{s:s, s:I, s:s}", "stream", stream->kind, "after",
                  (json_int_t)stream->sequence.applied, "epoch",
                  stream->epoch));
}

static void
ask_replay(struct stream *stream, struct session *session)
{
    ask(stream, session, ASKED_REPLAY, "replay",
        json_pack("{s:s, s:I, s:i}", "stream", stream->kind, "after",
                  (json_int_t)stream->sequence.applied, "limit", 100));
}

static void
ask_snapshot(struct stream *stream, struct session *session)
{
    ask(stream, session, ASKED_SNAPSHOT, "snapshot",
        json_pack("{s:s, s:s}", "stream", stream->kind, "after",
                  stream->snapshot_after));
}

static void
begin_snapshot(struct stream *stream, struct session *session)
{
    stream->snapshot_begun = false;
    stream->snapshot_after[0] = '\0';
    ask_snapshot(stream, session);
}

static void
confirm(struct stream *stream, struct session *session)
{
    char id[SESSION_ID_CHARS] = "";
    json_t *body = json_pack("{s:s, s:I}", "stream", stream->kind, "seq",
                             (json_int_t)stream->sequence.applied);

    position_write(stream);
    if (body != NULL)
        (void)!session_send(session, "confirm", body, id);
    json_decref(body);
}

static void
attached_take(struct stream *stream, struct session *session,
              const json_t *body)
{
    const json_t *head = json_object_get(body, "head");

    (void)snprintf(stream->epoch, sizeof stream->epoch, "%s",
                   object_text(body, "epoch"));
    stream->attached = true;
    if (object_flag(body, "truncated")) {
        begin_snapshot(stream, session);
        return;
    }
    sequence_hear(&stream->sequence, (uint64_t)object_number(head, "head"));
    stream->patient_until_ms = session_now_ms() + PATIENCE_MS;
}

static void
events_take(struct stream *stream, struct session *session, const json_t *body,
            bool answer)
{
    uint64_t before = stream->sequence.applied;
    const json_t *event;
    size_t i;

    json_array_foreach(json_object_get(body, "events"), i, event)
    {
        uint64_t seq = (uint64_t)object_number(event, "seq");
        enum sequence_step step = sequence_take(&stream->sequence, seq);

        if (step == SEQUENCE_REPLAY) {
            stream->patient_until_ms = 0;
            break;
        }
        if (step == SEQUENCE_APPLY)
            stream->reader.event(stream->reader.arg, stream->kind, event);
    }
    sequence_hear(&stream->sequence, (uint64_t)object_number(body, "head"));
    if (stream->sequence.applied != before)
        confirm(stream, session);
    if (answer && stream->sequence.applied != before)
        stream->patient_until_ms = 0;
    else if (answer && sequence_behind(&stream->sequence))
        /* What we miss cannot be replayed: attaching says so. */
        ask_attach(stream, session);
}

static void
snapshot_take(struct stream *stream, struct session *session,
              const json_t *body)
{
    /* Of the desk its alerts, of an inbox its pages: each names an alert. */
    const json_t *alerts = json_object_get(body, "alerts");
    const json_t *rows =
        json_array_size(alerts) > 0 ? alerts : json_object_get(body, "pages");
    size_t n = json_array_size(rows);

    if (!stream->snapshot_begun) {
        stream->snapshot_begun = true;
        stream->snapshot_as_of = (uint64_t)object_number(body, "as_of");
    }
    stream->reader.snapshot(stream->reader.arg, stream->kind, body);
    if (object_flag(body, "more") && n > 0) {
        (void)snprintf(stream->snapshot_after, sizeof stream->snapshot_after,
                       "%s", object_text(json_array_get(rows, n - 1), "alert"));
        ask_snapshot(stream, session);
        return;
    }
    stream->from_snapshot = false;
    sequence_restart(&stream->sequence, stream->snapshot_as_of);
    confirm(stream, session);
    ask_attach(stream, session);
}

static bool
answer_take(struct stream *stream, struct session *session,
            const struct session_event *event)
{
    enum asked asked = stream->asked;

    stream->asked = ASKED_NOTHING;
    if (strcmp(event->name, "attached") == 0)
        attached_take(stream, session, event->body);
    else if (strcmp(event->name, "events") == 0)
        events_take(stream, session, event->body, true);
    else if (strcmp(event->name, "snapshot") == 0)
        snapshot_take(stream, session, event->body);
    else if (strcmp(event->name, "refusal") == 0 && asked != ASKED_REPLAY &&
             strcmp(object_text(event->body, "code"), "denied") == 0)
        stream->refused = true;
    else if (strcmp(event->name, "refusal") == 0 && asked == ASKED_REPLAY)
        ask_attach(stream, session);
    else
        stream->asked = asked; /* BUSY or such: stream_tick() asks again */
    return true;
}

static void
heartbeat_take(struct stream *stream, const json_t *body)
{
    const json_t *head;
    size_t i;

    /* Another epoch is another count: only attaching again can tell. */
    if (strcmp(object_text(body, "epoch"), stream->epoch) != 0) {
        stream->attached = false;
        return;
    }
    json_array_foreach(json_object_get(body, "heads"), i, head)
    {
        if (strcmp(object_text(head, "stream"), stream->kind) == 0)
            sequence_hear(&stream->sequence,
                          (uint64_t)object_number(head, "head"));
    }
    /* It left the desk after every push before it: what is missing is lost. */
    stream->patient_until_ms = 0;
}

static void
catch_up(struct stream *stream, struct session *session)
{
    if (stream->asked != ASKED_NOTHING || stream->refused)
        return;
    if (stream->from_snapshot)
        begin_snapshot(stream, session);
    else if (!stream->attached)
        ask_attach(stream, session);
    else if (sequence_behind(&stream->sequence) &&
             session_now_ms() >= stream->patient_until_ms)
        ask_replay(stream, session);
}

bool
stream_take(struct stream *stream, struct session *session,
            const struct session_event *event)
{
    bool ours = false;

    if (event->what == SESSION_GREETED) {
        stream->attached = false;
        stream->asked = ASKED_NOTHING;
    }
    if (event->what == SESSION_MESSAGE) {
        if (stream->asked != ASKED_NOTHING && event->id[0] != '\0' &&
            strcmp(event->id, stream->asked_id) == 0) {
            ours = answer_take(stream, session, event);
        } else if (strcmp(event->name, "events") == 0 &&
                   strcmp(object_text(event->body, "stream"), stream->kind) ==
                       0) {
            events_take(stream, session, event->body, false);
            ours = true;
        } else if (strcmp(event->name, "heartbeat") == 0) {
            heartbeat_take(stream, event->body);
        }
    }
    if (event->what == SESSION_GREETED || event->what == SESSION_MESSAGE)
        catch_up(stream, session);
    return ours;
}

void
stream_tick(struct stream *stream, struct session *session)
{
    if (stream->asked != ASKED_NOTHING &&
        session_now_ms() - stream->asked_at_ms >= ASK_AGAIN_MS) {
        stream->asked = ASKED_NOTHING;
        stream->attached = false;
    }
    catch_up(stream, session);
}

bool
stream_current(const struct stream *stream)
{
    return stream->refused ||
           (stream->attached && stream->asked == ASKED_NOTHING &&
            !sequence_behind(&stream->sequence));
}

bool
stream_refused(const struct stream *stream)
{
    return stream->refused;
}
