/* verb_alert -- ack, takeover, close: what a coordinator says about an alert */
#include <stdint.h>
#include <string.h>

#include "alert_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"

#define NO_GENERATION (-1)

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

static enum ending
alert_act(const struct invocation *inv, const char *verb, int64_t generation,
          const char *outcome)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = ENDING_USAGE;

    if (visit_begin(&visit, inv) != RC_OK)
        goto out;
    ending = generation == NO_GENERATION
                 ? generation_find(&visit, inv, &generation)
                 : ENDING_DONE;
    if (ending != ENDING_DONE)
        goto out;
    ending = visit_ask(&visit, inv, "alert_action",
                       json_pack("{s:s, s:s, s:I, s:s*}", "verb", verb, "alert",
                                 inv->argv[0], "generation",
                                 (json_int_t)generation, "outcome", outcome),
                       &answer);
    if (ending != ENDING_DONE)
        goto out;
    if (inv->json)
        output_object(answer.body);
    alert_words_result(&inv->out, answer.body);
    if (strcmp(object_text(answer.body, "verdict"), "ok") != 0)
        ending = ENDING_REFUSED;
out:
    visit_end(&visit);
    return ending;
}

static enum ending
verb_act(struct invocation *inv, const char *verb, bool closes)
{
    int64_t generation = NO_GENERATION;
    const char *outcome = NULL;
    const struct arg args[] = {
        {"generation", ARG_NUMBER, &generation},
        {"outcome", ARG_TEXT, &outcome},
    };
    enum rc rc = args_read(inv, args, closes ? 2 : 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one ALERT is needed"));
    if (closes && outcome == NULL)
        return args_wrong(inv, _("--outcome is needed"));
    return alert_act(inv, verb, generation, outcome);
}

enum ending
verb_ack(struct invocation *inv)
{
    return verb_act(inv, "acknowledge", false);
}

enum ending
verb_takeover(struct invocation *inv)
{
    return verb_act(inv, "takeover", false);
}

enum ending
verb_close(struct invocation *inv)
{
    return verb_act(inv, "close", true);
}
