/* tokens -- see tokens.h */
#include "link/tokens.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/model.h"
#include "link/text_values.h"
#include "link/values.h"

#define HASH_BYTES 16 /* the least BLAKE2b is asked for; half of it is kept */

static uint64_t
first_eight(const uint8_t *bytes)
{
    uint64_t number = 0;

    for (size_t i = 0; i < sizeof number; i++)
        number |= (uint64_t)bytes[i] << (8 * i);
    return number;
}

uint64_t
link_token_of(const struct link_key *key, enum link_kind kind,
              const char *value)
{
    const uint8_t domain[] = {(uint8_t)kind, 0, LINK_NORM};
    crypto_generichash_state state;
    uint8_t out[HASH_BYTES];

    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes,
                                  sizeof out);
    (void)crypto_generichash_update(&state, domain, sizeof domain);
    (void)crypto_generichash_update(&state, (const uint8_t *)value,
                                    strlen(value));
    (void)crypto_generichash_final(&state, out, sizeof out);
    sodium_memzero(&state, sizeof state);

    uint64_t token = first_eight(out);

    return token != 0 ? token : 1;
}

int64_t
link_order_of(const struct link_key *key, int64_t organisation,
              const uint8_t message_id[16])
{
    uint8_t in[2 + 8 + 16] = {LINK_NONE, 0}, out[HASH_BYTES];

    for (size_t i = 0; i < 8; i++)
        in[2 + i] = (uint8_t)((uint64_t)organisation >> (8 * i));
    memcpy(in + 10, message_id, 16);
    (void)crypto_generichash(out, sizeof out, in, sizeof in, key->bytes,
                             sizeof key->bytes);
    return (int64_t)(first_eight(out) >> 1);
}

/* Of one family the `of` counts things. */
static uint8_t
family(uint8_t kind)
{
    switch ((unsigned)kind) {
    case LINK_PHONE:
    case LINK_PHONE_MASKED:
    case LINK_PHONE_LAST7:
        return LINK_PHONE;
    case LINK_HANDLE:
    case LINK_HANDLE_SKELETON:
        return LINK_HANDLE;
    case LINK_PLATE:
    case LINK_PLATE_MASKED:
    case LINK_PLATE_PART:
        return LINK_PLATE;
    case LINK_ALIAS:
    case LINK_ALIAS_WORD:
    case LINK_ALIAS_SOUND:
        return LINK_ALIAS;
    default:
        return kind;
    }
}

static bool
has(const struct link_record *record, uint8_t kind, uint64_t token)
{
    for (size_t i = 0; i < record->values_n; i++) {
        if (record->values[i].kind == kind && record->values[i].token == token)
            return true;
    }
    return false;
}

static uint8_t
next_of(const struct link_record *record, uint8_t kind)
{
    unsigned next = 0;

    for (size_t i = 0; i < record->values_n; i++) {
        const struct link_value *one = &record->values[i];

        if (family(one->kind) == family(kind) && one->of >= next)
            next = one->of + 1U;
    }
    return next > UINT8_MAX ? UINT8_MAX : (uint8_t)next;
}

static void
drop(struct link_record *record, size_t at)
{
    record->values_n--;
    for (size_t i = at; i < record->values_n; i++)
        record->values[i] = record->values[i + 1];
}

/* The weakest, and of those the last: what came first stays. */
static size_t
weakest(const struct link_record *record)
{
    size_t found = 0;

    for (size_t i = 1; i < record->values_n; i++) {
        if (values_weakness(record->values[i].kind) >=
            values_weakness(record->values[found].kind))
            found = i;
    }
    return found;
}

static void
put(struct link_record *record, const struct link_value *value)
{
    if (has(record, value->kind, value->token))
        return;
    if (record->values_n == LINK_VALUES_MAX) {
        size_t least = weakest(record);

        if (values_weakness(record->values[least].kind) <=
            values_weakness(value->kind))
            return;
        drop(record, least);
    }

    size_t at = record->values_n++;

    for (; at > 0 && link_value_before(value, &record->values[at - 1]); at--)
        record->values[at] = record->values[at - 1];
    record->values[at] = *value;
}

/* All of one thing get its number. */
static void
put_thing(struct link_record *record, struct values *values)
{
    if (values->n == 0)
        return;

    uint8_t of = next_of(record, values->v[0].kind);

    for (size_t i = 0; i < values->n; i++) {
        values->v[i].of = of;
        put(record, &values->v[i]);
    }
}

/* Each level by itself: of two places in one postcode one is the postcode. */
static void
put_place(struct link_record *record, struct values *values)
{
    for (size_t i = 0; i < values->n; i++) {
        values->v[i].of = next_of(record, values->v[i].kind);
        put(record, &values->v[i]);
    }
}

static void
put_code(const struct link_key *key, struct link_record *record,
         enum link_kind kind, unsigned code)
{
    char text[12];
    struct link_value value = {.kind = (uint8_t)kind};

    (void)snprintf(text, sizeof text, "%u", code);
    value.token = link_token_of(key, kind, text);
    value.of = next_of(record, value.kind);
    put(record, &value);
}

/* "Other" and "unknown" are no agreement. */
static void
put_codes(const struct link_key *key, const struct facts *facts,
          struct link_record *record)
{
    enum {
        RESIDENCE_UNKNOWN = 4
    };

    if (facts->form != FORM_NONE && facts->form < FORM_OTHER)
        put_code(key, record, LINK_FORM, facts->form);
    if (facts->sector != 0)
        put_code(key, record, LINK_SECTOR, facts->sector);
    if (facts->has_persons && facts->persons.residence != 0 &&
        facts->persons.residence < RESIDENCE_UNKNOWN)
        put_code(key, record, LINK_RESIDENCE, facts->persons.residence);
}

/* The least value of two texts together is the lesser of theirs. */
static void
put_text(const struct link_key *key, const char *text,
         struct link_record *record)
{
    uint64_t least[TEXT_VALUES];

    if (!text_values_of(key, text, least))
        return;
    for (uint8_t i = 0; i < TEXT_VALUES; i++) {
        struct link_value value = {
            .kind = LINK_TEXT, .of = i, .token = least[i]};

        for (size_t k = 0; k < record->values_n; k++) {
            if (record->values[k].kind != LINK_TEXT ||
                record->values[k].of != i)
                continue;
            if (record->values[k].token < value.token)
                value.token = record->values[k].token;
            drop(record, k);
            break;
        }
        put(record, &value);
    }
}

void
link_values_add(const struct link_key *key, const struct facts *facts,
                struct link_record *record)
{
    struct values values;

    if (facts->has_place) {
        values_of_place(key, &facts->place, &values);
        put_place(record, &values);
    }
    for (size_t i = 0; i < facts->identifiers.n; i++) {
        values_of_identifier(key, &facts->identifiers.v[i], &values);
        put_thing(record, &values);
    }
    put_codes(key, facts, record);
    put_text(key, facts->text, record);
}
