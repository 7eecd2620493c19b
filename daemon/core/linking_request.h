/* linking_request -- what is asked about finding back, belonging together,
 * decisions about it, the review queue and epochs, as plain C values; strings
 * are borrowed as in core/request.h.  core/validate_linking.h says what of it
 * is acceptable. */
#ifndef CORE_LINKING_REQUEST_H
#define CORE_LINKING_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/people.h"

#define SEARCH_IDENTIFIERS_MAX 4
#define SEARCH_INDICATORS_MAX  16
#define SEARCH_DEFAULT         20 /* hits of one answer */
#define REVIEW_DEFAULT         20
#define REVIEW_LIMIT           50
#define DECIDE_IDS_MAX         500

/* Numbers are those of loket.v1.CaseStatus. */
enum case_status {
    CASE_ANY,
    CASE_KEPT,
    CASE_OPEN,
    CASE_CLOSED,
    CASE_WITHDRAWN
};

/* Numbers are those of loket.v1.DecisionVerb. */
enum decision_verb {
    DECISION_VERB_NONE,
    DECISION_COMBINE,
    DECISION_SPLIT,
    DECISION_SEPARATE,
    DECISION_UNSURE,
    DECISION_TAKE_BACK
};

/* Numbers are those of loket.v1.ReviewKind. */
enum review_kind {
    REVIEW_NONE,
    REVIEW_POSSIBLE,
    REVIEW_PROVISIONAL,
    REVIEW_SPLIT_TIE
};

/* Numbers are those of loket.v1.EpochVerb. */
enum epoch_verb {
    EPOCH_VERB_NONE,
    EPOCH_SHOW,
    EPOCH_PREPARE,
    EPOCH_DIFF,
    EPOCH_SWAP,
    EPOCH_DROP
};

struct search_place {
    const char *municipality;
    const char *postcode;  /* 4 digits, or all 6 characters */
    uint32_t house_number; /* 0: not said */
    const char *house_letter;
    const char *addition;
};

/* Half-open, full-dates; "": open on that side. */
struct search_period {
    const char *from;
    const char *to;
};

struct request_search {
    const char *purpose;
    bool has_place;
    struct search_place place;
    struct identifier identifiers[SEARCH_IDENTIFIERS_MAX];
    size_t identifiers_n;
    struct strings indicators;
    enum form form;
    struct search_period observed;
    struct search_period accepted;
    uint32_t class_k; /* enum class_k, at least; 0: any */
    enum case_status status;
    enum organisation_kind organisation_kind;
    const char *words;
    enum message_kind kind;
    uint32_t limit; /* 0: SEARCH_DEFAULT */
    const char *after;
};

struct request_why {
    const char *id;
    const char *other; /* "" none */
};

struct request_link_decide {
    enum decision_verb verb;
    struct strings ids;
    const char *bundle;   /* of a SPLIT */
    const char *decision; /* of a TAKE_BACK */
    const char *reason;
};

struct request_list_review {
    enum review_kind kind; /* NONE: POSSIBLE */
    const char *id;        /* "" all */
    int64_t from_mb;       /* 0: any */
    bool unsure;
    uint32_t limit; /* 0: REVIEW_DEFAULT */
    const char *after;
};

struct request_epoch_action {
    enum epoch_verb verb;
    uint32_t epoch;
    const char *reason;
    const char *after; /* bundle */
};

#endif
