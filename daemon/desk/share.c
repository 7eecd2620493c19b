/* share -- see share.h */
#include "desk/share.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/share.h"
#include "desk/case.h"
#include "desk/deliver.h"
#include "desk/ids.h"
#include "desk/outgoing.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/share_kept.h"
#include "desk/share_members.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/shares.h"
#include "wire/event_body.h"

#define TRIES 2

/* One ShareNew while it is looked at. */
struct attempt {
    struct desk *desk;
    const struct turn *turn;
    struct organisation to;
    int64_t bundle;
    int64_t named; /* message, 0: none */
    struct share_view view;
    struct share_row row;
    int64_t keep_until_us;
};

static void
fill_shared(const struct attempt *s, const char *id, struct shared *out)
{
    const struct share_view *view = &s->view;
    bool summary = s->row.content == SHARE_BUNDLE_SUMMARY;

    *out = (struct shared){
        .share = id,
        .content = s->row.content,
        .municipality = view->place.municipality,
        .postcode = view->place.postcode,
        .house_number = view->place.house_number,
        .addition = view->place.addition,
        .class_k = (uint8_t)view->decision.class_k,
        .indicators = view->codes,
        .indicators_n = view->codes_n,
        .organisations = summary ? view->c.whole.organisations : 0,
        .contact = s->desk->settings->fallback_telephone,
        .purpose = s->row.purpose,
        .agreement = s->row.agreement,
        .keep_until_us = s->keep_until_us,
    };
}

/* What was asked, as it will be kept.  The members are read into the arena that
 * the request lies in, so that its words are copied first. */
static enum rc
prepare(struct attempt *s)
{
    const struct request_share_new *request = &s->turn->request->u.share_new;
    struct principal by;
    enum rc rc = share_bundle(s->desk, request->id, &s->bundle, &s->named);

    if (rc == RC_OK)
        rc = people_organisation_find(s->desk->store, request->to, &s->to);
    if (rc == RC_OK)
        rc = people_get(s->desk->store, s->turn->key->principal, &by);
    if (rc != RC_OK)
        return rc;
    s->row = (struct share_row){
        .bundle = s->bundle,
        .organisation = s->to.organisation,
        .content = request->content,
        .at_us = s->turn->now_us,
    };
    (void)snprintf(s->row.to, sizeof s->row.to, "%s", request->to);
    (void)snprintf(s->row.agreement, sizeof s->row.agreement, "%s",
                   request->agreement);
    (void)snprintf(s->row.purpose, sizeof s->row.purpose, "%s",
                   request->purpose);
    memcpy(s->row.by, by.name, sizeof s->row.by);
    return RC_OK;
}

/* What would leave, and whether it may. */
static enum rc
look(struct attempt *s)
{
    const struct desk_rules *rules = s->desk->rules.now;
    const struct share_asked asked = {
        .content = s->row.content,
        .to = s->to.kind,
        .agreement = s->row.agreement,
        .day = case_day(s->desk, s->turn->now_us),
    };
    enum rc rc = share_members(s->desk, s->bundle, s->named, &asked, &s->view);

    if (rc != RC_OK)
        return rc;
    /* why it was asked for goes with what was named */
    if (s->named != 0 && s->view.leaving_n < SHARE_MEMBERS_MAX)
        s->view.leaving[s->view.leaving_n++] = s->named;
    memcpy(s->row.row, s->view.decision.row, sizeof s->row.row);
    if (s->view.decision.keep_days > 0)
        s->keep_until_us = term_end_us(
            &(struct term_length){.days = (int32_t)s->view.decision.keep_days},
            &rules->calendar, &rules->book.zone, s->turn->now_us);
    return RC_OK;
}

static enum rc
answer_check(struct attempt *s)
{
    const struct audit_entry entry = {
        .actor = s->turn->key->principal,
        .verb = "share-check",
        .object_kind = PUBLIC_ID_BUNDLE,
        .object = s->bundle,
        .code = (int64_t)s->view.decision.verdict,
        .now_us = s->turn->now_us,
    };
    struct shared shown;
    enum rc rc = audit_note(s->desk->store, &entry);

    if (rc != RC_OK)
        return rc;
    fill_shared(s, "", &shown);
    return share_answer(s->desk, s->turn, s->view.decision.verdict, &s->row,
                        s->view.decision.verdict == SHARE_OK ? &shown : NULL);
}

/* What is told of a bundle is an act for everything in its open alert. */
static enum rc
add_act(const struct attempt *s, struct terms_change *terms)
{
    struct alert alert = {.alert = 0};
    enum rc rc = alert_open_of_bundle(s->desk->store, s->bundle, &alert);

    *terms = (struct terms_change){
        .of = TERMS_OF_ALERT, .ref = alert.alert, .at_us = s->turn->now_us};
    if (rc == RC_OK)
        terms_moment(s->desk, MOMENT_FIRST_ACT, alert.level, terms);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc
send(struct attempt *s)
{
    struct desk *desk = s->desk;
    uint8_t body[EVENT_BODY_BYTES];
    char trace[TRACE_BYTES];
    char id[PUBLIC_ID_BYTES];
    struct shared shared;
    struct terms_change terms;
    enum rc rc = share_next(desk->store, &s->row.share);

    if (rc != RC_OK)
        return rc;
    ids_share(desk, s->row.share, id);
    fill_shared(s, id, &shared);
    rc = share_events(desk, s->to.organisation, &shared);
    if (rc == RC_NOT_FOUND)
        return share_answer_unchanged(desk, s->turn, SHARE_NOT_FOUND,
                                      s->bundle);
    if (rc != RC_OK)
        return rc;
    (void)route_trace_write(desk->rules.now, &s->view.decision.trace, trace);
    rc = add_act(s, &terms);
    if (rc != RC_OK)
        return rc;

    const struct share_new order = {
        .row = &s->row,
        .principal = s->turn->key->principal,
        .trace = trace,
        .keep_until_us = s->keep_until_us,
        .body = body,
        .body_n = event_body_shared(body, sizeof body, &shared),
        .members = s->view.leaving,
        .members_n = s->view.leaving_n,
        .terms = &terms,
        .terms_n = 1,
        .events = desk->outgoing.events,
        .events_n = desk->outgoing.n,
    };

    rc = share_write(desk->store, &order);
    if (rc == RC_OK)
        rc = share_answer(desk, s->turn, SHARE_OK, &s->row, &shared);
    if (rc == RC_OK)
        deliver_outgoing(desk);
    return rc;
}

enum rc
share_ask(struct desk *desk, const struct turn *turn)
{
    struct attempt s = {.desk = desk, .turn = turn};
    enum rc rc = prepare(&s);

    if (rc == RC_NOT_FOUND)
        return share_answer_unchanged(desk, turn, SHARE_NOT_FOUND, 0);
    if (rc != RC_OK)
        return rc;
    if (s.bundle == 0)
        return share_answer_unchanged(desk, turn, SHARE_NOTHING, 0);
    rc = look(&s);
    if (rc != RC_OK)
        return rc;
    if (turn->request->u.share_new.check_only)
        return answer_check(&s);
    if (s.view.decision.verdict != SHARE_OK)
        return share_answer_unchanged(desk, turn, s.view.decision.verdict,
                                      s.bundle);
    rc = RC_STALE;
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = send(&s);
    return rc;
}
