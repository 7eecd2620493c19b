/* set_text -- cells of the labelled sets, in one spelling. */
#ifndef EVAL_SET_TEXT_H
#define EVAL_SET_TEXT_H

#include <stddef.h>

#define TEXT_BYTES 256

/* text_plain: small letters and digits, one blank for all between.
 * text_packed: no blanks either. */
void text_plain(const char *cell, char out[TEXT_BYTES]);
void text_packed(const char *cell, char out[TEXT_BYTES]);

/* text_head: the first n characters; "" when there are fewer. */
void text_head(const char *text, size_t n, char out[TEXT_BYTES]);

/* text_sound: what is left of how a word sounds (Soundex). */
void text_sound(const char *text, char out[TEXT_BYTES]);

#endif
