/* indicator_words -- what the document "indicators" says for people and for
 * exports: labels, questions to ask, short lists for a kind of sender, words
 * of HTCDS.  They stay in the text; the rules of core have the numbers.
 *
 * Every function takes the tree of a text and has an empty answer for what is
 * not there; texts live as long as the tree.  Whether the text is sound is
 * document_compile()'s to say. */
#ifndef DOCUMENT_INDICATOR_WORDS_H
#define DOCUMENT_INDICATOR_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct yaml_doc;

#define INDICATOR_HTCDS_MAX 4 /* words of one code */
#define INDICATOR_KINDS_MAX 14

struct indicator_words {
    const char *code;      /* "DB06" */
    const char *dimension; /* "D5" */
    const char *form;      /* "ALG", "SEX", "ARB", "CRIM", "ORG" */
    const char *strength;  /* "strong", "medium", "weak", "none" */
    const char *minor;
    const char *nl, *en;           /* label */
    const char *help_nl, *help_en; /* what to ask, or "" */
    const char *source, *basis;
    const char *htcds[INDICATOR_HTCDS_MAX]; /* vic_MethodsOfControl */
    size_t htcds_n;
    bool retired;
};

/* indicator_words_n: how many codes; indicator_words_get: the i-th of them, in
 * the order of the text. */
size_t indicator_words_n(const struct yaml_doc *doc);
void indicator_words_get(const struct yaml_doc *doc, size_t i,
                         struct indicator_words *out);

/* indicator_words_find: false: no such code; *out is all "" then. */
bool indicator_words_find(const struct yaml_doc *doc, const char *code,
                          struct indicator_words *out);

/* indicator_shown: does this kind of sender see the code first?  A kind
 * without a view sees all of them. */
bool indicator_shown(const struct yaml_doc *doc, const char *kind,
                     const char *code);

/* indicator_kind: enum organisation_kind of a word of `for`
 * ("police-amsterdam"); 0: no such kind. */
unsigned indicator_kind(const char *word);

/* indicator_htcds_form: vic_TypeOfExploitation of a message's form
 * ("labour"). */
const char *indicator_htcds_form(const struct yaml_doc *doc, const char *form);

#endif
