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
    uint8_t kind;       /* enum link_kind that agrees, or of which both have one
                         * and differ (the first); 0: none, or time */
    bool crossed;       /* with values of the field's cross field */
    uint16_t clusters;  /* that had the agreeing value at the epoch; 0: none, or
                         * no single value */
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
    int64_t gap_s; /* between the two times; -1: one has none */
    struct link_part parts[LINK_FIELDS_MAX];
};

/* link_score: of two records under a model.  Symmetric: a and b may change
 * places.
 *
 * rare    of several agreeing values the rarest counts; of an agreement by
 *         filters half of it, since it is not the value itself.  What the two
 *         records say of one value's rarity differently: the least
 * many    a value of several (n_a * n_b things) is found by chance more often:
 *         a weight above 0 of EXACT or DICE less log2(n_a * n_b), not below 0
 * decay   a weight above 0 loses 1000 mb per half life between the two times,
 *         not below 0; without a time on both sides nothing
 * cross   two fields that name each other: when a's values of either stand
 *         better against b's of the other, that is what counts, the better of
 *         the two agreements as the lower field's.  Better: the sum of the
 *         levels is lower by more than half a level, missing a half before
 *         different; never when one of the two agrees at its first level
 * group   fields of one group hang together: the largest weight above zero and
 *         a quarter of the others (rounded towards zero); when none is above
 *         zero, the lowest alone
 * agrees  a group agrees when its sum is above 0 and one of its fields that
 *         counts for it has a weight above 0 after decay
 * total   at least link_mb with groups_needed groups agreeing, or with one
 *         identity-level value that at most identity_max clusters had: STRONG;
 *         else at least possible_mb: POSSIBLE.  Contradicting is never STRONG
 * cost    O(values), no memory; without values of one kind by the dozen well
 *         below a microsecond */
void link_score(const struct link_model *model, const struct link_record *a,
                const struct link_record *b, struct link_score *out);

/* link_edge: what a pair weighs when bundles are made.  STRONG: what it has
 * above link_mb, 1 to 20000.  Else only evidence against, the total without the
 * prior, -8000 to 0: "nothing in common" is 0. */
int32_t link_edge(const struct link_model *model,
                  const struct link_score *score);

#endif
