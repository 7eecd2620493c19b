/* set_text -- see set_text.h */
#include "set_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define SOUND_LETTERS 4

static void
take(const char *cell, char out[TEXT_BYTES], bool blanks)
{
    size_t n = 0;
    bool pending = false;

    for (; *cell != '\0' && n + 2 < TEXT_BYTES; cell++) {
        unsigned char c = (unsigned char)*cell;

        if (!isalnum(c) || c > 0x7f) {
            pending = n > 0 && blanks;
            continue;
        }
        if (pending)
            out[n++] = ' ';
        pending = false;
        out[n++] = (char)tolower(c);
    }
    out[n] = '\0';
}

void
text_plain(const char *cell, char out[TEXT_BYTES])
{
    take(cell, out, true);
}

void
text_packed(const char *cell, char out[TEXT_BYTES])
{
    take(cell, out, false);
}

void
text_head(const char *text, size_t n, char out[TEXT_BYTES])
{
    if (strlen(text) < n)
        n = 0;
    memcpy(out, text, n);
    out[n] = '\0';
}

/* 0: a vowel, that separates; '-': a letter that does not even do that */
static char
sound_of(char c)
{
    static const char codes[] = "0123012-022455012623"
                                "01-202";

    return c >= 'a' && c <= 'z' ? codes[c - 'a'] : '0';
}

void
text_sound(const char *text, char out[TEXT_BYTES])
{
    size_t n = 0;
    char last = '0';

    for (; *text != '\0' && n < SOUND_LETTERS; text++) {
        char code = sound_of(*text);

        if (*text < 'a' || *text > 'z')
            continue;
        if (n == 0)
            out[n++] = *text;
        else if (code != '0' && code != '-' && code != last)
            out[n++] = code;
        if (code != '-')
            last = code;
    }
    while (n > 0 && n < SOUND_LETTERS)
        out[n++] = '0';
    out[n] = '\0';
}
