/* verb_epoch -- epoch: the weights of the model, and a change of them */
#include <stdlib.h>
#include <string.h>

#include "link_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"

/* Signals of the store that the first epoch and the prior of small ones are
 * meant for. */
#define HAND_MADE_FOR 1000

const char verb_epoch_help[] = N_(
    "usage: loket epoch show\n"
    "       loket epoch prepare --reason TEXT\n"
    "       loket epoch diff\n"
    "       loket epoch swap NUMBER --reason TEXT\n"
    "       loket epoch drop NUMBER --reason TEXT\n"
    "\n"
    "An epoch is the model by which signals are linked: its weights, and how\n"
    "common each value was.  It never changes; a new one is prepared beside\n"
    "it, in the background, learned from what people confirmed.  diff shows\n"
    "which bundles would change, swap puts it in force at once, drop forgets\n"
    "it.  What people decided holds in every epoch.\n"
    "\n"
    "  prepare  begin to build the next epoch\n"
    "  diff     exit code 1 while it is not ready\n"
    "\n"
    "example:\n"
    "  loket epoch swap 4 --reason \"maandelijkse herijking\"\n");

static const struct text_row rows[] = {
    {"none", N_("no epoch is prepared; `loket epoch prepare` begins one")},
    {"building", N_("it is not ready yet")},
    {"other", N_("that is not the epoch that is prepared")},
    {"prepared", N_("one is prepared already: swap or drop it first")},
};

static const char *
verdict_words(const char *verdict)
{
    return text_of(rows, sizeof rows / sizeof rows[0], verdict);
}

/* What it weighs; nothing before it has learned that. */
static void
print_model(const struct output *out, const json_t *epoch)
{
    int64_t confirmed = object_number(epoch, "confirmed");
    char prior[LINK_BITS_BYTES];
    char from[LINK_BITS_BYTES];
    char possible[LINK_BITS_BYTES];

    if (object_number(epoch, "window") == 0)
        return;
    output_line(
        out,
        _("  starting point %s bit, linked from %s, possible from %s; groups "
          "needed: %lld, a value speaks for itself in bundles: %lld at most"),
        link_words_bits(object_number(epoch, "prior_mb"), prior),
        link_words_bits(object_number(epoch, "link_mb"), from),
        link_words_bits(object_number(epoch, "possible_mb"), possible),
        (long long)object_number(epoch, "groups_needed"),
        (long long)object_number(epoch, "identity_max"));
    output_line(out, _("  window %lld, normalisers %lld, %s%lld"),
                (long long)object_number(epoch, "window"),
                (long long)object_number(epoch, "norm"),
                confirmed > 0 ? _("learned from confirmed pairs: ")
                              : _("weights set by hand, confirmed pairs: "),
                (long long)confirmed);
}

/* How common values are, and how likely two belong together, was another matter
 * when there was half as much. */
static void
print_age(const struct output *out, const json_t *epoch)
{
    int64_t counted = object_number(epoch, "counted");

    if (strcmp(object_text(epoch, "state"), "in_force") != 0)
        return;
    if (counted > 0)
        output_line(out, _("  signals when it was made: %lld"),
                    (long long)counted);
    if (object_number(epoch, "signals") >=
        2 * (counted > HAND_MADE_FOR ? counted : HAND_MADE_FOR))
        output_line(out, _("  the store has outgrown it: `loket epoch "
                           "prepare`"));
}

static void
print_epoch(const struct output *out, const json_t *epoch)
{
    int64_t swapped_us = object_number(epoch, "swapped_us");
    char at[TEXT_TIME_BYTES];

    output_line(out, _("epoch %lld, %s: signals: %lld of %lld, bundles: %lld"),
                (long long)object_number(epoch, "epoch"),
                text_word("epoch", object_text(epoch, "state")),
                (long long)object_number(epoch, "signals"),
                (long long)object_number(epoch, "signals_of"),
                (long long)object_number(epoch, "bundles"));
    print_model(out, epoch);
    if (*object_text(epoch, "prepared_by") != '\0')
        output_line(out, _("  prepared %s by %s: %s"),
                    text_time(object_number(epoch, "prepared_us"), at),
                    object_text(epoch, "prepared_by"),
                    object_text(epoch, "reason"));
    if (swapped_us != 0)
        output_line(out, _("  in force since %s"), text_time(swapped_us, at));
    print_age(out, epoch);
}

static void
print_change(const struct output *out, const json_t *change)
{
    const json_t *joined;
    size_t i;

    output_line(out, _("%s  signals: %lld, then %lld; parts: %lld"),
                object_text(change, "bundle"),
                (long long)object_number(change, "signals"),
                (long long)object_number(change, "signals_then"),
                (long long)object_number(change, "parts"));
    json_array_foreach(json_object_get(change, "joined"), i, joined)
        output_line(out, _("  with %s"), json_string_value(joined));
}

