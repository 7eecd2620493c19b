/* token -- see token.h */
#include "link/token.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "link/normalise.h"

_Static_assert(LINK_TOKEN_BYTES >= crypto_generichash_BYTES_MIN,
               "BLAKE2b has no shorter digests");
_Static_assert(LINK_KEY_BYTES == crypto_generichash_KEYBYTES,
               "the key is used whole");

#define VALUE_BYTES                                                            \
    (DWELLING_BYTES > PHONE_BYTES ? DWELLING_BYTES : PHONE_BYTES)

/* Part of what is hashed, so that no dwelling has a phone's token.  Stored
 * tokens depend on these numbers. */
enum token_type {
    TOKEN_DWELLING = 1,
    TOKEN_PHONE = 2
};

static void
make_token(const struct link_key *key, enum token_type type, const char *value,
           struct link_token *out)
{
    uint8_t in[1 + VALUE_BYTES];
    size_t n = strlen(value);

    in[0] = (uint8_t)type;
    memcpy(in + 1, value, n);
    (void)crypto_generichash(out->bytes, sizeof out->bytes, in, 1 + n,
                             key->bytes, sizeof key->bytes);
    sodium_memzero(in, sizeof in);
}

static bool
token_among(const struct link_token *tokens, size_t n,
            const struct link_token *token)
{
    for (size_t i = 0; i < n; i++) {
        if (memcmp(&tokens[i], token, sizeof *token) == 0)
            return true;
    }
    return false;
}

static size_t
add_token(const struct link_token *token, struct link_token *out, size_t n,
          size_t cap)
{
    if (n == cap || token_among(out, n, token))
        return n;
    out[n] = *token;
    return n + 1;
}

size_t
link_tokens(const struct link_key *key, const struct facts *facts,
            struct link_token *out, size_t cap)
{
    char dwelling[DWELLING_BYTES], phone[PHONE_BYTES];
    struct link_token token;
    size_t n = 0;

    if (facts->has_place &&
        normalise_dwelling(&facts->place, dwelling) == RC_OK) {
        make_token(key, TOKEN_DWELLING, dwelling, &token);
        n = add_token(&token, out, n, cap);
    }
    for (size_t i = 0; i < facts->identifiers.n; i++) {
        const struct identifier *one = &facts->identifiers.v[i];

        if (one->type != IDENTIFIER_PHONE ||
            normalise_phone(one->value, one->country, phone) != RC_OK)
            continue;
        make_token(key, TOKEN_PHONE, phone, &token);
        n = add_token(&token, out, n, cap);
    }
    return n;
}
