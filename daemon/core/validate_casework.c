/* validate_casework -- see validate_casework.h */
#include "core/validate_casework.h"

#include "core/validate_asked.h"
#include "core/validate_parts.h"

/* What goes with another verb: whoever wrote it meant something else than
 * would happen. */
static void
check_absent(const char *text, const char *field, struct refusal *why)
{
    if (*text != '\0')
        refusal_add(why, REFUSAL_INVALID, "%s", field);
}

static void
check_where(const struct request_shelter_action *action, struct refusal *why)
{
    switch (action->verb) {
    case SHELTER_PLACE:
        if (*action->placement != '\0') {
            check_absent(action->facility, "facility", why);
            check_absent(action->referral, "referral", why);
            break;
        }
        validate_name(action->facility, NAME_BYTES, "facility", why);
        break;
    case SHELTER_RESERVE:
        validate_name(action->facility, NAME_BYTES, "facility", why);
        check_absent(action->placement, "placement", why);
        break;
    case SHELTER_OUT_OF_SERVICE:
        validate_name(action->facility, NAME_BYTES, "facility", why);
        check_absent(action->referral, "referral", why);
        check_absent(action->placement, "placement", why);
        validate_said(action->places > 0, "places", why);
        break;
    case SHELTER_RELEASE:
    case SHELTER_CANCEL:
    case SHELTER_EXTEND:
    case SHELTER_IN_SERVICE:
        check_absent(action->facility, "facility", why);
        check_absent(action->referral, "referral", why);
        validate_said(*action->placement != '\0', "placement", why);
        break;
    case SHELTER_VERB_NONE:
        break;
    }
}

static void
check_shelter(const struct request_shelter_action *action, struct refusal *why)
{
    validate_said(action->verb != SHELTER_VERB_NONE, "verb", why);
    check_where(action, why);
    if (action->places > PLACEMENT_PLACES_MAX)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "places");
    if (action->until_us != 0 || action->verb == SHELTER_EXTEND)
        (void)validate_instant(action->until_us, "until_us", why);
    validate_reason(action->reason, action->verb == SHELTER_OUT_OF_SERVICE,
                    "reason", why);
}

static void
check_assign(const struct request_assign *assign, struct refusal *why)
{
    validate_said(*assign->referral != '\0', "referral", why);
    validate_name(assign->partner, NAME_BYTES, "partner", why);
    validate_said(assign->task != TASK_NONE, "task", why);
    if (assign->due_us != 0)
        (void)validate_instant(assign->due_us, "due_us", why);
}

static void
check_task(const struct request_task_action *action, struct refusal *why)
{
    validate_said(*action->task != '\0', "task", why);
    validate_said(action->verb != TASK_VERB_NONE, "verb", why);
    validate_reason(action->reason, action->verb == TASK_DECLINE, "reason",
                    why);
}

static void
check_term(const struct request_term_action *action, struct refusal *why)
{
    bool starts = action->verb == TERM_START;
    bool decides = action->verb == TERM_DECIDE;
    int64_t day = 0;

    validate_said(*action->referral != '\0', "referral", why);
    validate_name(action->term, NAME_BYTES, "term", why);
    validate_said(action->verb != TERM_VERB_NONE, "verb", why);
    if (starts)
        (void)validate_date(action->date, "date", &day, why);
    else
        check_absent(action->date, "date", why);
    validate_said(!decides || action->decision != TERM_DECISION_OPEN,
                  "decision", why);
    if (!decides && action->decision != TERM_DECISION_OPEN)
        refusal_add(why, REFUSAL_INVALID, "decision");
}

void
validate_casework(const struct request *request, struct refusal *why)
{
    if (request->kind == REQUEST_SHELTER_ACTION)
        check_shelter(&request->u.shelter_action, why);
    if (request->kind == REQUEST_REFERRAL_SHOW)
        validate_said(*request->u.referral_show.id != '\0', "id", why);
    if (request->kind == REQUEST_ASSIGN)
        check_assign(&request->u.assign, why);
    if (request->kind == REQUEST_TASK_ACTION)
        check_task(&request->u.task_action, why);
    if (request->kind == REQUEST_TERM_ACTION)
        check_term(&request->u.term_action, why);
}
