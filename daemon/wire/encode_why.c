/* encode_why -- see encode_linking.h: sums, decisions and what waits for one */
#include <assert.h>

#include "loket/v1/socket.pb-c.h"
#include "wire/encode_linking.h"
#include "wire/pack.h"

static_assert(WHY_CUT_MAX <= WHY_TREE_MAX, "an edge room holds them");
static_assert(WHY_PATH_MAX <= WHY_TREE_MAX, "an edge room holds them");
static_assert(sizeof(enum bundle_flag) == sizeof(Loket__V1__BundleFlag),
              "a list of one is a list of the other");

struct edge_room {
    Loket__V1__LinkEdge edges[WHY_TREE_MAX];
    Loket__V1__LinkEdge *list[WHY_TREE_MAX];
};

struct pair_room {
    Loket__V1__PairWhy pair;
    Loket__V1__WhyLine lines[WHY_LINES_MAX];
    Loket__V1__WhyLine *list[WHY_LINES_MAX];
};

static void
fill_edge(Loket__V1__LinkEdge *to, const struct why_edge *from)
{
    loket__v1__link_edge__init(to);
    to->a = pack_text(from->a);
    to->b = pack_text(from->b);
    to->total_mb = from->total_mb;
    to->said = (Loket__V1__LinkSaid)from->said;
    to->decision = pack_text(from->decision);
}

/* At most WHY_TREE_MAX of them. */
static Loket__V1__LinkEdge **
fill_edges(struct edge_room *room, const struct why_edges *from)
{
    for (size_t i = 0; i < from->n; i++) {
        fill_edge(&room->edges[i], &from->v[i]);
        room->list[i] = &room->edges[i];
    }
    return room->list;
}

/* False: more ids than are shown. */
static bool
fill_decision(Loket__V1__DecisionRecord *to, const struct reply_decision *from)
{
    loket__v1__decision_record__init(to);
    to->decision = pack_text(from->decision);
    to->verb = (Loket__V1__DecisionVerb)from->verb;
    to->n_ids = from->ids_shown;
    to->ids = pack_texts(from->ids);
    to->ids_n = from->ids_n;
    to->bundle = pack_text(from->bundle);
    to->by = pack_text(from->by);
    to->at_us = from->at_us;
    to->reason = pack_text(from->reason);
    to->taken_back_us = from->taken_back_us;
    to->taken_back_by = pack_text(from->taken_back_by);
    to->taken_back_reason = pack_text(from->taken_back_reason);
    return from->ids_shown <= DECISION_IDS_SHOWN;
}

void
pack_why_line(Loket__V1__WhyLine *to, const struct why_line *from)
{
    loket__v1__why_line__init(to);
    to->group = (Loket__V1__LinkGroup)from->group;
    to->value = (Loket__V1__LinkValue)from->value;
    to->level = (Loket__V1__LinkLevel)from->level;
    to->at = from->at;
    to->weight_mb = from->weight_mb;
    to->decay_mb = from->decay_mb;
    to->counted_mb = from->counted_mb;
    to->bundles = from->bundles;
}

/* NULL: more lines than fit. */
static Loket__V1__PairWhy *
fill_pair(struct pair_room *room, const struct why_pair *from)
{
    Loket__V1__PairWhy *to = &room->pair;

    if (from->lines_n > WHY_LINES_MAX)
        return NULL;
    loket__v1__pair_why__init(to);
    to->a = pack_text(from->a);
    to->b = pack_text(from->b);
    to->prior_mb = from->prior_mb;
    for (size_t i = 0; i < from->lines_n; i++) {
        pack_why_line(&room->lines[i], &from->lines[i]);
        room->list[i] = &room->lines[i];
    }
    to->n_lines = from->lines_n;
    to->lines = room->list;
    to->total_mb = from->total_mb;
    to->probability_ppm = from->probability_ppm;
    to->groups_needed = from->groups_needed;
    to->groups_agreeing = from->groups_agreeing;
    to->identity = from->identity;
    to->contradicting = from->contradicting;
    to->gap_s = from->gap_s;
    to->outcome = (Loket__V1__LinkOutcome)from->outcome;
    to->said = (Loket__V1__LinkSaid)from->said;
    to->same_observation = from->same_observation;
    return to;
}

/* Room for every part of an explanation. */
struct why_room {
    struct pair_room pair;
    Loket__V1__LinkEdge weakest;
    struct edge_room tree;
    struct edge_room cut;
    struct edge_room path;
    Loket__V1__DecisionRecord decisions[WHY_DECISIONS_MAX];
    Loket__V1__DecisionRecord *list[WHY_DECISIONS_MAX];
};

static bool
fits(const struct reply_why *why)
{
    return why->tree.n <= WHY_TREE_MAX && why->cut.n <= WHY_CUT_MAX &&
           why->path.n <= WHY_PATH_MAX && why->flags_n <= WHY_FLAGS_MAX &&
           why->decisions_n <= WHY_DECISIONS_MAX;
}

