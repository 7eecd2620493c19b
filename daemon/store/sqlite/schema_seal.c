/* schema_seal -- the keys that records are sealed with; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

#define BLOB(table, column)                                                    \
    "ALTER TABLE " table " ADD COLUMN was BLOB NOT NULL DEFAULT x'';"          \
    "UPDATE " table " SET was = CAST(" column " AS BLOB);"                     \
    "ALTER TABLE " table " DROP COLUMN " column ";"                            \
    "ALTER TABLE " table " RENAME COLUMN was TO " column ";"

/* A record's key, wrapped by an epoch key (sqlite/seal.h has the kinds).  How
 * many keys an epoch wraps is counted, so that nobody has to look for them.
 * `rewrap`: up to where keys are wrapped by `epoch`, while an older one is left.
 * `seal_work`: how far sealing of what was here before has come; a new
 * database has nothing to seal. */
const char schema_seal[] =
    "CREATE TABLE record_key ("
    " kind INTEGER NOT NULL,"
    " ref INTEGER NOT NULL,"
    " epoch INTEGER NOT NULL,"
    " wrapped BLOB NOT NULL CHECK (length(wrapped) = 72),"
    " PRIMARY KEY (kind, ref)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE key_epoch ("
    " epoch INTEGER PRIMARY KEY,"
    " keys INTEGER NOT NULL"
    ") STRICT;"
    "CREATE TABLE rewrap ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " epoch INTEGER NOT NULL,"
    " kind INTEGER NOT NULL,"
    " ref INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO rewrap VALUES (1, 0, -1, 0);"
    "CREATE TABLE seal_work ("
    " one INTEGER PRIMARY KEY CHECK (one = 1),"
    " step INTEGER NOT NULL,"
    " a INTEGER NOT NULL," /* the last row done in this step */
    " b INTEGER NOT NULL,"
    " c INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO seal_work SELECT 1, 0, 0, 0, 0"
    " WHERE EXISTS (SELECT 1 FROM organisation);"
    /* Whoever is enrolled is found by a keyed hash of the name, and called by
     * the name that stands sealed beside it. */
    "ALTER TABLE organisation RENAME COLUMN name TO name_hash;"
    "ALTER TABLE organisation ADD COLUMN name BLOB NOT NULL DEFAULT x'';"
    "ALTER TABLE principal RENAME COLUMN name TO name_hash;"
    "ALTER TABLE principal ADD COLUMN name BLOB NOT NULL DEFAULT x'';"
    /* What was text is sealed bytes from now on. */
    BLOB("question", "text") BLOB("question", "answer") BLOB("share", "purpose")
        BLOB("share", "recall_reason") BLOB("placement", "reason")
            BLOB("task", "reason") BLOB("bottleneck", "reason")
                BLOB("swap", "reason") BLOB("link_decision", "reason")
                    BLOB("link_decision", "undone_reason")
                        BLOB("link_epoch", "reason")
                            BLOB("link_making", "reason")
                                BLOB("desk_document", "reason");
