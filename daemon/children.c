/* The two processes under the supervisor. */
#include "children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "handover.h"
#include "installation.h"
#include "sys/channel.h"
#include "sys/log.h"
#include "sys/notify.h"
#include "sys/secret.h"

#define DEATHS_MAX      5 /* within DEATHS_US, then not at once any more */
#define DEATHS_US       INT64_C(10000000)
#define RESPAWN_WAIT_US INT64_C(200000)
#define LOG_EVERY       50 /* deaths, once it dies again and again */

struct process {
    pid_t pid;    /* 0: does not live */
    int ready_fd; /* -1: it has spoken, or nobody is there to speak */
    bool ready;
};

struct children {
    struct process front, desk;
    struct front_handover *hand_front; /* for every front there will be */
    char user[NAME_BYTES];
    int channel[2]; /* 0: desk's, 1: front's */
    int level_fd;
    uint32_t *level;
    int64_t deaths[DEATHS_MAX]; /* the latest ends of front, a ring */
    uint64_t deaths_n;
    int64_t respawn_us;
};

static void
close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* What differs between the two. */
struct start {
    const char *title, *mode;
    int start_fd, channel_fd;
    int control_fd; /* -1: not under test control, or not its business */
};

static enum rc
spawn(struct children *c, struct process *process, const struct start *start)
{
    int ready[2] = {-1, -1};

    if (pipe2(ready, O_CLOEXEC | O_NONBLOCK) != 0)
        return RC_FATAL;
    const int fds[] = {start->start_fd, c->level_fd, start->channel_fd,
                       ready[1], start->control_fd};
    const struct process_plan plan = {.title = start->title,
                                      .mode = start->mode,
                                      .fds = fds,
                                      .fds_n = sizeof fds / sizeof *fds -
                                               (start->control_fd < 0),
                                      .user = c->user};
    enum rc rc = process_spawn(&process->pid, &plan);

    close(ready[1]);
    close_fd(process->ready_fd);
    process->ready_fd = ready[0];
    process->ready = false;
    return rc;
}

static enum rc
spawn_front(struct children *c)
{
    struct start start = {.title = "loketd: front",
                          .mode = "--as-front",
                          .channel_fd = c->channel[1],
                          .control_fd = -1};
    enum rc rc =
        process_hand(&start.start_fd, c->hand_front, sizeof *c->hand_front);

    if (rc != RC_OK)
        return rc;
    rc = spawn(c, &c->front, &start);
    close(start.start_fd);
    return rc;
}

static enum rc
hand_desk(int *fd, const struct installation *in, bool test_control)
{
    struct desk_handover *desk = secret_memory(sizeof *desk);
    enum rc rc = RC_FATAL;

    if (desk == NULL)
        return RC_FATAL;
    desk->settings = in->config.desk;
    desk->zone = in->zone;
    desk->test_control = test_control;
    installation_derive(in, &desk->secrets);
    desk->vault = *in->vault;
    rc = process_hand(fd, desk, sizeof *desk);
    secret_memory_close(desk);
    return rc;
}

static enum rc
spawn_desk(struct children *c, const struct installation *in, int control_fd)
{
    struct start start = {.title = "loketd: desk",
                          .mode = "--as-desk",
                          .channel_fd = c->channel[0],
                          .control_fd = control_fd};
    enum rc rc = hand_desk(&start.start_fd, in, control_fd >= 0);

    if (rc != RC_OK)
        return rc;
    rc = spawn(c, &c->desk, &start);
    close(start.start_fd);
    return rc;
}

