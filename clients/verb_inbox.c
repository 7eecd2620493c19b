/* verb_inbox -- inbox: what the desk tells us, once or as it comes */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event_words.h"
#include "session.h"
#include "stream.h"
#include "text.h"
#include "verb.h"

#define ALARM_MS        60000
#define TICK_MS         1000
#define REFUSALS_ENOUGH 3

const char verb_inbox_help[] = N_(
    "usage: loket inbox [--follow] [--all]\n"
    "\n"
    "What became of your messages, and calls to you: everything new since the\n"
    "last time.\n"
    "\n"
    "  --follow               stay, and print what comes; an alarm sounds "
    "when\n"
    "                         the desk is silent for a minute\n"
    "  --all                  also what was read before\n"
    "  --alarm-after SECONDS  another minute\n"
    "\n"
    "example:\n"
    "  loket inbox --follow\n");

struct inbox {
    const struct invocation *inv;
    struct visit visit;
    struct stream *stream;
    size_t printed;
    bool follow;
    int64_t alarm_ms;
    int64_t alarmed_ms; /* silence at the last alarm, 0: none */
};

static void
on_event(void *arg, const char *stream, const json_t *event)
{
    struct inbox *inbox = arg;

    inbox->printed++;
    event_words_print(&inbox->inv->out, stream, event);
}

static void
on_snapshot(void *arg, const char *stream, const json_t *snapshot)
{
    const struct inbox *inbox = arg;

    (void)stream;
    if (inbox->inv->json) {
        json_t *line = event_words_object("snapshot", snapshot);

        output_object(line);
        json_decref(line);
    }
    output_line(&inbox->inv->out,
                _("older news is no longer kept; ask `loket status RECEIPT`"));
}

static void
sound_alarm(struct inbox *inbox)
{
    int64_t silent_ms = session_silent_ms(inbox->visit.session);
    json_t *line;

    if (silent_ms < inbox->alarm_ms) {
        if (inbox->alarmed_ms != 0)
            output_line(&inbox->inv->out, _("contact with the desk again"));
        inbox->alarmed_ms = 0;
        return;
    }
    if (inbox->alarmed_ms != 0 &&
        silent_ms - inbox->alarmed_ms < inbox->alarm_ms)
        return;
    inbox->alarmed_ms = silent_ms;
    if (inbox->inv->json) {
        line = json_pack("{s:s, s:I}", "event", "heartbeat_lost", "seconds",
                         (json_int_t)(silent_ms / 1000));
        output_object(line);
        json_decref(line);
    }
    output_bell(&inbox->inv->out);
    output_line(
        &inbox->inv->out, _("NO CONTACT with the desk for %lld s; call %s"),
        (long long)(silent_ms / 1000), session_telephone(inbox->visit.session));
}

static enum ending
inbox_follow(struct inbox *inbox)
{
    for (;;) {
        struct session_event event =
            session_next(inbox->visit.session, session_now_ms() + TICK_MS);

        (void)stream_take(inbox->stream, inbox->visit.session, &event);
        stream_tick(inbox->stream, inbox->visit.session);
        sound_alarm(inbox);
        if (event.what == SESSION_REFUSED &&
            session_refusals(inbox->visit.session) == REFUSALS_ENOUGH) {
            session_explain(inbox->visit.session, RC_INVALID);
            if (session_welcome(inbox->visit.session) == NULL)
                return ENDING_REFUSED;
        }
    }
}

static enum ending
inbox_once(struct inbox *inbox)
{
    int64_t until_ms = session_now_ms() + inbox->inv->timeout_ms;

    while (!stream_current(inbox->stream)) {
        struct session_event event =
            session_next(inbox->visit.session, session_now_ms() + TICK_MS / 5);

        (void)stream_take(inbox->stream, inbox->visit.session, &event);
        stream_tick(inbox->stream, inbox->visit.session);
        if (event.what == SESSION_REFUSED &&
            session_refusals(inbox->visit.session) >= REFUSALS_ENOUGH) {
            session_explain(inbox->visit.session, RC_INVALID);
            return ENDING_REFUSED;
        }
        if (session_now_ms() >= until_ms) {
            session_explain(inbox->visit.session, RC_DOWN);
            return ENDING_UNREACHABLE;
        }
    }
    if (inbox->printed == 0)
        output_line(
            &inbox->inv->out,
            _("nothing new; `loket inbox --all` shows what was before"));
    return ENDING_DONE;
}

enum ending
verb_inbox(struct invocation *inv)
{
    struct inbox inbox = {.inv = inv, .alarm_ms = ALARM_MS};
    const struct stream_reader reader = {on_event, on_snapshot, &inbox};
    bool all = false;
    const struct arg args[] = {
        {"follow", ARG_FLAG, &inbox.follow},
        {"all", ARG_FLAG, &all},
        {"alarm-after", ARG_SECONDS, &inbox.alarm_ms},
    };
    enum ending ending = ENDING_USAGE;
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (visit_begin(&inbox.visit, inv) == RC_OK &&
        stream_open(&inbox.stream, inbox.visit.profile, "inbox", "inbox",
                    &reader) == RC_OK) {
        if (all)
            stream_rewind(inbox.stream);
        ending = inbox.follow ? inbox_follow(&inbox) : inbox_once(&inbox);
    }
    stream_close(inbox.stream);
    visit_end(&inbox.visit);
    return ending;
}
