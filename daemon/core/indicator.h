/* indicator -- the list of coded indicators in force: which codes exist. */
#ifndef CORE_INDICATOR_H
#define CORE_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>

#define INDICATOR_CODE_BYTES    5 /* two letters, two digits, NUL */
#define INDICATORS_MAX          256
#define INDICATOR_LIST_ID_BYTES 33

/* Codes in ascending order, none twice (indicator_list_check). */
struct indicator_list {
    char id[INDICATOR_LIST_ID_BYTES]; /* "loket-nl-1" */
    char codes[INDICATORS_MAX][INDICATOR_CODE_BYTES];
    size_t n;
};

/* indicator_code: has it the form of a code?  Two capitals, two digits. */
bool indicator_code(const char *text);

/* indicator_known: binary search; false for anything not on the list. */
bool indicator_known(const struct indicator_list *list, const char *code);

/* indicator_list_check: well-formed codes, ascending, none twice, n > 0. */
bool indicator_list_check(const struct indicator_list *list);

#endif
