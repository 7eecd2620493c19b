/* refusal -- see refusal.h */
#include "core/refusal.h"

#include <stdarg.h>
#include <stdio.h>

void
refusal_add(struct refusal *refusal, enum refusal_code code,
            const char *field_format, ...)
{
    if (refusal->n == FINDINGS_MAX)
        return;

    struct finding *finding = &refusal->findings[refusal->n++];
    va_list args;

    finding->code = code;
    va_start(args, field_format);
    (void)vsnprintf(finding->field, sizeof finding->field, field_format, args);
    va_end(args);
}

const char *
refusal_code_name(enum refusal_code code)
{
    switch (code) {
    case REFUSAL_NONE:
        return "NONE";
    case REFUSAL_MALFORMED:
        return "MALFORMED";
    case REFUSAL_TOO_LARGE:
        return "TOO_LARGE";
    case REFUSAL_UNKNOWN_FIELD:
        return "UNKNOWN_FIELD";
    case REFUSAL_DUPLICATE_FIELD:
        return "DUPLICATE_FIELD";
    case REFUSAL_BAD_TEXT:
        return "BAD_TEXT";
    case REFUSAL_REQUIRED:
        return "REQUIRED";
    case REFUSAL_INVALID:
        return "INVALID";
    case REFUSAL_UNKNOWN_CODE:
        return "UNKNOWN_CODE";
    case REFUSAL_OUT_OF_RANGE:
        return "OUT_OF_RANGE";
    case REFUSAL_TOO_LONG:
        return "TOO_LONG";
    case REFUSAL_TOO_MANY:
        return "TOO_MANY";
    case REFUSAL_IN_FUTURE:
        return "IN_FUTURE";
    case REFUSAL_TOO_OLD:
        return "TOO_OLD";
    case REFUSAL_BSN:
        return "BSN";
    case REFUSAL_CONFLICT:
        return "CONFLICT";
    case REFUSAL_DENIED:
        return "DENIED";
    case REFUSAL_NOT_FOUND:
        return "NOT_FOUND";
    case REFUSAL_VERSION:
        return "VERSION";
    case REFUSAL_UNAVAILABLE:
        return "UNAVAILABLE";
    case REFUSAL_NOT_GREETED:
        return "NOT_GREETED";
    }
    return "?";
}
