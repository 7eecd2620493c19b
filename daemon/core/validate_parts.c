/* validate_parts -- see validate_parts.h */
#include "core/validate_parts.h"

#include <string.h>

#include "core/bsn.h"
#include "core/rfc3339.h"
#include "core/text_rules.h"
#include "core/validate.h"

#define SECOND_US            INT64_C(1000000)
#define DAY_US               (SECONDS_PER_DAY * SECOND_US)
#define HOUSE_NUMBER_MAX     99999
#define ADDITION_MAX         8
#define FOREIGN_POSTCODE_MAX 12

/* The calendar is this far ahead of UTC where it is furthest (UTC+14). */
#define FIRST_ZONE_US (14 * 3600 * SECOND_US)

void
validate_said(bool said, const char *field, struct refusal *why)
{
    if (!said)
        refusal_add(why, REFUSAL_REQUIRED, "%s", field);
}

void
validate_text(const char *text, bool required, struct refusal *why)
{
    validate_said(!required || !text_blank(text), "text", why);
    /* Counting characters is slow; most texts are short enough in bytes. */
    if (strlen(text) > VALIDATE_TEXT_MAX &&
        text_characters(text) > VALIDATE_TEXT_MAX)
        refusal_add(why, REFUSAL_TOO_LONG, "text");
    if (bsn_in_text(text))
        refusal_add(why, REFUSAL_BSN, "text");
}

/* What every text on one line must be, its BSN apart. */
static void
check_line(const char *text, size_t max_bytes, const char *field,
           struct refusal *why)
{
    if (strlen(text) > max_bytes)
        refusal_add(why, REFUSAL_TOO_LONG, "%s", field);
    if (!text_one_line(text))
        refusal_add(why, REFUSAL_BAD_TEXT, "%s", field);
}

void
validate_ref(const char *text, bool required, const char *field,
             struct refusal *why)
{
    validate_said(!required || !text_blank(text), field, why);
    check_line(text, VALIDATE_REF_MAX, field, why);
    if (bsn_in_text(text))
        refusal_add(why, REFUSAL_BSN, "%s", field);
}

void
validate_callback(const char *text, struct refusal *why)
{
    bool dialled = text_phone(text) && (text[0] == '+' || text[0] == '0');

    check_line(text, VALIDATE_REF_MAX, "callback", why);
    if (!dialled && bsn_in_text(text))
        refusal_add(why, REFUSAL_BSN, "callback");
}

/* A day without an hour is a day somewhere: it is in the future only when it
 * has begun nowhere yet. */
static void
check_day(int64_t day, int64_t now_us, struct refusal *why)
{
    if (day > (now_us + FIRST_ZONE_US) / DAY_US)
        refusal_add(why, REFUSAL_IN_FUTURE, "observed");
    if (day < now_us / DAY_US - VALIDATE_PAST_DAYS)
        refusal_add(why, REFUSAL_TOO_OLD, "observed");
}

static void
check_instant(int64_t at_us, int64_t now_us, struct refusal *why)
{
    if (at_us > now_us + VALIDATE_FUTURE_S * SECOND_US)
        refusal_add(why, REFUSAL_IN_FUTURE, "observed");
    if (at_us < now_us - VALIDATE_PAST_DAYS * DAY_US)
        refusal_add(why, REFUSAL_TOO_OLD, "observed");
}

void
validate_observed(const char *observed, bool required, int64_t now_us,
                  struct refusal *why)
{
    int64_t day, at_us;

    if (*observed == '\0')
        validate_said(!required, "observed", why);
    else if (rfc3339_read_date(observed, &day) == RC_OK)
        check_day(day, now_us, why);
    else if (rfc3339_read_instant(observed, &at_us) == RC_OK)
        check_instant(at_us, now_us, why);
    else
        refusal_add(why, REFUSAL_INVALID, "observed");
}

/* Only Dutch postcodes have a form that is known here. */
static void
check_postcode(const struct place *place, struct refusal *why)
{
    bool dutch = *place->country == '\0' || strcmp(place->country, "NL") == 0;

    if (*place->postcode == '\0') {
        /* A house number alone is in every street. */
        validate_said(place->house_number == 0, "place.postcode", why);
        return;
    }
    if (!dutch)
        check_line(place->postcode, FOREIGN_POSTCODE_MAX, "place.postcode",
                   why);
    else if (!text_postcode(place->postcode))
        refusal_add(why, REFUSAL_INVALID, "place.postcode");
}

