/* normalise_phone -- one spelling for one telephone; see normalise.h */
#include <stdbool.h>
#include <string.h>

#include "link/clear_phone.h"
#include "link/normalise.h"

#define DIGITS_MAX 32 /* as dialled, trunk digits and 00 included */
#define E164_MIN   8
#define E164_MAX   15
#define TAIL       7 /* digits that are all the same of an invented number */

static bool
starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* How a country's national numbers begin, and with what abroad.  Of a country
 * that is not here only international numbers can be tied together. */
static const struct numbering {
    const char *country, *prefix, *trunk;
} numberings[] = {
    {"NL", "31", "0"},  {"AT", "43", "0"},  {"BE", "32", "0"},
    {"BG", "359", "0"}, {"CZ", "420", ""},  {"DE", "49", "0"},
    {"DK", "45", ""},   {"ES", "34", ""},   {"FR", "33", "0"},
    {"GB", "44", "0"},  {"HU", "36", "06"}, {"IT", "39", ""},
    {"LU", "352", ""},  {"PL", "48", ""},   {"PT", "351", ""},
    {"RO", "40", "0"},  {"SK", "421", "0"},
};

static const struct numbering *
numbering_of(const char *country)
{
    if (*country == '\0')
        return &numberings[0];
    for (size_t i = 0; i < sizeof numberings / sizeof numberings[0]; i++) {
        if (strcmp(numberings[i].country, country) == 0)
            return &numberings[i];
    }
    return NULL;
}

static const struct numbering *
numbering_dialled(const char *digits)
{
    for (size_t i = 0; i < sizeof numberings / sizeof numberings[0]; i++) {
        const struct numbering *one = &numberings[i];

        if (starts_with(digits, one->prefix))
            return one;
    }
    return NULL;
}

/* A number as written: its digits, and whether they start with the prefix of
 * a country.  "(0)" is what only callers at home dial, and falls out. */
static bool
read_number(const char *value, char digits[DIGITS_MAX], bool *international)
{
    size_t n = 0;

    *international = false;
    for (; *value != '\0'; value++) {
        if (n > 0 && starts_with(value, "(0)")) {
            value += 2;
            continue;
        }
        if (*value == '+' && n == 0 && !*international) {
            *international = true;
        } else if (*value >= '0' && *value <= '9') {
            if (n + 1 >= DIGITS_MAX)
                return false;
            digits[n++] = *value;
        } else if (strchr(" .-/()_*,~:", *value) == NULL) {
            return false;
        }
    }
    digits[n] = '\0';
    if (!*international && n > 2 && digits[0] == '0' && digits[1] == '0') {
        memmove(digits, digits + 2, n - 1);
        *international = true;
    }
    return n > 0;
}

/* Dutch numbers of one subscriber: nine digits, eleven for machines (97).
 * What remains is for everybody: 800, 90x, 14xxx, 116xxx, 112. */
static bool
dutch_subscriber(const char *rest)
{
    size_t n = strlen(rest);

    if (starts_with(rest, "97"))
        return n == 11;
    if (starts_with(rest, "319"))
        return false;
    return n == 9 && ((rest[0] >= '1' && rest[0] <= '7') ||
                      (rest[0] == '8' && rest[1] >= '4'));
}

/* Elsewhere free and paid numbers begin alike, by custom. */
static bool
subscriber(const struct numbering *numbering, const char *rest)
{
    if (numbering == &numberings[0])
        return dutch_subscriber(rest);
    return !starts_with(rest, "800") && !starts_with(rest, "900");
}

/* Freephone, shared cost and premium numbers of the whole world. */
static bool
everybodys(const char *digits)
{
    return starts_with(digits, "800") || starts_with(digits, "808") ||
           starts_with(digits, "979");
}

static enum rc
write_number(const struct numbering *numbering, const char *rest,
             char out[PHONE_BYTES])
{
    size_t prefix_n = strlen(numbering->prefix), n = prefix_n + strlen(rest);

    /* No number begins with what is dialled before it. */
    if (*numbering->trunk != '\0' && starts_with(rest, numbering->trunk))
        return RC_INVALID;
    if (n < E164_MIN || n > E164_MAX || !subscriber(numbering, rest))
        return RC_INVALID;
    out[0] = '+';
    memcpy(out + 1, numbering->prefix, prefix_n);
    memcpy(out + 1 + prefix_n, rest, n - prefix_n + 1);
    return RC_OK;
}

static enum rc
write_international(const char *digits, char out[PHONE_BYTES])
{
    const struct numbering *numbering = numbering_dialled(digits);

    if (numbering == NULL) {
        static const struct numbering elsewhere = {"", "", ""};

        return everybodys(digits) || digits[0] == '0'
                   ? RC_INVALID
                   : write_number(&elsewhere, digits, out);
    }

    const char *rest = digits + strlen(numbering->prefix);

    /* +31 06..: the trunk digit was left in. */
    if (*numbering->trunk != '\0' && starts_with(rest, numbering->trunk))
        rest += strlen(numbering->trunk);
    return write_number(numbering, rest, out);
}

static enum rc
write_national(const struct numbering *numbering, const char *digits,
               char out[PHONE_BYTES])
{
    size_t n = strlen(digits), trunk_n = strlen(numbering->trunk);

    if (starts_with(digits, numbering->trunk))
        return write_number(numbering, digits + trunk_n, out);
    /* As adverts write Dutch numbers: 31 6.. without +, 6.. without 0. */
    if (numbering == &numberings[0] && n == 11 && starts_with(digits, "31"))
        return write_number(numbering, digits + 2, out);
    if (numbering == &numberings[0] && n == 9 && digits[0] == '6')
        return write_number(numbering, digits, out);
    return RC_INVALID;
}

/* Desks that many turn to: of the police, the intake and the coordination of
 * victims, asylum, a city, benefits, a health service and student grants. */
static const char *const public_desks[] = {
    "+31343578844", "+31334481186", "+31880430430", "+31887157000",
    "+31206241111", "+31888989294", "+31205555911", "+31505997755",
};

bool
phone_public(const char *phone)
{
    for (size_t i = 0; i < sizeof public_desks / sizeof public_desks[0]; i++) {
        if (strcmp(public_desks[i], phone) == 0)
            return true;
    }
    return false;
}

bool
phone_nobodys(const char *phone)
{
    size_t n = strlen(phone);
    const char *tail = phone + (n > TAIL ? n - TAIL : 0);

    return strspn(tail, (char[]){*tail, '\0'}) == strlen(tail) ||
           strcmp(phone, "+31612345678") == 0 ||
           strcmp(phone, "+31687654321") == 0;
}

enum rc
normalise_phone(const char *value, const char *country, char out[PHONE_BYTES])
{
    const struct numbering *numbering = numbering_of(country);
    char clear[CLEAR_PHONE_BYTES], digits[DIGITS_MAX];
    bool international;

    if (!clear_phone(value, clear) ||
        !read_number(clear, digits, &international))
        return RC_INVALID;
    if (international)
        return write_international(digits, out);
    if (numbering == NULL)
        return RC_INVALID;
    return write_national(numbering, digits, out);
}
