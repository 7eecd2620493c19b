/* table_proof -- what can be proven of a decision table before it is used.
 *
 * Boxes are cut from boxes; nothing is sampled.  The number of pieces can grow
 * with the rows, so a proof has a budget of steps: a table that exceeds it is
 * refused rather than believed. */
#ifndef CORE_TABLE_PROOF_H
#define CORE_TABLE_PROOF_H

#include "core/rc.h"
#include "core/table.h"

#define TABLE_PROOF_STEPS 50000 /* a thousand times what T1 to T8 need */

/* What a table can be asked: of each column the values that occur. */
struct table_space {
    value_set column[TABLE_INPUTS_MAX];
};

/* table_complete: does every combination hit a row?
 * RC_OK; RC_NOT_FOUND: *example hits none; RC_DOWN: out of steps. */
MUST_USE enum rc table_complete(const struct decision_table *table,
                                const struct table_space *space,
                                struct table_values *example);

/* table_reaches: can row i decide?  Of a first table: is there a combination
 * that passes it and no row before it; of a collect table: one that passes it
 * (for an `otherwise` row: and no row that says the first output).
 * RC_OK with such a combination; RC_NOT_FOUND: it never can; RC_DOWN. */
MUST_USE enum rc table_reaches(const struct decision_table *table,
                               const struct table_space *space, size_t i,
                               struct table_values *example);

/* table_matters: does taking row i away change any outcome?  Of a first table
 * the next row that passes must say something else somewhere; of a collect
 * table some output must become another (merge[o] says how outputs join).
 * RC_OK with an example; RC_NOT_FOUND: the row says nothing new; RC_DOWN. */
MUST_USE enum rc table_matters(const struct decision_table *table,
                               const struct table_space *space,
                               const enum table_merge merge[], size_t i,
                               struct table_values *example);

#endif
