/* text_rules -- see text_rules.h */
#include "core/text_rules.h"

#include <string.h>

#include "core/people.h"

#define PLATE_MAX        12
#define PHONE_DIGITS_MIN 3
#define PHONE_DIGITS_MAX 15
#define BAG_DIGITS       16

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool
is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool
is_letter(char c)
{
    return is_capital(c) || is_small(c);
}

/* In a pattern '9' is a digit, 'A' a capital, 'a' a small letter and 'x' a
 * letter of either case; every other character is itself. */
static bool
matches(const char *text, const char *pattern)
{
    for (; *pattern != '\0'; text++, pattern++) {
        bool ok;

        switch (*pattern) {
        case '9':
            ok = is_digit(*text);
            break;
        case 'A':
            ok = is_capital(*text);
            break;
        case 'a':
            ok = is_small(*text);
            break;
        case 'x':
            ok = is_letter(*text);
            break;
        default:
            ok = *text == *pattern;
            break;
        }
        if (!ok)
            return false;
    }
    return *text == '\0';
}

bool
text_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

bool
text_one_line(const char *text)
{
    return strpbrk(text, "\t\r\n") == NULL;
}

size_t
text_characters(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++) {
        if (((unsigned char)*text & 0xC0) != 0x80)
            n++;
    }
    return n;
}

bool
text_municipality(const char *text)
{
    return matches(text, "GM9999");
}

bool
text_postcode(const char *text)
{
    if (!matches(text, "9999xx") && !matches(text, "9999 xx"))
        return false;
    if (text[0] == '0')
        return false;

    /* SA, SD and SS are not given out. */
    const char *letters = text + strlen(text) - 2;
    bool s = letters[0] == 'S' || letters[0] == 's';

    return !s || strchr("ADSads", letters[1]) == NULL;
}

bool
text_house_letter(const char *text)
{
    return matches(text, "x");
}

bool
text_addition(const char *text)
{
    bool any = false;

    for (; *text != '\0'; text++) {
        if (is_letter(*text) || is_digit(*text))
            any = true;
        else if (*text != ' ' && *text != '-')
            return false;
    }
    return any;
}

bool
text_country(const char *text)
{
    return matches(text, "AA");
}

bool
text_language(const char *text)
{
    return matches(text, "aa");
}

bool
text_grading(const char *text)
{
    return matches(text, "A9") && strchr("ABCX", text[0]) != NULL &&
           text[1] >= '1' && text[1] <= '4';
}

bool
text_plate(const char *text)
{
    return strlen(text) <= PLATE_MAX && text_addition(text);
}

bool
text_phone(const char *text)
{
    size_t digits = 0, pluses = 0;

    for (; *text != '\0'; text++) {
        if (is_digit(*text))
            digits++;
        else if (*text == '+' && digits + pluses == 0)
            pluses++;
        else if (strchr(" .-/()", *text) == NULL)
            return false;
    }
    return digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX;
}

bool
text_email(const char *text)
{
    const char *at = strchr(text, '@');

    return at != NULL && at != text && at[1] != '\0' &&
           strchr(at + 1, '@') == NULL && strpbrk(text, " \t\r\n") == NULL;
}

bool
text_bag(const char *text)
{
    return strlen(text) == BAG_DIGITS &&
           strspn(text, "0123456789") == BAG_DIGITS;
}

bool
text_name(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-");

    return n >= 1 && n < NAME_BYTES && text[n] == '\0';
}

static char
word_char(char c)
{
    return c == '_' ? '-' : c;
}

bool
text_same_word(const char *a, const char *b)
{
    for (; *a != '\0' && word_char(*a) == word_char(*b); a++)
        b++;
    return *a == '\0' && *b == '\0';
}
