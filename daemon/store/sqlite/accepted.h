/* accepted -- one audit record about everything that a commit accepts. */
#ifndef STORE_SQLITE_ACCEPTED_H
#define STORE_SQLITE_ACCEPTED_H

#include <stddef.h>

#include "core/rc.h"
#include "store/audit.h"
#include "store/journal.h"

struct journal_result;
struct store;

/* accepted_sender: who sent it, for records about one message. */
struct audit_actor accepted_sender(const struct journal_entry *entry);

/* accepted_note: inside the transaction that wrote the n rows: how many came
 * from whom, and a hash over the bodies as they are stored, in the order of
 * the journal.  Its actor is the sender, when one key sent all of them.
 * Nothing accepted: no record. */
MUST_USE enum rc accepted_note(struct store *store,
                               const struct journal_entry *entries,
                               const struct journal_result *results, size_t n);

#endif
