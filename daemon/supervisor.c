/* One small loop over signals, the ready pipe and the next due time. */
#include "supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"
#include "core/status.h"
#include "handover.h"
#include "installation.h"
#include "reload.h"
#include "sys/clock.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/notify.h"
#include "sys/pulse.h"
#include "sys/test_control.h"
#include "sys/vault.h"
#include "watch.h"

#define FRONT_STOP_US INT64_C(3000000)
#define DESK_STOP_US  INT64_C(10000000)
#define STATUS_BYTES  192

/* An upgrade takes as long as it takes, but not for ever. */
#define EXTEND_EVERY_US INT64_C(2000000)
#define EXTEND_BY_US    INT64_C(30000000)
#define EXTEND_MAX_US   INT64_C(7200000000)

enum phase {
    PHASE_STARTING, /* until both have said that they are ready */
    PHASE_SERVING,
    PHASE_STOP_FRONT, /* SIGTERM sent, waiting for its end */
    PHASE_STOP_DESK,
    PHASE_DONE
};

struct supervisor {
    const char *config_path;
    struct clock clock;
    struct children *children;
    struct config config; /* as started, for the comparison on reload */
    uint32_t epoch;       /* so too */
    enum phase phase;
    enum rc answer;
    int signal_fd;
    int64_t kill_due_us;     /* of what is being stopped */
    int64_t watchdog_due_us; /* INT64_MAX: nobody watches */
    struct watch_plan plan;
    struct watch front, desk;
    int64_t look_due_us;
    int64_t started_us;
    int64_t extend_due_us;     /* while it starts */
    bool front_hangs;          /* killed for it, not reaped yet */
    int control_fd;            /* -1: no test controls it */
    char status[STATUS_BYTES]; /* as told last */
};

static void
stop_desk(struct supervisor *s)
{
    s->phase = PHASE_STOP_DESK;
    s->kill_due_us = clock_mono_us(&s->clock) + DESK_STOP_US;
    if (!children_signal(s->children, CHILD_DESK, SIGTERM))
        s->phase = PHASE_DONE;
}

static void
stop(struct supervisor *s)
{
    if (s->phase != PHASE_STARTING && s->phase != PHASE_SERVING)
        return;
    log_line(LOG_NOTE, "stopping");
    notify_stopping();
    s->phase = PHASE_STOP_FRONT;
    s->kill_due_us = clock_mono_us(&s->clock) + FRONT_STOP_US;
    if (!children_signal(s->children, CHILD_FRONT, SIGTERM))
        stop_desk(s);
}

static void
give_up(struct supervisor *s)
{
    notify_stopping();
    children_signal(s->children, CHILD_FRONT, SIGKILL);
    children_signal(s->children, CHILD_DESK, SIGKILL);
    s->answer = RC_FATAL;
    s->phase = PHASE_DONE;
}

static void
on_front_end(struct supervisor *s, int status)
{
    int64_t now_us = clock_mono_us(&s->clock);
    bool hung = s->front_hangs;

    s->front_hangs = false;
    switch (s->phase) {
    case PHASE_STARTING:
        if (WIFEXITED(status)) {
            log_line(LOG_ERROR, "front cannot start");
            give_up(s);
            return;
        }
        children_front_ended(s->children, status, hung, now_us);
        break;
    case PHASE_SERVING:
        children_front_ended(s->children, status, hung, now_us);
        break;
    case PHASE_STOP_FRONT:
        stop_desk(s);
        break;
    case PHASE_STOP_DESK:
    case PHASE_DONE:
        break;
    }
}

