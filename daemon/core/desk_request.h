/* desk_request -- what the desk's own people ask of documents, rosters, drills
 * and referrals, as plain C values; strings are borrowed as in core/request.h.
 * core/validate_desk.h says what of it is acceptable. */
#ifndef CORE_DESK_REQUEST_H
#define CORE_DESK_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/model.h"
#include "core/referral.h"
#include "core/roster_book.h"

#define REQUEST_DOCUMENTS_MAX 8     /* in one document_put */
#define DOCUMENT_NAME_BYTES   32    /* with its NUL */
#define DOCUMENT_MAX_BYTES    49152 /* of its text: fits a frame */

struct request_document_get {
    const char *name;
    int64_t version; /* 0: the one in force */
};

struct request_document {
    const char *name;
    const uint8_t *text; /* UTF-8, not terminated */
    size_t text_n;
    int64_t expect; /* version in force as the writer saw it, 0: none */
};

struct request_document_put {
    struct request_document documents[REQUEST_DOCUMENTS_MAX];
    size_t n;
    const char *reason;
    const char *accept_gap; /* "": not accepted */
    bool check_only;
};

struct request_document_history {
    const char *name; /* "": of each document the one in force */
    int64_t before;   /* version, 0: from the newest */
};

struct request_override {
    const char *roster;
    enum override_verb verb; /* 0: not said */
    struct strings people;
    struct strings with; /* of a REPLACE */
    int64_t start_us;
    int64_t end_us;
    const char *reason;
    const char *accept_gap; /* "": not accepted */
};

struct request_roster_accept {
    const char *roster;
    int64_t start_us;
};

/* Numbers are those of loket.v1.SwapVerb. */
enum swap_verb {
    SWAP_VERB_NONE,
    SWAP_ACCEPT,
    SWAP_DECLINE,
    SWAP_WITHDRAW,
    SWAP_FORCE
};

/* Numbers are those of loket.v1.SwapState. */
enum swap_state {
    SWAP_NONE,
    SWAP_PROPOSED,
    SWAP_APPLIED, /* as overrides */
    SWAP_DECLINED,
    SWAP_WITHDRAWN
};

struct request_swap {
    const char *roster;
    const char *taker;
    int64_t start_us;
    int64_t end_us;
    int64_t back_start_us; /* both 0: nothing in return */
    int64_t back_end_us;
    const char *reason;
};

struct request_swap_decide {
    const char *swap;
    enum swap_verb verb;
    const char *reason;
    const char *accept_gap; /* "": not accepted */
};

struct request_drill_start {
    enum level level;
};

struct request_referral_action {
    const char *id;
    enum referral_verb verb;
    const char *to; /* of an OFFER */
    enum outcome outcome;
    const char *outflow; /* of a CLOSE */
    enum track track;    /* of a TRACK */
    enum track_status status;
    enum referral_phase phase; /* of a PHASE */
};

struct request_list_referrals {
    const char *after;
    bool meeting;
    bool closed;
};

#endif
