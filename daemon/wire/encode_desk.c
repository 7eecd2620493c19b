/* encode_desk -- see encode_desk.h */
#include "wire/encode_desk.h"

#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

static void
fill_version(Loket__V1__DocumentVersion *to, const struct reply_version *from)
{
    loket__v1__document_version__init(to);
    to->name = pack_text(from->name);
    to->version = from->version;
    to->at_us = from->at_us;
    to->actor = pack_text(from->actor);
    to->reason = pack_text(from->reason);
    to->size = from->size;
}

size_t
wire_document_text(const struct wire_out *out,
                   const struct reply_version *version, const uint8_t *text,
                   size_t text_n)
{
    Loket__V1__DocumentVersion to_version;
    Loket__V1__DocumentText to = LOKET__V1__DOCUMENT_TEXT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    fill_version(&to_version, version);
    to.version = &to_version;
    to.text = pack_bytes(text, text_n);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_DOCUMENT_TEXT;
    message.document_text = &to;
    return pack_reply(out, &message);
}

size_t
wire_document_versions(const struct wire_out *out,
                       const struct reply_version *versions, size_t n,
                       bool more)
{
    Loket__V1__DocumentVersion room[LIST_LIMIT];
    Loket__V1__DocumentVersion *list[LIST_LIMIT];
    Loket__V1__DocumentVersions to = LOKET__V1__DOCUMENT_VERSIONS__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        fill_version(&room[i], &versions[i]);
        list[i] = &room[i];
    }
    to.n_versions = n;
    to.versions = list;
    to.more = more;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_DOCUMENT_VERSIONS;
    message.document_versions = &to;
    return pack_reply(out, &message);
}

/* One result with the room its lists need. */
struct result_room {
    Loket__V1__DocumentResult to;
    Loket__V1__DocumentFinding findings[REPLY_FINDINGS_MAX];
    Loket__V1__DocumentFinding *finding_list[REPLY_FINDINGS_MAX];
    Loket__V1__DocumentVersion versions[REQUEST_DOCUMENTS_MAX];
    Loket__V1__DocumentVersion *version_list[REQUEST_DOCUMENTS_MAX];
};

static size_t
at_most(size_t n, size_t most)
{
    return n < most ? n : most;
}

static void
fill_findings(struct result_room *room, const struct reply_document *from)
{
    size_t n = at_most(from->findings_n, REPLY_FINDINGS_MAX);

    for (size_t i = 0; i < n; i++) {
        const struct reply_finding *finding = &from->findings[i];
        Loket__V1__DocumentFinding *to = &room->findings[i];

        loket__v1__document_finding__init(to);
        to->document = pack_text(finding->document);
        to->line = finding->line;
        to->code = pack_text(finding->code);
        to->refuses = finding->refuses;
        to->text = pack_text(finding->text);
        room->finding_list[i] = to;
    }
    room->to.n_findings = n;
    room->to.findings = room->finding_list;
    room->to.findings_left_out =
        from->findings_left_out + (uint32_t)(from->findings_n - n);
}

static void
fill_result(struct result_room *room, const struct reply_document *from)
{
    size_t versions_n = at_most(from->versions_n, REQUEST_DOCUMENTS_MAX);

    loket__v1__document_result__init(&room->to);
    room->to.accepted = from->accepted;
    fill_findings(room, from);
    for (size_t i = 0; i < versions_n; i++) {
        fill_version(&room->versions[i], &from->versions[i]);
        room->version_list[i] = &room->versions[i];
    }
    room->to.n_versions = versions_n;
    room->to.versions = room->version_list;
    room->to.n_in_use = at_most(from->in_use_n, LIST_LIMIT);
    room->to.in_use = pack_texts(from->in_use);
}

/* The last findings make room: that something is wrong is more than what. */
static size_t
pack_result(const struct wire_out *out, Loket__V1__ServerMessage *message,
            Loket__V1__DocumentResult *result)
{
    size_t n = pack_reply(out, message);

    while (n == 0 && result->n_findings > 0) {
        result->n_findings--;
        result->findings_left_out++;
        n = pack_reply(out, message);
    }
    return n;
}

size_t
wire_document_result(const struct wire_out *out,
                     const struct reply_document *result)
{
    struct result_room room;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    fill_result(&room, result);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_DOCUMENT_RESULT;
    message.document_result = &room.to;
    return pack_result(out, &message, &room.to);
}

static void
fill_swap(Loket__V1__Swap *to, const struct reply_swap *from)
{
    loket__v1__swap__init(to);
    to->swap = pack_text(from->swap);
    to->state = (Loket__V1__SwapState)from->state;
    to->roster = pack_text(from->roster);
    to->proposer = pack_text(from->proposer);
    to->taker = pack_text(from->taker);
    to->start_us = from->start_us;
    to->end_us = from->end_us;
    to->back_start_us = from->back_start_us;
    to->back_end_us = from->back_end_us;
    to->reason = pack_text(from->reason);
}

size_t
wire_roster_state(const struct wire_out *out,
                  const struct reply_roster_state *state)
{
    Loket__V1__Swap room[LIST_LIMIT];
    Loket__V1__Swap *list[LIST_LIMIT];
    Loket__V1__RosterState to = LOKET__V1__ROSTER_STATE__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (state->swaps_n > LIST_LIMIT || state->unreachable_n > LIST_LIMIT)
        return 0;
    for (size_t i = 0; i < state->swaps_n; i++) {
        fill_swap(&room[i], &state->swaps[i]);
        list[i] = &room[i];
    }
    to.n_unreachable = state->unreachable_n;
    to.unreachable = pack_texts(state->unreachable);
    to.now_us = state->now_us;
    to.n_swaps = state->swaps_n;
    to.swaps = list;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_ROSTER_STATE;
    message.roster_state = &to;
    return pack_reply(out, &message);
}

size_t
wire_roster_accepted(const struct wire_out *out, const char *roster,
                     int64_t start_us)
{
    Loket__V1__RosterAccepted to = LOKET__V1__ROSTER_ACCEPTED__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.roster = pack_text(roster);
    to.start_us = start_us;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_ROSTER_ACCEPTED;
    message.roster_accepted = &to;
    return pack_reply(out, &message);
}

size_t
wire_swap_result(const struct wire_out *out, const struct reply_swap *swap,
                 const struct reply_document *result)
{
    struct result_room room;
    Loket__V1__Swap to_swap;
    Loket__V1__SwapResult to = LOKET__V1__SWAP_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    fill_swap(&to_swap, swap);
    to.swap = &to_swap;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_SWAP_RESULT;
    message.swap_result = &to;
    if (result == NULL)
        return pack_reply(out, &message);
    fill_result(&room, result);
    to.result = &room.to;
    return pack_result(out, &message, &room.to);
}

size_t
wire_drill_started(const struct wire_out *out, const char *alert)
{
    Loket__V1__DrillStarted to = LOKET__V1__DRILL_STARTED__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    to.alert = pack_text(alert);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_DRILL_STARTED;
    message.drill_started = &to;
    return pack_reply(out, &message);
}
