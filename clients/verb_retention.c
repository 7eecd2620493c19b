/* verb_retention -- retention list, prolong, hold, release; erase: how long
 * messages are kept, and what goes */
#include <string.h>

#include "session.h"
#include "sys/clock.h"
#include "text.h"
#include "verb.h"

#define DAY_US     INT64_C(86400000000)
#define DAYS_MAX   INT64_C(1000000) /* longer than any desk allows */
#define NEXT_BYTES 32

const char verb_retention_help[] = N_(
    "usage: loket retention list [ending|held|expired|erased]\n"
    "       loket retention prolong ID.. --days N --reason TEXT\n"
    "       loket retention hold ID.. --days N --reason TEXT\n"
    "       loket retention release ID.. --reason TEXT\n"
    "\n"
    "How long messages are kept.  An ID is that of a message (S-.., R-..)\n"
    "or of a bundle, B-..: all messages that are in it now.  How long what\n"
    "lives, and the limits, stand in the document \"retention\".\n"
    "\n"
    "list     what expires soon; what is on hold; what is expired and will\n"
    "         be erased; counts of what is gone\n"
    "prolong  keeps them until N days from now; an expired one lives again\n"
    "hold     nothing of them expires or is erased for N days (desk\n"
    "         managers); release ends that\n"
    "\n"
    "Exit code 1 when nothing was done.\n"
    "\n"
    "examples:\n"
    "  loket retention list ending\n"
    "  loket retention prolong B-7K3QM2XA --days 180 --reason \"onderzoek "
    "loopt\"\n"
    "  loket retention hold S-4K7Q8T1C --days 365 --reason \"verzoek OM\"\n");

const char verb_erase_help[] = N_(
    "usage: loket erase ID.. --reason TEXT [--yes]\n"
    "\n"
    "Erases messages for good, with all that was said of them: for a person\n"
    "they are about who asks for it (desk managers).  An ID is that of a\n"
    "message or of a bundle.  Without --yes nothing is erased: it shows what\n"
    "would go and what stands in the way.  Refused while an alert, a\n"
    "referral, a task, a term or a place of it is open, or a hold stands.\n"
    "What stays are counts, and that somebody erased something.\n"
    "\n"
    "  --yes  do it\n"
    "\n"
    "Exit code 1 when nothing was erased, or would be.\n"
    "\n"
    "examples:\n"
    "  loket erase S-4K7Q8T1C --reason \"verzoek betrokkene 2027-12\"\n"
    "  loket erase S-4K7Q8T1C --reason \"verzoek betrokkene 2027-12\" "
    "--yes\n");

static const struct text_row verdicts[] = {
    {"done", N_("done")},
    {"would", N_("nothing was erased yet: --yes does it")},
    {"blocked", N_("nothing was erased: something stands in the way")},
    {"not_found", N_("one of them is no message or bundle; nothing was done")},
    {"too_many", N_("that is more than 512 messages; nothing was done")},
    {"limit", N_("longer or more often than the document \"retention\" allows; "
                 "nothing was done")},
    {"already", N_("it is so already")},
};

static const struct text_row blocks[] = {
    {"alert", N_("its alert is open")},
    {"referral", N_("the referral is not closed")},
    {"task", N_("a task of it runs")},
    {"term", N_("a term of it runs")},
    {"placement", N_("a place is reserved or taken")},
    {"bottleneck", N_("the bottleneck is not solved")},
    {"hold", N_("it is on hold")},
};

static const struct text_row reasons[] = {
    {"expired", N_("expired")},
    {"withdrawn", N_("taken back")},
    {"asked", N_("asked for")},
};

#define WORDS(rows, word) text_of(rows, sizeof(rows) / sizeof((rows)[0]), word)

static void
print_kept(const struct output *out, const json_t *kept)
{
    int64_t hold_us = object_number(kept, "hold_until_us");
    int64_t end_us = object_number(kept, "end_us");
    const char *bundle = object_text(kept, "bundle");
    const json_t *block;
    char at[TEXT_TIME_BYTES];
    size_t i;

    if (strcmp(object_text(kept, "state"), "expired") == 0)
        output_line(out, _("%s  expired, is erased from %s on%s%s"),
                    object_text(kept, "id"),
                    text_time(object_number(kept, "erase_us"), at),
                    *bundle != '\0' ? ", " : "", bundle);
    else
        output_line(out, _("%s  expires %s%s%s"), object_text(kept, "id"),
                    end_us == 0 ? _("never") : text_time(end_us, at),
                    *bundle != '\0' ? ", " : "", bundle);
    output_line(out,
                _("  messages: %lld, shared: %lld times, prolonged: %lld "
                  "times"),
                (long long)object_number(kept, "messages"),
                (long long)object_number(kept, "shares"),
                (long long)object_number(kept, "prolonged"));
    if (hold_us != 0)
        output_line(out, _("  on hold until %s: %s"), text_time(hold_us, at),
                    object_text(kept, "hold_reason"));
    json_array_foreach(json_object_get(kept, "blocks"), i, block) output_line(
        out, _("  in the way: %s"), WORDS(blocks, json_string_value(block)));
}

static void
print_erased(const struct output *out, const json_t *row)
{
    output_line(out, "%s  %s, %s, %s: %lld", object_text(row, "month"),
                text_word("kind", object_text(row, "kind")),
                object_text(row, "organisation_kind"),
                WORDS(reasons, object_text(row, "why")),
                (long long)object_number(row, "count"));
}

