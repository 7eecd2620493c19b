/* backup_job -- what the parts of `loketd --backup` share. */
#ifndef BACKUP_JOB_H
#define BACKUP_JOB_H

#include <limits.h>

#include "backup_folder.h"
#include "backup_manifest.h"
#include "backup_mode.h"
#include "core/config.h"
#include "installation.h"
#include "store/image.h"

struct backup_job {
    const struct backup_request *request;
    struct installation *in;
    struct backup_secrets *secrets;
    const char *dir;
    int lock_fd;  /* of the folder, -1: none */
    int state_fd; /* of where the picture is made, -1: none */
    uint8_t recipients[BACKUP_RECIPIENTS_MAX][PUBLIC_KEY_BYTES];
    size_t recipients_n;
    int64_t began_us, now_us; /* monotonic; UTC: when the picture was taken */
    struct backup_folder folder;
    struct backup_manifest last, next;
    char image_path[PATH_MAX]; /* "": none */
    struct image_facts facts;
    uint8_t image[BACKUP_HASH_BYTES];
    struct backup_head head;
    uint64_t changed; /* blocks that are written */
    char name[BACKUP_FILE_NAME];
    int64_t bytes; /* of the file */
};

/* backup_recipients: read their keys.  RC_INVALID: findings tell. */
struct file_findings;
MUST_USE enum rc backup_recipients(const struct config *config,
                                   uint8_t out[][PUBLIC_KEY_BYTES],
                                   struct file_findings *findings);

/* backup_room: RC_DOWN: so many bytes would leave too little in `dir` for
 * whoever else writes there; logged. */
MUST_USE enum rc backup_room(const char *dir, int64_t bytes);

/* backup_hash_image: the blocks of the picture, and which of them changed. */
MUST_USE enum rc backup_hash_image(struct backup_job *job);

/* backup_write: the file, under its name when it is whole and on the disk. */
MUST_USE enum rc backup_write(struct backup_job *job);

#endif
