/* duration -- see duration.h */
#include "duration.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define S_US INT64_C(1000000)

static const struct unit {
    char letter;
    int64_t s;
} units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};

#define UNITS_N (sizeof units / sizeof units[0])

/* Stops growing beyond what is allowed, so that nothing overflows. */
static const char *
digits_read(const char *text, int64_t *out)
{
    *out = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (*out <= DURATION_MAX_S)
            *out = *out * 10 + (*text - '0');
    }
    return text;
}

enum rc
duration_read(const char *text, int64_t *out_us)
{
    int64_t sum_s = 0;
    size_t next = 0; /* the greatest unit still allowed */

    while (*text != '\0') {
        int64_t n;
        const char *end = digits_read(text, &n);

        if (end == text || n > DURATION_MAX_S)
            return RC_INVALID;
        while (next < UNITS_N && units[next].letter != *end)
            next++;
        if (next == UNITS_N)
            return RC_INVALID;
        sum_s += n * units[next].s;
        if (sum_s > DURATION_MAX_S)
            return RC_INVALID;
        next++;
        text = end + 1;
    }
    if (sum_s == 0)
        return RC_INVALID;
    *out_us = sum_s * S_US;
    return RC_OK;
}

const char *
duration_write(int64_t span_us, char out[DURATION_BYTES])
{
    long long s = span_us / S_US;

    if (s >= 86400)
        (void)snprintf(out, DURATION_BYTES, "%lldd %02lldh %02lldm %02llds",
                       s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
    else if (s >= 3600)
        (void)snprintf(out, DURATION_BYTES, "%lldh %02lldm %02llds", s / 3600,
                       s / 60 % 60, s % 60);
    else
        (void)snprintf(out, DURATION_BYTES, "%02lldm %02llds", s / 60, s % 60);
    return out;
}

enum rc
person_moment_read(const char *text, struct person_moment *out)
{
    const char *at = strchr(text, '@');
    size_t n = at == NULL ? 0 : (size_t)(at - text);
    int64_t after_us = 0;

    if (n == 0 || n >= sizeof out->person || at[1] != '+')
        return RC_INVALID;
    if (strcmp(at + 2, "0") != 0 && duration_read(at + 2, &after_us) != RC_OK)
        return RC_INVALID;
    memcpy(out->person, text, n);
    out->person[n] = '\0';
    out->after_us = after_us;
    return RC_OK;
}
