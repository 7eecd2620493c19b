/* page -- see page.h */
#include "desk/page.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/escalation_simple.h"
#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

#define DUE_BATCH 32
#define OPEN_ROWS (2 * TARGETS_MAX)

void
page_describe(const struct desk *desk, const struct page_row *row,
              const struct alert *alert, struct page *out)
{
    *out = (struct page){
        .generation = row->generation,
        .step = row->step,
        .attempt = row->attempts,
        .level = alert->level,
        .kind = alert->kind,
        .desk = desk->settings->desk,
        .deadline_us = alert->due_us,
    };
    memcpy(out->page_id, row->page_id, PAGE_ID_BYTES);
    ids_alert(desk, alert->alert, out->alert);
}

/* Every open page of an alert; free(*rows). */
static enum rc
open_rows(struct desk *desk, int64_t alert, struct page_row **rows, size_t *n)
{
    size_t cap = OPEN_ROWS;

    for (;;) {
        struct page_row *found = calloc(cap, sizeof *found);
        size_t found_n = 0;
        enum rc rc = RC_DOWN;

        if (found != NULL)
            rc = alert_pages_open(desk->store, alert, found, cap, &found_n);
        if (rc == RC_OK && found_n < cap) {
            *rows = found;
            *n = found_n;
            return RC_OK;
        }
        free(found);
        if (rc != RC_OK)
            return rc;
        cap *= 2;
    }
}

enum rc
page_cancel_open(struct desk *desk, const struct alert *after)
{
    struct page_row *rows = NULL;
    size_t n = 0;
    enum rc rc = open_rows(desk, after->alert, &rows, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        outgoing_cancelled(desk, rows[i].person, rows[i].page_id, after);
    free(rows);
    return rc;
}

static void
due_at(struct desk *desk, int64_t at_us)
{
    if (at_us != 0 && at_us < desk->times.due_us)
        desk->times.due_us = at_us;
}

/* Pages and their events, of the alert as it will be. */
static void
call_people(struct desk *desk, const struct targets *targets,
            const struct alert *after, struct page_new pages[TARGETS_MAX])
{
    for (size_t i = 0; i < targets->n; i++) {
        struct page_row row = {.generation = after->generation,
                               .step = after->step,
                               .attempts = 1};
        struct page page;

        randombytes_buf(row.page_id, sizeof row.page_id);
        memcpy(pages[i].page_id, row.page_id, sizeof row.page_id);
        pages[i].person = targets->people[i];
        page_describe(desk, &row, after, &page);
        outgoing_page(desk, targets->people[i], &page);
    }
    outgoing_alert(desk, after);
}

static enum rc
apply_step(struct desk *desk, const struct alert *before,
           const struct escalation_simple_step *step, int64_t now_us)
{
    struct page_new pages[TARGETS_MAX];
    struct alert after = *before;

    after.step = step->step;
    after.due_us = step->next_due_us;
    after.unattended = step->unattended;
    outgoing_start(&desk->outgoing);

    /* Most of them get a new call in the same breath.  Without it an alert
     * that nobody takes would repeat more and more pages. */
    enum rc rc = before->step == 0 ? RC_OK : page_cancel_open(desk, &after);

    if (rc != RC_OK)
        return rc;
    call_people(desk, &step->targets, &after, pages);
    if (desk->outgoing.failed)
        return RC_DOWN;

    struct alert_change change = outgoing_change(desk, before, &after);

    change.pages = pages;
    change.pages_n = step->targets.n;
    change.resend_us = now_us + escalation_simple_resend_us(&desk->policy, 1);
    change.cancel_pages = true;
    change.verb = "step";
    change.now_us = now_us;
    rc = fault_point(desk->control, FAULT_BEFORE_STEP_COMMIT)
             ? RC_DOWN
             : alert_apply(desk->store, &change);
    if (rc != RC_OK)
        return rc;
    due_at(desk, change.due_us);
    due_at(desk, change.resend_us);
    desk->metrics.pages[METRICS_PAGE_SENT] += step->targets.n;
    if (fault_point(desk->control, FAULT_AFTER_STEP_COMMIT_BEFORE_SEND))
        return RC_OK;
    deliver_outgoing(desk);
    return RC_OK;
}

/* A page to somebody without a valid key is seen by nobody. */
static bool
can_answer(const struct desk *desk, int64_t person, int64_t now_us)
{
    for (size_t i = 0; i < desk->keys_n; i++)
        if (desk->keys[i].principal == person &&
            principal_key_valid(&desk->keys[i], now_us))
            return true;
    return false;
}

static void
find_absent(struct desk *desk, int64_t now_us)
{
    struct roster_simple *roster = &desk->roster;

    for (size_t i = 0; i < roster->people_n; i++)
        roster->absent[i] = !can_answer(desk, roster->people[i], now_us);
}

enum rc
page_step(struct desk *desk, int64_t alert)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct escalation_simple_step step;
    struct alert before;
    enum rc rc = alert_get(desk->store, alert, &before);

    if (rc == RC_NOT_FOUND || (rc == RC_OK && before.state != ALERT_PAGING))
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    find_absent(desk, now_us);
    escalation_simple_next(&desk->policy, &desk->roster, &before, now_us,
                           &step);
    if (step.unattended)
        log_line(LOG_WARN, "nobody is on call: alert %lld goes to the fallback",
                 (long long)alert);
    rc = apply_step(desk, &before, &step, now_us);
    return rc == RC_STALE ? RC_OK : rc;
}

static enum rc
repeat_page(struct desk *desk, const struct page_row *row)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct page_row next = *row;
    struct alert alert;
    struct page page;
    enum rc rc = alert_get(desk->store, row->alert, &alert);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    next.attempts++;

    int64_t next_us =
        now_us + escalation_simple_resend_us(&desk->policy, next.attempts);

    rc = page_resent(desk->store, row->page_id, row->attempts, next_us);
    if (rc != RC_OK)
        return rc == RC_STALE || rc == RC_NOT_FOUND ? RC_OK : rc;
    desk->metrics.pages[METRICS_PAGE_REPEATED]++;
    due_at(desk, next_us);
    page_describe(desk, &next, &alert, &page);
    deliver_page_again(desk, row->person, &page);
    return RC_OK;
}

static enum rc
do_due(struct desk *desk, const struct due *due)
{
    switch (due->kind) {
    case DUE_STEP:
        return page_step(desk, due->alert);
    case DUE_RESEND:
        return repeat_page(desk, &due->page);
    case DUE_NONE:
        break;
    }
    return RC_OK;
}

enum rc
page_due(struct desk *desk, int64_t until_us)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct due due[DUE_BATCH];
    int64_t next_us = INT64_MAX;
    size_t n = 0;
    enum rc rc = due_next(desk->store, now_us, due, DUE_BATCH, &n, &next_us);

    if (rc != RC_OK)
        return rc;
    /* What is done below may bring it forward again. */
    desk->times.due_us = n == DUE_BATCH ? now_us : next_us;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && clock_mono_us(desk->clock) >= until_us) {
            desk->times.due_us = now_us;
            break;
        }
        rc = do_due(desk, &due[i]);
        if (desk_skips("page", due[i].alert, rc))
            rc = RC_OK;
        if (rc != RC_OK) {
            desk->times.due_us = now_us;
            break;
        }
    }
    return rc;
}
