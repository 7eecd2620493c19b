/* shelter -- one request about a place: what it is about, and the answer; see
 * shelter.h */
#include "desk/shelter.h"

#include <string.h>

#include "core/desk_rules.h"
#include "core/request.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/journal.h"
#include "store/placements.h"
#include "store/referrals.h"
#include "wire/decode.h"
#include "wire/encode_shelter.h"

#define TRIES 2

#define DAY_US         (INT64_C(24) * 3600 * 1000000)
#define RESERVE_MAX_US (31 * DAY_US) /* as the document's own default */
#define STAY_MAX_US    (3 * 366 * DAY_US)

static enum rc
answer(struct desk *desk, const struct turn *turn,
       const struct shelter_result *result)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_shelter reply = {.verdict = result->verdict,
                                  .warnings = result->warnings};
    char alert[PUBLIC_ID_BYTES] = "";
    struct reply_placement placement;
    struct shelter_shown shown;
    enum rc rc = RC_OK;

    if (result->placement.placement != 0) {
        rc = shelter_show(desk, &result->placement, &shown, &placement);
        reply.placement = &placement;
    }
    if (result->placement.alert != 0 &&
        result->placement.state == PLACEMENT_REQUESTED)
        ids_alert(desk, result->placement.alert, alert);
    reply.alert = alert;
    if (rc == RC_OK)
        reply_send(desk, turn->session, wire_shelter_result(&out, &reply));
    return rc;
}

/* What changed nothing is on record before it is said. */
static enum rc
answer_unchanged(struct desk *desk, const struct turn *turn,
                 const struct shelter_result *result)
{
    const struct audit_entry entry = {
        .actor = turn->key->principal,
        .verb = "shelter-refused",
        .object_kind = PUBLIC_ID_PLACEMENT,
        .object = result->placement.placement,
        .code = (int64_t)result->verdict,
        .now_us = turn->now_us,
    };
    enum rc rc = RC_OK;

    if (result->verdict != SHELTER_OK && result->verdict != SHELTER_REQUESTED)
        rc = audit_note(desk->store, &entry);
    return rc == RC_OK ? answer(desk, turn, result) : rc;
}

static enum rc
answer_verdict(struct desk *desk, const struct turn *turn,
               enum shelter_verdict verdict)
{
    return answer_unchanged(desk, turn,
                            &(struct shelter_result){.verdict = verdict});
}

/* --- what it is about --- */

/* What the sender said of who is to be sheltered. */
struct reading {
    struct desk *desk;
    struct shelter_guest *guest;
};

/* The request still stands in the arena: the message comes behind it. */
static bool
read_guest(const struct journal_row *row, void *arg)
{
    const struct reading *reading = arg;
    struct submission message;
    struct message_facts facts;

    if (wire_decode_submit(&reading->desk->arena, row->body, row->body_n,
                           &message) != RC_OK)
        return false; /* nobody's facts: one place, and no word about it */
    facts_of(&message, ORGANISATION_NONE, &facts);
    *reading->guest = (struct shelter_guest){.gender = facts.gender,
                                             .children = facts.children,
                                             .shielded = facts.shielded};
    return false;
}

/* A partner names its own referral by its receipt; the desk any by its id.
 * Neither can tell another's from one that is not there. */
static enum rc
read_referral(struct desk *desk, struct shelter_question *q, const char *text)
{
    struct reading reading = {.desk = desk, .guest = &q->guest};
    struct receipt_message found;
    struct referral row;
    enum rc rc = RC_NOT_FOUND;

    if (q->asker.coordinator)
        rc = ids_read(desk, text, PUBLIC_ID_REFERRAL, &q->referral);
    if (rc == RC_NOT_FOUND) {
        rc = ids_find_receipt(desk, text, &found);
        if (rc == RC_OK && found.organisation != q->asker.who.organisation &&
            !q->asker.coordinator)
            rc = RC_NOT_FOUND;
        q->referral = rc == RC_OK ? found.seq : 0;
    }
    if (rc == RC_OK)
        rc = referral_get(desk->store, q->referral, &row);
    if (rc == RC_OK)
        rc = journal_get(desk->store, q->referral, read_guest, &reading);
    /* A version tells more about a referral; it is not another person. */
    return rc == RC_OK ? message_first(desk->store, q->referral, &q->referral)
                       : rc;
}

static enum rc
find_old(struct desk *desk, const char *text, struct shelter_question *q)
{
    int64_t row = 0;
    enum rc rc = ids_read(desk, text, PUBLIC_ID_PLACEMENT, &row);

    if (rc == RC_OK)
        rc = placement_get(desk->store, row, &q->before);
    if (rc == RC_OK && !q->asker.coordinator &&
        q->before.organisation != q->asker.who.organisation)
        return RC_NOT_FOUND;
    return rc;
}

