/* backup_keys_mode -- `loketd --backup-keygen` and `loketd --backup-keys`. */
#ifndef BACKUP_KEYS_MODE_H
#define BACKUP_KEYS_MODE_H

#include <stdio.h>

#include "core/rc.h"

/* backup_keygen_mode: a key pair for a recipient; see backup_keys_make(). */
MUST_USE enum rc backup_keygen_mode(const char *path, FILE *out);

/* backup_keys_mode: a sealed copy of the keys in `dir`; it was logged. */
MUST_USE enum rc backup_keys_mode(const char *config_path, const char *dir,
                                  FILE *out);

#endif
