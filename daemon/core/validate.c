/* validate -- each kind of message, field by field; see validate.h */
#include "core/validate.h"

#include <string.h>

#include "core/public_id.h"
#include "core/rfc3339.h"
#include "core/text_rules.h"
#include "core/validate_parts.h"

#define PERSONS_MAX  1000
#define CHILDREN_MAX 20

/* What a message is looked at with. */
struct look {
    const struct indicator_list *list;
    int64_t now_us;
    struct refusal *why;
};

static void
check_grading(const char *grading, struct refusal *why)
{
    if (*grading != '\0' && !text_grading(grading))
        refusal_add(why, REFUSAL_INVALID, "grading");
}

/* Codes of one list mean nothing in another. */
static void
check_list(const struct look *look, const char *id)
{
    if (*id != '\0' && strcmp(id, look->list->id) != 0)
        refusal_add(look->why, REFUSAL_UNKNOWN_CODE, "indicator_list");
}

static void
check_signal(const struct look *look, const struct submission *message)
{
    const struct facts *facts = &message->facts;
    struct refusal *why = look->why;

    validate_observed(facts->observed, true, look->now_us, why);
    validate_said(facts->form != FORM_NONE, "form", why);
    validate_place(facts, true, why);
    validate_said(facts->indicators.n > 0 || facts->identifiers.n > 0 ||
                      !text_blank(facts->text),
                  "indicators", why);
    validate_indicators(&facts->indicators, look->list, why);
    validate_identifiers(&facts->identifiers, why);
    if (facts->persons.count > PERSONS_MAX)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "persons.count");
    check_grading(facts->grading, why);
    validate_text(facts->text, false, why);
    check_list(look, facts->indicator_list);
    validate_ref(message->own_reference, false, "own_reference", why);
}

static void
check_person(const struct persons *person, struct refusal *why)
{
    if (person->children > CHILDREN_MAX)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "person.children");
    if (*person->language != '\0' && !text_language(person->language))
        refusal_add(why, REFUSAL_INVALID, "person.language");
}

static void
check_multi_problem(const struct referral_facts *referral, struct refusal *why)
{
    uint64_t seen = 0;

    for (size_t i = 0; i < referral->multi_problem_n; i++) {
        uint64_t bit = UINT64_C(1) << (referral->multi_problem[i] & 63);

        if ((seen & bit) != 0) {
            refusal_add(why, REFUSAL_INVALID, "multi_problem[%zu]", i);
            return;
        }
        seen |= bit;
    }
}

static void
check_reflection(const char *start, struct refusal *why)
{
    int64_t day;

    if (*start != '\0' && rfc3339_read_date(start, &day) != RC_OK)
        refusal_add(why, REFUSAL_INVALID, "reflection_start");
}

static void
check_referral(const struct look *look, const struct submission *message)
{
    const struct facts *facts = &message->facts;
    const struct referral_facts *referral = &message->referral;
    struct refusal *why = look->why;

    validate_ref(referral->victim_ref, true, "victim_ref", why);
    validate_said(facts->form != FORM_NONE, "form", why);
    validate_indicators(&facts->indicators, look->list, why);
    if (facts->has_persons)
        check_person(&facts->persons, why);
    validate_place(facts, true, why);
    validate_said(referral->shelter_needed != YES_NO_NONE, "shelter_needed",
                  why);
    check_multi_problem(referral, why);
    validate_callback(referral->callback, why);
    validate_observed(facts->observed, false, look->now_us, why);
    check_reflection(referral->reflection_start, why);
    validate_identifiers(&facts->identifiers, why);
    check_grading(facts->grading, why);
    validate_text(facts->text, false, why);
    check_list(look, facts->indicator_list);
}

static void
check_advice(const struct look *look, const struct submission *message)
{
    validate_said(message->about != 0, "about", look->why);
    validate_text(message->facts.text, true, look->why);
    validate_place(&message->facts, false, look->why);
    validate_callback(message->callback, look->why);
}

static void
check_bottleneck(const struct look *look, const struct submission *message)
{
    validate_said(message->about != 0, "category", look->why);
    validate_text(message->facts.text, true, look->why);
    validate_place(&message->facts, false, look->why);
}

static void
check_withdrawal(const struct look *look, const struct submission *message)
{
    validate_said(message->about != 0, "reason", look->why);
    validate_said(message->has_amends, "amends", look->why);
}

/* A withdrawal withdraws, and nothing else does. */
static void
check_amends(const struct look *look, const struct submission *message)
{
    char id[PUBLIC_ID_BYTES];
    uint8_t code[RECEIPT_CODE_BYTES];
    bool withdrawal = message->kind == MESSAGE_WITHDRAWAL;
    bool withdraws = message->amends_action == VERSION_WITHDRAW;

    if (!message->has_amends)
        return;
    if (*message->amends_receipt == '\0')
        refusal_add(look->why, REFUSAL_REQUIRED, "amends.receipt");
    else if (receipt_read(message->amends_receipt, id, code) != RC_OK)
        refusal_add(look->why, REFUSAL_INVALID, "amends.receipt");
    if (message->amends_action == VERSION_NONE)
        refusal_add(look->why, REFUSAL_REQUIRED, "amends.action");
    else if (withdraws != withdrawal)
        refusal_add(look->why, REFUSAL_INVALID, "amends.action");
}

static void
check_content(const struct look *look, const struct submission *message)
{
    switch (message->kind) {
    case MESSAGE_SIGNAL:
        check_signal(look, message);
        return;
    case MESSAGE_REFERRAL:
        check_referral(look, message);
        return;
    case MESSAGE_ADVICE:
        check_advice(look, message);
        return;
    case MESSAGE_BOTTLENECK:
        check_bottleneck(look, message);
        return;
    case MESSAGE_WITHDRAWAL:
        check_withdrawal(look, message);
        return;
    case MESSAGE_NONE:
        break;
    }
    refusal_add(look->why, REFUSAL_REQUIRED, "kind");
}

enum rc
validate_submission(const struct submission *message,
                    const struct indicator_list *list, int64_t now_us,
                    struct refusal *why)
{
    struct look look = {.list = list, .now_us = now_us, .why = why};

    why->n = 0;
    if (message->message_id_n != MESSAGE_ID_BYTES)
        refusal_add(why, REFUSAL_INVALID, "message_id");
    check_content(&look, message);
    check_amends(&look, message);
    return why->n == 0 ? RC_OK : RC_INVALID;
}

bool
message_is_urgent(const struct submission *message)
{
    return message->kind == MESSAGE_REFERRAL || message->facts.danger_now;
}
