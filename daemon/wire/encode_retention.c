/* encode_retention -- see encode_retention.h */
#include "wire/encode_retention.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

#define BLOCKS_N 7

/* Where rows are put until they are packed. */
struct room {
    Loket__V1__KeptMessage kept[RETENTION_PAGE];
    Loket__V1__KeptMessage *kept_list[RETENTION_PAGE];
    Loket__V1__KeptBlock blocks[RETENTION_PAGE][BLOCKS_N];
    Loket__V1__ErasedCount erased[RETENTION_PAGE];
    Loket__V1__ErasedCount *erased_list[RETENTION_PAGE];
};

/* Bit i is block i + 1 of the schema. */
static size_t
fill_blocks(uint32_t blocks, Loket__V1__KeptBlock out[BLOCKS_N])
{
    size_t n = 0;

    for (unsigned i = 0; i < BLOCKS_N; i++)
        if ((blocks >> i & 1U) != 0)
            out[n++] = (Loket__V1__KeptBlock)(i + 1);
    return n;
}

static void
fill_kept(const struct reply_kept *from, Loket__V1__KeptMessage *to,
          Loket__V1__KeptBlock blocks[BLOCKS_N])
{
    loket__v1__kept_message__init(to);
    to->id = pack_text(from->id);
    to->kind = (Loket__V1__MessageKind)from->kind;
    to->organisation_kind = (Loket__V1__OrganisationKind)from->source;
    to->state = (Loket__V1__KeptState)from->state;
    to->n_blocks = fill_blocks(from->blocks, blocks);
    to->blocks = blocks;
    to->end_us = from->end_us == INT64_MAX ? 0 : from->end_us;
    to->erase_us = from->erase_us;
    to->hold_until_us = from->hold_until_us;
    to->hold_reason = pack_text(from->hold_reason);
    to->bundle = pack_text(from->bundle);
    to->messages = from->messages;
    to->shares = from->shares;
    to->prolonged = from->prolonged;
}

static void
fill_erased(const struct reply_erased *from, Loket__V1__ErasedCount *to)
{
    loket__v1__erased_count__init(to);
    to->month = pack_text(from->month);
    to->kind = (Loket__V1__MessageKind)from->kind;
    to->organisation_kind = (Loket__V1__OrganisationKind)from->source;
    to->why = (Loket__V1__ErasedWhy)from->why;
    to->count = from->n;
}

size_t
wire_retention_result(const struct wire_out *out,
                      const struct reply_retention *reply)
{
    Loket__V1__RetentionResult to = LOKET__V1__RETENTION_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;
    struct room room;

    if (reply->kept_n > RETENTION_PAGE || reply->erased_n > RETENTION_PAGE)
        return 0;
    for (size_t i = 0; i < reply->kept_n; i++) {
        fill_kept(&reply->kept[i], &room.kept[i], room.blocks[i]);
        room.kept_list[i] = &room.kept[i];
    }
    for (size_t i = 0; i < reply->erased_n; i++) {
        fill_erased(&reply->erased[i], &room.erased[i]);
        room.erased_list[i] = &room.erased[i];
    }
    to.verdict = (Loket__V1__RetentionVerdict)reply->verdict;
    to.n_kept = reply->kept_n;
    to.kept = room.kept_list;
    to.more = reply->more;
    to.n_erased = reply->erased_n;
    to.erased = room.erased_list;
    to.next = pack_text(reply->next);
    to.pending = reply->pending;
    to.after_rotation = reply->rotation;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_RETENTION_RESULT;
    message.retention_result = &to;
    return pack_reply(out, &message);
}
