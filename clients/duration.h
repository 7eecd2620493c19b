/* duration -- spans of time as people write them: "30s", "5m", "1h30m", "2d",
 * and a person at a moment of a simulation: "anna@+7m" (pure). */
#ifndef CLIENTS_DURATION_H
#define CLIENTS_DURATION_H

#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"

#define DURATION_BYTES 24
#define DURATION_MAX_S INT64_C(34560000) /* 400 days */

/* duration_read: numbers with the units d, h, m and s, each at most once and
 * the greater before the smaller; more than nothing, at most 400 days.
 * RC_INVALID: another form. */
MUST_USE enum rc duration_read(const char *text, int64_t *out_us);

/* duration_write: real time between two instants, seconds rounded down:
 * "11h 00m 00s", "2d 01h 00m 00s", "05m 00s"; answers out. */
const char *duration_write(int64_t span_us, char out[DURATION_BYTES]);

struct person_moment {
    char person[NAME_BYTES];
    int64_t after_us; /* since the beginning, >= 0 */
};

/* person_moment_read: PERSON@+DURATION, or PERSON@+0 for at once.
 * RC_INVALID: another form. */
MUST_USE enum rc person_moment_read(const char *text,
                                    struct person_moment *out);

#endif
