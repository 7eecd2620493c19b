/* digest -- see digest.h */
#include "link/digest.h"

#include <sodium.h>
#include <stddef.h>

_Static_assert(sizeof(crypto_generichash_state) <=
                   sizeof((struct link_digest *)0)->state,
               "the state fits");
_Static_assert(_Alignof(crypto_generichash_state) <= 64, "and lies well");

static crypto_generichash_state *
state_of(struct link_digest *digest)
{
    return (crypto_generichash_state *)(void *)digest->state;
}

/* The same bytes on every machine. */
static size_t
number(uint8_t *out, int64_t value)
{
    for (size_t i = 0; i < sizeof value; i++)
        out[i] = (uint8_t)((uint64_t)value >> (8 * i));
    return sizeof value;
}

static void
row(struct link_digest *digest, uint8_t kind, const int64_t values[], size_t n)
{
    uint8_t bytes[1 + 4 * sizeof(int64_t)];
    size_t length = 0;

    bytes[length++] = kind;
    for (size_t i = 0; i < n; i++)
        length += number(bytes + length, values[i]);
    (void)crypto_generichash_update(state_of(digest), bytes, length);
}

void
link_digest_begin(struct link_digest *digest)
{
    (void)crypto_generichash_init(state_of(digest), NULL, 0, LINK_DIGEST_BYTES);
}

void
link_digest_member(struct link_digest *digest,
                   const struct link_digest_member *member)
{
    const int64_t values[] = {member->cluster, member->order,
                              member->observation};

    row(digest, 'm', values, 3);
}

void
link_digest_pair(struct link_digest *digest,
                 const struct link_digest_pair *pair)
{
    const int64_t values[] = {pair->low, pair->high, pair->support,
                              pair->total_mb};

    row(digest, 'p', values, 4);
}

void
link_digest_end(struct link_digest *digest, uint8_t out[LINK_DIGEST_BYTES])
{
    (void)crypto_generichash_final(state_of(digest), out, LINK_DIGEST_BYTES);
}
