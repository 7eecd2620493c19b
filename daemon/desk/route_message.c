/* route_message -- see route_message.h */
#include "desk/route_message.h"

#include "core/alert_effect.h"
#include "core/alert_life.h"
#include "core/alert_times.h"
#include "core/route_way.h"
#include "core/storm.h"
#include "desk/case.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/life.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/plans.h"
#include "desk/referral_links.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/journal.h"
#include "store/storms.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "wire/decode.h"

/* What one message says, and the alerts that could take it. */
struct routing {
    struct desk *desk;
    struct case_look look;
    struct way_facts facts;
    enum rc read_rc;
    bool is_version;
    char receipt[RECEIPT_BYTES]; /* of a version */
    int64_t target;              /* of a version: seq, 0: none */
    int64_t first;               /* what that tells more about in the end */
    int64_t prior;               /* the last alert of its bundle, closed; 0 */
    struct alert target_alert;
    struct alert bundle_alert;
    struct referral_link link; /* of a referral */
    bool news;                 /* for whom an alert that is joined concerns */
};

static bool
read_facts(const struct journal_row *row, void *arg)
{
    struct routing *r = arg;
    struct submission message;

    arena_reset(&r->desk->arena);
    if (wire_decode_submit(&r->desk->arena, row->body, row->body_n, &message) !=
        RC_OK)
        return false;
    r->read_rc = case_read(r->desk, &message, &r->look);
    referrals_read(r->desk, r->look.row.organisation, &message, &r->link);
    r->is_version = message.has_amends;
    if (message.has_amends)
        ids_keep_receipt(r->receipt, message.amends_receipt);
    return false;
}

enum rc
route_version(struct desk *desk, const struct message_row *message,
              const char *receipt, int64_t *target)
{
    struct receipt_message found;
    enum rc rc = ids_find_receipt(desk, receipt, &found);

    *target = 0;
    if (rc == RC_NOT_FOUND)
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    if (found.organisation == message->organisation &&
        found.seq < message->seq &&
        (message->kind == MESSAGE_WITHDRAWAL || message->kind == found.kind))
        *target = found.seq;
    return RC_OK;
}

