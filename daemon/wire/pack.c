/* pack -- see pack.h */
#include "wire/pack.h"

#include <assert.h>

#include "core/route_schema.h"
#include "core/sharing_reply.h"
#include "loket/v1/socket.pb-c.h"

static_assert(ROLE_LAST <= PACK_ROLES_MAX, "every role has room");
static_assert(sizeof(Loket__V1__Role) == sizeof(uint32_t), "as pack.h says");

size_t
pack_message(uint8_t *out, size_t cap, const ProtobufCMessage *message)
{
    if (protobuf_c_message_get_packed_size(message) > cap)
        return 0;
    return protobuf_c_message_pack(message, out);
}

size_t
pack_reply(const struct wire_out *out, Loket__V1__ServerMessage *message)
{
    if (out->request_id != NULL)
        message->request_id = pack_bytes(out->request_id, REQUEST_ID_BYTES);
    return pack_message(out->bytes, out->cap, &message->base);
}

struct put
pack_begin(const struct wire_out *out, uint32_t field, size_t body_n)
{
    struct put put = {.at = out->bytes, .end = out->bytes + out->cap};

    if (out->request_id != NULL)
        put_bytes(&put, 1, out->request_id, REQUEST_ID_BYTES);
    put_open(&put, field, body_n);
    return put;
}

size_t
pack_end(const struct wire_out *out, const struct put *put)
{
    return put->full ? 0 : (size_t)(put->at - out->bytes);
}

char *
pack_text(const char *text)
{
    return (char *)text;
}

ProtobufCBinaryData
pack_bytes(const uint8_t *bytes, size_t n)
{
    return (ProtobufCBinaryData){.len = n, .data = (uint8_t *)bytes};
}

char **
pack_texts(const char *const *texts)
{
    return (char **)texts;
}

size_t
pack_roles(uint32_t mask, uint32_t out[PACK_ROLES_MAX])
{
    size_t n = 0;

    for (unsigned role = ROLE_NONE + 1; role <= ROLE_LAST; role++)
        if ((mask & ROLE_BIT(role)) != 0)
            out[n++] = role;
    return n;
}

void
pack_head(Loket__V1__StreamHead *to, const struct stream_head *head)
{
    loket__v1__stream_head__init(to);
    to->stream = (Loket__V1__StreamKind)head->stream;
    to->head = head->head;
    to->oldest = head->oldest;
    to->confirmed = head->confirmed;
}

size_t
pack_listed(const struct listed_alert *from, size_t n,
            Loket__V1__ListedAlert *room, Loket__V1__ListedAlert **list)
{
    size_t told = n < LISTED_MAX ? n : LISTED_MAX;

    for (size_t i = 0; i < told; i++) {
        loket__v1__listed_alert__init(&room[i]);
        room[i].alert = pack_text(from[i].alert);
        room[i].generation = from[i].generation;
        room[i].level = (Loket__V1__Level)from[i].level;
        list[i] = &room[i];
    }
    return told;
}

void
pack_page(Loket__V1__Page *to, const struct page *page,
          Loket__V1__ListedAlert *room, Loket__V1__ListedAlert **list)
{
    loket__v1__page__init(to);
    to->page_id = pack_bytes(page->page_id, PAGE_ID_BYTES);
    to->alert = pack_text(page->alert);
    to->generation = page->generation;
    to->step = page->step;
    to->attempt = page->attempt;
    to->level = (Loket__V1__Level)page->level;
    to->kind = (Loket__V1__MessageKind)page->kind;
    to->desk = pack_text(page->desk);
    to->deadline_us = page->deadline_us;
    to->cause = (Loket__V1__AlertCause)page->cause;
    to->total = page->total;
    to->crisis = page->crisis;
    to->n_listed = pack_listed(page->listed, page->listed_n, room, list);
    to->listed = list;
}

static const char *
group_name(unsigned group)
{
    const struct output_schema *schema =
        &route_schema(TABLE_TARGET_GROUP)->outputs[GROUP_OUT_GROUP];

    return group == 0 || group > schema->words_n ? ""
                                                 : schema->words[group - 1];
}

void
pack_summary(Loket__V1__AlertSummary *to, const struct alert_summary *summary)
{
    const struct alert *alert = summary->alert;

    loket__v1__alert_summary__init(to);
    to->alert = pack_text(summary->id);
    to->state = (Loket__V1__AlertState)alert->state;
    to->level = (Loket__V1__Level)alert->level;
    to->kind = (Loket__V1__MessageKind)alert->kind;
    to->generation = alert->generation;
    to->step = alert->step;
    to->owner = pack_text(alert->owner_name);
    to->bundle = pack_text(summary->bundle);
    to->messages = alert->messages;
    to->organisations = alert->organisations;
    to->created_us = alert->created_us;
    to->due_us = alert->due_us;
    to->acknowledged_us = alert->acknowledged_us;
    to->closed_us = alert->closed_us;
    to->outcome = (Loket__V1__Outcome)alert->outcome;
    to->unattended = alert->unattended;
    to->cause = (Loket__V1__AlertCause)alert->cause;
    to->snoozed = alert->snoozed;
    to->policy = pack_text(alert->policy);
    to->prior = pack_text(summary->prior);
    to->provisional = summary->provisional;
    to->release_us = alert->times.release_us;
    to->deadline_us = alert->times.deadline_us;
    to->ack_until_us = alert->times.ack_us;
    to->class_ = alert->class_k;
    to->group = pack_text(group_name(alert->group));
    to->desk = pack_text(alert->desk);
    to->raised = alert->raised;
    to->restricted = alert->restricted;
    to->double_intake = alert->double_intake;
}

void
pack_shared(Loket__V1__Shared *to, const struct shared *shared)
{
    loket__v1__shared__init(to);
    to->share = pack_text(shared->share);
    to->content = (uint32_t)shared->content;
    to->recalled = shared->recalled;
    if (shared->recalled)
        return;
    to->municipality = pack_text(shared->municipality);
    to->postcode = pack_text(shared->postcode);
    to->house_number = shared->house_number;
    to->addition = pack_text(shared->addition);
    to->class_ = shared->class_k;
    to->n_indicators = shared->indicators_n;
    to->indicators = pack_texts(shared->indicators);
    to->organisations = shared->organisations;
    to->contact = pack_text(shared->contact);
    to->purpose = pack_text(shared->purpose);
    to->agreement = pack_text(shared->agreement);
    to->keep_until_us = shared->keep_until_us;
}
