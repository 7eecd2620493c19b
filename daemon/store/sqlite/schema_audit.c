/* schema_audit -- the chain of records and how far it was told elsewhere; a part of the fifth
 * migration (schema_trust.h) */
#include "store/sqlite/schema_trust.h"

const char schema_audit[] = "";
