/* record -- what of one signal is compared with others: keyed tokens and small
 * numbers.  Without the key nothing of it can be read. */
#ifndef LINK_RECORD_H
#define LINK_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINK_VALUES_MAX   96
#define LINK_KEYS_MAX     16 /* blocking keys of one record */
#define LINK_FILTER_WORDS 2  /* 128 bits */
#define LINK_TIME_NONE    INT64_MIN

/* What a token is of.  Part of what is hashed and stored: never renumbered. */
enum link_kind {
    LINK_NONE = 0,
    LINK_DWELLING = 1, /* postcode, number, letter, addition */
    LINK_PHONE = 2,    /* E.164 */
    LINK_PHONE_MASKED = 3,
    LINK_PHONE_LAST7 = 4,
    LINK_HANDLE = 5, /* platform:handle */
    LINK_HANDLE_SKELETON = 6,
    LINK_EMAIL = 7,
    LINK_AD = 8, /* site:ad id */
    LINK_PLATE = 9,
    LINK_PLATE_MASKED = 10,
    LINK_PLATE_PART = 11,
    LINK_BAG = 12,
    LINK_BUILDING = 13,
    LINK_PC6 = 14,
    LINK_PC4 = 15,
    LINK_MUNICIPALITY = 16,
    LINK_ALIAS = 17, /* all words, sorted; carries the filter */
    LINK_ALIAS_WORD = 18,
    LINK_ALIAS_SOUND = 19,
    LINK_FORM = 20,
    LINK_SECTOR = 21,
    LINK_RESIDENCE = 22,
    LINK_TEXT = 23, /* one MinHash value of the text; `of` is its place */
    LINK_URL = 24,
    LINK_WORD = 25, /* of the text, for search alone */
    LINK_OWN = 128  /* from here on: a model's own, for other data */
};

struct link_value {
    uint64_t token;
    uint64_t filter[LINK_FILTER_WORDS]; /* all 0: none */
    int32_t rarity_mb; /* -log2(u) of the value at the epoch, milli-bits >= 0 */
    uint16_t clusters; /* that had the value at the epoch; saturates */
    uint8_t kind;      /* enum link_kind */
    uint8_t of;        /* which of the signal's things: its first phone is 0 */
};

/* link_value_before: how they stand in a record. */
static inline bool
link_value_before(const struct link_value *a, const struct link_value *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind;
    if (a->of != b->of)
        return a->of < b->of;
    return a->token < b->token;
}

/* The place of a signal in every list: (time_s, order). */
struct link_place {
    int64_t time_s;
    int64_t order; /* keyed, of (organisation, message id): says nothing of
                    * when it came, never equal for two signals */
    int64_t node;  /* the book's number of the record; >= 1 */
};

struct link_record {
    struct link_place place;
    int64_t organisation;
    uint16_t values_n;
    uint16_t keys_n;
    uint64_t keys[LINK_KEYS_MAX];              /* strongest first, none twice */
    struct link_value values[LINK_VALUES_MAX]; /* ascending (kind, of, token) */
};

#endif