static void
fill_links(Loket__V1__Explanation *to, struct why_room *room,
           const struct reply_why *from)
{
    if (from->weakest != NULL) {
        fill_edge(&room->weakest, from->weakest);
        to->weakest = &room->weakest;
    }
    to->n_tree = from->tree.n;
    to->tree = fill_edges(&room->tree, &from->tree);
    to->tree_more = from->tree.more;
    to->n_cut = from->cut.n;
    to->cut = fill_edges(&room->cut, &from->cut);
    to->cut_more = from->cut.more;
    to->n_path = from->path.n;
    to->path = fill_edges(&room->path, &from->path);
}

static bool
fill_decisions(Loket__V1__Explanation *to, struct why_room *room,
               const struct reply_why *from)
{
    for (size_t i = 0; i < from->decisions_n; i++) {
        if (!fill_decision(&room->decisions[i], &from->decisions[i]))
            return false;
        room->list[i] = &room->decisions[i];
    }
    to->n_decisions = from->decisions_n;
    to->decisions = room->list;
    to->decisions_more = from->decisions_more;
    return true;
}

size_t
wire_explanation(const struct wire_out *out, const struct reply_why *why)
{
    struct why_room room;
    Loket__V1__Explanation to = LOKET__V1__EXPLANATION__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (!fits(why) || !fill_decisions(&to, &room, why))
        return 0;
    to.id = pack_text(why->id);
    to.other = pack_text(why->other);
    to.epoch = why->epoch;
    to.link_mb = why->link_mb;
    to.possible_mb = why->possible_mb;
    to.bundle = pack_text(why->bundle);
    to.other_bundle = pack_text(why->other_bundle);
    to.provisional = why->provisional;
    to.signals = why->signals;
    to.observations = why->observations;
    to.sources = why->sources;
    if (why->pair != NULL) {
        to.pair = fill_pair(&room.pair, why->pair);
        if (to.pair == NULL)
            return 0;
    }
    fill_links(&to, &room, why);
    to.n_flags = why->flags_n;
    to.flags = (Loket__V1__BundleFlag *)why->flags;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_EXPLANATION;
    message.explanation = &to;
    return pack_reply(out, &message);
}

size_t
wire_decision_result(const struct wire_out *out,
                     const struct reply_decided *decided)
{
    Loket__V1__DecisionRecord record;
    struct edge_room path;
    Loket__V1__DecisionResult to = LOKET__V1__DECISION_RESULT__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (decided->bundles_n > DECISION_BUNDLES || decided->path.n > WHY_PATH_MAX)
        return 0;
    to.verdict = (Loket__V1__DecisionVerdict)decided->verdict;
    if (decided->decision != NULL) {
        if (!fill_decision(&record, decided->decision))
            return 0;
        to.decision = &record;
    }
    to.n_bundles = decided->bundles_n;
    to.bundles = pack_texts(decided->bundles);
    to.n_path = decided->path.n;
    to.path = fill_edges(&path, &decided->path);
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_DECISION_RESULT;
    message.decision_result = &to;
    return pack_reply(out, &message);
}

struct review_room {
    Loket__V1__ReviewItem item;
    struct pair_room pair;
};

static bool
fill_review(struct review_room *room, const struct reply_review *from)
{
    Loket__V1__ReviewItem *to = &room->item;

    loket__v1__review_item__init(to);
    to->kind = (Loket__V1__ReviewKind)from->kind;
    to->pair = fill_pair(&room->pair, &from->pair);
    to->bundle_a = pack_text(from->bundle_a);
    to->bundle_b = pack_text(from->bundle_b);
    to->signals_a = from->signals_a;
    to->signals_b = from->signals_b;
    to->organisation_kind_a =
        (Loket__V1__OrganisationKind)from->organisation_kind_a;
    to->organisation_kind_b =
        (Loket__V1__OrganisationKind)from->organisation_kind_b;
    to->accepted_us_a = from->accepted_us_a;
    to->accepted_us_b = from->accepted_us_b;
    return to->pair != NULL;
}

size_t
wire_review_list(const struct wire_out *out,
                 const struct reply_reviews *reviews)
{
    struct review_room room[REVIEW_LIMIT];
    Loket__V1__ReviewItem *list[REVIEW_LIMIT];
    Loket__V1__ReviewList to = LOKET__V1__REVIEW_LIST__INIT;
    Loket__V1__ServerMessage message = LOKET__V1__SERVER_MESSAGE__INIT;

    if (reviews->n > REVIEW_LIMIT)
        return 0;
    for (size_t i = 0; i < reviews->n; i++) {
        if (!fill_review(&room[i], &reviews->items[i]))
            return 0;
        list[i] = &room[i].item;
    }
    to.n_items = reviews->n;
    to.items = list;
    to.next = pack_text(reviews->next);
    to.waiting = reviews->waiting;
    message.body_case = LOKET__V1__SERVER_MESSAGE__BODY_REVIEW_LIST;
    message.review_list = &to;
    return pack_reply(out, &message);
}
