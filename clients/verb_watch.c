/* verb_watch -- watch: a coordinator waits to be called */
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "stream.h"
#include "text.h"
#include "watch.h"

#define REPEAT_MS       60000
#define ALARM_MS        60000
#define TICK_MS         1000
#define REFUSALS_ENOUGH 3

const char verb_watch_help[] = N_(
    "usage: loket watch [--exec CMD]\n"
    "\n"
    "Wait to be called.  A call rings (the terminal's bell) and rings again\n"
    "every minute until somebody answers.  That your device has it is told to\n"
    "the desk by itself; that you take it only when you say so:\n"
    "\n"
    "  a   it is mine (asks which, when several call: a1, a2 ..); of a\n"
    "      summary of many alerts: those that it lists\n"
    "  q   quit\n"
    "\n"
    "An alarm sounds when the desk is silent for a minute.\n"
    "\n"
    "  --exec CMD             run CMD for each new call, with LOKET_ALERT,\n"
    "                         LOKET_LEVEL, LOKET_GENERATION, LOKET_PAGE,\n"
    "                         LOKET_TOTAL (alerts of a summary, else 0) and\n"
    "                         LOKET_CAUSE (drill, or nothing);\n"
    "                         32 run at the same time, further calls wait:\n"
    "                         the gravest first, then the oldest\n"
    "  --repeat SECONDS       ring again after this (default 60)\n"
    "  --alarm-after SECONDS  silence before the alarm (default 60)\n"
    "\n"
    "With --json: one object a line, \"event\" is page, page_again, "
    "cancelled,\n"
    "alert_change, notice, digest, result, connected, disconnected, refused,\n"
    "heartbeat_lost or heartbeat_back; standard input takes lines\n"
    "`ack ALERT GENERATION`, `takeover ALERT GENERATION`,\n"
    "`close ALERT GENERATION OUTCOME` and `quit`.\n"
    "\n"
    "example:\n"
    "  loket watch --exec 'paplay alarm.ogg'\n");

/* Signals become something to read, so that the terminal is always put back
 * as it was. */
static int
signals_open(void)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGHUP);
    (void)sigaddset(&set, SIGCHLD);
    /* Ignored, as we may have been started, it would not come. */
    (void)signal(SIGCHLD, SIG_DFL);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* That a command has ended only wakes us, to start one that waits. */
static bool
signal_ends(int signals_fd)
{
    struct signalfd_siginfo info;

    return read(signals_fd, &info, sizeof info) == (ssize_t)sizeof info &&
           info.ssi_signo != SIGCHLD;
}

static bool
terminal_set(struct termios *before)
{
    struct termios keys;

    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, before) != 0)
        return false;
    keys = *before;
    keys.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    return tcsetattr(STDIN_FILENO, TCSANOW, &keys) == 0;
}

static enum ending
watch_run(struct watch *watch, int signals_fd)
{
    struct session *session = watch->visit.session;
    bool reads = watch->interactive || watch->inv->json;

    session_watch_fd(session, signals_fd);
    if (reads)
        session_watch_fd(session, STDIN_FILENO);
    while (!watch->quit) {
        struct session_event event =
            session_next(session, session_now_ms() + TICK_MS);
        bool input = event.what == SESSION_INPUT;

        if (input && event.fd == signals_fd && signal_ends(signals_fd))
            return ENDING_DONE;
        if (input && event.fd != signals_fd && !watch_input(watch)) {
            /* A pager must not stop because nobody types. */
            session_unwatch_fd(session, STDIN_FILENO);
        }
        watch_take(watch, &event);
        watch_tick(watch);
        if (stream_refused(watch->inbox) || stream_refused(watch->desk)) {
            output_error(_("your key is not a coordinator's; ask the "
                           "operator"));
            return ENDING_REFUSED;
        }
        if (event.what == SESSION_REFUSED &&
            session_refusals(session) == REFUSALS_ENOUGH) {
            session_explain(session, RC_INVALID);
            if (session_welcome(session) == NULL)
                return ENDING_REFUSED;
        }
    }
    return ENDING_DONE;
}

static enum rc
watch_open(struct watch *watch)
{
    const struct stream_reader reader = {watch_on_event, watch_on_snapshot,
                                         watch};
    enum rc rc = visit_begin(&watch->visit, watch->inv);

    if (rc != RC_OK)
        return rc;
    if ((rc = stream_open(&watch->inbox, watch->visit.profile, "inbox", "watch",
                          &reader)) != RC_OK ||
        (rc = stream_open(&watch->desk, watch->visit.profile, "desk", "watch",
                          &reader)) != RC_OK) {
        output_error(_("the profile cannot be written"));
        return rc;
    }
    /* What is open now is what matters to somebody who begins to watch. */
    stream_from_snapshot(watch->inbox);
    stream_from_snapshot(watch->desk);
    return RC_OK;
}

static void
watch_close(struct watch *watch)
{
    for (size_t i = 0; i < WATCH_ACTIONS_MAX; i++)
        json_decref(watch->actions[i].body);
    watch_pages_close(&watch->pages);
    stream_close(watch->inbox);
    stream_close(watch->desk);
    visit_end(&watch->visit);
}

enum ending
verb_watch(struct invocation *inv)
{
    struct watch watch = {
        .inv = inv, .repeat_ms = REPEAT_MS, .alarm_ms = ALARM_MS};
    const struct arg args[] = {
        {"exec", ARG_TEXT, &watch.command},
        {"repeat", ARG_SECONDS, &watch.repeat_ms},
        {"alarm-after", ARG_SECONDS, &watch.alarm_ms},
    };
    struct termios before;
    enum ending ending = ENDING_USAGE;
    int signals_fd;
    enum rc rc = args_read_only(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if ((signals_fd = signals_open()) < 0)
        return ENDING_USAGE;
    watch.interactive = !inv->json && terminal_set(&before);
    if (watch_open(&watch) == RC_OK)
        ending = watch_run(&watch, signals_fd);
    watch_close(&watch);
    if (watch.interactive)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
    (void)close(signals_fd);
    return ending;
}
