/* linking_review -- what became of a decision, and what waits for one; as
 * plain C values, pointers are borrowed until they are encoded. */
#ifndef CORE_LINKING_REVIEW_H
#define CORE_LINKING_REVIEW_H

#include <stddef.h>
#include <stdint.h>

#include "core/linking_why.h"

struct reply_decided {
    enum decision_verdict verdict;
    const struct reply_decision *decision; /* NULL: none */
    const char *const *bundles;            /* at most DECISION_BUNDLES */
    size_t bundles_n;
    struct why_edges path; /* of a contradiction */
};

struct reply_review {
    enum review_kind kind;
    struct why_pair pair;
    const char *bundle_a;
    const char *bundle_b;
    uint32_t signals_a;
    uint32_t signals_b;
    enum organisation_kind organisation_kind_a;
    enum organisation_kind organisation_kind_b;
    int64_t accepted_us_a;
    int64_t accepted_us_b;
};

struct reply_reviews {
    const struct reply_review *items; /* best first */
    size_t n;                         /* at most REVIEW_LIMIT */
    const char *next;                 /* cursor, "" no more */
    uint32_t waiting;                 /* in all; saturates */
};

#endif
