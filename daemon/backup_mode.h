/* backup_mode -- `loketd --backup`: a process of its own beside the desk that
 * takes a picture of the database, checks it and writes it down sealed, whole
 * or what changed since the last one (docs/backup.md). */
#ifndef BACKUP_MODE_H
#define BACKUP_MODE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/rc.h"
#include "sys/backup_file.h"

struct secret;

/* Keys that only the installation has; in memory for secrets. */
struct backup_secrets {
    uint8_t origin[BACKUP_KEY_BYTES]; /* that a backup is ours */
    uint8_t block[BACKUP_KEY_BYTES];  /* hashes of the manifest */
};

/* backup_secrets_new: derived from the storage key; secret_memory_close() it.
 * NULL: no memory. */
struct backup_secrets *backup_secrets_new(const struct secret *storage);

struct backup_request {
    const char *config_path;
    const char *to; /* folder; NULL: backup.folder */
    bool full;      /* whatever the settings say */
    FILE *out;      /* one line about what was made */
};

/* backup_mode: make one; then write the status, copy the keys anew, remove what
 * is old.  A backup counts when the file has its name: everything before was
 * checked and is on the disk.
 * RC_INVALID: settings; RC_DOWN: another one runs, or no room: nothing counts
 * that did not before; RC_FATAL: disk, or the database is not sound; logged. */
MUST_USE enum rc backup_mode(const struct backup_request *request);

#endif
