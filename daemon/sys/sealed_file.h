/* sealed_file -- a file that only the holders of some secret keys can read:
 * chunks of a secretstream (XChaCha20-Poly1305) under a random key of its own,
 * which is sealed to each recipient's public key (crypto_box_seal).
 *
 *   "LOKETSF1"  u16 kind  u16 recipients  u32 head_n  head
 *   recipients x { fingerprint 16, sealed key 80 }  stream header 24
 *   { u32 n  n bytes of ciphertext } ..  u32 0  digest 32
 *
 * Numbers are little-endian.  The head can be read by everybody; it and all
 * before the first chunk are authenticated with that chunk.  The digest is
 * BLAKE2b over all before it: who has no key can tell a whole file from a
 * damaged one.  It proves no origin: anybody can seal to a public key. */
#ifndef SYS_SEALED_FILE_H
#define SYS_SEALED_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/people.h"
#include "core/rc.h"

struct secret;

#define SEALED_RECIPIENTS_MAX 8
#define SEALED_HEAD_BYTES     256
#define SEALED_CHUNK_BYTES    (65536 + 512) /* the most of one chunk */
#define SEALED_DIGEST_BYTES   32

enum sealed_kind {
    SEALED_BACKUP = 1,
    SEALED_KEYS = 2
};

struct sealed_head {
    enum sealed_kind kind;
    size_t n;
    uint8_t bytes[SEALED_HEAD_BYTES];
};

struct sealed_writer;
struct sealed_reader;

/* sealed_create: begin a file for 1 to SEALED_RECIPIENTS_MAX public keys.
 * in      file: at its beginning, borrowed until sealed_writer_close()
 * errors  RC_INVALID: a public key is none, or a limit; RC_FATAL: memory, or
 *         errno of the file */
MUST_USE enum rc sealed_create(struct sealed_writer **out, FILE *file,
                               const struct sealed_head *head,
                               const uint8_t recipients[][PUBLIC_KEY_BYTES],
                               size_t recipients_n);

/* sealed_put: one chunk of 1 to SEALED_CHUNK_BYTES; the last one says so and
 * must be there.  RC_FATAL: errno. */
MUST_USE enum rc sealed_put(struct sealed_writer *writer, const void *bytes,
                            size_t n, bool last);

/* sealed_finish: the digest, and everything handed to the system (fsync is the
 * caller's). */
MUST_USE enum rc sealed_finish(struct sealed_writer *writer,
                               uint8_t digest[SEALED_DIGEST_BYTES]);

/* sealed_writer_close: wipes; NULL is allowed; the file stays open. */
void sealed_writer_close(struct sealed_writer *writer);

/* sealed_open: the beginning of a file that may be anything.
 * in      file: at its beginning, borrowed until sealed_reader_close();
 *         key: NULL: structure and digest alone are looked at
 * errors  RC_INVALID: no such file, or damaged; RC_NOT_FOUND: not sealed to
 *         this key; RC_FATAL: memory, or the file cannot be read */
MUST_USE enum rc sealed_open(struct sealed_reader **out, FILE *file,
                             const struct secret *key,
                             struct sealed_head *head);

/* sealed_get: the next chunk, authenticated, in place and in order; without a
 * key *n is 0.  Borrowed until the next call.
 * errors  RC_NOT_FOUND: the end, of a whole file; RC_INVALID: damaged, cut,
 *         or longer than it should be */
MUST_USE enum rc sealed_get(struct sealed_reader *reader, const uint8_t **chunk,
                            size_t *n);

/* sealed_reader_digest: after sealed_get() told the end. */
void sealed_reader_digest(const struct sealed_reader *reader,
                          uint8_t digest[SEALED_DIGEST_BYTES]);

/* sealed_reader_close: wipes; NULL is allowed. */
void sealed_reader_close(struct sealed_reader *reader);

#endif
