/* why_words -- see why_words.h */
#include "why_words.h"

#include <stdbool.h>
#include <string.h>

#include "link_words.h"
#include "output.h"
#include "text.h"

static bool
is_bundle(const char *id)
{
    return strncmp(id, "B-", 2) == 0;
}

static bool
together(const json_t *why)
{
    const char *bundle = object_text(why, "bundle");

    return *bundle != '\0' &&
           strcmp(bundle, object_text(why, "other_bundle")) == 0;
}

static void
print_question(const struct output *out, const json_t *why)
{
    const char *id = object_text(why, "id");
    const char *other = object_text(why, "other");
    const char *bundle = object_text(why, "bundle");
    char bits[LINK_BITS_BYTES];

    if (*other != '\0' && together(why))
        output_line(out, _("Why are %s and %s together in %s?"), id, other,
                    bundle);
    else if (*other != '\0')
        output_line(out, _("Why are %s and %s not together?"), id, other);
    else if (is_bundle(id))
        output_line(out, _("What holds %s together?"), bundle);
    else if (*bundle == '\0')
        output_line(out, _("%s is in no bundle."), id);
    else if (strncmp(id, "R-", 2) == 0)
        output_line(out, _("%s is in no bundle; it seems to be about %s."), id,
                    bundle);
    else
        output_line(out, _("Why does %s belong in %s?%s"), id, bundle,
                    object_flag(why, "provisional")
                        ? _("  PROVISIONAL: nobody confirmed it yet")
                        : "");
    output_line(out, _("(model %lld, linked from %s bit)"),
                (long long)object_number(why, "epoch"),
                link_words_bits(object_number(why, "link_mb"), bits));
}

/* The first thing that keeps two apart. */
static void
print_why_not(const struct output *out, const json_t *why, const json_t *pair)
{
    const char *outcome = object_text(pair, "outcome");
    const char *said = object_text(pair, "said");
    char total[LINK_BITS_BYTES];
    char bits[LINK_BITS_BYTES];

    if (pair == NULL) {
        output_line(out, _("they are not compared: one of them is withdrawn, "
                           "or not linked yet"));
        return;
    }
    if (strcmp(said, "separate") == 0)
        output_line(out, _("not together: somebody decided so"));
    else if (strcmp(outcome, "strong") == 0)
        output_line(out,
                    _("not together: the link was cut, other signals weigh "
                      "against it"));
    else if (object_number(pair, "total_mb") < object_number(why, "link_mb"))
        output_line(out, _("not together: %s bit is less than %s"),
                    link_words_bits(object_number(pair, "total_mb"), total),
                    link_words_bits(object_number(why, "link_mb"), bits));
    else
        output_line(out,
                    _("not together: too few groups agree, and no rare value "
                      "speaks for itself"));
    if (*outcome == '\0')
        output_line(out, _("they have no list in which they stand near each "
                           "other, so they were never compared"));
    else if (strcmp(outcome, "possible") == 0 && *said == '\0')
        output_line(out, _("possible: it waits in `loket review`"));
}

static void
print_edges(const struct output *out, const char *title, const json_t *edges,
            bool more)
{
    const json_t *edge;
    size_t i;

    if (json_array_size(edges) == 0)
        return;
    output_line(out, "%s", title);
    json_array_foreach(edges, i, edge) link_words_edge(out, "  ", edge);
    if (more)
        output_line(out, _("  .. and more"));
}

static void
print_bundle(const struct output *out, const json_t *why)
{
    const json_t *weakest = json_object_get(why, "weakest");
    const json_t *flag;
    size_t i;

    output_line(out,
                _("%s: signals: %lld, observations: %lld, independent "
                  "sources: %lld"),
                object_text(why, "bundle"),
                (long long)object_number(why, "signals"),
                (long long)object_number(why, "observations"),
                (long long)object_number(why, "sources"));
    json_array_foreach(json_object_get(why, "flags"), i, flag) output_line(
        out, _("look at it: %s"), text_word("flag", json_string_value(flag)));
    if (weakest != NULL)
        link_words_edge(out, _("weakest link of the bundle: "), weakest);
}

void
why_words_print(const struct output *out, const json_t *why)
{
    const json_t *pair = json_object_get(why, "pair");
    const json_t *decisions = json_object_get(why, "decisions");
    const json_t *decision;
    size_t i;

    print_question(out, why);
    if (pair != NULL)
        link_words_sum(out, pair);
    if (*object_text(why, "other") != '\0' && !together(why))
        print_why_not(out, why, pair);
    print_edges(out, _("by way of:"), json_object_get(why, "path"), false);
    if (object_number(why, "signals") > 0)
        print_bundle(out, why);
    print_edges(out, _("the strongest links that hold it together:"),
                json_object_get(why, "tree"), object_flag(why, "tree_more"));
    print_edges(out, _("links that were cut:"), json_object_get(why, "cut"),
                object_flag(why, "cut_more"));
    if (json_array_size(decisions) > 0)
        output_line(out, _("decided by people:"));
    json_array_foreach(decisions, i, decision)
        link_words_decision(out, decision);
    if (object_flag(why, "decisions_more"))
        output_line(out, _("  .. and more"));
}
