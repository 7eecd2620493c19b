/* audit_chain -- one record of the audit, and the hash that ties it to the
 * record before.
 *
 * Hash of a record: BLAKE2b-256 over a canonical encoding (every number in
 * eight bytes, the greatest first; every text and byte string behind its
 * length in two) of
 *
 *   "loket-audit-1", installation, hash of the record before (32 zeros before
 *   the first), and the record's own fields in the order of the struct.
 *
 * So no field, no order and no number of records can be changed without every
 * later hash being another.  A checkpoint is a signature over such a hash; kept
 * elsewhere it also tells when the end was cut off, or everything was made
 * anew.  Records hold hashes of what is sealed, never what it says, so they
 * stay whole when a record's key is destroyed.
 *
 * Pure: hashes only; who has the key signs and verifies (Ed25519). */
#ifndef CORE_AUDIT_CHAIN_H
#define CORE_AUDIT_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/stream.h"

#define AUDIT_HASH_BYTES      32
#define AUDIT_KEY_BYTES       8  /* of a key's fingerprint */
#define AUDIT_HANDLE_BYTES    16 /* sys/vault.h */
#define AUDIT_WORD_BYTES      32 /* a verb, an object; with the NUL */
#define AUDIT_DETAIL_BYTES    200
#define AUDIT_SEALED_BYTES    192 /* a sealed reason */
#define AUDIT_SIGNATURE_BYTES 64

/* What NEN 7513 calls the action. */
enum audit_action {
    AUDIT_CREATE = 'C',
    AUDIT_READ = 'R',
    AUDIT_UPDATE = 'U',
    AUDIT_DELETE = 'D',
    AUDIT_EXECUTE = 'E'
};

/* .. and its outcome, as RFC 3881 numbers it. */
enum audit_outcome {
    AUDIT_DONE = 0,
    AUDIT_REFUSED = 4
};

/* Bytes of a length that differs, or none. */
struct audit_bytes {
    uint8_t bytes[AUDIT_SEALED_BYTES];
    size_t n;
};

/* One record.  What does not apply is 0 or empty. */
struct audit_row {
    int64_t number; /* from 1, without gaps */
    int64_t at_us;
    int64_t action;  /* enum audit_action */
    int64_t outcome; /* enum audit_outcome */
    int64_t actor;   /* principal; 0: the desk itself */
    int64_t organisation;
    struct audit_bytes key; /* fingerprint of the key that spoke, cut */
    int64_t role;           /* enum role it acted under */
    char verb[AUDIT_WORD_BYTES];
    char object[AUDIT_WORD_BYTES]; /* what kind of thing: "alert" */
    int64_t row;                   /* which one, unless it is a message */
    struct audit_bytes handle;     /* which message it is about (sealed) */
    int64_t code;                  /* state or verdict, by verb */
    char detail[AUDIT_DETAIL_BYTES];
    struct audit_bytes reason;  /* reason or purpose somebody gave, sealed */
    struct audit_bytes content; /* hash of the sealed content */
    uint8_t hash[AUDIT_HASH_BYTES];
};

struct audit_checkpoint {
    uint8_t installation[EPOCH_BYTES];
    int64_t number; /* of the record */
    int64_t at_us;
    uint8_t hash[AUDIT_HASH_BYTES]; /* of that record */
    uint8_t signature[AUDIT_SIGNATURE_BYTES];
};

/* audit_chain_hash: of a record behind the one whose hash is prev. */
void audit_chain_hash(const uint8_t installation[EPOCH_BYTES],
                      const uint8_t prev[AUDIT_HASH_BYTES],
                      const struct audit_row *row,
                      uint8_t out[AUDIT_HASH_BYTES]);

/* audit_checkpoint_text: what is signed: everything of it but the signature. */
#define AUDIT_CHECKPOINT_TEXT_BYTES (18 + EPOCH_BYTES + 16 + AUDIT_HASH_BYTES)
void audit_checkpoint_text(const struct audit_checkpoint *checkpoint,
                           uint8_t out[AUDIT_CHECKPOINT_TEXT_BYTES]);

/* audit_key_fingerprint: the short one of a public key, as records have it. */
void audit_key_fingerprint(const uint8_t public_key[32],
                           uint8_t out[AUDIT_KEY_BYTES]);

#endif
