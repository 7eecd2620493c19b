/* link_words -- see link_words.h */
#include "link_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text_rules.h"
#include "output.h"
#include "text.h"

#define NOTED_MB    50 /* less is +0.0 as it is written */
#define WHAT_BYTES  160
#define NOTES_BYTES 160
#define GAP_BYTES   48
#define GROUP_WIDTH 9
#define WHAT_WIDTH  52
#define DAY_S       INT64_C(86400)
#define MONTH_S     (DAY_S * 30)

/* What agrees, and what does not; NULL: nobody would say it so. */
static const struct value_row {
    const char *value;
    const char *same;
    const char *different;
} values[] = {
    {"dwelling", N_("the same dwelling"), N_("another dwelling")},
    {"phone", N_("the same telephone number"), N_("other telephone numbers")},
    {"phone_masked", N_("telephone numbers that differ in one digit"), NULL},
    {"phone_last7", N_("telephone numbers that end the same"), NULL},
    {"handle", N_("the same account name"), N_("other account names")},
    {"handle_skeleton", N_("account names that are nearly the same"), NULL},
    {"email", N_("the same e-mail address"), N_("other e-mail addresses")},
    {"ad", N_("the same advertisement"), N_("other advertisements")},
    {"plate", N_("the same number plate"), N_("other number plates")},
    {"plate_masked", N_("number plates that differ in one character"), NULL},
    {"plate_part", N_("a part of the number plate is the same"), NULL},
    {"bag", N_("the same BAG address"), N_("another BAG address")},
    {"building", N_("the same house number"), N_("another house number")},
    {"pc6", N_("the same postcode"), N_("another postcode")},
    {"pc4", N_("the same digits of the postcode"),
     N_("other digits of the postcode")},
    {"municipality", N_("the same municipality"), N_("another municipality")},
    {"alias", N_("the same name or nickname"), N_("other names")},
    {"alias_word", N_("a word of the name is the same"), NULL},
    {"alias_sound", N_("names that sound the same"), NULL},
    {"form", N_("the same form of exploitation"),
     N_("another form of exploitation")},
    {"sector", N_("the same sector"), N_("another sector")},
    {"residence", N_("the same kind of residence"),
     N_("another kind of residence")},
    {"text", N_("the same text"), N_("another text")},
    {"url", N_("the same web address"), N_("other web addresses")},
    {"word", N_("the same words"), NULL},
};

const char *
link_words_bits(int64_t mb, char out[LINK_BITS_BYTES])
{
    long long tenths = (llabs((long long)mb) + 50) / 100;

    (void)snprintf(out, LINK_BITS_BYTES, _("%s%lld.%lld"),
                   mb < 0 && tenths > 0 ? "-" : "+", tenths / 10, tenths % 10);
    return out;
}

const char *
link_words_chance(int64_t ppm, char out[LINK_CHANCE_BYTES])
{
    (void)snprintf(out, LINK_CHANCE_BYTES, _("%lld.%04lld"),
                   (long long)(ppm / 1000000),
                   (long long)(ppm % 1000000 / 100));
    return out;
}

static const char *
gap_write(int64_t gap_s, char out[GAP_BYTES])
{
    if (gap_s >= 2 * MONTH_S)
        (void)snprintf(out, GAP_BYTES, _("%lld months"),
                       (long long)(gap_s / MONTH_S));
    else if (gap_s >= 2 * DAY_S)
        (void)snprintf(out, GAP_BYTES, _("%lld days"),
                       (long long)(gap_s / DAY_S));
    else
        (void)snprintf(out, GAP_BYTES, _("%lld hours"),
                       (long long)(gap_s / 3600));
    return out;
}

static const struct value_row *
value_find(const char *value)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (strcmp(values[i].value, value) == 0)
            return &values[i];
    return NULL;
}

