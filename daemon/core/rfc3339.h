/* rfc3339 -- dates and instants as RFC 3339 writes them, to numbers. */
#ifndef CORE_RFC3339_H
#define CORE_RFC3339_H

#include <stdint.h>

#include "core/rc.h"

#define SECONDS_PER_DAY 86400

/* rfc3339_read_date: a full-date ("2026-11-20") to days since 1970-01-01,
 * in the proleptic Gregorian calendar, years 0000 to 9999.
 * RC_INVALID: another form, or a day that no calendar has. */
MUST_USE enum rc rfc3339_read_date(const char *text, int64_t *day);

/* rfc3339_read_instant: a date-time with its offset ("Z", "+01:00") to UTC
 * microseconds.  Digits of a second beyond the sixth are cut; "T" and "Z"
 * may be lower case; a leap second is taken where UTC can have one, as the
 * second after.  RC_INVALID: another form, no offset, no such day or time. */
MUST_USE enum rc rfc3339_read_instant(const char *text, int64_t *at_us);

#endif
