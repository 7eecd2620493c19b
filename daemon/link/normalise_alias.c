/* normalise_alias -- one spelling for one name; see normalise.h */
#include <string.h>

#include "link/normalise.h"

#define WORDS_MAX 16

static const char *const titles[] = {
    "dhr",  "mevr",  "mevrouw", "meneer", "heer",   "mw",  "mej",
    "mr",   "mrs",   "ms",      "miss",   "mister", "dr",  "drs",
    "ing",  "ir",    "prof",    "sir",    "madam",  "mme", "herr",
    "frau", "alias", "genaamd", "aka",
};

static const char *const particles[] = {
    "van", "von", "de", "der", "den", "het", "ten", "ter", "te",
    "la",  "le",  "el", "al",  "bin", "ibn", "da",  "di",  "dos",
};

static bool
among(const char *const *list, size_t n, const char *word, size_t word_n)
{
    for (size_t i = 0; i < n; i++) {
        if (strlen(list[i]) == word_n && memcmp(list[i], word, word_n) == 0)
            return true;
    }
    return false;
}

bool
alias_is_particle(const char *word, size_t n)
{
    return among(particles, sizeof particles / sizeof particles[0], word, n);
}

struct span {
    const char *at;
    size_t n;
};

static int
compare(const struct span *a, const struct span *b)
{
    int which = memcmp(a->at, b->at, a->n < b->n ? a->n : b->n);

    return which != 0 ? which : (a->n > b->n) - (a->n < b->n);
}

/* Into its place among the sorted; once. */
static size_t
insert(struct span *words, size_t n, struct span word)
{
    size_t at = n;

    while (at > 0 && compare(&words[at - 1], &word) >= 0)
        at--;
    if (n == WORDS_MAX || (at < n && compare(&words[at], &word) == 0))
        return n;
    for (size_t i = n; i > at; i--)
        words[i] = words[i - 1];
    words[at] = word;
    return n + 1;
}

/* D'Arcy and Darcy. */
static size_t
put_word(const struct span *word, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < word->n; i++) {
        if (word->at[i] != '\'')
            out[n++] = word->at[i];
    }
    return n;
}

enum rc
normalise_alias(const char *value, char out[NORMAL_BYTES])
{
    char folded[FOLD_BYTES], bare[FOLD_BYTES];
    struct span words[WORDS_MAX], word;
    const char *at = folded;
    size_t words_n = 0, bare_n = 0, n = 0;

    (void)fold_text(value, folded, sizeof folded);
    while ((word.at = fold_next_word(&at, &word.n)) != NULL) {
        struct span kept = {bare + bare_n, put_word(&word, bare + bare_n)};

        bare_n += kept.n;
        if (!among(titles, sizeof titles / sizeof titles[0], kept.at, kept.n))
            words_n = insert(words, words_n, kept);
    }
    for (size_t i = 0; i < words_n; i++) {
        if (n > 0)
            out[n++] = ' ';
        memcpy(out + n, words[i].at, words[i].n);
        n += words[i].n;
    }
    out[n] = '\0';
    return n < 2 || strspn(out, "0123456789 ") == n || fold_unknown(out)
               ? RC_INVALID
               : RC_OK;
}
