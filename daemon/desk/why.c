/* why -- see why.h */
#include "desk/why.h"

#include <stdlib.h>
#include <string.h>

#include "core/linking_why.h"
#include "desk/case.h"
#include "desk/decided.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/links.h"
#include "desk/membership.h"
#include "desk/reply.h"
#include "desk/state.h"
#include "desk/why_bundle.h"
#include "desk/why_pair.h"
#include "link/sources.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/linking.h"
#include "store/review.h"
#include "wire/encode_linking.h"

/* A value of more bundles than this is no sign of one situation. */
#define COMMON_BUNDLES 200

/* Of what is asked about. */
struct subject {
    char letter; /* of its id */
    int64_t row;
    int64_t node;   /* the signal; 0: a bundle, or a referral */
    int64_t bundle; /* it is in, or is about; 0: none */
    char id[PUBLIC_ID_BYTES];
    char bundle_id[PUBLIC_ID_BYTES];
};

/* What is told, with its texts. */
struct telling {
    struct desk *desk;
    const struct turn *turn;
    struct subject one, other;
    struct why_bundle look;
    struct why_pair pair;
    struct why_pair_text pair_text;
    struct decided_edge tree_text[WHY_TREE_MAX];
    struct why_edge tree[WHY_TREE_MAX];
    struct decided_edge cut_text[WHY_CUT_MAX];
    struct why_edge cut[WHY_CUT_MAX];
    struct link_bond way[WHY_PATH_MAX];
    struct decided_edge path_text[WHY_PATH_MAX];
    struct why_edge path[WHY_PATH_MAX];
    struct decided_edge weakest_text;
    struct why_edge weakest;
    struct decided_text decided_text[WHY_DECISIONS_MAX];
    struct reply_decision decided[WHY_DECISIONS_MAX];
    uint32_t leads[MEMBERSHIP_MAX];
    struct reply_why reply;
};

/* --- whom it is about --- */

static enum rc
read_bundle(struct desk *desk, struct subject *out)
{
    return bundle_resolve(desk->store, out->row, &out->bundle);
}

/* By any version of the message. */
static enum rc
read_message(struct desk *desk, enum message_kind kind, struct subject *out)
{
    struct message_row row;
    int64_t first = 0;
    enum rc rc = message_get(desk->store, out->row, &row);

    if (rc == RC_OK && row.kind != kind)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = message_first(desk->store, out->row, &first);
    if (rc == RC_OK)
        rc = message_get(desk->store, first, &row);
    if (rc != RC_OK)
        return rc;
    out->bundle = case_bundle(&row);
    if (kind == MESSAGE_SIGNAL)
        out->node = first;
    return RC_OK;
}

/* RC_NOT_FOUND: nothing that belongs anywhere. */
static enum rc
read_subject(struct desk *desk, const char *id, struct subject *out)
{
    enum public_id_kind kind;
    enum rc rc = RC_NOT_FOUND;

    if (public_id_read(&desk->secrets->public_id, id, &kind, &out->row) !=
        RC_OK)
        return rc;
    out->letter = (char)kind;
    if (kind == PUBLIC_ID_BUNDLE)
        rc = read_bundle(desk, out);
    else if (kind == PUBLIC_ID_SIGNAL || kind == PUBLIC_ID_REFERRAL)
        rc = read_message(desk, ids_message_kind(kind), out);
    if (rc != RC_OK)
        return rc;
    public_id_write(&desk->secrets->public_id, kind, out->row, out->id);
    if (out->bundle != 0)
        ids_bundle(desk, out->bundle, out->bundle_id);
    return RC_OK;
}

/* On record before anything is told. */
static enum rc
note(const struct telling *t, const struct subject *subject)
{
    const struct audit_entry entry = {.actor = t->turn->key->principal,
                                      .verb = "why",
                                      .object_kind = subject->letter,
                                      .object = subject->row,
                                      .now_us = t->turn->now_us};

    return audit_note(t->desk->store, &entry);
}

/* --- what is told --- */

static void
tell_edge(struct desk *desk, const struct link_bond *bond,
          struct decided_edge *text, struct why_edge *out)
{
    const struct link_decision decision = {.decision = bond->decision,
                                           .a = bond->a,
                                           .b = bond->b,
                                           .kind = bond->said};

    decided_edge_of(desk, &decision, text, out);
    out->total_mb = bond->total_mb;
}

static void
tell_weakest(struct telling *t, const struct link_bond *bond)
{
    tell_edge(t->desk, bond, &t->weakest_text, &t->weakest);
    t->reply.weakest = &t->weakest;
}

static void
tell_tree(struct telling *t)
{
    const struct link_tree *tree = &t->look.tree;
    struct why_edges *out = &t->reply.tree;

    out->v = t->tree;
    out->n = tree->n < WHY_TREE_MAX ? tree->n : WHY_TREE_MAX;
    out->more = tree->n > WHY_TREE_MAX || t->look.partial;
    for (size_t i = 0; i < out->n; i++)
        tell_edge(t->desk, &tree->bonds[i], &t->tree_text[i], &t->tree[i]);
    if (tree->n > 0)
        tell_weakest(t, &tree->bonds[tree->n - 1]);
}

