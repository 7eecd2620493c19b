/* score -- what two records say about belonging together. */
#ifndef LINK_SCORE_H
#define LINK_SCORE_H

#include <stdbool.h>
#include <stdint.h>

#include "link/model.h"

struct link_record;

#define LINK_LEVEL_MISSING UINT8_MAX /* else a level, or levels_n: different */

enum link_outcome {
    LINK_APART = 0,
    LINK_POSSIBLE, /* a person decides */
    LINK_STRONG    /* linked, provisionally, until a person confirms */
};

/* One field's part in a total. */
struct link_part {
    uint8_t level;
    uint16_t clusters;  /* that had the agreeing value at the epoch; 0: no
                          * single value */
    int32_t weight_mb;  /* before decay */
    int32_t decay_mb;   /* <= 0: what the time between takes off */
    int32_t counted_mb; /* what of both went into its group's sum */
};

struct link_score {
    int32_t total_mb; /* prior included */
    enum link_outcome outcome;
    bool identity;      /* an identity-level value speaks alone */
    bool contradicting; /* a field that must not differ does */
    uint8_t groups_agreeing;
    int64_t gap_s;
    struct link_part parts[LINK_FIELDS_MAX];
};

/* link_score: of two records under a model.  Symmetric: a and b may change
 * places.
 *
 * group   fields of one group hang together: the largest weight above zero and
 *         a quarter of the others; when none is above zero, the lowest
 * many    a value of several (n_a * n_b) is found by chance more often: the
 *         weight of the level less log2(n_a * n_b)
 * decay   an agreement loses 1000 mb per half life between the two times, and
 *         never goes below 0; without a time on both sides nothing
 * total   at least link_mb with groups_needed groups agreeing, or with one
 *         identity-level value that at most identity_max clusters had: STRONG;
 *         else at least possible_mb: POSSIBLE
 * cost    O(values), no memory */
void link_score(const struct link_model *model, const struct link_record *a,
                const struct link_record *b, struct link_score *out);

/* link_edge: what a pair weighs when bundles are made: above 0 only what is
 * STRONG; below it only evidence against; "nothing in common" is 0. */
int32_t link_edge(const struct link_model *model,
                  const struct link_score *score);

#endif
