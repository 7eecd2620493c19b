/* verb_questions -- ask, answer, questions: a coordinator asks the sender of a
 * message, whoever has the receipt answers */
#include <stdio.h>
#include <string.h>

#include "core/validate_sharing.h"
#include "session.h"
#include "share_words.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"

#define STDIN_BYTES 4096

const char verb_ask_help[] = N_(
    "usage: loket ask S-..|R-..|A-..|K-.. TEXT|-\n"
    "\n"
    "Asks the sender of a message something: one line of 280 bytes at most,\n"
    "or - for the first line of stdin.  The sender does not learn who asks,\n"
    "nor you who answers.  At most 20 questions about one message wait for\n"
    "an answer.\n"
    "\n"
    "example:\n"
    "  loket ask S-7K3QM2XA \"Op welke dagen zag u dit?\"\n");

const char verb_answer_help[] = N_(
    "usage: loket answer RECEIPT Q-.. TEXT|-\n"
    "\n"
    "Answers a question of the desk about a message.  Whoever has the\n"
    "receipt may; - reads the first line of stdin.\n"
    "\n"
    "example:\n"
    "  loket answer S-7K3QM2XA-9V4T2M8H6JX3B0QF Q-4K7Q8T1C \"Op maandag\"\n");

const char verb_questions_help[] =
    N_("usage: loket questions RECEIPT\n"
       "       loket questions S-..|R-..|A-..|K-..\n"
       "\n"
       "The questions about a message, the newest first, with their answers:\n"
       "for whoever has its receipt, and by its id for coordinators.\n"
       "\n"
       "examples:\n"
       "  loket questions S-7K3QM2XA-9V4T2M8H6JX3B0QF\n"
       "  loket questions S-7K3QM2XA\n");

/* What was written, or the first line of stdin; NULL: that cannot be read. */
static const char *
text_given(const char *written, char room[STDIN_BYTES])
{
    if (strcmp(written, "-") != 0)
        return written;
    if (fgets(room, STDIN_BYTES, stdin) == NULL)
        return NULL;
    room[strcspn(room, "\n")] = '\0';
    return room;
}

static void
result_print(const struct output *out, const char *about, const char *verdict)
{
    if (strcmp(verdict, "limit") == 0)
        output_line(out, _("%s: too many questions wait for an answer"), about);
    else if (strcmp(verdict, "already") == 0)
        output_line(out, _("%s: it is answered already"), about);
    else
        output_line(out, _("%s: there is no such message or question"), about);
}

static enum ending
question_send(const struct invocation *inv, const char *request, json_t *body,
              const char *about)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = visit_once(&visit, inv, request, body, &answer);

    if (ending == ENDING_DONE) {
        const char *verdict = object_text(answer.body, "verdict");
        const json_t *question = json_object_get(answer.body, "question");

        if (inv->json)
            output_object(answer.body);
        if (strcmp(verdict, "ok") != 0) {
            ending = ENDING_REFUSED;
            result_print(&inv->out, about, verdict);
        }
        if (question != NULL)
            share_words_question(&inv->out, question);
    }
    visit_end(&visit);
    return ending;
}

enum ending
verb_ask(struct invocation *inv)
{
    char room[STDIN_BYTES];
    const char *text = NULL;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 2)
        return args_wrong(inv, _("the id of a message and a text are needed"));
    text = text_given(inv->argv[1], room);
    if (text == NULL)
        return args_wrong(inv, _("nothing on stdin"));
    return question_send(
        inv, "ask", json_pack("{s:s, s:s}", "id", inv->argv[0], "text", text),
        inv->argv[0]);
}

enum ending
verb_answer(struct invocation *inv)
{
    char room[STDIN_BYTES];
    const char *text = NULL;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 3)
        return args_wrong(inv, _("a RECEIPT, a Q-.. and a text are needed"));
    text = text_given(inv->argv[2], room);
    if (text == NULL)
        return args_wrong(inv, _("nothing on stdin"));
    return question_send(inv, "answer",
                         json_pack("{s:s, s:s, s:s}", "receipt", inv->argv[0],
                                   "question", inv->argv[1], "text", text),
                         inv->argv[1]);
}

/* A receipt has a second dash, an id has one. */
static bool
is_receipt(const char *text)
{
    const char *dash = strchr(text, '-');

    return dash != NULL && strchr(dash + 1, '-') != NULL;
}

enum ending
verb_questions(struct invocation *inv)
{
    static const struct visit_list list = {"list_questions", "questions", NULL,
                                           share_words_question,
                                           N_("no questions")};
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one RECEIPT or the id of a message is "
                                 "needed"));
    return visit_list(inv, &list,
                      json_pack("{s:s}",
                                is_receipt(inv->argv[0]) ? "receipt" : "id",
                                inv->argv[0]));
}
