/* report -- what is asked of the figures, checked: a plan that the desk carries
 * out without looking back.
 *
 * Exact figures may be asked for by any columns and filters.  What leaves the
 * desk comes from a fixed menu (report_branch()): of one whole calendar year,
 * as it was known on a fixed day after it, by the columns of one branch.  No
 * two branches of a population share a column, so that no answer to one can be
 * taken from an answer to another (docs/figures.md). */
#ifndef CORE_REPORT_H
#define CORE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/refusal.h"
#include "core/report_protect.h"
#include "core/report_words.h"
#include "core/sharing_request.h"

#define REPORT_PAGE       100 /* rows of one answer */
#define REPORT_OFFSET_MAX 1000000
#define REPORT_FIXED_DAYS 31 /* after a year its figures are fixed */

struct report_wanted {
    enum report_column column;
    struct report_value values[REPORT_VALUES_MAX]; /* any of them */
    size_t n;
};

struct report_plan {
    enum report_kind report;
    enum report_column columns[REPORT_COLUMNS_MAX]; /* none twice */
    size_t columns_n;
    struct report_wanted filters[REPORT_FILTERS_MAX]; /* of different columns */
    size_t filters_n;
    int64_t from_day; /* local days since 1970, half-open */
    int64_t to_day;
    bool exact;
    int64_t fixed_day; /* not exact: nothing of this day or later counts */
    uint64_t offset;   /* rows before the first that is asked for */
};

/* report_plan: of a request that core/validate_sharing.h accepted.
 *
 * today   local day
 * errors  false, with findings: UNKNOWN_CODE for a report, column or word that
 *         there is not; INVALID for a column that is there twice, that a
 *         branch of the menu has not or not in this order, for a filter on a
 *         period, or of an outward figure on a column that it is not by; DENIED
 *         for a report that never leaves the desk; OUT_OF_RANGE "to" for what
 *         is no whole year, or not fixed yet */
bool report_plan(const struct request_report *request, int64_t today,
                 struct report_plan *out, struct refusal *why);

/* report_branch: is this the beginning of a branch of the menu? */
bool report_branch(enum report_kind report, const enum report_column columns[],
                   size_t n);

/* report_branch_number: which one of its report, from 1, by its first column; 0
 * for no column: all branches count the same.  Numbers are kept in databases:
 * a new branch goes to the end of the menu. */
size_t report_branch_number(enum report_kind report,
                            const enum report_column columns[], size_t n);

/* report_words_n: how many words a column of the menu has, for struct
 * report_table; 0: no end to them. */
uint32_t report_words_n(enum report_column column);

/* report_wants: does a row pass the filters that are on its columns? */
bool report_wants(const struct report_plan *plan,
                  const struct report_value values[]);

#endif
