/* schema_parking -- keys that are shut out because front ended at their
 * frames; a part of the fifth migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

const char schema_parking[] =
    "CREATE TABLE key_parked ("
    "  key INTEGER PRIMARY KEY REFERENCES principal_key (key),"
    "  at_us INTEGER NOT NULL"
    ") STRICT;";
