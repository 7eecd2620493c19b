/* verb_shelter -- shelter list, place, reserve, ..: who sleeps where, and what
 * is free */
#include <stdio.h>
#include <string.h>

#include "desk_source.h"
#include "session.h"
#include "shelter_words.h"
#include "text.h"
#include "verb.h"

const char verb_shelter_help[] = N_(
    "usage: loket shelter list [FACILITY] [--placements]\n"
    "       loket shelter place FACILITY [--referral REFERRAL] [--places N]\n"
    "                           [--until TIME] [--reason TEXT]\n"
    "       loket shelter reserve FACILITY [the same options]\n"
    "       loket shelter place P-.. [--until TIME]\n"
    "       loket shelter extend P-.. --until TIME\n"
    "       loket shelter release P-..\n"
    "       loket shelter cancel P-..\n"
    "       loket shelter out FACILITY --places N --reason TEXT\n"
    "       loket shelter in P-..\n"
    "       loket shelter set\n"
    "\n"
    "Places in shelters.  place takes one at once, for a referral or, where\n"
    "you may place somebody yourself, without one; where you may not it\n"
    "becomes a request, and a coordinator is called.  A partner names its own\n"
    "referral by its receipt.  Children that come along need a place each.\n"
    "reserve holds a place for a while and ends by itself; `place P-..` makes\n"
    "a stay of what was reserved or asked for.  release ends a stay, cancel a\n"
    "reservation or a request.  out takes beds out of service, in brings them\n"
    "back.  set says how to change the number of places.\n"
    "\n"
    "When no answer came: with --referral, ask again, it takes no second\n"
    "place; without, look first with `loket shelter list --placements`.\n"
    "\n"
    "Exit code 1 when there is no place, or it is not possible.\n"
    "\n"
    "examples:\n"
    "  loket shelter list\n"
    "  loket shelter place acm-crisis --referral R-4K7Q8T1C\n"
    "  loket shelter extend P-7K3QM2XA --until 2027-03-01T12:00\n");

/* One action; NULL: not said. */
struct action {
    const char *verb; /* of the protocol */
    const char *facility;
    const char *placement;
    const char *referral;
    const char *until;
    const char *reason;
    int64_t places;
};

static enum ending
action_send(const struct invocation *inv, const struct action *action)
{
    const char *about =
        action->placement != NULL ? action->placement : action->facility;
    struct visit visit = {0};
    struct session_event answer;
    struct zone zone;
    int64_t until_us = 0;
    enum ending ending;

    if (desk_zone(&zone) != RC_OK ||
        desk_time(inv, &zone, "until", action->until, &until_us) != RC_OK)
        return ENDING_USAGE;
    ending = visit_once(
        &visit, inv, "shelter_action",
        json_pack("{s:s, s:s*, s:s*, s:s*, s:I, s:I, s:s*}", "verb",
                  action->verb, "facility", action->facility, "placement",
                  action->placement, "referral", action->referral, "places",
                  (json_int_t)action->places, "until_us", (json_int_t)until_us,
                  "reason", action->reason),
        &answer);
    if (ending == ENDING_DONE) {
        if (inv->json)
            output_object(answer.body);
        else
            shelter_words_result(&inv->out, action->verb, about, answer.body);
        if (!shelter_words_done(answer.body))
            ending = ENDING_REFUSED;
    }
    visit_end(&visit);
    return ending;
}

/* Names of facilities are in small letters: no id is one. */
static bool
is_placement(const char *text)
{
    return strncmp(text, "P-", 2) == 0;
}

/* argv[0] is the verb, of the protocol as well. */
static enum ending
shelter_take(struct invocation *inv)
{
    struct action action = {.verb = inv->argv[0]};
    const struct arg args[] = {
        {"referral", ARG_TEXT, &action.referral},
        {"places", ARG_NUMBER, &action.places},
        {"until", ARG_TEXT, &action.until},
        {"reason", ARG_TEXT, &action.reason},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one facility, or a placement P-.., is "
                                 "needed"));
    if (is_placement(inv->argv[0]))
        action.placement = inv->argv[0];
    else
        action.facility = inv->argv[0];
    return action_send(inv, &action);
}

