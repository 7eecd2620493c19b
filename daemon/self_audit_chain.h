/* self_audit_chain -- is the audit in the database whole, as far as its hashes
 * and the checkpoints that the desk signed can tell? */
#ifndef SELF_AUDIT_CHAIN_H
#define SELF_AUDIT_CHAIN_H

#include "core/rc.h"

struct file_findings;
struct installation;
struct store;

/* self_audit_chain: recomputes all records, about a million in ten seconds; a
 * flaw is one finding that names the first record that is not as it was.
 * RC_FATAL: the database cannot be read, or no memory */
MUST_USE enum rc self_audit_chain(const struct installation *in,
                                  struct store *store,
                                  struct file_findings *findings);

#endif
