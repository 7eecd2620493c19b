/* verb_referral -- referral list, accept, offer, ..: exactly one coordinator
 * owns a referral, and hands it over only to who accepts */
#include <stdio.h>
#include <string.h>

#include "session.h"
#include "text.h"
#include "verb.h"

const char verb_referral_help[] = N_(
    "usage: loket referral list\n"
    "       loket referral accept|take-back|decline|reopen R-..\n"
    "       loket referral offer R-.. --to NAME\n"
    "       loket referral close R-.. --outcome OUTCOME\n"
    "\n"
    "Who has which referral.  accept takes one that is open, or that was\n"
    "offered to you; it stays with its owner until then.  offer hands yours\n"
    "to a colleague, take-back and decline end the offer.  OUTCOME is as with\n"
    "`loket close`.\n"
    "\n"
    "Exit code 1 when it is not possible now, or not yours.\n"
    "\n"
    "examples:\n"
    "  loket referral accept R-4K7Q8T1C\n"
    "  loket referral offer R-4K7Q8T1C --to bram\n");

static void
referral_print(const struct output *out, const json_t *referral)
{
    const char *owner = object_text(referral, "owner");
    const char *offered = object_text(referral, "offered_to");
    const char *outcome = object_text(referral, "outcome");
    int64_t changed_us = object_number(referral, "changed_us");
    int64_t moves = object_number(referral, "moves");
    char at[TEXT_TIME_BYTES];
    char since[TEXT_TIME_BYTES + 32] = "";
    char had[64] = "";

    if (changed_us != 0) /* 0: nobody did anything yet */
        (void)snprintf(since, sizeof since, _(", since %s"),
                       text_time(changed_us, at));
    if (moves > 1)
        (void)snprintf(had, sizeof had, _(", accepted %lld times"),
                       (long long)moves);
    output_line(out, "%s  %s%s%s%s%s%s%s%s%s", object_text(referral, "id"),
                text_word("referral", object_text(referral, "state")),
                *owner != '\0' ? _(" by ") : "", owner,
                *offered != '\0' ? _(" to ") : "", offered,
                *outcome != '\0' ? ", " : "", text_word("outcome", outcome),
                since, had);
}

static void
result_print(const struct output *out, const char *id, const json_t *result)
{
    const char *verdict = object_text(result, "verdict");
    const json_t *referral = json_object_get(result, "referral");
    const char *owner = object_text(referral, "owner");

    if (strcmp(verdict, "ok") == 0)
        output_line(out, _("%s: done"), id);
    else if (strcmp(verdict, "already") == 0)
        output_line(out, _("%s: %s has it already"), id, owner);
    else if (strcmp(verdict, "denied") == 0)
        output_line(out, _("%s: it is not yours"), id);
    else if (strcmp(verdict, "not_found") == 0)
        output_line(out, _("%s: there is no such referral"), id);
    else
        output_line(out, _("%s: not possible now"), id);
    if (*object_text(referral, "id") != '\0')
        referral_print(out, referral);
}

static enum ending
referral_act(const struct invocation *inv, const char *verb, const char *to,
             const char *outcome)
{
    struct visit visit = {0};
    struct session_event answer;
    char word[TEXT_CODE_BYTES];
    enum ending ending = ENDING_USAGE;

    if (inv->argc != 1)
        return args_wrong(inv, _("one referral, R-.., is needed"));
    if (visit_begin(&visit, inv) == RC_OK)
        ending = visit_ask(
            &visit, inv, "referral_action",
            json_pack("{s:s, s:s, s:s*, s:s*}", "id", inv->argv[0], "verb",
                      text_code(verb, word), "to", to, "outcome", outcome),
            &answer);
    if (ending == ENDING_DONE) {
        if (inv->json)
            output_object(answer.body);
        else
            result_print(&inv->out, inv->argv[0], answer.body);
        if (strcmp(object_text(answer.body, "verdict"), "ok") != 0)
            ending = ENDING_REFUSED;
    }
    visit_end(&visit);
    return ending;
}

/* argv[0] is the verb, of the protocol as well. */
static enum ending
referral_plain(struct invocation *inv)
{
    const char *verb = inv->argv[0];
    enum rc rc = args_read(inv, NULL, 0);

    return rc == RC_OK ? referral_act(inv, verb, NULL, NULL) : args_ending(rc);
}

static enum ending
referral_offer(struct invocation *inv)
{
    const char *to = NULL;
    const struct arg args[] = {{"to", ARG_TEXT, &to}};
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (to == NULL)
        return args_wrong(inv, _("--%s is needed"), "to");
    return referral_act(inv, "offer", to, NULL);
}

static enum ending
referral_close(struct invocation *inv)
{
    const char *outcome = NULL;
    const struct arg args[] = {{"outcome", ARG_TEXT, &outcome}};
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (outcome == NULL)
        return args_wrong(inv, _("--%s is needed"), "outcome");
    return referral_act(inv, "close", NULL, outcome);
}

static enum ending
list_all(struct visit *visit, const struct invocation *inv)
{
    char after[32] = "";
    size_t n = 0;
    bool more = true;

    while (more) {
        struct session_event answer;
        const json_t *referral;
        size_t i;
        enum ending ending =
            visit_ask(visit, inv, "list_referrals",
                      json_pack("{s:s}", "after", after), &answer);

        if (ending != ENDING_DONE)
            return ending;
        more = false;
        json_array_foreach(json_object_get(answer.body, "referrals"), i,
                           referral)
        {
            n++;
            more = object_flag(answer.body, "more");
            (void)snprintf(after, sizeof after, "%s",
                           object_text(referral, "id"));
            if (inv->json)
                output_object(referral);
            else
                referral_print(&inv->out, referral);
        }
    }
    if (n == 0)
        output_line(&inv->out, _("no referrals"));
    return ENDING_DONE;
}

static enum ending
referral_list(struct invocation *inv)
{
    struct visit visit = {0};
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read_only(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (visit_begin(&visit, inv) == RC_OK)
        ending = list_all(&visit, inv);
    visit_end(&visit);
    return ending;
}

enum ending
verb_referral(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"list", referral_list},     {"accept", referral_plain},
        {"offer", referral_offer},   {"take-back", referral_plain},
        {"decline", referral_plain}, {"close", referral_close},
        {"reopen", referral_plain},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
