/* Z85 text of 32-byte keys. */
#include "sys/z85.h"

#include <sodium.h>
#include <string.h>

static const char alphabet[] = "0123456789abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@"
                               "%$#";

#define GROUP_BYTES 4
#define GROUP_CHARS 5

void
z85_encode(char out[Z85_KEY_CHARS + 1], const uint8_t key[PUBLIC_KEY_BYTES])
{
    char *at = out;

    for (size_t i = 0; i < PUBLIC_KEY_BYTES; i += GROUP_BYTES) {
        uint32_t value = (uint32_t)key[i] << 24 | (uint32_t)key[i + 1] << 16 |
                         (uint32_t)key[i + 2] << 8 | key[i + 3];

        for (size_t k = GROUP_CHARS; k > 0; k--) {
            at[k - 1] = alphabet[value % 85];
            value /= 85;
        }
        at += GROUP_CHARS;
    }
    *at = '\0';
}

bool
z85_decode(uint8_t out[PUBLIC_KEY_BYTES], const char *text)
{
    uint8_t key[PUBLIC_KEY_BYTES];
    bool ok = true;

    for (size_t i = 0; ok && i < PUBLIC_KEY_BYTES; i += GROUP_BYTES) {
        uint64_t value = 0;

        for (size_t k = 0; ok && k < GROUP_CHARS; k++, text++) {
            const char *place = *text == '\0' ? NULL : strchr(alphabet, *text);

            ok = place != NULL;
            if (ok)
                value = value * 85 + (uint64_t)(place - alphabet);
        }
        ok = ok && value <= UINT32_MAX;
        if (ok) {
            key[i] = (uint8_t)(value >> 24);
            key[i + 1] = (uint8_t)(value >> 16);
            key[i + 2] = (uint8_t)(value >> 8);
            key[i + 3] = (uint8_t)value;
        }
    }
    if (ok)
        memcpy(out, key, sizeof key);
    sodium_memzero(key, sizeof key);
    return ok;
}
