/* route_record -- see route_record.h */
#include "route_record.h"

#include <stdio.h>
#include <string.h>

#include "text.h"

#define LABEL_WIDTH 9
#define TEXT_BYTES  512
#define CLASSES_N   5

static void
row(const struct output *out, const char *label, const char *text)
{
    if (*text != '\0')
        output_line(out, "  %-*s %s", LABEL_WIDTH, label, text);
}

/* "ggd, iom" */
static const char *
list_write(const json_t *record, const char *name, char out[TEXT_BYTES])
{
    const json_t *item;
    size_t i;
    size_t at = 0;

    out[0] = '\0';
    json_array_foreach(json_object_get(record, name), i, item)
    {
        if (at < TEXT_BYTES)
            at += (size_t)snprintf(out + at, TEXT_BYTES - at, "%s%s",
                                   i == 0 ? "" : ", ", json_string_value(item));
    }
    return out;
}

static void
kind_print(const struct output *out, const json_t *record)
{
    static const char *const classes[CLASSES_N + 1] = {"-",  "K0", "K1",
                                                       "K2", "K3", "K4"};
    int64_t class = object_number(record, "class");
    const char *region = object_text(record, "region");
    char text[TEXT_BYTES];

    (void)snprintf(text, sizeof text, _("%s, group %s%s"),
                   classes[class >= 1 && class <= CLASSES_N ? class : 0],
                   object_text(record, "group"),
                   object_flag(record, "restricted") ? _(", restricted") : "");
    row(out, _("class"), text);
    row(out, _("level"), text_word("level", object_text(record, "level")));
    (void)snprintf(text, sizeof text, _("%s, desk %s"),
                   *region == '\0' ? _("unknown") : region,
                   object_text(record, "desk"));
    row(out, _("region"), text);
}

static void
shelter_print(const struct output *out, const json_t *record)
{
    char places[TEXT_BYTES];
    char text[2 * TEXT_BYTES];

    if (*object_text(record, "shelter") == '\0')
        return;
    (void)list_write(record, "proposals", places);
    (void)snprintf(text, sizeof text, _("%s%s%s; who places: %s"),
                   object_text(record, "shelter"), *places == '\0' ? "" : ": ",
                   places, object_text(record, "placer"));
    row(out, _("shelter"), text);
}

/* "T1.3 T2.2 | message=referral .." over two lines. */
static void
trace_print(const struct output *out, const char *trace)
{
    const char *bar = strstr(trace, " | ");
    char rows[TEXT_BYTES];

    if (bar == NULL) {
        row(out, _("rows"), trace);
        return;
    }
    (void)snprintf(rows, sizeof rows, "%.*s", (int)(bar - trace), trace);
    row(out, _("rows"), rows);
    row(out, _("asked"), bar + strlen(" | "));
}

void
route_record_print(const struct output *out, const json_t *record)
{
    char at[TEXT_TIME_BYTES];
    char text[TEXT_BYTES];

    if (out->json) {
        output_object(record);
        return;
    }
    output_line(out, _("%s  alert %s, message %s"),
                text_time(object_number(record, "at_us"), at),
                object_text(record, "alert"), object_text(record, "message"));
    kind_print(out, record);
    row(out, _("prepared"), list_write(record, "prepare", text));
    shelter_print(out, record);
    row(out, _("ask"), list_write(record, "ask", text));
    trace_print(out, object_text(record, "trace"));
    (void)snprintf(text, sizeof text, _("tables %lld, indicators %lld"),
                   (long long)object_number(record, "tables_version"),
                   (long long)object_number(record, "indicators_version"));
    row(out, _("versions"), text);
}
