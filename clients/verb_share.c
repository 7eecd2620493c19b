/* verb_share -- share, share list, share recall: what leaves the desk */
#include <string.h>

#include "session.h"
#include "share_words.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"

const char verb_share_help[] = N_(
    "usage: loket share B-..|M-..|S-.. --to ORGANISATION --content CONTENT\n"
    "                   --purpose TEXT [--agreement NAME] [--check]\n"
    "       loket share list [B-..|M-..|S-..]\n"
    "       loket share recall D-.. --reason TEXT\n"
    "\n"
    "What leaves the desk, on your decision.  CONTENT is summary (place,\n"
    "class, codes, how many organisations) or address (something is going on\n"
    "at this address; nothing about persons).  Never who told it, no text,\n"
    "no telephone numbers.  What the police did not release and what needs\n"
    "its provider's permission (H2, H3) is left out.\n"
    "\n"
    "  --agreement NAME  of the document directory, valid today for this\n"
    "  --check           show what would leave and by which row; send nothing\n"
    "\n"
    "recall tells who got it to delete it.  Exit code 1 when it may not\n"
    "leave.\n"
    "\n"
    "examples:\n"
    "  loket share B-7K3QM2XA --to ams --content summary --purpose "
    "\"onderzoek\"\n"
    "  loket share recall D-4K7Q8T1C --reason \"verkeerd adres\"\n");

static const struct text_row rows[] = {
    {"no_row", N_("the table does not let this go to them")},
    {"agreement", N_("there is no agreement that is valid today for this")},
    {"handling", N_("not without the permission of who told it")},
    {"not_found", N_("there is no such case, organisation or share")},
    {"recalled", N_("it is recalled already")},
    {"nothing", N_("there is nothing of it that may leave")},
};

static const char *
verdict_words(const char *verdict)
{
    return text_of(rows, sizeof rows / sizeof rows[0], verdict);
}

/* What was asked, with its answer; DONE only when it left, or would. */
static enum ending
share_send(const struct invocation *inv, const char *request, json_t *body,
           const char *about)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = visit_once(&visit, inv, request, body, &answer);

    if (ending == ENDING_DONE) {
        const char *verdict = object_text(answer.body, "verdict");
        const json_t *share = json_object_get(answer.body, "share");
        const json_t *shown = json_object_get(answer.body, "shown");

        if (inv->json)
            output_object(answer.body);
        if (strcmp(verdict, "ok") != 0) {
            ending = ENDING_REFUSED;
            output_line(&inv->out, "%s: %s", about, verdict_words(verdict));
        } else if (share != NULL && *object_text(share, "share") == '\0')
            output_line(&inv->out, _("nothing was sent; this would leave:"));
        if (share != NULL)
            share_words_record(&inv->out, share);
        if (shown != NULL)
            share_words_shared(&inv->out, "", shown);
    }
    visit_end(&visit);
    return ending;
}

static enum ending
share_new(struct invocation *inv)
{
    static const char *const contents[][2] = {{"summary", "bundle_summary"},
                                              {"address", "address_note"}};
    const char *to = NULL;
    const char *content = NULL;
    const char *agreement = NULL;
    const char *purpose = NULL;
    bool check = false;
    const struct arg args[] = {
        {"to", ARG_TEXT, &to},
        {"content", ARG_TEXT, &content},
        {"agreement", ARG_TEXT, &agreement},
        {"purpose", ARG_TEXT, &purpose},
        {"check", ARG_FLAG, &check},
    };
    const char *word = NULL;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one B-.., M-.. or S-.. is needed"));
    if (to == NULL || content == NULL || purpose == NULL)
        return args_wrong(inv, _("--%s is needed"),
                          to == NULL        ? "to"
                          : content == NULL ? "content"
                                            : "purpose");
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
        if (strcmp(content, contents[i][0]) == 0)
            word = contents[i][1];
    if (word == NULL)
        return args_wrong(inv, _("--content is summary or address"));
    return share_send(inv, "share_new",
                      json_pack("{s:s, s:s, s:s, s:s, s:s*, s:b}", "id",
                                inv->argv[0], "to", to, "content", word,
                                "purpose", purpose, "agreement", agreement,
                                "check_only", (int)check),
                      inv->argv[0]);
}

static enum ending
share_recall(struct invocation *inv)
{
    const char *reason = NULL;
    const struct arg args[] = {{"reason", ARG_TEXT, &reason}};
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one D-.. is needed"));
    if (reason == NULL)
        return args_wrong(inv, _("--%s is needed"), "reason");
    return share_send(
        inv, "share_recall",
        json_pack("{s:s, s:s}", "share", inv->argv[0], "reason", reason),
        inv->argv[0]);
}

static enum ending
share_list(struct invocation *inv)
{
    static const struct visit_list list = {"list_shares", "shares", "share",
                                           share_words_record,
                                           N_("nothing was shared")};
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc > 1)
        return args_wrong(inv, _("one B-.., M-.. or S-.. at most"));
    return visit_list(
        inv, &list,
        json_pack("{s:s}", "id", inv->argc == 1 ? inv->argv[0] : ""));
}

enum ending
verb_share(struct invocation *inv)
{
    static const struct noun_row words[] = {
        {"list", share_list},
        {"recall", share_recall},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (inv->argc > 1 && strcmp(inv->argv[1], words[i].name) == 0)
            return verb_noun(inv, words, sizeof words / sizeof words[0]);
    return share_new(inv);
}