static void
on_desk_end(struct supervisor *s, int status)
{
    if (s->phase == PHASE_STOP_DESK) {
        s->phase = PHASE_DONE;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            s->answer = RC_FATAL;
        return;
    }
    if (s->phase == PHASE_DONE)
        return; /* killed by us */
    log_line(LOG_ERROR, "desk ended (%s %d): everything stops",
             WIFSIGNALED(status) ? "signal" : "code",
             WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    give_up(s);
}

static void
on_child_ends(struct supervisor *s)
{
    for (;;) {
        int status = 0;
        pid_t pid = waitpid(-1, &status, WNOHANG);

        if (pid <= 0)
            return;
        switch (children_reap(s->children, pid)) {
        case CHILD_FRONT:
            on_front_end(s, status);
            break;
        case CHILD_DESK:
            on_desk_end(s, status);
            break;
        case CHILD_NONE:
            break;
        }
    }
}

static void
on_reload(struct supervisor *s)
{
    const struct reload_running running = {.config = &s->config,
                                           .epoch = s->epoch};
    uint32_t level = s->config.log_level;

    if (s->phase != PHASE_SERVING) {
        log_line(LOG_WARN, "not reloaded: not serving yet, or stopping");
        return;
    }
    notify_reloading(clock_mono_us(&s->clock));
    if (reload_check(s->config_path, &running, &level) == RC_OK) {
        children_set_level(s->children, level);
        s->config.log_level = level;
    }
    notify_ready();
}

static void
on_signals(struct supervisor *s)
{
    struct signalfd_siginfo info;

    while (read(s->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
        switch (info.ssi_signo) {
        case SIGCHLD:
            on_child_ends(s);
            break;
        case SIGHUP:
            on_reload(s);
            break;
        default: /* SIGTERM, SIGINT */
            stop(s);
            break;
        }
    }
}

/* Answers whether both are ready now. */
static bool
on_ready(struct supervisor *s)
{
    bool ready = children_take_ready(s->children);

    if (ready && s->phase == PHASE_STARTING) {
        s->phase = PHASE_SERVING;
        log_line(LOG_NOTE, "ready");
        notify_ready();
        s->look_due_us = clock_mono_us(&s->clock);
    }
    return ready;
}

/* What hangs is killed; its end is seen like any other. */
static void
look_at(struct supervisor *s, enum child child)
{
    bool is_front = child == CHILD_FRONT;
    uint32_t limit = is_front ? s->plan.front : s->plan.desk;
    struct watch *watch = is_front ? &s->front : &s->desk;

    if (!children_ready(s->children, child)) {
        *watch = (struct watch){0};
        return;
    }
    if (!watch_look(watch, pulse_beats(children_pulse(s->children, child)),
                    limit))
        return;
    log_line(LOG_ERROR, "%s hangs: killed", is_front ? "front" : "desk");
    *watch = (struct watch){0};
    s->front_hangs = s->front_hangs || is_front;
    children_signal(s->children, child, SIGKILL);
}

static void
tell_status(struct supervisor *s)
{
    struct status_numbers numbers;
    char line[STATUS_BYTES];

    pulse_numbers(children_pulse(s->children, CHILD_DESK), &numbers);
    status_line(line, sizeof line, &numbers,
                children_front_deaths(s->children));
    if (strcmp(line, s->status) == 0)
        return;
    memcpy(s->status, line, sizeof line);
    notify_status("%s", line);
}

static void
look(struct supervisor *s, int64_t now_us)
{
    if (s->phase != PHASE_SERVING || now_us < s->look_due_us)
        return;
    s->look_due_us = now_us + s->plan.look_us;
    look_at(s, CHILD_FRONT);
    look_at(s, CHILD_DESK);
    tell_status(s);
}

/* When to ask again. */
static int64_t
extend_start(struct supervisor *s, int64_t now_us)
{
    if (now_us - s->started_us > EXTEND_MAX_US)
        return INT64_MAX;
    if (now_us >= s->extend_due_us) {
        notify_extend(EXTEND_BY_US);
        notify_status("starting: the database is opened, and brought up to "
                      "date if it is older");
        s->extend_due_us = now_us + EXTEND_EVERY_US;
    }
    return s->extend_due_us;
}

/* Do what is due; when is the next thing? */
static int64_t
do_due(struct supervisor *s)
{
    int64_t now_us = clock_mono_us(&s->clock);
    int64_t next_us = INT64_MAX;

    switch (s->phase) {
    case PHASE_STARTING:
    case PHASE_SERVING:
        next_us = children_respawn(s->children, now_us);
        break;
    case PHASE_STOP_FRONT:
    case PHASE_STOP_DESK:
        if (now_us >= s->kill_due_us) {
            log_line(LOG_WARN, "does not stop: killed");
            children_signal(s->children,
                            s->phase == PHASE_STOP_FRONT ? CHILD_FRONT
                                                         : CHILD_DESK,
                            SIGKILL);
            s->kill_due_us = INT64_MAX;
        }
        next_us = s->kill_due_us;
        break;
    case PHASE_DONE:
        return now_us;
    }
    if (s->phase == PHASE_STARTING) {
        int64_t extend_us = extend_start(s, now_us);

        next_us = extend_us < next_us ? extend_us : next_us;
    }
    look(s, now_us);
    if (s->phase == PHASE_SERVING && s->look_due_us < next_us)
        next_us = s->look_due_us;
    /* While front is away this stays due and is done as soon as it is back;
     * a front that never comes back ends in systemd's hands. */
    if (now_us >= s->watchdog_due_us && on_ready(s) &&
        watch_fresh(&s->front, s->plan.front) &&
        watch_fresh(&s->desk, s->plan.desk)) {
        notify_watchdog();
        s->watchdog_due_us = now_us + notify_watchdog_us();
    }
    if (s->watchdog_due_us > now_us && s->watchdog_due_us < next_us)
        next_us = s->watchdog_due_us;
    return next_us;
}

static int
poll_ms(const struct supervisor *s, int64_t next_us)
{
    int64_t wait_us = next_us - clock_mono_us(&s->clock);

    if (next_us == INT64_MAX)
        return -1;
    return wait_us <= 0 ? 0 : (int)(wait_us / 1000 + 1);
}

static void
serve(struct supervisor *s)
{
    while (s->phase != PHASE_DONE) {
        int64_t next_us = do_due(s);
        struct pollfd fds[] = {
            {.fd = s->signal_fd, .events = POLLIN},
            {.fd = children_ready_fd(s->children, CHILD_DESK),
             .events = POLLIN},
            {.fd = children_ready_fd(s->children, CHILD_FRONT),
             .events = POLLIN}};

        if (poll(fds, 3, poll_ms(s, next_us)) < 0 && errno != EINTR) {
            log_line(LOG_ERROR, "poll: %s", strerror(errno));
            give_up(s);
        }
        if (fds[1].revents != 0 || fds[2].revents != 0)
            on_ready(s);
        if (fds[0].revents != 0)
            on_signals(s);
    }
}

static enum rc
take_signals(struct supervisor *s)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return RC_FATAL;
    s->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return s->signal_fd < 0 ? RC_FATAL : RC_OK;
}

static enum rc
take_control(int *fd, const char *path, const struct config *config)
{
    if (config->production) {
        log_line(LOG_ERROR, "--test-control is refused: the settings say "
                            "production: true");
        return RC_INVALID;
    }
    log_line(LOG_WARN, "the desk is under the control of a test");
    return test_control_open(fd, path);
}

/* The installation is read here and closed again: what outlives it is only
 * what a new front must be handed. */
static enum rc
start(struct supervisor *s, const char *control_path)
{
    struct installation *in = NULL;
    struct file_findings findings = {0};
    enum rc rc = installation_read(&in, s->config_path, &findings);

    if (rc != RC_OK) {
        file_findings_log(&findings);
        goto out;
    }
    s->config = in->config;
    s->epoch = vault_newest(in->vault);
    log_setup("loketd", (enum log_level)s->config.log_level);
    if (control_path != NULL &&
        (rc = take_control(&s->control_fd, control_path, &s->config)) != RC_OK)
        goto out;
    if (take_signals(s) != RC_OK) {
        log_line(LOG_ERROR, "cannot start: %s", strerror(errno));
        rc = RC_FATAL;
        goto out;
    }
    if (notify_watchdog_us() > 0)
        s->watchdog_due_us = clock_mono_us(&s->clock);
    s->started_us = clock_mono_us(&s->clock);
    s->extend_due_us = s->started_us + EXTEND_EVERY_US;
    s->plan = watch_plan(notify_watchdog_us() * NOTIFY_WATCHDOG_PART);
    rc = handover_restrict(RESTRICT_SUPERVISOR,
                           handover_unrestricted(&s->config));
    if (rc == RC_OK)
        rc = children_start(&s->children, in, s->control_fd);
out:
    file_findings_close(&findings);
    installation_close(in);
    return rc;
}

enum rc
supervisor_run(const char *config_path, const char *control_path)
{
    struct supervisor s = {.config_path = config_path,
                           .phase = PHASE_STARTING,
                           .signal_fd = -1,
                           .control_fd = -1,
                           .watchdog_due_us = INT64_MAX};
    enum rc rc = start(&s, control_path);

    if (rc == RC_OK) {
        serve(&s);
        rc = s.answer;
    }
    children_close(s.children);
    if (s.signal_fd >= 0)
        close(s.signal_fd);
    if (s.control_fd >= 0)
        close(s.control_fd);
    return rc;
}
