/* verb_bottlenecks -- bottlenecks list, take, structural, ..: the register of
 * what stands in the way */
#include <string.h>

#include "session.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"

const char verb_bottlenecks_help[] =
    N_("usage: loket bottlenecks list [--all]\n"
       "       loket bottlenecks take K-.. [--owner NAME] [--reason TEXT]\n"
       "       loket bottlenecks structural|solve|drop K-.. [--owner NAME]\n"
       "                         [--reason TEXT]\n"
       "\n"
       "The register of bottlenecks.  take makes one yours, or NAME's, also\n"
       "after it was solved or dropped; structural passes it on to the\n"
       "municipality.  `loket bottleneck` sends one.\n"
       "\n"
       "  --all  solved and dropped ones as well\n"
       "\n"
       "Exit code 1 when it is not possible now.\n"
       "\n"
       "examples:\n"
       "  loket bottlenecks list\n"
       "  loket bottlenecks structural K-4K7Q8T1C --reason \"te weinig "
       "plekken\"\n");

static void
bottleneck_print(const struct output *out, const json_t *bottleneck)
{
    const char *state = object_text(bottleneck, "state");
    const char *owner = object_text(bottleneck, "owner");
    const char *reason = object_text(bottleneck, "reason");
    const char *municipality = object_text(bottleneck, "municipality");
    char at[TEXT_TIME_BYTES];

    output_line(out, _("%s  %s: %s%s%s%s%s, received %s%s%s"),
                object_text(bottleneck, "id"),
                text_word("bottleneck", *state != '\0' ? state : "new"),
                text_word("category", object_text(bottleneck, "category")),
                *municipality != '\0' ? ", " : "", municipality,
                *owner != '\0' ? _(" by ") : "", owner,
                text_time(object_number(bottleneck, "accepted_us"), at),
                *reason != '\0' ? ": " : "", reason);
}

static void
result_print(const struct output *out, const char *id, const json_t *result)
{
    const char *verdict = object_text(result, "verdict");
    const json_t *bottleneck = json_object_get(result, "bottleneck");

    if (strcmp(verdict, "ok") == 0)
        output_line(out, _("%s: done"), id);
    else if (strcmp(verdict, "already") == 0)
        output_line(out, _("%s: it is so already"), id);
    else if (strcmp(verdict, "closed") == 0)
        output_line(out, _("%s: it has ended; take it up again first"), id);
    else if (strcmp(verdict, "not_found") == 0)
        output_line(out, _("%s: there is no such bottleneck"), id);
    else
        output_line(out, _("%s: not possible now"), id);
    if (bottleneck != NULL)
        bottleneck_print(out, bottleneck);
}

static const char *
state_of(const char *word)
{
    static const char *const states[][2] = {{"take", "open"},
                                            {"structural", "structural"},
                                            {"solve", "solved"},
                                            {"drop", "dropped"}};

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i][0], word) == 0)
            return states[i][1];
    return word;
}

/* argv[0] is the word that says what becomes of it. */
static enum ending
bottlenecks_act(struct invocation *inv)
{
    const char *state = state_of(inv->argv[0]);
    const char *owner = NULL;
    const char *reason = NULL;
    const struct arg args[] = {{"owner", ARG_TEXT, &owner},
                               {"reason", ARG_TEXT, &reason}};
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending;
    enum rc rc = args_read(inv, args, 2);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one bottleneck, K-.., is needed"));
    ending =
        visit_once(&visit, inv, "bottleneck_action",
                   json_pack("{s:s, s:s, s:s*, s:s*}", "id", inv->argv[0],
                             "state", state, "owner", owner, "reason", reason),
                   &answer);
    if (ending == ENDING_DONE) {
        if (inv->json)
            output_object(answer.body);
        result_print(&inv->out, inv->argv[0], answer.body);
        if (strcmp(object_text(answer.body, "verdict"), "ok") != 0)
            ending = ENDING_REFUSED;
    }
    visit_end(&visit);
    return ending;
}

static enum ending
bottlenecks_list(struct invocation *inv)
{
    static const struct visit_list list = {"list_bottlenecks", "bottlenecks",
                                           "id", bottleneck_print,
                                           N_("no bottlenecks")};
    bool all = false;
    const struct arg args[] = {{"all", ARG_FLAG, &all}};
    enum rc rc = args_read_only(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    return visit_list(inv, &list, json_pack("{s:b}", "all", (int)all));
}

enum ending
verb_bottlenecks(struct invocation *inv)
{
    static const struct noun_row rows[] = {
        {"list", bottlenecks_list},      {"take", bottlenecks_act},
        {"structural", bottlenecks_act}, {"solve", bottlenecks_act},
        {"drop", bottlenecks_act},
    };

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
