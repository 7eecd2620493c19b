/* directory_csv -- the entries of the directory as CSV, and back into the
 * section `entries` of its document. */
#ifndef CLIENTS_DIRECTORY_CSV_H
#define CLIENTS_DIRECTORY_CSV_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/directory.h"
#include "core/rc.h"

struct desk_rules;
struct document_findings;

enum {
    CSV_ORGANISATION,
    CSV_ROLE,
    CSV_PARTNER,
    CSV_CONTACT,
    CSV_DEPUTY,
    CSV_TELEPHONE,
    CSV_EMAIL,
    CSV_HOURS,
    CSV_REGION,
    CSV_COVENANT,
    CSV_FROM,
    CSV_UNTIL,
    CSV_COLUMNS
};

/* The names of the columns are the keys of an entry. */
extern const char *const directory_csv_names[CSV_COLUMNS];

#define DIRECTORY_DAY_BYTES 16

/* One entry as texts, "" for what it does not say. */
struct directory_row {
    const char *fields[CSV_COLUMNS]; /* into the rules, and: */
    char from[DIRECTORY_DAY_BYTES];
    char until[DIRECTORY_DAY_BYTES];
};
void directory_row(const struct desk_rules *rules, size_t entry,
                   struct directory_row *out);

/* directory_day_write: "2026-12-31"; answers out. */
const char *directory_day_write(int64_t day, char out[DIRECTORY_DAY_BYTES]);

/* directory_csv_write: a line with the names, then all entries. */
void directory_csv_write(FILE *out, const struct desk_rules *rules);

/* What was read: lines of a document, and where each entry came from. */
struct directory_import {
    char *text; /* n bytes and a NUL: "entries:" and what belongs to it */
    size_t n;
    struct {
        size_t line; /* of the text, from 0 */
        size_t csv;  /* of the CSV, from 1 */
    } rows[ENTRIES_MAX];
    size_t rows_n;
};

/* directory_csv_read: CSV to entries.  The first record names the columns, in
 * any order; organisation and role must be among them.  What an entry means is
 * not looked at: that is document_compile()'s.
 *
 * in      name: what findings call the CSV
 * out     free(out->text); records that are wrong are left out
 * errors  RC_INVALID: findings say everything that is wrong; the text holds
 *         what is right.  RC_FATAL: no memory */
MUST_USE enum rc directory_csv_read(const char *name, const char *csv, size_t n,
                                    struct directory_import *out,
                                    struct document_findings *findings);

/* directory_csv_line: of the CSV, for a line of the text; 0: none. */
size_t directory_csv_line(const struct directory_import *import, size_t line);

#endif
