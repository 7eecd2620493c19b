/* schema_budget -- places told of on a day, and floods; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

const char schema_budget[] = "CREATE TABLE place_seen ("
                             " day INTEGER NOT NULL,"
                             " principal INTEGER NOT NULL,"
                             " place INTEGER NOT NULL,"
                             " PRIMARY KEY (day, principal, place)"
                             ") STRICT, WITHOUT ROWID;"
                             "CREATE TABLE place_count ("
                             " day INTEGER NOT NULL,"
                             " principal INTEGER NOT NULL,"
                             " n INTEGER NOT NULL,"
                             " told INTEGER NOT NULL CHECK (told IN (0, 1)),"
                             " PRIMARY KEY (day, principal)"
                             ") STRICT, WITHOUT ROWID;"
                             "CREATE TABLE flood ("
                             " organisation INTEGER PRIMARY KEY,"
                             " told_us INTEGER NOT NULL"
                             ") STRICT;";
