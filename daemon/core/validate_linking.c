/* validate_linking -- see validate_linking.h */
#include "core/validate_linking.h"

#include <stdio.h>
#include <string.h>

#include "core/bsn.h"
#include "core/class.h"
#include "core/text_rules.h"
#include "core/validate.h"
#include "core/validate_asked.h"
#include "core/validate_parts.h"

#define POSTCODE_4 4

static bool
four_digits(const char *text)
{
    return strlen(text) == POSTCODE_4 && text[0] != '0' &&
           strspn(text, "0123456789") == POSTCODE_4;
}

/* As a place of a signal, but of the postcode the digits will do. */
static void
check_place(const struct search_place *place, struct refusal *why)
{
    struct facts facts = {
        .has_place = true,
        .place = {.municipality = place->municipality,
                  .postcode = place->postcode,
                  .house_number = place->house_number,
                  .house_letter = place->house_letter,
                  .addition = place->addition,
                  .country = ""},
    };
    bool number_less = place->house_number == 0;

    if (four_digits(place->postcode)) {
        if (!number_less)
            refusal_add(why, REFUSAL_INVALID, "place.postcode");
        facts.place.postcode = "";
        facts.place.house_number = 0;
    }
    validate_place(&facts, false, why);
    if (number_less &&
        (*place->house_letter != '\0' || *place->addition != '\0'))
        refusal_add(why, REFUSAL_REQUIRED, "place.house_number");
}

/* Something that is listed twice, or empty. */
static void
check_each(const struct strings *list, const char *field, struct refusal *why)
{
    for (size_t i = 0; i < list->n; i++) {
        size_t at = 0;

        while (at < i && strcmp(list->v[at], list->v[i]) != 0)
            at++;
        if (*list->v[i] == '\0')
            refusal_add(why, REFUSAL_REQUIRED, "%s[%zu]", field, i);
        else if (at < i)
            refusal_add(why, REFUSAL_INVALID, "%s[%zu]", field, i);
    }
}

static void
check_period(const struct search_period *period, const char *name,
             struct refusal *why)
{
    char from_field[FIELD_BYTES];
    char to_field[FIELD_BYTES];
    int64_t from = 0;
    int64_t to = 0;

    (void)snprintf(from_field, sizeof from_field, "%s_from", name);
    (void)snprintf(to_field, sizeof to_field, "%s_to", name);

    bool from_good = *period->from != '\0' &&
                     validate_date(period->from, from_field, &from, why);
    bool to_good =
        *period->to != '\0' && validate_date(period->to, to_field, &to, why);

    if (from_good && to_good && from >= to)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "%s", to_field);
}

static size_t
words_in(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text += strcspn(text, " \t\n")) {
        text += strspn(text, " \t\n");
        if (*text != '\0')
            n++;
    }
    return n;
}

static void
check_words(const char *words, struct refusal *why)
{
    if (strlen(words) > VALIDATE_WORDS_MAX)
        refusal_add(why, REFUSAL_TOO_LONG, "words");
    else if (words_in(words) > SEARCH_WORDS_MAX)
        refusal_add(why, REFUSAL_TOO_MANY, "words");
    if (*words != '\0' && text_blank(words))
        refusal_add(why, REFUSAL_REQUIRED, "words");
    if (bsn_in_text(words))
        refusal_add(why, REFUSAL_BSN, "words");
}

bool
search_says_where(const struct search_place *place)
{
    return *place->municipality != '\0' || *place->postcode != '\0' ||
           place->house_number != 0 || *place->house_letter != '\0' ||
           *place->addition != '\0';
}

static bool
says_something(const struct request_search *search)
{
    bool where = search->has_place && search_says_where(&search->place);
    bool when = *search->observed.from != '\0' ||
                *search->observed.to != '\0' ||
                *search->accepted.from != '\0' || *search->accepted.to != '\0';
    bool what = search->identifiers_n > 0 || search->indicators.n > 0 ||
                search->form != FORM_NONE || *search->words != '\0';
    bool which = search->class_k != 0 || search->status != CASE_ANY ||
                 search->organisation_kind != ORGANISATION_NONE ||
                 search->kind != MESSAGE_NONE;

    return where || when || what || which;
}

/* Of a number or a plate one character may be left open: what stands there is
 * judged as a digit would be. */
static void
close_open(const struct identifier *sought, char closed[VALIDATE_VALUE_MAX + 1],
           struct identifier *out)
{
    const char *open = strchr(sought->value, '?');

    *out = *sought;
    if ((sought->type != IDENTIFIER_PHONE &&
         sought->type != IDENTIFIER_PLATE) ||
        open == NULL || strlen(sought->value) > VALIDATE_VALUE_MAX)
        return;
    (void)snprintf(closed, VALIDATE_VALUE_MAX + 1, "%s", sought->value);
    closed[open - sought->value] = '0';
    out->value = closed;
}

