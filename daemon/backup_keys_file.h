/* backup_keys_file -- sealed copies of key files; a part of backup_keys.h. */
#ifndef BACKUP_KEYS_FILE_H
#define BACKUP_KEYS_FILE_H

#include "backup_keys.h"

/* backup_keys_collect: all key files as the desk has them.  It was logged. */
MUST_USE enum rc backup_keys_collect(struct backup_keyset **out,
                                     const struct config *config);

/* backup_keys_find: NULL: not among them. */
const struct backup_key_file *backup_keys_find(const struct backup_keyset *keys,
                                               const char *name);

/* backup_keys_file_read: a sealed copy into `keys`, which are empty. */
MUST_USE enum rc backup_keys_file_read(struct backup_keyset *keys,
                                       const char *path,
                                       const struct secret *key);

#endif
