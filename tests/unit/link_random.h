/* link_random -- records of chance, whose values meet often. */
#ifndef UNIT_LINK_RANDOM_H
#define UNIT_LINK_RANDOM_H

#include "link_words.h"

static inline uint64_t
link_random_below(uint64_t *seed, uint64_t n)
{
    return rows_random(seed) % n;
}

/* What a value of a kind is worth depends on the value alone, as at an epoch. */
static inline void
link_random_value(struct link_record *record, uint8_t kind, uint8_t of,
                  uint64_t token)
{
    struct link_value *value = link_words_add(record, kind, of, token);
    uint64_t seed = token * 256 + kind;

    value->clusters = (uint16_t)link_random_below(&seed, 9);
    value->rarity_mb =
        link_rarity_mb(kind, value->clusters, 2 + link_random_below(&seed, 64));
    for (size_t i = 0; i < LINK_FILTER_WORDS; i++)
        value->filter[i] = rows_random(&seed) | rows_random(&seed);
}

static inline void
link_random_record(uint64_t *seed, int64_t node, struct link_record *out)
{
    *out = (struct link_record){.place = {.node = node, .order = node}};
    out->place.time_s = link_random_below(seed, 20) == 0
                            ? LINK_TIME_NONE
                            : (int64_t)link_random_below(seed, 40000000);
    for (size_t i = 0; i < ROWS(link_words_kinds); i++) {
        const uint8_t kind = link_words_kinds[i].kind;
        const uint64_t n =
            kind == LINK_TEXT ? LINK_WORDS_TEXT : link_random_below(seed, 4);

        for (uint8_t of = 0; of < n; of++)
            link_random_value(out, kind, of, 1 + link_random_below(seed, 6));
    }
    link_words_sort(out);
}

#endif
