/* audit_file -- verify the audit without a desk: files of records, the public
 * key, checkpoints that were kept elsewhere. */
#ifndef CLIENTS_AUDIT_FILE_H
#define CLIENTS_AUDIT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/audit_verify.h"
#include "core/people.h"
#include "core/rc.h"

struct audit_check {
    /* given */
    char *const *files; /* records, in their order */
    size_t files_n;
    const char *checkpoints; /* a file with more of them, NULL: none */
    uint8_t public_key[PUBLIC_KEY_BYTES];
    int64_t until_us; /* checkpoints after that do not count */
    /* found; what the caller sets in it: installation, partial, repeats */
    struct audit_verify *verify;
    const char *file; /* where the flaw is */
    uint64_t line;    /* .. from 1; 0: at the end */
};

/* audit_file_check: RC_INVALID: there is a flaw, in verify->flaw, as when there
 * is no record at all and verify->partial does not allow that;
 * RC_NOT_FOUND: a file cannot be read, said on stderr; RC_DOWN: no memory. */
MUST_USE enum rc audit_file_check(struct audit_check *check);

#endif
