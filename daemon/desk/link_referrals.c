/* link_referrals -- see link_referrals.h */
#include "desk/link_referrals.h"

#include <inttypes.h>
#include <stdio.h>

#include "desk/desk.h"
#include "desk/link_record.h"
#include "desk/links.h"
#include "desk/state.h"
#include "link/book.h"
#include "link/score.h"
#include "link/tokens.h"
#include "store/linking.h"

#define NEAR      4 /* in each list, before and after */
#define FOUND_MAX 64

/* Nodes found in lists, none twice. */
struct found {
    int64_t nodes[FOUND_MAX];
    size_t n;
};

static void
add(struct found *found, const struct link_place places[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;

        while (at < found->n && found->nodes[at] != places[i].node)
            at++;
        if (at == found->n && found->n < FOUND_MAX)
            found->nodes[found->n++] = places[i].node;
    }
}

static enum rc
look(struct links *links, uint64_t key, const struct link_place *place,
     struct found *found)
{
    struct link_place before[NEAR];
    struct link_place after[NEAR];
    size_t before_n = 0;
    size_t after_n = 0;
    enum rc rc = links->book.neighbours(links->book.self, key, place, NEAR,
                                        before, &before_n, after, &after_n);

    if (rc != RC_OK)
        return rc;
    add(found, before, before_n);
    add(found, after, after_n);
    return RC_OK;
}

/* The list of referrals that goes with a list of signals. */
static uint64_t
own_key(const struct desk *desk, uint64_t key)
{
    char text[20];

    (void)snprintf(text, sizeof text, "%016" PRIx64, key);
    return link_token_of(&desk->secrets->link, LINK_OWN, text);
}

static void
again(struct links *links, int64_t referral, size_t most)
{
    for (size_t i = 0; i < links->referrals_n; i++)
        if (links->referrals[i] == referral)
            return;
    if (links->referrals_n < most)
        links->referrals[links->referrals_n++] = referral;
}

enum rc
link_referrals_near(struct desk *desk, const struct link_record *signal)
{
    struct links *links = desk->links;
    struct found found = {.n = 0};
    enum rc rc = RC_OK;

    if (links->set != LINKING_LIVE)
        return RC_OK;
    for (size_t i = 0; rc == RC_OK && i < signal->keys_n; i++)
        rc =
            look(links, own_key(desk, signal->keys[i]), &signal->place, &found);
    for (size_t i = 0; rc == RC_OK && i < found.n; i++)
        again(links, found.nodes[i], LINKS_REFERRALS_MAX);
    return rc;
}

enum rc
link_referrals_about(struct desk *desk, int64_t signal)
{
    struct links *links = desk->links;
    int64_t about[LINKS_REFERRALS_MAX];
    size_t n = 0;
    enum rc rc = RC_OK;

    if (links->set == LINKING_LIVE)
        rc = linking_related(desk->store, signal, about, LINKS_REFERRALS_MAX,
                             &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        again(links, about[i], LINKS_RELATED_MAX);
    return rc;
}

static enum rc
take_back(struct desk *desk, int64_t first)
{
    struct links *links = desk->links;
    struct link_record *record = &links->record;
    enum rc rc = links->book.record_get(links->book.self, first, record);

    for (size_t i = 0; rc == RC_OK && i < record->keys_n; i++)
        rc = links->book.posting_drop(
            links->book.self, own_key(desk, record->keys[i]), &record->place);
    if (rc == RC_OK)
        rc = links->book.record_drop(links->book.self, first);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
link_referrals_drop(struct desk *desk, const struct link_book *book,
                    const struct link_record *record)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < record->keys_n; i++)
        rc = book->posting_drop(book->self, own_key(desk, record->keys[i]),
                                &record->place);
    return rc;
}

enum rc
link_referrals_put(struct desk *desk, int64_t first)
{
    struct links *links = desk->links;
    struct link_record *record = &links->record;
    enum rc rc = take_back(desk, first);

    again(links, first, LINKS_RELATED_MAX);
    if (rc == RC_OK)
        rc = link_record_read(desk, links->set, first, record);
    if (rc == RC_OK)
        rc = links->book.record_put(links->book.self, record);
    for (size_t i = 0; rc == RC_OK && i < record->keys_n; i++)
        rc = links->book.posting_put(
            links->book.self, own_key(desk, record->keys[i]), &record->place);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The signal that fits best; of those that fit as well the first. */
static enum rc
best_of(struct links *links, const struct link_record *referral,
        const struct found *found, int64_t *best)
{
    const struct link_model *model = &links->epochs[links->set].situation;
    int32_t best_mb = INT32_MIN;

    *best = 0;
    for (size_t i = 0; i < found->n; i++) {
        struct link_record signal;
        struct link_score score;
        enum rc rc =
            links->book.record_get(links->book.self, found->nodes[i], &signal);

        if (rc != RC_OK)
            return rc == RC_NOT_FOUND ? RC_FATAL : rc;
        link_score(model, referral, &signal, &score);
        if (score.outcome != LINK_STRONG || score.total_mb < best_mb ||
            (score.total_mb == best_mb && found->nodes[i] > *best))
            continue;
        best_mb = score.total_mb;
        *best = found->nodes[i];
    }
    return RC_OK;
}

static enum rc
relate(struct desk *desk, int64_t referral)
{
    struct links *links = desk->links;
    struct link_record *record = &links->record;
    struct found found = {.n = 0};
    int64_t best = 0;
    int64_t bundle = 0;
    enum rc rc = links->book.record_get(links->book.self, referral, record);

    if (rc == RC_NOT_FOUND)
        return linking_relate(desk->store, referral, 0);
    for (size_t i = 0; rc == RC_OK && i < record->keys_n; i++)
        rc = look(links, record->keys[i], &record->place, &found);
    if (rc == RC_OK)
        rc = best_of(links, record, &found, &best);
    if (rc == RC_OK)
        rc = linking_relate(desk->store, referral, best);
    if (rc == RC_OK && best != 0)
        rc = links->book.cluster_of(links->book.self, best, &bundle);
    return rc == RC_OK && bundle != 0 ? linking_look_add(desk->store, bundle)
                                      : rc;
}

enum rc
link_referrals_relate(struct desk *desk)
{
    struct links *links = desk->links;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < links->referrals_n; i++)
        rc = relate(desk, links->referrals[i]);
    return rc;
}
