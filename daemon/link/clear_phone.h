/* clear_phone -- a telephone number that was written so that machines would
 * not read it. */
#ifndef LINK_CLEAR_PHONE_H
#define LINK_CLEAR_PHONE_H

#include <stdbool.h>

#define CLEAR_PHONE_BYTES 256

/* clear_phone: the same with digits for what stands for them.
 *
 * rule    "tel", "whatsapp" and the like before it fall away; Dutch and
 *         English words are digits, "plus" is +; o is 0, l, i and | are 1: when
 *         at least six digits come out.  Every other letter stays, and makes
 *         it no number
 * out     false: it does not fit */
bool clear_phone(const char *value, char out[CLEAR_PHONE_BYTES]);

#endif
