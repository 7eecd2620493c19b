/* link_words -- records in words that people can read:
 *
 *     phone:a phone:b dwelling:x*5 word:jan,piet text:10
 *
 * kind:value, blanks between; the second phone is another thing than the first,
 * after a comma comes another value of the same one.  *5: five of a thousand
 * clusters had the value at the epoch.  text:10: the first ten of sixteen
 * values of the text are those of every text, the rest are its own. */
#ifndef UNIT_LINK_WORDS_H
#define UNIT_LINK_WORDS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link_values.h"

#define LINK_WORDS_TEXT 16

static const struct link_words_kind {
    const char *word;
    uint8_t kind;
} link_words_kinds[] = {
    {"dwelling", LINK_DWELLING},
    {"phone", LINK_PHONE},
    {"masked", LINK_PHONE_MASKED},
    {"last7", LINK_PHONE_LAST7},
    {"handle", LINK_HANDLE},
    {"skeleton", LINK_HANDLE_SKELETON},
    {"email", LINK_EMAIL},
    {"ad", LINK_AD},
    {"plate", LINK_PLATE},
    {"platemasked", LINK_PLATE_MASKED},
    {"platepart", LINK_PLATE_PART},
    {"bag", LINK_BAG},
    {"building", LINK_BUILDING},
    {"pc6", LINK_PC6},
    {"pc4", LINK_PC4},
    {"municipality", LINK_MUNICIPALITY},
    {"alias", LINK_ALIAS},
    {"word", LINK_ALIAS_WORD},
    {"sound", LINK_ALIAS_SOUND},
    {"form", LINK_FORM},
    {"sector", LINK_SECTOR},
    {"residence", LINK_RESIDENCE},
    {"text", LINK_TEXT},
    {"url", LINK_URL},
};

static inline uint64_t
link_words_token(const char *text)
{
    uint64_t seed = 0;

    for (; *text != '\0'; text++) {
        seed = (seed << 8) ^ (uint8_t)*text;
        seed = rows_random(&seed);
    }
    return seed | 1;
}

static inline void
link_words_text(struct link_record *record, unsigned long common)
{
    for (uint8_t i = 0; i < LINK_WORDS_TEXT; i++)
        (void)link_words_add(record, LINK_TEXT, i,
                             i < common
                                 ? UINT64_C(1000) + i
                                 : (uint64_t)record->place.node * 10000 + i);
}

static inline void
link_words_value(struct link_record *record, uint8_t kind, char *text)
{
    uint8_t of = 0;
    char *one;

    for (uint16_t i = 0; i < record->values_n; i++)
        if (record->values[i].kind == kind)
            of = (uint8_t)(record->values[i].of + 1);
    while ((one = strsep(&text, ",")) != NULL) {
        char *count = strchr(one, '*');
        unsigned long clusters = 1;

        if (count != NULL) {
            *count = '\0';
            clusters = strtoul(count + 1, NULL, 10);
        }

        struct link_value *value =
            link_words_add(record, kind, of, link_words_token(one));

        value->clusters = (uint16_t)clusters;
        value->rarity_mb = link_rarity_mb(kind, clusters, LINK_WORDS_CLUSTERS);
    }
}

/* link_words_record: out->place.node tells records apart; false: a word that is
 * no kind. */
static inline bool
link_words_record(const char *text, struct link_record *out)
{
    char copy[1024], *rest = copy, *word;

    (void)snprintf(copy, sizeof copy, "%s", text);
    out->values_n = 0;
    while ((word = strsep(&rest, " ")) != NULL) {
        char *value = strchr(word, ':');
        size_t i = 0;

        if (*word == '\0' || strcmp(word, "-") == 0)
            continue;
        if (value == NULL)
            return false;
        *value++ = '\0';
        while (i < ROWS(link_words_kinds) &&
               strcmp(link_words_kinds[i].word, word) != 0)
            i++;
        if (i == ROWS(link_words_kinds))
            return false;
        if (link_words_kinds[i].kind == LINK_TEXT)
            link_words_text(out, strtoul(value, NULL, 10));
        else
            link_words_value(out, link_words_kinds[i].kind, value);
    }
    link_words_sort(out);
    return true;
}

#endif
