/* decode_submit -- what a partner tells, from protobuf-c's structs to the
 * model.  Codes are casts: same_numbers.c and the precheck allow it. */
#include "wire/decode.h"

#include <string.h>

#include "loket/v1/content.pb-c.h"
#include "wire/precheck.h"
#include "wire/unpack.h"

static struct place
place_of(const Loket__V1__Place *place)
{
    static const Loket__V1__Place nowhere = LOKET__V1__PLACE__INIT;

    if (place == NULL)
        place = &nowhere;
    return (struct place){
        .municipality = place->municipality,
        .postcode = place->postcode,
        .house_number = place->house_number,
        .house_letter = place->house_letter,
        .addition = place->addition,
        .kind = (code_number)place->kind,
        .country = place->country,
    };
}

/* A struct facts in which nothing was said. */
static struct facts
facts_none(void)
{
    return (struct facts){
        .observed = "",
        .place = place_of(NULL),
        .persons = {.language = ""},
        .grading = "",
        .text = "",
        .indicator_list = "",
    };
}

static struct strings
strings_of(char **v, size_t n)
{
    return (struct strings){.v = (const char *const *)v, .n = n};
}

static enum rc
take_identifiers(struct arena *arena, Loket__V1__Identifier *const *from,
                 size_t n, struct identifiers *out)
{
    struct identifier *v;

    if (n == 0)
        return RC_OK;
    v = arena_take(arena, n * sizeof *v);
    if (v == NULL)
        return RC_DOWN;
    for (size_t i = 0; i < n; i++)
        v[i] = (struct identifier){
            .type = (enum identifier_type)from[i]->type,
            .value = from[i]->value,
            .country = from[i]->country,
        };
    *out = (struct identifiers){.v = v, .n = n};
    return RC_OK;
}

static enum rc
take_signal(struct arena *arena, const Loket__V1__Signal *from,
            struct submission *out)
{
    struct facts *facts = &out->facts;
    const Loket__V1__Persons *persons = from->persons;

    out->kind = MESSAGE_SIGNAL;
    out->subject = (code_number)from->subject;
    out->own_reference = from->own_reference;
    facts->observed = from->observed;
    facts->precision = (enum precision)from->precision;
    facts->form = (enum form)from->form;
    facts->sector = (code_number)from->sector;
    facts->has_place = from->place != NULL;
    facts->place = place_of(from->place);
    facts->indicators = strings_of(from->indicators, from->n_indicators);
    facts->has_persons = persons != NULL;
    if (persons != NULL)
        facts->persons = (struct persons){
            .age = (enum age)persons->age,
            .gender = (code_number)persons->gender,
            .residence = (code_number)persons->residence,
            .pregnant = (enum yes_no)persons->pregnant,
            .count = persons->count,
            .language = "",
        };
    facts->grading = from->grading;
    facts->handling = (code_number)from->handling;
    facts->channel = (code_number)from->channel;
    facts->danger_now = from->danger_now != 0;
    facts->text = from->text;
    facts->indicator_list = from->indicator_list;
    return take_identifiers(arena, from->identifiers, from->n_identifiers,
                            &facts->identifiers);
}

static enum rc
take_multi_problem(struct arena *arena, const Loket__V1__Referral *from,
                   struct referral_facts *out)
{
    size_t n = from->n_multi_problem;
    code_number *codes;

    if (n == 0)
        return RC_OK;
    codes = arena_take(arena, n * sizeof *codes);
    if (codes == NULL)
        return RC_DOWN;
    for (size_t i = 0; i < n; i++)
        codes[i] = (code_number)from->multi_problem[i];
    out->multi_problem = codes;
    out->multi_problem_n = n;
    return RC_OK;
}

static void
take_referral_facts(const Loket__V1__Referral *from, struct facts *facts)
{
    const Loket__V1__Person *person = from->person;

    facts->observed = from->observed;
    facts->precision = (enum precision)from->precision;
    facts->form = (enum form)from->form;
    facts->sector = (code_number)from->sector;
    facts->has_place = from->place != NULL;
    facts->place = place_of(from->place);
    facts->indicators = strings_of(from->indicators, from->n_indicators);
    facts->has_persons = person != NULL;
    if (person != NULL)
        facts->persons = (struct persons){
            .age = (enum age)person->age,
            .gender = (code_number)person->gender,
            .residence = (code_number)person->residence,
            .pregnant = (enum yes_no)person->pregnant,
            .children = person->children,
            .language = person->language,
        };
    facts->grading = from->grading;
    facts->handling = (code_number)from->handling;
    facts->channel = (code_number)from->channel;
    facts->danger_now = from->danger_now != 0;
    facts->text = from->text;
    facts->indicator_list = from->indicator_list;
}

