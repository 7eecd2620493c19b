/* shelter_take -- decide about a place and carry it out in one transaction;
 * see shelter.h */
#include "desk/shelter.h"

#include <stdio.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/request.h"
#include "desk/deliver.h"
#include "desk/due.h"
#include "desk/ids.h"
#include "desk/life.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/referrals.h"
#include "desk/session.h"
#include "desk/state.h"
#include "desk/terms.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/placements.h"
#include "store/referrals.h"

#define DAY_US (INT64_C(86400) * 1000000)

/* One change on its way into the database. */
struct taking {
    struct desk *desk;
    const struct turn *turn;
    const struct shelter_question *question;
    const struct facility *facility; /* NULL: in no document any more */
    struct placement after;
    bool no_place; /* nothing fits: somebody must look */
    bool calls;    /* it has no alert and needs one */
    struct alert alert;
    char id[PUBLIC_ID_BYTES];
};

static const char *
verb_name(enum shelter_verb verb)
{
    switch (verb) {
    case SHELTER_RESERVE:
        return "shelter-reserve";
    case SHELTER_PLACE:
        return "shelter-place";
    case SHELTER_RELEASE:
        return "shelter-release";
    case SHELTER_CANCEL:
        return "shelter-cancel";
    case SHELTER_EXTEND:
        return "shelter-extend";
    case SHELTER_OUT_OF_SERVICE:
        return "shelter-out";
    case SHELTER_IN_SERVICE:
        return "shelter-in";
    case SHELTER_VERB_NONE:
        break;
    }
    return "shelter";
}

/* --- what is decided --- */

/* Whoever comes along needs a place as well. */
static uint32_t
places_of(const struct shelter_question *question)
{
    uint32_t places = 1 + question->guest.children;

    if (question->places != 0 || !question->is_new)
        return question->places;
    return places > PLACEMENT_PLACES_MAX ? PLACEMENT_PLACES_MAX : places;
}

static int64_t
until_of(const struct taking *t)
{
    const struct shelter_question *question = t->question;

    if (question->until_us != 0 || question->verb != SHELTER_PLACE ||
        t->facility == NULL || t->facility->stay_days == 0)
        return question->until_us;
    return t->turn->now_us + t->facility->stay_days * DAY_US;
}

static bool
may_do(const struct taking *t)
{
    const struct shelter_question *question = t->question;

    switch (question->verb) {
    case SHELTER_RESERVE:
    case SHELTER_PLACE:
        return t->facility != NULL &&
               shelter_may(t->desk, &question->asker, question->facility);
    case SHELTER_OUT_OF_SERVICE:
    case SHELTER_IN_SERVICE:
        return question->asker.coordinator;
    case SHELTER_RELEASE:
    case SHELTER_CANCEL:
    case SHELTER_EXTEND:
        return question->asker.coordinator ||
               question->before.organisation ==
                   question->asker.who.organisation;
    case SHELTER_VERB_NONE:
        break;
    }
    return false;
}

static enum shelter_verdict
decide(struct taking *t)
{
    const struct shelter_question *question = t->question;
    const struct placement_question asked = {
        .before = question->is_new ? NULL : &question->before,
        .verb = question->verb,
        .may = may_do(t),
        .free = occupancy_free(&question->occupancy),
        .places = places_of(question),
        .until_us = until_of(t),
        .reservation_us = t->desk->rules.now->facilities.reservation_us,
        .now_us = t->turn->now_us,
    };
    enum shelter_verdict verdict = placement_decide(&asked, &t->after);

    /* A coordinator has nobody to ask but who places there (R073). */
    if (verdict == SHELTER_REQUESTED && question->asker.coordinator)
        return SHELTER_DENIED;
    return verdict;
}

static bool
changes(const struct taking *t)
{
    const struct placement *before = &t->question->before;

    return t->question->is_new || before->state != t->after.state ||
           before->places != t->after.places ||
           before->since_us != t->after.since_us ||
           before->until_us != t->after.until_us;
}

/* --- when it is full --- */

static bool
is_near(const struct facility *a, const struct facility *b)
{
    return a->region == b->region || a->region >= REGIONS_MAX ||
           b->region >= REGIONS_MAX;
}