/* `between`: only what has its other end in that bundle; 0: all. */
static enum rc
tell_cuts(struct telling *t, int64_t between)
{
    struct why_edges *out = &t->reply.cut;
    struct link_book book;

    linking_book(t->desk->store, LINKING_LIVE, &book);
    *out = (struct why_edges){.v = t->cut, .more = t->look.cuts_more};
    for (size_t i = 0; i < t->look.cuts_n; i++) {
        const struct link_bond *bond = &t->look.cuts[i];
        int64_t cluster = between;
        enum rc rc = RC_OK;

        if (between != 0)
            rc = book.cluster_of(book.self, bond->b, &cluster);
        if (rc != RC_OK)
            return rc;
        if (cluster != between)
            continue;
        tell_edge(t->desk, bond, &t->cut_text[out->n], &t->cut[out->n]);
        out->n++;
    }
    return RC_OK;
}

static enum rc
tell_decisions(struct telling *t)
{
    size_t n = t->look.acts_n;
    enum rc rc = RC_OK;

    t->reply.decisions_more = n > WHY_DECISIONS_MAX;
    if (n > WHY_DECISIONS_MAX)
        n = WHY_DECISIONS_MAX;
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = review_act_get(t->desk->store, t->look.acts[i],
                            &t->decided_text[i].act);
        if (rc == RC_OK)
            rc = decided_tell(t->desk, &t->decided_text[i], &t->decided[i]);
    }
    t->reply.decisions = t->decided;
    t->reply.decisions_n = n;
    return rc;
}

static enum rc
tell_pair(struct telling *t, int64_t a, int64_t b)
{
    const int64_t nodes[2] = {a, b};
    enum rc rc = why_pair_of(t->desk, nodes, &t->pair_text, &t->pair);

    if (rc == RC_NOT_FOUND)
        return RC_OK; /* one was withdrawn */
    t->reply.pair = &t->pair;
    return rc;
}

/* The first in the tree is its strongest: all others of it came later. */
static enum rc
tell_strongest(struct telling *t)
{
    const struct link_tree *tree = &t->look.tree;
    int64_t node = t->one.node;

    for (size_t i = 0; node != 0 && i < tree->n; i++) {
        const struct link_bond *bond = &tree->bonds[i];

        if (bond->a == node)
            return tell_pair(t, node, bond->b);
        if (bond->b == node)
            return tell_pair(t, node, bond->a);
    }
    return RC_OK;
}

/* --- what to look at --- */

static void
flag(struct telling *t, bool is, enum bundle_flag which)
{
    if (is)
        t->reply.flags[t->reply.flags_n++] = which;
}

