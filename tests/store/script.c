/* script -- see script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/referrals.h"
#include "store/rosters.h"

#define BATCH_MAX 5
#define BODY_MAX  4000

static void
page_id(const struct script *script, uint8_t number, uint8_t out[PAGE_ID_BYTES])
{
    memset(out, 0, PAGE_ID_BYTES);
    out[0] = number;
    memcpy(out + 1, &script->round, sizeof script->round);
}

/* A message of this round and, from the second on, one of the last again. */
static enum rc
take_in(struct script *script)
{
    static const enum message_kind kinds[BATCH_MAX] = {
        MESSAGE_REFERRAL, MESSAGE_SIGNAL, MESSAGE_BOTTLENECK, MESSAGE_SIGNAL,
        MESSAGE_SIGNAL};
    static uint8_t room[BATCH_MAX][BODY_MAX];
    struct journal_entry entries[BATCH_MAX];
    uint32_t most = script->body_max == 0 ? 600 : script->body_max;
    uint32_t n = 3 + script->round % (BATCH_MAX - 3);
    enum rc rc = RC_OK;

    for (uint32_t i = 0; i < n; i++) {
        uint32_t number = script->round * BATCH_MAX + i;

        entries[i] =
            fixture_entry(1 + i % 2, number, room[i], (number * 37) % most);
        entries[i].urgent = i == 0;
        entries[i].kind = kinds[i];
    }
    if (script->round > 0 && n < BATCH_MAX) {
        uint32_t number = (script->round - 1) * BATCH_MAX;

        entries[n] = fixture_entry(1, number, room[n], (number * 37) % most);
        n++;
    }
    rc = journal_append(script->store, entries, n);
    if (rc != RC_OK)
        return rc;
    script->first_seq = entries[0].seq;
    script->batch = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (entries[i].verdict != JOURNAL_ACCEPTED)
            continue;
        script->batch++;
        script->last_seq = entries[i].seq;
    }
    return RC_OK;
}

static enum rc
route(struct script *script, int64_t seq, int64_t *alert)
{
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[0], 1),
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 2),
    };
    const struct alert fresh = fixture_fresh();
    const struct alert_route order = {
        .seq = seq,
        .fresh = &fresh,
        .now_us = FIXTURE_NOW_US + script->round,
        .events = events,
        .events_n = 2,
    };

    return alert_create(script->store, &order, alert);
}

/* One change of an alert; the script knows it as it is. */
static enum rc
change(struct script *script, struct alert_change *change, uint32_t step_before)
{
    const struct alert before = {.alert = change->after->alert,
                                 .state = change->after->state == ALERT_CLOSED
                                              ? ALERT_ACKED
                                              : ALERT_PAGING,
                                 .generation = 1,
                                 .step = step_before};

    change->before = &before;
    return alert_apply(script->store, change);
}

static enum rc
page(struct script *script)
{
    struct page_new pages[2] = {{.person = script->people[1], .counts = true},
                                {.person = script->people[2]}};
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[1], 3),
        fixture_event(STREAM_INBOX, script->people[2], 4),
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 5),
    };
    const struct alert after = {
        .alert = script->urgent_alert,
        .state = ALERT_PAGING,
        .level = LEVEL_U1,
        .generation = 1,
        .step = 1,
        .policy = "nood-24",
        .policy_version = 2,
        .times = {.step_us = FIXTURE_NOW_US + 30000000,
                  .step_end_us = FIXTURE_NOW_US + 300000000,
                  .not_seen_us = FIXTURE_NOW_US + 600000000},
    };
    struct alert_change order = {
        .after = &after,
        .pages = pages,
        .pages_n = 2,
        .resend_us = FIXTURE_NOW_US + 2000000,
        .events = events,
        .events_n = 3,
        .verb = "step",
        .now_us = FIXTURE_NOW_US,
    };

    page_id(script, 1, pages[0].page_id);
    page_id(script, 2, pages[1].page_id);
    return change(script, &order, 0);
}

