/* verb_task -- task list, assign, accept, decline, done, withdraw: what a
 * partner is asked to do about a referral */
#include <string.h>

#include "casework_words.h"
#include "desk_source.h"
#include "session.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"

const char verb_task_help[] = N_(
    "usage: loket task list [R-..]\n"
    "       loket task assign R-.. --partner ORGANISATION --task TASK\n"
    "         [--due TIME]\n"
    "       loket task accept|done T-..\n"
    "       loket task decline T-.. --reason TEXT\n"
    "       loket task withdraw T-.. [--reason TEXT]\n"
    "\n"
    "A coordinator asks a partner to do something; the partner accepts or\n"
    "declines, and says when it is done.  Nothing of the referral goes with\n"
    "it: the partner calls the desk.  list shows the open ones, a partner "
    "only\n"
    "its own; with a referral all of that.\n"
    "\n"
    "  TASK  needs, guidance, legal, medical, shelter, return, first-contact,\n"
    "        expertise, case-meeting, other\n"
    "  TIME  2026-10-25T08:00, as the desk has it\n"
    "\n"
    "Exit code 1 when it is not possible now, or not yours.\n"
    "\n"
    "examples:\n"
    "  loket task assign R-4K7Q8T1C --partner advocaten --task legal\n"
    "  loket task decline T-7K3QM2XA --reason \"no room this week\"\n");

/* Asks; prints the TaskResult about `id`. */
static enum ending
task_ask(const struct invocation *inv, const char *kind, const char *id,
         json_t *body)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = visit_once(&visit, inv, kind, body, &answer);

    if (ending == ENDING_DONE) {
        const json_t *task = json_object_get(answer.body, "task");

        ending = casework_verdict(&inv->out, id,
                                  object_text(answer.body, "verdict"));
        if (inv->json)
            output_object(answer.body);
        else if (task != NULL)
            casework_print_task(&inv->out, task);
    }
    visit_end(&visit);
    return ending;
}

static enum ending
task_assign(struct invocation *inv)
{
    const char *partner = NULL;
    const char *task = NULL;
    const char *due = NULL;
    const struct arg args[] = {{"partner", ARG_TEXT, &partner},
                               {"task", ARG_TEXT, &task},
                               {"due", ARG_TEXT, &due}};
    char word[TEXT_CODE_BYTES];
    struct zone zone;
    int64_t due_us = 0;
    enum rc rc = args_read(inv, args, 3);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one referral, R-.., is needed"));
    if (partner == NULL || task == NULL)
        return args_wrong(inv, _("--%s is needed"),
                          partner == NULL ? "partner" : "task");
    if (desk_zone(&zone) != RC_OK ||
        desk_time(inv, &zone, "due", due, &due_us) != RC_OK)
        return ENDING_USAGE;
    return task_ask(inv, "assign", inv->argv[0],
                    json_pack("{s:s, s:s, s:s, s:I}", "referral", inv->argv[0],
                              "partner", partner, "task", text_code(task, word),
                              "due_us", (json_int_t)due_us));
}

/* argv[0] is the verb, of the protocol as well. */
static enum ending
task_act(struct invocation *inv)
{
    const char *verb = inv->argv[0];
    const char *reason = NULL;
    const struct arg args[] = {{"reason", ARG_TEXT, &reason}};
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one task, T-.., is needed"));
    if (strcmp(verb, "decline") == 0 && reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    return task_ask(inv, "task_action", inv->argv[0],
                    json_pack("{s:s, s:s, s:s*}", "task", inv->argv[0], "verb",
                              verb, "reason", reason));
}

static enum ending
task_list(struct invocation *inv)
{
    static const struct visit_list list = {"list_tasks", "tasks", "task",
                                           casework_print_task, N_("no tasks")};
    struct zone zone;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one referral, R-.., is needed"));
    if (desk_zone(&zone) != RC_OK) /* times are shown as the desk has them */
        return ENDING_USAGE;
    return visit_list(
        inv, &list,
        json_pack("{s:s}", "referral", inv->argc == 1 ? inv->argv[0] : ""));
}

enum ending
verb_task(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"list", task_list},   {"assign", task_assign}, {"accept", task_act},
        {"decline", task_act}, {"done", task_act},      {"withdraw", task_act},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
