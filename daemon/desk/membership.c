/* membership -- see membership.h */
#include "desk/membership.h"

#include "core/reply.h"
#include "desk/ids.h"
#include "desk/state.h"
#include "link/book.h"
#include "store/combine.h"
#include "store/linking.h"

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

/* An observation is named by its lowest node. */
enum rc
membership_observations(struct desk *desk, int64_t bundle, uint32_t *n)
{
    struct members members = {.n = 0};
    struct link_book book;
    uint32_t found = 0;
    enum rc rc = RC_OK;

    linking_book(desk->store, LINKING_LIVE, &book);
    rc = members_of(&book, bundle, &members);
    for (size_t i = 0; rc == RC_OK && i < members.n; i++) {
        struct link_standing standing;

        rc = book.standing_get(book.self, members.nodes[i], &standing);
        if (rc == RC_OK && standing.observation == members.nodes[i])
            found++;
    }
    if (rc == RC_OK)
        *n = found;
    return rc;
}
