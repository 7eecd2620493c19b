/* validate_parts -- the parts that several kinds of messages are made of,
 * checked one by one.  Of use to validate.c and validate_desk.c only.
 *
 * Every function adds its findings to `why`, in field order, with the path a
 * person writes in JSON; none of them ever adds a value. */
#ifndef CORE_VALIDATE_PARTS_H
#define CORE_VALIDATE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/indicator.h"
#include "core/model.h"
#include "core/refusal.h"

/* A coded field: REQUIRED when it was not said. */
void validate_said(bool said, const char *field, struct refusal *why);

/* Free text of several lines: its length and no BSN. */
void validate_text(const char *text, bool required, struct refusal *why);

/* A short text on one line, such as a pseudonym: at most VALIDATE_REF_MAX
 * bytes and no BSN. */
void validate_ref(const char *text, bool required, const char *field,
                  struct refusal *why);

/* Where to call back: a telephone number, or words of the same rules as a
 * reference.  Only what starts as a number does is excused from the BSN. */
void validate_callback(const char *text, struct refusal *why);

void validate_observed(const char *observed, bool required, int64_t now_us,
                       struct refusal *why);

void validate_place(const struct facts *facts, bool required,
                    struct refusal *why);

void validate_indicators(const struct strings *indicators,
                         const struct indicator_list *list,
                         struct refusal *why);

void validate_identifiers(const struct identifiers *identifiers,
                          struct refusal *why);

#endif
