/* page -- see page.h */
#include "desk/page.h"
#include "store/storms.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/alert_life.h"
#include "core/escalation.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "desk/summary.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

#define OPEN_ROWS (2 * PERSONS_MAX)

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
        .deadline_us = alert->times.step_end_us,
        .cause = alert->cause,
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
page_cancel_open(struct desk *desk, const struct alert *after,
                 struct page_ended *ended)
{
    struct summary_ended summaries[PAGE_ENDED_MAX];
    struct page_row *rows = NULL;
    size_t n = 0;
    enum rc rc = open_rows(desk, after->alert, &rows, &n);

    /* One on a summary never rang by itself. */
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (!rows[i].on_summary)
            outgoing_cancelled(desk, rows[i].person, rows[i].page_id, after);
    free(rows);
    n = 0;
    if (rc == RC_OK)
        rc = summary_last_of(desk->store, after->alert, summaries,
                             PAGE_ENDED_MAX, &n);
    ended->n = 0;
    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        outgoing_cancelled(desk, summaries[i].person, summaries[i].page_id,
                           after);
        memcpy(ended->ids[ended->n++], summaries[i].page_id, PAGE_ID_BYTES);
    }
    return rc;
}

/* What one transaction of calls is made of. */
struct calls {
    struct page_new pages[PERSONS_MAX];
    size_t n;
    struct storm storm;
    bool storm_changed;
    int64_t summary_us; /* 0: no summary begins */
};

/* Singly, or on the person's next summary. */
static enum rc
choose_way(struct desk *desk, const struct alert *after, struct page_new *page,
           struct calls *calls)
{
    const struct storm_limits *limits = &desk->rules.now->policies.storm;
    int64_t now_us = clock_utc_us(desk->clock);
    const struct page_span span = {.gap_from_us = now_us - limits->gap_us,
                                   .span_from_us = now_us - limits->span_us};
    struct storm_recent recent;
    struct storm before = calls->storm;

    page->counts = !storm_exempt(after);
    if (!page->counts)
        return RC_OK;

    enum rc rc = page_recent(desk->store, page->person, &span, &recent);

    if (rc != RC_OK)
        return rc;
    page->on_summary =
        storm_way(limits, &calls->storm, after, &recent) == STORM_SUMMARY;
    if (memcmp(&before, &calls->storm, sizeof before) != 0)
        calls->storm_changed = true;
    if (page->on_summary && !recent.waiting) {
        int64_t at_us =
            storm_summary_due(limits, &calls->storm, &recent, now_us);

        /* One instant for all: nobody's gap is cut short by another's. */
        if (at_us > calls->summary_us)
            calls->summary_us = at_us;
    }
    return RC_OK;
}

/* Pages and their events, of the alert as it will be. */
static enum rc
call_people(struct desk *desk, const int64_t people[], size_t n,
            const struct alert *after, struct calls *calls)
{
    enum rc rc = storm_get(desk->store, &calls->storm);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct page_new *page = &calls->pages[calls->n];
        struct page_row row = {.generation = after->generation,
                               .step = after->step,
                               .attempts = 1};
        struct page shown;

        *page = (struct page_new){.person = people[i]};
        randombytes_buf(page->page_id, sizeof page->page_id);
        if ((rc = choose_way(desk, after, page, calls)) != RC_OK)
            break;
        calls->n++;
        if (page->on_summary)
            continue;
        memcpy(row.page_id, page->page_id, sizeof row.page_id);
        page_describe(desk, &row, after, &shown);
        outgoing_page(desk, people[i], &shown);
    }
    return rc;
}

static enum rc
commit_calls(struct desk *desk, struct alert_change *change,
             const struct calls *calls)
{
    int64_t resend_max_us = desk->rules.now->policies.resend_max_us;

    change->pages = calls->pages;
    change->pages_n = calls->n;
    change->resend_us = change->now_us + escalation_resend_us(resend_max_us, 1);
    change->summary_us = calls->summary_us;
    change->storm = calls->storm_changed ? &calls->storm : NULL;
    if (desk->outgoing.failed)
        return RC_DOWN;
    change->events = desk->outgoing.events;
    change->events_n = desk->outgoing.n;

    enum rc rc = fault_point(desk->control, FAULT_BEFORE_STEP_COMMIT)
                     ? RC_DOWN
                     : alert_apply(desk->store, change);

    if (rc != RC_OK)
        return rc;
    due_at(desk, alert_due(change->after));
    due_at(desk, change->resend_us);
    due_at(desk, change->summary_us);
    desk->metrics.pages[METRICS_PAGE_SENT] += calls->n;
    if (fault_point(desk->control, FAULT_AFTER_STEP_COMMIT_BEFORE_SEND))
        return RC_OK;
    deliver_outgoing(desk);
    return RC_OK;
}

