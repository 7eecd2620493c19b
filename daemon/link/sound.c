/* sound -- how a word sounds in Dutch; see normalise.h */
#include <string.h>

#include "link/normalise.h"

/* The first that fits is taken. */
static const struct sound {
    const char *written, *heard;
} sounds[] = {
    {"ij", "ei"}, {"y", "ei"}, {"au", "ou"}, {"ph", "f"},
    {"th", "t"},  {"dt", "t"}, {"ck", "k"},  {"c", "k"},
    {"z", "s"},   {"v", "f"},  {"x", "ks"},
};

static bool
is_vowel(char c)
{
    return strchr("aeiou", c) != NULL;
}

/* Twice the same, and h behind a consonant, are not heard. */
static size_t
hear(char *out, size_t n, const char *heard)
{
    for (; *heard != '\0' && n + 1 < SOUND_BYTES; heard++) {
        bool silent = n > 0 && *heard == 'h' && !is_vowel(out[n - 1]);

        if (!silent && (n == 0 || out[n - 1] != *heard))
            out[n++] = *heard;
    }
    return n;
}

static size_t
hear_once(const char *word, size_t word_n, char out[SOUND_BYTES])
{
    size_t n = 0;

    for (size_t at = 0; at < word_n;) {
        const char letter[] = {word[at], '\0'};
        const char *heard = word[at] == '\'' ? "" : letter;
        size_t step = 1;

        for (size_t i = 0; i < sizeof sounds / sizeof sounds[0]; i++) {
            size_t one = strlen(sounds[i].written);

            if (one <= word_n - at &&
                memcmp(word + at, sounds[i].written, one) == 0) {
                heard = sounds[i].heard;
                step = one;
                break;
            }
        }
        n = hear(out, n, heard);
        at += step;
    }
    if (n > 2 && out[n - 1] == 'e')
        n--;
    out[n] = '\0';
    return n;
}

void
sound_of(const char *word, size_t n, char out[SOUND_BYTES])
{
    char before[SOUND_BYTES];
    size_t before_n;

    n = hear_once(word, n, out);
    do { /* what was dropped may bring two together that sound as one */
        memcpy(before, out, SOUND_BYTES);
        before_n = n;
        n = hear_once(before, before_n, out);
    } while (n != before_n || memcmp(before, out, n) != 0);
}
