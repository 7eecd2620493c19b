/* verb_decide -- combine, split, separate, takeback: what people decide about
 * signals that belong together */
#include "decide_words.h"
#include "session.h"
#include "text.h"
#include "verb.h"

const char verb_combine_help[] = N_(
    "usage: loket combine ID ID.. --reason TEXT\n"
    "\n"
    "These signals belong together: S-.. each, or a bundle B-.. for all its\n"
    "signals.  It holds until somebody takes it back, whatever the evidence.\n"
    "What contradicts an earlier decision is refused with the decisions that\n"
    "stand in its way.  Exit code 1 then.\n"
    "\n"
    "example:\n"
    "  loket combine S-7K3QM2XA S-4K7Q8T1C --reason \"zelfde auto gezien\"\n");
const char verb_split_help[] = N_(
    "usage: loket split B-.. S-.. [S-..].. --reason TEXT\n"
    "\n"
    "Split a bundle: these signals are one case, its others another.  To take\n"
    "one signal out, or to say of two that they do not belong together, is\n"
    "`loket separate`.\n"
    "\n"
    "example:\n"
    "  loket split B-7K3QM2XA S-4K7Q8T1C S-2B90XW5E --reason \"andere "
    "flat\"\n");
const char verb_separate_help[] =
    N_("usage: loket separate S-.. --reason TEXT\n"
       "       loket separate S-.. S-.. --reason TEXT\n"
       "\n"
       "One signal does not belong in its bundle; or these two do not belong\n"
       "together, and evidence decides where the others go.\n"
       "\n"
       "example:\n"
       "  loket separate S-7K3QM2XA --reason \"nummer van het hotel\"\n");
const char verb_takeback_help[] =
    N_("usage: loket takeback V-.. --reason TEXT\n"
       "\n"
       "Take a decision about signals back, yours or another's.  It stays on\n"
       "record with who took it back and why; the evidence counts again.\n"
       "`loket why` lists decisions.\n"
       "\n"
       "example:\n"
       "  loket takeback V-7K3QM2XA --reason \"verkeerd signaal\"\n");

/* Asks, and says what came of it; body is released. */
static enum ending
decide(const struct invocation *inv, json_t *body)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending = visit_once(&visit, inv, "link_decide", body, &answer);

    if (ending == ENDING_DONE && !decide_words_print(&inv->out, answer.body))
        ending = ENDING_REFUSED;
    visit_end(&visit);
    return ending;
}

/* The operands from `first` on. */
static json_t *
operands(const struct invocation *inv, int first)
{
    json_t *ids = json_array();

    for (int i = first; i < inv->argc; i++)
        (void)json_array_append_new(ids, json_string(inv->argv[i]));
    return ids;
}

/* RC_OK, or how the verb ends. */
static enum rc
reason_read(struct invocation *inv, const char **reason, enum ending *ending)
{
    const struct arg args[] = {{"reason", ARG_TEXT, reason}};
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK) {
        *ending = args_ending(rc);
    } else if (*reason == NULL) {
        *ending = args_wrong(inv, _("--%s is needed"), "reason");
        rc = RC_INVALID;
    }
    return rc;
}

enum ending
verb_combine(struct invocation *inv)
{
    const char *reason = NULL;
    enum ending ending;

    if (reason_read(inv, &reason, &ending) != RC_OK)
        return ending;
    if (inv->argc < 2)
        return args_wrong(inv, _("two S-.. or B-.. at least are needed"));
    return decide(inv, json_pack("{s:s, s:o, s:s}", "verb", "combine", "ids",
                                 operands(inv, 0), "reason", reason));
}

enum ending
verb_split(struct invocation *inv)
{
    const char *reason = NULL;
    enum ending ending;

    if (reason_read(inv, &reason, &ending) != RC_OK)
        return ending;
    if (inv->argc < 2)
        return args_wrong(inv, _("one B-.. and one S-.. at least are needed"));
    return decide(inv, json_pack("{s:s, s:s, s:o, s:s}", "verb", "split",
                                 "bundle", inv->argv[0], "ids",
                                 operands(inv, 1), "reason", reason));
}

enum ending
verb_separate(struct invocation *inv)
{
    const char *reason = NULL;
    enum ending ending;

    if (reason_read(inv, &reason, &ending) != RC_OK)
        return ending;
    if (inv->argc != 1 && inv->argc != 2)
        return args_wrong(inv, _("one S-.. or two are needed"));
    return decide(inv, json_pack("{s:s, s:o, s:s}", "verb", "separate", "ids",
                                 operands(inv, 0), "reason", reason));
}

enum ending
verb_takeback(struct invocation *inv)
{
    const char *reason = NULL;
    enum ending ending;

    if (reason_read(inv, &reason, &ending) != RC_OK)
        return ending;
    if (inv->argc != 1)
        return args_wrong(inv, _("one V-.. is needed"));
    return decide(inv, json_pack("{s:s, s:s, s:s}", "verb", "take_back",
                                 "decision", inv->argv[0], "reason", reason));
}
