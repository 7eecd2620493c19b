/* life -- see life.h */
#include "desk/life.h"

#include <string.h>

#include "core/alert_effect.h"
#include "core/feedback.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/page.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/due.h"
#include "store/people.h"
#include "sys/clock.h"
#include "sys/log.h"

#define ROWS_BATCH 64

/* What its sender hears, if it is news. */
static void
tell_sender(struct desk *desk, const struct message_row *row,
            const struct feedback *told)
{
    const struct feedback seen = {.state = FEEDBACK_SEEN};
    const struct feedback_step before = {row->feedback, row->outcome};
    const struct feedback_step now = {told->state, told->outcome};

    if (!feedback_is_news(&before, &now))
        return;
    if (feedback_seen_first(&before, &now))
        outgoing_feedback(desk, row, &seen);
    outgoing_feedback(desk, row, told);
}

static enum rc
add_feedback(struct desk *desk, int64_t alert, enum feedback_state state,
             enum outcome outcome)
{
    const struct feedback told = {.state = state,
                                  .outcome = outcome,
                                  .telephone =
                                      state == FEEDBACK_NOT_SEEN_YET
                                          ? desk->settings->fallback_telephone
                                          : NULL};
    struct message_row rows[ROWS_BATCH];
    int64_t after = 0;
    size_t n = ROWS_BATCH;

    while (n == ROWS_BATCH) {
        enum rc rc =
            message_of_alert(desk->store, alert, after, rows, ROWS_BATCH, &n);

        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < n; i++) {
            /* Who reported a signal must not learn of a referral. */
            if (state != FEEDBACK_NOT_SEEN_YET ||
                rows[i].kind == MESSAGE_REFERRAL)
                tell_sender(desk, &rows[i], &told);
            after = rows[i].seq;
        }
    }
    return RC_OK;
}

static enum rc
name_owner(struct desk *desk, struct alert *alert)
{
    struct principal owner = {0};

    if (alert->owner != 0) {
        enum rc rc = people_get(desk->store, alert->owner, &owner);

        if (rc != RC_OK)
            return rc;
    }
    memcpy(alert->owner_name, owner.name, sizeof alert->owner_name);
    return RC_OK;
}

static enum rc
add_events(struct desk *desk, const struct alert_verdict *verdict,
           const struct alert *after, struct page_ended *ended)
{
    enum rc rc = RC_OK;

    outgoing_start(&desk->outgoing);
    if (verdict->cancel_pages || verdict->new_generation)
        rc = page_cancel_open(desk, after, ended);
    if (rc == RC_OK && verdict->feedback != FEEDBACK_NONE)
        rc =
            add_feedback(desk, after->alert, verdict->feedback, after->outcome);
    if (rc == RC_OK && after->cause == CAUSE_DRILL &&
        after->state == ALERT_CLOSED && after->acknowledged_us == 0) {
        char id[PUBLIC_ID_BYTES];

        ids_alert(desk, after->alert, id);
        notices_managers(desk, &(struct notice){.code = NOTICE_DRILL_FAILED,
                                                .roster = "",
                                                .person = "",
                                                .id = id});
    }
    if (rc != RC_OK)
        return rc;
    outgoing_alert(desk, after);
    return desk->outgoing.failed ? RC_DOWN : RC_OK;
}

/* What a person does may begin and end terms of the messages: [0] of all of
 * them, [1] of those that have no life of their own. */
static void
add_terms(const struct desk *desk, const struct life_change *life,
          struct terms_change terms[2])
{
    const struct alert *after = &life->verdict->after;

