/* route_cases -- cases of the decision tables as people of the desk write
 * them, tried against the tables: which rows must decide, and what.
 *
 * A case begins with its name at the start of a line; the lines below it are
 * indented:
 *
 *     the police refer an adult woman, at night
 *       at       2026-11-28T22:40
 *       message  referral of police-amsterdam: form sexual, age adult
 *       rows     T1.3 T2.2 T3.1 T4.1 T4.8 T5.6
 *       outcome  class K3, group B, level U1
 *
 * `message` again is one more of the same bundle; instead of it `placement`,
 * `sharing` or `feedback`.  `level U3` is a level that a coordinator has set.
 * `rows` and `outcome` must be exactly those; one
 * that is not there is not looked at.  `#` begins a remark. */
#ifndef CLIENTS_ROUTE_CASES_H
#define CLIENTS_ROUTE_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/rc.h"
#include "core/route_trace.h"
#include "route_outcome.h"

struct desk_rules;

#define CASE_NAME_BYTES  128
#define CASE_WRONG_BYTES (2 * OUTCOME_BYTES)

/* One case that was tried. */
struct route_case {
    char name[CASE_NAME_BYTES];
    size_t line; /* of its name */
    char rows[OUTCOME_BYTES];
    char outcome[OUTCOME_BYTES];  /* as it is */
    char wrong[CASE_WRONG_BYTES]; /* what differs, in words; "" nothing */
    struct route_trace trace;
};

typedef void route_case_visit(const struct route_case *tried, void *arg);

/* route_cases_try: every case of a file, in its order.
 *
 * in      at_us: when a case does not say it
 * out     *wrong_n: cases that differ
 * errors  RC_INVALID: a line is no part of a case, *line says which;
 *         RC_NOT_FOUND: there is no case; RC_FATAL: no memory */
MUST_USE enum rc route_cases_try(const struct desk_rules *rules, FILE *file,
                                 int64_t at_us, route_case_visit *visit,
                                 void *arg, size_t *wrong_n, size_t *line);

/* route_words_differ: words of two lists divided by any of `between`; what is
 * only in one of them is told as "not X" and "but Y".  false: they are the
 * same.  Both are spoilt. */
bool route_words_differ(char *expected, char *is, const char *between,
                        char out[CASE_WRONG_BYTES]);

#endif
