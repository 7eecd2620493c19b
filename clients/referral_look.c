/* referral_look -- referral show, timeline */
#include <stdlib.h>

#include "casework_words.h"
#include "session.h"
#include "text.h"
#include "verb_referral.h"

static void
print_linked(const struct output *out, const json_t *linked)
{
    const json_t *one;
    size_t i;
    char at[TEXT_TIME_BYTES];

    json_array_foreach(linked, i, one)
        output_line(out, _("  the same pseudonym: %s of %s, %s"),
                    object_text(one, "id"), object_text(one, "organisation"),
                    text_time(object_number(one, "accepted_us"), at));
}

static void
print_detail(const struct output *out, const json_t *detail)
{
    const json_t *one;
    size_t i;

    casework_print_referral(out, json_object_get(detail, "referral"));
    print_linked(out, json_object_get(detail, "linked"));
    json_array_foreach(json_object_get(detail, "tasks"), i, one)
        casework_print_task(out, one);
    json_array_foreach(json_object_get(detail, "terms"), i, one)
        casework_print_term(out, one);
}

static enum ending
look(struct invocation *inv, struct visit *visit, struct session_event *answer)
{
    if (inv->argc != 1)
        return args_wrong(inv, _("one referral, R-.., is needed"));
    return visit_once(visit, inv, "referral_show",
                      json_pack("{s:s}", "id", inv->argv[0]), answer);
}

enum ending
referral_show(struct invocation *inv)
{
    struct visit visit = {0};
    struct session_event answer;
    enum ending ending;
    enum rc rc = args_read(inv, NULL, 0);

    if (rc != RC_OK)
        return args_ending(rc);
    ending = look(inv, &visit, &answer);
    if (ending == ENDING_DONE && inv->json)
        output_object(answer.body);
    else if (ending == ENDING_DONE)
        print_detail(&inv->out, answer.body);
    visit_end(&visit);
    return ending;
}

/* --- when what happened -----------------------------------------------------
 */

struct moment {
    int64_t at_us;
    const char *event; /* code word */
    const char *what;  /* a term, a task's kind, an organisation; "" none */
};

struct timeline {
    struct moment moments[1024]; /* tasks and terms are 100 each at most */
    size_t n;
};

static void
add(struct timeline *line, int64_t at_us, const char *event, const char *what)
{
    if (at_us == 0 || line->n == sizeof line->moments / sizeof line->moments[0])
        return;
    line->moments[line->n++] = (struct moment){at_us, event, what};
}

static void
add_task(struct timeline *line, const json_t *task)
{
    const char *kind = object_text(task, "kind");

    add(line, object_number(task, "asked_us"), "task_asked", kind);
    add(line, object_number(task, "answered_us"), "task_answered", kind);
    add(line, object_number(task, "done_us"), "task_done", kind);
}

static void
add_term(struct timeline *line, const json_t *term)
{
    const char *name = object_text(term, "term");

    add(line, object_number(term, "start_us"), "term_start", name);
    add(line, object_number(term, "end_us"), "term_end", name);
    add(line, object_number(term, "ended_us"), "term_ended", name);
}

static int
by_time(const void *a, const void *b)
{
    const struct moment *first = a;
    const struct moment *second = b;

    return (first->at_us > second->at_us) - (first->at_us < second->at_us);
}

static void
collect(const json_t *detail, struct timeline *line)
{
    const json_t *referral = json_object_get(detail, "referral");
    const json_t *one;
    size_t i;

    add(line, object_number(referral, "changed_us"), "referral",
        object_text(referral, "state"));
    add(line, object_number(referral, "follow_up_us"), "follow_up", "");
    json_array_foreach(json_object_get(detail, "tasks"), i, one)
        add_task(line, one);
    json_array_foreach(json_object_get(detail, "terms"), i, one)
        add_term(line, one);
    json_array_foreach(json_object_get(detail, "placements"), i, one)
        add(line, object_number(one, "since_us"), "placement",
            object_text(one, "facility"));
    json_array_foreach(json_object_get(detail, "linked"), i, one)
        add(line, object_number(one, "accepted_us"), "double_intake",
            object_text(one, "organisation"));
    qsort(line->moments, line->n, sizeof line->moments[0], by_time);
}

static void
print_moment(const struct invocation *inv, const char *id,
             const struct moment *moment, bool csv)
{
    char at[TEXT_TIME_BYTES];
    json_t *object;

    (void)text_instant(moment->at_us, at);
    if (inv->json) {
        object = json_pack("{s:s, s:I, s:s, s:s}", "referral", id, "at_us",
                           (json_int_t)moment->at_us, "event", moment->event,
                           "what", moment->what);
        output_object(object);
        json_decref(object);
    } else if (csv) {
        output_line(&inv->out, "%s,%s,%s,%s", id, at, moment->event,
                    moment->what);
    } else {
        output_line(&inv->out, "%s  %s%s%s", at,
                    text_word("timeline", moment->event),
                    *moment->what != '\0' ? ": " : "", moment->what);
    }
}

enum ending
referral_timeline(struct invocation *inv)
{
    struct visit visit = {0};
    struct session_event answer;
    struct timeline line = {.n = 0};
    bool csv = false;
    const struct arg args[] = {{"csv", ARG_FLAG, &csv}};
    enum ending ending;
    enum rc rc = args_read(inv, args, 1);

    if (rc != RC_OK)
        return args_ending(rc);
    ending = look(inv, &visit, &answer);
    if (ending == ENDING_DONE) {
        collect(answer.body, &line);
        if (csv)
            output_line(&inv->out, "referral,at,event,what");
        for (size_t i = 0; i < line.n; i++)
            print_moment(inv, inv->argv[0], &line.moments[i], csv);
    }
    visit_end(&visit);
    return ending;
}
