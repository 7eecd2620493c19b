/* outgoing -- see outgoing.h */
#include "desk/outgoing.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/membership.h"
#include "desk/state.h"
#include "store/combine.h"
#include "wire/event_body.h"

#define KEEP_EVENTS 64 /* room that is not given back after a large list */

void
outgoing_start(struct outgoing *outgoing)
{
    if (outgoing->cap > KEEP_EVENTS)
        outgoing_free(outgoing);
    outgoing->n = 0;
    outgoing->failed = false;
}

void
outgoing_free(struct outgoing *outgoing)
{
    free(outgoing->events);
    free(outgoing->bodies);
    *outgoing = (struct outgoing){0};
}

static bool
make_room(struct outgoing *outgoing)
{
    if (outgoing->n < outgoing->cap)
        return true;

    size_t cap = outgoing->cap == 0 ? KEEP_EVENTS : outgoing->cap * 2;
    struct event_out *events =
        reallocarray(outgoing->events, cap, sizeof *events);
    uint8_t *bodies = NULL;

    if (events != NULL) {
        outgoing->events = events;
        bodies = reallocarray(outgoing->bodies, cap, EVENT_BODY_BYTES);
    }
    if (bodies == NULL) {
        outgoing->failed = true;
        return false;
    }
    outgoing->bodies = bodies;
    outgoing->cap = cap;
    for (size_t i = 0; i < outgoing->n; i++)
        events[i].body = bodies + i * EVENT_BODY_BYTES;
    return true;
}

/* Where the next event's body goes, NULL without memory. */
static uint8_t *
next_body(struct outgoing *outgoing)
{
    if (outgoing->failed || !make_room(outgoing))
        return NULL;
    return outgoing->bodies + outgoing->n * EVENT_BODY_BYTES;
}

/* A bundle has the number of its oldest signal. */
static void
set_about(const struct desk *desk, const char *id, struct event_out *event)
{
    enum public_id_kind kind;

    if (id == NULL || public_id_read(&desk->secrets->public_id, id, &kind,
                                     &event->ref) != RC_OK)
        return;
    if (kind == PUBLIC_ID_ALERT)
        event->told = ABOUT_ALERT;
    else if (kind == PUBLIC_ID_SHARE)
        event->told = ABOUT_SHARE;
    else if (kind == PUBLIC_ID_BUNDLE || ids_message_kind(kind) != MESSAGE_NONE)
        event->told = ABOUT_MESSAGE;
    else
        event->ref = 0;
}

/* id: what it tells of, NULL or "": of nothing, or of several. */
static void
add(struct desk *desk, struct stream_key stream, enum event_type type,
    size_t body_n, const char *id)
{
    struct outgoing *outgoing = &desk->outgoing;
    struct event_out *event = &outgoing->events[outgoing->n];

    if (body_n == 0) {
        outgoing->failed = true;
        return;
    }
    *event = (struct event_out){
        .stream = stream,
        .type = type,
        .body = outgoing->bodies + outgoing->n * EVENT_BODY_BYTES,
        .body_n = body_n,
    };
    set_about(desk, id, event);
    randombytes_buf(event->event_id, sizeof event->event_id);
    outgoing->n++;
}

static struct stream_key
inbox_of(int64_t principal)
{
    return (struct stream_key){.kind = STREAM_INBOX, .owner = principal};
}

void
outgoing_page(struct desk *desk, int64_t person, const struct page *page)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(desk, inbox_of(person), EVENT_PAGE,
            event_body_page(body, EVENT_BODY_BYTES, page), page->alert);
}

void
outgoing_cancelled(struct desk *desk, int64_t person,
                   const uint8_t page_id[PAGE_ID_BYTES],
                   const struct alert *after)
{
    uint8_t *body = next_body(&desk->outgoing);
    char id[PUBLIC_ID_BYTES];

    if (body == NULL)
        return;
    ids_alert(desk, after->alert, id);
    add(desk, inbox_of(person), EVENT_PAGE_CANCELLED,
        event_body_cancelled(body, EVENT_BODY_BYTES, page_id, id, after->state,
                             after->owner_name),
        id);
}

void
outgoing_alert(struct desk *desk, const struct alert *after)
{
    const struct stream_key stream = {.kind = STREAM_DESK,
                                      .owner = DESK_AMSTERDAM};
    uint8_t *body = next_body(&desk->outgoing);
    struct alert_summary summary;

    if (body == NULL)
        return;
    if (membership_summary(desk, after, &summary) != RC_OK) {
        desk->outgoing.failed = true;
        return;
    }
    add(desk, stream, EVENT_ALERT_CHANGE,
        event_body_alert(body, EVENT_BODY_BYTES, &summary), summary.id);
}

void
outgoing_feedback(struct desk *desk, const struct message_row *message,
                  const struct feedback *feedback)
{
    uint8_t *body = next_body(&desk->outgoing);
    char id[PUBLIC_ID_BYTES];

    if (body == NULL)
        return;
    ids_message(desk, message->kind, message->seq, id);
    add(desk, inbox_of(message->principal), EVENT_FEEDBACK,
        event_body_feedback(body, EVENT_BODY_BYTES, id, feedback), id);
}

void
outgoing_task(struct desk *desk, int64_t person, const struct task *task)
{
    uint8_t *body = next_body(&desk->outgoing);
    char id[PUBLIC_ID_BYTES];
    char referral[PUBLIC_ID_BYTES];

    if (body == NULL)
        return;
    ids_task(desk, task->task, id);
    ids_message(desk, MESSAGE_REFERRAL, task->referral, referral);
    add(desk, inbox_of(person), EVENT_TASK,
        event_body_task(body, EVENT_BODY_BYTES, id, referral, task), referral);
}

void
outgoing_notice(struct desk *desk, int64_t person, const struct notice *notice)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(desk, inbox_of(person), EVENT_NOTICE,
            event_body_notice(body, EVENT_BODY_BYTES, notice), notice->id);
}

void
outgoing_shared(struct desk *desk, int64_t person, const struct shared *shared)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(desk, inbox_of(person), EVENT_SHARED,
            event_body_shared(body, EVENT_BODY_BYTES, shared), shared->share);
}

void
outgoing_question(struct desk *desk, int64_t person,
                  const struct reply_question *question)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(desk, inbox_of(person), EVENT_QUESTION,
            event_body_question(body, EVENT_BODY_BYTES, question),
            question->id);
}

void
outgoing_digest(struct desk *desk, int64_t person,
                const struct digest_list *digest)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(desk, inbox_of(person), EVENT_DIGEST,
            event_body_digest(body, EVENT_BODY_BYTES, digest), NULL);
}

bool
outgoing_has(const struct outgoing *outgoing, struct stream_key stream)
{
    for (size_t i = 0; i < outgoing->n; i++)
        if (outgoing->events[i].stream.kind == stream.kind &&
            outgoing->events[i].stream.owner == stream.owner)
            return true;
    return false;
}
