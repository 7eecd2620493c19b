/* restore_job -- what the parts of `loketd --restore` share. */
#ifndef RESTORE_JOB_H
#define RESTORE_JOB_H

#include <limits.h>

#include "backup_folder.h"
#include "backup_keys.h"
#include "backup_mode.h"
#include "backup_replay.h"
#include "core/config.h"
#include "restore_mode.h"
#include "store/image.h"

struct restore_job {
    const struct restore_request *request;
    struct secret *key;
    struct backup_keyset *keys;
    struct backup_secrets *origin;
    char dir[PATH_MAX]; /* of the backups */
    struct backup_folder folder;
    struct backup_chain *chain;
    struct backup_read target; /* what the last file of the chain says */
    uint8_t *settings;         /* of the last file that has them */
    size_t settings_n;
    char to[PATH_BYTES];   /* from the root */
    char part[PATH_BYTES]; /* where it is made */
    bool made_to;
    struct image_unopened unopened; /* and therefore erased */
    bool settings_moved;
};

/* restore_look: choose the chain and read all of it; nothing is written.
 * RC_INVALID: refused; logged. */
MUST_USE enum rc restore_look(struct restore_job *job);

/* restore_build: all of the installation in job->part, checked. */
MUST_USE enum rc restore_build(struct restore_job *job);

#endif
