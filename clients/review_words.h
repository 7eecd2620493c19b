/* review_words -- one of the review queue, in words. */
#ifndef CLIENTS_REVIEW_WORDS_H
#define CLIENTS_REVIEW_WORDS_H

#include <jansson.h>
#include <stddef.h>

struct output;

/* review_words_print: a ReviewItem: which two, what ties them, where each is
 * now. */
void review_words_print(const struct output *out, const json_t *item);

/* What a key or a word of --answer means. */
enum review_answer {
    REVIEW_NOTHING, /* it means nothing */
    REVIEW_YES,
    REVIEW_NO,
    REVIEW_UNSURE,
    REVIEW_SKIP,
    REVIEW_WHY,
    REVIEW_QUIT
};

/* review_words_key: English and Dutch letters in any case. */
enum review_answer review_words_key(int key);

/* review_words_keys: what was read at once: the first that means something.
 * What comes behind Escape is the rest of an arrow or a function key. */
enum review_answer review_words_keys(const char *keys_read, size_t n);

/* review_words_answer: "yes", "no" or "unsure", in English or Dutch. */
enum review_answer review_words_answer(const char *word);

#endif