void
validate_place(const struct facts *facts, bool required, struct refusal *why)
{
    const struct place *place = &facts->place;

    if (!facts->has_place) {
        validate_said(!required, "place.municipality", why);
        return;
    }
    if (*place->municipality == '\0')
        validate_said(!required, "place.municipality", why);
    else if (!text_municipality(place->municipality))
        refusal_add(why, REFUSAL_INVALID, "place.municipality");
    check_postcode(place, why);
    if (place->house_number > HOUSE_NUMBER_MAX)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "place.house_number");
    if (*place->house_letter != '\0' && !text_house_letter(place->house_letter))
        refusal_add(why, REFUSAL_INVALID, "place.house_letter");
    if (strlen(place->addition) > ADDITION_MAX)
        refusal_add(why, REFUSAL_TOO_LONG, "place.addition");
    else if (*place->addition != '\0' && !text_addition(place->addition))
        refusal_add(why, REFUSAL_INVALID, "place.addition");
    if (*place->country != '\0' && !text_country(place->country))
        refusal_add(why, REFUSAL_INVALID, "place.country");
}

static bool
code_before(const struct strings *codes, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(codes->v[i], codes->v[at]) == 0)
            return true;
    }
    return false;
}

void
validate_indicators(const struct strings *indicators,
                    const struct indicator_list *list, struct refusal *why)
{
    if (indicators->n > VALIDATE_INDICATORS_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "indicators");
        return;
    }
    for (size_t i = 0; i < indicators->n; i++) {
        if (!indicator_known(list, indicators->v[i]))
            refusal_add(why, REFUSAL_UNKNOWN_CODE, "indicators[%zu]", i);
        else if (code_before(indicators, i))
            refusal_add(why, REFUSAL_INVALID, "indicators[%zu]", i);
    }
}

/* The form of a value of its type, blank ones apart. */
static bool
value_has_form(const struct identifier *identifier)
{
    switch (identifier->type) {
    case IDENTIFIER_PHONE:
        return text_phone(identifier->value);
    case IDENTIFIER_PLATE:
        return text_plate(identifier->value);
    case IDENTIFIER_EMAIL:
        return text_email(identifier->value);
    case IDENTIFIER_BAG:
        return text_bag(identifier->value);
    case IDENTIFIER_NONE:
    case IDENTIFIER_HANDLE:
    case IDENTIFIER_URL:
    case IDENTIFIER_AD_ID:
    case IDENTIFIER_ALIAS:
        break;
    }
    return text_one_line(identifier->value);
}

/* Words that a person chose may be anything, a BSN too.  The other types
 * have a form of their own, in which digits mean something else. */
static bool
value_is_words(enum identifier_type type)
{
    return type == IDENTIFIER_HANDLE || type == IDENTIFIER_AD_ID ||
           type == IDENTIFIER_ALIAS;
}

static void
check_value(const struct identifier *identifier, size_t i, struct refusal *why)
{
    const char *value = identifier->value;

    if (text_blank(value))
        refusal_add(why, REFUSAL_REQUIRED, "identifiers[%zu].value", i);
    else if (strlen(value) > VALIDATE_VALUE_MAX)
        refusal_add(why, REFUSAL_TOO_LONG, "identifiers[%zu].value", i);
    else if (!value_has_form(identifier))
        refusal_add(why, REFUSAL_INVALID, "identifiers[%zu].value", i);
    if (value_is_words(identifier->type) && bsn_in_text(value))
        refusal_add(why, REFUSAL_BSN, "identifiers[%zu].value", i);
}

static bool
identifier_before(const struct identifiers *identifiers, size_t at)
{
    const struct identifier *one = &identifiers->v[at];

    for (size_t i = 0; i < at; i++) {
        const struct identifier *other = &identifiers->v[i];

        if (other->type == one->type && strcmp(other->value, one->value) == 0)
            return true;
    }
    return false;
}

void
validate_identifiers(const struct identifiers *identifiers, struct refusal *why)
{
    if (identifiers->n > VALIDATE_IDENTIFIERS_MAX) {
        refusal_add(why, REFUSAL_TOO_MANY, "identifiers");
        return;
    }
    for (size_t i = 0; i < identifiers->n; i++) {
        const struct identifier *one = &identifiers->v[i];

        if (identifier_before(identifiers, i))
            refusal_add(why, REFUSAL_INVALID, "identifiers[%zu]", i);
        if (one->type == IDENTIFIER_NONE)
            refusal_add(why, REFUSAL_REQUIRED, "identifiers[%zu].type", i);
        check_value(one, i, why);
        if (*one->country != '\0' && !text_country(one->country))
            refusal_add(why, REFUSAL_INVALID, "identifiers[%zu].country", i);
    }
}
