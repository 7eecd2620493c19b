/* bsn -- see bsn.h */
#include "core/bsn.h"

#include <stddef.h>
#include <string.h>

#include "core/rfc3339.h"

#define BSN_DIGITS 9
#define FIRST_YEAR 1900
#define LAST_YEAR  2099

/* Digits read so far; of a longer row only the number is kept. */
struct digits {
    int v[BSN_DIGITS];
    size_t n;
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_separator(char c)
{
    return c == ' ' || c == '.' || c == '-';
}

static void
digits_add(struct digits *digits, char c)
{
    if (digits->n < BSN_DIGITS)
        digits->v[digits->n] = c - '0';
    digits->n++;
}

/* Weights 9 8 7 6 5 4 3 2 -1 from the left; a lost leading zero weighs
 * nothing, so counting from the right serves both lengths. */
static bool
passes_eleven(const struct digits *digits)
{
    int sum = 0, any = 0;

    for (size_t i = 0; i < digits->n; i++) {
        int weight = (int)(digits->n - i);

        sum += digits->v[i] * (weight == 1 ? -1 : weight);
        any |= digits->v[i];
    }
    return any != 0 && sum % 11 == 0;
}

static int
number_at(const struct digits *digits, size_t from, size_t n)
{
    int value = 0;

    for (size_t i = from; i < from + n; i++)
        value = value * 10 + digits->v[i];
    return value;
}

static bool
is_date(int year, int month, int day)
{
    char text[] = "0000-00-00";
    int64_t ignored;

    if (year < FIRST_YEAR || year > LAST_YEAR)
        return false;
    for (int i = 3; i >= 0; i--, year /= 10)
        text[i] = (char)('0' + year % 10);
    text[5] = (char)('0' + month / 10);
    text[6] = (char)('0' + month % 10);
    text[8] = (char)('0' + day / 10);
    text[9] = (char)('0' + day % 10);
    return rfc3339_read_date(text, &ignored) == RC_OK;
}

static bool
reads_as_date(const struct digits *d)
{
    return is_date(number_at(d, 0, 4), number_at(d, 4, 2),
                   number_at(d, 6, 2)) ||
           is_date(number_at(d, 4, 4), number_at(d, 2, 2), number_at(d, 0, 2));
}

static bool
is_bsn(const struct digits *digits)
{
    if (digits->n == BSN_DIGITS)
        return passes_eleven(digits);
    return digits->n == BSN_DIGITS - 1 && passes_eleven(digits) &&
           !reads_as_date(digits);
}

/* One run from its first digit on; `text` moves behind its last digit. */
static bool
run_has_bsn(const char **text, bool telephone)
{
    struct digits run = {.n = 0};
    const char *at = *text;
    bool inside = false;

    while (is_digit(*at)) {
        struct digits group = {.n = 0};

        for (; is_digit(*at); at++) {
            digits_add(&run, *at);
            digits_add(&group, *at);
        }
        if (group.n == BSN_DIGITS && !telephone && is_bsn(&group))
            inside = true;
        *text = at;
        while (is_separator(*at))
            at++;
    }
    return inside || is_bsn(&run);
}

bool
bsn_in_text(const char *text)
{
    const char *start = text;

    /* Most texts have few digits or none: let libc find them. */
    while (*(text += strcspn(text, "0123456789")) != '\0') {
        bool after_plus = text != start && text[-1] == '+';

        if (run_has_bsn(&text, after_plus || *text == '0'))
            return true;
    }
    return false;
}
