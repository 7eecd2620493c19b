/* keys -- the lists a record stands in; see tokens.h */
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "link/tokens.h"

#define IN_TURN   4 /* of one rule, before the others had theirs */
#define KEY_BYTES 16
#define BANDS     4
#define BAND_ROWS 4
#define DAY_S     86400

#define MONTH_HALF_DAYS 61

/* Strongest first.  Part of what is hashed: never renumbered. */
enum rule {
    RULE_PHONE = 1,
    RULE_HANDLE,
    RULE_EMAIL,
    RULE_AD,
    RULE_PLATE,
    RULE_BAG,
    RULE_DWELLING,
    RULE_BUILDING,
    RULE_LAST7_PC4,
    RULE_URL,
    RULE_SKELETON,
    RULE_PART_PC4,
    RULE_ALIAS_MUNICIPALITY,
    RULE_SOUNDS,
    RULE_WORD_PC4,
    RULE_WORD_PC6,
    RULE_PC6_FORM,
    RULE_PC6,
    RULE_PC4_MONTH_FORM,
    RULE_TEXT,
    RULE_ALIAS,
    RULE_MASKED,
    RULE_END
};

/* A rule makes a key of each value of `one` with each of `with`; of one alone
 * the key is the token itself, so that a value can be looked for. */
static const struct making {
    uint8_t one, with;
    bool month;
    bool at_last; /* only in the room the others left */
} makings[RULE_END] = {
    [RULE_PHONE] = {LINK_PHONE, 0, false, false},
    [RULE_HANDLE] = {LINK_HANDLE, 0, false, false},
    [RULE_EMAIL] = {LINK_EMAIL, 0, false, false},
    [RULE_AD] = {LINK_AD, 0, false, false},
    [RULE_PLATE] = {LINK_PLATE, 0, false, false},
    [RULE_BAG] = {LINK_BAG, 0, false, false},
    [RULE_DWELLING] = {LINK_DWELLING, 0, false, false},
    [RULE_BUILDING] = {LINK_BUILDING, 0, false, false},
    [RULE_LAST7_PC4] = {LINK_PHONE_LAST7, LINK_PC4, false, false},
    [RULE_URL] = {LINK_URL, 0, false, false},
    [RULE_SKELETON] = {LINK_HANDLE_SKELETON, 0, false, false},
    [RULE_PART_PC4] = {LINK_PLATE_PART, LINK_PC4, false, false},
    [RULE_ALIAS_MUNICIPALITY] = {LINK_ALIAS, LINK_MUNICIPALITY, false, false},
    [RULE_SOUNDS] = {LINK_ALIAS_SOUND, LINK_ALIAS_SOUND, false, false},
    [RULE_WORD_PC4] = {LINK_ALIAS_WORD, LINK_PC4, false, false},
    [RULE_WORD_PC6] = {LINK_ALIAS_WORD, LINK_PC6, false, false},
    [RULE_PC6_FORM] = {LINK_PC6, LINK_FORM, false, false},
    [RULE_PC6] = {LINK_PC6, 0, false, false},
    [RULE_PC4_MONTH_FORM] = {LINK_PC4, LINK_FORM, true, false},
    [RULE_ALIAS] = {LINK_ALIAS, 0, false, false},
    [RULE_MASKED] = {LINK_PHONE_MASKED, 0, false, true},
};

struct making_keys {
    const struct link_key *key;
    struct link_record *record;
    size_t of_rule; /* keys of the rule so far */
    size_t at_most;
};

static void
add(struct making_keys *making, uint64_t key)
{
    struct link_record *record = making->record;

    for (size_t i = 0; i < record->keys_n; i++) {
        if (record->keys[i] == key) {
            making->of_rule++;
            return;
        }
    }
    if (record->keys_n == LINK_KEYS_MAX || making->of_rule >= making->at_most)
        return;
    making->of_rule++;
    record->keys[record->keys_n++] = key;
}

