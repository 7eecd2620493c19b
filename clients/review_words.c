/* review_words -- see review_words.h */
#include "review_words.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "link_words.h"
#include "output.h"
#include "text.h"

#define KEY_INTERRUPT 3 /* ^C, ^D and Escape: the terminal hands them over */
#define KEY_END       4
#define KEY_ESCAPE    27

static const struct key_row {
    char key;
    enum review_answer answer;
} keys[] = {
    {'y', REVIEW_YES},      {'j', REVIEW_YES},
    {'n', REVIEW_NO},       {'u', REVIEW_UNSURE},
    {'o', REVIEW_UNSURE},   {'s', REVIEW_SKIP},
    {' ', REVIEW_SKIP},     {'w', REVIEW_WHY},
    {'q', REVIEW_QUIT},     {KEY_INTERRUPT, REVIEW_QUIT},
    {KEY_END, REVIEW_QUIT}, {KEY_ESCAPE, REVIEW_QUIT},
};

static const struct answer_row {
    const char *word;
    enum review_answer answer;
} answers[] = {
    {"yes", REVIEW_YES}, {"ja", REVIEW_YES},        {"no", REVIEW_NO},
    {"nee", REVIEW_NO},  {"unsure", REVIEW_UNSURE}, {"onzeker", REVIEW_UNSURE},
};

enum review_answer
review_words_key(int key)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].key == (char)tolower(key))
            return keys[i].answer;
    return REVIEW_NOTHING;
}

/* Where a key ends that begins with Escape: "Esc O P", "Esc [ 1 ; 5 D". */
static size_t
escaped_end(const char *keys_read, size_t n, size_t at)
{
    bool long_one = keys_read[++at] == '[';

    if (long_one || keys_read[at] == 'O')
        at++;
    while (long_one && at < n && keys_read[at] < '@')
        at++;
    return at;
}

enum review_answer
review_words_keys(const char *keys_read, size_t n)
{
    enum review_answer answer = REVIEW_NOTHING;

    for (size_t i = 0; answer == REVIEW_NOTHING && i < n; i++) {
        if (keys_read[i] == KEY_ESCAPE && i + 1 < n)
            i = escaped_end(keys_read, n, i);
        else
            answer = review_words_key((unsigned char)keys_read[i]);
    }
    return answer;
}

enum review_answer
review_words_answer(const char *word)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        if (strcmp(answers[i].word, word) == 0)
            return answers[i].answer;
    return REVIEW_NOTHING;
}

/* One side of it; its fields end in "_a" or "_b". */
static void
print_side(const struct output *out, const json_t *item, const char *side)
{
    const json_t *pair = json_object_get(item, "pair");
    char at[TEXT_TIME_BYTES];
    char kind[32];
    char accepted[32];
    char bundle[32];
    char signals[32];

    (void)snprintf(kind, sizeof kind, "organisation_kind_%s", side);
    (void)snprintf(accepted, sizeof accepted, "accepted_us_%s", side);
    (void)snprintf(bundle, sizeof bundle, "bundle_%s", side);
    (void)snprintf(signals, sizeof signals, "signals_%s", side);
    (void)text_time(object_number(item, accepted), at);
    if (*object_text(item, bundle) != '\0')
        output_line(out, _("  %s of %s, received %s, in %s (signals: %lld)"),
                    object_text(pair, side), object_text(item, kind), at,
                    object_text(item, bundle),
                    (long long)object_number(item, signals));
    else
        output_line(out, _("  %s of %s, received %s"), object_text(pair, side),
                    object_text(item, kind), at);
}

void
review_words_print(const struct output *out, const json_t *item)
{
    const json_t *pair = json_object_get(item, "pair");
    char bits[LINK_BITS_BYTES];
    char chance[LINK_CHANCE_BYTES];

    output_line(
        out, _("%s <-> %s, %s bit, chance %s: %s"), object_text(pair, "a"),
        object_text(pair, "b"),
        link_words_bits(object_number(pair, "total_mb"), bits),
        link_words_chance(object_number(pair, "probability_ppm"), chance),
        text_word("review", object_text(item, "kind")));
    link_words_lines(out, pair);
    if (strcmp(object_text(pair, "said"), "unsure") == 0)
        output_line(out, _("  somebody was unsure about it"));
    print_side(out, item, "a");
    print_side(out, item, "b");
}
