/* membership -- see membership.h */
#include "desk/membership.h"

#include "core/reply.h"
#include "desk/ids.h"
#include "desk/state.h"
#include "link/book.h"
#include "link/sources.h"
#include "store/combine.h"
#include "store/linking.h"
#include "store/people.h"

struct members {
    int64_t nodes[MEMBERSHIP_MAX];
    size_t n;
};

static enum rc
members_of(const struct link_book *book, int64_t cluster, struct members *out)
{
    size_t n = 0;
    enum rc rc =
        book->members(book->self, cluster, out->nodes, MEMBERSHIP_MAX, &n);

    out->n = n < MEMBERSHIP_MAX ? n : MEMBERSHIP_MAX;
    return rc;
}

enum rc
membership_signal(struct desk *desk, int64_t seq, bool *provisional)
{
    struct members members = {.n = 0};
    struct link_book book;
    int64_t node = 0;
    int64_t cluster = 0;
    bool confirmed = true;
    enum rc rc = message_first(desk->store, seq, &node);

    linking_book(desk->store, LINKING_LIVE, &book);
    if (rc == RC_OK)
        rc = book.cluster_of(book.self, node, &cluster);
    if (rc == RC_OK && cluster != 0)
        rc = members_of(&book, cluster, &members);
    if (rc == RC_OK && members.n > 1)
        rc = linking_confirmed(desk->store, node, &confirmed);
    if (rc == RC_OK)
        *provisional = !confirmed;
    return rc;
}

enum rc
membership_any(struct desk *desk, int64_t bundle, bool *provisional)
{
    struct members members = {.n = 0};
    struct link_book book;
    bool confirmed = true;
    enum rc rc = RC_OK;

    linking_book(desk->store, LINKING_LIVE, &book);
    rc = members_of(&book, bundle, &members);
    for (size_t i = 0;
         rc == RC_OK && confirmed && members.n > 1 && i < members.n; i++)
        rc = linking_confirmed(desk->store, members.nodes[i], &confirmed);
    if (rc == RC_OK)
        *provisional = !confirmed;
    return rc;
}

enum rc
membership_summary(struct desk *desk, const struct alert *alert,
                   struct alert_summary *out)
{
    ids_summary(desk, alert, out);
    return alert->bundle == 0
               ? RC_OK
               : membership_any(desk, alert->bundle, &out->provisional);
}

static enum rc
told_by(struct desk *desk, const struct link_book *book, int64_t node,
        struct link_told *out)
{
    struct principal who = {.organisation_kind = ORGANISATION_NONE};
    struct link_standing standing;
    struct link_record record;
    struct message_row row;
    enum rc rc = message_get(desk->store, node, &row);

    if (rc == RC_OK)
        rc = book->standing_get(book->self, node, &standing);
    if (rc == RC_OK)
        rc = book->record_get(book->self, node, &record);
    if (rc == RC_OK)
        rc = people_get(desk->store, row.principal, &who);
    if (rc != RC_OK)
        return rc;
    *out = (struct link_told){.organisation = row.organisation,
                              .observation = standing.observation,
                              .text = link_told_text(&record),
                              .time_s = row.accepted_us / 1000000,
                              .organisation_kind =
                                  (uint32_t)who.organisation_kind};
    return RC_OK;
}

enum rc
membership_sources(struct desk *desk, int64_t bundle, struct link_sources *out)
{
    struct members members = {.n = 0};
    struct link_told told[MEMBERSHIP_MAX];
    uint32_t parents[MEMBERSHIP_MAX];
    struct link_book book;
    enum rc rc = RC_OK;

    linking_book(desk->store, LINKING_LIVE, &book);
    rc = members_of(&book, bundle, &members);
    for (size_t i = 0; rc == RC_OK && i < members.n; i++)
        rc = told_by(desk, &book, members.nodes[i], &told[i]);
    if (rc == RC_OK)
        link_sources(told, members.n, parents, out);
    return rc;
}
