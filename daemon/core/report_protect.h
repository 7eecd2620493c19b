/* report_protect -- figures that may leave the desk: which cells of a table
 * are told, which only together.
 *
 * A table is a tree.  Its root is one population in one year; a column splits
 * it by words in a fixed order, the next column splits each cell of the one
 * before that is told.  Of one split:
 *
 *   1. a cell below K is withheld, one of zero too;
 *   2. when any is, the first cells of the order that are not below K join
 *      it, one at least, until they are K + K - 1 together or more: only
 *      their sum is told;
 *   3. when nothing is left outside, only the whole is told.
 *
 * Which cell joins follows from the order alone, never from how large it is.
 * So whoever knows this rule, every cell that is told to the unit, and the
 * whole, still finds every number from 0 to K - 1 possible for each cell that
 * is below K; docs/figures.md has the proof, the unit test tries all tables
 * of a size.  What is told is rounded afterwards, which only takes away. */
#ifndef CORE_REPORT_PROTECT_H
#define CORE_REPORT_PROTECT_H

#include <stddef.h>
#include <stdint.h>

#define REPORT_K         10
#define REPORT_ROUND     5
#define REPORT_DEPTH_MAX 3
#define REPORT_TOGETHER  UINT32_MAX /* in at[]: withheld cells, as one */

/* at[i]: position of its word in the order of column i. */
struct report_cell {
    uint32_t at[REPORT_DEPTH_MAX];
    int64_t n;
};

struct report_table {
    const struct report_cell *cells; /* ascending by at[0], at[1].., none
                                      * twice; those of zero may be left out */
    size_t cells_n;
    size_t depth;                     /* columns, 0 to REPORT_DEPTH_MAX */
    uint32_t words[REPORT_DEPTH_MAX]; /* how many a column has; 0: no end to
                                       * them, so that some are always zero */
    int64_t k;                        /* REPORT_K; at least 1 */
};

/* report_protect: the cells that are told, not rounded, in the order of the
 * tree; at[] beyond the last column of a cell is 0.
 *
 * out     room for `cap` cells: cells_n + depth * (cells_n + 1) + 1 always
 *         suffice; what does not fit is left out
 * returns how many; none when the whole is below K
 * cost    O(cells_n * depth), no memory */
size_t report_protect(const struct report_table *table, struct report_cell *out,
                      size_t cap);

/* report_round: to the nearest multiple of REPORT_ROUND. */
int64_t report_round(int64_t n);

#endif
