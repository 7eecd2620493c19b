/* relink -- see relink.h */
#include "desk/relink.h"

#include "desk/links.h"
#include "desk/state.h"
#include "store/linking.h"

struct some {
    struct desk *desk;
    int64_t seqs[RELINK_MAX];
    size_t n;
};

static enum rc
put(void *arg)
{
    const struct some *some = arg;

    return links_put_all(some->desk, LINKING_NEXT, some->seqs, some->n);
}

/* What combining could not link stays out here too. */
static enum rc
put_one_by_one(const struct some *all)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < all->n; i++) {
        struct some one = {.desk = all->desk, .seqs = {all->seqs[i]}, .n = 1};

        rc = linking_do(all->desk->store, put, &one);
        if (desk_skips("relink", all->seqs[i], rc))
            rc = RC_OK;
    }
    return rc;
}

enum rc
relink_some(struct desk *desk, struct relink *work, size_t n)
{
    struct some some = {.desk = desk};
    enum rc rc = linking_signals(desk->store, work->after, some.seqs,
                                 n < RELINK_MAX ? n : RELINK_MAX, &some.n);

    if (rc == RC_OK && some.n == 0)
        work->done = true;
    if (rc != RC_OK || some.n == 0)
        return rc;
    rc = linking_do(desk->store, put, &some);
    if (desk_skips("relink", some.seqs[0], rc))
        rc = put_one_by_one(&some);
    if (rc != RC_OK)
        return rc;
    work->after = some.seqs[some.n - 1];
    work->put += (int64_t)some.n;
    return RC_OK;
}