/* There is a storm: this one waits for a summary. */
static enum rc
page_later(struct script *script)
{
    struct page_new later = {
        .person = script->people[3], .on_summary = true, .counts = true};
    const struct event_out event =
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 10);
    const struct storm storm = {.on = true, .since_us = FIXTURE_NOW_US};
    const struct alert after = {
        .alert = script->other_alert,
        .state = ALERT_PAGING,
        .level = LEVEL_U2,
        .generation = 1,
        .step = 1,
        .times = {.step_us = FIXTURE_NOW_US + 300000000},
    };
    struct alert_change order = {
        .after = &after,
        .pages = &later,
        .pages_n = 1,
        .summary_us = FIXTURE_NOW_US + 60000000,
        .storm = &storm,
        .events = &event,
        .events_n = 1,
        .verb = "step",
        .now_us = FIXTURE_NOW_US,
    };

    page_id(script, 3, later.page_id);
    return change(script, &order, 0);
}

static enum rc
summarise(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[3], 11);
    struct summary summary;
    const struct summary_new order = {
        .summary = &summary,
        .resend_us = FIXTURE_NOW_US + 62000000,
        .events = &event,
        .events_n = 1,
        .now_us = FIXTURE_NOW_US + 60000000,
    };
    enum rc rc = summary_waiting(script->store, script->people[3], &summary);

    if (rc != RC_OK)
        return rc;
    page_id(script, 4, summary.page_id);
    return summary_send(script->store, &order);
}

static enum rc
accept_referral(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 12);
    struct referral before;
    struct referral after;
    const struct referral_change order = {
        .before = &before,
        .after = &after,
        .events = &event,
        .events_n = 1,
        .actor = script->people[1],
        .verb = "referral-accept",
        .now_us = FIXTURE_NOW_US + 4,
    };
    enum rc rc = referral_get(script->store, script->first_seq, &before);

    if (rc != RC_OK)
        return rc;
    after = before;
    after.state = REFERRAL_ACCEPTED;
    after.owner = script->people[1];
    after.moves = 1;
    after.changed_us = FIXTURE_NOW_US + 4;
    return referral_apply(script->store, &order);
}

static enum rc
acknowledge(struct script *script)
{
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[2], 6),
        fixture_event(STREAM_INBOX, script->people[0], 7),
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 8),
    };
    const struct alert after = {
        .alert = script->urgent_alert,
        .state = ALERT_ACKED,
        .level = LEVEL_U1,
        .generation = 1,
        .step = 1,
        .owner = script->people[1],
        .acknowledged_us = FIXTURE_NOW_US + 5,
        .held_by_owner = true,
        .policy = "nood-24",
        .policy_version = 2,
        .times = {.ack_us = FIXTURE_NOW_US + 900000000},
    };
    struct alert_change order = {
        .after = &after,
        .cancel_pages = true,
        .acknowledged_by = script->people[1],
        .feedback = FEEDBACK_SEEN,
        .events = events,
        .events_n = 3,
        .actor = script->people[1],
        .verb = "acknowledge",
        .reason = "opgenomen",
        .now_us = FIXTURE_NOW_US + 5,
    };

    return change(script, &order, 1);
}

static enum rc
propose_swap(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[2], 13);
    const struct swap proposed = {
        .roster = "primary",
        .proposer = script->people[1],
        .taker = script->people[2],
        .start_us = FIXTURE_NOW_US + 3600000000,
        .end_us = FIXTURE_NOW_US + 7200000000,
        .reason = "examen",
        .created_us = FIXTURE_NOW_US,
    };

    return swap_propose(script->store, &proposed, &event, 1, &script->swap);
}

/* Both versions and the swap that they apply, or none of it. */
static enum rc
apply_swap(struct script *script)
{
    const struct event_out event =
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 14);
    static const uint8_t text[3000] = "overrides:";
    const struct document_new documents[] = {
        {.name = "overrides",
         .expect = script->round,
         .text = text,
         .text_n = 1000 + script->round},
        {.name = "roster",
         .expect = script->round,
         .text = text,
         .text_n = sizeof text},
    };
    const struct document_put order = {
        .documents = documents,
        .n = 2,
        .actor = script->people[2],
        .reason = "ruil",
        .events = &event,
        .events_n = 1,
        .swap = script->swap,
        .now_us = FIXTURE_NOW_US + 7,
    };

    return document_put(script->store, &order);
}

