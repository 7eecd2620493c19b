/* terms -- see terms.h */
#include "core/terms.h"

#include <string.h>

#define SECOND_US      INT64_C(1000000)
#define WARNING_MINUTE (9 * 60) /* nobody reads a warning at midnight */

size_t
term_find(const struct terms *terms, const char *name)
{
    for (size_t i = 0; i < terms->rules_n; i++)
        if (strcmp(terms->rules[i].name, name) == 0)
            return i;
    return TERMS_MAX;
}

size_t
outflow_find(const struct terms *terms, const char *code)
{
    for (size_t i = 0; i < terms->outflows_n; i++)
        if (strcmp(terms->outflows[i].code, code) == 0)
            return i;
    return OUTFLOWS_MAX;
}

static int32_t
last_of_month(int32_t year, int32_t month)
{
    int32_t next_year = month == 12 ? year + 1 : year;
    int32_t next = month == 12 ? 1 : month + 1;

    return (int32_t)(civil_days(next_year, next, 1) -
                     civil_days(year, month, 1));
}

/* The same day of a later month, or that month's last. */
static int64_t
add_months(int64_t day, int32_t months)
{
    struct civil at;
    int32_t month, last;

    civil_of_days(day, &at);
    month = at.month - 1 + months;
    at.year += month / 12;
    at.month = month % 12 + 1;
    last = last_of_month(at.year, at.month);
    return civil_days(at.year, at.month, at.day < last ? at.day : last);
}

int64_t
term_end_day(const struct term_length *length, int64_t start_day)
{
    if (length->months > 0)
        return add_months(start_day, length->months);
    return start_day + length->days;
}

int64_t
term_end_us(const struct term_length *length, const struct calendar *calendar,
            const struct zone *zone, int64_t start_us)
{
    if (length->months > 0 || length->days > 0)
        return zone_clock(
            zone, term_end_day(length, zone_day(zone, start_us)) + 1, 0);
    if (length->working_days > 0)
        return calendar_add_working_days(calendar, zone, start_us,
                                         length->working_days);
    return length->elapsed_us > 0 ? start_us + length->elapsed_us : INT64_MAX;
}

int64_t
term_next_us(const struct term_rule *rule, const struct zone *zone,
             int64_t end_us, int64_t after_us, bool *warning)
{
    int64_t last_day;

    *warning = false;
    if (end_us == INT64_MAX)
        return end_us;
    if (end_us <= after_us)
        return 0;
    /* A term that ends at midnight has its last day before it. */
    last_day = zone_day(zone, end_us - SECOND_US);
    for (size_t i = 0; i < rule->warns_n; i++) {
        int64_t at_us =
            zone_clock(zone, last_day - rule->warn_days[i], WARNING_MINUTE);

        if (at_us > after_us && at_us < end_us) {
            *warning = true;
            return at_us;
        }
    }
    return end_us;
}
