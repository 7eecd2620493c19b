/* journal -- accepted messages, as they came.  A message is accepted when
 * its row is committed, and not before. */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/model.h"
#include "core/people.h"
#include "core/rc.h"

struct store;

#define JOURNAL_DIGEST_BYTES 16
#define JOURNAL_BATCH_MAX    1024

enum journal_verdict {
    JOURNAL_ACCEPTED, /* new: seq and accepted_us are this row's */
    JOURNAL_REPLAYED, /* same id, same digest: those of the first time */
    JOURNAL_CONFLICT  /* same id, other digest: nothing stored */
};

struct journal_entry {
    /* in; body is borrowed for the call */
    int64_t organisation;
    int64_t principal;
    int64_t role; /* for the audit: what it acts as .. */
    uint8_t public_key[PUBLIC_KEY_BYTES]; /* .. and the key that spoke */
    uint8_t message_id[MESSAGE_ID_BYTES];
    enum message_kind kind;
    bool urgent;
    uint8_t digest[JOURNAL_DIGEST_BYTES]; /* keyed, of the body */
    const uint8_t *body;                  /* the Submit's bytes */
    size_t body_n;
    /* in for a new row; out for every verdict but CONFLICT */
    int64_t accepted_us;
    /* out */
    int64_t seq; /* row number, from 1; gaps are possible */
    enum journal_verdict verdict;
};

/* journal_append: one group commit.  n in 1..JOURNAL_BATCH_MAX.  Two entries
 * of one batch may be the same message.  What was
 * accepted leaves one audit record over all of it, a REPLAYED or CONFLICT
 * entry one of its own.  On anything but RC_OK no entry was accepted (RC_UNKNOWN:
 * nobody knows; the sender asks again).  When the disk was full and the machine
 * stops before the next commit, what was refused may be there all the same: sent
 * again it is REPLAYED.
 * cost  one fsync; one unique index (organisation, message id). */
MUST_USE enum rc journal_append(struct store *store,
                                struct journal_entry *entries, size_t n);

/* A journal row as read back. */
struct journal_row {
    int64_t seq;
    int64_t organisation;
    int64_t principal;
    uint8_t message_id[MESSAGE_ID_BYTES];
    enum message_kind kind;
    bool urgent;
    int64_t accepted_us;
    const uint8_t *body; /* until the visitor returns */
    size_t body_n;
    bool lost; /* erased, or damaged (that was logged): body is a byte that
                * decodes as nothing */
};

/* Visits one row; false ends the walk.  Must not call the store. */
typedef bool journal_visit(const struct journal_row *row, void *arg);

/* journal_read: rows with seq > after, ascending, at most `limit`. */
MUST_USE enum rc journal_read(struct store *store, int64_t after, size_t limit,
                              journal_visit *visit, void *arg);

/* journal_get: one row; RC_NOT_FOUND when there is none. */
MUST_USE enum rc journal_get(struct store *store, int64_t seq,
                             journal_visit *visit, void *arg);

/* journal_head: the newest seq, 0 when empty. */
MUST_USE enum rc journal_head(struct store *store, int64_t *seq);

#endif
