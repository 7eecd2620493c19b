/* verb_drill -- drill start: an exercise, from the call to the answer */
#include <stdio.h>
#include <string.h>

#include "drill_course.h"
#include "session.h"
#include "text.h"
#include "verb.h"

#define WAIT_MS 900000
#define LOOK_MS 1000

const char verb_drill_help[] = N_(
    "usage: loket drill start [--level U1|U2|U3] [--wait SECONDS]\n"
    "\n"
    "Call people for an exercise (OEFENING) as a real alert would, and tell\n"
    "when each device had the call and who acknowledged it.\n"
    "\n"
    "  --level LEVEL   as if it were of this level (default U2)\n"
    "  --wait SECONDS  for somebody to take it (default 900)\n"
    "\n"
    "Exit code 1 when nobody took it.\n"
    "\n"
    "example:\n"
    "  loket drill start --wait 300\n");

struct telling {
    const struct output *out;
    const char *alert;
};

static void
fact_tell(void *arg, enum drill_fact fact, const char *person, int64_t after_us)
{
    static const char *const names[] = {"", "called", "delivered",
                                        "acknowledged"};
    const struct telling *telling = arg;
    double after_s = (double)after_us / 1e6;

    if (telling->out->json) {
        json_t *line =
            json_pack("{s:s, s:s, s:s, s:f}", "event", names[fact], "alert",
                      telling->alert, "person", person, "after_s", after_s);

        output_object(line);
        json_decref(line);
        return;
    }
    switch (fact) {
    case DRILL_CALLED:
        output_line(telling->out, _("  +%.1f s  %s is called"), after_s,
                    person);
        break;
    case DRILL_DELIVERED:
        output_line(telling->out, _("  +%.1f s  the device of %s has it"),
                    after_s, person);
        break;
    case DRILL_ACKNOWLEDGED:
        output_line(telling->out, _("  +%.1f s  %s takes it"), after_s, person);
        break;
    }
}

static enum ending
drill_end(const struct output *out, const char *alert, bool taken)
{
    if (out->json) {
        json_t *line = json_pack("{s:s, s:s, s:b}", "event", "end", "alert",
                                 alert, "taken", taken);

        output_object(line);
        json_decref(line);
    }
    if (taken)
        output_line(out, _("%s: the drill was answered"), alert);
    else
        output_line(out, _("%s: NOBODY took the drill"), alert);
    return taken ? ENDING_DONE : ENDING_REFUSED;
}

/* That a device has the call is told by no stream, so the alert is looked at
 * again and again. */
static enum ending
drill_follow(struct visit *visit, const struct invocation *inv,
             const char *alert, int64_t wait_ms)
{
    const struct telling telling = {&inv->out, alert};
    struct drill_course course = {.n = 0};
    int64_t until_ms = session_now_ms() + wait_ms;

    for (;;) {
        struct session_event answer;
        enum ending ending = visit_ask(
            visit, inv, "show", json_pack("{s:s}", "id", alert), &answer);
        int64_t look_ms = session_now_ms() + LOOK_MS;

        if (ending != ENDING_DONE)
            return ending;
        drill_course_look(&course, answer.body, fact_tell, (void *)&telling);
        if (course.over || course.taken || session_now_ms() >= until_ms)
            return drill_end(&inv->out, alert, course.taken);
        while (session_now_ms() < look_ms)
            (void)session_next(visit->session, look_ms);
    }
}

static enum ending
drill_start(struct invocation *inv)
{
    const char *level = "U2";
    int64_t wait_ms = WAIT_MS;
    const struct arg args[] = {
        {"level", ARG_TEXT, &level},
        {"wait", ARG_SECONDS, &wait_ms},
    };
    struct visit visit = {0};
    struct session_event answer;
    char word[TEXT_CODE_BYTES];
    char alert[16] = "";
    enum ending ending;
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    ending = visit_once(&visit, inv, "drill_start",
                        json_pack("{s:s}", "level", text_code(level, word)),
                        &answer);
    if (ending == ENDING_DONE) {
        (void)snprintf(alert, sizeof alert, "%s",
                       object_text(answer.body, "alert"));
        if (inv->json) {
            json_t *line =
                json_pack("{s:s, s:s}", "event", "started", "alert", alert);

            output_object(line);
            json_decref(line);
        }
        output_line(&inv->out, _("OEFENING (drill) %s begins, %s"), alert,
                    text_word("level", word));
        ending = drill_follow(&visit, inv, alert, wait_ms);
    }
    visit_end(&visit);
    return ending;
}

enum ending
verb_drill(struct invocation *inv)
{
    static const struct noun_row rows[] = {{"start", drill_start}};

    return verb_noun(inv, rows, sizeof rows / sizeof rows[0]);
}
