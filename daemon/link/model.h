/* model -- the weights of one epoch: what an agreement is worth.  Immutable
 * once in use; every number is an integer, so that every machine decides the
 * same (R032).
 *
 * Weights are milli-bits: 1000 * log2(m / u), m the chance of the agreement in
 * one situation, u among two signals that have nothing to do with each other
 * (Fellegi and Sunter 1969). */
#ifndef LINK_MODEL_H
#define LINK_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define LINK_FIELDS_MAX   16
#define LINK_LEVELS_MAX   6
#define LINK_GROUPS_MAX   16
#define LINK_CONTRAST_MAX 128

enum link_how {
    LINK_EXACT = 0, /* some value of the level's kind is equal */
    LINK_DICE,      /* filters of that kind agree to `at` permille or more */
    LINK_SHARED,    /* at least `at` values are equal, each in its place: kind,
                     * `of` and token */
    LINK_WITHIN     /* of time: at most `at` seconds apart; no kind */
};

struct link_level {
    uint8_t kind;  /* enum link_kind */
    uint8_t how;   /* enum link_how */
    bool rare;     /* EXACT, DICE: the value's rarity_mb is added to weight_mb
                    * (which is then log2(m)), at most weight_max_mb in all */
    bool identity; /* EXACT: one agreeing value may link alone */
    int32_t at;
    int32_t weight_mb;
    int32_t weight_max_mb; /* of a rare level; the most a learned weight may be
                            * of any, 0: no limit */
    int64_t half_life_s;   /* of this level; 0: the field's */
};

/* The first level that agrees counts.  None of them: different_mb when both
 * have a value of the first level's kind (or of the same kind of any level,
 * `any_known`; of time: a time), else the field is missing and weighs
 * nothing.  A field without levels is always missing. */
struct link_field {
    uint8_t group;
    uint8_t levels_n;
    int8_t cross; /* another field whose values may stand here (first and last
                     * name); -1: none.  Both name each other, with as many
                     * levels, which mean the same. */
    bool any_known;
    bool agrees;        /* counts for the two groups that must agree */
    bool contradicting; /* different: never the same observation */
    int32_t different_mb;
    int64_t half_life_s; /* an agreement loses a bit in this; 0: never */
    struct link_level levels[LINK_LEVELS_MAX];
};

struct link_model {
    uint32_t epoch; /* 1.. */
    uint32_t norm;  /* version of the normalisers */
    uint32_t fields_n;
    uint32_t groups_n;
    uint32_t window;        /* W: places in a list that are compared */
    uint32_t groups_needed; /* that must agree, for a link */
    uint32_t identity_max;  /* a value in more bundles speaks not alone */
    int32_t prior_mb;       /* of two arbitrary signals */
    int32_t link_mb;        /* total from which two are linked */
    int32_t possible_mb;    /* total from which a person is asked */
    uint32_t contrast;      /* among no more signals than this that hang
                             * together, two with a partner in common are
                             * compared though they stand in no list together:
                             * what speaks against them counts; 0: never */
    struct link_field fields[LINK_FIELDS_MAX];
};

/* link_model_start: the situation model before anything was learned: weights
 * set by hand, a prior for a store of a thousand signals.
 * link_model_same_start: the same for "is it the same observation?". */
void link_model_start(struct link_model *out);
void link_model_same_start(struct link_model *out);

/* link_rarity_mb: -log2(u) of a value of a kind that `clusters` of
 * `clusters_total` clusters had at the epoch: u = max(u_min of the kind,
 * (max(clusters, 1) - 1) / clusters_total).  A value in one cluster, or before
 * any was counted (clusters_total 0), is as rare as its kind can be; one that
 * everybody has is 0. */
int32_t link_rarity_mb(uint8_t kind, uint64_t clusters,
                       uint64_t clusters_total);

#endif