    for (size_t i = 0; i < 2; i++)
        terms[i] = (struct terms_change){.of = i == 0 ? TERMS_OF_ALERT
                                                      : TERMS_OF_SIGNALS,
                                         .ref = after->alert,
                                         .at_us = life->input->now_us};
    switch (life->input->event) {
    case LIFE_ACKNOWLEDGE:
    case LIFE_TAKEOVER:
        terms_moment(desk, MOMENT_ACKNOWLEDGED, after->level, &terms[0]);
        break;
    case LIFE_PROGRESS:
        terms_moment(desk, MOMENT_FIRST_ACT, after->level, &terms[0]);
        break;
    case LIFE_CLOSE:
        terms_moment(desk, MOMENT_FIRST_ACT, after->level, &terms[0]);
        terms_moment(desk, MOMENT_OUTCOME_TOLD, after->level, &terms[0]);
        terms_moment(desk, MOMENT_CLOSED, after->level, &terms[1]);
        break;
    case LIFE_NONE:
    case LIFE_SNOOZE:
    case LIFE_REOPEN:
    case LIFE_REPAGE:
    case LIFE_LEVEL:
    case LIFE_RELEASE:
    case LIFE_DEADLINE:
    case LIFE_ACK_TIMEOUT:
    case LIFE_DRILL_OVER:
        break;
    }
}

enum rc
life_apply(struct desk *desk, const struct life_change *life,
           struct alert *after)
{
    const struct alert_verdict *verdict = life->verdict;
    struct page_ended ended = {.n = 0};
    struct terms_change terms[2];
    enum rc rc = RC_OK;

    *after = verdict->after;
    add_terms(desk, life, terms);
    if ((rc = name_owner(desk, after)) != RC_OK ||
        (rc = add_events(desk, verdict, after, &ended)) != RC_OK)
        return rc;

    const struct alert_change change = {
        .before = life->before,
        .after = after,
        .cancel_pages = verdict->cancel_pages || verdict->new_generation,
        .cancel_summaries = (const uint8_t(*)[PAGE_ID_BYTES])ended.ids,
        .cancel_summaries_n = ended.n,
        .acknowledged_by = verdict->cancel_pages ? life->input->actor : 0,
        .feedback = verdict->feedback,
        .terms = terms,
        .terms_n = sizeof terms / sizeof terms[0],
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
        .actor = life->input->actor,
        .verb = life->verb,
        .reason = life->reason,
        .now_us = life->input->now_us,
    };

    rc = alert_apply(desk->store, &change);
    if (rc != RC_OK)
        return rc;
    if (after->state == ALERT_ACKED && life->before->acknowledged_us == 0)
        prometheus_observe(&desk->metrics.time_to_ack[after->level],
                           &metrics_people_bounds,
                           after->acknowledged_us - after->created_us);
    due_at(desk, alert_due(after));
    terms_plan(desk, &terms[0]);
    terms_plan(desk, &terms[1]);
    deliver_outgoing(desk);
    return RC_OK;
}

static const char *
event_verb(enum life_event event)
{
    switch (event) {
    case LIFE_RELEASE:
        return "release";
    case LIFE_DEADLINE:
        return "raise";
    case LIFE_ACK_TIMEOUT:
        return "ack-timeout";
    case LIFE_DRILL_OVER:
        return "drill-over";
    case LIFE_NONE:
    case LIFE_ACKNOWLEDGE:
    case LIFE_TAKEOVER:
    case LIFE_CLOSE:
    case LIFE_PROGRESS:
    case LIFE_SNOOZE:
    case LIFE_REOPEN:
    case LIFE_REPAGE:
    case LIFE_LEVEL:
        break;
    }
    return "change";
}

static enum rc
by_clock(struct desk *desk, const struct alert *before, enum life_event event)
{
    const struct alert_input input = {
        .event = event,
        .generation = before->generation,
        .policy_version = desk->rules.versions[DOCUMENT_POLICIES],
        .now_us = clock_utc_us(desk->clock),
    };
    struct alert_verdict verdict;
    struct alert after;

    alert_life(desk->rules.now, before, &input, &verdict);
    if (!verdict.changes) {
        log_line(LOG_ERROR, "alert %lld: %s is due and not possible",
                 (long long)before->alert, event_verb(event));
        return RC_INVALID;
    }

    const struct life_change change = {.before = before,
                                       .input = &input,
                                       .verdict = &verdict,
                                       .verb = event_verb(event)};

    return life_apply(desk, &change, &after);
}

