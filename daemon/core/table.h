/* table -- decision tables: rows of conditions and results, as printed.
 *
 * A value is a small number: 0 is "not said", 1 to TABLE_VALUE_MAX are the
 * words of an input in the order of its schema (route_schema.h), or a count
 * plus one.  A cell is the set of values it lets through, so that a row is a
 * box in the space of inputs, and what a table lets through can be proven by
 * cutting boxes (table_proof.h).
 *
 * Rules: DMN's hit policies "first" and "collect"; a value that was not said
 * passes `-` and `absent` only, never `!x`: unknown age is not "adult". */
#ifndef CORE_TABLE_H
#define CORE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/calendar.h"
#include "core/people.h"

#define TABLE_VALUE_MAX   63
#define TABLE_INPUTS_MAX  12 /* columns of one table */
#define TABLE_OUTPUTS_MAX 8
#define TABLE_ROWS_MAX    64 /* bits of a row_set */
#define TABLE_WINDOWS_MAX 5  /* windows that one table names */
#define TABLE_NAME_BYTES  24
#define ROW_NAME_BYTES    12 /* "T5.10b" */
#define ROW_SOURCE_BYTES  121

typedef uint64_t value_set; /* bit v: value v passes; bit 0: not said */
typedef uint64_t row_set;   /* bit i: rows[i] */

#define VALUE_BIT(v) ((value_set)1 << (v))
#define VALUES_ANY   UINT64_MAX

enum hit_policy {
    HIT_FIRST = 1, /* the first row that passes decides */
    HIT_COLLECT    /* every row that passes adds its results */
};

/* One row: when[i] belongs to the table's input column i, then[i] to its
 * output column i; which of them the row says is in `says` (bit i). */
struct table_row {
    char name[ROW_NAME_BYTES];
    value_set when[TABLE_INPUTS_MAX];
    uint64_t then[TABLE_OUTPUTS_MAX];
    uint32_t says;
    bool otherwise; /* of a collect table: hits only when no other row that
                     * hits says the first output */
    char source[ROW_SOURCE_BYTES]; /* "S4 3.1 A", "PARAM", .. */
    uint32_t line;                 /* in the document */
};

/* The window column, when there is one, has as its value 1 plus a mask of
 * which of `windows` are open; 0 does not occur. */
struct decision_table {
    enum hit_policy hit;
    size_t inputs_n;  /* columns, in the order of the schema */
    size_t outputs_n; /* as the schema */
    struct table_row rows[TABLE_ROWS_MAX];
    size_t rows_n;
    uint32_t windows[TABLE_WINDOWS_MAX]; /* indexes in the calendar */
    size_t windows_n;
};

/* The values of one table's columns. */
struct table_values {
    uint8_t v[TABLE_INPUTS_MAX];
};

/* table_hits: the rows that pass; of a first table at most one.
 * cost  rows_n * inputs_n bit tests */
row_set table_hits(const struct decision_table *table,
                   const struct table_values *values);

/* table_first: the lowest row of a set, TABLE_ROWS_MAX: it is empty. */
size_t table_first(row_set rows);

/* How the results of several rows of a collect table become one; none
 * lowers. */
enum table_merge {
    MERGE_ONE,  /* of a first table: the row's own */
    MERGE_OR,   /* sets and flags */
    MERGE_LEAST /* levels and terms: the gravest, the shortest; a term of 0 is
                 * at once */
};

/* table_result: output column `output` over the rows of a set; 0: none says
 * it. */
uint64_t table_result(const struct decision_table *table, row_set rows,
                      size_t output, enum table_merge merge);

/* table_column_values: the set of all values that a column of a table can
 * have, from the number of its words (bit 0 included unless `always`). */
value_set table_column_values(size_t words, bool always);

#endif
