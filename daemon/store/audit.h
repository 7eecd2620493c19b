/* audit -- the audit as it is read, and records of what changed nothing:
 * content that was read, an action that was refused.  Every call that changes
 * something writes its own record in its own transaction. */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/audit_chain.h"
#include "core/audit_text.h"
#include "core/people.h"
#include "core/rc.h"

struct store;

/* Who acts, as every record of that principal says until it is said anew. */
struct audit_actor {
    int64_t principal;
    int64_t organisation;
    int64_t role;                         /* enum role; 0: none */
    uint8_t public_key[PUBLIC_KEY_BYTES]; /* its fingerprint is recorded */
};

/* audit_acting: NULL: nobody but the desk itself. */
void audit_acting(struct store *store, const struct audit_actor *actor);

struct audit_entry {
    int64_t actor;    /* principal */
    const char *verb; /* "show", "denied", "not_found" */
    char object_kind; /* letter of enum public_id_kind; 0: none, or object */
    int64_t object;   /* row identity, 0: none */
    int64_t code;     /* of "denied": enum request_kind; 0: none */
    int64_t now_us;
    const char *reason; /* NULL: none; cut to REASON_BYTES - 1 */
    const char *detail; /* NULL: none */
    const char *table;  /* without object_kind: what kind of thing, or NULL */
    bool content;       /* the content of that message is read */
};

/* audit_note: one record, one transaction. */
MUST_USE enum rc audit_note(struct store *store,
                            const struct audit_entry *entry);

/* audit_installation: what hashes and checkpoints call the installation: made
 * with the database, and the same after a restore, where the chain goes on. */
void audit_installation(const struct store *store, uint8_t out[EPOCH_BYTES]);

/* audit_head: number of the last record; 0: none.  _hash: with its hash. */
MUST_USE enum rc audit_head(struct store *store, int64_t *number);
MUST_USE enum rc audit_head_hash(struct store *store, int64_t *number,
                                 uint8_t hash[AUDIT_HASH_BYTES]);

/* audit_read: records with number > after, ascending, at most cap, each with
 * the hash before it.  RC_INVALID: a column has what no record has; *n says
 * how many stand before it. */
MUST_USE enum rc audit_read(struct store *store, int64_t after,
                            struct audit_line out[], size_t cap, size_t *n);

/* audit_handle: what records call a message (also a bundle by its number), to
 * find them by; n 0 when it is erased.
 * audit_reason: the reason of a record about that message, or, with 0, about
 * none; "" when it has none or it is erased. */
MUST_USE enum rc audit_handle(struct store *store, int64_t message,
                              struct audit_bytes *out);
MUST_USE enum rc audit_reason(struct store *store, int64_t number,
                              int64_t message, char *out, size_t out_n);

/* audit_after: the last number before at_us, as far as the clock only went
 * forward. */
MUST_USE enum rc audit_after(struct store *store, int64_t at_us,
                             int64_t *number);

/* audit_checkpoints: about numbers > after, ascending, at most cap.
 * audit_checkpoint_add: keeps one; RC_STALE: the last record is another. */
MUST_USE enum rc audit_checkpoints(struct store *store, int64_t after,
                                   struct audit_checkpoint out[], size_t cap,
                                   size_t *n);
MUST_USE enum rc audit_checkpoint_add(struct store *store,
                                      const struct audit_checkpoint *kept);

/* audit_checkpoint_next: what is to be signed: the last record, *number 0
 * when a checkpoint has it already. */
MUST_USE enum rc audit_checkpoint_next(struct store *store, int64_t *number,
                                       uint8_t hash[AUDIT_HASH_BYTES]);

/* audit_told: how far the records and the checkpoints were relayed; _set:
 * remember it.  audit_untold_us: of when the first record is that was not; 0:
 * all were. */
MUST_USE enum rc audit_told(struct store *store, int64_t *number,
                            int64_t *checkpoint);
MUST_USE enum rc audit_told_set(struct store *store, int64_t number,
                                int64_t checkpoint);
MUST_USE enum rc audit_untold_us(struct store *store, int64_t *at_us);

#endif
