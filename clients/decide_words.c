/* decide_words -- see decide_words.h */
#include "decide_words.h"

#include <string.h>

#include "link_words.h"
#include "output.h"
#include "text.h"

static const struct text_row rows[] = {
    {"not_found", N_("there is no such signal, bundle or decision")},
    {"contradicts",
     N_("that contradicts what was decided before; take one of these back "
        "first (`loket takeback`):")},
    {"already", N_("it was decided already, or taken back")},
    {"not_signals", N_("only signals are in bundles")},
    {"too_many", N_("those are too many signals for one decision")},
};

static const char *
verdict_words(const char *verdict)
{
    return text_of(rows, sizeof rows / sizeof rows[0], verdict);
}

bool
decide_words_print(const struct output *out, const json_t *result)
{
    const char *verdict = object_text(result, "verdict");
    const json_t *decision = json_object_get(result, "decision");
    bool done = strcmp(verdict, "ok") == 0;
    const json_t *each;
    size_t i;

    if (out->json)
        output_object(result);
    if (!done)
        output_line(out, "%s", verdict_words(verdict));
    json_array_foreach(json_object_get(result, "path"), i, each)
        link_words_edge(out, "  ", each);
    if (decision != NULL)
        link_words_decision(out, decision);
    json_array_foreach(json_object_get(result, "bundles"), i, each)
        output_line(out, _("  bundle %s"), json_string_value(each));
    return done;
}
