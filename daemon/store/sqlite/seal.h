/* seal -- what was said in a record, sealed with the key of that record.
 *
 * Every message has a record key (made when it is accepted), and so have what
 * was shared and the installation, for what belongs to no message.  A key is in
 * table record_key, wrapped by an epoch key of the vault (sys/vault.h).  Unwrapped
 * it is in locked memory only: the installation's as long as the store is open,
 * one other at a time until the transaction is done, or, outside of one, until
 * the next statement.
 *
 * Statements seal and open by functions of SQL:
 *
 *   sealed(domain, kind, ref, value, row ..)  -> blob
 *   opened(domain, kind, ref, value, row ..)  -> blob (sql_column_text() too)
 *
 * domain: 'table.column'; kind and ref: whose key (enum seal_kind; ref 0 or
 * NULL: the installation's, whatever the kind); row ..: one to three integers,
 * the row the value stands in.  Where a value stands is authenticated: it opens
 * nowhere else.  NULL stays NULL; an empty value stays empty.
 *   sealed() of a record without a key (erased): the statement is RC_NOT_FOUND
 *   opened() of a record without a key: NULL, "erased"
 *   opened() of what is not what was sealed there: RC_FATAL, as any damage;
 *   opened_or_none() of it: NULL, for who can do without: one damaged message
 *   does not stop the desk */
#ifndef STORE_SQLITE_SEAL_H
#define STORE_SQLITE_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "sys/vault.h"

struct store;

/* Kinds of records; numbers in the database: never used again. */
enum seal_kind {
    SEAL_INSTALLATION = 0, /* ref 0 */
    SEAL_MESSAGE = 1,      /* ref: journal.seq; also of what is about it */
    SEAL_SHARE = 2,        /* ref: share.share */
    SEAL_DECISION = 3      /* ref: link_decision.decision */
};

/* Names of people and organisations, of tables by their aliases p, t and o.
 * They are looked for by their hash, which only the installation can make:
 *   name_hash = hashed('principal.name', ?)  -> text */
#define OPENED_NAME_P "opened('principal.name', 0, 0, p.name, p.principal)"
#define OPENED_NAME_T "opened('principal.name', 0, 0, t.name, t.principal)"
#define OPENED_ORGANISATION_O                                                  \
    "opened('organisation.name', 0, 0, o.name, o.organisation)"

/* seal_open: the store's memory for keys.  The ring is copied; NULL (only with
 * STORE_READ): nothing sealed can be read.  seal_close: wipes.
 * seal_attach: the functions of SQL on the connection that was just made. */
MUST_USE enum rc seal_open(struct store *store, const struct vault *vault);
void seal_close(struct store *store);
MUST_USE enum rc seal_attach(struct store *store);

/* seal_start: with the newest schema: the installation's key is there, made if
 * need be (not with STORE_READ); every epoch that wraps a key is in the ring (RC_INVALID: it is said
 * which one is not). */
MUST_USE enum rc seal_start(struct store *store);

/* seal_key_new: the key of a record that is about to be written, for sealed()
 * in this transaction; seal_key_keep() stores it once the record stands, before
 * anything else is sealed or opened. */
MUST_USE enum rc seal_key_new(struct store *store, enum seal_kind kind,
                              int64_t ref);
MUST_USE enum rc seal_key_keep(struct store *store);

/* seal_key_of: the key that seals for a record, good until the next call; with
 * ref 0 the installation's, which *record says then.  RC_NOT_FOUND: erased. */
MUST_USE enum rc seal_key_of(struct store *store, struct vault_record *record,
                             const struct vault_key **out);

/* seal_value: what sealed() does: n bytes (1 or more) to
 * n + VAULT_SEALED_BYTES.  RC_NOT_FOUND: erased. */
MUST_USE enum rc seal_value(struct store *store,
                            const struct vault_place *place, const void *bytes,
                            size_t n, uint8_t *out);

/* seal_destroy: inside a transaction: the key of a message, or of what `kind`
 * says.  What it sealed, here and in every copy of the wrapped key under epochs
 * that are gone, is erased with it.  RC_NOT_FOUND: it has none. */
MUST_USE enum rc seal_destroy(struct store *store, enum seal_kind kind,
                              int64_t ref);

/* seal_handle: what the audit calls a record (sys/vault.h).  RC_NOT_FOUND: it
 * has no key any more.  Cost: one look-up, two hashes. */
MUST_USE enum rc seal_handle(struct store *store, enum seal_kind kind,
                             int64_t ref, uint8_t out[VAULT_HANDLE_BYTES]);

/* seal_newest: the epoch that wraps.  seal_rewrap: inside a transaction: the
 * key of a record, wrapped by `epoch`, is wrapped by the newest. */
int64_t seal_newest(const struct store *store);
MUST_USE enum rc seal_rewrap(struct store *store, int64_t kind, int64_t ref,
                             int64_t epoch);

/* seal_end: of sql_end(), before the commit (rc RC_OK) or the undoing: how many
 * keys the transaction made is counted, what it unwrapped is wiped.
 * seal_forget: the wiping alone. */
MUST_USE enum rc seal_end(struct store *store, enum rc rc);
void seal_forget(struct store *store);

#endif