/* NOT_FOUND is an answer too: nothing there. */
static enum rc
or_nothing(enum rc rc)
{
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
look_at_target(struct routing *r)
{
    struct message_row target = {0};
    enum rc rc = route_version(r->desk, &r->look.row, r->receipt, &r->target);

    if (rc != RC_OK || r->target == 0)
        return rc;
    r->link.has_person = false;
    rc = message_first(r->desk->store, r->target, &r->first);
    if (rc != RC_OK)
        return rc;
    rc = or_nothing(message_get(r->desk->store, r->target, &target));
    if (rc != RC_OK || target.alert == 0)
        return rc;
    rc = alert_get(r->desk->store, target.alert, &r->target_alert);
    if (rc != RC_OK)
        return or_nothing(rc);
    /* It may be open again for what others told: to its sender it is closed. */
    r->facts.target_open =
        alert_open(r->target_alert.state) && target.feedback != FEEDBACK_CLOSED;
    return RC_OK;
}

static enum rc
look_at_bundle(struct routing *r)
{
    if (r->look.row.kind != MESSAGE_SIGNAL || r->look.row.bundle == 0)
        return RC_OK;

    enum rc rc = alert_open_of_bundle(r->desk->store, r->look.row.bundle,
                                      &r->bundle_alert);

    r->facts.bundle_open = rc == RC_OK;
    if (rc != RC_NOT_FOUND)
        return rc;
    rc = alert_closed_of_bundle(r->desk->store, r->look.row.bundle,
                                &r->bundle_alert);
    if (rc != RC_OK)
        return or_nothing(rc);
    r->prior = r->bundle_alert.alert;
    r->facts.bundle_closed =
        clock_utc_us(r->desk->clock) - r->bundle_alert.closed_us <
        r->desk->rules.now->policies.reopen_us;
    r->facts.closed_level = r->bundle_alert.level;
    return RC_OK;
}

/* Everything the decision needs.  A message that cannot be read any more gets
 * an alert of its own, as grave as it can have been. */
static enum rc
look(struct routing *r)
{
    enum rc rc = journal_get(r->desk->store, r->look.row.seq, read_facts, r);

    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (r->read_rc != RC_OK)
        return r->read_rc;
    if (!r->look.readable)
        log_line(LOG_ERROR, "journal row %lld cannot be read",
                 (long long)r->look.row.seq);
    if ((rc = case_decide(r->desk, &r->look)) != RC_OK)
        return rc;
    r->facts.kind = r->look.row.kind;
    r->facts.level = r->look.decision.level;
    r->facts.danger_now = r->look.own.danger_now;
    if (!r->look.readable)
        return RC_OK;
    if (r->is_version && (rc = look_at_target(r)) != RC_OK)
        return rc;
    return look_at_bundle(r);
}

/* A new alert that is held makes no call that would tell the desk of it. */
static void
add_fresh(struct routing *r, const struct alert *fresh, int64_t alert)
{
    struct alert after = *fresh;
    char id[PUBLIC_ID_BYTES];

    after.alert = alert;
    after.kind = r->look.row.kind;
    after.bundle = case_bundle(&r->look.row);
    after.messages = 1;
    after.organisations = 1;
    ids_alert(r->desk, alert, id);
    case_duties(r->desk, &r->look.decision, id);
    if (fresh->state == ALERT_HELD)
        outgoing_alert(r->desk, &after);
}

static enum rc
add_joined(struct routing *r, const struct alert *join)
{
    struct alert after = *join;
    char id[PUBLIC_ID_BYTES];
    bool has = false;
    enum rc rc = message_alert_has(r->desk->store, join->alert,
                                   r->look.row.organisation, &has);

    if (rc != RC_OK)
        return rc;
    after.messages++;
    if (after.bundle == 0)
        after.bundle = case_bundle(&r->look.row);
    if (!has)
        after.organisations++;
    outgoing_alert(r->desk, &after);
    ids_alert(r->desk, join->alert, id);
    if (r->news)
        case_duties(r->desk, &r->look.decision, id);
    return RC_OK;
}

static enum rc
add_events(struct routing *r, const struct alert *join)
{
    struct desk *desk = r->desk;

    outgoing_start(&desk->outgoing);
    /* One shape for all, whatever others reported. */
    outgoing_feedback(desk, &r->look.row,
                      &(struct feedback){.state = FEEDBACK_FORWARDED,
                                         .call_112 = r->look.readable &&
                                                     r->look.own.danger_now});
    if (r->is_version)
        outgoing_feedback(
            desk, &r->look.row,
            &(struct feedback){.state = r->target != 0
                                            ? FEEDBACK_VERSION_APPLIED
                                            : FEEDBACK_VERSION_NOT_APPLIED});
    if (join != NULL) {
        enum rc rc = add_joined(r, join);

        if (rc != RC_OK)
            return rc;
    }
    return desk->outgoing.failed ? RC_DOWN : RC_OK;
}

/* Does this signal make a storm?  *changed: then *storm is written with it. */
static enum rc
weather(struct desk *desk, const struct alert *fresh, struct storm *storm,
        bool *changed)
{
    const struct storm_limits *limits = &desk->rules.now->policies.storm;
    uint32_t n = 0;

    if (storm_exempt(fresh) || fresh->state != ALERT_PAGING)
        return RC_OK;

    enum rc rc = storm_get(desk->store, storm);

    if (rc == RC_OK)
        rc = storm_signals(desk->store, fresh->created_us - limits->enter_us,
                           fresh->created_us, limits->enter_n + 1, &n);
    if (rc == RC_OK)
        *changed = storm_signal(limits, storm, n + 1, fresh->created_us);
    return rc;
}

static enum rc
tell_storm(struct desk *desk)
{
    bool planned = false;
    enum rc rc = plans_storm(desk, &planned);

    if (rc != RC_OK || !planned)
        return rc;
    outgoing_start(&desk->outgoing);
    notices_managers(
        desk, &(struct notice){
                  .code = NOTICE_STORM, .roster = "", .person = "", .id = ""});
    return notices_send(desk, "storm");
}

static void
fill_fresh(const struct routing *r, int64_t now_us, struct alert *fresh)
{
    const struct route_decision *decision = &r->look.decision;

    *fresh = (struct alert){
        .cause = CAUSE_MESSAGE,
        .level = decision->level,
        .kind = r->look.row.kind,
        .created_us = now_us,
        .prior = r->prior,
        .policy_version = r->desk->rules.versions[DOCUMENT_POLICIES],
        .class_k = (uint8_t)decision->k,
        .group = (uint8_t)decision->group,
        .raised = decision->raised,
        .restricted = decision->restricted,
    };
    alert_life_new(r->desk->rules.now, fresh);
    if (r->look.own_level == fresh->level)
        return;
    alert_times_sender(r->desk->rules.now, fresh, r->look.own_level, now_us);
    fresh->due_us = alert_due(fresh);
}

/* What begins with the alert, for the message. */
static void
add_terms(const struct routing *r, const struct alert *join,
          struct terms_change *terms)
{
    const struct terms_routed routed = {
        .level = join == NULL ? r->look.decision.level : join->level,
        .act = r->look.decision.act,
        .version_of = r->first,
        .answered = join != NULL && join->state == ALERT_ACKED,
        .reflection = r->link.reflection,
    };

    terms_message_routed(r->desk, &r->look.row, &routed, terms);
}

static enum rc
give_alert(struct routing *r, const struct alert *join, int64_t *alert)
{
    struct desk *desk = r->desk;
    int64_t now_us = clock_utc_us(desk->clock);
    struct decision_row decision;
    struct terms_change terms;
    struct alert fresh = {.alert = 0};
    struct storm storm;
    bool stormy = false;
    bool is_double = false;
    int64_t next = 0;
    enum rc rc = add_events(r, join);

    if (rc == RC_OK)
        rc = referrals_routed(desk, &r->look.row, &r->link, &is_double);
    if (rc == RC_OK && join == NULL) {
        fill_fresh(r, now_us, &fresh);
        fresh.double_intake = is_double;
        rc = weather(desk, &fresh, &storm, &stormy);
        if (rc == RC_OK)
            rc = alert_next(desk->store, &next);
        if (rc == RC_OK)
            add_fresh(r, &fresh, next);
    }
    if (rc == RC_OK && desk->outgoing.failed)
        rc = RC_DOWN;
    if (rc != RC_OK)
        return rc;
    add_terms(r, join, &terms);
    case_row(desk, &r->look.decision, &decision);

    struct alert_route route = {
        .seq = r->look.row.seq,
        .join = join != NULL ? join->alert : 0,
        .expect = next,
        .fresh = &fresh,
        .bundle = case_bundle(&r->look.row),
        .now_us = now_us,
        .storm = stormy ? &storm : NULL,
        .decision = &decision,
        .person = r->link.has_person ? &r->link.person : NULL,
        .terms = &terms,
        .terms_n = 1,
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
    };

    rc = alert_create(desk->store, &route, alert);
    if (rc != RC_OK)
        return rc;
    if (join == NULL)
        due_at(desk, alert_due(&fresh));
    terms_plan(desk, &terms);
    deliver_outgoing(desk);
    return stormy && storm.on ? tell_storm(desk) : RC_OK;
}

/* What is joined is called first when the case is graver than it knows: a
 * crash in between leaves a message that is routed again.  *join is NULL when
 * it cannot be joined (any more). */
static enum rc
prepare_join(struct routing *r, enum route_way way, struct alert **join)
{
    struct life_raising raising = {.level = r->look.decision.level};
    enum rc rc = RC_OK;

    *join = NULL;
    if (way == ROUTE_OWN)
        return RC_OK;
    *join = way == ROUTE_TARGET ? &r->target_alert : &r->bundle_alert;
    r->news = case_is_news(*join, &r->look.decision) ||
              r->look.decision.shelter == SHELTER_ROUTE_ESCALATE;
    if (way == ROUTE_REOPEN)
        rc = life_reopen(r->desk, *join);
    raising.of_others = way != ROUTE_TARGET || level_rank(r->look.own_level) >=
                                                   level_rank((*join)->level);
    if (rc == RC_OK && level_rank(raising.level) < level_rank((*join)->level))
        rc = life_raise(r->desk, *join, &raising);
    if (rc != RC_STALE)
        return rc;
    *join = NULL;
    return RC_OK;
}

enum rc
route_message(struct desk *desk, const struct message_row *row, int64_t *alert)
{
    struct routing r = {.desk = desk, .look = {.row = *row}};
    struct alert *join = NULL;
    enum rc rc = look(&r);

    *alert = 0;
    if (rc == RC_OK)
        rc = prepare_join(&r, route_way(&r.facts), &join);
    if (rc != RC_OK)
        return rc;
    rc = give_alert(&r, join, alert);
    /* Whatever speaks against joining, no message may stay without alert. */
    if (join != NULL && (rc == RC_STALE || rc == RC_NOT_FOUND)) {
        join = NULL;
        rc = give_alert(&r, join, alert);
    }
    if (rc != RC_OK || join != NULL)
        *alert = 0;
    return rc == RC_DUP ? RC_OK : rc;
}
