/* deb_version -- see deb_version.h */
#include "core/deb_version.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* '~' before the end, the end before letters, letters before the rest. */
static int
weight(const char *at, const char *end)
{
    if (at == end || is_digit(*at))
        return 0;
    if (*at == '~')
        return -1;
    return is_letter(*at) ? *at : *at + 256;
}

static const char *
skip_zeros(const char *at, const char *end)
{
    while (at < end && *at == '0')
        at++;
    return at;
}

/* The numbers at *a and *b, of any length. */
static int
compare_numbers(const char **a, const char *a_end, const char **b,
                const char *b_end)
{
    int first = 0;

    *a = skip_zeros(*a, a_end);
    *b = skip_zeros(*b, b_end);
    while (*a < a_end && *b < b_end && is_digit(**a) && is_digit(**b)) {
        if (first == 0)
            first = **a - **b;
        ++*a;
        ++*b;
    }
    if (*a < a_end && is_digit(**a))
        return 1;
    if (*b < b_end && is_digit(**b))
        return -1;
    return first;
}

static int
compare_parts(const char *a, const char *a_end, const char *b,
              const char *b_end)
{
    while (a < a_end || b < b_end) {
        while ((a < a_end && !is_digit(*a)) || (b < b_end && !is_digit(*b))) {
            int by = weight(a, a_end) - weight(b, b_end);

            if (by != 0)
                return by;
            a += a < a_end;
            b += b < b_end;
        }

        int by = compare_numbers(&a, a_end, &b, b_end);

        if (by != 0)
            return by;
    }
    return 0;
}

int
deb_version_compare(const char *a, const char *b)
{
    const char *a_colon = strchr(a, ':');
    const char *b_colon = strchr(b, ':');
    const char *a_from = a_colon != NULL ? a_colon + 1 : a;
    const char *b_from = b_colon != NULL ? b_colon + 1 : b;
    int by = compare_parts(a, a_colon != NULL ? a_colon : a, b,
                           b_colon != NULL ? b_colon : b);

    if (by != 0)
        return by;

    const char *a_dash = strrchr(a_from, '-');
    const char *b_dash = strrchr(b_from, '-');
    const char *a_end = a_from + strlen(a_from);
    const char *b_end = b_from + strlen(b_from);

    by = compare_parts(a_from, a_dash != NULL ? a_dash : a_end, b_from,
                       b_dash != NULL ? b_dash : b_end);
    if (by != 0)
        return by;
    return compare_parts(a_dash != NULL ? a_dash + 1 : a_end, a_end,
                         b_dash != NULL ? b_dash + 1 : b_end, b_end);
}