static void
print_result(const struct output *out, const json_t *result)
{
    const json_t *row;
    size_t i;

    if (out->json)
        output_object(result);
    json_array_foreach(json_object_get(result, "kept"), i, row)
        print_kept(out, row);
    json_array_foreach(json_object_get(result, "erased"), i, row)
        print_erased(out, row);
    if (object_number(result, "more") > 0)
        output_line(out, _("and %lld more"),
                    (long long)object_number(result, "more"));
}

/* An erasure is not finished while somebody reads the database. */
/* What is answered is how the messages were; until_us: what holds now, 0:
 * nothing of that kind. */
static enum ending
act(const struct invocation *inv, json_t *body, int64_t until_us)
{
    char at[TEXT_TIME_BYTES];
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending =
        visit_once(&visit, inv, "retention_act", body, &answer);

    if (ending == ENDING_DONE) {
        const char *verdict = object_text(answer.body, "verdict");

        print_result(&inv->out, answer.body);
        output_line(&inv->out, "%s", WORDS(verdicts, verdict));
        if (until_us != 0 && strcmp(verdict, "done") == 0)
            output_line(&inv->out, _("from now on: until %s"),
                        text_time(until_us, at));
        if (object_number(answer.body, "pending") > 0)
            output_line(&inv->out,
                        _("not finished yet: the desk goes on until nothing "
                          "of it is left on the disk"));
        if (strcmp(verdict, "done") != 0 && strcmp(verdict, "would") != 0)
            ending = ENDING_REFUSED;
    }
    visit_end(&visit);
    return ending;
}

static json_t *
ids_of(const struct invocation *inv)
{
    json_t *ids = json_array();

    for (int i = 0; i < inv->argc; i++)
        json_array_append_new(ids, json_string(inv->argv[i]));
    return ids;
}

static enum ending
keep(struct invocation *inv, const char *verb, bool lasts)
{
    const char *reason = NULL;
    int64_t days = 0;
    const struct arg args[] = {{"reason", ARG_TEXT, &reason},
                               {"days", ARG_NUMBER, &days}};
    const struct clock clock = {.is_virtual = false};
    int64_t until_us = 0;
    json_t *body;
    enum rc rc = args_read(inv, args, lasts ? 2 : 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc == 0)
        return args_wrong(inv, _("at least one ID is needed"));
    if (reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    if (lasts && days == 0)
        return args_wrong(inv, _("--%s is needed"), "days");
    if (days > DAYS_MAX)
        days = DAYS_MAX;
    if (lasts)
        until_us = clock_utc_us(&clock) + days * DAY_US;
    body = json_pack("{s:s, s:o, s:s}", "verb", verb, "ids", ids_of(inv),
                     "reason", reason);
    if (lasts)
        json_object_set_new(body, "until_us", json_integer(until_us));
    return act(inv, body, until_us);
}

static enum ending
retention_prolong(struct invocation *inv)
{
    return keep(inv, "prolong", true);
}

static enum ending
retention_hold(struct invocation *inv)
{
    return keep(inv, "hold", true);
}

static enum ending
retention_release(struct invocation *inv)
{
    return keep(inv, "release", false);
}

static enum ending
list_parts(const struct invocation *inv, const char *list)
{
    struct visit visit = {0};
    char next[NEXT_BYTES] = "";
    enum ending ending = ENDING_USAGE;

    if (visit_begin(&visit, inv) != RC_OK)
        goto out;
    do {
        struct session_event answer;

        ending = visit_ask(&visit, inv, "list_retention",
                           json_pack("{s:s, s:s}", "list", list, "after", next),
                           &answer);
        if (ending != ENDING_DONE)
            break;
        print_result(&inv->out, answer.body);
        if (*next == '\0' &&
            json_array_size(json_object_get(answer.body, "kept")) == 0 &&
            json_array_size(json_object_get(answer.body, "erased")) == 0)
            output_line(&inv->out, _("none"));
        (void)strncpy(next, object_text(answer.body, "next"), sizeof next - 1);
    } while (*next != '\0');
out:
    visit_end(&visit);
    return ending;
}

static enum ending
retention_list(struct invocation *inv)
{
    static const char *const lists[] = {"ending", "held", "expired", "erased"};
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc == 0)
        return list_parts(inv, lists[0]);
    for (size_t i = 0; inv->argc == 1 && i < sizeof lists / sizeof *lists; i++)
        if (strcmp(inv->argv[0], lists[i]) == 0)
            return list_parts(inv, lists[i]);
    return args_wrong(inv, _("there is: ending, held, expired, erased"));
}

enum ending
verb_retention(struct invocation *inv)
{
    static const struct noun_row nouns[] = {
        {"list", retention_list},
        {"prolong", retention_prolong},
        {"hold", retention_hold},
        {"release", retention_release},
    };

    return verb_noun(inv, nouns, sizeof nouns / sizeof nouns[0]);
}

enum ending
verb_erase(struct invocation *inv)
{
    const char *reason = NULL;
    bool yes = false;
    const struct arg args[] = {{"reason", ARG_TEXT, &reason},
                               {"yes", ARG_FLAG, &yes}};
    enum rc rc = args_read(inv, args, 2);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc == 0)
        return args_wrong(inv, _("at least one ID is needed"));
    if (reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    return act(inv,
               json_pack("{s:s, s:o, s:s, s:b}", "verb", "erase", "ids",
                         ids_of(inv), "reason", reason, "dry_run", (int)!yes),
               0);
}
