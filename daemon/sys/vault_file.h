/* vault_file -- the ring of epoch keys on disk: one line per epoch, oldest
 * first: its number, its key in Z85, when it was made (seconds since 1970).
 * Mode and owner are judged as those of every key file (sys/secret.h). */
#ifndef SYS_VAULT_FILE_H
#define SYS_VAULT_FILE_H

#include "core/rc.h"
#include "sys/secret.h"

struct file_findings;
struct vault;

/* vault_read: into *out, in memory of sys/secret.h.  RC_NOT_FOUND, RC_INVALID
 * (mode, owner or content) or RC_FATAL, each with a finding that never shows
 * the content. */
MUST_USE enum rc vault_read(struct vault *out, const char *path,
                            enum secret_source source,
                            struct file_findings *findings);

/* vault_write: replace (or make) the file, durably; then the old one,
 * which has no name any more, is written over, as far as a file system honours
 * that.
 * vault_write_new: RC_DUP when the path exists.  RC_FATAL: errno says why, the
 * old file is untouched. */
MUST_USE enum rc vault_write(const struct vault *vault, const char *path);
MUST_USE enum rc vault_write_new(const struct vault *vault, const char *path);

#endif
