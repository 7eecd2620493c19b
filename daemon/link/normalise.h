/* normalise -- one spelling for one thing.  Pure; output is ASCII. */
#ifndef LINK_NORMALISE_H
#define LINK_NORMALISE_H

#include <stddef.h>

#include "core/model.h"
#include "core/rc.h"

#define DWELLING_BYTES 32
#define PHONE_BYTES    17 /* + and 15 digits, NUL */

/* normalise_dwelling: "1099ZZ|12|A|2".  Needs postcode and house number.
 * Additions: case and separators ignored, roman numerals I to X and "hs",
 * "bis", "huis" have one spelling.  RC_INVALID: not a Dutch dwelling. */
MUST_USE enum rc normalise_dwelling(const struct place *place,
                                    char out[DWELLING_BYTES]);

/* normalise_phone: "+31600000012" from "06-00000012", "+31 6 0000 0012",
 * "0031 (0)6 ..".  National numbers get the country's prefix (country ""
 * or "NL": 31).  Service numbers (0800, 0900, 112, 14xxx, ...) are
 * RC_INVALID: everybody shares them.  A national number of a country whose
 * numbering is not known here is RC_INVALID too. */
MUST_USE enum rc normalise_phone(const char *value, const char *country,
                                 char out[PHONE_BYTES]);

#endif
