/* findings_words -- what is wrong with desk documents: "FILE:LINE: CODE: text",
 * warnings marked. */
#ifndef CLIENTS_FINDINGS_WORDS_H
#define CLIENTS_FINDINGS_WORDS_H

#include <jansson.h>
#include <stddef.h>

struct document_findings;
struct output;

/* findings_words_print: what was found here; of those beyond what is kept the
 * number. */
void findings_words_print(const struct output *out,
                          const struct document_findings *findings);

/* findings_words_result: the findings of a DocumentResult.
 * in   files: what to call documents[i], n of them; others by their name */
struct findings_names {
    const char *const *documents;
    const char *const *files;
    size_t n;
};
void findings_words_result(const struct output *out,
                           const struct findings_names *names,
                           const json_t *result);

#endif
