/* lookup -- see lookup.h */
#include "link/lookup.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/text_rules.h"
#include "link/online.h"
#include "link/tokens.h"
#include "link/values.h"

#define LAST 7

struct sought {
    const struct link_key *key;
    struct link_sought *out;
    size_t n;
};

static void
put(struct sought *sought, enum sought_how how, uint8_t kind, uint64_t token)
{
    if (sought->n < SOUGHT_MAX)
        sought->out[sought->n++] = (struct link_sought){
            .token = token, .kind = kind, .how = (uint8_t)how};
}

static enum sought_how
how_of(uint8_t kind)
{
    switch ((unsigned)kind) {
    case LINK_PHONE_MASKED:
    case LINK_PLATE_MASKED:
    case LINK_HANDLE_SKELETON:
    case LINK_ALIAS_SOUND:
        return SOUGHT_NEARLY;
    case LINK_PHONE_LAST7:
    case LINK_PLATE_PART:
    case LINK_ALIAS_WORD:
        return SOUGHT_PART;
    default:
        return SOUGHT_IT;
    }
}

/* Of a whole number or plate its parts would find far too much. */
static bool
is_asked(uint8_t kind, bool whole)
{
    return !whole || (kind != LINK_PHONE_LAST7 && kind != LINK_PLATE_PART);
}

static void
put_values(struct sought *sought, const struct values *values)
{
    bool whole = values->n > 0 && (values->v[0].kind == LINK_PHONE ||
                                   values->v[0].kind == LINK_PLATE);

    for (unsigned how = SOUGHT_IT; how <= SOUGHT_PART; how++) {
        for (size_t i = 0; i < values->n; i++) {
            const struct link_value *value = &values->v[i];

            if (how_of(value->kind) == how && is_asked(value->kind, whole))
                put(sought, (enum sought_how)how, value->kind, value->token);
        }
    }
}

/* "06-0000001?": whatever stands in the open place, the number is made with a
 * digit there and the digit taken out again. */
static void
put_open(struct sought *sought, const struct identifier *identifier)
{
    const char *open = strchr(identifier->value, '?');
    char filled[2][NORMAL_BYTES];
    struct normal normal[2];
    size_t differ = 0, n = strlen(identifier->value);

    if (open == NULL || strchr(open + 1, '?') != NULL || n >= NORMAL_BYTES)
        return;
    for (size_t i = 0; i < 2; i++) {
        struct identifier one = *identifier;

        memcpy(filled[i], identifier->value, n + 1);
        filled[i][open - identifier->value] = i == 0 ? '3' : '4';
        one.value = filled[i];
        if (normalise_identifier(&one, &normal[i]) != RC_OK)
            return;
    }
    while (normal[0].text[differ] != '\0' &&
           normal[0].text[differ] == normal[1].text[differ])
        differ++;
    if (normal[0].text[differ] == '\0')
        return;
    normal[0].text[differ] = '?';

    bool phone = identifier->type == IDENTIFIER_PHONE;
    enum link_kind kind = phone ? LINK_PHONE_MASKED : LINK_PLATE_MASKED;
    const char *text = phone ? normal[0].text : strchr(normal[0].text, ':') + 1;

    put(sought, SOUGHT_IT, (uint8_t)kind,
        link_token_of(sought->key, kind, text));
}

static void
put_last(struct sought *sought, const char *value)
{
    char digits[LAST + 1];
    size_t n = 0;

    for (; *value != '\0'; value++) {
        if (*value >= '0' && *value <= '9' && n < LAST)
            digits[n++] = *value;
        else if (strchr(" .-", *value) == NULL)
            return;
    }
    digits[n] = '\0';
    if (n == LAST)
        put(sought, SOUGHT_PART, LINK_PHONE_LAST7,
            link_token_of(sought->key, LINK_PHONE_LAST7, digits));
}

/* Somebody who knows a name seldom knows where it was written. */
static void
put_everywhere(struct sought *sought, const struct identifier *identifier)
{
    struct normal normal;
    const char *platform;

    if (normalise_identifier(identifier, &normal) != RC_OK ||
        normal.kind != LINK_HANDLE || normal.text[0] != ':')
        return;
    for (size_t i = 0; (platform = online_platform(i)) != NULL; i++) {
        char text[NORMAL_BYTES];

        (void)snprintf(text, sizeof text, "%.32s%.470s", platform, normal.text);
        put(sought, SOUGHT_IT, LINK_HANDLE,
            link_token_of(sought->key, LINK_HANDLE, text));
    }
}

size_t
link_lookup(const struct link_key *key, const struct identifier *identifier,
            struct link_sought out[SOUGHT_MAX])
{
    struct sought sought = {.key = key, .out = out};
    struct values values;

    if (identifier->type == IDENTIFIER_PHONE ||
        identifier->type == IDENTIFIER_PLATE) {
        put_open(&sought, identifier);
        if (sought.n > 0 || strchr(identifier->value, '?') != NULL)
            return sought.n;
    }
    if (identifier->type == IDENTIFIER_HANDLE)
        put_everywhere(&sought, identifier);
    values_of_identifier(key, identifier, &values);
    put_values(&sought, &values);
    if (sought.n == 0 && identifier->type == IDENTIFIER_PHONE)
        put_last(&sought, identifier->value);
    return sought.n;
}

size_t
link_lookup_place(const struct link_key *key, const struct place *place,
                  struct link_sought *out)
{
    struct values values;
    struct place whole = *place;
    char postcode[] = "0000AA";
    /* Without letter and addition the dwelling is the building. */
    bool dwelling = *place->house_letter != '\0' || *place->addition != '\0';

    if (strspn(place->postcode, "0123456789") == 4 &&
        place->postcode[4] == '\0') {
        memcpy(postcode, place->postcode, 4);
        whole.postcode = postcode;
    }
    values_of_place(key, &whole, &values);
    for (size_t i = 0; i < values.n; i++) {
        uint8_t kind = values.v[i].kind;

        if ((kind == LINK_DWELLING && !dwelling) ||
            (whole.postcode == postcode && kind != LINK_PC4 &&
             kind != LINK_MUNICIPALITY))
            continue;
        *out = (struct link_sought){
            .token = values.v[i].token, .kind = kind, .how = SOUGHT_IT};
        return 1;
    }
    return 0;
}
