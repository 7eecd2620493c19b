/* verb_alert -- ack, takeover, close, progress, snooze, reopen, repage, level:
 * what a coordinator says about an alert */
#include <stdint.h>
#include <string.h>

#include "alert_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"

#define NO_GENERATION (-1)

/* Beside the alert, what is asked; 0 and NULL: not given. */
struct action {
    const char *verb; /* of the protocol */
    int64_t generation;
    const char *outcome;
    const char *level;
    const char *reason;
    int64_t snooze_us;
};

const char verb_ack_help[] =
    N_("usage: loket ack ALERT [--generation N]\n"
       "\n"
       "Say that an alert is yours.  Only that stops the calling.  Without\n"
       "--generation the alert is looked up first and its present call\n"
       "acknowledged; with it, an older call is not.\n"
       "\n"
       "Exit code 1 when somebody else has it, it was raised meanwhile, it is\n"
       "closed, or you may not.\n"
       "\n"
       "example:\n"
       "  loket ack M-4K7Q8T1C\n");
const char verb_takeover_help[] =
    N_("usage: loket takeover ALERT [--generation N]\n"
       "\n"
       "Take an alert over from the coordinator who has it.\n"
       "\n"
       "example:\n"
       "  loket takeover M-4K7Q8T1C\n");
const char verb_close_help[] =
    N_("usage: loket close ALERT --outcome OUTCOME [--generation N]\n"
       "\n"
       "Close an alert that is yours; its senders hear it.  OUTCOME is\n"
       "referred, sheltered, no_trafficking, insufficient, passed_on or\n"
       "expired.\n"
       "\n"
       "example:\n"
       "  loket close M-4K7Q8T1C --outcome sheltered\n");

const char verb_progress_help[] =
    N_("usage: loket progress ALERT [--generation N]\n"
       "\n"
       "Say that you are at work on an alert that is yours: its senders hear\n"
       "it, and the time in which you must be heard of begins anew.\n"
       "\n"
       "example:\n"
       "  loket progress M-4K7Q8T1C\n");
const char verb_snooze_help[] =
    N_("usage: loket snooze ALERT --for TIME [--generation N]\n"
       "\n"
       "Lay an alert that is yours aside for a while: 30m, 1h30m, at most as\n"
       "long as its level allows; not possible at U1.  Then it calls again.\n"
       "\n"
       "example:\n"
       "  loket snooze M-4K7Q8T1C --for 30m\n");
const char verb_reopen_help[] =
    N_("usage: loket reopen ALERT [--generation N]\n"
       "\n"
       "Open an alert that was closed, at most a day ago; it calls from the\n"
       "first step.\n"
       "\n"
       "example:\n"
       "  loket reopen M-4K7Q8T1C\n");
const char verb_repage_help[] =
    N_("usage: loket repage ALERT [--generation N]\n"
       "\n"
       "Call people again about an alert, from the first step, whoever has\n"
       "it.\n"
       "\n"
       "example:\n"
       "  loket repage M-4K7Q8T1C\n");
const char verb_level_help[] =
    N_("usage: loket level ALERT LEVEL [--reason TEXT] [--generation N]\n"
       "\n"
       "Set the level of an alert: U1, U2, U3, U4 or U4B.  A graver one calls\n"
       "at once; a less grave one needs a reason.\n"
       "\n"
       "examples:\n"
       "  loket level M-4K7Q8T1C U1\n"
       "  loket level M-4K7Q8T1C U3 --reason 'nobody in danger any more'\n");

/* The present call of the alert, said aloud: the human must know what is
 * acknowledged. */
static enum ending
generation_find(struct visit *visit, const struct invocation *inv,
                int64_t *generation)
{
    struct session_event answer;
    enum ending ending = visit_ask(
        visit, inv, "show", json_pack("{s:s}", "id", inv->argv[0]), &answer);

    if (ending != ENDING_DONE)
        return ending;
    if (strcmp(answer.name, "alert_detail") != 0)
        return args_wrong(inv, _("%s is no alert"), inv->argv[0]);

    const json_t *alert = json_object_get(answer.body, "alert");

    *generation = object_number(alert, "generation");
    alert_words_line(&inv->out, alert);
    return ENDING_DONE;
}

