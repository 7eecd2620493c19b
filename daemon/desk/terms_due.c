/* What the clock brings for a term; see terms.h */
#include <string.h>

#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/due.h"
#include "store/referrals.h"
#include "store/tasks.h"
#include "sys/clock.h"

/* Whose term it is, and who hears of it. */
struct about {
    char id[PUBLIC_ID_BYTES];
    int64_t owner;          /* principal, 0: nobody */
    struct message_row row; /* of a message */
};

static enum rc
look_at_task(struct desk *desk, const struct term *term, struct about *about)
{
    struct task task;
    enum rc rc = task_get(desk->store, term->ref, &task);

    if (rc != RC_OK)
        return rc;
    ids_task(desk, task.task, about->id);
    about->owner = task.asked_by;
    return RC_OK;
}

/* The owner of the referral, else of the alert. */
static enum rc
look_at_message(struct desk *desk, const struct term *term, struct about *about)
{
    struct referral referral = {.owner = 0};
    struct alert alert = {.owner = 0};
    enum rc rc = message_get(desk->store, term->ref, &about->row);

    if (rc != RC_OK)
        return rc;
    ids_message(desk, about->row.kind, about->row.seq, about->id);
    if (about->row.kind == MESSAGE_REFERRAL)
        rc = referral_get(desk->store, about->row.seq, &referral);
    if (rc == RC_OK && referral.owner == 0 && about->row.alert != 0)
        rc = alert_get(desk->store, about->row.alert, &alert);
    about->owner = referral.owner != 0 ? referral.owner : alert.owner;
    return rc;
}

/* The sender who waits for an outcome gets our apology and a new date, once:
 * a term is exceeded once (T8.7). */
static void
apologise(struct desk *desk, const struct about *about,
          const struct term_rule *rule, int64_t now_us)
{
    const struct desk_rules *rules = desk->rules.now;
    int64_t until_us = 0;

    if (rule == NULL || rule->ends != MOMENT_OUTCOME_TOLD)
        return;
    until_us =
        term_end_us(&rule->length, &rules->calendar, &rules->book.zone, now_us);
    outgoing_feedback(
        desk, &about->row,
        &(struct feedback){.state = FEEDBACK_TERM_EXCEEDED,
                           .until_us = until_us == INT64_MAX ? 0 : until_us});
}

static enum notice_code
notice_of(enum term_event event)
{
    switch (event) {
    case TERM_EVENT_NEAR:
        return NOTICE_TERM_NEAR;
    case TERM_EVENT_DECIDE:
        return NOTICE_TERM_DECIDE;
    case TERM_EVENT_EXCEEDED:
    case TERM_EVENT_FOLLOWED:
    case TERM_EVENT_NONE:
        break;
    }
    return NOTICE_TERM_EXCEEDED;
}

static const char *
verb_of(enum term_event event)
{
    switch (event) {
    case TERM_EVENT_NEAR:
        return "term-near";
    case TERM_EVENT_EXCEEDED:
        return "term-exceeded";
    case TERM_EVENT_DECIDE:
        return "term-decide-asked";
    case TERM_EVENT_FOLLOWED:
        return "term-followed";
    case TERM_EVENT_NONE:
        break;
    }
    return "term";
}

/* A term whose end leads to another; that one begins where it ends. */
static bool
next_term(const struct desk *desk, const struct term_rule *rule,
          const struct term *ended, struct term *out)
{
    const struct desk_rules *rules = desk->rules.now;
    const struct term_rule *then = &rules->terms.rules[rule->then];

    term_begin(then, &rules->calendar, &rules->book.zone, ended->end_us,
               clock_utc_us(desk->clock), out);
    out->subject = ended->subject;
    out->ref = ended->ref;
    return then->decision;
}

static void
tell(struct desk *desk, const struct about *about, const struct term *term,
     enum term_event event)
{
    notices_owner(desk, about->owner,
                  &(struct notice){.code = notice_of(event),
                                   .roster = "",
                                   .person = "",
                                   .start_us = term->start_us,
                                   .end_us = term->end_us,
                                   .id = about->id,
                                   .name = term->name});
}

/* In force, and what it leads to as well. */
static const struct term_rule *
rule_of(const struct desk *desk, const struct term *term,
        struct term_rule *room)
{
    const struct term_rule *rule = terms_rule(desk, term->name);

    if (rule == NULL)
        return NULL;
    *room = *rule;
    if (room->then < TERMS_MAX && !desk->rules.now->terms.rules[room->then].on)
        room->then = TERMS_MAX;
    return room;
}

static enum rc
apply(struct desk *desk, const struct term *before, const struct about *about)
{
    int64_t now_us = clock_utc_us(desk->clock);
    struct term_rule room;
    const struct term_rule *rule = rule_of(desk, before, &room);
    struct term after;
    struct term then;
    enum term_event event = TERM_EVENT_NONE;
    bool leads = false;

    /* A message that was taken back waits for nothing any more; what the law
     * gives a person does not end by it. */
    if (about->row.withdrawn && (rule == NULL || rule->kind != TERM_STATUTORY))
        (void)term_stop(before, now_us, &after);
    else
        event =
            term_due(rule, &desk->rules.now->book.zone, before, now_us, &after);
    outgoing_start(&desk->outgoing);
    if (event == TERM_EVENT_FOLLOWED)
        leads = next_term(desk, rule, before, &then);
    if (event != TERM_EVENT_NONE && !leads)
        tell(desk, about, before, event);
    if (event == TERM_EVENT_EXCEEDED && before->subject == TERM_OF_MESSAGE)
        apologise(desk, about, rule, now_us);
    if (desk->outgoing.failed)
        return RC_DOWN;

    const struct term_change change = {
        .before = before,
        .after = &after,
        .then = event == TERM_EVENT_FOLLOWED ? &then : NULL,
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
        .verb = verb_of(event),
        .now_us = now_us,
    };
    enum rc rc = term_apply(desk->store, &change, NULL);

    if (rc != RC_OK)
        return rc;
    due_at(desk, after.next_us);
    if (change.then != NULL)
        due_at(desk, then.next_us);
    deliver_outgoing(desk);
    return RC_OK;
}

enum rc
terms_due(struct desk *desk, int64_t row)
{
    struct about about = {.owner = 0};
    struct term term;
    enum rc rc = term_get(desk->store, row, &term);

    if (rc == RC_OK)
        rc = term.subject == TERM_OF_TASK
                 ? look_at_task(desk, &term, &about)
                 : look_at_message(desk, &term, &about);
    if (rc == RC_OK)
        rc = apply(desk, &term, &about);
    return rc == RC_STALE ? RC_OK : rc;
}
