/* ical -- shifts of one person as a calendar file (RFC 5545): CRLF, lines
 * folded at 75 octets, times in UTC.  Nothing personal but the name. */
#ifndef CLIENTS_ICAL_H
#define CLIENTS_ICAL_H

#include <stdint.h>
#include <stdio.h>

/* One time on call.  Roster, person and start make its UID: a calendar that
 * reads the file again changes its entry and makes no second one. */
struct ical_shift {
    const char *roster;
    const char *person;
    const char *summary; /* any text in UTF-8 */
    int64_t start_us;    /* UTC, whole seconds */
    int64_t end_us;
    int64_t made_us; /* when this was written: DTSTAMP */
};

/* ical_begin, ical_shift_write for each, ical_end.  Errors are those of the
 * FILE. */
void ical_begin(FILE *out, const char *calendar_name);
void ical_shift_write(FILE *out, const struct ical_shift *shift);
void ical_end(FILE *out);

/* ical_line: "NAME:value", folded; `value` is a text and is escaped. */
void ical_line(FILE *out, const char *name, const char *value);

#endif
