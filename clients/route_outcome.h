/* route_outcome -- what the tables decided, as the words that stand in the
 * documents: "class K3, group B, level U1, desk amsterdam, ..".  For cases and
 * programs; people read route_words. */
#ifndef CLIENTS_ROUTE_OUTCOME_H
#define CLIENTS_ROUTE_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

#include "core/route.h"
#include "output.h"

struct desk_rules;

#define OUTCOME_BYTES      2048
#define OUTCOME_LIST_BYTES 1024
#define OUTCOME_TERM_BYTES 24
#define OUTCOME_ROWS_BYTES (ROUTE_TRACE_HITS * ROW_NAME_BYTES)

/* outcome_write: everything that was decided, words divided by ", "; what was
 * not is left out.  Answers out. */
const char *outcome_write(const struct desk_rules *rules,
                          const struct route_decision *d,
                          char out[OUTCOME_BYTES]);

/* outcome_rows: "T1.3 T2.2 .."; answers out. */
const char *outcome_rows(const struct desk_rules *rules,
                         const struct route_trace *trace,
                         char out[OUTCOME_ROWS_BYTES]);

/* outcome_set: the words of a set of output column `output` of a table,
 * divided by `between`; "" of none.  Answers out. */
const char *outcome_set(const struct desk_rules *rules, enum table_id table,
                        size_t output, uint64_t set, const char *between,
                        char out[OUTCOME_LIST_BYTES]);

/* outcome_word: the word of a value (1 plus its index); "" of 0. */
const char *outcome_word(const struct desk_rules *rules, enum table_id table,
                         size_t output, uint64_t value);

/* outcome_term: "1h", "5wd"; "at once" of 0.  Answers out. */
const char *outcome_term(uint64_t term, char out[OUTCOME_TERM_BYTES]);

/* outcome_class: "K3". */
const char *outcome_class(enum class_k k);

/* outcome_object: everything, for programs; the caller's. */
json_t *outcome_object(const struct desk_rules *rules,
                       const struct route_decision *d);

/* outcome_hits: the rows that decided, each with table, source and line. */
json_t *outcome_hits(const struct desk_rules *rules,
                     const struct route_trace *trace);

#endif
