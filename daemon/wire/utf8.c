/* utf8 -- see utf8.h */
#include "wire/utf8.h"

#include <string.h>

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight printable ASCII bytes, 0x20 to 0x7e?  With no top bit set, taking
 * 0x20 borrows into the top bit of what is below it, adding one carries into
 * the top bit of DEL. */
static bool
eight_are_plain(const uint8_t *at)
{
    uint64_t w;

    memcpy(&w, at, sizeof w);
    return ((w | (w - EACH(0x20)) | (w + EACH(0x01))) & EACH(0x80)) == 0;
}

static bool
scalar_is_text(uint32_t c)
{
    if (c < 0x20)
        return c == '\t' || c == '\n';
    if (c < 0x7f)
        return true;
    if (c < 0xa0)
        return false;
    return !(c == 0x061c || c == 0x200e || c == 0x200f ||
             (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
}

/* The number of bytes of the sequence at `at` and its scalar value; 0 when
 * it is not well-formed. */
static size_t
read_scalar(const uint8_t *at, size_t left, uint32_t *scalar)
{
    /* The smallest value that may need so many bytes, by length. */
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t lead = at[0];
    size_t n = lead < 0x80           ? 1
               : (lead >> 5) == 0x06 ? 2
               : (lead >> 4) == 0x0e ? 3
               : (lead >> 3) == 0x1e ? 4
                                     : 0;

    if (n == 0 || n > left)
        return 0;

    uint32_t c = n == 1 ? lead : lead & (0x7fU >> n);

    for (size_t i = 1; i < n; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (at[i] & 0x3f);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    *scalar = c;
    return n;
}

bool
utf8_is_text(const uint8_t *text, size_t n)
{
    size_t i = 0;

    while (i < n) {
        uint32_t scalar;
        size_t step;

        if (n - i >= 8 && eight_are_plain(text + i)) {
            i += 8;
            continue;
        }
        if (text[i] >= 0x20 && text[i] < 0x7f) {
            i++;
            continue;
        }
        step = read_scalar(text + i, n - i, &scalar);
        if (step == 0 || !scalar_is_text(scalar))
            return false;
        i += step;
    }
    return true;
}
