/* roster_file -- roster.yaml to struct roster_document. */
#ifndef SYS_ROSTER_FILE_H
#define SYS_ROSTER_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct file_findings;
struct roster_document;
struct yaml_field;

/* roster_file_parse: anchor, period, people, fallback (at least one) and
 * waits; waits that are not given have roster_defaults()' value.  Whether the
 * people exist is the desk's to say.
 * RC_INVALID: findings tell everything that is wrong; RC_FATAL: no memory. */
MUST_USE enum rc roster_file_parse(struct roster_document *out,
                                   const char *name, const uint8_t *bytes,
                                   size_t n, struct file_findings *findings);

/* roster_file_read: the same of a file; any answer but RC_OK has findings. */
MUST_USE enum rc roster_file_read(struct roster_document *out, const char *path,
                                  struct file_findings *findings);

const struct yaml_field *roster_file_fields(size_t *n);

#endif
