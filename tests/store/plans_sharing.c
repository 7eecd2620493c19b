/* plans_sharing -- see plans_sharing.h */
#include "plans_sharing.h"

#include <stddef.h>

#include "store/bottlenecks.h"
#include "store/questions.h"
#include "store/shares.h"

enum rc
plans_share_list(struct store *store)
{
    struct share_row out[2];
    size_t n = 0;

    return share_list(store, 1, 0, out, 2, &n);
}

enum rc
plans_questions(struct store *store)
{
    struct question out[2];
    size_t n = 0;
    enum rc rc = question_list(store, 1, out, 2, &n);

    return rc == RC_OK ? question_open(store, 1, &n) : rc;
}

enum rc
plans_bottleneck_list(struct store *store)
{
    struct bottleneck_row out[2];
    size_t n = 0;

    return bottleneck_list(store, false, 0, out, 2, &n);
}
