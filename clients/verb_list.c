/* verb_list -- list, show: what there is, for coordinators */
#include <stdlib.h>
#include <string.h>

#include "alert_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"

const char verb_list_help[] = N_(
    "usage: loket list [--state STATE[,STATE..]]\n"
    "\n"
    "List alerts, oldest first: every open one, or those in the states named:\n"
    "received, held, paging, acked, closed.\n"
    "\n"
    "examples:\n"
    "  loket list\n"
    "  loket list --state paging,acked\n");
const char verb_show_help[] = N_(
    "usage: loket show ID\n"
    "\n"
    "Show an alert (M-..) with its calls and messages, a bundle (B-..), or\n"
    "a message (S-.., R-.., A-.., K-.., W-..) with its content.  Every look\n"
    "at content is recorded.\n"
    "\n"
    "example:\n"
    "  loket show M-4K7Q8T1C\n");

enum ending
verb_list(struct invocation *inv)
{
    static const struct visit_list list = {"list_alerts", "alerts", "alert",
                                           alert_words_line, N_("no alerts")};
    struct arg_list states = {.n = 0};
    const struct arg args[] = {{"state", ARG_LIST, &states}};
    enum rc rc = args_read_only(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    return visit_list(inv, &list,
                      json_pack("{s:o}", "states", args_words(&states)));
}

static void
print_words(const struct output *out, const char *title, const json_t *words)
{
    const json_t *word;
    size_t i;

    json_array_foreach(words, i, word)
        output_line(out, "%s%s", title, json_string_value(word));
}

static void
print_page(const struct output *out, const json_t *page)
{
    char created[TEXT_TIME_BYTES];
    char delivered[TEXT_TIME_BYTES];
    char acknowledged[TEXT_TIME_BYTES];

    output_line(out,
                _("  called %s at %s, call %lld step %lld, %lld times; on the "
                  "device %s, acknowledged %s%s"),
                object_text(page, "person"),
                text_time(object_number(page, "created_us"), created),
                (long long)object_number(page, "generation"),
                (long long)object_number(page, "step"),
                (long long)object_number(page, "attempts"),
                text_time(object_number(page, "delivered_us"), delivered),
                text_time(object_number(page, "acknowledged_us"), acknowledged),
                object_flag(page, "cancelled") &&
                        object_number(page, "acknowledged_us") == 0
                    ? _(", cancelled")
                    : "");
}

static void
print_alert(const struct output *out, const json_t *detail)
{
    const json_t *alert = json_object_get(detail, "alert");
    const json_t *page;
    char at[TEXT_TIME_BYTES];
    size_t i;

    alert_words_line(out, alert);
    output_line(out, _("  since %s; messages: %lld, organisations: %lld"),
                text_time(object_number(alert, "created_us"), at),
                (long long)object_number(alert, "messages"),
                (long long)object_number(alert, "organisations"));
    alert_words_detail(out, alert);
    if (*object_text(alert, "bundle") != '\0')
        output_line(out, _("  bundle %s%s"), object_text(alert, "bundle"),
                    object_flag(alert, "provisional") ? _(", PROVISIONAL")
                                                      : "");
    if (*object_text(alert, "outcome") != '\0')
        output_line(out, _("  outcome: %s"),
                    text_word("outcome", object_text(alert, "outcome")));
    print_words(out, _("  message "), json_object_get(detail, "messages"));
    json_array_foreach(json_object_get(detail, "pages"), i, page)
        print_page(out, page);
}

static void
print_kept(const struct output *out, const json_t *message)
{
    int64_t hold_us = object_number(message, "hold_until_us");
    int64_t end_us = object_number(message, "end_us");
    char at[TEXT_TIME_BYTES];

    if (object_flag(message, "expired"))
        output_line(out, _("  EXPIRED: `loket retention list expired` says "
                           "when it is erased"));
    else if (end_us != 0)
        output_line(out, _("  kept until %s"), text_time(end_us, at));
    if (hold_us != 0)
        output_line(out, _("  ON HOLD until %s"), text_time(hold_us, at));
}

static void
print_message(const struct output *out, const json_t *message)
{
    char at[TEXT_TIME_BYTES];
    char *content = json_dumps(json_object_get(message, "submit"),
                               JSON_INDENT(2) | JSON_PRESERVE_ORDER);

    output_line(out, _("%s  %s of %s, received %s%s"),
                object_text(message, "id"),
                text_word("kind", object_text(message, "kind")),
                object_text(message, "organisation"),
                text_time(object_number(message, "accepted_us"), at),
                object_flag(message, "withdrawn") ? _(", WITHDRAWN") : "");
    if (*object_text(message, "bundle") != '\0' &&
        strcmp(object_text(message, "kind"), "referral") == 0)
        output_line(out, _("  seems to be about bundle %s"),
                    object_text(message, "bundle"));
    else if (*object_text(message, "bundle") != '\0')
        output_line(out, _("  bundle %s%s"), object_text(message, "bundle"),
                    object_flag(message, "provisional") ? _(", PROVISIONAL")
                                                        : "");
    if (*object_text(message, "alert") != '\0')
        output_line(out, _("  alert %s"), object_text(message, "alert"));
    print_kept(out, message);
    print_words(out, _("  version "), json_object_get(message, "versions"));
    if (content != NULL)
        output_line(out, "%s", content);
    free(content);
}

static void
print_bundle(const struct output *out, const json_t *bundle)
{
    output_line(out, _("%s  organisations: %lld"),
                object_text(bundle, "bundle"),
                (long long)object_number(bundle, "organisations"));
    if (object_number(bundle, "observations") != 0)
        output_line(out, _("  observations: %lld, independent sources: %lld"),
                    (long long)object_number(bundle, "observations"),
                    (long long)object_number(bundle, "sources"));
    print_words(out, _("  alert "), json_object_get(bundle, "alerts"));
    print_words(out, _("  message "), json_object_get(bundle, "messages"));
    print_words(out, _("  PROVISIONAL, nobody confirmed it: "),
                json_object_get(bundle, "provisional"));
}

enum ending
verb_show(struct invocation *inv)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one ID is needed"));
    ending = visit_once(&visit, inv, "show",
                        json_pack("{s:s}", "id", inv->argv[0]), &answer);
    if (ending != ENDING_DONE)
        goto out;
    if (inv->json)
        output_object(answer.body);
    else if (strcmp(answer.name, "alert_detail") == 0)
        print_alert(&inv->out, answer.body);
    else if (strcmp(answer.name, "message_detail") == 0)
        print_message(&inv->out, answer.body);
    else
        print_bundle(&inv->out, answer.body);
out:
    visit_end(&visit);
    return ending;
}
