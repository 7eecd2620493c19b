/* submit_report -- see submit_report.h */
#include "submit_report.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "output.h"
#include "text.h"

#define NAME_BYTES 64

static json_t *
report_begin(size_t line, const char *verdict)
{
    json_t *report = json_object();

    if (line != SUBMIT_NO_LINE)
        (void)json_object_set_new(report, "line",
                                  json_integer((json_int_t)line));
    (void)json_object_set_new(report, "verdict", json_string(verdict));
    return report;
}

static json_t *
report_add(json_t *report, json_t *more)
{
    (void)json_object_update(report, more);
    json_decref(more);
    return report;
}

json_t *
submit_report_received(size_t line, const json_t *receipt)
{
    return report_add(
        report_begin(line, object_flag(receipt, "replayed") ? "replayed"
                                                            : "accepted"),
        json_pack("{s:s, s:s, s:I}", "id", object_text(receipt, "id"),
                  "receipt", object_text(receipt, "receipt"), "accepted_us",
                  (json_int_t)object_number(receipt, "accepted_us")));
}

json_t *
submit_report_refused(size_t line, const json_t *refusal)
{
    return report_add(report_begin(line, "refused"),
                      json_pack("{s:s, s:O*}", "code",
                                object_text(refusal, "code"), "findings",
                                json_object_get(refusal, "findings")));
}

json_t *
submit_report_waiting(size_t line, const char *telephone)
{
    return report_add(report_begin(line, "not_received"),
                      json_pack("{s:s}", "fallback_telephone", telephone));
}

static const char *
name_of(const json_t *report, char out[NAME_BYTES])
{
    const json_t *line = json_object_get(report, "line");

    if (line == NULL)
        return _("the message");
    if (json_integer_value(line) == SUBMIT_OUTBOX)
        return _("from the outbox");
    (void)snprintf(out, NAME_BYTES, _("line %zu"),
                   (size_t)json_integer_value(line));
    return out;
}

static void
print_refused(const struct output *out, const char *name, const json_t *report)
{
    const json_t *findings = json_object_get(report, "findings");
    const json_t *finding;
    size_t i;

    if (json_array_size(findings) == 0)
        output_line(out, _("%s: refused: %s %s"), name, _("the message"),
                    text_word("refusal", object_text(report, "code")));
    json_array_foreach(findings, i, finding)
    {
        const char *field = object_text(finding, "field");

        output_line(out, _("%s: refused: %s %s"), name,
                    *field != '\0' ? field : _("the message"),
                    text_word("refusal", object_text(finding, "code")));
    }
}

void
submit_report_print(const struct output *out, const json_t *report)
{
    const char *verdict = object_text(report, "verdict");
    const char *telephone = object_text(report, "fallback_telephone");
    char line[NAME_BYTES];
    const char *name = name_of(report, line);

    if (out->json)
        output_object(report);
    else if (strcmp(verdict, "refused") == 0)
        print_refused(out, name, report);
    else if (strcmp(verdict, "accepted") == 0)
        output_line(out, _("%s: received, receipt %s"), name,
                    object_text(report, "receipt"));
    else if (strcmp(verdict, "replayed") == 0)
        output_line(out, _("%s: was received before, receipt %s"), name,
                    object_text(report, "receipt"));
    else if (*telephone != '\0')
        output_line(out, _("%s: not received, call %s"), name, telephone);
    else
        output_line(out, _("%s: not received, call the desk"), name);
}
