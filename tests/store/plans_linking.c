/* plans_linking -- see plans_linking.h */
#include "plans_linking.h"

#include "fixture_links.h"
#include "store/combine.h"
#include "store/making.h"
#include "store/review.h"
#include "store/search.h"

/* An insertion, a removal, and everything that goes with moving a signal. */
static enum rc
move_about(void *arg)
{
    struct fixture_links *links = arg;
    static const struct links_signal signals[] = {
        {.node = 1, .phone = 1, .dwelling = 1},
        {.node = 2, .phone = 1, .dwelling = 1},
        {.node = 3, .phone = 2, .dwelling = 1}};
    enum rc rc = links_epoch(links);

    if (rc == RC_DUP)
        rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < 3; i++)
        rc = links_put(links, &signals[i]);
    if (rc == RC_OK)
        rc = links_settle(links);
    if (rc == RC_OK)
        rc = links_drop(links, 1);
    if (rc == RC_OK)
        rc = link_touch(links->engine, 2);
    return rc == RC_OK ? links_settle(links) : rc;
}

enum rc
plans_ask_book(struct store *store)
{
    struct fixture_links links;
    enum rc rc;

    links_engine(&links, store, LINKING_LIVE, 2);
    rc = linking_do(store, move_about, &links);
    links_close(&links);
    return rc == RC_OK ? linking_relate(store, 1, 2) : rc;
}

enum rc
plans_ask_told(struct store *store)
{
    int64_t out[2];
    size_t n = 0;
    enum rc rc = message_supplements(store, 1, out, 2, &n);

    return rc == RC_OK ? linking_related(store, 1, out, 2, &n) : rc;
}

enum rc
plans_ask_look(struct store *store)
{
    int64_t what = 0;
    enum rc rc = linking_look_add(store, 5);

    if (rc == RC_OK)
        rc = linking_look_next(store, 0, &what);
    return rc == RC_OK ? linking_look_done(store, what) : rc;
}

enum rc
plans_ask_confirmed(struct store *store)
{
    bool confirmed = false;
    uint16_t clusters = 0;
    enum rc rc = linking_confirmed(store, 1, &confirmed);

    if (rc == RC_OK)
        rc = linking_clusters(store, LINKING_LIVE, 1, &clusters);
    return rc;
}

enum rc
plans_ask_review(struct store *store)
{
    const struct review_query query = {.kind = REVIEW_POSSIBLE, .on = true};
    struct review_pair rows[2];
    struct review_end end;

    return review_pairs(store, &query, rows, 2, &end);
}

enum rc
plans_ask_review_about(struct store *store)
{
    struct review_query query = {.kind = REVIEW_PROVISIONAL, .about = 1};
    struct review_pair rows[2];
    struct review_end end;
    enum rc rc = review_pairs(store, &query, rows, 2, &end);

    query.bundle = true;
    return rc == RC_OK ? review_pairs(store, &query, rows, 2, &end) : rc;
}

enum rc
plans_ask_acts(struct store *store)
{
    static const struct link_decision pair = {
        .a = 1, .b = 2, .kind = LINK_TOGETHER};
    const struct review_new act = {.verb = DECISION_COMBINE,
                                   .actor = 1,
                                   .reason = "",
                                   .pairs = &pair,
                                   .pairs_n = 1};
    struct review_undo undo = {.actor = 1, .at_us = 1, .reason = ""};
    struct review_act out[2];
    size_t n = 0;
    enum rc rc = review_act_add(store, &act, &undo.decision);

    if (rc == RC_OK)
        rc = review_act_undo(store, &undo);
    if (rc == RC_OK)
        rc = review_act_get(store, undo.decision, out);
    return rc == RC_OK ? review_acts_of(store, 1, 0, out, 2, &n) : rc;
}

enum rc
plans_ask_notices(struct store *store)
{
    const struct review_notice after = {.about = {.kind = LINK_SPLIT_NEWS}};
    struct review_notice out[2];
    size_t n = 0;

    return review_notices(store, &after, out, 2, &n);
}

enum rc
plans_ask_search(struct store *store)
{
    static const char *const codes[] = {"A1"};
    static const struct search_term term = {.tokens = {1}, .n = 1};
    const struct search_query query = {.terms = &term,
                                       .terms_n = 1,
                                       .indicators = codes,
                                       .indicators_n = 1,
                                       .kind = MESSAGE_SIGNAL,
                                       .form = FORM_LABOUR,
                                       .source = ORGANISATION_CARE,
                                       .municipality = 363};
    struct search_hit hits[2];
    struct search_end end;

    return search_find(store, &query, hits, 2, &end);
}

enum rc
plans_ask_making(struct store *store)
{
    const struct making_order order = {.actor = 1, .reason = ""};
    struct making now;
    struct making_change change;
    struct link_decision said[2];
    int64_t bundles[2];
    bool more = false;
    size_t n = 0;
    enum rc rc = making_begin(store, &order);

    if (rc == RC_OK)
        rc = making_get(store, &now);
    if (rc == RC_OK)
        rc = making_set(store, &now);
    if (rc == RC_OK)
        rc = making_doubt(store, 1);
    if (rc == RC_OK)
        rc = making_compare(store, 2, &more);
    if (rc == RC_OK)
        rc = making_largest(store, bundles, 2, &n);
    if (rc == RC_OK)
        rc = making_change(store, 1, &change);
    return rc == RC_OK ? review_said(store, &(struct link_decision){.a = 0},
                                     said, 2, &n)
                       : rc;
}
