/* route -- see route.h */
#include "desk/route.h"

#include "desk/desk.h"
#include "desk/page.h"
#include "desk/route_message.h"
#include "desk/state.h"
#include "store/combine.h"
#include "sys/clock.h"

#define ROUTE_BATCH 32

void
route_urgent_search(struct desk *desk)
{
    desk->urgent.search = true;
    desk->times.urgent_us = clock_mono_us(desk->clock);
}

void
route_urgent_add(struct desk *desk, int64_t seq)
{
    struct urgent_queue *queue = &desk->urgent;

    desk->times.urgent_us = clock_mono_us(desk->clock);
    if (queue->n == DESK_URGENT_MAX) {
        queue->search = true;
        return;
    }
    queue->seqs[(queue->first + queue->n) % DESK_URGENT_MAX] = seq;
    queue->n++;
}

static enum rc
search_urgent(struct desk *desk)
{
    struct message_row rows[ROUTE_BATCH];
    size_t n = 0;
    enum rc rc = message_urgent_unrouted(desk->store, rows, ROUTE_BATCH, &n);

    if (rc != RC_OK)
        return rc;
    desk->urgent.search = n == ROUTE_BATCH;
    for (size_t i = 0; i < n; i++)
        route_urgent_add(desk, rows[i].seq);
    return RC_OK;
}

static enum rc
route_seq(struct desk *desk, int64_t seq)
{
    struct message_row row;
    int64_t alert = 0;
    enum rc rc = message_get(desk->store, seq, &row);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    if (row.alert == 0)
        rc = route_message(desk, &row, &alert);
    if (rc == RC_OK && alert != 0)
        rc = page_step(desk, alert);
    return rc;
}

enum rc
route_urgent(struct desk *desk, int64_t until_us, bool *more)
{
    struct urgent_queue *queue = &desk->urgent;

    *more = true;
    do {
        enum rc rc = RC_OK;

        if (queue->n == 0 && queue->search)
            rc = search_urgent(desk);
        if (rc == RC_OK && queue->n > 0)
            rc = route_seq(desk, queue->seqs[queue->first]);
        if (rc != RC_OK && !desk_skips("route", queue->seqs[queue->first], rc))
            return rc;
        if (queue->n > 0) {
            queue->first = (queue->first + 1) % DESK_URGENT_MAX;
            queue->n--;
        }
        if (queue->n == 0 && !queue->search) {
            *more = false;
            return RC_OK;
        }
    } while (clock_mono_us(desk->clock) < until_us);
    return RC_OK;
}

enum rc
route_combined(struct desk *desk, int64_t until_us, bool *more)
{
    struct message_row rows[ROUTE_BATCH];
    size_t n = 0;
    enum rc rc =
        message_unrouted(desk->store, desk->routed_to, rows, ROUTE_BATCH, &n);

    *more = n == ROUTE_BATCH;
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        int64_t alert = 0;

        if (i > 0 && clock_mono_us(desk->clock) >= until_us) {
            *more = true;
            break;
        }
        rc = route_message(desk, &rows[i], &alert);
        if (desk_skips("route", rows[i].seq, rc))
            rc = RC_OK;
        if (rc == RC_OK)
            desk->routed_to = rows[i].seq;
    }
    return rc;
}
