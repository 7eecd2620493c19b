/* values -- see values.h */
#include "link/values.h"

#include <stdio.h>
#include <string.h>

#include "core/text_rules.h"
#include "link/filter.h"
#include "link/tokens.h"

#define MASK_PLATE_MIN  5
#define MASK_PLATE_MAX  8
#define PART            3
#define ALIAS_WORDS_MAX 8
#define LAST            7

static struct link_value *
add(struct values *out, const struct link_key *key, enum link_kind kind,
    const char *text)
{
    static const struct link_value none;

    if (out->n == VALUES_OF_ONE)
        return &out->v[VALUES_OF_ONE - 1]; /* sized so that it never is */

    struct link_value *value = &out->v[out->n++];

    *value = none;
    value->kind = (uint8_t)kind;
    value->token = link_token_of(key, kind, text);
    return value;
}

/* One token for each of the last n places, with that place left open. */
static void
add_masked(struct values *out, const struct link_key *key, enum link_kind kind,
           const char *text, size_t last)
{
    char masked[NORMAL_BYTES];
    size_t n = strlen(text);

    for (size_t i = n > last ? n - last : 0; i < n; i++) {
        memcpy(masked, text, n + 1);
        masked[i] = '?';
        (void)add(out, key, kind, masked);
    }
}

static void
add_phone(struct values *out, const struct link_key *key, const char *phone)
{
    (void)add(out, key, LINK_PHONE, phone);
    (void)add(out, key, LINK_PHONE_LAST7, phone + strlen(phone) - LAST);
    /* behind the plus and at least one digit of the country */
    size_t open = strlen(phone) - 2;

    add_masked(out, key, LINK_PHONE_MASKED, phone,
               open < MASKED_DIGITS ? open : MASKED_DIGITS);
}

/* A reading of the first or the last three. */
static void
add_parts(struct values *out, const struct link_key *key, const char *first,
          const char *last)
{
    char part[2 + PLATE_BYTES];

    (void)snprintf(part, sizeof part, "F:%.3s", first);
    (void)add(out, key, LINK_PLATE_PART, part);
    (void)snprintf(part, sizeof part, "L:%.3s", last);
    (void)add(out, key, LINK_PLATE_PART, part);
}

/* What is read of a plate seldom says of which country it is: only the whole
 * one does. */
static void
add_plate(struct values *out, const struct link_key *key, const char *plate)
{
    const char *bare = strchr(plate, ':') + 1;
    size_t n = strlen(bare);

    (void)add(out, key, LINK_PLATE, plate);
    if (n >= MASK_PLATE_MIN && n <= MASK_PLATE_MAX)
        add_masked(out, key, LINK_PLATE_MASKED, bare, n);
    if (n > PART)
        add_parts(out, key, bare, bare + n - PART);
}

static void
add_alias(struct values *out, const struct link_key *key, const char *alias)
{
    struct link_value *whole = add(out, key, LINK_ALIAS, alias);
    const char *at = alias, *word;
    size_t n, words = 0;

    link_filter_of(key, LINK_ALIAS, alias, FILTER_WORDS, whole->filter);
    while ((word = fold_next_word(&at, &n)) != NULL &&
           words < ALIAS_WORDS_MAX) {
        char text[NORMAL_BYTES], sound[SOUND_BYTES];

        if (n < 2 || alias_is_particle(word, n))
            continue;
        words++;
        memcpy(text, word, n);
        text[n] = '\0';
        (void)add(out, key, LINK_ALIAS_WORD, text);
        sound_of(word, n, sound);
        if (strlen(sound) > 1)
            (void)add(out, key, LINK_ALIAS_SOUND, sound);
    }
}

static void
add_part_read(struct values *out, const struct link_key *key, const char *value)
{
    char part[PLATE_BYTES];

    if (plate_part(value, part) == RC_OK)
        add_parts(out, key, part, part + strlen(part) - PART);
}

void
values_of_identifier(const struct link_key *key,
                     const struct identifier *identifier, struct values *out)
{
    struct normal normal;
    char skeleton[NORMAL_BYTES];

    out->n = 0;
    if (normalise_identifier(identifier, &normal) != RC_OK) {
        if (identifier->type == IDENTIFIER_PLATE)
            add_part_read(out, key, identifier->value);
        return;
    }
    switch ((unsigned)normal.kind) {
    case LINK_PHONE:
        add_phone(out, key, normal.text);
        return;
    case LINK_PLATE:
        add_plate(out, key, normal.text);
        return;
    case LINK_ALIAS:
        add_alias(out, key, normal.text);
        return;
    case LINK_HANDLE:
        (void)add(out, key, LINK_HANDLE, normal.text);
        if (normalise_skeleton(normal.text, skeleton, sizeof skeleton) == RC_OK)
            (void)add(out, key, LINK_HANDLE_SKELETON, skeleton);
        return;
    default:
        (void)add(out, key, normal.kind, normal.text);
        return;
    }
}

void
values_of_place(const struct link_key *key, const struct place *place,
                struct values *out)
{
    static const struct level {
        enum link_kind kind;
        enum rc (*normalise)(const struct place *place,
                             char out[DWELLING_BYTES]);
    } levels[] = {
        {LINK_DWELLING, normalise_dwelling},
        {LINK_BUILDING, normalise_building},
        {LINK_PC6, normalise_pc6},
        {LINK_PC4, normalise_pc4},
    };
    char text[DWELLING_BYTES];

    out->n = 0;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (levels[i].normalise(place, text) == RC_OK)
            (void)add(out, key, levels[i].kind, text);
    }
    if (text_municipality(place->municipality) &&
        strcmp(place->municipality, "GM0000") != 0)
        (void)add(out, key, LINK_MUNICIPALITY, place->municipality);
}

unsigned
values_weakness(uint8_t kind)
{
    static const uint8_t strongest_first[] = {
        LINK_PHONE,        LINK_HANDLE,       LINK_EMAIL,
        LINK_AD,           LINK_PLATE,        LINK_BAG,
        LINK_DWELLING,     LINK_BUILDING,     LINK_URL,
        LINK_ALIAS,        LINK_PC6,          LINK_PC4,
        LINK_FORM,         LINK_MUNICIPALITY, LINK_PHONE_LAST7,
        LINK_TEXT,         LINK_ALIAS_WORD,   LINK_ALIAS_SOUND,
        LINK_SECTOR,       LINK_RESIDENCE,    LINK_HANDLE_SKELETON,
        LINK_PLATE_MASKED, LINK_PHONE_MASKED, LINK_PLATE_PART,
    };
    unsigned at = 0;

    while (at < sizeof strongest_first && strongest_first[at] != kind)
        at++;
    return at;
}