/* What counts most for a link is what many have. */
static enum rc
is_common(struct telling *t, const struct link_bond *bond, bool *is)
{
    const int64_t nodes[2] = {bond->a, bond->b};
    struct why_pair_text text;
    struct why_pair pair = {.lines_n = 0};
    const struct why_line *most = &pair.lines[0];
    enum rc rc = why_pair_of(t->desk, nodes, &text, &pair);

    for (size_t i = 1; rc == RC_OK && i < pair.lines_n; i++)
        if (pair.lines[i].counted_mb > most->counted_mb)
            most = &pair.lines[i];
    *is = rc == RC_OK && pair.lines_n > 0 && most->bundles > COMMON_BUNDLES;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
tell_flags(struct telling *t, bool burst)
{
    const struct link_tree *tree = &t->look.tree;
    uint32_t noticed = 0;
    bool common = false;
    enum rc rc = review_noticed(t->desk->store, t->one.bundle, &noticed);

    for (size_t i = 0;
         rc == RC_OK && !common && i < tree->n && i < WHY_TREE_MAX; i++)
        if (tree->bonds[i].said == 0)
            rc = is_common(t, &tree->bonds[i], &common);
    flag(t, (noticed & 1U << LINK_OVERSIZE) != 0, BUNDLE_OVERSIZE);
    flag(t, (noticed & 1U << LINK_BRIDGE) != 0, BUNDLE_BRIDGE);
    flag(t, burst, BUNDLE_BURST);
    flag(t, common, BUNDLE_COMMON);
    flag(t, (noticed & 1U << LINK_SPLIT_NEWS) != 0, BUNDLE_SPLIT_TIE);
    flag(t, (noticed & 1U << LINK_STALE) != 0, BUNDLE_STALE);
    return rc;
}

/* --- one subject, or two --- */

static enum rc
tell_bundle(struct telling *t)
{
    struct link_sources sources = {.signals = 0};
    enum rc rc = membership_sources(t->desk, t->one.bundle, &sources);

    t->reply.signals = (uint32_t)t->look.members;
    t->reply.observations = sources.observations;
    t->reply.sources = sources.sources;
    return rc == RC_OK ? tell_flags(t, sources.burst) : rc;
}

static enum rc
look_at(struct telling *t, int64_t other)
{
    t->look.bundle = t->one.bundle;
    t->look.ends[0] = t->one.node;
    t->look.ends[1] = other;
    return why_bundle_read(t->desk, &t->look);
}

static enum rc
tell_one(struct telling *t)
{
    enum rc rc = RC_OK;

    if (t->one.bundle != 0) {
        rc = look_at(t, 0);
        tell_tree(t);
        if (rc == RC_OK)
            rc = tell_cuts(t, 0);
        if (rc == RC_OK)
            rc = tell_strongest(t);
        if (rc == RC_OK)
            rc = tell_bundle(t);
    } else if (t->one.node != 0) {
        rc = why_bundle_acts(t->desk, &t->look, t->one.node);
    }
    if (rc == RC_OK && t->one.node != 0)
        rc = membership_signal(t->desk, t->one.node, &t->reply.provisional);
    return rc == RC_OK ? tell_decisions(t) : rc;
}

static void
tell_path(struct telling *t)
{
    const int64_t ends[2] = {t->one.node, t->other.node};
    struct why_edges *out = &t->reply.path;
    size_t n = link_path(&t->look.tree, ends, t->leads, t->way, WHY_PATH_MAX);
    const struct link_bond *weakest = &t->way[0];

    out->v = t->path;
    out->n = n < WHY_PATH_MAX ? n : WHY_PATH_MAX;
    for (size_t i = 0; i < out->n; i++) {
        const struct link_bond *bond = &t->way[i];

        tell_edge(t->desk, bond, &t->path_text[i], &t->path[i]);
        if (weakest->said != 0 ||
            (bond->said == 0 && bond->total_mb < weakest->total_mb))
            weakest = bond;
    }
    if (out->n > 0)
        tell_weakest(t, weakest);
}

static enum rc
tell_two(struct telling *t)
{
    const bool together =
        t->one.bundle != 0 && t->one.bundle == t->other.bundle;
    enum rc rc = tell_pair(t, t->one.node, t->other.node);

    if (rc == RC_OK && t->one.bundle != 0)
        rc = look_at(t, together ? t->other.node : 0);
    if (rc == RC_OK && together)
        tell_path(t);
    else if (rc == RC_OK && t->other.bundle != 0)
        rc = tell_cuts(t, t->other.bundle);
    t->look.acts_n = 0; /* theirs alone */
    if (rc == RC_OK)
        rc = why_bundle_acts(t->desk, &t->look, t->one.node);
    if (rc == RC_OK)
        rc = why_bundle_acts(t->desk, &t->look, t->other.node);
    if (rc == RC_OK)
        rc = membership_signal(t->desk, t->one.node, &t->reply.provisional);
    return rc == RC_OK ? tell_decisions(t) : rc;
}

static enum rc
answer(struct telling *t)
{
    const struct link_model *model =
        &t->desk->links->epochs[LINKING_LIVE].situation;
    struct wire_out out = reply_out(t->desk, t->turn->request->id);
    const bool two = t->other.letter != 0;
    enum rc rc = note(t, &t->one);

    if (rc == RC_OK && two)
        rc = note(t, &t->other);
    t->reply = (struct reply_why){.id = t->one.id,
                                  .other = t->other.id,
                                  .epoch = model->epoch,
                                  .link_mb = model->link_mb,
                                  .possible_mb = model->possible_mb,
                                  .bundle = t->one.bundle_id,
                                  .other_bundle = t->other.bundle_id};
    if (rc == RC_OK)
        rc = two ? tell_two(t) : tell_one(t);
    if (rc == RC_OK)
        reply_send(t->desk, t->turn->session,
                   wire_explanation(&out, &t->reply));
    return rc;
}

/* Two signals are compared; nothing else is. */
static enum rc
read_other(struct telling *t, const char *id)
{
    enum rc rc = RC_OK;

    if (*id == '\0')
        return rc;
    rc = read_subject(t->desk, id, &t->other);
    return rc == RC_OK && t->other.node == 0 ? RC_NOT_FOUND : rc;
}

/* NULL: nothing. */
static const char *
wrong_field(const struct telling *t)
{
    if (t->other.letter == 0)
        return NULL;
    if (t->one.node == 0)
        return "id";
    return t->one.node == t->other.node ? "other" : NULL;
}

enum rc
why_explain(struct desk *desk, const struct turn *turn)
{
    const struct request_why *asked = &turn->request->u.why;
    struct telling *t = calloc(1, sizeof *t);
    enum rc rc = RC_DOWN;

    if (t == NULL)
        return RC_DOWN;
    t->desk = desk;
    t->turn = turn;
    rc = read_subject(desk, asked->id, &t->one);
    if (rc == RC_OK)
        rc = read_other(t, asked->other);
    if (rc == RC_OK && wrong_field(t) != NULL)
        reply_refuse(desk, turn, REFUSAL_INVALID, wrong_field(t));
    else if (rc == RC_OK)
        rc = answer(t);
    free(t);
    return rc;
}
