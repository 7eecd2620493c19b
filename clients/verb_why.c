/* verb_why -- why: what ties signals together, or does not */
#include "session.h"
#include "text.h"
#include "verb.h"
#include "why_words.h"

const char verb_why_help[] = N_(
    "usage: loket why S-..|B-..\n"
    "       loket why S-.. S-..\n"
    "\n"
    "Why a signal is in its bundle, what holds a bundle together, or why two\n"
    "signals are together or are not: the evidence in bits, line by line.\n"
    "Bits add up; one bit doubles the odds.  Weights are those of the model\n"
    "in force, a value that many bundles have weighs little, and an agreement\n"
    "weighs less the longer there is between the two observations.\n"
    "A referral (R-..) is in no bundle: what it seems to be about is told.\n"
    "\n"
    "examples:\n"
    "  loket why S-7K3QM2XA\n"
    "  loket why S-7K3QM2XA S-4K7Q8T1C\n");

enum ending
verb_why(struct invocation *inv)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1 && inv->argc != 2)
        return args_wrong(inv, _("one S-.. or B-.., or two S-.. are needed"));
    ending = visit_once(&visit, inv, "why",
                        json_pack("{s:s, s:s}", "id", inv->argv[0], "other",
                                  inv->argc == 2 ? inv->argv[1] : ""),
                        &answer);
    if (ending == ENDING_DONE && inv->json)
        output_object(answer.body);
    else if (ending == ENDING_DONE)
        why_words_print(&inv->out, answer.body);
    visit_end(&visit);
    return ending;
}