/* "the same telephone number (in bundles: 1)" */
static void
what_write(const json_t *line, char out[WHAT_BYTES])
{
    const char *level = object_text(line, "level");
    const struct value_row *row = value_find(object_text(line, "value"));
    const char *same =
        row == NULL ? object_text(line, "value") : gettext(row->same);
    long long bundles = (long long)object_number(line, "bundles");
    char gap[GAP_BYTES];

    if (strcmp(level, "different") == 0) {
        (void)snprintf(out, WHAT_BYTES, "%s",
                       row != NULL && row->different != NULL
                           ? gettext(row->different)
                           : _("contradicts"));
    } else if (strcmp(level, "within") == 0) {
        (void)snprintf(out, WHAT_BYTES, _("seen within %s of each other"),
                       gap_write(object_number(line, "at"), gap));
    } else if (strcmp(level, "close") == 0) {
        (void)snprintf(out, WHAT_BYTES, _("nearly %s (%lld of 1000)"), same,
                       (long long)object_number(line, "at"));
    } else if (strcmp(level, "shared") == 0) {
        (void)snprintf(out, WHAT_BYTES, _("partly %s (%lld parts)"), same,
                       (long long)object_number(line, "at"));
    } else if (bundles > 0) {
        (void)snprintf(out, WHAT_BYTES, _("%s (in bundles: %lld)"), same,
                       bundles);
    } else {
        (void)snprintf(out, WHAT_BYTES, "%s", same);
    }
}

/* What makes the line less than it could be. */
static void
notes_write(const json_t *line, int64_t gap_s, char out[NOTES_BYTES])
{
    int64_t weight = object_number(line, "weight_mb");
    int64_t decay = object_number(line, "decay_mb");
    int64_t counted = object_number(line, "counted_mb");
    bool partly = counted != weight + decay;
    bool seen = llabs((long long)decay) >= NOTED_MB;
    char first[LINK_BITS_BYTES];
    char second[LINK_BITS_BYTES];
    char gap[GAP_BYTES];
    size_t at = 0;

    out[0] = '\0';
    if (seen)
        at = (size_t)snprintf(
            out, NOTES_BYTES, _("  %s, and %s for %s between"),
            link_words_bits(weight, first), link_words_bits(decay, second),
            gap_write(gap_s > 0 ? gap_s : 0, gap));
    if (partly && at < NOTES_BYTES)
        (void)snprintf(out + at, NOTES_BYTES - at,
                       _("  of %s, beside what its group says already"),
                       link_words_bits(weight + decay, first));
}

/* Columns are aligned by characters: Dutch has more bytes than those. */
static int
pad(const char *text, size_t width)
{
    size_t n = text_characters(text);

    return n < width ? (int)(width - n) : 0;
}

static void
row_print(const struct output *out, const char *group, const char *what,
          int64_t mb, const char *notes)
{
    char bits[LINK_BITS_BYTES];

    (void)link_words_bits(mb, bits);
    output_line(out, "  %s%*s %s%*s %*s%s%s", group, pad(group, GROUP_WIDTH),
                "", what, pad(what, WHAT_WIDTH), "", pad(bits, 6), "", bits,
                notes);
}

void
link_words_lines(const struct output *out, const json_t *pair)
{
    const json_t *line;
    int64_t gap_s = object_number(pair, "gap_s");
    const char *before = "";
    size_t i;

    json_array_foreach(json_object_get(pair, "lines"), i, line)
    {
        const char *group = object_text(line, "group");
        char what[WHAT_BYTES];
        char notes[NOTES_BYTES];

        what_write(line, what);
        notes_write(line, gap_s, notes);
        row_print(out,
                  strcmp(group, before) == 0 ? "" : text_word("tie", group),
                  what, object_number(line, "counted_mb"), notes);
        before = group;
    }
}

