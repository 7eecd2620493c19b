/* bsn -- the one number that must never get in: the citizen service number.
 *
 * No law lets a store of signals keep it (UAVG art. 46, Wabb art. 10).  About
 * one in eleven arbitrary numbers of nine digits passes its check as well;
 * those are refused too, with the reason, and the sender writes them
 * differently. */
#ifndef CORE_BSN_H
#define CORE_BSN_H

#include <stdbool.h>

/* bsn_in_text: does the text hold something that must be taken for one?
 *
 * rule    a run is digits with only spaces, dots and dashes between them.  A
 *         run of 9 digits that passes the check of eleven is one, and so is
 *         one of 8 digits (its leading zero lost) unless it reads as a date,
 *         yyyymmdd or ddmmyyyy, of the years 1900 to 2099.  All zeros never.
 *         Longer runs are telephone numbers and the like; in them only 9
 *         digits written together count, and not when the run starts as a
 *         telephone number does, with + or 0.
 * cost    linear, no memory */
bool bsn_in_text(const char *text);

#endif
