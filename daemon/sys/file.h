/* file -- small files, read whole and written so that after a power cut there
 * is the old one or the new one, never half of one. */
#ifndef SYS_FILE_H
#define SYS_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/rc.h"

/* file_read: the whole of a regular file of at most max_bytes; *bytes ends
 * with a NUL that *n does not count; free() it.  RC_NOT_FOUND: no such file;
 * RC_INVALID: not a regular file, or larger; RC_FATAL: errno says why. */
MUST_USE enum rc file_read(const char *path, size_t max_bytes, uint8_t **bytes,
                           size_t *n);

/* file_write: replace (or make) the file, durably: temporary file beside it,
 * fsync, rename, fsync of the directory.  RC_FATAL: errno says why, the old
 * file is untouched. */
MUST_USE enum rc file_write(const char *path, const void *bytes, size_t n,
                            mode_t mode);

/* file_write_new: as file_write, but RC_DUP when the path exists already. */
MUST_USE enum rc file_write_new(const char *path, const void *bytes, size_t n,
                                mode_t mode);

/* file_sync_dir: names that were made or changed in it are on the disk.
 * RC_FATAL: errno says why. */
MUST_USE enum rc file_sync_dir(const char *dir);

/* file_make_dir: one directory, durably.  RC_DUP: the path exists. */
MUST_USE enum rc file_make_dir(const char *path, mode_t mode);

/* file_join: "dir/name" into out; RC_INVALID when it does not fit. */
MUST_USE enum rc file_join(char *out, size_t out_bytes, const char *dir,
                           const char *name);

#endif
