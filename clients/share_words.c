/* share_words -- see share_words.h */
#include "share_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "text.h"

#define PLACE_BYTES 64
#define CODES_BYTES 1600

/* "1099ZZ 7 hs, GM0363" */
static const char *
place_of(const json_t *shared, char out[PLACE_BYTES])
{
    const char *postcode = object_text(shared, "postcode");
    const char *addition = object_text(shared, "addition");
    const char *municipality = object_text(shared, "municipality");
    int64_t number = object_number(shared, "house_number");
    char house[24] = "";

    if (number != 0)
        (void)snprintf(house, sizeof house, " %lld", (long long)number);
    (void)snprintf(out, PLACE_BYTES, "%s%s%s%s%s%s", postcode, house,
                   *addition != '\0' ? " " : "", addition,
                   *postcode != '\0' && *municipality != '\0' ? ", " : "",
                   municipality);
    if (*out == '\0')
        (void)snprintf(out, PLACE_BYTES, "-");
    return out;
}

static const char *
codes_of(const json_t *shared, char out[CODES_BYTES])
{
    const json_t *code;
    size_t at = 0;
    size_t i;

    out[0] = '\0';
    json_array_foreach(json_object_get(shared, "indicators"), i, code)
    {
        int n = snprintf(out + at, CODES_BYTES - at, "%s%s", i == 0 ? "" : " ",
                         json_string_value(code));

        if (n < 0 || (size_t)n >= CODES_BYTES - at)
            break;
        at += (size_t)n;
    }
    return out;
}

static void
print_summary(const struct output *out, const json_t *shared)
{
    char codes[CODES_BYTES];
    int64_t k = object_number(shared, "class");

    if (k > 0)
        output_line(
            out, _("  class K%lld, organisations that told it %lld: %s"),
            (long long)k - 1, (long long)object_number(shared, "organisations"),
            codes_of(shared, codes));
}

void
share_words_shared(const struct output *out, const char *at,
                   const json_t *shared)
{
    const char *id = object_text(shared, "share");
    const char *agreement = object_text(shared, "agreement");
    int64_t keep_us = object_number(shared, "keep_until_us");
    char place[PLACE_BYTES];
    char until[TEXT_TIME_BYTES];

    if (object_flag(shared, "recalled")) {
        output_line(out,
                    _("%s%s%s is RECALLED: do not use it any more, delete it"),
                    at, *at != '\0' ? "  " : "", id);
        return;
    }
    output_line(out, _("%s%s%s  something is going on at %s"), at,
                *at != '\0' ? "  " : "", id, place_of(shared, place));
    print_summary(out, shared);
    output_line(out, _("  call %s; for: %s"), object_text(shared, "contact"),
                object_text(shared, "purpose"));
    if (*agreement != '\0')
        output_line(out, _("  by the agreement %s"), agreement);
    if (keep_us != 0)
        output_line(out, _("  to be deleted by %s"), text_time(keep_us, until));
}

void
share_words_record(const struct output *out, const json_t *share)
{
    const char *agreement = object_text(share, "agreement");
    int64_t recalled_us = object_number(share, "recalled_us");
    char at[TEXT_TIME_BYTES];
    char recalled[TEXT_TIME_BYTES];

    (void)text_time(object_number(share, "at_us"), at);
    output_line(out, _("%s  %s: %s of %s to %s by %s, row %s%s%s, for: %s"),
                object_text(share, "share"), at,
                text_word("content", object_text(share, "content")),
                object_text(share, "bundle"), object_text(share, "to"),
                object_text(share, "by"), object_text(share, "row"),
                *agreement != '\0' ? ", " : "", agreement,
                object_text(share, "purpose"));
    if (recalled_us != 0)
        output_line(out, _("  recalled %s"), text_time(recalled_us, recalled));
}

void
share_words_question(const struct output *out, const json_t *question)
{
    int64_t answered_us = object_number(question, "answered_us");
    char asked[TEXT_TIME_BYTES];
    char answered[TEXT_TIME_BYTES];

    output_line(out, _("%s  %s, about %s: %s"),
                object_text(question, "question"),
                text_time(object_number(question, "asked_us"), asked),
                object_text(question, "id"), object_text(question, "text"));
    if (answered_us != 0)
        output_line(out, _("  answered %s: %s"),
                    text_time(answered_us, answered),
                    object_text(question, "answer"));
}
