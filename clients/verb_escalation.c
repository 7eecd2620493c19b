/* verb_escalation -- escalation simulate: who would be called when */
#include <string.h>

#include "core/desk_rules.h"
#include "core/roster.h"
#include "desk_source.h"
#include "duration.h"
#include "findings_words.h"
#include "simulate.h"
#include "text.h"
#include "verb.h"

#define FOR_US INT64_C(7200000000)

const char verb_escalation_help[] = N_(
    "usage: loket escalation simulate FILE --at TIME --level U1|U2|U3|U4|U4B\n"
    "         [--kind referral|signal] [--ack PERSON@+7m].. [--down PERSON]..\n"
    "         [--deliver-never PERSON].. [--for 2h]\n"
    "\n"
    "Who would be called when, minute by minute, without the desk and by the\n"
    "very rules it follows.  FILE is a desk document, or a folder of them;\n"
    "what a file does not hold is looked up beside it.\n"
    "\n"
    "  --at TIME               it begins, local: 2026-10-25T02:30\n"
    "  --ack PERSON@+TIME      PERSON takes it so long after\n"
    "  --down PERSON           cannot be reached at all\n"
    "  --deliver-never PERSON  is called, and the device never gets it\n"
    "  --for TIME              how long to look (default 2h)\n"
    "\n"
    "example:\n"
    "  loket escalation simulate config/desk --at 2026-10-25T02:30 --level U1\n"
    "    --down coordinator --ack fallback@+7m\n");

struct options {
    const char *at, *level, *kind;
    struct arg_list acks, down, never;
    int64_t for_us;
};

struct printing {
    const struct output *out;
    const struct roster_book *book;
    int64_t start_us;
};

static const char *const level_codes[LEVEL_LAST + 1] = {"",   "u1", "u2",
                                                        "u3", "u4", "u4b"};

static void
event_object(const struct printing *p, const struct simulate_event *event)
{
    static const char *const verdicts[] = {"",          "ok",      "already",
                                           "stale",     "closed",  "denied",
                                           "not_found", "invalid", "limit"};
    char text[ZONE_TEXT_BYTES];
    json_t *line = json_pack(
        "{s:s, s:s, s:I, s:I, s:s, s:I}", "event", simulate_name(event->what),
        "at", zone_write(&p->book->zone, event->at_us, text), "at_us",
        (json_int_t)event->at_us, "after_s",
        (json_int_t)((event->at_us - p->start_us) / 1000000), "level",
        level_codes[event->level], "generation", (json_int_t)event->generation);

    if (event->people != 0)
        (void)json_object_set_new(line, "people",
                                  people_array(p->book, event->people));
    if (event->what == SIMULATE_STEP || event->what == SIMULATE_FALLBACK) {
        (void)json_object_set_new(line, "step",
                                  json_integer((json_int_t)event->step));
        (void)json_object_set_new(line, "position",
                                  json_integer((json_int_t)event->position));
    }
    if (event->count != 0)
        (void)json_object_set_new(line, "steps_empty",
                                  json_integer((json_int_t)event->count));
    if (event->until_us != 0)
        (void)json_object_set_new(line, "until_us",
                                  json_integer((json_int_t)event->until_us));
    if (event->deadline_us != 0)
        (void)json_object_set_new(line, "deadline_us",
                                  json_integer((json_int_t)event->deadline_us));
    if (event->what == SIMULATE_ACK)
        (void)json_object_set_new(line, "verdict",
                                  json_string(verdicts[event->verdict]));
    output_object(line);
    json_decref(line);
}

static void
event_take(const struct simulate_event *event, void *arg)
{
    const struct printing *p = arg;
    char line[SIMULATE_LINE_BYTES];

    if (p->out->json)
        event_object(p, event);
    else
        output_line(p->out, "%s",
                    simulate_write(p->book, p->start_us, event, line));
}

static enum rc
person_of(const struct roster_book *book, const char *name, size_t *person)
{
    *person = roster_person(book, name);
    if (*person < PERSONS_MAX)
        return RC_OK;
    output_error(_("there is nobody called %s"), name);
    return RC_INVALID;
}

