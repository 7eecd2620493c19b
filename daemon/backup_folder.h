/* backup_folder -- the backups that lie in a folder, and how they hang
 * together: each file names the digest of the one it continues.  Names of
 * files mean nothing; only whole files have the ending. */
#ifndef BACKUP_FOLDER_H
#define BACKUP_FOLDER_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "sys/backup_file.h"

#define BACKUP_ENDING     ".loketbackup"
#define BACKUP_UNFINISHED ".part"
#define BACKUP_FILE_NAME  128
#define BACKUP_CHAIN_MAX  4096

struct backup_entry {
    char name[BACKUP_FILE_NAME];
    struct backup_head head;             /* as it says, not authenticated */
    uint8_t digest[SEALED_DIGEST_BYTES]; /* as it says */
    int64_t bytes;
};

struct backup_folder {
    struct backup_entry *v; /* oldest first */
    size_t n;
    size_t unreadable; /* have the ending and no head of ours; logged */
};

/* A backup with all it needs: the full one first. */
struct backup_chain {
    size_t v[BACKUP_CHAIN_MAX];
    size_t n;
};

/* backup_folder_read: close it in any case.  RC_NOT_FOUND: no such folder;
 * RC_FATAL: memory or disk; logged. */
MUST_USE enum rc backup_folder_read(struct backup_folder *out, const char *dir);
void backup_folder_close(struct backup_folder *folder);

/* backup_folder_find: the file with that digest; folder->n: none. */
size_t backup_folder_find(const struct backup_folder *folder,
                          const uint8_t digest[SEALED_DIGEST_BYTES]);

/* backup_folder_chain: what `target` needs.
 * RC_NOT_FOUND: out->v[0] is the file whose parent is missing; RC_INVALID: it
 * does not follow its parent (installation, sequence, schema). */
MUST_USE enum rc backup_folder_chain(const struct backup_folder *folder,
                                     size_t target, struct backup_chain *out);

struct backup_keep {
    uint32_t full; /* so many chains in any case */
    uint32_t days; /* and whatever has a file as young as this */
    int64_t now_us;
};

/* backup_folder_prune: remove chains that are neither, whole ones only and
 * from their ends: a file never stands without what it needs.  *removed:
 * files.  RC_FATAL: the disk; logged. */
MUST_USE enum rc backup_folder_prune(const struct backup_folder *folder,
                                     const char *dir,
                                     const struct backup_keep *keep,
                                     size_t *removed);

/* backup_folder_clean: files that a run that was killed left half-written. */
void backup_folder_clean(const char *dir);

#endif
