/* clear_phone -- see clear_phone.h */
#include "link/clear_phone.h"

#include <stddef.h>
#include <string.h>

#include "link/fold.h"

#define SURE_DIGITS 6

/* A word is looked for before those that begin like it: "zeven" is no "ze". */
static const struct spelled {
    const char *word;
    char digit;
} spelled[] = {
    {"nul", '0'},  {"zero", '0'},  {"een", '1'},   {"one", '1'},
    {"twee", '2'}, {"two", '2'},   {"drie", '3'},  {"three", '3'},
    {"vier", '4'}, {"four", '4'},  {"vijf", '5'},  {"five", '5'},
    {"zes", '6'},  {"six", '6'},   {"zeven", '7'}, {"seven", '7'},
    {"acht", '8'}, {"eight", '8'}, {"negen", '9'}, {"nine", '9'},
    {"plus", '+'},
};

static const char *const labels[] = {
    "telefoonnummer",
    "telefoon",
    "telnr",
    "tel",
    "mobiel",
    "mobile",
    "mob",
    "gsm",
    "nummer",
    "nr",
    "phone",
    "call",
    "bel",
    "whatsapp",
    "sms",
    "app",
    "wa",
    "t",
    "m",
};

static bool
starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static const char *
after_label(const char *text)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        const char *after = text + strlen(labels[i]);

        if (starts_with(text, labels[i]) && !is_letter(*after) &&
            strpbrk(after, "0123456789") != NULL)
            return after + strspn(after, " .:=-");
    }
    return text;
}

static const struct spelled *
spelled_at(const char *at)
{
    for (size_t i = 0; i < sizeof spelled / sizeof spelled[0]; i++) {
        if (starts_with(at, spelled[i].word))
            return &spelled[i];
    }
    return NULL;
}

static char
looks_like(char c)
{
    switch (c) {
    case 'o':
        return '0';
    case 'i':
    case 'l':
    case '|':
        return '1';
    default:
        return c;
    }
}

static size_t
digits_in(const char *text)
{
    size_t n = 0;

    while (*text != '\0') {
        const struct spelled *one = spelled_at(text);

        if (one != NULL || is_digit(looks_like(*text)))
            n++;
        text += one == NULL ? 1 : strlen(one->word);
    }
    return n;
}

bool
clear_phone(const char *value, char out[CLEAR_PHONE_BYTES])
{
    char folded[FOLD_BYTES];
    const char *at = folded;
    size_t n = 0;

    if (fold_text(value, folded, sizeof folded) >= CLEAR_PHONE_BYTES)
        return false;
    if (is_letter(*at))
        at = after_label(at);

    bool sure = digits_in(at) >= SURE_DIGITS;

    while (*at != '\0') {
        const struct spelled *one = sure ? spelled_at(at) : NULL;

        out[n++] = one != NULL ? one->digit : sure ? looks_like(*at) : *at;
        at += one == NULL ? 1 : strlen(one->word);
    }
    out[n] = '\0';
    return true;
}