/* Is there a place of this or a like kind that the asker may take? */
static enum rc
find_another(const struct taking *t, uint32_t places, bool *found)
{
    const struct facilities *all = &t->desk->rules.now->facilities;

    *found = false;
    for (size_t i = 0; i < all->facilities_n; i++) {
        const struct facility *other = &all->facilities[i];
        struct occupancy occupancy;

        if (i == t->question->facility || !other->bookable ||
            !placement_instead(t->facility->kind, other->kind) ||
            !is_near(t->facility, other) ||
            !shelter_may(t->desk, &t->question->asker, i))
            continue;

        enum rc rc = shelter_occupancy(t->desk, i, &occupancy);

        if (rc != RC_OK)
            return rc;
        if (occupancy_free(&occupancy) >= places)
            *found = true;
    }
    return RC_OK;
}

/* A referral never ends at a full house: it waits as a request, and somebody
 * is called because nothing fits (T5.12). */
static enum rc
escalate(struct taking *t, bool *writes)
{
    const struct shelter_question *question = t->question;
    uint32_t places = places_of(question);
    bool found = false;
    enum rc rc = RC_OK;

    *writes = false;
    t->after = question->before;
    if (question->is_new)
        t->after = (struct placement){.state = PLACEMENT_REQUESTED,
                                      .places = places,
                                      .since_us = t->turn->now_us};
    if (places == 0)
        places = t->after.places;
    if (question->referral == 0 || t->facility == NULL ||
        question->verb == SHELTER_OUT_OF_SERVICE || t->after.alert != 0)
        return RC_OK;
    rc = find_another(t, places, &found);
    t->no_place = !found;
    *writes = rc == RC_OK && !found;
    return rc;
}

/* --- carried out --- */

/* As grave as the referral's own alert, and at least a crisis. */
static enum rc
alert_fresh(struct taking *t)
{
    struct life_opening opening = {.cause = CAUSE_PLACE,
                                   .level = LEVEL_U2,
                                   .actor = t->turn->key->principal};
    struct message_row message = {.alert = 0};
    struct alert own = {.level = LEVEL_U2};
    enum rc rc = RC_OK;

    if (t->question->referral != 0)
        rc = message_get(t->desk->store, t->question->referral, &message);
    if (rc == RC_OK && message.alert != 0)
        rc = alert_get(t->desk->store, message.alert, &own);
    if (own.level == LEVEL_U1)
        opening.level = LEVEL_U1;
    if (rc == RC_OK)
        life_fresh(t->desk, &opening, &t->alert);
    return rc;
}

static struct notice
notice_of(const struct taking *t, enum notice_code code)
{
    return (struct notice){.code = code,
                           .roster = t->after.facility,
                           .person = t->question->asker.who.organisation_name,
                           .id = t->id};
}

/* Who placed whom: a partner itself, or the desk for a partner. */
static void
add_placed(struct taking *t)
{
    const struct notice notice = notice_of(t, NOTICE_PLACED);
    int64_t asker = t->after.principal;

    if (t->after.state != PLACEMENT_PLACED)
        return;
    if (!t->question->asker.coordinator)
        notices_oncall(t->desk, &notice);
    else if (asker != t->turn->key->principal)
        outgoing_notice(t->desk, asker, &notice);
}

static enum rc
add_moves(struct taking *t)
{
    struct referral before;
    bool moves = false;
    enum rc rc = RC_OK;

    if (t->after.state != PLACEMENT_PLACED || t->after.referral == 0 ||
        t->question->verb != SHELTER_PLACE)
        return RC_OK;
    rc = placement_moves(t->desk->store, t->after.referral, t->after.facility,
                         &moves);
    if (rc == RC_OK && moves)
        rc = referral_get(t->desk->store, t->after.referral, &before);
    if (rc == RC_OK && moves)
        referrals_moving(t->desk, &before);
    return rc;
}

static enum rc
add_notices(struct taking *t)
{
    const struct notice no_place = notice_of(t, NOTICE_NO_PLACE);
    enum rc rc = RC_OK;

    outgoing_start(&t->desk->outgoing);
    if (t->no_place)
        notices_oncall(t->desk, &no_place);
    if (t->question->verb == SHELTER_PLACE)
        add_placed(t);
    rc = add_moves(t);
    if (rc == RC_OK && t->desk->outgoing.failed)
        rc = RC_DOWN;
    return rc;
}

