/* encode_linking -- see encode_linking.h; what people decide about is in encode_why.c */
#include "wire/encode_linking.h"

#include <assert.h>

#include "core/linking_why.h"
#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

static_assert(sizeof(enum search_match) == sizeof(Loket__V1__SearchMatch),
              "a list of one is a list of the other");

static void
fill_hit(Loket__V1__SearchHit *to, const struct reply_hit *from)
{
    loket__v1__search_hit__init(to);
    to->id = pack_text(from->id);
    to->kind = (Loket__V1__MessageKind)from->kind;
    to->bundle = pack_text(from->bundle);
    to->provisional = from->provisional;
    to->observed_us = from->observed_us;
    to->precision = (Loket__V1__Precision)from->precision;
    to->accepted_us = from->accepted_us;
    to->class_ = from->class_k;
    to->level = (Loket__V1__Level)from->level;
    to->status = (Loket__V1__CaseStatus)from->status;
    to->organisation_kind =
        (Loket__V1__OrganisationKind)from->organisation_kind;
    to->n_matched = from->matched_n;
    to->matched = (Loket__V1__SearchMatch *)from->matched;
}

size_t
wire_search_result(const struct wire_out *out,
                   const struct reply_search *search)
{
    Loket__V1__SearchHit room[LIST_LIMIT];
    Loket__V1__SearchHit *list[LIST_LIMIT];
    Loket__V1__SearchResult to = LOKET__V1__SEARCH_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (search->n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < search->n; i++) {
        fill_hit(&room[i], &search->hits[i]);
        list[i] = &room[i];
    }
    to.n_hits = search->n;
    to.hits = list;
    to.more = search->more;
    to.partial = search->partial;
    to.left = search->left;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_SEARCH_RESULT;
    message.search_result = &to;
    return pack_reply(out, &message);
}

static void
fill_epoch(Loket__V1__EpochRecord *to, const struct reply_epoch *from)
{
    loket__v1__epoch_record__init(to);
    to->epoch = from->epoch;
    to->state = (Loket__V1__EpochState)from->state;
    to->norm = from->norm;
    to->window = from->window;
    to->groups_needed = from->groups_needed;
    to->identity_max = from->identity_max;
    to->prior_mb = from->prior_mb;
    to->link_mb = from->link_mb;
    to->possible_mb = from->possible_mb;
    to->signals = from->signals;
    to->signals_of = from->signals_of;
    to->bundles = from->bundles;
    to->confirmed = from->confirmed;
    to->prepared_us = from->prepared_us;
    to->prepared_by = pack_text(from->prepared_by);
    to->reason = pack_text(from->reason);
    to->swapped_us = from->swapped_us;
    to->counted = from->counted;
}

static bool
fill_change(Loket__V1__EpochChange *to, const struct reply_epoch_change *from)
{
    loket__v1__epoch_change__init(to);
    to->bundle = pack_text(from->bundle);
    to->signals = from->signals;
    to->parts = from->parts;
    to->signals_then = from->signals_then;
    to->n_joined = from->joined_n;
    to->joined = pack_texts(from->joined);
    return from->joined_n <= EPOCH_JOINED_SHOWN;
}

/* Where weights are put until they are packed. */
struct weights_room {
    Loket__V1__WhyLine lines[LIST_LIMIT];
    Loket__V1__EpochWeight weights[LIST_LIMIT];
    Loket__V1__EpochWeight *list[LIST_LIMIT];
};

static void
fill_weights(Loket__V1__EpochResult *to, const struct reply_epochs *from,
             struct weights_room *room)
{
    for (size_t i = 0; i < from->weights_n; i++) {
        const struct reply_epoch_weight *weight = &from->weights[i];

        pack_why_line(&room->lines[i], &weight->line);
        loket__v1__epoch_weight__init(&room->weights[i]);
        room->weights[i].line = &room->lines[i];
        room->weights[i].after_mb = weight->after_mb;
        room->list[i] = &room->weights[i];
    }
    to->n_weights = from->weights_n;
    to->weights = room->list;
}

size_t
wire_epoch_result(const struct wire_out *out, const struct reply_epochs *epochs)
{
    Loket__V1__EpochRecord in_force;
    Loket__V1__EpochRecord next;
    Loket__V1__EpochChange room[LIST_LIMIT];
    Loket__V1__EpochChange *list[LIST_LIMIT];
    struct weights_room weights;
    Loket__V1__EpochResult to = LOKET__V1__EPOCH_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (epochs->n > LIST_LIMIT || epochs->weights_n > LIST_LIMIT)
        return 0;
    to.verdict = (Loket__V1__EpochVerdict)epochs->verdict;
    if (epochs->in_force != NULL) {
        fill_epoch(&in_force, epochs->in_force);
        to.in_force = &in_force;
    }
    if (epochs->next != NULL) {
        fill_epoch(&next, epochs->next);
        to.next = &next;
    }
    to.changed = epochs->changed;
    to.moved = epochs->moved;
    for (size_t i = 0; i < epochs->n; i++) {
        if (!fill_change(&room[i], &epochs->changes[i]))
            return 0;
        list[i] = &room[i];
    }
    to.n_changes = epochs->n;
    to.changes = list;
    to.more = epochs->more;
    fill_weights(&to, epochs, &weights);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_EPOCH_RESULT;
    message.epoch_result = &to;
    return pack_reply(out, &message);
}
