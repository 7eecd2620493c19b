/* generate_write -- made-up messages as what link/ and a client take; see
 * generate.h */
#include "generate.h"

#include <stdio.h>
#include <string.h>

void
generate_facts(const struct generated *message, struct facts *out)
{
    *out = (struct facts){.observed = message->observed,
                          .precision = message->precision,
                          .form = message->form,
                          .sector = message->sector,
                          .has_place = message->has_place,
                          .grading = "",
                          .text = message->text,
                          .indicator_list = ""};
    out->place = (struct place){.municipality = message->municipality,
                                .postcode = message->postcode,
                                .house_number = message->house_number,
                                .house_letter = message->letter,
                                .addition = message->addition,
                                .country = ""};
    out->persons.language = "";
    out->identifiers.v = message->identifiers;
    out->identifiers.n = message->identifiers_n;
}

static void
write_identifiers(FILE *f, const struct generated *m)
{
    static const char *const types[] = {
        [IDENTIFIER_PHONE] = "phone",   [IDENTIFIER_PLATE] = "plate",
        [IDENTIFIER_HANDLE] = "handle", [IDENTIFIER_URL] = "url",
        [IDENTIFIER_AD_ID] = "ad_id",   [IDENTIFIER_EMAIL] = "email",
        [IDENTIFIER_ALIAS] = "alias",   [IDENTIFIER_BAG] = "bag",
    };

    for (size_t i = 0; i < m->identifiers_n; i++)
        (void)fprintf(f, "%s{\"type\":\"%s\",\"value\":\"%s\"}",
                      i == 0 ? ",\"identifiers\":[" : ",",
                      types[m->identifiers[i].type], m->values[i]);
    if (m->identifiers_n > 0)
        (void)fputs("]", f);
}

static void
write_message(FILE *f, const struct generated *m)
{
    (void)fprintf(f, "{\"kind\":\"signal\",\"observed\":\"%s\"", m->observed);
    (void)fprintf(f, ",\"precision\":\"%s\"",
                  m->precision == PRECISION_HOUR ? "hour" : "day");
    if (m->form == FORM_SEXUAL || m->form == FORM_LABOUR)
        (void)fprintf(f, ",\"form\":\"%s\"",
                      m->form == FORM_SEXUAL ? "sexual" : "labour");
    if (m->has_place) {
        (void)fprintf(f, ",\"place\":{\"municipality\":\"%s\"",
                      m->municipality);
        if (m->house_number > 0)
            (void)fprintf(f, ",\"postcode\":\"%s\",\"house_number\":%u",
                          m->postcode, m->house_number);
        if (m->addition[0] != '\0')
            (void)fprintf(f, ",\"addition\":\"%s\"", m->addition);
        (void)fputs("}", f);
    }
    write_identifiers(f, m);
    (void)fprintf(f, ",\"text\":\"%s\"}\n", m->text);
}

int
generate_write(const struct generated *messages, size_t n,
               const char *messages_path, const char *truth_path)
{
    FILE *f = fopen(messages_path, "w"), *truth = fopen(truth_path, "w");
    int bad = f == NULL || truth == NULL;

    if (!bad) {
        (void)fprintf(truth, "line,organisation,situation,observation\n");
        for (size_t i = 0; i < n; i++) {
            write_message(f, &messages[i]);
            (void)fprintf(truth, "%zu,%d,%u,%u\n", i + 1,
                          (int)messages[i].organisation, messages[i].situation,
                          messages[i].observation);
        }
        bad = ferror(f) != 0 || ferror(truth) != 0;
    }
    bad |= f != NULL && fclose(f) != 0;
    bad |= truth != NULL && fclose(truth) != 0;
    return bad ? -1 : 0;
}
