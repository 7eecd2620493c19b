/* z85 -- 32-byte keys as 40 printable characters (ZeroMQ RFC 32).  Pure. */
#ifndef SYS_Z85_H
#define SYS_Z85_H

#include <stdbool.h>
#include <stdint.h>

#include "core/people.h"

#define Z85_KEY_CHARS 40

/* z85_encode: with a NUL at the end. */
void z85_encode(char out[Z85_KEY_CHARS + 1],
                const uint8_t key[PUBLIC_KEY_BYTES]);

/* z85_decode: reads exactly Z85_KEY_CHARS characters (fewer when the text
 * ends sooner).  false, out untouched: a character that is not Z85's, a text
 * that is too short, or a group beyond 2^32 - 1.  What follows the forty
 * characters is for the caller to judge. */
bool z85_decode(uint8_t out[PUBLIC_KEY_BYTES], const char *text);

#endif
