/* token -- keyed pseudonyms of what can tie two messages together.  Without
 * the key a token says nothing; equal things have equal tokens. */
#ifndef LINK_TOKEN_H
#define LINK_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "core/model.h"

#define LINK_TOKEN_BYTES 16
#define LINK_KEY_BYTES   32

struct link_key {
    uint8_t bytes[LINK_KEY_BYTES];
};

struct link_token {
    uint8_t bytes[LINK_TOKEN_BYTES];
};

/* link_tokens: the tokens of one message's dwelling and phones, none twice.
 *
 * in      facts as validated
 * rule    today: a dwelling (postcode, house number, letter, addition, all
 *         normalised) and every phone in E.164; whatever cannot be
 *         normalised gives no token
 * out     at most cap tokens in out; answers how many
 * cost    one BLAKE2b each, no memory */
size_t link_tokens(const struct link_key *key, const struct facts *facts,
                   struct link_token *out, size_t cap);

#endif
