/* share_words -- what left the desk, in words: as who got it reads it, and as
 * the desk keeps it. */
#ifndef CLIENTS_SHARE_WORDS_H
#define CLIENTS_SHARE_WORDS_H

#include <jansson.h>

struct output;

/* share_words_shared: a Shared, behind the time it came ("" none). */
void share_words_shared(const struct output *out, const char *at,
                        const json_t *shared);

/* share_words_record: a ShareRecord, one line. */
void share_words_record(const struct output *out, const json_t *share);

/* share_words_question: a QuestionRecord, and its answer when there is one. */
void share_words_question(const struct output *out, const json_t *question);

#endif