/* Who referred hears that nobody has seen it, and whom to call. */
static enum rc
not_seen(struct desk *desk, const struct alert *before)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct alert after = *before;
    struct alert_change change = {.before = before,
                                  .after = &after,
                                  .feedback = FEEDBACK_NOT_SEEN_YET,
                                  .verb = "not-seen",
                                  .now_us = now_us};
    enum rc rc = RC_OK;

    after.times.not_seen_us =
        now_us + desk->rules.now->policies.not_seen_every_us;
    outgoing_start(&desk->outgoing);
    rc = add_feedback(desk, before->alert, FEEDBACK_NOT_SEEN_YET, OUTCOME_NONE);
    if (rc != RC_OK)
        return rc;
    if (desk->outgoing.failed)
        return RC_DOWN;
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;
    rc = alert_apply(desk->store, &change);
    if (rc != RC_OK)
        return rc;
    due_at(desk, alert_due(&after));
    deliver_outgoing(desk);
    return RC_OK;
}

static enum rc
due_again(struct desk *desk, const struct alert *alert)
{
    int64_t at_us = alert_due(alert);

    due_at(desk, at_us);
    return due_postpone(desk->store,
                        &(struct due){.kind = DUE_ALERT, .ref = alert->alert},
                        at_us == 0 ? INT64_MAX : at_us);
}

enum rc
life_due(struct desk *desk, int64_t alert)
{
    struct alert before;
    enum rc rc = alert_get(desk->store, alert, &before);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;

    struct alert_todo todo =
        alert_due_event(&before, clock_utc_us(desk->clock));

    /* The row says what the alert does not: the alert is right. */
    if (todo.nothing)
        return due_again(desk, &before);
    if (todo.step)
        return page_step(desk, alert);
    rc = todo.not_seen ? not_seen(desk, &before)
                       : by_clock(desk, &before, todo.event);
    return rc == RC_STALE ? RC_OK : rc;
}

/* What the desk itself does to an alert, because people must look again. */
static enum rc
by_desk(struct desk *desk, struct alert *alert, struct alert_input *input,
        const char *verb)
{
    const struct alert before = *alert;
    struct alert_verdict verdict;
    const struct life_change change = {
        .before = &before, .input = input, .verdict = &verdict, .verb = verb};

    input->generation = before.generation;
    input->policy_version = desk->rules.versions[DOCUMENT_POLICIES];
    input->now_us = clock_utc_us(desk->clock);
    alert_life(desk->rules.now, &before, input, &verdict);
    return verdict.changes ? life_apply(desk, &change, alert) : RC_STALE;
}

enum rc
life_reopen(struct desk *desk, struct alert *alert)
{
    struct alert_input input = {.event = LIFE_REOPEN};

    return by_desk(desk, alert, &input, "reopen");
}

enum rc
life_raise(struct desk *desk, struct alert *alert,
           const struct life_raising *raising)
{
    enum level level = raising->level;
    struct alert_input input = {.event = LIFE_LEVEL,
                                .level = level,
                                .actor = raising->actor,
                                .of_others = raising->of_others};

    if (level_rank(level) >= level_rank(alert->level))
        return RC_STALE;
    return by_desk(desk, alert, &input, "raise");
}

enum rc
life_rescue(struct desk *desk, struct alert *alert)
{
    struct alert_input input = {.event = LIFE_REPAGE};

    return by_desk(desk, alert, &input, "rescue");
}

void
life_fresh(struct desk *desk, const struct life_opening *opening,
           struct alert *alert)
{
    *alert = (struct alert){
        .cause = opening->cause,
        .level = opening->level,
        .created_us = clock_utc_us(desk->clock),
        .policy_version = desk->rules.versions[DOCUMENT_POLICIES],
    };
    alert_life_new(desk->rules.now, alert);
}

enum rc
life_open(struct desk *desk, const struct life_opening *opening, int64_t *alert)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct alert fresh;
    const struct alert_route route = {
        .fresh = &fresh, .actor = opening->actor, .now_us = now_us};

    life_fresh(desk, opening, &fresh);

    enum rc rc = alert_create(desk->store, &route, alert);

    if (rc == RC_OK)
        due_at(desk, now_us);
    return rc;
}
