/* roster_swap -- roster swap propose, accept, decline, withdraw, force, list */
#include <string.h>

#include "desk_document.h"
#include "desk_source.h"
#include "session.h"
#include "text.h"
#include "verb_roster.h"

static void
swap_print(const struct output *out, const json_t *swap)
{
    const char *reason = object_text(swap, "reason");
    int64_t back_us = object_number(swap, "back_start_us");
    char start[TEXT_TIME_BYTES];
    char end[TEXT_TIME_BYTES];

    output_line(out, _("%s  %s: %s gives %s to %s to %s, %s%s%s"),
                object_text(swap, "swap"), object_text(swap, "roster"),
                object_text(swap, "proposer"),
                text_instant(object_number(swap, "start_us"), start),
                text_instant(object_number(swap, "end_us"), end),
                object_text(swap, "taker"),
                text_word("swap", object_text(swap, "state")),
                *reason != '\0' ? ": " : "", reason);
    if (back_us != 0)
        output_line(out, _("  in return for %s to %s"),
                    text_instant(back_us, start),
                    text_instant(object_number(swap, "back_end_us"), end));
}

static enum ending
swap_ask(const struct invocation *inv, const char *kind, json_t *body)
{
    const struct desk_put none = {.n = 0};
    struct visit visit = {0};
    struct session_event answer;
    const json_t *result;
    enum ending ending = visit_once(&visit, inv, kind, body, &answer);

    if (ending != ENDING_DONE)
        goto out;
    if (inv->json)
        output_object(answer.body);
    else
        swap_print(&inv->out, json_object_get(answer.body, "swap"));
    result = json_object_get(answer.body, "result");
    if (result != NULL && inv->json)
        ending = object_flag(result, "accepted") ? ENDING_DONE : ENDING_REFUSED;
    else if (result != NULL)
        ending = desk_document_result(inv, &none, result);
out:
    visit_end(&visit);
    return ending;
}

static enum ending
swap_propose(struct invocation *inv)
{
    const char *roster = NULL, *taker = NULL, *reason = NULL;
    struct {
        const char *option, *text;
        int64_t at_us;
    } times[] = {{"start", NULL, 0},
                 {"end", NULL, 0},
                 {"back-start", NULL, 0},
                 {"back-end", NULL, 0}};
    const struct arg args[] = {
        {"roster", ARG_TEXT, &roster},
        {"to", ARG_TEXT, &taker},
        {"reason", ARG_TEXT, &reason},
        {"start", ARG_TEXT, &times[0].text},
        {"end", ARG_TEXT, &times[1].text},
        {"back-start", ARG_TEXT, &times[2].text},
        {"back-end", ARG_TEXT, &times[3].text},
    };
    struct zone zone;
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (roster == NULL || taker == NULL || times[0].text == NULL ||
        times[1].text == NULL)
        return args_wrong(inv, _("--roster, --to, --start and --end are "
                                 "needed"));
    if ((times[2].text == NULL) != (times[3].text == NULL))
        return args_wrong(inv, _("--back-start and --back-end go together"));
    if (desk_zone(&zone) != RC_OK)
        return ENDING_USAGE;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (desk_time(inv, &zone, times[i].option, times[i].text,
                      &times[i].at_us) != RC_OK)
            return ENDING_USAGE;
    }
    return swap_ask(inv, "swap_propose",
                    json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:s*}", "roster",
                              roster, "taker", taker, "start_us",
                              (json_int_t)times[0].at_us, "end_us",
                              (json_int_t)times[1].at_us, "back_start_us",
                              (json_int_t)times[2].at_us, "back_end_us",
                              (json_int_t)times[3].at_us, "reason", reason));
}

/* argv[0] is the verb, of the protocol as well. */
static enum ending
swap_decide(struct invocation *inv)
{
    const char *verb = inv->argv[0];
    const char *reason = NULL;
    const char *accept_gap = NULL;
    const struct arg args[] = {
        {"reason", ARG_TEXT, &reason},
        {"accept-gap", ARG_TEXT, &accept_gap},
    };
    struct zone zone;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one ID of a swap is needed"));
    if (strcmp(verb, "force") == 0 && reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    if (desk_zone(&zone) != RC_OK) /* times are shown as the desk has them */
        return ENDING_USAGE;
    return swap_ask(inv, "swap_decide",
                    json_pack("{s:s, s:s, s:s*, s:s*}", "swap", inv->argv[0],
                              "verb", verb, "reason", reason, "accept_gap",
                              accept_gap));
}

static enum ending
swap_list(struct invocation *inv)
{
    struct visit visit = {0};
    struct session_event answer;
    const json_t *swap;
    struct zone zone;
    size_t i;
    enum ending ending;
    enum rc rc = args_read_only(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (desk_zone(&zone) != RC_OK)
        return ENDING_USAGE;
    ending = visit_once(&visit, inv, "roster_state", json_object(), &answer);
    if (ending == ENDING_DONE) {
        const json_t *swaps = json_object_get(answer.body, "swaps");

        json_array_foreach(swaps, i, swap)
        {
            if (inv->json)
                output_object(swap);
            else
                swap_print(&inv->out, swap);
        }
        if (json_array_size(swaps) == 0)
            output_line(&inv->out, _("no swap is proposed"));
    }
    visit_end(&visit);
    return ending;
}

enum ending
roster_swap(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"propose", swap_propose}, {"accept", swap_decide},
        {"decline", swap_decide},  {"withdraw", swap_decide},
        {"force", swap_decide},    {"list", swap_list},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
