/* rewrap -- see rewrap.h */
#include "desk/rewrap.h"

#include "desk/state.h"
#include "store/seals.h"
#include "sys/log.h"

#define BATCH   128
#define REST_US 20000 /* six thousand a second, and the line stays free */

enum rc
rewrap_turn(struct desk *desk, int64_t now_us)
{
    struct rewrap *work = &desk->rewrap;
    enum rc rc = seals_rewrap(desk->store, BATCH, &work->left);

    if (rc == RC_NOT_FOUND) {
        work->next_us = INT64_MAX;
        return RC_OK;
    }
    if (rc != RC_OK) {
        work->next_us = now_us + DESK_RETRY_US;
        return rc;
    }
    work->next_us = work->left > 0 ? now_us + REST_US : INT64_MAX;
    if (work->left == 0)
        log_line(LOG_NOTE, "every key is wrapped by the newest epoch: "
                           "loketd --rotate-keys drops the older ones");
    return RC_OK;
}

int64_t
rewrap_next_us(const struct desk *desk)
{
    return desk->rewrap.next_us;
}
