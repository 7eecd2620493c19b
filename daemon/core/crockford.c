/* crockford -- see crockford.h */
#include "core/crockford.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* What one character stands for, -1 when for nothing. */
static int
digit_of(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'O')
        return 0;
    if (c == 'I' || c == 'L')
        return 1;

    const char *found = c == '\0' ? NULL : strchr(alphabet, c);

    return found == NULL ? -1 : (int)(found - alphabet);
}

void
crockford_write(uint64_t value, char out[CROCKFORD_CHARS])
{
    for (int i = CROCKFORD_CHARS - 1; i >= 0; i--) {
        out[i] = alphabet[value & 31];
        value >>= 5;
    }
}

enum rc
crockford_read(const char *text, uint64_t *value)
{
    uint64_t read = 0;

    for (int i = 0; i < CROCKFORD_CHARS; i++) {
        int digit = digit_of(text[i]);

        if (digit < 0)
            return RC_INVALID;
        read = read << 5 | (uint64_t)digit;
    }
    *value = read;
    return RC_OK;
}