enum rc
children_start(struct children **out, const struct installation *in,
               int control_fd)
{
    struct children *c = calloc(1, sizeof *c);
    enum rc rc = RC_FATAL;

    if (c == NULL)
        goto out;
    c->channel[0] = c->channel[1] = c->level_fd = -1;
    c->front.ready_fd = c->desk.ready_fd = -1;
    memcpy(c->user, in->config.user, sizeof c->user);
    if ((c->hand_front = secret_memory(sizeof *c->hand_front)) == NULL)
        goto out;
    c->hand_front->settings = in->config.front;
    memcpy(c->hand_front->settings.curve_secret, in->curve->bytes,
           sizeof c->hand_front->settings.curve_secret);
    c->hand_front->settings.ready_fd = HANDOVER_FD_READY;
    c->hand_front->settings.test_control = control_fd >= 0;
    if (handover_level_open(&c->level_fd, &c->level) != RC_OK ||
        channel_pair(c->channel) != RC_OK)
        goto out;
    children_set_level(c, in->config.log_level);
    log_follow(c->level);
    if (spawn_desk(c, in, control_fd) != RC_OK || spawn_front(c) != RC_OK)
        goto out;
    *out = c;
    c = NULL; /* handed over */
    rc = RC_OK;
out:
    if (rc != RC_OK)
        log_line(LOG_ERROR, "cannot start desk and front: %s", strerror(errno));
    children_close(c);
    return rc;
}

static void
end_child(pid_t pid)
{
    if (pid > 0 && kill(pid, SIGKILL) == 0)
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
}

void
children_close(struct children *c)
{
    if (c == NULL)
        return;
    end_child(c->front.pid);
    end_child(c->desk.pid);
    log_follow(NULL);
    if (c->level != NULL)
        munmap(c->level, sizeof *c->level);
    close_fd(c->level_fd);
    close_fd(c->channel[0]);
    close_fd(c->channel[1]);
    close_fd(c->front.ready_fd);
    close_fd(c->desk.ready_fd);
    secret_memory_close(c->hand_front);
    free(c);
}

int
children_ready_fd(const struct children *c, enum child child)
{
    return child == CHILD_FRONT ? c->front.ready_fd : c->desk.ready_fd;
}

static void
take_ready(struct process *process)
{
    char byte = 0;

    if (process->ready_fd < 0)
        return;
    ssize_t n = read(process->ready_fd, &byte, 1);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    /* Said once; or the end, because it died before it could. */
    close(process->ready_fd);
    process->ready_fd = -1;
    process->ready = n == 1 && byte == 'R';
}

bool
children_take_ready(struct children *c)
{
    take_ready(&c->front);
    take_ready(&c->desk);
    return c->front.ready && c->desk.ready;
}

bool
children_signal(const struct children *c, enum child child, int unix_signal)
{
    pid_t pid = child == CHILD_FRONT ? c->front.pid : c->desk.pid;

    return pid > 0 && kill(pid, unix_signal) == 0;
}

enum child
children_reap(struct children *c, pid_t pid)
{
    if (pid == c->front.pid) {
        c->front.pid = 0;
        c->front.ready = false;
        return CHILD_FRONT;
    }
    if (pid == c->desk.pid) {
        c->desk.pid = 0;
        c->desk.ready = false;
        return CHILD_DESK;
    }
    return CHILD_NONE;
}

void
children_front_ended(struct children *c, int status, int64_t now_us)
{
    int64_t *oldest = &c->deaths[c->deaths_n % DEATHS_MAX];
    bool often = c->deaths_n >= DEATHS_MAX && now_us - *oldest < DEATHS_US;

    *oldest = now_us;
    c->deaths_n++;
    c->respawn_us = often ? now_us + RESPAWN_WAIT_US : now_us;
    if (!often || c->deaths_n % LOG_EVERY == 0)
        log_line(LOG_WARN, "front ended (%s %d), %llu times so far",
                 WIFSIGNALED(status) ? "signal" : "code",
                 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
                 (unsigned long long)c->deaths_n);
    notify_status("serving; front was started again %llu times",
                  (unsigned long long)c->deaths_n);
}

int64_t
children_respawn(struct children *c, int64_t now_us)
{
    if (c->front.pid > 0)
        return INT64_MAX;
    if (now_us < c->respawn_us)
        return c->respawn_us;
    if (spawn_front(c) == RC_OK)
        return INT64_MAX;
    c->respawn_us = now_us + RESPAWN_WAIT_US;
    log_line(LOG_ERROR, "cannot start front: %s", strerror(errno));
    return c->respawn_us;
}

void
children_set_level(struct children *c, uint32_t level)
{
    __atomic_store_n(c->level, level, __ATOMIC_RELAXED);
}
