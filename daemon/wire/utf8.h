/* utf8 -- is this text that may be stored, shown and logged about? */
#ifndef WIRE_UTF8_H
#define WIRE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* utf8_is_text: well-formed UTF-8 (Unicode 15, table 3-7: no over-long form,
 * no surrogate, nothing over U+10FFFF), without control characters (C0, DEL,
 * C1) but tab and newline, and without the twelve Bidi_Control characters,
 * which make a text read differently from what it holds.
 * One pass; eight bytes a step as long as it is printable ASCII. */
bool utf8_is_text(const uint8_t *text, size_t n);

#endif
