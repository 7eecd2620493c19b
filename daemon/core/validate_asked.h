/* validate_asked -- the parts that requests to the desk are made of, checked
 * one by one.  Of use to validate_desk.c, validate_casework.c and
 * validate_sharing.c only; adds findings, never a value. */
#ifndef CORE_VALIDATE_ASKED_H
#define CORE_VALIDATE_ASKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/refusal.h"

/* A name that fits `room` bytes with its NUL. */
void validate_name(const char *name, size_t room, const char *field,
                   struct refusal *why);

/* One line, at most VALIDATE_REASON_MAX bytes, no BSN, not blank; it may be
 * empty unless it is required. */
void validate_reason(const char *text, bool required, const char *field,
                     struct refusal *why);

/* A whole second after 1970, before VALIDATE_INSTANT_MAX_US; answers whether
 * it is. */
bool validate_instant(int64_t at_us, const char *field, struct refusal *why);

/* A full-date; answers whether it is, then *day is its number. */
bool validate_date(const char *text, const char *field, int64_t *day,
                   struct refusal *why);

#endif
