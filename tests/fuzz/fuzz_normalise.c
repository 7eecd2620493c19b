/* What partners write, from arbitrary bytes: the first says what it is, the
 * rest is the value.  Nothing reads or writes beyond its place; what is normal
 * stays normal; values and keys are in order and none twice; what is looked
 * for as it was written is found. */
#include "fuzz.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/model.h"
#include "link/lookup.h"
#include "link/normalise.h"
#include "link/text_values.h"
#include "link/tokens.h"

static const struct link_key key = {{1, 2, 3}};

static void
check_fold(const char *value)
{
    char once[FOLD_BYTES], twice[FOLD_BYTES], sound[SOUND_BYTES];
    char again[SOUND_BYTES];
    const char *at = once, *word;
    size_t n;

    require(fold_text(value, once, sizeof once) == strlen(once));
    (void)fold_text(once, twice, sizeof twice);
    require(strcmp(once, twice) == 0);
    (void)fold_unknown(once);
    while ((word = fold_next_word(&at, &n)) != NULL) {
        require(n > 0 && word >= once && word + n <= at);
        sound_of(word, n, sound);
        sound_of(sound, strlen(sound), again);
        require(strcmp(sound, again) == 0);
    }
}

static void
check_stays(const struct identifier *identifier)
{
    static const enum identifier_type types[] = {
        [LINK_PHONE] = IDENTIFIER_PHONE, [LINK_HANDLE] = IDENTIFIER_HANDLE,
        [LINK_EMAIL] = IDENTIFIER_EMAIL, [LINK_AD] = IDENTIFIER_AD_ID,
        [LINK_PLATE] = IDENTIFIER_PLATE, [LINK_BAG] = IDENTIFIER_BAG,
        [LINK_ALIAS] = IDENTIFIER_ALIAS, [LINK_URL] = IDENTIFIER_URL};
    struct normal once, twice;

    if (normalise_identifier(identifier, &once) != RC_OK)
        return;

    struct identifier again = {types[once.kind], once.text, ""};

    require(normalise_identifier(&again, &twice) == RC_OK);
    require(twice.kind == once.kind && strcmp(twice.text, once.text) == 0);
}

static void
check_record(const struct link_record *record)
{
    require(record->values_n <= LINK_VALUES_MAX);
    require(record->keys_n <= LINK_KEYS_MAX);
    for (size_t i = 1; i < record->values_n; i++) {
        const struct link_value *a = &record->values[i - 1], *b = a + 1;

        require(a->kind < b->kind ||
                (a->kind == b->kind &&
                 (a->of < b->of || (a->of == b->of && a->token < b->token))));
    }
    for (size_t i = 0; i < record->keys_n; i++) {
        for (size_t k = 0; k < i; k++)
            require(record->keys[i] != record->keys[k]);
    }
}

static void
check_found(const struct identifier *identifier,
            const struct link_record *record)
{
    struct link_sought sought[SOUGHT_MAX];
    size_t n = link_lookup(&key, identifier, sought);

    require(n <= SOUGHT_MAX);
    if (record->values_n == 0 || strchr(identifier->value, '?') != NULL)
        return;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < record->values_n; k++) {
            if (sought[i].token == record->values[k].token)
                return;
        }
    }
    require(false);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const countries[] = {"", "NL", "DE", "HU"};
    char *value = malloc(n + 1);
    struct link_record record = {.organisation = 1};

    require(value != NULL);
    memcpy(value, bytes, n);
    value[n] = '\0';

    const uint8_t first = n > 0 ? bytes[0] : 0;
    const struct identifier one = {(enum identifier_type)(first % 9),
                                   n > 0 ? value + 1 : value,
                                   countries[first / 9 % 4]};
    const struct facts facts = {.identifiers = {&one, 1}, .text = ""};
    const struct facts text = {.text = value};
    uint64_t words[64];

    check_fold(one.value);
    if (strlen(one.value) <= 256) {
        check_stays(&one);
        link_values_add(&key, &facts, &record);
        link_keys_of(&key, &record);
        check_record(&record);
        check_found(&one, &record);
    }
    link_values_add(&key, &text, &record);
    link_keys_of(&key, &record);
    check_record(&record);
    require(link_words_of(&key, value, words, 64) <= 64);
    free(value);
    return 0;
}
