/* decide -- see decide.h */
#include "desk/decide.h"

#include <stdlib.h>
#include <string.h>

#include "core/linking_review.h"
#include "desk/decide_sides.h"
#include "desk/decided.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/links.h"
#include "desk/reply.h"
#include "desk/state.h"
#include "link/decisions.h"
#include "store/audit.h"
#include "store/linking.h"
#include "store/review.h"
#include "wire/encode_linking.h"

/* One request as it is carried out. */
struct deciding {
    struct desk *desk;
    const struct turn *turn;
    enum decision_verdict verdict;
    struct decide_sides sides;
    int64_t decision; /* the act */
    struct link_decided said;
    struct link_chain path;
    void *work;
    /* the answer */
    struct decided_text text;
    struct decided_edge edge_texts[LINK_CHAIN_MAX];
    struct why_edge edges[LINK_CHAIN_MAX];
    char bundles[DECISION_BUNDLES][PUBLIC_ID_BYTES];
    const char *shown[DECISION_BUNDLES];
    size_t bundles_n;
};

/* Not an error of ours: the verdict says why nothing was done. */
static enum rc
no(struct deciding *d, enum decision_verdict verdict)
{
    d->verdict = verdict;
    return RC_STALE;
}

/* --- carrying it out --- */

/* In the set in force, and in the one that is made to follow it. */
static enum rc
settle(struct deciding *d)
{
    struct desk *desk = d->desk;
    enum rc rc = RC_OK;

    for (int set = LINKING_LIVE; rc == RC_OK && set <= LINKING_NEXT; set++) {
        if (desk->links->epochs[set].situation.epoch == 0)
            continue;
        links_start(desk, (enum linking_set)set);
        for (size_t i = 0; rc == RC_OK && i < d->said.n; i++) {
            rc = links_touch(desk, d->said.decisions[i].a);
            if (rc == RC_OK)
                rc = links_touch(desk, d->said.decisions[i].b);
        }
        if (rc == RC_OK)
            rc = links_settle(desk);
    }
    return rc;
}

/* One of what is to be written. */
struct standing {
    const struct link_decision *sought;
    bool stands;
};

static bool
is_it(const struct link_decision *decision, void *arg)
{
    struct standing *standing = arg;
    const struct link_decision *sought = standing->sought;

    standing->stands = decision->kind == sought->kind &&
                       (decision->a == sought->a || decision->b == sought->a);
    return !standing->stands;
}

/* Said twice is decided once: what is taken back would hold all the same.  The
 * second of a pair is looked at: the first is that of all the others too. */
static enum rc
is_news(const struct deciding *d, const struct link_book *book, bool *news)
{
    enum rc rc = RC_OK;

    *news = false;
    for (size_t i = 0; rc == RC_OK && !*news && i < d->said.n; i++) {
        struct standing one = {.sought = &d->said.decisions[i]};

        rc = book->decisions_of(book->self, one.sought->b, is_it, &one);
        *news = !one.stands;
    }
    return rc;
}

static enum rc
decide(void *arg)
{
    struct deciding *d = arg;
    const struct request_link_decide *request =
        &d->turn->request->u.link_decide;
    const struct decide_sides *sides = &d->sides;
    struct link_book book;
    bool news = false;
    enum rc rc = decide_sides_read(d->desk, request, &d->sides);

    if (rc == RC_STALE)
        return no(d, sides->verdict);
    if (rc != RC_OK)
        return rc;

    const struct link_asked asked = {.kind = sides->kind,
                                     .a = sides->a,
                                     .a_n = sides->a_n,
                                     .b = sides->b,
                                     .b_n = sides->b_n};

    linking_book(d->desk->store, LINKING_LIVE, &book);
    rc = link_decide(&book, &asked, d->work, &d->said, &d->path);
    if (rc == RC_STALE)
        return no(d, DECISION_CONTRADICTS);
    if (rc == RC_INVALID)
        return no(d, DECISION_TOO_MANY);
    if (rc == RC_OK)
        rc = is_news(d, &book, &news);
    if (rc == RC_OK && !news)
        return no(d, DECISION_ALREADY);

    const struct review_new act = {
        .verb = request->verb,
        .actor = d->turn->key->principal,
        .at_us = d->turn->now_us,
        .bundle = sides->bundle,
        .reason = request->reason,
        .ids = sides->a,
        .ids_n = sides->named_n,
        .pairs = d->said.decisions,
        .pairs_n = d->said.n,
    };

    if (rc == RC_OK)
        rc = review_act_add(d->desk->store, &act, &d->decision);
    return rc == RC_OK ? settle(d) : rc;
}

