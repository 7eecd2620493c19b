/* public_id -- see public_id.h */
#include "core/public_id.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "core/crockford.h"

_Static_assert(PUBLIC_ID_KEY_BYTES == crypto_shorthash_KEYBYTES,
               "the round function is keyed with the whole key");
_Static_assert(RECEIPT_CODE_BYTES * 8 == CROCKFORD_CHARS * 5 * 2,
               "a receipt code is two groups of characters");

#define ROUNDS     10
#define HALF_BITS  20
#define HALF_MASK  ((UINT32_C(1) << HALF_BITS) - 1)
#define PREFIX     2 /* "S-" */
#define ID_CHARS   (PREFIX + CROCKFORD_CHARS)
#define CODE_HALF  (RECEIPT_CODE_BYTES / 2)
#define CODE_START (ID_CHARS + 1)

/* The kind is part of every round, so that row 7 of the signals and row 7 of
 * the alerts have ids that tell nothing about each other. */
static uint32_t
round_value(const struct public_id_key *key, char kind, int round,
            uint32_t half)
{
    const uint8_t in[] = {(uint8_t)kind, (uint8_t)round, (uint8_t)half,
                          (uint8_t)(half >> 8), (uint8_t)(half >> 16)};
    uint8_t out[crypto_shorthash_BYTES];

    (void)crypto_shorthash(out, in, sizeof in, key->bytes);
    return ((uint32_t)out[0] | (uint32_t)out[1] << 8 | (uint32_t)out[2] << 16) &
           HALF_MASK;
}

static uint64_t
permute(const struct public_id_key *key, char kind, uint64_t value)
{
    uint32_t left = (uint32_t)(value >> HALF_BITS) & HALF_MASK;
    uint32_t right = (uint32_t)value & HALF_MASK;

    for (int round = 0; round < ROUNDS; round++) {
        uint32_t next = left ^ round_value(key, kind, round, right);

        left = right;
        right = next;
    }
    return (uint64_t)left << HALF_BITS | right;
}

static uint64_t
permute_back(const struct public_id_key *key, char kind, uint64_t value)
{
    uint32_t left = (uint32_t)(value >> HALF_BITS) & HALF_MASK;
    uint32_t right = (uint32_t)value & HALF_MASK;

    for (int round = ROUNDS - 1; round >= 0; round--) {
        uint32_t before = right ^ round_value(key, kind, round, left);

        right = left;
        left = before;
    }
    return (uint64_t)left << HALF_BITS | right;
}

/* The kind a prefix names, NUL when none; also gives it its capital. */
static char
kind_of(const char *text)
{
    char kind = text[0];

    if (kind >= 'a' && kind <= 'z')
        kind = (char)(kind - 'a' + 'A');
    if (kind == '\0' || strchr("SRAKWMBXPDQTJV", kind) == NULL ||
        text[1] != '-')
        return '\0';
    return kind;
}

static void
write_id(char kind, uint64_t permuted, char out[PUBLIC_ID_BYTES])
{
    out[0] = kind;
    out[1] = '-';
    crockford_write(permuted, out + PREFIX);
    out[ID_CHARS] = '\0';
}

void
public_id_write(const struct public_id_key *key, enum public_id_kind kind,
                int64_t row, char out[PUBLIC_ID_BYTES])
{
    write_id((char)kind, permute(key, (char)kind, (uint64_t)row), out);
}

enum rc
public_id_read(const struct public_id_key *key, const char *text,
               enum public_id_kind *kind, int64_t *row)
{
    char prefix = kind_of(text);
    uint64_t permuted;

    if (prefix == '\0' || crockford_read(text + PREFIX, &permuted) != RC_OK ||
        text[ID_CHARS] != '\0')
        return RC_INVALID;
    *kind = (enum public_id_kind)prefix;
    *row = (int64_t)permute_back(key, prefix, permuted);
    return RC_OK;
}

static void
write_half(const uint8_t code[CODE_HALF], char *out)
{
    uint64_t value = 0;

    for (int i = 0; i < CODE_HALF; i++)
        value = value << 8 | code[i];
    crockford_write(value, out);
}

static void
read_half(uint64_t value, uint8_t code[CODE_HALF])
{
    for (int i = CODE_HALF - 1; i >= 0; i--) {
        code[i] = (uint8_t)value;
        value >>= 8;
    }
}

void
receipt_write(const char id[PUBLIC_ID_BYTES],
              const uint8_t code[RECEIPT_CODE_BYTES], char out[RECEIPT_BYTES])
{
    memcpy(out, id, ID_CHARS);
    out[ID_CHARS] = '-';
    write_half(code, out + CODE_START);
    write_half(code + CODE_HALF, out + CODE_START + CROCKFORD_CHARS);
    out[RECEIPT_BYTES - 1] = '\0';
}

/* Alerts, bundles, swaps, tasks and terms are nobody's message: no receipt
 * names them. */
static bool
names_a_message(char kind)
{
    return strchr("SRAKW", kind) != NULL;
}

enum rc
receipt_read(const char *text, char id[PUBLIC_ID_BYTES],
             uint8_t code[RECEIPT_CODE_BYTES])
{
    char kind = kind_of(text);
    uint64_t permuted, high, low;

    if (kind == '\0' || !names_a_message(kind))
        return RC_INVALID;
    if (crockford_read(text + PREFIX, &permuted) != RC_OK ||
        text[ID_CHARS] != '-' ||
        crockford_read(text + CODE_START, &high) != RC_OK ||
        crockford_read(text + CODE_START + CROCKFORD_CHARS, &low) != RC_OK ||
        text[RECEIPT_BYTES - 1] != '\0')
        return RC_INVALID;
    write_id(kind, permuted, id);
    read_half(high, code);
    read_half(low, code + CODE_HALF);
    return RC_OK;
}