static void
put_number(uint8_t *out, uint64_t number)
{
    for (size_t i = 0; i < 8; i++)
        out[i] = (uint8_t)(number >> (8 * i));
}

/* The first byte is no kind of a value, the third no version: no key is a
 * value's token. */
static uint64_t
key_of(const struct link_key *key, enum rule rule, const uint64_t *numbers,
       size_t n)
{
    uint8_t in[4 + 8 * BAND_ROWS] = {LINK_NONE, LINK_NORM, (uint8_t)rule};
    uint8_t out[KEY_BYTES];
    uint64_t made = 0;

    for (size_t i = 0; i < n; i++)
        put_number(in + 4 + 8 * i, numbers[i]);
    (void)crypto_generichash(out, sizeof out, in, 4 + 8 * n, key->bytes,
                             sizeof key->bytes);
    for (size_t i = 0; i < 8; i++)
        made |= (uint64_t)out[i] << (8 * i);
    return made != 0 ? made : 1;
}

/* Months of thirty days and a half since 1970; only that two are equal
 * matters. */
static int64_t
month_of(int64_t time_s)
{
    const int64_t half_days = time_s * 2 / DAY_S - (time_s < 0 ? 1 : 0);

    return half_days / MONTH_HALF_DAYS - (half_days < 0 ? 1 : 0);
}

static void
add_pair(struct making_keys *making, enum rule rule, uint64_t a, uint64_t b)
{
    const struct making *how = &makings[rule];
    uint64_t numbers[3] = {a, b, 0};

    if (how->one == how->with && a > b) {
        numbers[0] = b;
        numbers[1] = a;
    }
    if (how->month)
        numbers[2] = (uint64_t)month_of(making->record->place.time_s);
    add(making, key_of(making->key, rule, numbers, how->month ? 3 : 2));
}

static void
add_with(struct making_keys *making, enum rule rule, size_t one)
{
    const struct link_record *record = making->record;
    const struct making *how = &makings[rule];
    /* of the same kind each pair once */
    size_t from = how->one == how->with ? one + 1 : 0;

    for (size_t i = from; i < record->values_n; i++) {
        if (record->values[i].kind == how->with)
            add_pair(making, rule, record->values[one].token,
                     record->values[i].token);
    }
}

static void
add_bands(struct making_keys *making)
{
    const struct link_record *record = making->record;
    size_t first = 0;

    while (first < record->values_n && record->values[first].kind != LINK_TEXT)
        first++;
    for (size_t band = 0; band < BANDS; band++) {
        uint64_t numbers[BAND_ROWS];

        for (size_t row = 0; row < BAND_ROWS; row++) {
            size_t of = band * BAND_ROWS + row;

            if (first + of >= record->values_n ||
                record->values[first + of].kind != LINK_TEXT ||
                record->values[first + of].of != of)
                return;
            numbers[row] = record->values[first + of].token;
        }
        add(making, key_of(making->key, RULE_TEXT, numbers, BAND_ROWS));
    }
}

static void
add_rule(struct making_keys *making, enum rule rule)
{
    const struct link_record *record = making->record;
    const struct making *how = &makings[rule];

    making->of_rule = 0;
    if (rule == RULE_TEXT) {
        add_bands(making);
        return;
    }
    if (how->month && record->place.time_s == LINK_TIME_NONE)
        return;
    for (size_t i = 0; i < record->values_n; i++) {
        if (record->values[i].kind != how->one)
            continue;
        if (how->with == LINK_NONE)
            add(making, record->values[i].token);
        else
            add_with(making, rule, i);
    }
}

void
link_keys_of(const struct link_key *key, struct link_record *record)
{
    struct making_keys making = {.key = key, .record = record};

    record->keys_n = 0;
    for (int turn = 0; turn < 2; turn++) {
        making.at_most = turn == 0 ? IN_TURN : LINK_KEYS_MAX;
        for (unsigned rule = RULE_PHONE; rule < RULE_END; rule++) {
            if (turn == 1 || !makings[rule].at_last)
                add_rule(&making, (enum rule)rule);
        }
    }
}
