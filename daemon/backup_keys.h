/* backup_keys -- the keys a restore needs, sealed to the recipients of the
 * backups, in files of their own that live seven days: with the keys of then
 * somebody could read what was erased since. */
#ifndef BACKUP_KEYS_H
#define BACKUP_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/rc.h"

struct backup_secrets;
struct config;
struct secret;

#define BACKUP_KEYS_ENDING    ".loketkeys"
#define BACKUP_KEYS_LIFE_DAYS 7
#define BACKUP_KEYS_MAX       16
#define BACKUP_KEY_FILE_BYTES 4096
#define BACKUP_KEY_NAME_BYTES 65

struct backup_key_file {
    char name[BACKUP_KEY_NAME_BYTES];
    size_t n;
    uint8_t bytes[BACKUP_KEY_FILE_BYTES];
};

/* All key files of an installation; in memory for secrets. */
struct backup_keyset {
    size_t n;
    struct backup_key_file v[BACKUP_KEYS_MAX];
    int64_t made_us, expires_us; /* of a sealed copy; 0: a folder */
};

/* backup_keys_make: a key pair for a recipient: its secret half at `path`
 * (0600, for the safe), its public half at path.public (for paths.keys).
 * RC_DUP: one of them exists; nothing was changed.  It was logged. */
MUST_USE enum rc backup_keys_make(const char *path, FILE *out);

/* backup_keys_export: a new sealed copy in `dir`, a folder of ours (made if
 * need be).  It was logged. */
MUST_USE enum rc backup_keys_export(const struct config *config,
                                    const struct backup_secrets *secrets,
                                    const char *dir, FILE *out);

/* backup_keys_renew: in backup.keys_folder: remove what is past its time; a
 * new copy when the keys changed or the newest is a day old. */
MUST_USE enum rc backup_keys_renew(const struct config *config,
                                   const struct backup_secrets *secrets);

/* backup_keys_read: from a sealed copy, opened with `key`, or from a folder of
 * key files.  *out: secret_memory_close() it.
 * RC_INVALID: damaged, not sealed to this key, or a key that must be there is
 * not; it was logged. */
MUST_USE enum rc backup_keys_read(struct backup_keyset **out, const char *from,
                                  const struct secret *key);

/* backup_keys_storage: the storage key among them.  RC_INVALID: it is none. */
MUST_USE enum rc backup_keys_storage(const struct backup_keyset *keys,
                                     struct secret **out);

/* backup_keys_write: as new files in `dir`, 0600, durably. */
MUST_USE enum rc backup_keys_write(const struct backup_keyset *keys,
                                   const char *dir);

#endif