static void
print_changes(const struct output *out, const json_t *result)
{
    const json_t *weight;
    const json_t *change;
    size_t i;

    json_array_foreach(json_object_get(result, "weights"), i, weight)
        link_words_weight(out, weight);
    json_array_foreach(json_object_get(result, "changes"), i, change)
        print_change(out, change);
}

/* One answer; DONE only when the desk says OK. */
static enum ending
print_result(const struct output *out, const json_t *result)
{
    const char *verdict = object_text(result, "verdict");
    const json_t *in_force = json_object_get(result, "in_force");
    const json_t *next = json_object_get(result, "next");

    if (out->json)
        output_object(result);
    if (strcmp(verdict, "ok") != 0)
        output_line(out, "%s", verdict_words(verdict));
    if (in_force != NULL)
        print_epoch(out, in_force);
    if (next != NULL)
        print_epoch(out, next);
    if (next != NULL && strcmp(object_text(next, "state"), "ready") == 0)
        output_line(out,
                    _("bundles that would change: %lld, signals that would be "
                      "elsewhere: %lld"),
                    (long long)object_number(result, "changed"),
                    (long long)object_number(result, "moved"));
    return strcmp(verdict, "ok") == 0 ? ENDING_DONE : ENDING_REFUSED;
}

static enum ending
epoch_ask(const struct invocation *inv, json_t *body)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = visit_once(&visit, inv, "epoch_action", body, &answer);

    if (ending == ENDING_DONE)
        ending = print_result(&inv->out, answer.body);
    if (ending == ENDING_DONE)
        print_changes(&inv->out, answer.body);
    visit_end(&visit);
    return ending;
}

static enum ending
epoch_show(struct invocation *inv)
{
    enum rc rc = args_read_only(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    return epoch_ask(inv, json_pack("{s:s}", "verb", "show"));
}

/* A verb with a reason, and a number when it is about a prepared one. */
static enum ending
epoch_change(struct invocation *inv, const char *verb, bool numbered)
{
    const char *reason = NULL;
    const struct arg args[] = {{"reason", ARG_TEXT, &reason}};
    json_int_t number = 0;
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != (numbered ? 1 : 0))
        return args_wrong(inv, numbered ? _("one NUMBER is needed")
                                        : _("it needs no NUMBER"));
    if (reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    if (numbered) {
        char *end = NULL;

        number = strtoll(inv->argv[0], &end, 10);
        if (*end != '\0' || number <= 0 || number > UINT32_MAX)
            return args_wrong(inv, _("one NUMBER is needed"));
    }
    return epoch_ask(inv, json_pack("{s:s, s:I, s:s}", "verb", verb, "epoch",
                                    number, "reason", reason));
}

static enum ending
epoch_prepare(struct invocation *inv)
{
    return epoch_change(inv, "prepare", false);
}

static enum ending
epoch_swap(struct invocation *inv)
{
    return epoch_change(inv, "swap", true);
}

static enum ending
epoch_drop(struct invocation *inv)
{
    return epoch_change(inv, "drop", true);
}

/* Part after part; the first says what is compared. */
static enum ending
epoch_diff(struct invocation *inv)
{
    struct visit visit = {0};
    char after[32] = "";
    bool more = false;
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read_only(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (visit_begin(&visit, inv) != RC_OK)
        goto out;
    do {
        struct session_event answer;
        const json_t *changes;

        ending = visit_ask(
            &visit, inv, "epoch_action",
            json_pack("{s:s, s:s}", "verb", "diff", "after", after), &answer);
        if (ending != ENDING_DONE)
            break;
        more = object_flag(answer.body, "more");
        if (*after == '\0' || inv->json)
            ending = print_result(&inv->out, answer.body);
        print_changes(&inv->out, answer.body);
        changes = json_object_get(answer.body, "changes");
        (void)strncpy(
            after,
            object_text(json_array_get(changes, json_array_size(changes) - 1),
                        "bundle"),
            sizeof after - 1);
    } while (ending == ENDING_DONE && more && *after != '\0');
out:
    visit_end(&visit);
    return ending;
}

enum ending
verb_epoch(struct invocation *inv)
{
    static const struct noun_row nouns[] = {
        {"show", epoch_show}, {"prepare", epoch_prepare}, {"diff", epoch_diff},
        {"swap", epoch_swap}, {"drop", epoch_drop},
    };

    return verb_noun(inv, nouns, sizeof nouns / sizeof nouns[0]);
}
