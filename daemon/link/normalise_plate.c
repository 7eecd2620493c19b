/* normalise_plate -- one spelling for one vehicle; see normalise.h */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "link/normalise.h"

#define SIX            6
#define CHARACTERS_MIN 3
#define CHARACTERS_MAX 12

/* The Dutch series; X a letter, 9 a digit, in three parts as on the plate.
 * From the fourth on no vowels, no C and no Q are given out. */
static const struct series {
    char form[SIX + 1];
    uint8_t first, second; /* characters of a part */
} series[] = {
    {"XX9999", 2, 2}, {"9999XX", 2, 2}, {"99XX99", 2, 2}, {"XX99XX", 2, 2},
    {"XXXX99", 2, 2}, {"99XXXX", 2, 2}, {"99XXX9", 2, 3}, {"9XXX99", 1, 3},
    {"XX999X", 2, 3}, {"X999XX", 1, 3}, {"XXX99X", 3, 2}, {"X99XXX", 1, 2},
    {"9XX999", 1, 2}, {"999XX9", 3, 2},
};

#define SERIES_N   (sizeof series / sizeof series[0])
#define NEVER_FROM 3
#define GIVEN_N    11 /* the others are reserved: nothing is read as them */

/* What is read for each other. */
static const char digits[] = "01582";
static const char letters[] = "OISBZ";

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Capitals and digits alone; false when they are too many. */
static bool
squeeze(const char *value, char *out, size_t cap)
{
    char folded[FOLD_BYTES];
    size_t n = 0;

    (void)fold_text(value, folded, sizeof folded);
    for (const char *c = folded; *c != '\0'; c++) {
        bool letter = *c >= 'a' && *c <= 'z';

        if (!letter && !is_digit(*c))
            continue;
        if (n + 1 >= cap)
            return false;
        out[n++] = letter ? (char)(*c - 'a' + 'A') : *c;
    }
    out[n] = '\0';
    return true;
}

static bool
never_given(char letter)
{
    return strchr("AEIOUCQ", letter) != NULL;
}

/* How many characters must be read as another to be of the series; more than
 * there are: it cannot be. */
static size_t
read_as(const char *plate, size_t which, char out[SIX + 1])
{
    size_t changed = 0;

    for (size_t i = 0; i < SIX; i++) {
        bool digit = series[which].form[i] == '9';
        char c = plate[i];

        if (digit != is_digit(c)) {
            const char *from = digit ? letters : digits;
            const char *like = strchr(from, c);

            if (like == NULL)
                return SIX + 1;
            c = (digit ? digits : letters)[like - from];
            changed++;
        }
        if (!digit && which >= NEVER_FROM && never_given(c))
            return SIX + 1;
        out[i] = c;
    }
    out[SIX] = '\0';
    return changed;
}

/* How many characters stand before the first mark and between the first and
 * the second; 0 when there are no three parts. */
static void
parts_of(const char *value, size_t parts[2])
{
    char folded[FOLD_BYTES];
    size_t part = 0, n[3] = {0};

    (void)fold_text(value, folded, sizeof folded);
    for (const char *c = folded; *c != '\0' && part < 3; c++) {
        if (strchr(" -.", *c) == NULL)
            n[part]++;
        else if (n[part] > 0)
            part++;
    }
    parts[0] = n[2] > 0 ? n[0] : 0;
    parts[1] = n[1];
}

/* The series that asks the fewest changes, of those with such parts (0: of
 * all); of two the newer, for there are more of those on the road. */
static bool
read_dutch(const char *plate, const size_t parts[2], char out[SIX + 1])
{
    size_t fewest = SIX + 1;

    for (size_t i = SERIES_N; i-- > 0;) {
        char as[SIX + 1];
        size_t changed = read_as(plate, i, as);

        if (changed >= fewest || (i >= GIVEN_N && changed > 0))
            continue;
        if (parts[0] > 0 &&
            (parts[0] != series[i].first || parts[1] != series[i].second))
            continue;
        fewest = changed;
        memcpy(out, as, sizeof as);
    }
    return fewest <= SIX;
}

/* By its parts if it has them, else by its characters alone.  A word without
 * a digit is no Dutch plate. */
static bool
is_dutch(const char *value, const char *plate, char out[SIX + 1])
{
    static const size_t any[2] = {0, 0};
    size_t parts[2];

    if (strlen(plate) != SIX || strpbrk(plate, "0123456789") == NULL)
        return false;
    parts_of(value, parts);
    return read_dutch(plate, parts, out) || read_dutch(plate, any, out);
}

static bool
all_the_same(const char *plate)
{
    return strspn(plate, (char[]){*plate, '\0'}) == strlen(plate);
}

enum rc
normalise_plate(const char *value, const char *country, char out[PLATE_BYTES])
{
    char plate[CHARACTERS_MAX + 1], dutch[SIX + 1], said[3];

    /* As this writes it. */
    if (strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2 && value[2] == ':') {
        memcpy(said, value, 2);
        said[2] = '\0';
        country = strcmp(said, "XX") == 0 ? "" : said;
        value += 3;
    }

    bool here = *country == '\0' || strcmp(country, "NL") == 0;

    if (!squeeze(value, plate, sizeof plate) ||
        strlen(plate) <= CHARACTERS_MIN + 1 || all_the_same(plate))
        return RC_INVALID;
    if (here && is_dutch(value, plate, dutch))
        (void)snprintf(out, PLATE_BYTES, "NL:%s", dutch);
    else
        (void)snprintf(out, PLATE_BYTES, "%.2s:%s", here ? "XX" : country,
                       plate);
    return RC_OK;
}

enum rc
plate_part(const char *value, char out[PLATE_BYTES])
{
    char folded[FOLD_BYTES];

    (void)fold_text(value, folded, sizeof folded);
    if (fold_unknown(folded) || !squeeze(value, out, CHARACTERS_MIN + 2))
        return RC_INVALID;
    return strlen(out) < CHARACTERS_MIN || all_the_same(out) ? RC_INVALID
                                                             : RC_OK;
}
