/* encode_route -- see encode_route.h */
#include "wire/encode_route.h"

#include <string.h>

#include "core/route.h"
#include "loket/v1/socket.pb-c.h"
#include "wire/pack.h"

#define NAMES_MAX  64
#define NAMES_ROOM 512

/* A list of names that stood as one text. */
struct names {
    char room[NAMES_ROOM];
    char *list[NAMES_MAX];
    size_t n;
};

static void
split(const char *text, struct names *out)
{
    char *at = out->room;

    out->n = 0;
    out->room[0] = '\0';
    strncat(out->room, text, sizeof out->room - 1);
    while (*at != '\0' && out->n < NAMES_MAX) {
        size_t n = strcspn(at, " ");
        bool last = at[n] == '\0';

        at[n] = '\0';
        out->list[out->n++] = at;
        at += last ? n : n + 1;
    }
}

static size_t
fill_ask(uint32_t mask, char *list[])
{
    static const struct {
        uint32_t bit;
        const char *word;
    } asks[] = {
        {ASK_AGE, "age"}, {ASK_RESIDENCE, "residence"}, {ASK_FORM, "form"}};
    size_t n = 0;

    for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++)
        if ((mask & asks[i].bit) != 0)
            list[n++] = pack_text(asks[i].word);
    return n;
}

/* One decision with the room of its lists. */
struct record {
    Loket__V1__RouteRecord to;
    struct names prepare;
    struct names proposals;
    char *ask[3];
};

static void
fill(struct record *record, const struct reply_decision *from)
{
    Loket__V1__RouteRecord *to = &record->to;

    loket__v1__route_record__init(to);
    split(from->prepare, &record->prepare);
    split(from->proposals, &record->proposals);
    to->at_us = from->at_us;
    to->alert = pack_text(from->alert);
    to->message = pack_text(from->message);
    to->trace = pack_text(from->trace);
    to->level = (Loket__V1__Level)from->level;
    to->class_ = from->class_k;
    to->group = pack_text(from->group);
    to->region = pack_text(from->region);
    to->desk = pack_text(from->desk);
    to->prepare = record->prepare.list;
    to->n_prepare = record->prepare.n;
    to->proposals = record->proposals.list;
    to->n_proposals = record->proposals.n;
    to->ask = record->ask;
    to->n_ask = fill_ask(from->ask, record->ask);
    to->tables_version = from->tables_version;
    to->indicators_version = from->indicators_version;
    to->shelter = pack_text(from->shelter);
    to->placer = pack_text(from->placer);
    to->restricted = from->restricted;
}

size_t
wire_route_explained(const struct wire_out *out,
                     const struct reply_decision *decisions, size_t n)
{
    struct record room[REPLY_DECISIONS_MAX];
    Loket__V1__RouteRecord *list[REPLY_DECISIONS_MAX];
    Loket__V1__RouteExplained to = LOKET__V1__ROUTE_EXPLAINED__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (n > REPLY_DECISIONS_MAX)
        return 0;
    for (size_t i = 0; i < n; i++) {
        fill(&room[i], &decisions[i]);
        list[i] = &room[i].to;
    }
    to.n_decisions = n;
    to.decisions = list;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_ROUTE_EXPLAINED;
    message.route_explained = &to;
    return pack_reply(out, &message);
}
