/* report_period -- see report_period.h */
#include "report_period.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/rfc3339.h"

#define MONTHS_N 12

/* n digits, and then the rest as it is. */
static bool
digits(const char **at, size_t n, unsigned *out)
{
    *out = 0;
    for (size_t i = 0; i < n; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        *out = *out * 10 + (unsigned)(**at - '0');
    }
    return true;
}

static enum rc
months(unsigned year, unsigned first, unsigned n, struct report_period *out)
{
    unsigned after = first + n;

    if (year < 1970 || year > 2198 || first < 1 || first > MONTHS_N)
        return RC_INVALID;
    (void)snprintf(out->from, sizeof out->from, "%04u-%02u-01", year % 10000,
                   first % 100);
    year += after > MONTHS_N;
    after -= after > MONTHS_N ? MONTHS_N : 0;
    (void)snprintf(out->to, sizeof out->to, "%04u-%02u-01", year % 10000,
                   after % 100);
    return RC_OK;
}

static enum rc
read_year(const char *text, struct report_period *out)
{
    unsigned year;

    if (!digits(&text, 4, &year) || *text != '\0')
        return RC_INVALID;
    return months(year, 1, MONTHS_N, out);
}

static enum rc
read_quarter(const char *text, struct report_period *out)
{
    unsigned year;
    unsigned quarter;

    if (!digits(&text, 4, &year) || *text++ != '-' ||
        (*text != 'Q' && *text != 'q'))
        return RC_INVALID;
    text++;
    if (!digits(&text, 1, &quarter) || *text != '\0' || quarter < 1 ||
        quarter > 4)
        return RC_INVALID;
    return months(year, quarter * 3 - 2, 3, out);
}

static enum rc
read_month(const char *text, struct report_period *out)
{
    unsigned year;
    unsigned month;

    if (!digits(&text, 4, &year) || *text++ != '-' ||
        !digits(&text, 2, &month) || *text != '\0')
        return RC_INVALID;
    return months(year, month, 1, out);
}

static enum rc
read_days(const char *from, const char *to, struct report_period *out)
{
    int64_t first;
    int64_t end;

    if (rfc3339_read_date(from, &first) != RC_OK ||
        rfc3339_read_date(to, &end) != RC_OK || first >= end)
        return RC_INVALID;
    (void)snprintf(out->from, sizeof out->from, "%s", from);
    (void)snprintf(out->to, sizeof out->to, "%s", to);
    return RC_OK;
}

enum rc
report_period_read(const struct report_words *words, struct report_period *out)
{
    int ways = (words->year != NULL) + (words->quarter != NULL) +
               (words->month != NULL) +
               (words->from != NULL || words->to != NULL);

    if (ways != 1)
        return RC_INVALID;
    if (words->year != NULL)
        return read_year(words->year, out);
    if (words->quarter != NULL)
        return read_quarter(words->quarter, out);
    if (words->month != NULL)
        return read_month(words->month, out);
    if (words->from == NULL || words->to == NULL)
        return RC_INVALID;
    return read_days(words->from, words->to, out);
}
