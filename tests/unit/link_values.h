/* link_values -- records of values, in their order. */
#ifndef UNIT_LINK_VALUES_H
#define UNIT_LINK_VALUES_H

#include <stdlib.h>

#include "rows.h"

#include "link/model.h"
#include "link/record.h"

/* Of the epoch that values are of. */
#define LINK_WORDS_CLUSTERS 1000

static inline int
link_words_order(const void *a, const void *b)
{
    const struct link_value *x = a, *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->of != y->of)
        return x->of < y->of ? -1 : 1;
    return x->token < y->token ? -1 : x->token > y->token;
}

static inline void
link_words_sort(struct link_record *record)
{
    qsort(record->values, record->values_n, sizeof record->values[0],
          link_words_order);
}

static inline struct link_value *
link_words_add(struct link_record *record, uint8_t kind, uint8_t of,
               uint64_t token)
{
    struct link_value *value = &record->values[record->values_n];

    if (record->values_n == LINK_VALUES_MAX) {
        fail_msg("too many values");
        return value;
    }
    record->values_n++;
    *value = (struct link_value){
        .token = token,
        .rarity_mb = link_rarity_mb(kind, 1, LINK_WORDS_CLUSTERS),
        .clusters = 1,
        .kind = kind,
        .of = of,
    };
    return value;
}

#endif