static enum rc
take_referral(struct arena *arena, const Loket__V1__Referral *from,
              struct submission *out)
{
    enum rc rc;

    out->kind = MESSAGE_REFERRAL;
    take_referral_facts(from, &out->facts);
    out->referral = (struct referral_facts){
        .victim_ref = from->victim_ref,
        .shelter_needed = (enum yes_no)from->shelter_needed,
        .unsafe_now = (enum yes_no)from->unsafe_now,
        .consent = (code_number)from->consent,
        .callback = from->callback,
        .reflection_start = from->reflection_start,
        .referral_kind = (code_number)from->referral_kind,
        .extra_care = from->extra_care != 0,
        .shielded_address = from->shielded_address != 0,
        .contact_address_known = (enum yes_no)from->contact_address_known,
    };
    rc = take_multi_problem(arena, from, &out->referral);
    if (rc != RC_OK)
        return rc;
    return take_identifiers(arena, from->identifiers, from->n_identifiers,
                            &out->facts.identifiers);
}

static void
take_advice(const Loket__V1__Advice *from, struct submission *out)
{
    out->kind = MESSAGE_ADVICE;
    out->about = (code_number)from->about;
    out->callback = from->callback;
    out->facts.text = from->text;
    out->facts.form = (enum form)from->form;
    out->facts.has_place = from->place != NULL;
    out->facts.place = place_of(from->place);
}

static void
take_bottleneck(const Loket__V1__Bottleneck *from, struct submission *out)
{
    out->kind = MESSAGE_BOTTLENECK;
    out->about = (code_number)from->category;
    out->facts.text = from->text;
    out->facts.has_place = from->place != NULL;
    out->facts.place = place_of(from->place);
}

static enum rc
take_content(struct arena *arena, const Loket__V1__Submit *submit,
             struct submission *out)
{
    switch (submit->content_case) {
    case LOKET__V1__SUBMIT__CONTENT_SIGNAL:
        return take_signal(arena, submit->signal, out);
    case LOKET__V1__SUBMIT__CONTENT_REFERRAL:
        return take_referral(arena, submit->referral, out);
    case LOKET__V1__SUBMIT__CONTENT_ADVICE:
        take_advice(submit->advice, out);
        return RC_OK;
    case LOKET__V1__SUBMIT__CONTENT_BOTTLENECK:
        take_bottleneck(submit->bottleneck, out);
        return RC_OK;
    case LOKET__V1__SUBMIT__CONTENT_WITHDRAWAL:
        out->kind = MESSAGE_WITHDRAWAL;
        out->about = (code_number)submit->withdrawal->reason;
        return RC_OK;
    case LOKET__V1__SUBMIT__CONTENT__NOT_SET:
    case _LOKET__V1__SUBMIT__CONTENT__CASE_IS_INT_SIZE:
        break;
    }
    return RC_OK; /* MESSAGE_NONE: validation says what is missing */
}

enum rc
unpack_submission(struct arena *arena, const Loket__V1__Submit *submit,
                  struct submission *out)
{
    size_t id_n = submit->message_id.len;

    *out = (struct submission){
        .message_id_n = id_n,
        .kind = MESSAGE_NONE,
        .facts = facts_none(),
        .referral = {.victim_ref = "", .callback = "", .reflection_start = ""},
        .own_reference = "",
        .callback = "",
        .amends_receipt = "",
    };
    if (id_n > 0)
        memcpy(out->message_id, submit->message_id.data,
               id_n < MESSAGE_ID_BYTES ? id_n : MESSAGE_ID_BYTES);
    if (submit->amends != NULL) {
        out->has_amends = true;
        out->amends_receipt = submit->amends->receipt;
        out->amends_action = (enum version_action)submit->amends->action;
    }
    return take_content(arena, submit, out);
}

enum rc
wire_decode_submit(struct arena *arena, const uint8_t *bytes, size_t n,
                   struct submission *out)
{
    struct refusal why = {.n = 0};
    const Loket__V1__Submit *submit;
    enum rc rc;

    if ((rc = precheck_submit(bytes, n, &why)) != RC_OK)
        return rc;
    submit = unpack_message(arena, &loket__v1__submit__descriptor, bytes, n);
    return submit == NULL ? RC_DOWN : unpack_submission(arena, submit, out);
}
