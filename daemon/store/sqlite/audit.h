/* audit -- who did what to which row, written in the transaction that does
 * it, each record tied to the one before (core/audit_chain.h).  Rows, codes
 * and, sealed, the reasons people give; never content of a message.
 *
 * A message (and what is named by one: a bundle, a referral, a bottleneck) is
 * never called by its row but by its handle, which nobody can tell apart from
 * another once the record's key is destroyed. */
#ifndef STORE_SQLITE_AUDIT_H
#define STORE_SQLITE_AUDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/audit_chain.h"
#include "core/rc.h"
#include "store/audit.h"

struct store;

struct audit_record {
    int64_t at_us;
    int64_t actor;      /* principal; 0: the desk itself */
    const char *verb;   /* "partner-add": sqlite/audit_words.c */
    const char *object; /* table of the row: "principal" */
    int64_t row;        /* of "message", "bundle" ..: becomes a handle */
    int64_t code;       /* state or verdict, by verb; 0: none */
    const char *reason; /* cut to REASON_BYTES - 1; NULL: none */
    int64_t about;      /* message a row of another table is about; 0: none */
    const char *detail; /* words of ours, never of people; NULL: none */
    const uint8_t *content;        /* hash of what is stored; NULL: none */
    const struct audit_actor *who; /* NULL: who acts (store/audit.h) */
};

/* audit_write: only inside a transaction. */
MUST_USE enum rc audit_write(struct store *store,
                             const struct audit_record *record);

/* audit_append: a record as it is, but for number and hash, which it gets. */
MUST_USE enum rc audit_append(struct store *store, struct audit_row *row);

/* audit_seal: handle and sealed reason of a row that has its number. */
MUST_USE enum rc audit_seal(struct store *store, struct audit_row *row,
                            int64_t message, const char *reason);

/* audit_content: hash of the body of one message as it is stored. */
MUST_USE enum rc audit_content(struct store *store, int64_t seq,
                               uint8_t out[AUDIT_HASH_BYTES]);

/* audit_start: of store_open(): chains what an earlier version wrote, in
 * slices; what is chained already stays. */
MUST_USE enum rc audit_start(struct store *store);

/* audit_action_of, audit_outcome_of: of a verb.  audit_of_message: is a thing
 * of this kind named by a message? */
enum audit_action audit_action_of(const char *verb);
enum audit_outcome audit_outcome_of(const char *verb);
bool audit_of_message(const char *object);

#endif