/* The people of the step; in the fallback, when not one of them can be called,
 * whoever can; and the owner who let it lie, though no document names them. */
static size_t
whom_to_call(const struct desk *desk, const struct alert *before,
             const struct escalation_step *step, int64_t people[PERSONS_MAX])
{
    const struct roster_book *book = &desk->rules.now->book;
    size_t n = rules_principals(desk, step->people, people);
    bool owner_missing = before->held_by_owner && before->owner != 0 &&
                         rules_person_of(desk, before->owner) == PERSONS_MAX;

    if ((step->people & roster_reachable(book)) == 0)
        n = rules_anybody(desk, clock_utc_us(desk->clock), people, n);
    if (owner_missing && n < PERSONS_MAX)
        people[n++] = before->owner;
    return n;
}

static enum rc
apply_step(struct desk *desk, const struct alert *before,
           const struct escalation_step *step, int64_t now_us)
{
    struct calls calls = {.n = 0};
    struct page_ended ended = {.n = 0};
    struct alert after = *before;
    int64_t people[PERSONS_MAX];
    size_t n = whom_to_call(desk, before, step, people);
    enum rc rc = RC_OK;

    alert_life_step(desk->rules.now, &after, step);
    after.due_us = alert_due(&after);
    outgoing_start(&desk->outgoing);
    /* Most of them get a new call in the same breath.  Without it an alert
     * that nobody takes would repeat more and more pages. */
    if (before->step != 0)
        rc = page_cancel_open(desk, &after, &ended);
    if (rc == RC_OK)
        rc = call_people(desk, people, n, &after, &calls);
    if (rc != RC_OK)
        return rc;
    if (step->unattended && !before->unattended)
        notices_unattended(desk, &after);
    outgoing_alert(desk, &after);

    struct alert_change change = {
        .before = before,
        .after = &after,
        .cancel_pages = true,
        .cancel_summaries = (const uint8_t(*)[PAGE_ID_BYTES])ended.ids,
        .cancel_summaries_n = ended.n,
        .verb = step->unattended ? "fallback" : "step",
        .now_us = now_us,
    };

    return commit_calls(desk, &change, &calls);
}

/* Somebody's device has it, or it waits for a summary: they get the whole wait
 * to answer. */
static enum rc
still_ringing(struct desk *desk, const struct alert *before, int64_t now_us,
              bool *ringing)
{
    struct page_row *rows = NULL;
    size_t n = 0;
    size_t sent = 0;
    size_t delivered = 0;
    enum rc rc = RC_OK;

    *ringing = false;
    if (before->step == 0 || now_us >= before->times.step_end_us)
        return RC_OK;
    if ((rc = open_rows(desk, before->alert, &rows, &n)) != RC_OK)
        return rc;
    for (size_t i = 0; i < n; i++) {
        sent += rows[i].sent;
        delivered += rows[i].delivered_us != 0;
    }
    free(rows);
    *ringing = delivered > 0 || (n > 0 && sent == 0);
    return RC_OK;
}

static enum rc
wait_on(struct desk *desk, const struct alert *before, int64_t now_us)
{
    struct alert after = *before;
    const struct alert_change change = {.before = before,
                                        .after = &after,
                                        .verb = "delivered",
                                        .now_us = now_us};

    after.times.step_us = after.times.step_end_us;

    enum rc rc = alert_apply(desk->store, &change);

    if (rc == RC_OK)
        due_at(desk, alert_due(&after));
    return rc;
}