void
link_words_weight(const struct output *out, const json_t *weight)
{
    const json_t *line = json_object_get(weight, "line");
    char what[WHAT_BYTES];
    char after[LINK_BITS_BYTES];
    char notes[NOTES_BYTES];

    what_write(line, what);
    (void)snprintf(notes, sizeof notes, _(", then %s"),
                   link_words_bits(object_number(weight, "after_mb"), after));
    row_print(out, text_word("tie", object_text(line, "group")), what,
              object_number(line, "weight_mb"), notes);
}

void
link_words_sum(const struct output *out, const json_t *pair)
{
    const char *start = _("starting point (two arbitrary signals)");
    char chance[LINK_CHANCE_BYTES];
    char bits[LINK_BITS_BYTES];

    output_line(out, "%s <-> %s", object_text(pair, "a"),
                object_text(pair, "b"));
    (void)link_words_bits(object_number(pair, "prior_mb"), bits);
    output_line(out, "  %s%*s %*s%s", start,
                pad(start, GROUP_WIDTH + 1 + WHAT_WIDTH), "", pad(bits, 6), "",
                bits);
    link_words_lines(out, pair);
    (void)link_words_bits(object_number(pair, "total_mb"), bits);
    output_line(
        out,
        _("  total %s bit = chance %s; groups: %lld needed, %lld "
          "agree%s%s"),
        bits, link_words_chance(object_number(pair, "probability_ppm"), chance),
        (long long)object_number(pair, "groups_needed"),
        (long long)object_number(pair, "groups_agreeing"),
        object_flag(pair, "identity") ? _("; a rare value speaks for itself")
                                      : "",
        object_flag(pair, "same_observation")
            ? _("; one observation, told twice")
            : "");
}

void
link_words_edge(const struct output *out, const char *title, const json_t *edge)
{
    const char *said = object_text(edge, "said");
    const char *decision = object_text(edge, "decision");
    char bits[LINK_BITS_BYTES];

    if (*said != '\0')
        output_line(out, "%s%s <-> %s, %s%s%s", title, object_text(edge, "a"),
                    object_text(edge, "b"), text_word("said", said),
                    *decision != '\0' ? " " : "", decision);
    else
        output_line(out, _("%s%s <-> %s, %s bit"), title,
                    object_text(edge, "a"), object_text(edge, "b"),
                    link_words_bits(object_number(edge, "total_mb"), bits));
}

#define IDS_BYTES 320

static const char *
ids_write(const json_t *decision, char out[IDS_BYTES])
{
    const json_t *id;
    size_t shown = json_array_size(json_object_get(decision, "ids"));
    int64_t n = object_number(decision, "ids_n");
    size_t at = 0;
    size_t i;

    out[0] = '\0';
    json_array_foreach(json_object_get(decision, "ids"), i,
                       id) if (at < IDS_BYTES) at +=
        (size_t)snprintf(out + at, IDS_BYTES - at, " %s",
                         json_string_value(id));
    if (n > (int64_t)shown && at < IDS_BYTES)
        (void)snprintf(out + at, IDS_BYTES - at, _(" and %lld more"),
                       (long long)(n - (int64_t)shown));
    return out;
}

void
link_words_decision(const struct output *out, const json_t *decision)
{
    const char *bundle = object_text(decision, "bundle");
    const char *reason = object_text(decision, "reason");
    int64_t back_us = object_number(decision, "taken_back_us");
    char ids[IDS_BYTES];
    char at[TEXT_TIME_BYTES];

    output_line(out, _("  %s  %s by %s: %s%s%s%s%s%s"),
                object_text(decision, "decision"),
                text_time(object_number(decision, "at_us"), at),
                object_text(decision, "by"),
                text_word("decided", object_text(decision, "verb")),
                *bundle != '\0' ? " " : "", bundle, ids_write(decision, ids),
                *reason != '\0' ? ": " : "", reason);
    if (back_us != 0)
        output_line(out, _("    taken back %s by %s: %s"),
                    text_time(back_us, at),
                    object_text(decision, "taken_back_by"),
                    object_text(decision, "taken_back_reason"));
}
