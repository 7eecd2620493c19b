/* config_file -- loketd.yaml to struct config, by one table. */
#ifndef SYS_CONFIG_FILE_H
#define SYS_CONFIG_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct config;
struct file_findings;
struct yaml_field;

/* config_file_parse: bytes of a settings file; name is what findings call
 * it.  What the file does not mention has config_defaults()' value; the
 * CURVE keys are left zero.
 * RC_INVALID: findings tell everything that is wrong, and *out has what is
 * right, with an empty text for a path that is not, so that the files it names
 * can be looked at as well; untouched when it is no settings file at all.
 * RC_FATAL: no memory. */
MUST_USE enum rc config_file_parse(struct config *out, const char *name,
                                   const uint8_t *bytes, size_t n,
                                   struct file_findings *findings);

/* config_file_read: the same of a file; any answer but RC_OK has findings. */
MUST_USE enum rc config_file_read(struct config *out, const char *path,
                                  struct file_findings *findings);

/* config_file_fields: the table, for who checks the documentation. */
const struct yaml_field *config_file_fields(size_t *n);

#endif
