/* links -- see links.h */
#include "desk/links.h"

#include <stdlib.h>

#include "desk/desk.h"
#include "desk/link_record.h"
#include "desk/link_referrals.h"
#include "desk/state.h"
#include "link/engine.h"
#include "link/model.h"
#include "link/tokens.h"
#include "store/combine.h"
#include "store/making.h"
#include "sys/clock.h"

enum rc
links_first_epoch(struct store *store, int64_t now_us)
{
    struct linking_epoch epoch = {.at_us = now_us};
    enum rc rc = RC_OK;

    link_model_start(&epoch.situation);
    link_model_same_start(&epoch.same);
    epoch.situation.epoch = 1;
    epoch.same.epoch = 1;
    rc = linking_epoch_put(store, LINKING_LIVE, &epoch);
    return rc == RC_DUP ? RC_OK : rc;
}

/* Is the other set one that follows the live one?  An epoch whose counts are
 * not kept yet has no set, and what was in force until a swap goes. */
static enum rc
makes_next(struct desk *desk, bool *makes)
{
    struct making making;
    enum rc rc = making_get(desk->store, &making);

    *makes = making.phase != MAKING_KEEP && making.phase != MAKING_TELL &&
             making.phase != MAKING_LEAVE;
    return rc;
}

enum rc
links_reload(struct desk *desk)
{
    bool makes = false;
    enum rc rc = makes_next(desk, &makes);

    for (size_t set = 0; rc == RC_OK && set < LINKS_SETS; set++) {
        struct linking_epoch epoch = {.clusters = 0};

        if (set == LINKING_NEXT && !makes)
            rc = RC_NOT_FOUND;
        else
            rc = linking_epoch(desk->store, (enum linking_set)set, &epoch);
        if (rc == RC_NOT_FOUND)
            rc = RC_OK;
        if (rc == RC_OK)
            desk->links->epochs[set] = epoch;
    }
    return rc;
}

enum rc
links_open(struct desk *desk)
{
    enum rc rc = links_first_epoch(desk->store, clock_utc_us(desk->clock));

    desk->links = calloc(1, sizeof *desk->links);
    if (desk->links == NULL)
        return RC_FATAL;
    desk->links->memory = malloc(link_engine_size());
    if (desk->links->memory == NULL)
        return RC_FATAL;
    return rc == RC_OK ? links_reload(desk) : rc;
}

bool
links_spelled(const struct desk *desk)
{
    return desk->links->epochs[LINKING_LIVE].situation.norm == LINK_NORM;
}

void
links_close(struct links *links)
{
    if (links == NULL)
        return;
    free(links->memory);
    free(links);
}

void
links_start(struct desk *desk, enum linking_set set)
{
    struct links *links = desk->links;
    const struct linking_epoch *epoch = &links->epochs[set];

    links->set = set;
    links->changed_n = 0;
    links->referrals_n = 0;
    links->noted = RC_OK;
    linking_book(desk->store, set, &links->book);
    links->engine = link_engine_init(links->memory, &links->book,
                                     &epoch->situation, &epoch->same);
}

static void
note(struct desk *desk, int64_t bundle)
{
    struct links *links = desk->links;

    if (links->noted == RC_OK && bundle != 0)
        links->noted = linking_look_add(desk->store, bundle);
}

/* Whom it joined is another case now; what it left is none that could be graver.
 * Nor is a bundle that begins, until another signal joins it. */
static void
moved(void *arg, int64_t node, int64_t from, int64_t to)
{
    struct desk *desk = arg;

    if (from != 0 || to != node)
        note(desk, to);
}

/* A batch may touch more than fits in the engine at once. */
static enum rc
settle(struct desk *desk)
{
    struct links *links = desk->links;

    return link_settle(links->engine, links->set == LINKING_LIVE ? moved : NULL,
                       desk);
}

static enum rc
remove_record(struct desk *desk, int64_t node)
{
    struct links *links = desk->links;
    enum rc rc = link_remove(links->engine, node);

    if (rc != RC_AGAIN)
        return rc;
    rc = settle(desk);
    return rc == RC_OK ? link_remove(links->engine, node) : rc;
}

static enum rc
insert_record(struct desk *desk)
{
    struct links *links = desk->links;
    enum rc rc = link_insert(links->engine, &links->record);

    if (rc != RC_AGAIN)
        return rc;
    rc = settle(desk);
    return rc == RC_OK ? link_insert(links->engine, &links->record) : rc;
}

enum rc
links_touch(struct desk *desk, int64_t node)
{
    enum rc rc = link_touch(desk->links->engine, node);

    if (rc != RC_AGAIN)
        return rc;
    rc = settle(desk);
    return rc == RC_OK ? link_touch(desk->links->engine, node) : rc;
}

/* Of a signal that was never put nothing is taken back. */
static enum rc
take_back(struct desk *desk, int64_t first)
{
    struct links *links = desk->links;
    enum rc rc =
        links->book.record_get(links->book.self, first, &links->record);

    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc == RC_OK && links->changed_n == LINKS_CHANGED_MAX)
        rc = RC_INVALID;
    if (rc != RC_OK)
        return rc;
    links->changed[links->changed_n++] = first;
    rc = link_referrals_about(desk, first);
    if (rc == RC_OK)
        rc = link_referrals_near(desk, &links->record);
    return rc == RC_OK ? remove_record(desk, first) : rc;
}

static enum rc
put_signal(struct desk *desk, int64_t first)
{
    struct links *links = desk->links;
    enum rc rc = take_back(desk, first);

    if (rc == RC_OK)
        rc = link_record_read(desk, links->set, first, &links->record);
    if (rc == RC_OK)
        rc = insert_record(desk);
    if (rc == RC_OK)
        rc = link_referrals_near(desk, &links->record);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
links_put(struct desk *desk, int64_t first)
{
    struct message_row row;
    enum rc rc = message_get(desk->store, first, &row);

    if (rc != RC_OK)
        return rc;
    if (row.kind == MESSAGE_REFERRAL)
        return link_referrals_put(desk, first);
    return row.kind == MESSAGE_SIGNAL ? put_signal(desk, first) : RC_OK;
}

/* What is told differently makes another case of a bundle that stays. */
static enum rc
note_changed(struct desk *desk)
{
    struct links *links = desk->links;

    for (size_t i = 0; i < links->changed_n; i++) {
        int64_t bundle = 0;
        enum rc rc = links->book.cluster_of(links->book.self, links->changed[i],
                                            &bundle);

        if (rc != RC_OK)
            return rc;
        note(desk, bundle);
    }
    return links->noted;
}

enum rc
links_settle(struct desk *desk)
{
    struct links *links = desk->links;
    enum rc rc = settle(desk);

    if (rc != RC_OK || links->set != LINKING_LIVE)
        return rc;
    rc = link_referrals_relate(desk);
    return rc == RC_OK ? note_changed(desk) : rc;
}

enum rc
links_put_all(struct desk *desk, enum linking_set set, const int64_t firsts[],
              size_t n)
{
    links_start(desk, set);
    for (size_t i = 0; i < n; i++) {
        enum rc rc = links_put(desk, firsts[i]);

        if (rc != RC_OK)
            return rc;
    }
    return links_settle(desk);
}

enum rc
links_put_everywhere(struct desk *desk, const int64_t firsts[], size_t n)
{
    bool makes_next = desk->links->epochs[LINKING_NEXT].situation.epoch != 0;
    enum rc rc = links_put_all(desk, LINKING_LIVE, firsts, n);

    if (rc == RC_OK && makes_next)
        rc = links_put_all(desk, LINKING_NEXT, firsts, n);
    return rc;
}
