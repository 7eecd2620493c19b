/* backup_file -- one backup of the database as a sealed file: all blocks of
 * its picture, or those that are not as they were in the file before it.
 *
 * Head, for everybody: format, full or not, schema, installation, sequence,
 * when, and the digest of the file before it.  Chunks, in this order:
 *   facts, settings files, blocks by ascending index, end
 * The end has the digest of the whole picture and a keyed hash over head and
 * chunks, which only who has the installation's storage key can make: sealing
 * to a public key proves no origin.  docs/backup.md has the bytes. */
#ifndef SYS_BACKUP_FILE_H
#define SYS_BACKUP_FILE_H

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/rc.h"
#include "sys/sealed_file.h"

#define BACKUP_BLOCK_BYTES 65536
#define BACKUP_HASH_BYTES  32
#define BACKUP_KEY_BYTES   32
#define BACKUP_EPOCH_BYTES 16
#define BACKUP_NAME_BYTES  64                 /* of a settings file */
#define BACKUP_IMAGE_BYTES (INT64_C(1) << 44) /* the largest picture */

struct backup_head {
    bool full;
    uint32_t schema;
    uint8_t epoch[BACKUP_EPOCH_BYTES]; /* of the store */
    uint64_t sequence;                 /* 1.. in this installation */
    int64_t made_us;
    uint8_t parent[SEALED_DIGEST_BYTES]; /* of the file before; full: zero */
};

/* What the picture was found to hold before it was written. */
struct backup_facts {
    int64_t image_bytes;
    uint8_t content[BACKUP_HASH_BYTES]; /* digest over all rows */
    int64_t tables, rows, messages, alerts;
};

/* The digest of a picture: over the hashes of its blocks. */
struct backup_image {
    crypto_generichash_state state;
};
void backup_image_start(struct backup_image *image);
void backup_image_hash(const uint8_t *block, size_t n,
                       uint8_t out[BACKUP_HASH_BYTES]);
void backup_image_add(struct backup_image *image,
                      const uint8_t hash[BACKUP_HASH_BYTES]);
void backup_image_end(struct backup_image *image,
                      uint8_t out[BACKUP_HASH_BYTES]);

struct backup_writer;

/* backup_create: head and facts of a file; origin: BACKUP_KEY_BYTES, borrowed
 * for the call.  Errors of sealed_create(). */
MUST_USE enum rc backup_create(struct backup_writer **out, FILE *file,
                               const struct backup_head *head,
                               const struct backup_facts *facts,
                               const uint8_t origin[BACKUP_KEY_BYTES],
                               const uint8_t recipients[][PUBLIC_KEY_BYTES],
                               size_t recipients_n);

/* backup_put_file, _block: in the order above; n at most BACKUP_BLOCK_BYTES.
 * RC_FATAL: errno. */
MUST_USE enum rc backup_put_file(struct backup_writer *writer, const char *name,
                                 const void *bytes, size_t n);
MUST_USE enum rc backup_put_block(struct backup_writer *writer, uint64_t index,
                                  const void *bytes, size_t n);

/* backup_finish: the end; digest: what the next file calls its parent. */
MUST_USE enum rc backup_finish(struct backup_writer *writer,
                               const uint8_t image[BACKUP_HASH_BYTES],
                               uint8_t digest[SEALED_DIGEST_BYTES]);

void backup_writer_close(struct backup_writer *writer); /* NULL is allowed */

/* What a reader tells, each in the order of the file; NULL: not wanted. */
struct backup_visitor {
    enum rc (*facts)(const struct backup_facts *facts, void *arg);
    enum rc (*file)(const char *name, const uint8_t *bytes, size_t n,
                    void *arg);
    enum rc (*block)(uint64_t index, const uint8_t *bytes, size_t n, void *arg);
    void *arg;
};

struct backup_read {
    struct backup_head head;
    struct backup_facts facts;        /* zero without a key */
    uint64_t blocks;                  /* in this file; zero without a key */
    uint8_t image[BACKUP_HASH_BYTES]; /* zero without a key */
    uint8_t digest[SEALED_DIGEST_BYTES];
};

/* backup_read: all of a file, from its beginning to its end.
 * in      key: of a recipient; NULL: structure and digest alone.  origin: of
 *         the installation; NULL: who made it is not asked.  visitor: called
 *         before the end is known to be genuine; NULL
 * errors  RC_INVALID: damaged, or no backup; RC_NOT_FOUND: sealed to others;
 *         RC_STALE: whole, but not made with this origin; RC_FATAL: memory or
 *         disk; or what the visitor answered */
MUST_USE enum rc backup_read(FILE *file, const struct secret *key,
                             const uint8_t *origin,
                             const struct backup_visitor *visitor,
                             struct backup_read *out);

/* backup_read_head: the head alone; not authenticated. */
MUST_USE enum rc backup_read_head(FILE *file, struct backup_head *out);

#endif
