/* retention -- how long each message is kept, what people did about that, and
 * erasing it.  A message here is the first of its versions with all of them
 * (message_first()).
 *
 * Calls marked "at hand" are part of the transaction at hand (linking_do()), or
 * one of their own. */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/retention.h"
#include "core/retention_request.h"
#include "core/roster_book.h"

struct store;

struct kept_row {
    int64_t seq; /* of the first version */
    struct kept kept;
    int64_t next_us;
    uint32_t prolonged; /* times */
    int64_t bundle;     /* 0: none */
    uint32_t messages;  /* versions, itself among them */
    uint32_t shares;    /* that it went into */
    char hold_reason[REASON_BYTES];
};

/* kept_get: RC_NOT_FOUND: no such message, or not combined yet. */
MUST_USE enum rc kept_get(struct store *store, int64_t seq,
                          struct kept_row *out);

/* kept_due: messages that are to be looked at, the longest due first, at most
 * cap; *next_us: of the earliest that is later, INT64_MAX: none.
 * cost  by what is due */
MUST_USE enum rc kept_due(struct store *store, int64_t now_us, int64_t out[],
                          size_t cap, size_t *n, int64_t *next_us);

/* kept_plan: at hand: look again at next_us; told_end_us 0: as it was. */
MUST_USE enum rc kept_plan(struct store *store, int64_t seq, int64_t next_us,
                           int64_t told_end_us);

/* kept_set: at hand: all versions are expired, since at_us, or live again. */
struct kept_set {
    int64_t seq;
    enum kept_state state;
    int64_t at_us;
    int64_t next_us;
    int64_t actor; /* 0: the desk itself */
};
MUST_USE enum rc kept_set(struct store *store, const struct kept_set *set);

/* kept_act: what a person did, on record; the message is looked at again at
 * once.  PROLONG: until until_us, once more; HOLD; RELEASE.  At hand. */
struct kept_act {
    int64_t seq;
    enum retention_verb verb;
    int64_t until_us;
    int64_t actor;
    const char *reason;
    int64_t now_us;
};
MUST_USE enum rc kept_act(struct store *store, const struct kept_act *act);

/* kept_list: seq > after, ascending, at most cap. */
MUST_USE enum rc kept_list(struct store *store, enum retention_list list,
                           int64_t after, int64_t out[], size_t cap, size_t *n);

/* --- erasing --- */

/* kept_versions: the message and all its versions, seq > after, ascending, at
 * most cap. */
MUST_USE enum rc kept_versions(struct store *store, int64_t seq, int64_t after,
                               int64_t out[], size_t cap, size_t *n);

/* erase_message: at hand, after the message was taken out of both sets of what
 * linking derives: everything that is only about it goes (docs/retention.md
 * lists it); what is about others too loses what it says of it; the number of
 * the message is never given again.  Not finished before erase_finish().
 *
 * tokens  that search_put() had of its versions, of any of them
 * errors  RC_NOT_FOUND: no such message
 * cost    by what there is of it */
struct erase {
    int64_t seq;
    enum erased_why why;
    int64_t actor;      /* 0: the desk itself */
    const char *reason; /* of ERASED_ASKED */
    int64_t fixed_us;   /* when the figures of its year are, or were, fixed */
    int64_t now_us;
    const uint64_t *tokens;
    size_t tokens_n;
};
MUST_USE enum rc erase_message(struct store *store, const struct erase *erase);

/* keyless_next: a message > after that has no key any more since a restore, with
 * the first of its versions; RC_NOT_FOUND: none.
 * keyless_tokens: what of search_put() there is of such a message, at most cap.
 * cost  the whole index is looked through: nothing else tells */
MUST_USE enum rc keyless_next(struct store *store, int64_t after, int64_t *seq,
                              int64_t *first);
MUST_USE enum rc keyless_tokens(struct store *store, int64_t seq,
                                uint64_t out[], size_t cap, size_t *n);

/* erase_decided: at hand: what people decided about the signal goes; others[n]:
 * whom it was about besides, at most cap; RC_AGAIN: there is more. */
MUST_USE enum rc erase_decided(struct store *store, int64_t seq,
                               int64_t others[], size_t cap, size_t *n);

/* erase_finish: what was erased goes out of the log too, which is cut to
 * nothing, and with the picture of a backup that was killed.  RC_DOWN: somebody
 * reads, or a backup has its picture; try again.  Cheap when nothing is pending.
 * cost  the whole log is moved */
MUST_USE enum rc erase_finish(struct store *store);

struct erasure {
    int64_t pending;        /* erased, and perhaps still in the log */
    int64_t after_rotation; /* that a key which is not newest may open yet */
    int64_t telling;        /* messages whose end is still to be told */
    int64_t told_us;        /* the last time that was */
    int64_t version;        /* of the document that all were looked at for */
    int64_t after;          /* of those that were looked at again */
};
MUST_USE enum rc erasure_get(struct store *store, struct erasure *out);

/* erasure_told: coordinators were told of all whose end is near. */
MUST_USE enum rc erasure_told(struct store *store, int64_t now_us);

/* erasure_again: for another version of the document: some more messages are to
 * be looked at, at most cap; *more: not yet all. */
MUST_USE enum rc erasure_again(struct store *store, int64_t version,
                               int64_t cap, bool *more);

/* erased_list: counts, by month, kind, source and why, the newest month first,
 * from the n-th on. */
struct erased_row {
    char month[8];
    enum message_kind kind;
    enum organisation_kind source;
    enum erased_why why;
    int64_t n;
};
MUST_USE enum rc erased_list(struct store *store, int64_t from,
                             struct erased_row *out, size_t cap, size_t *n);

#endif