static json_t *
action_body(const char *alert, const struct action *action)
{
    json_t *body = json_pack(
        "{s:s, s:s, s:I, s:s*, s:s*, s:s*}", "verb", action->verb, "alert",
        alert, "generation", (json_int_t)action->generation, "outcome",
        action->outcome, "level", action->level, "reason", action->reason);

    if (body != NULL && action->snooze_us != 0)
        (void)json_object_set_new(body, "snooze_us",
                                  json_integer((json_int_t)action->snooze_us));
    return body;
}

static enum ending
alert_act(const struct invocation *inv, struct action *action)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = ENDING_USAGE;

    if (visit_begin(&visit, inv) != RC_OK)
        goto out;
    ending = action->generation == NO_GENERATION
                 ? generation_find(&visit, inv, &action->generation)
                 : ENDING_DONE;
    if (ending != ENDING_DONE)
        goto out;
    ending = visit_ask(&visit, inv, "alert_action",
                       action_body(inv->argv[0], action), &answer);
    if (ending != ENDING_DONE)
        goto out;
    if (inv->json)
        output_object(answer.body);
    if (object_number(answer.body, "generation") != action->generation ||
        !alert_words_impossible(&inv->out, action->verb, answer.body))
        alert_words_result(&inv->out, answer.body);
    if (strcmp(object_text(answer.body, "verdict"), "ok") != 0)
        ending = ENDING_REFUSED;
out:
    visit_end(&visit);
    return ending;
}

/* A verb that needs nothing but the alert. */
static enum ending
verb_plain(struct invocation *inv, const char *verb)
{
    struct action action = {.verb = verb, .generation = NO_GENERATION};
    const struct arg args[] = {{"generation", ARG_NUMBER, &action.generation}};
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one ALERT is needed"));
    return alert_act(inv, &action);
}

enum ending
verb_ack(struct invocation *inv)
{
    return verb_plain(inv, "acknowledge");
}

enum ending
verb_takeover(struct invocation *inv)
{
    return verb_plain(inv, "takeover");
}

enum ending
verb_progress(struct invocation *inv)
{
    return verb_plain(inv, "progress");
}

enum ending
verb_reopen(struct invocation *inv)
{
    return verb_plain(inv, "reopen");
}

enum ending
verb_repage(struct invocation *inv)
{
    return verb_plain(inv, "repage");
}

enum ending
verb_close(struct invocation *inv)
{
    struct action action = {.verb = "close", .generation = NO_GENERATION};
    const struct arg args[] = {
        {"generation", ARG_NUMBER, &action.generation},
        {"outcome", ARG_TEXT, &action.outcome},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one ALERT is needed"));
    if (action.outcome == NULL)
        return args_wrong(inv, _("--%s is needed"), "outcome");
    return alert_act(inv, &action);
}

enum ending
verb_snooze(struct invocation *inv)
{
    struct action action = {.verb = "snooze", .generation = NO_GENERATION};
    const struct arg args[] = {
        {"generation", ARG_NUMBER, &action.generation},
        {"for", ARG_SPAN, &action.snooze_us},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one ALERT is needed"));
    if (action.snooze_us == 0)
        return args_wrong(inv, _("--%s is needed"), "for");
    return alert_act(inv, &action);
}

enum ending
verb_level(struct invocation *inv)
{
    char word[TEXT_CODE_BYTES];
    struct action action = {
        .verb = "level", .generation = NO_GENERATION, .level = word};
    const struct arg args[] = {
        {"generation", ARG_NUMBER, &action.generation},
        {"reason", ARG_TEXT, &action.reason},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 2)
        return args_wrong(inv, _("one ALERT and a LEVEL are needed"));
    (void)text_code(inv->argv[1], word);
    return alert_act(inv, &action);
}
