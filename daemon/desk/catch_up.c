/* catch_up -- see catch_up.h */
#include "desk/catch_up.h"

#include "desk/case.h"
#include "desk/combine.h"
#include "desk/desk.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/facts.h"

#define BATCH   8
#define REST_US 20000 /* a few thousand a minute, and the line stays free */

static enum rc
some_facts(struct desk *desk, struct catch_up *work)
{
    int64_t seqs[BATCH];
    struct facts_scan scan = work->facts;
    size_t n = 0;
    enum rc rc = facts_missing(desk->store, &scan, seqs, BATCH, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = combine_facts(desk, seqs[i]);
        if (desk_skips("facts", seqs[i], rc))
            rc = RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    work->facts = scan;
    work->facts_made = work->facts_made || n > 0;
    if (scan.done && work->facts_made) {
        work->facts_made = false;
        work->held_after = 0;
        work->held_done = false;
    }
    return RC_OK;
}

/* Whoever is called already stays called as it is. */
static enum rc
some_held(struct desk *desk, struct catch_up *work)
{
    struct alert held[BATCH];
    size_t n = 0;
    enum rc rc = alert_list(desk->store, 1U << ALERT_HELD, work->held_after,
                            held, BATCH, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        rc = case_again(desk, held[i].alert, 0);
        if (rc == RC_NOT_FOUND || rc == RC_STALE ||
            desk_skips("catch-up", held[i].alert, rc))
            rc = RC_OK;
        if (rc == RC_OK)
            work->held_after = held[i].alert;
    }
    if (rc == RC_OK && n < BATCH)
        work->held_done = true;
    return rc;
}

static bool
held_wait(const struct desk *desk)
{
    return !desk->catch_up.held_done ||
           desk->catch_up.tables_version !=
               desk->rules.versions[DOCUMENT_TABLES];
}

int64_t
catch_up_next_us(const struct desk *desk)
{
    return desk->catch_up.facts.done && !held_wait(desk)
               ? INT64_MAX
               : desk->catch_up.next_us;
}

enum rc
catch_up_turn(struct desk *desk, int64_t now_us)
{
    struct catch_up *work = &desk->catch_up;
    int64_t version = desk->rules.versions[DOCUMENT_TABLES];
    enum rc rc = RC_OK;

    work->next_us = now_us + REST_US;
    if (work->tables_version != version) {
        work->tables_version = version;
        work->held_after = 0;
        work->held_done = false;
    }
    if (!work->facts.done)
        rc = some_facts(desk, work);
    if (rc == RC_OK && !work->held_done)
        rc = some_held(desk, work);
    if (rc != RC_OK)
        work->next_us = now_us + DESK_RETRY_US;
    return rc;
}
