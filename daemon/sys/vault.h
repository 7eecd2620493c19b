/* vault -- the keys of what is sealed at rest, and sealing itself.
 *
 * A ring of epoch keys wraps record keys; a record key seals what was said in
 * one record (store/sqlite/seal.h).  Who destroys a wrapped record key has
 * erased what it sealed; who destroys an epoch key has erased every wrapped
 * copy of before, wherever it went.
 *
 * Sealing is XChaCha20-Poly1305 with a random nonce; where a value stands is
 * its additional data, so that no value opens in the place of another.
 * Everything here but the sealed bytes is secret: in memory of sys/secret.h
 * only.  No call allocates. */
#ifndef SYS_VAULT_H
#define SYS_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define VAULT_EPOCHS_MAX    8
#define VAULT_KEY_BYTES     32
#define VAULT_SEALED_BYTES  40 /* what sealing adds: nonce and tag */
#define VAULT_WRAPPED_BYTES (VAULT_KEY_BYTES + VAULT_SEALED_BYTES)
#define VAULT_DOMAIN_BYTES  32 /* of a name, longer is an error */
#define VAULT_ROWS_MAX      3

struct vault_epoch {
    uint32_t number; /* from 1, never used again */
    int64_t made_s;  /* UTC */
    uint8_t key[VAULT_KEY_BYTES];
};

/* Oldest first; the last one wraps. */
struct vault {
    size_t n; /* 1 .. VAULT_EPOCHS_MAX */
    struct vault_epoch epochs[VAULT_EPOCHS_MAX];
};

struct vault_key {
    uint8_t bytes[VAULT_KEY_BYTES];
};

/* Random bytes drawn ahead, so that the nonces and keys of many records are one
 * call to the kernel.  {0}: none drawn.  Never copied; what was given out is
 * wiped. */
#define VAULT_RANDOM_BYTES 1024
struct vault_random {
    size_t left; /* at the end of bytes */
    uint8_t bytes[VAULT_RANDOM_BYTES];
};

/* What has a key of its own, in numbers of who stores it. */
struct vault_record {
    int64_t kind, ref;
};

/* Where a sealed value stands: part of what is authenticated. */
struct vault_place {
    const char *domain; /* table and column */
    struct vault_record record;
    int64_t rows[VAULT_ROWS_MAX]; /* the row's identity, the rest 0 */
};

/* What is to be sealed; n 0 too. */
struct vault_plain {
    const void *bytes;
    size_t n;
};

/* vault_add: a new epoch with a random key, the one that wraps from now on.
 * RC_INVALID: the ring is full. */
MUST_USE enum rc vault_add(struct vault *vault, int64_t now_s);

/* vault_drop: epoch `number` is wiped and the ring closed up.
 * RC_NOT_FOUND; RC_INVALID: it is the newest. */
MUST_USE enum rc vault_drop(struct vault *vault, uint32_t number);

/* vault_newest: the number of the epoch that wraps.  vault_has: is the epoch of
 * this number in the ring? */
uint32_t vault_newest(const struct vault *vault);
bool vault_has(const struct vault *vault, int64_t number);

/* vault_key_make: a random record key.  vault_key_wipe: after use. */
void vault_key_make(struct vault_random *random, struct vault_key *out);
void vault_key_wipe(struct vault_key *key);

/* vault_wrap: a record's key, under the newest epoch. */
void vault_wrap(const struct vault *vault, struct vault_random *random,
                struct vault_record record, const struct vault_key *key,
                uint8_t wrapped[VAULT_WRAPPED_BYTES]);

/* vault_unwrap: RC_NOT_FOUND: the epoch is not in the ring; RC_INVALID: these
 * bytes are not what was wrapped for this record under it. */
MUST_USE enum rc vault_unwrap(const struct vault *vault, uint32_t epoch,
                              struct vault_record record,
                              const uint8_t wrapped[VAULT_WRAPPED_BYTES],
                              struct vault_key *out);

/* vault_seal: to plain.n + VAULT_SEALED_BYTES bytes. */
void vault_seal(struct vault_random *random, const struct vault_key *key,
                const struct vault_place *place, struct vault_plain plain,
                uint8_t *out);

/* vault_open: n sealed bytes to n - VAULT_SEALED_BYTES.  RC_INVALID: not what was sealed there
 * with this key; out then holds nothing of it. */
MUST_USE enum rc vault_open(const struct vault_key *key,
                            const struct vault_place *place,
                            const uint8_t *sealed, size_t n, uint8_t *out);

/* vault_handle: what stands for a record where its row may not: nobody without
 * the record's key can tell which record it was.  A keyed BLAKE2b. */
#define VAULT_HANDLE_BYTES 16
void vault_handle(const struct vault_key *key, struct vault_record record,
                  uint8_t out[VAULT_HANDLE_BYTES]);

/* vault_hash: what a text is looked for by where it may not be read, in
 * hexadecimal digits; the same for the same text, key and domain. */
void vault_hash(const struct vault_key *key, const char *domain,
                const char *text, char hex[VAULT_HANDLE_BYTES * 2 + 1]);

#endif
