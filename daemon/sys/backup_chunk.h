/* backup_chunk -- the chunks of a backup, as backup_file.c writes and
 * backup_read.c reads them; for those two alone. */
#ifndef SYS_BACKUP_CHUNK_H
#define SYS_BACKUP_CHUNK_H

#include <sodium.h>

#include "sys/backup_file.h"

#define BACKUP_FORMAT      1
#define BACKUP_HEAD_BYTES  72
#define BACKUP_FACTS_BYTES 77
#define BACKUP_END_BYTES   (1 + 2 * BACKUP_HASH_BYTES)

enum backup_chunk {
    BACKUP_CHUNK_FACTS = 1,
    BACKUP_CHUNK_FILE = 2,
    BACKUP_CHUNK_BLOCK = 3,
    BACKUP_CHUNK_END = 4
};

/* The keyed hash over head and chunks; in memory for secrets. */
struct backup_origin {
    crypto_generichash_state state;
};

/* backup_origin_new: NULL: no memory; secret_memory_close() it. */
struct backup_origin *backup_origin_new(const uint8_t key[BACKUP_KEY_BYTES]);

#endif
