/* indicator_file -- indicators.yaml to the list of codes in force.
 *
 *   id: loket-nl-1
 *   indicators:
 *     - {code: MW01, ...}
 *
 * Of an entry only the code is read here; its other keys are for rules and
 * people that come later, and any key is allowed there. */
#ifndef SYS_INDICATOR_FILE_H
#define SYS_INDICATOR_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct file_findings;
struct indicator_list;
struct yaml_doc;

/* indicator_file_take: the list from a tree in which other keys may stand
 * beside it.  As indicator_file_parse(), but never RC_FATAL. */
MUST_USE enum rc indicator_file_take(struct indicator_list *out,
                                     const struct yaml_doc *doc,
                                     struct file_findings *findings);

/* indicator_file_parse: the codes come out in ascending order, whatever the
 * order in the file.
 * RC_INVALID: findings tell everything that is wrong; RC_FATAL: no memory. */
MUST_USE enum rc indicator_file_parse(struct indicator_list *out,
                                      const char *name, const uint8_t *bytes,
                                      size_t n, struct file_findings *findings);

/* indicator_file_read: the same of a file; any answer but RC_OK has
 * findings. */
MUST_USE enum rc indicator_file_read(struct indicator_list *out,
                                     const char *path,
                                     struct file_findings *findings);

#endif
