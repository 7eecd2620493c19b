/* refusal -- why a message is not taken: a code and the field it is about.
 * A refusal never holds a value that was sent. */
#ifndef CORE_REFUSAL_H
#define CORE_REFUSAL_H

#include <stddef.h>

#define FIELD_BYTES  64 /* path with its NUL, e.g. "identifiers[3].value" */
#define FINDINGS_MAX 16

/* Numbers are those of loket.v1.RefusalCode. */
enum refusal_code {
    REFUSAL_NONE,
    REFUSAL_MALFORMED,
    REFUSAL_TOO_LARGE,
    REFUSAL_UNKNOWN_FIELD,
    REFUSAL_DUPLICATE_FIELD,
    REFUSAL_BAD_TEXT,
    REFUSAL_REQUIRED,
    REFUSAL_INVALID,
    REFUSAL_UNKNOWN_CODE,
    REFUSAL_OUT_OF_RANGE,
    REFUSAL_TOO_LONG,
    REFUSAL_TOO_MANY,
    REFUSAL_IN_FUTURE,
    REFUSAL_TOO_OLD,
    REFUSAL_BSN,
    REFUSAL_CONFLICT,
    REFUSAL_DENIED,
    REFUSAL_NOT_FOUND,
    REFUSAL_VERSION,
    REFUSAL_UNAVAILABLE,
    REFUSAL_NOT_GREETED
};

struct finding {
    char field[FIELD_BYTES]; /* "" when about the whole message */
    enum refusal_code code;
};

/* All findings at once, the first FINDINGS_MAX of them. */
struct refusal {
    struct finding findings[FINDINGS_MAX];
    size_t n;
};

/* refusal_add: note one finding; the field is printf-like and cut to fit.
 * Beyond FINDINGS_MAX nothing is added. */
void refusal_add(struct refusal *refusal, enum refusal_code code,
                 const char *field_format, ...)
    __attribute__((format(printf, 3, 4)));

/* refusal_code_name: "BSN", "REQUIRED" and so on, for logs and docs. */
const char *refusal_code_name(enum refusal_code code);

#endif
