/* text_values -- see text_values.h */
#include "link/text_values.h"

#include <string.h>

#include "link/fold.h"
#include "link/tokens.h"

#define TEXT_BYTES 16384 /* folded; 4,000 characters of at most four bytes */
#define WORD_BYTES 64    /* longer ones are cut */
#define GROUP      3

/* Another order of all numbers for each place (Vigna's splitmix64, which is a
 * bijection): what comes first in it is as good as drawn. */
static uint64_t
order(uint64_t token, uint64_t place)
{
    uint64_t z = token + (place + 1) * UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* The last words, each of them bounded. */
struct group {
    char words[GROUP][WORD_BYTES];
    size_t n;
};

static void
shift_in(struct group *group, const char *word, size_t n)
{
    char *last = group->words[GROUP - 1];

    memmove(group->words[0], group->words[1], (GROUP - 1) * WORD_BYTES);
    n = n < WORD_BYTES ? n : WORD_BYTES - 1;
    memcpy(last, word, n);
    last[n] = '\0';
    group->n++;
}

static uint64_t
token_of_group(const struct link_key *key, const struct group *group)
{
    char text[GROUP * WORD_BYTES];
    size_t n = 0;

    for (size_t i = 0; i < GROUP; i++) {
        size_t one = strlen(group->words[i]);

        if (i > 0)
            text[n++] = ' ';
        memcpy(text + n, group->words[i], one);
        n += one;
    }
    text[n] = '\0';
    return link_token_of(key, LINK_TEXT, text);
}

bool
text_values_of(const struct link_key *key, const char *text,
               uint64_t out[TEXT_VALUES])
{
    char folded[TEXT_BYTES];
    struct group group = {.n = 0};
    const char *at = folded, *word;
    size_t n;

    (void)fold_text(text, folded, sizeof folded);
    for (size_t i = 0; i < TEXT_VALUES; i++)
        out[i] = UINT64_MAX;
    while ((word = fold_next_word(&at, &n)) != NULL) {
        shift_in(&group, word, n);
        if (group.n < GROUP)
            continue;

        uint64_t token = token_of_group(key, &group);

        for (size_t i = 0; i < TEXT_VALUES; i++) {
            uint64_t value = order(token, i);

            if (value < out[i] && value != 0)
                out[i] = value;
        }
    }
    return group.n >= TEXT_WORDS_MIN;
}

size_t
link_words_of(const struct link_key *key, const char *text, uint64_t *out,
              size_t cap)
{
    char folded[TEXT_BYTES], one[WORD_BYTES];
    const char *at = folded, *word;
    size_t n, found = 0;

    (void)fold_text(text, folded, sizeof folded);
    while (found < cap && (word = fold_next_word(&at, &n)) != NULL) {
        size_t i = 0;

        if (n < 2)
            continue;
        n = n < WORD_BYTES ? n : WORD_BYTES - 1;
        memcpy(one, word, n);
        one[n] = '\0';
        out[found] = link_token_of(key, LINK_WORD, one);
        while (out[i] != out[found])
            i++;
        found += i == found ? 1 : 0;
    }
    return found;
}