static enum rc
next_step(struct desk *desk, const struct alert *before, int64_t now_us)
{
    const struct policy *policy = NULL;
    struct escalation_extra extra = {.always = 0};
    struct escalation_step step;
    size_t owner = rules_person_of(desk, before->owner);
    enum rc rc = rules_policy(desk, before, &policy);

    if (rc != RC_OK)
        return rc;
    rules_reach(desk, now_us);
    memcpy(extra.roster, desk->rules.doubled, sizeof extra.roster);
    if (before->held_by_owner && owner < PERSONS_MAX)
        extra.always = PERSON_BIT(owner);
    escalation_next(policy, &desk->rules.now->book, &extra, before->step,
                    now_us, &step);
    if (step.unattended)
        log_line(LOG_WARN, "nobody is on call: alert %lld goes to the fallback",
                 (long long)before->alert);
    rc = apply_step(desk, before, &step, now_us);
    if (rc != RC_OK)
        return rc;
    metrics_escalation(&desk->metrics, policy->name, step.position);
    desk->metrics.step_empty += step.empty_n;
    desk->metrics.fallback += step.unattended;
    return RC_OK;
}

enum rc
page_step(struct desk *desk, int64_t alert)
{
    int64_t now_us = clock_utc_us(desk->clock);
    bool ringing = false;
    struct alert before;
    enum rc rc = alert_get(desk->store, alert, &before);

    if (rc == RC_NOT_FOUND || (rc == RC_OK && before.state != ALERT_PAGING))
        return RC_OK;
    if (rc == RC_OK)
        rc = still_ringing(desk, &before, now_us, &ringing);
    if (rc == RC_OK)
        rc = ringing ? wait_on(desk, &before, now_us)
                     : next_step(desk, &before, now_us);
    return rc == RC_STALE ? RC_OK : rc;
}

/* Of these principals, those that are not called already. */
static enum rc
not_called_yet(struct desk *desk, int64_t alert, int64_t people[], size_t *n)
{
    struct page_row *rows = NULL;
    size_t rows_n = 0;
    size_t kept = 0;
    enum rc rc = open_rows(desk, alert, &rows, &rows_n);

    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < *n; i++) {
        bool called = false;

        for (size_t k = 0; k < rows_n && !called; k++)
            called = rows[k].person == people[i];
        if (!called)
            people[kept++] = people[i];
    }
    free(rows);
    *n = kept;
    return RC_OK;
}

enum rc
page_join(struct desk *desk, int64_t alert, size_t roster, person_set people)
{
    int64_t now_us = clock_utc_us(desk->clock);
    const struct policy *policy = NULL;
    struct calls calls = {.n = 0};
    int64_t principals[PERSONS_MAX];
    size_t n = 0;
    struct alert before;
    enum rc rc = alert_get(desk->store, alert, &before);

    if (rc == RC_NOT_FOUND ||
        (rc == RC_OK && (before.state != ALERT_PAGING || before.step == 0)))
        return RC_OK;
    if (rc == RC_OK)
        rc = rules_policy(desk, &before, &policy);
    if (rc != RC_OK || !escalation_names_roster(policy, before.step, roster))
        return rc;
    n = rules_principals(desk, people, principals);
    rc = not_called_yet(desk, alert, principals, &n);
    if (rc != RC_OK || n == 0)
        return rc;
    outgoing_start(&desk->outgoing);
    rc = call_people(desk, principals, n, &before, &calls);
    if (rc != RC_OK)
        return rc;

    struct alert_change change = {
        .before = &before, .after = &before, .verb = "join", .now_us = now_us};

    rc = commit_calls(desk, &change, &calls);
    return rc == RC_STALE ? RC_OK : rc;
}

enum rc
page_resend(struct desk *desk, const struct page_row *row)
{
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t resend_max_us = desk->rules.now->policies.resend_max_us;
    struct page_row next = *row;
    struct page page;
    enum rc rc = RC_OK;

    next.attempts++;
    if (row->on_summary) {
        rc = summary_again(desk, row->page_id, next.attempts, &page);
    } else {
        struct alert alert;

        if ((rc = alert_get(desk->store, row->alert, &alert)) == RC_OK)
            page_describe(desk, &next, &alert, &page);
    }
    if (rc != RC_OK)
        return rc;

    int64_t next_us =
        now_us + escalation_resend_us(resend_max_us, next.attempts);

    rc = page_resent(desk->store, row->page_id, row->attempts, next_us);
    /* Replaced by the next step, which was due at the same instant. */
    if (rc != RC_OK)
        return rc == RC_STALE ? RC_OK : rc;
    desk->metrics.pages[METRICS_PAGE_REPEATED]++;
    due_at(desk, next_us);
    deliver_page_again(desk, row->person, &page);
    return RC_OK;
}
