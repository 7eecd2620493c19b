/* shelter_words -- see shelter_words.h */
#include "shelter_words.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define COUNTS_BYTES 160

static bool
is_verdict(const json_t *result, const char *verdict)
{
    return strcmp(object_text(result, "verdict"), verdict) == 0;
}

bool
shelter_words_done(const json_t *result)
{
    return is_verdict(result, "ok") || is_verdict(result, "requested");
}

/* ", 2 placed, 1 reserved": what there is none of is left out. */
static const char *
counts_write(const json_t *facility, char out[COUNTS_BYTES])
{
    static const char *const names[][2] = {
        {"placed", N_("placed")},
        {"reserved", N_("reserved")},
        {"out_of_service", N_("out of service")},
        {"requested", N_("asked for")},
    };
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        int64_t n = object_number(facility, names[i][0]);

        if (n > 0 && at < COUNTS_BYTES)
            at += (size_t)snprintf(out + at, COUNTS_BYTES - at, ", %lld %s",
                                   (long long)n, gettext(names[i][1]));
    }
    return out;
}

static void
facility_print(const struct output *out, const json_t *facility)
{
    char counts[COUNTS_BYTES];

    output_line(out, _("%-16s %-14s %lld of %lld free%s%s"),
                object_text(facility, "facility"),
                text_word("facility", object_text(facility, "kind")),
                (long long)object_number(facility, "free"),
                (long long)object_number(facility, "places"),
                counts_write(facility, counts),
                !object_flag(facility, "bookable")
                    ? _(" (for information only)")
                : object_flag(facility, "may_place") ? _(" (yours to place)")
                                                     : "");
}

static void
placement_print(const struct output *out, const json_t *placement)
{
    const char *referral = object_text(placement, "referral");
    int64_t until_us = object_number(placement, "until_us");
    char since[TEXT_TIME_BYTES];
    char until[TEXT_TIME_BYTES];

    output_line(out, _("%s  %s  %s, places: %lld%s%s, by %s, since %s%s%s"),
                object_text(placement, "placement"),
                text_word("placement", object_text(placement, "state")),
                object_text(placement, "facility"),
                (long long)object_number(placement, "places"),
                *referral != '\0' ? ", " : "", referral,
                object_text(placement, "by"),
                text_time(object_number(placement, "since_us"), since),
                until_us != 0 ? _(", until ") : "",
                until_us != 0 ? text_time(until_us, until) : "");
}

static void
refused_print(const struct output *out, const char *verb, const char *about,
              const json_t *result)
{
    const char *alert = object_text(result, "alert");
    bool takes = strcmp(verb, "place") == 0 || strcmp(verb, "reserve") == 0;

    if (is_verdict(result, "full") && *alert != '\0')
        output_line(out,
                    _("%s: full, and nothing else fits; %s calls a "
                      "coordinator"),
                    about, alert);
    else if (is_verdict(result, "full"))
        output_line(out, _("%s: so many places are not free"), about);
    else if (is_verdict(result, "not_found"))
        output_line(out,
                    _("%s: there is no such facility, placement or referral of "
                      "yours"),
                    about);
    else if (is_verdict(result, "denied") && takes)
        output_line(out,
                    _("%s: another places people there; ask them (COSM: "
                      "CoMensha)"),
                    about);
    else if (is_verdict(result, "denied"))
        output_line(out, _("%s: it is not yours"), about);
    else if (is_verdict(result, "ended"))
        output_line(out, _("%s: it has ended"), about);
    else
        output_line(out, _("%s: not possible now"), about);
}

void
shelter_words_result(const struct output *out, const char *verb,
                     const char *about, const json_t *result)
{
    const json_t *placement = json_object_get(result, "placement");
    const json_t *warning;
    size_t i;

    if (is_verdict(result, "ok"))
        output_line(out, _("%s: done"), about);
    else if (is_verdict(result, "requested"))
        output_line(out, _("%s: asked for; %s calls a coordinator"), about,
                    object_text(result, "alert"));
    else
        refused_print(out, verb, about, result);
    if (placement != NULL)
        placement_print(out, placement);
    json_array_foreach(json_object_get(result, "warnings"), i, warning)
        output_line(out, _("LOOK: %s"),
                    text_word("shelter_warning", json_string_value(warning)));
}

void
shelter_words_list(const struct output *out, const json_t *list,
                   bool facilities, struct shelter_words_count *count)
{
    const json_t *item;
    size_t i;

    if (facilities)
        json_array_foreach(json_object_get(list, "facilities"), i, item)
        {
            count->facilities++;
            if (out->json)
                output_object(item);
            else
                facility_print(out, item);
        }
    count->last[0] = '\0';
    json_array_foreach(json_object_get(list, "placements"), i, item)
    {
        count->placements++;
        (void)snprintf(count->last, sizeof count->last, "%s",
                       object_text(item, "placement"));
        if (out->json)
            output_object(item);
        else
            placement_print(out, item);
    }
}
