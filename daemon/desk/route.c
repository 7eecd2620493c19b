/* route -- see route.h */
#include "desk/route.h"

#include "core/alert_life.h"
#include "core/route_simple.h"
#include "core/storm.h"
#include "desk/deliver.h"
#include "desk/desk.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/life.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/page.h"
#include "desk/plans.h"
#include "desk/referral_links.h"
#include "desk/rules.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/due.h"
#include "store/journal.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "wire/decode.h"

#define ROUTE_BATCH 32

/* What one message says, and the alerts that could take it. */
struct routing {
    struct desk *desk;
    struct message_row row;
    struct route_facts facts;
    bool readable;
    bool is_version;
    char receipt[RECEIPT_BYTES]; /* of a version */
    int64_t target;              /* of a version: seq, 0: none */
    int64_t prior;               /* the last alert of its bundle, closed; 0 */
    struct alert target_alert;
    struct alert bundle_alert;
    struct referral_link link; /* of a referral */
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
    r->readable = true;
    r->facts.danger_now = message.facts.danger_now;
    if (message.kind == MESSAGE_REFERRAL) {
        r->facts.shelter_needed = message.referral.shelter_needed;
        r->facts.unsafe_now = message.referral.unsafe_now;
    }
    referrals_read(r->desk, r->row.organisation, &message, &r->link);
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
    enum rc rc = route_version(r->desk, &r->row, r->receipt, &r->target);

    if (rc != RC_OK || r->target == 0)
        return rc;
    rc = or_nothing(message_get(r->desk->store, r->target, &target));
    if (rc != RC_OK || target.alert == 0)
        return rc;
    rc = alert_get(r->desk->store, target.alert, &r->target_alert);
    if (rc != RC_OK)
        return or_nothing(rc);
    r->facts.has_target = true;
    r->facts.target_open = alert_open(r->target_alert.state);
    r->facts.target_level = r->target_alert.level;
    return RC_OK;
}

static enum rc
look_at_bundle(struct routing *r)
{
    if (r->row.kind != MESSAGE_SIGNAL || r->row.bundle == 0)
        return RC_OK;

    enum rc rc =
        alert_open_of_bundle(r->desk->store, r->row.bundle, &r->bundle_alert);

    r->facts.bundle_open = rc == RC_OK;
    r->facts.bundle_level = r->bundle_alert.level;
    if (rc != RC_NOT_FOUND)
        return rc;
    rc =
        alert_closed_of_bundle(r->desk->store, r->row.bundle, &r->bundle_alert);
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
    enum rc rc = journal_get(r->desk->store, r->row.seq, read_facts, r);

    r->facts.kind = r->row.kind;
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (!r->readable) {
        log_line(LOG_ERROR, "journal row %lld cannot be read",
                 (long long)r->row.seq);
        r->facts.danger_now = r->row.urgent;
        return RC_OK;
    }
    if (r->is_version && (rc = look_at_target(r)) != RC_OK)
        return rc;
    return look_at_bundle(r);
}

static enum rc
add_events(struct routing *r, const struct alert *join)
{
    struct desk *desk = r->desk;

    outgoing_start(&desk->outgoing);
    /* One shape for all, whatever others reported. */
    outgoing_feedback(desk, &r->row, FEEDBACK_FORWARDED, OUTCOME_NONE);
    if (r->is_version)
        outgoing_feedback(desk, &r->row,
                          r->target != 0 ? FEEDBACK_VERSION_APPLIED
                                         : FEEDBACK_VERSION_NOT_APPLIED,
                          OUTCOME_NONE);
    if (join != NULL) {
        struct alert after = *join;
        bool has = false;
        enum rc rc = message_alert_has(desk->store, join->alert,
                                       r->row.organisation, &has);

        if (rc != RC_OK)
            return rc;
        after.messages++;
        if (after.bundle == 0)
            after.bundle = r->row.bundle;
        if (!has)
            after.organisations++;
        outgoing_alert(desk, &after);
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

static enum rc
give_alert(struct routing *r, const struct route_decision *d,
           const struct alert *join, int64_t *alert)
{
    struct desk *desk = r->desk;
    enum rc rc = add_events(r, join);

    if (rc != RC_OK)
        return rc;

    int64_t now_us = clock_utc_us(desk->clock);
    struct alert fresh = {
        .cause = CAUSE_MESSAGE,
        .level = d->level,
        .kind = r->row.kind,
        .created_us = now_us,
        .prior = r->prior,
        .policy_version = desk->rules.versions[DOCUMENT_POLICIES],
    };
    const struct terms_routed routed = {
        .level = join == NULL ? d->level : join->level,
        .version = r->target != 0,
        .answered = join != NULL && join->state == ALERT_ACKED,
        .reflection = r->link.reflection,
    };
    struct terms_change terms;
    struct storm storm;
    bool stormy = false;

    terms_message_routed(desk, &r->row, &routed, &terms);
    rc = referrals_routed(desk, &r->row, &r->link, &fresh.double_intake);
    if (rc != RC_OK)
        return rc;
    if (desk->outgoing.failed)
        return RC_DOWN;
    if (join == NULL) {
        alert_life_new(desk->rules.now, &fresh);
        rc = weather(desk, &fresh, &storm, &stormy);
        if (rc != RC_OK)
            return rc;
    }

    struct alert_route route = {
        .seq = r->row.seq,
        .join = join != NULL ? join->alert : 0,
        .fresh = &fresh,
        .bundle = r->row.bundle,
        .now_us = now_us,
        .storm = stormy ? &storm : NULL,
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

/* *alert: the new alert, 0 when the message joined one or had one. */
static enum rc
route_message(struct desk *desk, const struct message_row *row, int64_t *alert)
{
    struct routing r = {.desk = desk, .row = *row};
    const struct alert *join = NULL;
    enum rc rc = look(&r);

    *alert = 0;
    if (rc != RC_OK)
        return rc;

    struct route_decision d = route_simple(&r.facts);

    if (d.way == ROUTE_TARGET)
        join = &r.target_alert;
    else if (d.way == ROUTE_BUNDLE)
        join = &r.bundle_alert;
    else if (d.way == ROUTE_REOPEN) {
        rc = life_reopen(desk, &r.bundle_alert);
        if (rc != RC_OK && rc != RC_STALE)
            return rc;
        join = rc == RC_OK ? &r.bundle_alert : NULL;
    }
    rc = give_alert(&r, &d, join, alert);
    /* Whatever speaks against joining, no message may stay without alert. */
    if (join != NULL && (rc == RC_STALE || rc == RC_NOT_FOUND)) {
        join = NULL;
        rc = give_alert(&r, &d, join, alert);
    }
    if (rc != RC_OK || join != NULL)
        *alert = 0;
    return rc == RC_DUP ? RC_OK : rc;
}

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
        return or_nothing(rc);
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
