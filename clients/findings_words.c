/* findings_words -- see findings_words.h */
#include "findings_words.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "document/document_findings.h"
#include "output.h"
#include "text.h"

struct finding {
    const char *file;
    int64_t line; /* 0: of the whole */
    const char *code;
    bool refuses;
    const char *text;
};

static void
finding_print(const struct output *out, const struct finding *f)
{
    const char *mark = f->refuses ? "" : _("warning: ");

    if (out->json) {
        json_t *line =
            json_pack("{s:s, s:I, s:s, s:b, s:s}", "document", f->file, "line",
                      (json_int_t)f->line, "code", f->code, "refuses",
                      f->refuses, "text", f->text);

        output_object(line);
        json_decref(line);
    } else if (f->line == 0) {
        output_line(out, "%s: %s%s: %s", f->file, mark, f->code, f->text);
    } else {
        output_line(out, "%s:%lld: %s%s: %s", f->file, (long long)f->line, mark,
                    f->code, f->text);
    }
}

static void
left_out_print(const struct output *out, int64_t n)
{
    if (n > 0)
        output_line(out, _("and %lld more"), (long long)n);
}

void
findings_words_print(const struct output *out,
                     const struct document_findings *findings)
{
    for (size_t i = 0; i < findings->kept_n; i++) {
        const struct document_finding *f = &findings->list[i];

        finding_print(out, &(struct finding){f->document, (int64_t)f->line,
                                             f->code, f->refuses, f->text});
    }
    left_out_print(out, (int64_t)(findings->n - findings->kept_n));
}

static const char *
file_of(const struct findings_names *names, const char *document)
{
    for (size_t i = 0; i < names->n; i++) {
        if (strcmp(names->documents[i], document) == 0)
            return names->files[i];
    }
    return document;
}

void
findings_words_result(const struct output *out,
                      const struct findings_names *names, const json_t *result)
{
    const json_t *item;
    size_t i;

    json_array_foreach(json_object_get(result, "findings"), i, item)
        finding_print(
            out, &(struct finding){
                     file_of(names, object_text(item, "document")),
                     object_number(item, "line"), object_text(item, "code"),
                     object_flag(item, "refuses"), object_text(item, "text")});
    left_out_print(out, object_number(result, "findings_left_out"));
}