static enum ending
people_read(const struct invocation *inv, const struct options *options,
            struct roster_book *book, struct simulate_plan *plan)
{
    size_t person;

    for (size_t i = 0; i < options->down.n; i++) {
        if (person_of(book, options->down.items[i], &person) != RC_OK)
            return ENDING_USAGE;
        book->persons[person].reachable = false;
    }
    for (size_t i = 0; i < options->never.n; i++) {
        if (person_of(book, options->never.items[i], &person) != RC_OK)
            return ENDING_USAGE;
        plan->never |= PERSON_BIT(person);
    }
    for (size_t i = 0; i < options->acks.n; i++) {
        struct person_moment moment;

        if (person_moment_read(options->acks.items[i], &moment) != RC_OK)
            return args_wrong(inv, _("--%s is PERSON@+7m"), "ack");
        if (person_of(book, moment.person, &person) != RC_OK)
            return ENDING_USAGE;
        plan->acks[plan->acks_n++] =
            (struct simulate_ack){person, moment.after_us};
    }
    return ENDING_DONE;
}

static enum ending
words_read(const struct invocation *inv, const struct options *options,
           struct simulate_plan *plan)
{
    char word[TEXT_CODE_BYTES];

    (void)text_code(options->level, word);
    for (int i = LEVEL_U1; i <= LEVEL_LAST; i++) {
        if (strcmp(level_codes[i], word) == 0)
            plan->level = (enum level)i;
    }
    if (plan->level == LEVEL_NONE)
        return args_wrong(inv, _("--level is U1, U2, U3, U4 or U4B"));
    plan->kind = strcmp(options->kind, "referral") == 0 ? MESSAGE_REFERRAL
                                                        : MESSAGE_SIGNAL;
    if (plan->kind == MESSAGE_SIGNAL && strcmp(options->kind, "signal") != 0)
        return args_wrong(inv, _("--kind is signal or referral"));
    return ENDING_DONE;
}

static enum ending
simulate_run(struct invocation *inv, const struct options *options)
{
    struct desk_source source = {.rules = NULL};
    struct simulate_plan plan = {.for_us = options->for_us};
    struct printing printing = {.out = &inv->out};
    struct roster_book *book;
    enum ending ending = words_read(inv, options, &plan);

    if (ending == ENDING_DONE)
        ending = desk_source_open(&source, inv, inv->argv[0], true);
    if (ending != ENDING_DONE) {
        findings_words_print(&inv->out, &source.findings);
        goto out;
    }
    book = &source.rules->book;
    plan.start_us = source.now_us;
    if (desk_time(inv, &book->zone, "at", options->at, &plan.start_us) != RC_OK)
        ending = ENDING_USAGE;
    else
        ending = people_read(inv, options, book, &plan);
    if (ending != ENDING_DONE)
        goto out;
    printing.book = book;
    printing.start_us = plan.start_us;
    simulate(source.rules, &plan, event_take, &printing);
out:
    desk_source_close(&source);
    return ending;
}

static enum ending
escalation_simulate(struct invocation *inv)
{
    struct options options = {.kind = "signal", .for_us = FOR_US};
    const struct arg args[] = {
        {"at", ARG_TEXT, &options.at},
        {"level", ARG_TEXT, &options.level},
        {"kind", ARG_TEXT, &options.kind},
        {"ack", ARG_LIST, &options.acks},
        {"down", ARG_LIST, &options.down},
        {"deliver-never", ARG_LIST, &options.never},
        {"for", ARG_SPAN, &options.for_us},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc != 1)
        return args_wrong(inv, _("one FILE or FOLDER is needed"));
    if (options.at == NULL || options.level == NULL)
        return args_wrong(inv, _("--at and --level are needed"));
    return simulate_run(inv, &options);
}

enum ending
verb_escalation(struct invocation *inv)
{
    static const struct noun_row rows[] = {{"simulate", escalation_simulate}};

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
