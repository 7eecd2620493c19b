/* text -- what people read, in their language.  Every human string passes
 * through _(); po/nl.po holds the Dutch.  Code words of the protocol get their
 * human words here too. */
#ifndef CLIENTS_TEXT_H
#define CLIENTS_TEXT_H

#include <libintl.h>
#include <stddef.h>
#include <stdint.h>

#define _(text)  gettext(text)
#define N_(text) text

/* text_setup: choose the language.  LANGUAGE, LC_ALL, LC_MESSAGES and LANG are
 * obeyed even where the system has not generated that locale.  Catalogues are
 * found in LOKET_LOCALEDIR of the environment, else in locale/ beside the
 * program, else where they were installed.
 */
void text_setup(void);

/* text_word: human words for a code word of the protocol, e.g. ("level",
 * "u1").  An unknown or empty word is answered as it is. */
const char *text_word(const char *group, const char *word);

/* Words of one verb for a code word that means something else elsewhere. */
struct text_row {
    const char *word;
    const char *text; /* N_() */
};

/* text_of: the words of a row, or the word as it is. */
const char *text_of(const struct text_row rows[], size_t n, const char *word);

#define TEXT_CODE_BYTES 32

/* text_code: what a person wrote for a code word, as the protocol has it: in
 * small letters, "_" for "-".  Cut off when longer; answers out. */
const char *text_code(const char *written, char out[TEXT_CODE_BYTES]);

#define TEXT_TIME_BYTES 32

/* text_time: local date and time of an instant in UTC microseconds; "-" for
 * zero. */
const char *text_time(int64_t at_us, char out[TEXT_TIME_BYTES]);

/* text_instant: the same with its offset, so that it may be typed in again
 * anywhere: "2026-10-25T02:30:00+01:00". */
const char *text_instant(int64_t at_us, char out[TEXT_TIME_BYTES]);

#endif
