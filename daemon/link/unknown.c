/* unknown -- what people write where they know nothing; see fold.h */
#include <string.h>

#include "link/fold.h"

/* Compared without anything but letters and digits. */
static const char *const nothing[] = {
    "",
    "anoniem",
    "anonymous",
    "anoniemebeller",
    "geen",
    "geenidee",
    "geheim",
    "johndoe",
    "janedoe",
    "naamloos",
    "na",
    "nietbekend",
    "nietgevraagd",
    "nietvantoepassing",
    "nn",
    "nnb",
    "nogniet",
    "nognietbekend",
    "nobody",
    "none",
    "noname",
    "notapplicable",
    "notknown",
    "null",
    "nvt",
    "onb",
    "onbekend",
    "onbekende",
    "onleesbaar",
    "tba",
    "tbd",
    "test",
    "unbekannt",
    "unk",
    "unknown",
    "unreadable",
    "verborgen",
    "volgt",
    "weetniet",
    "weetikniet",
    "zienotitie",
    "zietekst",
    "xx",
    "xxx",
    "privenummer",
    "privnummer",
    "afgeschermd",
    "inconnu",
    "undefined",
    "nodata",
    "geennaam",
    "zondernaam",
    "geengegevens",
};

#define BARE_BYTES 24

bool
fold_unknown(const char *folded)
{
    char bare[BARE_BYTES];
    const char *word;
    size_t n = 0, word_n;

    while ((word = fold_next_word(&folded, &word_n)) != NULL) {
        if (n + word_n >= sizeof bare)
            return false;
        memcpy(bare + n, word, word_n);
        n += word_n;
    }
    bare[n] = '\0';
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
        if (strcmp(nothing[i], bare) == 0)
            return true;
    }
    return false;
}
