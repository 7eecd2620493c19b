/* schema_audit -- the chain of records and how far it was told elsewhere; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

#include <stddef.h>

/* Records of before have no hash: audit_start() moves them behind the first
 * record of the chain (store/sqlite/audit_before.c); then audit_before is
 * empty for ever. */
const char schema_audit[] =
    "ALTER TABLE audit RENAME TO audit_before;"
    "CREATE TABLE audit (" /* core/audit_chain.h has the meaning */
    " audit INTEGER PRIMARY KEY,"
    " at_us INTEGER NOT NULL,"
    " action INTEGER NOT NULL,"
    " outcome INTEGER NOT NULL,"
    " actor INTEGER,"        /* principal; NULL: the desk itself */
    " organisation INTEGER," /* of the actor, at that time */
    " key BLOB,"
    " role INTEGER NOT NULL,"
    " verb TEXT NOT NULL,"
    " object TEXT NOT NULL,"
    " row INTEGER NOT NULL,"
    " handle BLOB,"
    " code INTEGER NOT NULL,"
    " detail TEXT NOT NULL,"
    " reason BLOB,"
    " content BLOB,"
    " hash BLOB NOT NULL CHECK (length(hash) = 32)"
    ") STRICT;"
    "CREATE TABLE audit_checkpoint ("
    " audit INTEGER PRIMARY KEY,"
    " at_us INTEGER NOT NULL,"
    " hash BLOB NOT NULL CHECK (length(hash) = 32),"
    " signature BLOB NOT NULL CHECK (length(signature) = 64)"
    ") STRICT;"
    "CREATE TABLE audit_relay ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " told INTEGER NOT NULL," /* records up to here, and their checkpoints */
    " told_checkpoint INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO audit_relay VALUES (1, 0, 0);";

/* What hashes and checkpoints call the installation: the epoch that the
 * database was made with.  It has another one after a restore, and no hash
 * changes by that. */
static const char installation[] =
    "ALTER TABLE installation ADD COLUMN chain BLOB NOT NULL DEFAULT x'';"
    "UPDATE installation SET chain = epoch;";

const char *const schema_audit_installation[] = {installation, NULL};
