/* desk_request -- what the desk's own people ask of documents and rosters, as
 * plain C values; strings are borrowed as in core/request.h. */
#ifndef CORE_DESK_REQUEST_H
#define CORE_DESK_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/roster_book.h"

#define REQUEST_DOCUMENTS_MAX 8

struct request_document {
    const char *name;
    const uint8_t *text;
    size_t text_n;
    int64_t expect;
};

struct request_document_put {
    struct request_document documents[REQUEST_DOCUMENTS_MAX];
    size_t n;
    const char *reason;
    const char *accept_gap; /* "": not accepted */
    bool check_only;
};

struct request_override {
    const char *roster;
    enum override_verb verb;
    struct strings people;
    struct strings with;
    int64_t start_us;
    int64_t end_us;
    const char *reason;
    const char *accept_gap;
};

enum swap_verb {
    SWAP_VERB_NONE,
    SWAP_ACCEPT,
    SWAP_DECLINE,
    SWAP_WITHDRAW,
    SWAP_FORCE
};

struct request_swap {
    const char *roster;
    const char *taker;
    int64_t start_us;
    int64_t end_us;
    int64_t back_start_us;
    int64_t back_end_us;
    const char *reason;
};

#endif
