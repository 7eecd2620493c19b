/* text_rules -- the form of the small texts in a message, Dutch where the
 * thing is Dutch.  Every rule answers for the text alone; an empty text has
 * no form and is false everywhere.  All ASCII, no locale. */
#ifndef CORE_TEXT_RULES_H
#define CORE_TEXT_RULES_H

#include <stdbool.h>
#include <stddef.h>

/* text_blank: nothing in it but spaces, tabs and newlines. */
bool text_blank(const char *text);

/* text_one_line: no newline, no tab. */
bool text_one_line(const char *text);

/* text_characters: how many code points; the text is UTF-8. */
size_t text_characters(const char *text);

/* text_municipality: CBS code, "GM" and four digits; any number, for
 * municipalities merge and the list of them is not this program's. */
bool text_municipality(const char *text);

/* text_postcode: 1234AB or 1234 AB, any case; does not start with 0, and the
 * letters are not SA, SD or SS. */
bool text_postcode(const char *text);

/* text_house_letter: one letter. */
bool text_house_letter(const char *text);

/* text_addition: letters, digits, spaces and dashes. */
bool text_addition(const char *text);

/* text_country: ISO 3166-1 alpha-2 by form: two capitals. */
bool text_country(const char *text);

/* text_language: ISO 639-1 by form: two small letters. */
bool text_language(const char *text);

/* text_grading: Europol 4x4: A, B, C or X, then 1 to 4. */
bool text_grading(const char *text);

/* text_plate: at most 12 letters, digits, dashes and spaces, a letter or
 * digit among them; of every country, so no series are checked. */
bool text_plate(const char *text);

/* text_phone: 3 to 15 digits with spaces, dots, dashes, slashes and
 * parentheses, and at most one +, before the first digit. */
bool text_phone(const char *text);

/* text_email: something, one @, something; no space. */
bool text_email(const char *text);

/* text_bag: an identification of the BAG, 16 digits. */
bool text_bag(const char *text);

/* text_name: of an organisation or principal: 1 to 64 of [a-z0-9._-]. */
bool text_name(const char *text);

/* text_same_word: the same coded word, '-' and '_' being one: the protocol
 * writes police_amsterdam, a printed table police-amsterdam. */
bool text_same_word(const char *a, const char *b);

#endif
