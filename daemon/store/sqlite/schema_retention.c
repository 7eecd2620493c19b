/* schema_retention -- what is kept how long, and what is erased; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

const char schema_retention[] = "";
