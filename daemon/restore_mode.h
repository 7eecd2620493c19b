/* restore_mode -- `loketd --restore FROM --to DIR`: a desk from its backups,
 * in a place where there is none (docs/backup.md). */
#ifndef RESTORE_MODE_H
#define RESTORE_MODE_H

#include <stdbool.h>
#include <stdio.h>

#include "core/rc.h"

struct restore_request {
    const char *from;     /* a backup, or the folder: the newest in it */
    const char *key_path; /* secret key of a recipient */
    const char *keys;     /* sealed copy of the keys, or a folder of them */
    const char *to;       /* made if need be; holds no desk */
    const char *as_of;    /* RFC 3339: no newer one than this; NULL */
    bool expired_keys;    /* take a copy of the keys that is past its time */
    bool erase_unopened;  /* go on without the records that they do not open */
    FILE *out;
};

/* restore_mode: everything is read and authenticated once before anything is
 * written; then made beside where it belongs, checked, and put there.
 * RC_INVALID: refused, nothing was written; RC_DOWN: no room, nothing was left;
 * RC_FATAL: disk; logged. */
MUST_USE enum rc restore_mode(const struct restore_request *request);

#endif