/* A new one, or what was asked before: by this request, or for this referral.
 * RC_DUP: by this request something else. */
static enum rc
find_new(struct desk *desk, const struct turn *turn, struct shelter_question *q)
{
    const struct request_shelter_action *asked =
        &turn->request->u.shelter_action;
    const struct placement_key key = {.principal = turn->key->principal,
                                      .request = turn->request->id,
                                      .facility = asked->facility,
                                      .referral = q->referral};
    enum rc rc = placement_find(desk->store, &key, &q->before);

    q->is_new = rc == RC_NOT_FOUND;
    if (rc == RC_OK && (q->before.referral != q->referral ||
                        strcmp(q->before.facility, asked->facility) != 0))
        return RC_DUP;
    return q->is_new ? RC_OK : rc;
}

/* verdict: when it is not even a question */
static enum rc
read_new(struct desk *desk, const struct turn *turn, struct shelter_question *q,
         enum shelter_verdict *verdict)
{
    const struct facilities *facilities = &desk->rules.now->facilities;
    const struct request_shelter_action *asked =
        &turn->request->u.shelter_action;
    size_t facility = facility_find(facilities, asked->facility);
    enum rc rc = RC_OK;

    if (facility == FACILITIES_MAX)
        return RC_NOT_FOUND;
    if (!facilities->facilities[facility].bookable) {
        *verdict = SHELTER_INVALID;
        return RC_OK;
    }
    if (*asked->referral != '\0')
        rc = read_referral(desk, q, asked->referral);
    return rc == RC_OK ? find_new(desk, turn, q) : rc;
}

static enum rc
read_question(struct desk *desk, const struct turn *turn,
              struct shelter_question *q, enum shelter_verdict *verdict)
{
    const struct facilities *facilities = &desk->rules.now->facilities;
    const struct request_shelter_action *asked =
        &turn->request->u.shelter_action;
    enum rc rc = shelter_asker_read(desk, turn, &q->asker);

    q->verb = asked->verb;
    q->places = asked->places;
    q->until_us = asked->until_us;
    if (rc == RC_OK)
        rc = *asked->placement != '\0' ? find_old(desk, asked->placement, q)
                                       : read_new(desk, turn, q, verdict);
    if (rc == RC_NOT_FOUND) {
        *verdict = SHELTER_NOT_FOUND;
        return RC_OK;
    }
    if (rc != RC_OK || *verdict != SHELTER_VERDICT_NONE)
        return rc;
    q->facility = facility_find(facilities, q->is_new ? asked->facility
                                                      : q->before.facility);
    if (!q->is_new)
        q->referral = q->before.referral;
    if (q->facility < FACILITIES_MAX)
        rc = shelter_occupancy(desk, q->facility, &q->occupancy);
    return rc;
}

/* Who may not place somebody can ask for a place, for a referral. */
static bool
lacks_referral(const struct desk *desk, const struct shelter_question *q)
{
    return q->is_new && q->referral == 0 && q->verb != SHELTER_OUT_OF_SERVICE &&
           !q->asker.coordinator && !shelter_may(desk, &q->asker, q->facility);
}

/* A bed that is kept for ever by a slip of the pen is a bed less. */
static bool
is_too_long(const struct turn *turn)
{
    const struct request_shelter_action *asked =
        &turn->request->u.shelter_action;
    int64_t longest_us =
        asked->verb == SHELTER_RESERVE ? RESERVE_MAX_US : STAY_MAX_US;

    return asked->until_us > turn->now_us + longest_us;
}

static enum rc
try_action(struct desk *desk, const struct turn *turn)
{
    enum shelter_verdict verdict = SHELTER_VERDICT_NONE;
    struct shelter_question question = {.referral = 0};
    struct shelter_result result;
    enum rc rc = read_question(desk, turn, &question, &verdict);

    if (rc == RC_DUP) {
        reply_refuse(desk, turn, REFUSAL_CONFLICT, "request_id");
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    if (verdict != SHELTER_VERDICT_NONE)
        return answer_verdict(desk, turn, verdict);
    if (lacks_referral(desk, &question)) {
        reply_refuse(desk, turn, REFUSAL_REQUIRED, "referral");
        return RC_OK;
    }
    rc = shelter_take(desk, turn, &question, &result);
    return rc == RC_OK ? answer_unchanged(desk, turn, &result) : rc;
}

enum rc
shelter_action(struct desk *desk, const struct turn *turn)
{
    enum rc rc = RC_STALE;

    if (is_too_long(turn)) {
        reply_refuse(desk, turn, REFUSAL_OUT_OF_RANGE, "until_us");
        return RC_OK;
    }
    for (int i = 0; rc == RC_STALE && i < TRIES; i++)
        rc = try_action(desk, turn);
    return rc;
}
