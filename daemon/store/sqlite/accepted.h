/* accepted -- one audit record about everything that a commit accepts. */
#ifndef STORE_SQLITE_ACCEPTED_H
#define STORE_SQLITE_ACCEPTED_H

#include <sodium.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "store/audit.h"
#include "store/journal.h"

struct journal_result;
struct store;

/* accepted_sender: who sent it, for records about one message. */
struct audit_actor accepted_sender(const struct journal_entry *entry);

/* The bodies of one commit as they are stored, each behind its length in four
 * bytes, in the order of the journal.  accepted_add: the next one. */
struct accepted {
    crypto_generichash_state bodies;
};

void accepted_begin(struct accepted *accepted);
void accepted_add(struct accepted *accepted, const uint8_t *sealed, size_t n);

/* accepted_note: inside the transaction that wrote the n rows, of which
 * `accepted` has the bodies: how many came from whom, and the hash.  Its actor
 * is the sender, when one key sent all of them.  Nothing accepted: no record.
 * Once for each accepted_begin(). */
MUST_USE enum rc accepted_note(struct store *store, struct accepted *accepted,
                               const struct journal_entry *entries,
                               const struct journal_result *results, size_t n);

#endif
