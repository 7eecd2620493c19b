/* verb_referral -- referral list, accept, offer, ..: exactly one coordinator
 * owns a referral, and hands it over only to who accepts */
#include <string.h>

#include "casework_words.h"
#include "session.h"
#include "text.h"
#include "verb_referral.h"
#include "visit_list.h"

const char verb_referral_help[] = N_(
    "usage: loket referral list [--closed]\n"
    "       loket referral show R-..\n"
    "       loket referral accept|take-back|decline|reopen|followed-up R-..\n"
    "       loket referral offer R-.. --to NAME\n"
    "       loket referral close R-.. --outcome OUTCOME --outflow CODE\n"
    "       loket referral track R-.. --track TRACK --status STATUS\n"
    "       loket referral phase R-.. --phase PHASE\n"
    "       loket referral meeting R-.. [--off]\n"
    "       loket referral meeting [--csv]\n"
    "       loket referral timeline R-.. [--csv]\n"
    "\n"
    "Who has which referral, and where it stands.  accept takes one that is\n"
    "open, or that was offered to you; it stays with its owner until then.\n"
    "offer hands yours to a colleague, take-back and decline end the offer.\n"
    "OUTCOME is as with `loket close`; CODE is how the person leaves, as the\n"
    "document \"terms\" lists them.  followed-up says that somebody asked\n"
    "afterwards how it goes.\n"
    "\n"
    "meeting puts a referral on the list of the case meeting, --off takes it\n"
    "off; without a referral it is the agenda: the list, and the roles that\n"
    "come.  timeline is when what happened.  Neither names a person.\n"
    "\n"
    "  TRACK   help, criminal, aliens\n"
    "  STATUS  running, waiting, done, ended (before its time)\n"
    "  PHASE   spotted, passed-on, sheltered, guided, return, aftercare\n"
    "\n"
    "Exit code 1 when it is not possible now, or not yours.\n"
    "\n"
    "examples:\n"
    "  loket referral accept R-4K7Q8T1C\n"
    "  loket referral track R-4K7Q8T1C --track criminal --status ended\n"
    "  loket referral meeting --csv > agenda.csv\n");

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
        casework_print_referral(out, referral);
}

/* The request but its id; released. */
static enum ending
referral_act(const struct invocation *inv, json_t *body)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending;

    if (inv->argc != 1) {
        json_decref(body);
        return args_wrong(inv, _("one referral, R-.., is needed"));
    }
    (void)json_object_set_new(body, "id", json_string(inv->argv[0]));
    ending = visit_once(&visit, inv, "referral_action", body, &answer);
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
    char word[TEXT_CODE_BYTES];
    const char *verb = text_code(inv->argv[0], word);
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    return referral_act(inv, json_pack("{s:s}", "verb", verb));
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
    return referral_act(inv,
                        json_pack("{s:s, s:s}", "verb", "offer", "to", to));
}

static enum ending
referral_close(struct invocation *inv)
{
    const char *outcome = NULL;
    const char *outflow = NULL;
    const struct arg args[] = {{"outcome", ARG_TEXT, &outcome},
                               {"outflow", ARG_TEXT, &outflow}};
    char word[TEXT_CODE_BYTES];
    enum rc rc = args_read(inv, args, 2);

    if (rc != RC_OK)
        return args_ending(rc);
    if (outcome == NULL)
        return args_wrong(inv, _("--%s is needed"), "outcome");
    return referral_act(inv, json_pack("{s:s, s:s, s:s*}", "verb", "close",
                                       "outcome", text_code(outcome, word),
                                       "outflow", outflow));
}

static enum ending
referral_track(struct invocation *inv)
{
    const char *track = NULL;
    const char *status = NULL;
    const struct arg args[] = {{"track", ARG_TEXT, &track},
                               {"status", ARG_TEXT, &status}};
    enum rc rc = args_read(inv, args, 2);

    if (rc != RC_OK)
        return args_ending(rc);
    if (track == NULL || status == NULL)
        return args_wrong(inv, _("--%s is needed"),
                          track == NULL ? "track" : "status");
    return referral_act(inv, json_pack("{s:s, s:s, s:s}", "verb", "track",
                                       "track", track, "status", status));
}

static enum ending
referral_phase(struct invocation *inv)
{
    const char *phase = NULL;
    const struct arg args[] = {{"phase", ARG_TEXT, &phase}};
    char word[TEXT_CODE_BYTES];
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (phase == NULL)
        return args_wrong(inv, _("--%s is needed"), "phase");
    return referral_act(inv, json_pack("{s:s, s:s}", "verb", "phase", "phase",
                                       text_code(phase, word)));
}

/* Without a referral the agenda. */
static enum ending
referral_meeting(struct invocation *inv)
{
    bool off = false;
    bool csv = false;
    const struct arg args[] = {{"off", ARG_FLAG, &off},
                               {"csv", ARG_FLAG, &csv}};
    enum rc rc = args_read(inv, args, 2);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc == 0)
        return referral_agenda(inv, csv);
    return referral_act(
        inv, json_pack("{s:s}", "verb", off ? "no_meeting" : "meeting"));
}

static enum ending
referral_list(struct invocation *inv)
{
    static const struct visit_list list = {"list_referrals", "referrals", "id",
                                           casework_print_referral,
                                           N_("no referrals")};
    bool closed = false;
    const struct arg args[] = {{"closed", ARG_FLAG, &closed}};
    enum rc rc = args_read_only(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    return visit_list(inv, &list, json_pack("{s:b}", "closed", (int)closed));
}

enum ending
verb_referral(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"list", referral_list},         {"show", referral_show},
        {"accept", referral_plain},      {"offer", referral_offer},
        {"take-back", referral_plain},   {"decline", referral_plain},
        {"close", referral_close},       {"reopen", referral_plain},
        {"track", referral_track},       {"phase", referral_phase},
        {"meeting", referral_meeting},   {"followed-up", referral_plain},
        {"timeline", referral_timeline},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
