/* backup_verify -- `loketd --backup-verify DIR`: is each backup whole, and has
 * each what it needs? */
#ifndef BACKUP_VERIFY_H
#define BACKUP_VERIFY_H

#include <stdio.h>

#include "core/rc.h"

/* backup_verify_mode: one line a file.
 * in      key_path: secret key of a recipient: everything is opened,
 *         authenticated and put together once; NULL: structure and digests.
 *         keys: copy of the keys, or their folder: whether this installation
 *         made them too; NULL
 * errors  RC_INVALID: at least one is not, or there is none; RC_FATAL */
MUST_USE enum rc backup_verify_mode(const char *dir, const char *key_path,
                                    const char *keys, FILE *out);

#endif
