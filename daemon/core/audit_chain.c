/* audit_chain -- see audit_chain.h */
#include "core/audit_chain.h"

#include <sodium.h>
#include <string.h>

#define RECORD     "loket-audit-1"
#define CHECKPOINT "loket-checkpoint-1"

_Static_assert(sizeof CHECKPOINT - 1 == 18, "as the header counts it");

static void
put_number(uint8_t out[8], int64_t value)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
}

/* The longest record there can be. */
struct text {
    uint8_t bytes[sizeof RECORD + EPOCH_BYTES + AUDIT_HASH_BYTES + 9 * 8 +
                  7 * 2 + 2 * AUDIT_WORD_BYTES + AUDIT_DETAIL_BYTES +
                  4 * AUDIT_SEALED_BYTES];
    size_t n;
};

static void
add(struct text *text, const void *bytes, size_t n)
{
    memcpy(text->bytes + text->n, bytes, n);
    text->n += n;
}

static void
add_number(struct text *text, int64_t value)
{
    uint8_t bytes[8];

    put_number(bytes, value);
    add(text, bytes, sizeof bytes);
}

static void
add_counted(struct text *text, const void *bytes, size_t n)
{
    const uint8_t length[2] = {(uint8_t)(n >> 8), (uint8_t)n};

    add(text, length, sizeof length);
    add(text, bytes, n);
}

void
audit_chain_hash(const uint8_t installation[EPOCH_BYTES],
                 const uint8_t prev[AUDIT_HASH_BYTES],
                 const struct audit_row *row, uint8_t out[AUDIT_HASH_BYTES])
{
    struct text text;

    text.n = 0;
    add(&text, RECORD, sizeof RECORD - 1);
    add(&text, installation, EPOCH_BYTES);
    add(&text, prev, AUDIT_HASH_BYTES);
    add_number(&text, row->number);
    add_number(&text, row->at_us);
    add_number(&text, row->action);
    add_number(&text, row->outcome);
    add_number(&text, row->actor);
    add_number(&text, row->organisation);
    add_counted(&text, row->key.bytes, row->key.n);
    add_number(&text, row->role);
    add_counted(&text, row->verb, strlen(row->verb));
    add_counted(&text, row->object, strlen(row->object));
    add_number(&text, row->row);
    add_counted(&text, row->handle.bytes, row->handle.n);
    add_number(&text, row->code);
    add_counted(&text, row->detail, strlen(row->detail));
    add_counted(&text, row->reason.bytes, row->reason.n);
    add_counted(&text, row->content.bytes, row->content.n);
    (void)crypto_generichash(out, AUDIT_HASH_BYTES, text.bytes, text.n, NULL,
                             0);
}

void
audit_checkpoint_text(const struct audit_checkpoint *checkpoint,
                      uint8_t out[AUDIT_CHECKPOINT_TEXT_BYTES])
{
    memcpy(out, CHECKPOINT, sizeof CHECKPOINT - 1);
    out += sizeof CHECKPOINT - 1;
    memcpy(out, checkpoint->installation, EPOCH_BYTES);
    out += EPOCH_BYTES;
    put_number(out, checkpoint->number);
    put_number(out + 8, checkpoint->at_us);
    memcpy(out + 16, checkpoint->hash, AUDIT_HASH_BYTES);
}

void
audit_key_fingerprint(const uint8_t public_key[32],
                      uint8_t out[AUDIT_KEY_BYTES])
{
    uint8_t hash[AUDIT_HASH_BYTES];

    (void)crypto_generichash(hash, sizeof hash, public_key, 32, NULL, 0);
    memcpy(out, hash, AUDIT_KEY_BYTES);
}
