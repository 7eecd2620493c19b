/* report_table -- one table of figures, as the desk answered it, in words, CSV
 * or the words of HTCDS.
 *
 * A table is one JSON object: title, report, from, to, as_of, exact,
 * threshold, columns (texts) and rows (arrays of texts). */
#ifndef CLIENTS_REPORT_TABLE_H
#define CLIENTS_REPORT_TABLE_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "output.h"

struct invocation;
struct visit;
struct yaml_doc;

/* report_table_ask: all pages of one request (taken over) as one table, which
 * becomes the caller's.  Refusals are said. */
enum ending report_table_ask(struct visit *visit, const struct invocation *inv,
                             const char *title, json_t *request,
                             json_t **table);

/* report_table_print: aligned, with what was withheld below. */
void report_table_print(const struct output *out, const json_t *table);

/* report_table_csv: RFC 4180: CRLF, quotes where they are needed. */
void report_table_csv(FILE *file, const json_t *table);

/* report_table_htcds: columns and words that the data standard has become its
 * own, by the document "indicators" (docs/htcds.md); the others stay. */
void report_table_htcds(json_t *table, const struct yaml_doc *indicators);

/* report_table_cell: "" for what is not there. */
const char *report_table_cell(const json_t *table, size_t row, size_t column);

#endif
