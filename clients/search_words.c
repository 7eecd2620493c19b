/* search_words -- see search_words.h */
#include "search_words.h"

#include <stdio.h>
#include <string.h>

#include "output.h"
#include "text.h"

#define MATCHES_BYTES 256

static const char *
matches_write(const json_t *hit, char out[MATCHES_BYTES])
{
    const json_t *match;
    size_t at = 0;
    size_t i;

    out[0] = '\0';
    json_array_foreach(json_object_get(hit, "matched"), i,
                       match) if (at < MATCHES_BYTES) at +=
        (size_t)snprintf(out + at, MATCHES_BYTES - at, "%s%s",
                         i == 0 ? "" : ", ",
                         text_word("match", json_string_value(match)));
    return out;
}

/* No more of it than its sender knew. */
static const char *
seen_write(const json_t *hit, char out[TEXT_TIME_BYTES])
{
    const char *precision = object_text(hit, "precision");

    (void)text_time(object_number(hit, "observed_us"), out);
    if (strcmp(precision, "day") == 0)
        out[strlen("2026-01-31")] = '\0';
    else if (strcmp(precision, "month") == 0)
        out[strlen("2026-01")] = '\0';
    return out;
}

static void
print_hit(const struct output *out, const json_t *hit)
{
    const char *bundle = object_text(hit, "bundle");
    const char *level = object_text(hit, "level");
    int64_t k = object_number(hit, "class");
    int64_t observed_us = object_number(hit, "observed_us");
    char seen[TEXT_TIME_BYTES];
    char accepted[TEXT_TIME_BYTES];
    char matches[MATCHES_BYTES];
    char class_k[32] = "";

    if (k > 0)
        (void)snprintf(class_k, sizeof class_k, ", K%lld", (long long)k - 1);
    output_line(out, _("%s  %s of %s, received %s%s%s, %s%s%s%s"),
                object_text(hit, "id"),
                text_word("kind", object_text(hit, "kind")),
                object_text(hit, "organisation_kind"),
                text_time(object_number(hit, "accepted_us"), accepted),
                observed_us != 0 ? _(", seen ") : "",
                observed_us != 0 ? seen_write(hit, seen) : "",
                text_word("case", object_text(hit, "status")), class_k,
                *level != '\0' ? ", " : "", text_word("level", level));
    if (*bundle != '\0' && strcmp(object_text(hit, "kind"), "referral") == 0)
        output_line(out, _("  seems to be about bundle %s"), bundle);
    else if (*bundle != '\0')
        output_line(out, _("  bundle %s%s"), bundle,
                    object_flag(hit, "provisional") ? _(", PROVISIONAL") : "");
    if (*matches_write(hit, matches) != '\0')
        output_line(out, _("  found by: %s"), matches);
}

void
search_words_print(const struct output *out, const json_t *result)
{
    const json_t *hits = json_object_get(result, "hits");
    const json_t *hit;
    const char *last = "";
    size_t i;

    json_array_foreach(hits, i, hit)
    {
        print_hit(out, hit);
        last = object_text(hit, "id");
    }
    if (json_array_size(hits) == 0)
        output_line(out, _("nothing was found"));
    if (object_flag(result, "more") && *last != '\0')
        output_line(out, _("there is more: --after %s"), last);
    if (object_flag(result, "partial"))
        output_line(out, _("too much fits, so others may have been passed "
                           "over: ask narrower"));
    output_line(out, _("searches left today: %lld"),
                (long long)object_number(result, "left"));
}
