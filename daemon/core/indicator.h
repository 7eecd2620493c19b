/* indicator -- the list of coded indicators in force (desk document
 * "indicators"): which codes exist, what each weighs, who sees which. */
#ifndef CORE_INDICATOR_H
#define CORE_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/codes.h"

#define INDICATOR_CODE_BYTES    5 /* two letters, two digits, NUL */
#define INDICATORS_MAX          256
#define INDICATOR_LIST_ID_BYTES 33
#define INDICATOR_WORDS         4 /* 64-bit words of a code_set */
#define INDICATOR_OVERRIDES_MAX 16

/* Dimensions: D1 to D6 of the ILO, D9 supporting observation, D0 risk. */
enum dimension {
    DIMENSION_RISK,        /* D0 */
    DIMENSION_DECEPTION,   /* D1 misleading recruitment */
    DIMENSION_COERCION,    /* D2 coercive recruitment */
    DIMENSION_VULNERABLE,  /* D3 recruitment through vulnerability */
    DIMENSION_EXPLOITED,   /* D4 exploitative circumstances */
    DIMENSION_FORCED,      /* D5 coercion during exploitation */
    DIMENSION_DEPENDENT,   /* D6 vulnerability at destination */
    DIMENSION_OBSERVATION, /* D9 supporting observation */
    DIMENSIONS_N
};

enum strength {
    STRENGTH_NONE, /* not counted */
    STRENGTH_WEAK,
    STRENGTH_MEDIUM,
    STRENGTH_STRONG
};

struct indicator {
    char code[INDICATOR_CODE_BYTES];
    enum dimension dimension;
    enum form form; /* of the code; FORM_NONE: all forms */
    enum strength adult;
    enum strength minor;
    bool minor_paid_sex; /* alone enough for K4 of a minor: UO11 */
    bool retired;        /* known, no longer counted, refused in new messages:
                          * a code is never reused */
};

/* A strength that differs for one form: SEX: UO01 medium, DB06 strong. */
struct indicator_override {
    size_t indicator; /* index in codes */
    enum form form;
    bool minor_only;
    enum strength strength;
};

/* A set of codes: bit i is indicators[i] of the list in force. */
struct code_set {
    uint64_t bits[INDICATOR_WORDS];
};

/* Codes in ascending order, none twice (indicator_list_check). */
struct indicator_list {
    char id[INDICATOR_LIST_ID_BYTES]; /* "loket-nl-1" */
    uint32_t version;
    struct indicator codes[INDICATORS_MAX];
    size_t n;
    struct indicator_override overrides[INDICATOR_OVERRIDES_MAX];
    size_t overrides_n;
};

/* indicator_code: has it the form of a code?  Two capitals, two digits. */
bool indicator_code(const char *text);

/* indicator_find: binary search; INDICATORS_MAX: not on the list. */
size_t indicator_find(const struct indicator_list *list, const char *code);

/* indicator_known: on the list and not retired. */
bool indicator_known(const struct indicator_list *list, const char *code);

/* indicator_list_check: well-formed codes, ascending, none twice, n > 0. */
bool indicator_list_check(const struct indicator_list *list);

/* Sets.  code_set_add ignores INDICATORS_MAX. */
void code_set_add(struct code_set *set, size_t indicator);
bool code_set_has(const struct code_set *set, size_t indicator);
void code_set_join(struct code_set *set, const struct code_set *other);

#endif
