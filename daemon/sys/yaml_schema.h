/* yaml_schema -- a table of rows that says what a settings file may contain:
 * key, type, place in a struct, range.  One table reads the file, checks it
 * and is held against the shipped commented file by a test. */
#ifndef SYS_YAML_SCHEMA_H
#define SYS_YAML_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct file_findings;
struct yaml_doc;

enum field_type {
    FIELD_U32,       /* uint32_t; min, max: value */
    FIELD_I64,       /* int64_t; min, max: value */
    FIELD_SECONDS,   /* int64_t microseconds, written as seconds */
    FIELD_INSTANT,   /* int64_t UTC microseconds, RFC 3339 with offset */
    FIELD_BOOL,      /* bool; true or false */
    FIELD_LOG_LEVEL, /* uint32_t enum log_level, written as a word */
    FIELD_NAME,      /* char[NAME_BYTES] of [a-z0-9._-]; min: characters */
    FIELD_TELEPHONE, /* char[TELEPHONE_BYTES], digits, spaces, one + */
    FIELD_PATH,      /* char[PATH_BYTES], from the root; max > 0: or "" */
    FIELD_NAMES,     /* char[max][NAME_BYTES], none twice; min, max: how many */
    FIELD_ENDPOINTS, /* char[max][ENDPOINT_BYTES], tcp:// or ipc:// */
    FIELD_LOCAL_ENDPOINT /* char[ENDPOINT_BYTES], sys/local_endpoint.h, or "" */
};

struct yaml_field {
    const char *path; /* "front.idle_s": at most one dot */
    enum field_type type;
    size_t offset;
    size_t count_offset; /* of lists: where the number goes; size_t, or
                          * uint32_t of FIELD_ENDPOINTS */
    int64_t min, max;
    bool required;
};

/* yaml_schema_read: fill `out` from the document; fields that the file does
 * not mention keep what they have.
 * RC_INVALID: findings tell all that is wrong, unknown keys included, and
 * `out` holds what was right. */
MUST_USE enum rc yaml_schema_read(const struct yaml_doc *doc,
                                  const struct yaml_field fields[],
                                  size_t fields_n, void *out,
                                  struct file_findings *findings);

/* yaml_schema_present: does the document say something there?  A section
 * that is none says something of all its keys. */
bool yaml_schema_present(const struct yaml_doc *doc, const char *path);

/* yaml_schema_name: is it 1 to 64 characters of [a-z0-9._-]? */
bool yaml_schema_name(const char *text);

#endif
