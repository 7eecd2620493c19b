/* linking_why -- why signals belong together, or do not: the parts of the sum,
 * what holds a bundle together and what people said; as plain C values,
 * pointers are borrowed until they are encoded. */
#ifndef CORE_LINKING_WHY_H
#define CORE_LINKING_WHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/linking_reply.h"

#define WHY_LINES_MAX     16
#define WHY_TREE_MAX      100
#define WHY_CUT_MAX       50
#define WHY_DECISIONS_MAX 20
#define WHY_PATH_MAX      50
#define WHY_FLAGS_MAX     6

/* Numbers are those of loket.v1.LinkGroup. */
enum why_group {
    WHY_GROUP_NONE,
    WHY_CONTACT,
    WHY_VEHICLE,
    WHY_PLACE,
    WHY_PERSON,
    WHY_KIND,
    WHY_TIME,
    WHY_TEXT
};

/* Numbers are those of loket.v1.LinkLevel. */
enum why_level {
    WHY_LEVEL_NONE,
    WHY_SAME,
    WHY_CLOSE,  /* at: permille */
    WHY_SHARED, /* at: how many */
    WHY_WITHIN, /* at: seconds */
    WHY_DIFFERENT
};

/* Numbers are those of loket.v1.LinkOutcome; minus 1 those of enum
 * link_outcome. */
enum why_outcome {
    WHY_NOT_COMPARED,
    WHY_APART,
    WHY_POSSIBLE,
    WHY_STRONG
};

/* Numbers are those of loket.v1.LinkSaid and of enum link_decision_kind. */
enum why_said {
    SAID_NOTHING,
    SAID_TOGETHER,
    SAID_SEPARATE,
    SAID_UNSURE
};

/* Numbers are those of loket.v1.BundleFlag. */
enum bundle_flag {
    BUNDLE_FLAG_NONE,
    BUNDLE_OVERSIZE,
    BUNDLE_BRIDGE,
    BUNDLE_BURST,
    BUNDLE_COMMON,
    BUNDLE_SPLIT_TIE,
    BUNDLE_STALE
};

struct why_line {
    enum why_group group;
    code_number value; /* loket.v1.LinkValue: enum link_kind */
    enum why_level level;
    int32_t at;
    int32_t weight_mb;
    int32_t decay_mb; /* <= 0 */
    int32_t counted_mb;
    uint32_t bundles; /* that had the value; 0: no single value */
};

/* One that the next epoch has otherwise. */
struct reply_epoch_weight {
    struct why_line line; /* as it is: weight_mb */
    int32_t after_mb;
};

struct why_pair {
    const char *a;
    const char *b;
    int32_t prior_mb;
    struct why_line lines[WHY_LINES_MAX];
    size_t lines_n;
    int32_t total_mb;
    uint32_t probability_ppm;
    uint32_t groups_needed;
    uint32_t groups_agreeing;
    bool identity;
    bool contradicting;
    int64_t gap_s; /* -1: not known */
    enum why_outcome outcome;
    enum why_said said;
    bool same_observation;
};

struct why_edge {
    const char *a;
    const char *b;
    int32_t total_mb;
    enum why_said said;
    const char *decision; /* "" none */
};

/* What does not fit is cut off at the MAX above and said so by `more`. */
struct why_edges {
    const struct why_edge *v;
    size_t n;
    bool more;
};

struct reply_why {
    const char *id;
    const char *other; /* "" none */
    uint32_t epoch;
    int32_t link_mb;
    int32_t possible_mb;
    const char *bundle; /* "" none; so the next */
    const char *other_bundle;
    bool provisional;
    uint32_t signals;
    uint32_t observations;
    uint32_t sources;
    const struct why_pair *pair;    /* NULL: none */
    const struct why_edge *weakest; /* NULL: none */
    struct why_edges tree;
    struct why_edges cut;
    const struct reply_decision *decisions; /* newest first */
    size_t decisions_n;
    bool decisions_more;
    struct why_edges path; /* `more` is never said */
    enum bundle_flag flags[WHY_FLAGS_MAX];
    size_t flags_n;
};

#endif
