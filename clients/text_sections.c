/* text_sections -- see text_sections.h */
#include "text_sections.h"

#include <string.h>

size_t
text_section_name(const char *line)
{
    size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz_");

    return n > 0 && line[n] == ':' ? n : 0;
}

static bool
is_named(const char *line, const char *const names[], size_t n)
{
    size_t length = text_section_name(line);

    for (size_t i = 0; i < n; i++) {
        if (strlen(names[i]) == length && strncmp(line, names[i], length) == 0)
            return true;
    }
    return false;
}

void
text_sections_blank(char *text, const char *const names[], size_t n)
{
    bool blanks = false;
    char *to = text;

    while (*text != '\0') {
        size_t line = strcspn(text, "\n");

        if (text_section_name(text) > 0)
            blanks = is_named(text, names, n);
        if (!blanks) {
            memmove(to, text, line);
            to += line;
        }
        text += line;
        if (*text == '\n')
            *to++ = *text++;
    }
    *to = '\0';
}

void
text_section_span(const char *text, const char *name, size_t *from, size_t *to)
{
    bool within = false;
    size_t at = 0;

    *from = *to = strlen(text);
    while (text[at] != '\0') {
        const char *line = text + at;
        size_t n = strcspn(line, "\n");

        at += line[n] == '\n' ? n + 1 : n;
        if (text_section_name(line) > 0) {
            if (within)
                return;
            within = is_named(line, &name, 1);
            if (within)
                *from = (size_t)(line - text);
        }
        line += strspn(line, " \t\r");
        if (within && *line != '#' && *line != '\n' && *line != '\0')
            *to = at;
    }
}

void
section_names_add(struct section_names *names, const char *text)
{
    while (text != NULL && *text != '\0') {
        size_t length = text_section_name(text);

        if (length > 0 && length < sizeof names->buffer[0] &&
            names->n < SECTIONS_MAX) {
            memcpy(names->buffer[names->n], text, length);
            names->buffer[names->n][length] = '\0';
            names->list[names->n] = names->buffer[names->n];
            names->n++;
        }
        text = strchr(text, '\n');
        text += text != NULL ? 1 : 0;
    }
}

bool
section_names_have(const struct section_names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++) {
        if (strcmp(names->list[i], name) == 0)
            return true;
    }
    return false;
}
