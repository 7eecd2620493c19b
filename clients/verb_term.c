/* verb_term -- term list, exceeded, start, end, decide: what must have happened
 * when */
#include <string.h>

#include "casework_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"

const char verb_term_help[] = N_(
    "usage: loket term list [R-..]\n"
    "       loket term exceeded [R-..]\n"
    "       loket term start R-.. TERM --date DAY\n"
    "       loket term end R-.. TERM\n"
    "       loket term decide R-.. TERM --decision DECISION\n"
    "\n"
    "Terms that run for referrals, messages and tasks.  TERM is one of the\n"
    "document \"terms\"; what happens at the desk starts most of them, a\n"
    "statutory one starts with its first DAY (2026-11-30).  end says that it\n"
    "does not run any more.  decide: what was decided at its end.  list shows\n"
    "those that run, with a referral all of it; exceeded those whose end has\n"
    "passed, and those that were met too late.\n"
    "\n"
    "  DECISION  reported, cooperation, none\n"
    "\n"
    "Exit code 1 when it is not possible now.\n"
    "\n"
    "examples:\n"
    "  loket term start R-4K7Q8T1C bedenktijd --date 2026-11-30\n"
    "  loket term decide R-4K7Q8T1C bedenktijd --decision reported\n");

static enum ending
term_ask(const struct invocation *inv, json_t *body)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = visit_once(&visit, inv, "term_action", body, &answer);

    if (ending == ENDING_DONE) {
        const json_t *term = json_object_get(answer.body, "term");

        ending = casework_verdict(&inv->out, inv->argv[0],
                                  object_text(answer.body, "verdict"));
        if (inv->json)
            output_object(answer.body);
        else if (term != NULL)
            casework_print_term(&inv->out, term);
    }
    visit_end(&visit);
    return ending;
}

/* argv[0] is the verb, of the protocol as well. */
static enum ending
term_act(struct invocation *inv)
{
    const char *verb = inv->argv[0];
    const char *date = NULL;
    const char *decision = NULL;
    const struct arg args[] = {{"date", ARG_TEXT, &date},
                               {"decision", ARG_TEXT, &decision}};
    enum rc rc = args_read(inv, args, 2);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 2)
        return args_wrong(inv, _("a referral, R-.., and a term are needed"));
    if (strcmp(verb, "start") == 0 && date == NULL)
        return args_wrong(inv, _("--%s is needed"), "date");
    if (strcmp(verb, "decide") == 0 && decision == NULL)
        return args_wrong(inv, _("--%s is needed"), "decision");
    return term_ask(inv, json_pack("{s:s, s:s, s:s, s:s*, s:s*}", "referral",
                                   inv->argv[0], "term", inv->argv[1], "verb",
                                   verb, "date", date, "decision", decision));
}

static enum ending
term_list(struct invocation *inv)
{
    static const struct visit_list list = {"list_terms", "terms", NULL,
                                           casework_print_term, N_("no terms")};
    bool exceeded = strcmp(inv->argv[0], "exceeded") == 0;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one referral, R-.., is needed"));
    return visit_list(inv, &list,
                      json_pack("{s:s, s:b}", "referral",
                                inv->argc == 1 ? inv->argv[0] : "", "exceeded",
                                (int)exceeded));
}

enum ending
verb_term(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"list", term_list}, {"exceeded", term_list}, {"start", term_act},
        {"end", term_act},   {"decide", term_act},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