/* Whose it is; of one that was there it stays whose it was. */
static enum rc
name_new(struct taking *t)
{
    const struct shelter_question *question = t->question;
    int64_t row = question->before.placement;
    enum rc rc = RC_OK;

    if (question->is_new) {
        t->after.referral = question->referral;
        t->after.organisation = question->asker.who.organisation;
        t->after.principal = t->turn->key->principal;
        (void)snprintf(t->after.facility, sizeof t->after.facility, "%s",
                       t->facility->name);
        rc = placement_next(t->desk->store, &row);
    }
    ids_placement(t->desk, row, t->id);
    return rc;
}

/* Somebody who is placed has had a first act. */
static enum rc
add_terms(const struct taking *t, struct terms_change *terms)
{
    enum level level = LEVEL_NONE;
    enum rc rc = RC_OK;

    *terms = (struct terms_change){.of = TERMS_OF_MESSAGE,
                                   .ref = t->after.referral,
                                   .at_us = t->turn->now_us};
    if (t->after.state != PLACEMENT_PLACED || t->after.referral == 0 ||
        t->question->verb != SHELTER_PLACE)
        return RC_OK;
    rc = terms_level(t->desk, t->after.referral, &level);
    if (rc != RC_OK)
        return rc;
    terms_moment(t->desk, MOMENT_FIRST_ACT, level, terms);
    terms_moment(t->desk, MOMENT_PLACED, level, terms);
    return RC_OK;
}

static enum rc
write(struct taking *t, struct placement *out)
{
    const struct shelter_question *question = t->question;
    struct desk *desk = t->desk;
    struct terms_change terms;
    struct placement_change change = {
        .before = question->is_new ? NULL : &question->before,
        .after = &t->after,
        .request = t->turn->request->id,
        .capacity = question->occupancy.places,
        .due_us = placement_due(&t->after, t->turn->now_us),
        .actor = t->turn->key->principal,
        .verb = t->no_place ? "shelter-no-place" : verb_name(question->verb),
        .reason = t->turn->request->u.shelter_action.reason,
        .now_us = t->turn->now_us,
    };
    enum rc rc = name_new(t);

    if (rc == RC_OK && t->calls)
        rc = alert_fresh(t);
    if (rc == RC_OK)
        rc = add_notices(t);
    if (rc == RC_OK)
        rc = add_terms(t, &terms);
    if (rc != RC_OK)
        return rc;
    change.terms = &terms;
    change.terms_n = 1;
    change.alert = t->calls ? &t->alert : NULL;
    change.events = desk->outgoing.events;
    change.events_n = desk->outgoing.n;
    rc = placement_apply(desk->store, &change, out);
    if (rc != RC_OK)
        return rc;
    due_at(desk, change.due_us);
    if (t->calls)
        due_at(desk, t->turn->now_us);
    terms_plan(desk, &terms);
    deliver_outgoing(desk);
    return RC_OK;
}

static uint32_t
warnings_of(const struct taking *t)
{
    bool moves_in = t->question->verb == SHELTER_PLACE ||
                    t->question->verb == SHELTER_RESERVE;

    return moves_in && t->facility != NULL && t->question->referral != 0
               ? placement_warnings(t->facility, &t->question->guest)
               : 0;
}

enum rc
shelter_take(struct desk *desk, const struct turn *turn,
             const struct shelter_question *question,
             struct shelter_result *result)
{
    const struct facilities *all = &desk->rules.now->facilities;
    struct taking t = {.desk = desk, .turn = turn, .question = question};
    bool writes = false;
    enum rc rc = RC_OK;

    if (question->facility < all->facilities_n)
        t.facility = &all->facilities[question->facility];
    t.after = question->before;
    result->verdict = decide(&t);
    result->placement = question->before;
    result->warnings = 0;
    if (result->verdict == SHELTER_OK || result->verdict == SHELTER_REQUESTED)
        writes = changes(&t);
    else if (result->verdict == SHELTER_FULL)
        rc = escalate(&t, &writes);
    if (rc != RC_OK)
        return rc;
    t.calls = t.after.state == PLACEMENT_REQUESTED && t.after.alert == 0;
    if (result->verdict == SHELTER_OK)
        result->warnings = warnings_of(&t);
    return writes ? write(&t, &result->placement) : RC_OK;
}
