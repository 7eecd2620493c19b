/* facts -- see facts.h */
#include "core/facts.h"

#include <string.h>

#include "core/indicator.h"
#include "core/model.h"

/* Numbers of the schema that a rule reads. */
enum {
    SUBJECT_PERPETRATOR = 2,
    SUBJECT_BOTH = 3,
    MULTI_PROBLEM_LAST = 3
};

#define CODES_MAX    ((FACTS_CODES_BYTES - 1) / INDICATOR_CODE_BYTES)
#define CODE_LETTERS (INDICATOR_CODE_BYTES - 1)

bool
facts_police(enum organisation_kind kind)
{
    return kind == ORGANISATION_POLICE_AMSTERDAM ||
           kind == ORGANISATION_POLICE || kind == ORGANISATION_KMAR;
}

/* "GM0363": 363.  What has another form was refused at the door; it is not
 * said. */
static uint32_t
municipality_number(const char *text)
{
    uint32_t number = 0;

    if (strlen(text) != 6 || text[0] != 'G' || text[1] != 'M')
        return 0;
    for (const char *at = text + 2; *at != '\0'; at++) {
        if (*at < '0' || *at > '9')
            return 0;
        number = number * 10 + (uint32_t)(*at - '0');
    }
    return number;
}

static void
place_take(const struct place *place, struct message_facts *out)
{
    out->municipality = municipality_number(place->municipality);
    out->abroad = *place->country != '\0' && strcmp(place->country, "NL") != 0;
}

static void
persons_take(const struct persons *persons, struct message_facts *out)
{
    out->age = persons->age;
    out->gender = persons->gender;
    out->residence = persons->residence;
    out->pregnant = persons->pregnant;
    out->persons = persons->count;
    out->children = persons->children;
}

static uint8_t
problems_count(const struct referral_facts *referral)
{
    uint8_t n = 0;

    for (code_number problem = 1; problem <= MULTI_PROBLEM_LAST; problem++) {
        for (size_t i = 0; i < referral->multi_problem_n; i++) {
            if (referral->multi_problem[i] == problem) {
                n++;
                break;
            }
        }
    }
    return n;
}

static void
referral_take(const struct referral_facts *referral, struct message_facts *out)
{
    out->shelter_needed = referral->shelter_needed;
    out->unsafe_now = referral->unsafe_now;
    out->referral_kind = referral->referral_kind;
    out->problems = problems_count(referral);
    out->extra_care = referral->extra_care;
    out->shielded = referral->shielded_address;
}

/* Into an ascending list; false: it is there, or there is no room. */
static bool
code_insert(const char *list[CODES_MAX], size_t n, const char *code)
{
    size_t at = n;

    while (at > 0 && strcmp(code, list[at - 1]) < 0)
        at--;
    if (n == CODES_MAX || (at > 0 && strcmp(code, list[at - 1]) == 0))
        return false;
    for (size_t i = n; i > at; i--)
        list[i] = list[i - 1];
    list[at] = code;
    return true;
}

static void
codes_write(const struct strings *codes, char out[FACTS_CODES_BYTES])
{
    const char *list[CODES_MAX];
    char *to = out;
    size_t n = 0;

    for (size_t i = 0; i < codes->n; i++) {
        if (indicator_code(codes->v[i]) && code_insert(list, n, codes->v[i]))
            n++;
    }
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            *to++ = ' ';
        memcpy(to, list[i], CODE_LETTERS);
        to += CODE_LETTERS;
    }
    *to = '\0';
}

void
facts_of(const struct submission *message, enum organisation_kind source,
         struct message_facts *out)
{
    const struct facts *facts = &message->facts;

    *out = (struct message_facts){
        .kind = message->kind,
        .source = source,
        .form = facts->form,
        .sector = facts->sector,
        .handling = facts->handling,
        .danger_now = facts->danger_now,
    };
    if (facts->has_place)
        place_take(&facts->place, out);
    if (facts->has_persons)
        persons_take(&facts->persons, out);
    if (message->kind == MESSAGE_SIGNAL)
        out->subject = message->subject;
    if (message->kind == MESSAGE_REFERRAL)
        referral_take(&message->referral, out);
    if (message->kind == MESSAGE_ADVICE || message->kind == MESSAGE_BOTTLENECK)
        out->about = message->about;
    codes_write(&facts->indicators, out->codes);
}

/* --- a case --- */

/* Under 18 when any says so, else adult when any does: not knowing is the
 * least of answers. */
static enum age
age_join(enum age a, enum age b)
{
    static const enum age order[] = {AGE_UNDER_18, AGE_ADULT, AGE_UNKNOWN};

    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (a == order[i] || b == order[i])
            return order[i];
    }
    return AGE_NONE;
}

static bool
form_said(enum form form)
{
    return form != FORM_NONE && form != FORM_UNKNOWN;
}

/* The message's own; of the others the first of the schema, whichever came
 * first. */
static enum form
form_join(const struct case_facts *facts, enum form form)
{
    if (form_said(facts->message.form) || !form_said(form))
        return facts->form;
    return form_said(facts->form) && facts->form < form ? facts->form : form;
}

static code_number
subject_join(const struct case_facts *facts, code_number subject)
{
    if (facts->message.subject != 0 || subject == 0)
        return facts->subject;
    return facts->subject != 0 && facts->subject < subject ? facts->subject
                                                           : subject;
}

static void
codes_join(struct code_set *set, const char *codes,
           const struct indicator_list *list)
{
    while (*codes != '\0') {
        char code[INDICATOR_CODE_BYTES] = "";
        size_t n = strcspn(codes, " ");

        if (n == CODE_LETTERS) {
            memcpy(code, codes, n);
            code_set_add(set, indicator_find(list, code));
        }
        codes += n;
        codes += strspn(codes, " ");
    }
}

void
case_start(struct case_facts *facts, const struct message_facts *message,
           const struct indicator_list *list)
{
    *facts = (struct case_facts){.message = *message,
                                 .form = message->form,
                                 .subject = message->subject};
    case_join(facts, message, list, true);
}

void
case_join(struct case_facts *facts, const struct message_facts *message,
          const struct indicator_list *list, bool new_organisation)
{
    bool police = facts_police(message->source);

    codes_join(&facts->codes, message->codes, list);
    facts->age = age_join(facts->age, message->age);
    facts->form = form_join(facts, message->form);
    facts->subject = subject_join(facts, message->subject);
    facts->restricted_subject = facts->restricted_subject ||
                                message->subject == SUBJECT_PERPETRATOR ||
                                message->subject == SUBJECT_BOTH;
    if (message->handling > facts->handling)
        facts->handling = message->handling;
    facts->danger_now = facts->danger_now || message->danger_now;
    facts->organisations += new_organisation ? 1 : 0;
    facts->police = facts->police || police;
    facts->others = facts->others || !police;
    facts->messages++;
}