/* release, cancel, in: of one placement, and no option */
static enum ending
shelter_plain(struct invocation *inv)
{
    struct action action = {.verb = inv->argv[0]};
    const struct arg args[] = {{"reason", ARG_TEXT, &action.reason}};
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one placement, P-.., is needed"));
    action.placement = inv->argv[0];
    if (strcmp(action.verb, "in") == 0)
        action.verb = "in_service";
    return action_send(inv, &action);
}

static enum ending
shelter_extend(struct invocation *inv)
{
    struct action action = {.verb = "extend"};
    const struct arg args[] = {{"until", ARG_TEXT, &action.until},
                               {"reason", ARG_TEXT, &action.reason}};
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one placement, P-.., is needed"));
    if (action.until == NULL)
        return args_wrong(inv, _("--%s is needed"), "until");
    action.placement = inv->argv[0];
    return action_send(inv, &action);
}

static enum ending
shelter_out(struct invocation *inv)
{
    struct action action = {.verb = "out_of_service"};
    const struct arg args[] = {{"places", ARG_NUMBER, &action.places},
                               {"until", ARG_TEXT, &action.until},
                               {"reason", ARG_TEXT, &action.reason}};
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one facility is needed"));
    if (action.places == 0)
        return args_wrong(inv, _("--%s is needed"), "places");
    if (action.reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    action.facility = inv->argv[0];
    return action_send(inv, &action);
}

/* How many places there are is a desk document: a change of it is checked with
 * all others, and kept with its reason. */
static enum ending
shelter_set(struct invocation *inv)
{
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    output_line(&inv->out,
                _("how many places there are stands in the desk document "
                  "shelter:\n"
                  "  loket desk get shelter > shelter.yaml\n"
                  "  add a line to the capacities of the facility, as\n"
                  "      - {from: 2027-01-01, places: 6}\n"
                  "  loket desk put shelter.yaml --reason TEXT"));
    return ENDING_DONE;
}

/* --- list --- */

static enum ending
list_all(struct visit *visit, const struct invocation *inv,
         const char *facility, bool placements)
{
    struct shelter_words_count count = {0};
    char after[32] = "";
    bool more = true;

    while (more) {
        struct session_event answer;
        enum ending ending =
            visit_ask(visit, inv, "list_shelter",
                      json_pack("{s:s, s:b, s:s}", "facility", facility,
                                "placements", placements, "after", after),
                      &answer);

        if (ending != ENDING_DONE)
            return ending;
        more = object_flag(answer.body, "more");
        shelter_words_list(&inv->out, answer.body, *after == '\0', &count);
        (void)snprintf(after, sizeof after, "%s", count.last);
        more = more && *after != '\0';
    }
    if (count.facilities == 0)
        output_line(&inv->out, _("no facility where you may place somebody"));
    if (placements && count.placements == 0)
        output_line(&inv->out, _("nobody is placed"));
    return ENDING_DONE;
}

static enum ending
shelter_list(struct invocation *inv)
{
    bool placements = false;
    const struct arg args[] = {{"placements", ARG_FLAG, &placements}};
    struct visit visit = {0};
    struct zone zone;
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one facility is needed"));
    if (desk_zone(&zone) != RC_OK) /* times are shown as the desk has them */
        return ENDING_USAGE;
    if (visit_begin(&visit, inv) == RC_OK)
        ending = list_all(&visit, inv, inv->argc == 1 ? inv->argv[0] : "",
                          placements);
    visit_end(&visit);
    return ending;
}

enum ending
verb_shelter(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"list", shelter_list},    {"place", shelter_take},
        {"reserve", shelter_take}, {"release", shelter_plain},
        {"cancel", shelter_plain}, {"extend", shelter_extend},
        {"out", shelter_out},      {"in", shelter_plain},
        {"set", shelter_set},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