/* What does not stand any more is true for the same signals. */
static enum rc
read_pairs(struct deciding *d)
{
    struct link_decision after = {.decision = d->decision};
    size_t n = 0;
    enum rc rc = RC_OK;

    d->said.n = 0;
    do {
        rc = review_act_pairs(d->desk->store, &after,
                              d->said.decisions + d->said.n,
                              2 * LINK_GROUP_MAX - d->said.n, &n);
        d->said.n += n;
        if (n > 0)
            after = d->said.decisions[d->said.n - 1];
    } while (rc == RC_OK && n > 0 && d->said.n < 2 * LINK_GROUP_MAX);
    return rc;
}

static enum rc
take_back(void *arg)
{
    struct deciding *d = arg;
    const struct request_link_decide *request =
        &d->turn->request->u.link_decide;
    struct review_undo undo = {.actor = d->turn->key->principal,
                               .at_us = d->turn->now_us,
                               .reason = request->reason};
    enum rc rc =
        ids_read(d->desk, request->decision, PUBLIC_ID_DECISION, &d->decision);

    undo.decision = d->decision;
    if (rc == RC_OK)
        rc = read_pairs(d);
    if (rc == RC_OK)
        rc = review_act_undo(d->desk->store, &undo);
    if (rc == RC_NOT_FOUND)
        return no(d, DECISION_NOT_FOUND);
    if (rc == RC_DUP)
        return no(d, DECISION_ALREADY);
    return rc == RC_OK ? settle(d) : rc;
}

/* --- the answer --- */

static enum rc
tell_bundle(struct deciding *d, const struct link_book *book, int64_t node)
{
    char id[PUBLIC_ID_BYTES];
    int64_t bundle = 0;
    enum rc rc = book->cluster_of(book->self, node, &bundle);

    if (rc != RC_OK || bundle == 0 || d->bundles_n == DECISION_BUNDLES)
        return rc;
    ids_bundle(d->desk, bundle, id);
    for (size_t i = 0; i < d->bundles_n; i++)
        if (strcmp(d->bundles[i], id) == 0)
            return RC_OK;
    memcpy(d->bundles[d->bundles_n], id, sizeof id);
    d->shown[d->bundles_n] = d->bundles[d->bundles_n];
    d->bundles_n++;
    return RC_OK;
}

static enum rc
tell_bundles(struct deciding *d)
{
    struct link_book book;
    enum rc rc = RC_OK;

    linking_book(d->desk->store, LINKING_LIVE, &book);
    for (size_t i = 0; rc == RC_OK && i < d->said.n; i++) {
        rc = tell_bundle(d, &book, d->said.decisions[i].a);
        if (rc == RC_OK)
            rc = tell_bundle(d, &book, d->said.decisions[i].b);
    }
    return rc;
}

static enum rc
answer(struct deciding *d)
{
    struct wire_out out = reply_out(d->desk, d->turn->request->id);
    struct reply_decided reply = {.verdict = d->verdict};
    struct reply_decision told;
    enum rc rc = RC_OK;

    if (d->verdict == DECISION_OK) {
        rc = review_act_get(d->desk->store, d->decision, &d->text.act);
        if (rc == RC_OK)
            rc = decided_tell(d->desk, &d->text, &told);
        if (rc == RC_OK)
            rc = tell_bundles(d);
        reply.decision = &told;
    }
    if (rc != RC_OK)
        return rc;
    if (d->verdict == DECISION_CONTRADICTS) {
        size_t n = d->path.n < LINK_CHAIN_MAX ? d->path.n : LINK_CHAIN_MAX;

        for (size_t i = 0; i < n; i++)
            decided_edge_of(d->desk, &d->path.decisions[i], &d->edge_texts[i],
                            &d->edges[i]);
        reply.path = (struct why_edges){.v = d->edges, .n = n};
    }
    reply.bundles = d->shown;
    reply.bundles_n = d->bundles_n;
    reply_send(d->desk, d->turn->session, wire_decision_result(&out, &reply));
    return RC_OK;
}

static enum rc
refused(struct deciding *d)
{
    const struct audit_entry entry = {
        .actor = d->turn->key->principal,
        .verb = "decide-refused",
        .code = (int64_t)d->verdict,
        .now_us = d->turn->now_us,
    };

    return audit_note(d->desk->store, &entry);
}

enum rc
decide_act(struct desk *desk, const struct turn *turn)
{
    bool back = turn->request->u.link_decide.verb == DECISION_TAKE_BACK;
    struct deciding *d = calloc(1, sizeof *d);
    enum rc rc = RC_DOWN;

    if (d == NULL)
        return RC_DOWN;
    d->desk = desk;
    d->turn = turn;
    d->verdict = DECISION_OK;
    d->work = malloc(link_decisions_size());
    if (d->work != NULL)
        rc = linking_do(desk->store, back ? take_back : decide, d);
    if (rc == RC_STALE && d->verdict != DECISION_OK)
        rc = refused(d);
    if (rc == RC_OK)
        rc = answer(d);
    free(d->work);
    free(d);
    return rc;
}
