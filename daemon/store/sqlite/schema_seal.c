/* schema_seal -- the keys that records are sealed with; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

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
    " after INTEGER NOT NULL"
    ") STRICT;"
    "INSERT INTO seal_work SELECT 1, 0, 0"
    " WHERE EXISTS (SELECT 1 FROM organisation);";
