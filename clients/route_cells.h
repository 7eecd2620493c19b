/* route_cells -- the cells of a decision table in words: as they stand in the
 * document, and as a sentence. */
#ifndef CLIENTS_ROUTE_CELLS_H
#define CLIENTS_ROUTE_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/route_schema.h"

struct desk_rules;

#define CELL_BYTES    768
#define MEANING_BYTES 1536

/* cell_write: what a row lets through of an input column, as it may be typed:
 * "K3, K4", "!housing", "absent", "2..", "within office"; "-": anything.
 * Answers out. */
const char *cell_write(const struct desk_rules *rules, enum table_id table,
                       size_t row, size_t column, char out[CELL_BYTES]);

/* result_write: what a row says in an output column; "" nothing. */
const char *result_write(const struct desk_rules *rules, enum table_id table,
                         size_t row, size_t column, char out[CELL_BYTES]);

/* cell_is_any, result_is_said: is there anything in that cell? */
bool cell_is_any(const struct desk_rules *rules, enum table_id table,
                 size_t row, size_t column);
bool result_is_said(const struct desk_rules *rules, enum table_id table,
                    size_t row, size_t column);

/* meaning_write: the row as a sentence in the user's language: "when age is
 * under-18 and class is K3 or K4: level is U2".  Answers out. */
const char *meaning_write(const struct desk_rules *rules, enum table_id table,
                          size_t row, char out[MEANING_BYTES]);

/* Headings in the user's language; of what has none its own name. */
const char *route_label(const char *column);
const char *route_table_label(enum table_id table);

#endif
