/* outgoing -- see outgoing.h */
#include "desk/outgoing.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

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

static void
add(struct outgoing *outgoing, struct stream_key stream, enum event_type type,
    size_t body_n)
{
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
        add(&desk->outgoing, inbox_of(person), EVENT_PAGE,
            event_body_page(body, EVENT_BODY_BYTES, page));
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
    add(&desk->outgoing, inbox_of(person), EVENT_PAGE_CANCELLED,
        event_body_cancelled(body, EVENT_BODY_BYTES, page_id, id, after->state,
                             after->owner_name));
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
    add(&desk->outgoing, stream, EVENT_ALERT_CHANGE,
        event_body_alert(body, EVENT_BODY_BYTES, &summary));
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
    add(&desk->outgoing, inbox_of(message->principal), EVENT_FEEDBACK,
        event_body_feedback(body, EVENT_BODY_BYTES, id, feedback));
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
    add(&desk->outgoing, inbox_of(person), EVENT_TASK,
        event_body_task(body, EVENT_BODY_BYTES, id, referral, task));
}

void
outgoing_notice(struct desk *desk, int64_t person, const struct notice *notice)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(&desk->outgoing, inbox_of(person), EVENT_NOTICE,
            event_body_notice(body, EVENT_BODY_BYTES, notice));
}

void
outgoing_shared(struct desk *desk, int64_t person, const struct shared *shared)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(&desk->outgoing, inbox_of(person), EVENT_SHARED,
            event_body_shared(body, EVENT_BODY_BYTES, shared));
}

void
outgoing_question(struct desk *desk, int64_t person,
                  const struct reply_question *question)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(&desk->outgoing, inbox_of(person), EVENT_QUESTION,
            event_body_question(body, EVENT_BODY_BYTES, question));
}

void
outgoing_digest(struct desk *desk, int64_t person,
                const struct digest_list *digest)
{
    uint8_t *body = next_body(&desk->outgoing);

    if (body != NULL)
        add(&desk->outgoing, inbox_of(person), EVENT_DIGEST,
            event_body_digest(body, EVENT_BODY_BYTES, digest));
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
