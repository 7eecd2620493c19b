/* csv -- comma-separated values as RFC 4180 writes them (pure). */
#ifndef CLIENTS_CSV_H
#define CLIENTS_CSV_H

#include <stddef.h>
#include <stdio.h>

#include "core/rc.h"

#define CSV_FIELDS_MAX   32
#define CSV_RECORD_BYTES 8192

/* One text while it is read. */
struct csv {
    const char *at;
    const char *end;
    size_t line;    /* of `at`, from 1 */
    char separator; /* ',' or, when the first line has no comma, ';' */
};

struct csv_record {
    char *fields[CSV_FIELDS_MAX]; /* into the bytes */
    size_t n;
    size_t line;       /* it begins on */
    const char *fault; /* of RC_INVALID; to be translated */
    char bytes[CSV_RECORD_BYTES];
};

/* csv_open: the text is borrowed; a byte order mark is passed over. */
void csv_open(struct csv *csv, const char *text, size_t n);

/* csv_next: the next record that is not an empty line.  A field between quotes
 * may hold separators, line ends and quotes written twice; CR LF and LF end a
 * record, as does the end of the text.
 * errors  RC_NOT_FOUND: there is none; RC_INVALID: fault and line say what and
 *         where, and the next call goes on with the next line */
MUST_USE enum rc csv_next(struct csv *csv, struct csv_record *out);

/* csv_write: one record with commas and CR LF; quotes where they are needed. */
void csv_write(FILE *out, const char *const fields[], size_t n);

#endif
