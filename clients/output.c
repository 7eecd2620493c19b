/* output -- see output.h */
#include "output.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/refusal.h"
#include "text.h"

struct output
output_open(bool json)
{
    const char *never = getenv("NO_COLOR");

    return (struct output){
        .json = json,
        .colour = isatty(STDOUT_FILENO) && (never == NULL || *never == '\0'),
        .progress = isatty(STDERR_FILENO) && !json,
    };
}

void
output_object(const json_t *object)
{
    (void)json_dumpf(object, stdout, JSON_COMPACT);
    (void)fputc('\n', stdout);
    (void)fflush(stdout);
}

void
output_line(const struct output *out, const char *format, ...)
{
    va_list args;

    if (out->json)
        return;
    va_start(args, format);
    (void)vprintf(format, args);
    va_end(args);
    (void)fputc('\n', stdout);
    (void)fflush(stdout);
}

void
output_bell(const struct output *out)
{
    if (!out->json)
        (void)fputc('\a', stdout);
}

void
output_error(const char *format, ...)
{
    va_list args;

    (void)fputs("loket: ", stderr);
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
}

enum rc
output_unread(const char *path, enum rc rc)
{
    output_error(_("%s cannot be read: %s"), path,
                 rc == RC_INVALID
                     ? _("no small file")
                     : strerror(rc == RC_NOT_FOUND ? ENOENT : errno));
    return RC_INVALID;
}

void
output_progress(const struct output *out, const char *format, ...)
{
    va_list args;

    if (!out->progress)
        return;
    (void)fputs("\r\033[K", stderr);
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fflush(stderr);
}

enum ending
output_end(enum ending ending)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return ending;
    output_error(
        _("not all of the answer could be written: is the disk full?"));
    return ending == ENDING_DONE ? ENDING_USAGE : ending;
}

const char *
output_level_start(const struct output *out, const char *level)
{
    if (!out->colour)
        return "";
    if (strcmp(level, "u1") == 0)
        return "\033[1;37;41m";
    if (strcmp(level, "u2") == 0)
        return "\033[1;31m";
    if (strcmp(level, "u3") == 0)
        return "\033[33m";
    return "\033[36m";
}

const char *
output_level_end(const struct output *out)
{
    return out->colour ? "\033[0m" : "";
}

const char *
object_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : "";
}

int64_t
object_number(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

bool
object_flag(const json_t *object, const char *name)
{
    return json_is_true(json_object_get(object, name));
}

static void
code_word(enum refusal_code code, char out[32])
{
    const char *name = refusal_code_name(code);
    size_t n = 0;

    for (; name[n] != '\0' && n < 31; n++)
        out[n] = (char)tolower((unsigned char)name[n]);
    out[n] = '\0';
}

json_t *
refusal_object(const struct refusal *refusal)
{
    json_t *findings = json_array();
    char word[32] = "malformed";

    for (size_t i = 0; i < refusal->n; i++) {
        code_word(refusal->findings[i].code, word);
        (void)json_array_append_new(
            findings, json_pack("{s:s, s:s}", "field",
                                refusal->findings[i].field, "code", word));
    }
    if (refusal->n > 0)
        code_word(refusal->findings[0].code, word);
    return json_pack("{s:s, s:o}", "code", word, "findings", findings);
}

void
output_refusal(const struct output *out, const char *about,
               const json_t *refusal)
{
    const json_t *finding;
    bool said = false;
    size_t i;

    if (out->json) {
        json_t *line =
            json_pack("{s:s, s:O}", "verdict", "refused", "refusal", refusal);

        output_object(line);
        json_decref(line);
        return;
    }
    json_array_foreach(json_object_get(refusal, "findings"), i, finding)
    {
        if (*object_text(finding, "field") == '\0')
            continue;
        output_error(_("refused: %s %s"), object_text(finding, "field"),
                     text_word("refusal", object_text(finding, "code")));
        said = true;
    }
    if (!said)
        output_error(_("refused: %s %s"), about,
                     text_word("refusal", object_text(refusal, "code")));
}
