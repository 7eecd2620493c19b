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
    {"I", "1"},          {"II", "2"},     {"III", "3"},     {"IV", "4"},
    {"V", "5"},          {"VI", "6"},     {"VII", "7"},     {"VIII", "8"},
    {"IX", "9"},         {"X", "10"},     {"HUIS", "HS"},   {"H", "HS"},
    {"BG", "HS"},        {"BGG", "HS"},   {"BEGANE", "HS"}, {"PARTERRE", "HS"},
    {"BELETAGE", "BEL"}, {"BELE", "BEL"}, {"BELET", "BEL"}, {"BOVEN", "BV"},
    {"BOV", "BV"},
};

static char
capital(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
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

/* "2-hoog", "2e hoog" and "II hoog" are the second floor. */
static void
drop_high(char *addition)
{
    size_t n = strlen(addition);

    if (n <= 4 || strcmp(addition + n - 4, "HOOG") != 0)
        return;
    n -= 4;
    if (n > 1 && addition[n - 1] == 'E' && is_digit(addition[n - 2]))
        n--;
    addition[n] = '\0';
}

static void
drop_zeros(char *addition)
{
    size_t zeros = strspn(addition, "0");

    if (zeros > 0 && is_digit(addition[zeros]))
        memmove(addition, addition + zeros, strlen(addition + zeros) + 1);
}

static const char *
addition_meant(char *written)
{
    drop_high(written);
    drop_zeros(written);
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        if (strcmp(spellings[i].written, written) == 0)
            return spellings[i].meant;
    }
    return written;
}

/* Of "A" or "A2" that was meant to be a letter and an addition. */
static bool
begins_with_letter(const char *addition)
{
    return addition[0] >= 'A' && addition[0] <= 'Z' &&
           strspn(addition + 1, "0123456789") == strlen(addition + 1);
}

static bool
is_dutch(const struct place *place)
{
    return *place->country == '\0' || strcmp(place->country, "NL") == 0;
}

enum rc
normalise_pc6(const struct place *place, char out[DWELLING_BYTES])
{
    char postcode[7];

    if (!is_dutch(place) || !text_postcode(place->postcode) ||
        !squeeze(place->postcode, postcode, sizeof postcode))
        return RC_INVALID;
    /* What is written where the postcode is not known. */
    if (strcmp(postcode, "9999XX") == 0)
        return RC_INVALID;
    memcpy(out, postcode, sizeof postcode);
    return RC_OK;
}

enum rc
normalise_pc4(const struct place *place, char out[DWELLING_BYTES])
{
    if (normalise_pc6(place, out) != RC_OK)
        return RC_INVALID;
    out[4] = '\0';
    return RC_OK;
}

enum rc
normalise_building(const struct place *place, char out[DWELLING_BYTES])
{
    char postcode[DWELLING_BYTES];

    if (place->house_number == 0 || place->house_number > HOUSE_NUMBER_MAX ||
        normalise_pc6(place, postcode) != RC_OK)
        return RC_INVALID;
    (void)snprintf(out, DWELLING_BYTES, "%.6s|%u", postcode,
                   place->house_number);
    return RC_OK;
}

enum rc
normalise_dwelling(const struct place *place, char out[DWELLING_BYTES])
{
    char building[DWELLING_BYTES], addition[ADDITION_BYTES];

    if (normalise_building(place, building) != RC_OK)
        return RC_INVALID;
    if (*place->house_letter != '\0' && !text_house_letter(place->house_letter))
        return RC_INVALID;
    if (*place->addition != '\0' && !text_addition(place->addition))
        return RC_INVALID;
    if (!squeeze(place->addition, addition, sizeof addition))
        return RC_INVALID;

    char letter[] = {capital(*place->house_letter), '\0'};
    const char *meant = addition_meant(addition);

    /* "12-H" is the ground floor, whichever field the H was put in. */
    if (*letter == 'H' && *meant == '\0') {
        letter[0] = '\0';
        meant = "HS";
    }
    if (*letter == '\0' && begins_with_letter(meant)) {
        letter[0] = *meant++;
        if (*meant == '0')
            meant += strspn(meant, "0");
    }
    (void)snprintf(out, DWELLING_BYTES, "%.12s|%s|%.8s", building, letter,
                   meant);
    return RC_OK;
}
