/* normalise_dwelling -- one spelling for one dwelling; see normalise.h */
#include "link/normalise.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/text_rules.h"

#define HOUSE_NUMBER_MAX 99999
#define ADDITION_BYTES   9 /* what validate lets through, with its NUL */

/* Different spellings of one addition, without case and separators. */
static const struct spelling {
    const char *written, *meant;
} spellings[] = {
    {"I", "1"},  {"II", "2"}, {"III", "3"},   {"IV", "4"},
    {"V", "5"},  {"VI", "6"}, {"VII", "7"},   {"VIII", "8"},
    {"IX", "9"}, {"X", "10"}, {"HUIS", "HS"},
};

static char
capital(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Capitals without spaces and dashes; false when that does not fit. */
static bool
squeeze(const char *text, char *out, size_t cap)
{
    size_t n = 0;

    for (; *text != '\0'; text++) {
        if (*text == ' ' || *text == '-')
            continue;
        if (n + 1 >= cap)
            return false;
        out[n++] = capital(*text);
    }
    out[n] = '\0';
    return true;
}

static const char *
addition_meant(const char *written)
{
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (strcmp(spellings[i].written, written) == 0)
            return spellings[i].meant;
    }
    return written;
}

enum rc
normalise_dwelling(const struct place *place, char out[DWELLING_BYTES])
{
    char postcode[7], addition[ADDITION_BYTES];

    if (*place->country != '\0' && strcmp(place->country, "NL") != 0)
        return RC_INVALID;
    if (!text_postcode(place->postcode) || place->house_number == 0 ||
        place->house_number > HOUSE_NUMBER_MAX)
        return RC_INVALID;
    if (*place->house_letter != '\0' && !text_house_letter(place->house_letter))
        return RC_INVALID;
    if (*place->addition != '\0' && !text_addition(place->addition))
        return RC_INVALID;
    if (!squeeze(place->postcode, postcode, sizeof postcode) ||
        !squeeze(place->addition, addition, sizeof addition))
        return RC_INVALID;

    char letter[] = {capital(*place->house_letter), '\0'};

    (void)snprintf(out, DWELLING_BYTES, "%s|%u|%s|%s", postcode,
                   place->house_number, letter, addition_meant(addition));
    return RC_OK;
}
