/* backup_manifest -- what the last backup of a folder looked like: a keyed
 * hash of each block, so that the next one need hold only what changed.  Tells
 * nothing without the key.  Whoever loses it gets a full backup. */
#ifndef BACKUP_MANIFEST_H
#define BACKUP_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "sys/backup_file.h"

#define BACKUP_MANIFEST "manifest"

struct backup_hash {
    uint8_t bytes[BACKUP_HASH_BYTES];
};

struct backup_manifest {
    uint8_t epoch[BACKUP_EPOCH_BYTES];
    uint64_t sequence;
    uint8_t digest[SEALED_DIGEST_BYTES]; /* of the last file */
    int64_t full_us;            /* when the chain's full one was made */
    uint32_t chain;             /* files in it */
    struct backup_hash *blocks; /* owned */
    size_t blocks_n;
};

/* backup_manifest_hash: of one block. */
void backup_manifest_hash(const uint8_t key[BACKUP_KEY_BYTES], uint64_t index,
                          const uint8_t *block, size_t n,
                          struct backup_hash *out);

/* backup_manifest_read: from `dir`.  RC_NOT_FOUND: none, or not as it was
 * written with this key; RC_FATAL: memory.  Close it in any case. */
MUST_USE enum rc backup_manifest_read(struct backup_manifest *out,
                                      const char *dir,
                                      const uint8_t key[BACKUP_KEY_BYTES]);

/* backup_manifest_write: durably.  RC_FATAL: errno. */
MUST_USE enum rc backup_manifest_write(const struct backup_manifest *manifest,
                                       const char *dir,
                                       const uint8_t key[BACKUP_KEY_BYTES]);

void backup_manifest_close(struct backup_manifest *manifest);

#endif