static enum rc
plan_handover(struct script *script)
{
    const struct due_plan order = {
        .kind = DUE_HANDOVER,
        .ref = 1,
        .at_us = FIXTURE_NOW_US + 3600000000 + script->round,
    };

    return due_plan(script->store, &order);
}

static enum rc
close_alert(struct script *script)
{
    const struct event_out events[] = {
        fixture_event(STREAM_INBOX, script->people[0], 9),
    };
    const struct alert after = {
        .alert = script->urgent_alert,
        .state = ALERT_CLOSED,
        .level = LEVEL_U1,
        .generation = 1,
        .step = 1,
        .owner = script->people[1],
        .outcome = OUTCOME_SHELTERED,
        .acknowledged_us = FIXTURE_NOW_US + 5,
        .closed_us = FIXTURE_NOW_US + 6,
    };
    struct alert_change order = {
        .after = &after,
        .feedback = FEEDBACK_CLOSED,
        .events = events,
        .events_n = 1,
        .actor = script->people[1],
        .verb = "close",
        .now_us = FIXTURE_NOW_US + 6,
    };

    return change(script, &order, 1);
}

static enum rc
enrol(struct script *script)
{
    char name[16];
    int64_t principal = 0;
    struct enrolment enrolment = {
        .organisation = "care",
        .organisation_kind = ORGANISATION_CARE,
        .name = name,
        .kind = PRINCIPAL_SYSTEM,
        .roles = ROLE_BIT(ROLE_SUBMITTER),
        .public_key = {99},
        .public_key_n = PUBLIC_KEY_BYTES,
        .valid_to_us = INT64_MAX,
    };

    (void)snprintf(name, sizeof name, "care%u", (unsigned)script->round);
    memcpy(enrolment.public_key + 1, &script->round, sizeof script->round);
    return people_add(script->store, &enrolment, script->people[0],
                      FIXTURE_NOW_US, &principal);
}

enum rc
script_step(struct script *script, unsigned step)
{
    uint8_t id[PAGE_ID_BYTES];
    enum rc rc = RC_INVALID;

    switch (step) {
    case 0:
        return take_in(script);
    case 1:
        return route(script, script->first_seq, &script->urgent_alert);
    case 2:
        return page(script);
    case 3:
        return script_rewrap(script);
    case 4:
        return script_link(script);
    case 5:
        return route(script, script->first_seq + 1, &script->other_alert);
    case 6:
        page_id(script, 1, id);
        return page_delivered(script->store, id, script->people[1],
                              FIXTURE_NOW_US + 3);
    case 7:
        page_id(script, 2, id);
        return page_resent(script->store, id, 1, FIXTURE_NOW_US + 6000000);
    case 8:
        return page_later(script);
    case 9:
        return summarise(script);
    case 10:
        return accept_referral(script);
    case 11:
        return acknowledge(script);
    case 12:
        return propose_swap(script);
    case 13:
        return apply_swap(script);
    case 14:
        return plan_handover(script);
    case 15:
        return enrol(script);
    case 16:
        return script_ask_task(script);
    case 17:
        return script_end_term(script);
    case 18:
        return script_share(script);
    case 19:
        return script_recall(script);
    case 20:
        return script_ask(script);
    case 21:
        return script_answer(script);
    case 22:
        return script_bottleneck(script);
    case 23:
        return script_notes(script);
    case 24:
        return script_shelter_request(script);
    case 25:
        return script_shelter_place(script);
    case 26:
        return script_relate(script);
    case 27:
        return script_decide(script);
    case 28:
        return script_next_set(script);
    case 29:
        return script_swap(script);
    case 30:
        return script_take_back(script);
    case 31:
        return script_snapshot(script);
    case 32:
        return script_clear(script);
    case 33:
        return script_erase_take(script);
    case 34:
        return script_erase_combine(script);
    case 35:
        return script_erase(script);
    case 36:
        return script_erase_finish(script);
    case 37:
        return script_rewrap(script);
    case 38:
        rc = close_alert(script);
        if (rc == RC_OK)
            script->round++;
        return rc;
    default:
        return RC_INVALID;
    }
}
