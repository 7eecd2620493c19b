/* search -- finding messages back, without their text: by keyed tokens of what
 * stands in them (link/tokens.h) and by their coded values. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/model.h"
#include "core/rc.h"

struct store;

#define SEARCH_TERMS_MAX  16
#define SEARCH_TOKENS_MAX 40  /* of one term */
#define SEARCH_PUT_MAX    512 /* tokens of one message */

/* search_put: what a combined message is found by; more of it may come later,
 * twice is once.  Part of the transaction at hand (store/linking.h), or one of
 * its own.  observed_s: when it was seen, 0: not said.
 * RC_INVALID: more than SEARCH_PUT_MAX tokens; RC_NOT_FOUND: no facts of it. */
struct search_entry {
    int64_t seq;
    int64_t observed_s;
    const uint64_t *tokens;
    size_t tokens_n;
};
MUST_USE enum rc search_put(struct store *store,
                            const struct search_entry *entry);

/* A message has the term when it has one of its tokens. */
struct search_term {
    uint64_t tokens[SEARCH_TOKENS_MAX];
    size_t n; /* 0: no message has it */
};

/* Whatever is given must hold; 0 and NULL: not given.  Periods are half-open. */
struct search_query {
    int64_t before; /* seq: only below it; 0: from the newest on */
    const struct search_term *terms;
    size_t terms_n;
    const char *const *indicators; /* codes */
    size_t indicators_n;
    enum message_kind kind; /* NONE: all that have a bundle or an alert of
                             * their own: no withdrawals */
    enum form form;
    enum organisation_kind source;
    uint32_t municipality;
    int64_t observed_from_s, observed_to_s;
    int64_t accepted_from_us, accepted_to_us;
    uint8_t class_least;   /* of its case */
    uint32_t alert_states; /* bit per enum alert_state; bit 0: no alert */
    bool withdrawn;        /* those alone; else none of them */
    bool any_withdrawn;    /* both */
};

struct search_hit {
    int64_t seq;
    enum message_kind kind;
    int64_t organisation;
    enum organisation_kind source;
    int64_t observed_s; /* 0: not said */
    int64_t accepted_us;
    int64_t amends; /* 0: a message of its own */
    int64_t bundle; /* 0: none; of a referral that which it seems to be about */
    int64_t alert;  /* 0: none */
    enum alert_state state;
    enum level level;
    uint8_t class_k; /* of its case */
    bool withdrawn;
    uint8_t matched[SEARCH_TERMS_MAX]; /* of each term: the first of its tokens
                                        * that the message has */
};

struct search_end {
    size_t n;     /* of hits */
    int64_t next; /* `before` to go on with; 0: there are no more */
    bool partial; /* it stopped because it had looked at SEARCH_LOOK places */
};

/* search_find: the newest first, at most cap.  What a correction took the place
 * of is not found by what it said, and what is expired not at all.
 * RC_INVALID: too many terms or indicators (SEARCH_TERMS_MAX each), or tokens
 * cost  by SEARCH_LOOK at most, however many messages there are: lists are
 *       leapt through from common entry to common entry */
#define SEARCH_LOOK 8000

/* search_spend: on record that a person searches, for what purpose; *n: which
 * one of that local day it is. */
struct search_spending {
    int64_t principal;
    int64_t day;
    int64_t now_us;
    const char *purpose;
};
MUST_USE enum rc search_spend(struct store *store,
                              const struct search_spending *spending,
                              int64_t *n);

MUST_USE enum rc search_find(struct store *store,
                             const struct search_query *query,
                             struct search_hit out[], size_t cap,
                             struct search_end *end);

#endif
