/* secret -- 32-byte secrets in memory that is locked, guarded, kept out of
 * core dumps and wiped on close; and the key files they come from.
 *
 * A key file is one line of Z85 (sys/z85.h) and belongs to who runs us, with
 * no right for anybody else: a looser file is refused, because whoever could
 * read it may have done so. */
#ifndef SYS_SECRET_H
#define SYS_SECRET_H

#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"

struct file_findings;

#define SECRET_BYTES 32

struct secret {
    uint8_t bytes[SECRET_BYTES];
};

/* secret_memory: n zeroed bytes of such memory (any struct that holds
 * secrets); NULL when there is none.  secret_memory_close(NULL) is allowed. */
void *secret_memory(size_t n);
void secret_memory_close(void *memory);

/* secret_new: zeroed; RC_FATAL: no memory. */
MUST_USE enum rc secret_new(struct secret **out);

/* secret_read: from a key file.  RC_NOT_FOUND, RC_INVALID (mode, owner or
 * content) or RC_FATAL, each with a finding that never shows the content. */
MUST_USE enum rc secret_read(struct secret **out, const char *path,
                             struct file_findings *findings);

/* secret_open: *fd of a key file of any form, judged as above; close it.
 * SECRET_GIVEN: it stands in $CREDENTIALS_DIRECTORY, where the service manager
 * gives what is root's to its service alone, by an access list: group bits
 * stand for that list.
 * secret_read_from: as secret_read, of such a file. */
enum secret_source {
    SECRET_OWN,
    SECRET_GIVEN
};

MUST_USE enum rc secret_open(int *fd, const char *path,
                             enum secret_source source,
                             struct file_findings *findings);
MUST_USE enum rc secret_read_from(struct secret **out, const char *path,
                                  enum secret_source source,
                                  struct file_findings *findings);

/* secret_write_new: a new key file, 0600, durably.  RC_DUP: the path exists;
 * RC_FATAL: errno says why. */
MUST_USE enum rc secret_write_new(const struct secret *secret,
                                  const char *path);

/* secret_close: wipes; NULL is allowed. */
void secret_close(struct secret *secret);

/* public_key_read / _write_new: the same line, for everybody to read (0644).
 * Errors as above, without the judgement of mode and owner. */
MUST_USE enum rc public_key_read(uint8_t out[PUBLIC_KEY_BYTES],
                                 const char *path,
                                 struct file_findings *findings);
MUST_USE enum rc public_key_write_new(const uint8_t key[PUBLIC_KEY_BYTES],
                                      const char *path);

/* public_key_fingerprint: what two people compare over the telephone: 16
 * bytes of BLAKE2b of the key as eight groups of four hexadecimal digits. */
#define FINGERPRINT_BYTES 40
void public_key_fingerprint(char out[FINGERPRINT_BYTES],
                            const uint8_t key[PUBLIC_KEY_BYTES]);

#endif
