/* compare -- at which level each field of two records agrees.  Part of
 * score.h, which says the rules. */
#ifndef LINK_COMPARE_H
#define LINK_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "link/model.h"

struct link_record;

/* How a field compares. */
struct link_found {
    uint8_t level; /* as in struct link_part; so kind */
    uint8_t kind;
    bool crossed;
    bool single; /* values agree, or filters do: the two below are of the rarest
                  * of them */
    uint16_t clusters;
    int32_t rarity_mb;
    uint32_t many; /* n_a * n_b */
};

/* link_compare: of fields [0, fields_n).  Answers the seconds between the two,
 * -1: one has no time. */
int64_t link_compare(const struct link_model *model,
                     const struct link_record *a, const struct link_record *b,
                     struct link_found found[LINK_FIELDS_MAX]);

#endif
