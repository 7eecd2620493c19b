/* crockford -- 40 bits as 8 characters people can read aloud: Crockford's
 * base32, digits and capitals without I, L, O and U. */
#ifndef CORE_CROCKFORD_H
#define CORE_CROCKFORD_H

#include <stdint.h>

#include "core/rc.h"

#define CROCKFORD_CHARS 8
#define CROCKFORD_MAX   ((UINT64_C(1) << 40) - 1)

/* crockford_write: the low 40 bits of value, most significant first, and no
 * NUL. */
void crockford_write(uint64_t value, char out[CROCKFORD_CHARS]);

/* crockford_read: exactly CROCKFORD_CHARS characters, of a text that may go
 * on.  Takes lower case, and reads O as 0, I and L as 1.  RC_INVALID for
 * anything else, a NUL among them too. */
MUST_USE enum rc crockford_read(const char *text, uint64_t *value);

#endif
