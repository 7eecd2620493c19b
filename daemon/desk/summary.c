/* summary -- see summary.h */
#include "desk/summary.h"

#include <sodium.h>
#include <string.h>

#include "core/escalation.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "store/alerts.h"
#include "store/due.h"
#include "store/pages.h"
#include "store/storms.h"
#include "sys/clock.h"

_Static_assert(SUMMARY_LISTED_MAX <= LISTED_MAX, "the wire lists them all");

void
summary_describe(const struct desk *desk, const struct summary *summary,
                 struct page *out)
{
    *out = (struct page){
        .attempt = summary->attempts,
        .level = summary->level,
        .kind = MESSAGE_SIGNAL,
        .desk = desk->settings->desk,
        .total = summary->total,
        .crisis = summary->crisis,
        .listed_n = summary->listed_n,
    };
    memcpy(out->page_id, summary->page_id, PAGE_ID_BYTES);
    for (size_t i = 0; i < summary->listed_n; i++) {
        const struct summary_listed *listed = &summary->listed[i];

        ids_alert(desk, listed->alert, out->listed[i].alert);
        out->listed[i].generation = listed->generation;
        out->listed[i].level = listed->level;
    }
}

enum rc
summary_due(struct desk *desk, int64_t person)
{
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t resend_max_us = desk->rules.now->policies.resend_max_us;
    struct summary summary;
    struct page page;
    enum rc rc = summary_waiting(desk->store, person, &summary);

    if (rc != RC_OK)
        return rc;
    outgoing_start(&desk->outgoing);
    if (summary.total > 0) {
        randombytes_buf(summary.page_id, sizeof summary.page_id);
        summary.person = person;
        summary.attempts = 1;
        summary_describe(desk, &summary, &page);
        outgoing_page(desk, person, &page);
        if (desk->outgoing.failed)
            return RC_DOWN;
    }

    const struct summary_new send = {
        .summary = &summary,
        .resend_us = now_us + escalation_resend_us(resend_max_us, 1),
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
        .now_us = now_us,
    };

    rc = summary_send(desk->store, &send);
    if (rc != RC_OK)
        return rc;
    due_at(desk, send.resend_us);
    deliver_outgoing(desk);
    return RC_OK;
}

enum rc
summary_again(struct desk *desk, const uint8_t page_id[PAGE_ID_BYTES],
              uint32_t attempt, struct page *out)
{
    struct summary summary;
    enum rc rc = summary_get(desk->store, page_id, &summary);

    if (rc != RC_OK)
        return rc;
    summary.attempts = attempt;
    summary_describe(desk, &summary, out);
    return RC_OK;
}

enum rc
summary_storm(struct desk *desk)
{
    const struct storm_limits *limits = &desk->rules.now->policies.storm;
    int64_t now_us = clock_utc_us(desk->clock);
    struct due_plan plan = {.kind = DUE_STORM, .ref = 1};
    struct storm storm;
    uint32_t n = 0;
    enum rc rc = storm_get(desk->store, &storm);

    if (rc == RC_OK)
        rc = storm_signals(desk->store, now_us - limits->enter_us, now_us,
                           limits->enter_n + 1, &n);
    if (rc == RC_OK && storm_look(limits, &storm, n, now_us))
        rc = storm_set(desk->store, &storm, now_us);
    if (rc != RC_OK)
        return rc;
    if (storm.on)
        plan.at_us = now_us + limits->digest_us;
    rc = due_plan(desk->store, &plan);
    if (rc == RC_OK)
        due_at(desk, plan.at_us);
    return rc;
}
