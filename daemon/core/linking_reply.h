/* linking_reply -- what the desk tells about finding back and belonging
 * together, as plain C values; pointers are borrowed until they are encoded.
 * Amounts of evidence are milli-bits (link/model.h).  The words of why are in
 * core/linking_why.h. */
#ifndef CORE_LINKING_REPLY_H
#define CORE_LINKING_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/linking_request.h"

#define SEARCH_MATCHES_MAX 12 /* of one hit */
#define DECISION_IDS_SHOWN 20
#define DECISION_BUNDLES   20 /* where the signals are, at most */
#define EPOCH_JOINED_SHOWN 10

/* Numbers are those of loket.v1.SearchMatch. */
enum search_match {
    MATCH_NONE,
    MATCH_MUNICIPALITY,
    MATCH_POSTCODE_4,
    MATCH_POSTCODE_6,
    MATCH_BUILDING,
    MATCH_DWELLING,
    MATCH_IDENTIFIER,
    MATCH_IDENTIFIER_NEARLY,
    MATCH_IDENTIFIER_PART,
    MATCH_INDICATORS,
    MATCH_FORM,
    MATCH_WORDS
};

struct reply_hit {
    const char *id;
    enum message_kind kind;
    const char *bundle; /* "" none */
    bool provisional;
    int64_t observed_us; /* 0: not said */
    enum precision precision;
    int64_t accepted_us;
    uint8_t class_k; /* of its case, 0: none */
    enum level level;
    enum case_status status;
    enum organisation_kind organisation_kind;
    enum search_match matched[SEARCH_MATCHES_MAX];
    size_t matched_n;
};

struct reply_search {
    const struct reply_hit *hits; /* newest first */
    size_t n;                     /* at most LIST_LIMIT */
    bool more;
    bool partial;
    uint32_t left;
};

/* Numbers are those of loket.v1.DecisionVerdict. */
enum decision_verdict {
    DECISION_VERDICT_NONE,
    DECISION_OK,
    DECISION_NOT_FOUND,
    DECISION_CONTRADICTS,
    DECISION_ALREADY,
    DECISION_NOT_SIGNALS,
    DECISION_TOO_MANY
};

struct reply_decision {
    const char *decision;
    enum decision_verb verb;
    const char *const *ids; /* at most DECISION_IDS_SHOWN */
    size_t ids_shown;
    uint32_t ids_n; /* how many there were */
    const char *bundle;
    const char *by;
    int64_t at_us;
    const char *reason;
    int64_t taken_back_us; /* 0: it stands */
    const char *taken_back_by;
    const char *taken_back_reason;
};

/* Numbers are those of loket.v1.EpochState. */
enum epoch_state {
    EPOCH_STATE_NONE,
    EPOCH_IN_FORCE,
    EPOCH_BUILDING,
    EPOCH_READY
};

/* Numbers are those of loket.v1.EpochVerdict. */
enum epoch_verdict {
    EPOCH_VERDICT_NONE,
    EPOCH_OK,
    EPOCH_NOT_PREPARED,
    EPOCH_NOT_READY,
    EPOCH_OTHER,
    EPOCH_PREPARED
};

struct reply_epoch {
    uint32_t epoch;
    enum epoch_state state;
    uint32_t norm;
    uint32_t window;
    uint32_t groups_needed;
    uint32_t identity_max;
    int32_t prior_mb;
    int32_t link_mb;
    int32_t possible_mb;
    uint32_t signals; /* in it so far */
    uint32_t signals_of;
    uint32_t bundles;   /* with two signals or more */
    uint32_t confirmed; /* pairs it learned from; 0: weights by hand */
    int64_t prepared_us;
    const char *prepared_by;
    const char *reason;
    int64_t swapped_us; /* 0: not yet */
    uint32_t counted;   /* signals when it was made; 0: not counted */
};

struct reply_epoch_change {
    const char *bundle;
    uint32_t signals;
    uint32_t parts;
    uint32_t signals_then;
    const char *const *joined; /* at most EPOCH_JOINED_SHOWN */
    size_t joined_n;
};

struct reply_epoch_weight; /* core/linking_why.h */

struct reply_epochs {
    enum epoch_verdict verdict;
    const struct reply_epoch *in_force; /* NULL: not said */
    const struct reply_epoch *next;     /* NULL: none */
    uint32_t changed; /* bundles; so signals: at most 100,000 */
    uint32_t moved;
    const struct reply_epoch_change *changes;
    size_t n; /* at most LIST_LIMIT */
    bool more;
    const struct reply_epoch_weight *weights;
    size_t weights_n; /* at most LIST_LIMIT */
};

#endif
