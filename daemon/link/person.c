/* person -- see person.h */
#include "link/person.h"

#include <sodium.h>
#include <string.h>

/* Stored pseudonyms depend on these numbers; those of token.c are others. */
enum {
    PERSON_OF_ANYBODY = 16,
    PERSON_OF_ONE
};

static bool
is_mark(char c)
{
    return strchr(" \t-./_", c) != NULL;
}

/* One bit of case in ASCII is all that is folded: what lies beyond it is
 * compared as it was written. */
static char
fold(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool
is_telling(size_t n, bool has_digit)
{
    return n >= PERSON_REF_MIN && has_digit;
}

bool
link_person(const struct link_key *key, int64_t organisation,
            const char *victim_ref, struct link_token *out)
{
    crypto_generichash_state state;
    size_t n = 0;
    bool has_digit = false;

    for (const char *c = victim_ref; *c != '\0'; c++) {
        if (is_mark(*c))
            continue;
        n++;
        has_digit = has_digit || (*c >= '0' && *c <= '9');
    }
    if (n == 0)
        return false;

    const uint64_t of = is_telling(n, has_digit) ? 0 : (uint64_t)organisation;
    uint8_t first[1 + sizeof of] = {of == 0 ? PERSON_OF_ANYBODY
                                            : PERSON_OF_ONE};

    for (size_t i = 0; i < sizeof of; i++)
        first[1 + i] = (uint8_t)(of >> (8 * i));
    (void)crypto_generichash_init(&state, key->bytes, sizeof key->bytes,
                                  sizeof out->bytes);
    (void)crypto_generichash_update(&state, first, sizeof first);
    for (const char *c = victim_ref; *c != '\0'; c++) {
        uint8_t folded = (uint8_t)fold(*c);

        if (!is_mark(*c))
            (void)crypto_generichash_update(&state, &folded, 1);
    }
    (void)crypto_generichash_final(&state, out->bytes, sizeof out->bytes);
    sodium_memzero(&state, sizeof state);
    return true;
}
