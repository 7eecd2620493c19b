/* document_check -- will somebody be on call?  What core/roster_check.h finds
 * in compiled rules, as findings people can read. */
#ifndef DOCUMENT_CHECK_H
#define DOCUMENT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct desk_rules;
struct document_findings;

#define DOCUMENT_CHECK_DAYS     90 /* looked ahead */
#define DOCUMENT_CHECK_GAP_DAYS 14 /* a gap that begins within, refuses */

/* document_check: the 90 days from now_us (UTC us) on.
 *
 * findings  added and sorted: local times with offsets, real seconds, and of
 *           a gap the time left.  A gap that begins less than 14 days from
 *           now refuses, unless accept_gap; later ones are warnings.  Of the
 *           rest, E_ refuses and W_ warns; long shifts, short rests and the
 *           same person twice are told once for each roster and person, with
 *           how often.  A list of holidays that ends
 *           within the 90 days is a warning too.  Findings name documents,
 *           also when one file held several
 * errors    none; all in order adds nothing
 * cost      twice that of roster_check() */
void document_check(const struct desk_rules *rules, int64_t now_us,
                    bool accept_gap, struct document_findings *findings);

#endif
