/* filter -- see filter.h */
#include "link/filter.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "link/fold.h"

#define SLICES      6
#define WIDE_BITS   256
#define FILTER_BITS 128
#define GRAM_BYTES  16 /* a place, a letter and another of four bytes each */

/* What a filter hashes is told from what a token hashes by its second byte:
 * 0 there, these here. */
enum hashed {
    HASHED_GRAM = 1,
    HASHED_ORDER
};

static void
hash(const struct link_key *key, const uint8_t *in, size_t n, uint8_t out[64])
{
    (void)crypto_generichash(out, 64, in, n, key->bytes, sizeof key->bytes);
}

struct wide {
    uint64_t bits[WIDE_BITS / 64];
};

struct grams {
    const struct link_key *key;
    uint8_t domain;
    struct wide wide;
};

static void
add_gram(struct grams *grams, uint8_t place, const char *gram, size_t n)
{
    uint8_t in[3 + GRAM_BYTES] = {grams->domain, HASHED_GRAM, place};
    uint8_t out[64];

    memcpy(in + 3, gram, n);
    hash(grams->key, in, 3 + n, out);
    for (size_t i = 0; i < SLICES; i++) {
        unsigned at =
            ((unsigned)out[2 * i] | (unsigned)out[2 * i + 1] << 8) % WIDE_BITS;

        grams->wide.bits[at / 64] |= UINT64_C(1) << (at % 64);
    }
}

static size_t
letter_bytes(const char *at)
{
    size_t n = 1;

    while (((unsigned char)at[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* The letter before and this one; the border of the word is an underscore. */
static void
add_word(struct grams *grams, const char *word, size_t n, enum filter_of of)
{
    char gram[GRAM_BYTES] = "_";
    size_t before = 1;
    uint8_t place = 0;

    for (size_t at = 0; at < n;) {
        size_t letter = letter_bytes(word + at);

        if (letter > n - at || letter > 4)
            return;
        memcpy(gram + before, word + at, letter);
        add_gram(grams, 0, gram, before + letter);
        if (place < UINT8_MAX)
            place++;
        if (of == FILTER_DIGITS)
            add_gram(grams, place, word + at, letter);
        memcpy(gram, word + at, letter);
        before = letter;
        at += letter;
    }
    gram[before] = '_';
    add_gram(grams, 0, gram, before + 1);
}

/* A shuffle of the bits that the key decides (Fisher and Yates); the slight
 * unevenness of 16 bits modulo at most 128 tells nobody anything. */
static void
shuffle(const struct link_key *key, uint8_t order[FILTER_BITS])
{
    uint8_t random[64];

    for (size_t i = 0; i < FILTER_BITS; i++)
        order[i] = (uint8_t)i;
    for (size_t i = FILTER_BITS - 1; i > 0; i--) {
        size_t slice = (FILTER_BITS - 1 - i) % 32;

        if (slice == 0) {
            uint8_t in[3] = {0, HASHED_ORDER, (uint8_t)(i / 32)};

            hash(key, in, sizeof in, random);
        }

        size_t at =
            ((size_t)random[2 * slice] | (size_t)random[2 * slice + 1] << 8) %
            (i + 1);
        uint8_t other = order[at];

        order[at] = order[i];
        order[i] = other;
    }
}

void
link_filter_of(const struct link_key *key, uint8_t domain, const char *folded,
               enum filter_of of, uint64_t out[LINK_FILTER_WORDS])
{
    struct grams grams = {.key = key, .domain = domain};
    uint8_t order[FILTER_BITS];
    const char *word;
    size_t n;

    out[0] = 0;
    out[1] = 0;
    while ((word = fold_next_word(&folded, &n)) != NULL)
        add_word(&grams, word, n, of);
    shuffle(key, order);
    for (size_t i = 0; i < FILTER_BITS; i++) {
        uint64_t folded_word =
            grams.wide.bits[i / 64] ^ grams.wide.bits[i / 64 + 2];

        if ((folded_word >> (i % 64) & 1) != 0)
            out[order[i] / 64] |= UINT64_C(1) << (order[i] % 64);
    }
    sodium_memzero(order, sizeof order);
}
