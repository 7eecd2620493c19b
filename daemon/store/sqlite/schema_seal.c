/* schema_seal -- the keys that records are sealed with; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

const char schema_seal[] = "";
