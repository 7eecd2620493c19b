/* roster_change -- roster override, accept: what a person changes at the
 * desk */
#include "desk_document.h"
#include "desk_source.h"
#include "session.h"
#include "text.h"
#include "verb_roster.h"

struct override_options {
    const char *roster, *start, *end, *reason, *accept_gap;
    struct arg_list set, replace, add, remove, with;
};

/* The one verb that was given; NULL: none, or several. */
static const char *
verb_given(const struct override_options *o, const struct arg_list **people)
{
    const struct {
        const char *word;
        const struct arg_list *names;
    } verbs[] = {{"set", &o->set},
                 {"replace", &o->replace},
                 {"add", &o->add},
                 {"remove", &o->remove}};
    const char *given = NULL;
    size_t n = 0;

    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (verbs[i].names->n == 0)
            continue;
        given = verbs[i].word;
        *people = verbs[i].names;
        n++;
    }
    return n == 1 ? given : NULL;
}

static enum ending
override_send(const struct invocation *inv, const struct override_options *o,
              const char *verb, const struct arg_list *people)
{
    struct desk_put none = {.n = 0};
    struct visit visit = {0};
    struct session_event answer;
    struct zone zone;
    int64_t start_us = 0;
    int64_t end_us = 0;
    enum ending ending;

    if (desk_zone(&zone) != RC_OK ||
        desk_time(inv, &zone, "start", o->start, &start_us) != RC_OK ||
        desk_time(inv, &zone, "end", o->end, &end_us) != RC_OK)
        return ENDING_USAGE;
    ending = visit_once(
        &visit, inv, "roster_override",
        json_pack("{s:s, s:s, s:o, s:o, s:I, s:I, s:s, s:s*}", "roster",
                  o->roster, "verb", verb, "people", args_words(people), "with",
                  args_words(&o->with), "start_us", (json_int_t)start_us,
                  "end_us", (json_int_t)end_us, "reason", o->reason,
                  "accept_gap", o->accept_gap),
        &answer);
    if (ending == ENDING_DONE)
        ending = desk_document_result(inv, &none, answer.body);
    visit_end(&visit);
    return ending;
}

enum ending
roster_override(struct invocation *inv)
{
    struct override_options o = {.roster = NULL};
    const struct arg args[] = {
        {"roster", ARG_TEXT, &o.roster},
        {"start", ARG_TEXT, &o.start},
        {"end", ARG_TEXT, &o.end},
        {"reason", ARG_TEXT, &o.reason},
        {"accept-gap", ARG_TEXT, &o.accept_gap},
        {"set", ARG_LIST, &o.set},
        {"replace", ARG_LIST, &o.replace},
        {"add", ARG_LIST, &o.add},
        {"remove", ARG_LIST, &o.remove},
        {"with", ARG_LIST, &o.with},
    };
    const struct arg_list *people = NULL;
    const char *verb;
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (o.roster == NULL || o.start == NULL || o.end == NULL ||
        o.reason == NULL)
        return args_wrong(inv, _("--roster, --start, --end and --reason are "
                                 "needed"));
    if ((verb = verb_given(&o, &people)) == NULL)
        return args_wrong(inv, _("one of --set, --replace, --add and --remove "
                                 "is needed"));
    if ((people == &o.replace) != (o.with.n > 0))
        return args_wrong(inv, _("--replace and --with go together"));
    return override_send(inv, &o, verb, people);
}

enum ending
roster_accept(struct invocation *inv)
{
    const char *roster = NULL;
    const char *start = NULL;
    const struct arg args[] = {
        {"roster", ARG_TEXT, &roster},
        {"start", ARG_TEXT, &start},
    };
    struct visit visit = {0};
    struct session_event answer;
    struct zone zone;
    char text[ZONE_TEXT_BYTES];
    int64_t start_us = 0;
    enum ending ending;
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (roster == NULL || start == NULL)
        return args_wrong(inv, _("--roster and --start are needed"));
    if (desk_zone(&zone) != RC_OK ||
        desk_time(inv, &zone, "start", start, &start_us) != RC_OK)
        return ENDING_USAGE;
    ending = visit_once(&visit, inv, "roster_accept",
                        json_pack("{s:s, s:I}", "roster", roster, "start_us",
                                  (json_int_t)start_us),
                        &answer);
    if (ending == ENDING_DONE && inv->json)
        output_object(answer.body);
    if (ending == ENDING_DONE)
        output_line(&inv->out, _("%s: noted that you come at %s"), roster,
                    zone_write(&zone, start_us, text));
    visit_end(&visit);
    return ending;
}
