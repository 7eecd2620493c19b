/* text_sections -- the sections (top-level keys) of a desk document's text,
 * without reading the rest of it (pure). */
#ifndef CLIENTS_TEXT_SECTIONS_H
#define CLIENTS_TEXT_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define SECTIONS_MAX       64
#define SECTION_NAME_BYTES 32

/* Zeroed is none. */
struct section_names {
    char buffer[SECTIONS_MAX][SECTION_NAME_BYTES];
    const char *list[SECTIONS_MAX]; /* into the buffer */
    size_t n;
};

/* section_names_add: those of one more text.  Longer names, and more than
 * there is room for, are left out: no section of ours. */
void section_names_add(struct section_names *names, const char *text);
bool section_names_have(const struct section_names *names, const char *name);

/* text_sections_blank: empties the lines of the sections named, n of them; the
 * other lines keep their numbers.  Works in place. */
void text_sections_blank(char *text, const char *const names[], size_t n);

/* text_section_span: where a section stands, from its first line to behind its
 * last that is neither empty nor a comment: what follows may be about the next
 * one.  Both the text's length: there is none. */
void text_section_span(const char *text, const char *name, size_t *from,
                       size_t *to);

/* text_section_name: the length of the section's name that begins this line;
 * 0: none begins. */
size_t text_section_name(const char *line);

#endif
