/* rfc3339 -- see rfc3339.h */
#include "core/rfc3339.h"

#include <stdbool.h>
#include <stddef.h>

#include "core/zone.h"

#define SECOND_US INT64_C(1000000)

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads exactly n digits and moves on; the text may end anywhere. */
static bool
take_number(const char **text, int n, int *out)
{
    int value = 0;

    for (int i = 0; i < n; i++) {
        char c = (*text)[i];

        if (!is_digit(c))
            return false;
        value = value * 10 + (c - '0');
    }
    *text += n;
    *out = value;
    return true;
}

static bool
take_char(const char **text, char want, char or_want)
{
    if (**text != want && **text != or_want)
        return false;
    (*text)++;
    return true;
}

static bool
is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool
take_date(const char **text, int64_t *day)
{
    int y, m, d;

    if (!take_number(text, 4, &y) || !take_char(text, '-', '-') ||
        !take_number(text, 2, &m) || !take_char(text, '-', '-') ||
        !take_number(text, 2, &d))
        return false;
    if (m < 1 || m > 12 || d < 1 || d > days_in(y, m))
        return false;
    *day = civil_days(y, m, d);
    return true;
}

static bool
take_fraction(const char **text, int64_t *out_us)
{
    int64_t unit_us = SECOND_US / 10;

    *out_us = 0;
    if (**text != '.')
        return true;
    (*text)++;
    if (!is_digit(**text))
        return false;
    for (; is_digit(**text); (*text)++) {
        *out_us += unit_us * (**text - '0');
        unit_us /= 10;
    }
    return true;
}

static bool
take_offset(const char **text, int64_t *offset_s)
{
    int hours, minutes, sign = **text == '-' ? -1 : 1;

    *offset_s = 0;
    if (take_char(text, 'Z', 'z'))
        return true;
    if (!take_char(text, '+', '-') || !take_number(text, 2, &hours) ||
        !take_char(text, ':', ':') || !take_number(text, 2, &minutes))
        return false;
    *offset_s = sign * (hours * INT64_C(3600) + minutes * INT64_C(60));
    return hours <= 23 && minutes <= 59;
}

enum rc
rfc3339_read_date(const char *text, int64_t *day)
{
    int64_t read;

    if (!take_date(&text, &read) || *text != '\0')
        return RC_INVALID;
    *day = read;
    return RC_OK;
}

enum rc
rfc3339_read_instant(const char *text, int64_t *at_us)
{
    int64_t day, fraction_us, offset_s;
    int h, m, s;

    if (!take_date(&text, &day) || !take_char(&text, 'T', 't') ||
        !take_number(&text, 2, &h) || !take_char(&text, ':', ':') ||
        !take_number(&text, 2, &m) || !take_char(&text, ':', ':') ||
        !take_number(&text, 2, &s) || !take_fraction(&text, &fraction_us) ||
        !take_offset(&text, &offset_s) || *text != '\0')
        return RC_INVALID;
    if (h > 23 || m > 59 || s > 60)
        return RC_INVALID;

    int64_t at_s = day * SECONDS_PER_DAY + h * INT64_C(3600) + m * INT64_C(60) +
                   s - offset_s;

    /* A leap second follows 23:59:59 UTC, whatever the local clock says. */
    if (s == 60 && at_s % SECONDS_PER_DAY != 0)
        return RC_INVALID;
    *at_us = at_s * SECOND_US + fraction_us;
    return RC_OK;
}