static void
check_identifiers(const struct request_search *search, struct refusal *why)
{
    char closed[SEARCH_IDENTIFIERS_MAX][VALIDATE_VALUE_MAX + 1];
    struct identifier values[SEARCH_IDENTIFIERS_MAX];
    const struct identifiers identifiers = {values, search->identifiers_n};

    for (size_t i = 0; i < search->identifiers_n; i++)
        close_open(&search->identifiers[i], closed[i], &values[i]);
    validate_identifiers(&identifiers, why);
}

static void
check_search(const struct request_search *search, struct refusal *why)
{
    validate_reason(search->purpose, true, "purpose", why);
    /* The whole search: there is no field that it should have been. */
    validate_said(says_something(search), "search", why);
    if (search->has_place)
        check_place(&search->place, why);
    check_identifiers(search, why);
    if (search->indicators.n > SEARCH_INDICATORS_MAX)
        refusal_add(why, REFUSAL_TOO_MANY, "indicators");
    else
        check_each(&search->indicators, "indicators", why);
    check_period(&search->observed, "observed", why);
    check_period(&search->accepted, "accepted", why);
    if (search->class_k > CLASS_K4)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "class");
    check_words(search->words, why);
    if (search->limit > LIST_LIMIT)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "limit");
}

/* How many signals a verb is about. */
static void
ids_of(enum decision_verb verb, size_t *min, size_t *max)
{
    switch (verb) {
    case DECISION_COMBINE:
        *min = 2;
        *max = DECIDE_IDS_MAX;
        return;
    case DECISION_SPLIT:
        *min = 1;
        *max = DECIDE_IDS_MAX;
        return;
    case DECISION_SEPARATE:
        *min = 1;
        *max = 2;
        return;
    case DECISION_UNSURE:
        *min = 2;
        *max = 2;
        return;
    case DECISION_VERB_NONE:
    case DECISION_TAKE_BACK:
        break;
    }
    *min = 0;
    *max = 0;
}

/* What goes with one verb: whoever wrote it beside another meant something
 * else than would happen. */
static void
check_only(const char *text, bool belongs, const char *field,
           struct refusal *why)
{
    if (belongs)
        validate_said(*text != '\0', field, why);
    else if (*text != '\0')
        refusal_add(why, REFUSAL_INVALID, "%s", field);
}

static void
check_decide(const struct request_link_decide *decide, struct refusal *why)
{
    size_t min, max;

    validate_said(decide->verb != DECISION_VERB_NONE, "verb", why);
    if (decide->verb == DECISION_VERB_NONE)
        return;
    ids_of(decide->verb, &min, &max);
    if (decide->ids.n < min)
        refusal_add(why, REFUSAL_REQUIRED, "ids");
    else if (decide->ids.n > max)
        refusal_add(why, max == 0 ? REFUSAL_INVALID : REFUSAL_TOO_MANY, "ids");
    else
        check_each(&decide->ids, "ids", why);
    check_only(decide->bundle, decide->verb == DECISION_SPLIT, "bundle", why);
    check_only(decide->decision, decide->verb == DECISION_TAKE_BACK, "decision",
               why);
    validate_reason(decide->reason, decide->verb != DECISION_UNSURE, "reason",
                    why);
}

static void
check_why(const struct request_why *asked, struct refusal *why)
{
    validate_said(*asked->id != '\0', "id", why);
    if (*asked->id != '\0' && strcmp(asked->id, asked->other) == 0)
        refusal_add(why, REFUSAL_INVALID, "other");
}

static void
check_epoch(const struct request_epoch_action *action, struct refusal *why)
{
    bool ends = action->verb == EPOCH_SWAP || action->verb == EPOCH_DROP;
    bool changes = ends || action->verb == EPOCH_PREPARE;

    validate_said(action->verb != EPOCH_VERB_NONE, "verb", why);
    validate_said(!ends || action->epoch != 0, "epoch", why);
    validate_reason(action->reason, changes, "reason", why);
}

void
validate_linking(const struct request *request, struct refusal *why)
{
    if (request->kind == REQUEST_SEARCH)
        check_search(&request->u.search, why);
    if (request->kind == REQUEST_WHY)
        check_why(&request->u.why, why);
    if (request->kind == REQUEST_LINK_DECIDE)
        check_decide(&request->u.link_decide, why);
    if (request->kind == REQUEST_LIST_REVIEW &&
        request->u.list_review.limit > REVIEW_LIMIT)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "limit");
    if (request->kind == REQUEST_EPOCH_ACTION)
        check_epoch(&request->u.epoch_action, why);
}
