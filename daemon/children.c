/* The two processes under the supervisor. */
#include "children.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "handover.h"
#include "installation.h"
#include "parking.h"
#include "sys/channel.h"
#include "sys/log.h"
#include "sys/pulse.h"
#include "sys/secret.h"

#define DEATHS_MAX      5 /* within DEATHS_US, then not at once any more */
#define DEATHS_US       INT64_C(10000000)
#define RESPAWN_WAIT_US INT64_C(200000)
#define LOG_EVERY       50 /* deaths, once it dies again and again */

struct process {
    pid_t pid;    /* 0: does not live */
    int ready_fd; /* -1: it has spoken, or nobody is there to speak */
    bool ready;
    struct pulse *pulse;
    int pulse_fd;
};

struct children {
    struct process front, desk;
    struct front_handover *hand_front; /* for every front there will be */
    char user[NAME_BYTES];
    int channel[2]; /* 0: desk's, 1: front's */
    int level_fd;
    int control_fd; /* borrowed */
    uint32_t *level;
    int64_t deaths[DEATHS_MAX]; /* the latest ends of front, a ring */
    uint64_t deaths_n;
    int64_t respawn_us;
    struct parking parking;
    int64_t park_key; /* 0: none that desk has to be told of */
    uint8_t park_word[DESK_WORD_BYTES];
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
    const int fds[] = {start->start_fd, c->level_fd,       start->channel_fd,
                       ready[1],        process->pulse_fd, start->control_fd};
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
                          .control_fd = c->control_fd};
    enum rc rc =
        process_hand(&start.start_fd, c->hand_front, sizeof *c->hand_front);

    if (rc != RC_OK)
        return rc;
    rc = spawn(c, &c->front, &start);
    close(start.start_fd);
    return rc;
}

static enum rc
hand_desk(int *fd, const struct installation *in, bool test_control,
          const uint8_t park_word[DESK_WORD_BYTES])
{
    struct desk_handover *desk = secret_memory(sizeof *desk);
    enum rc rc = RC_FATAL;

    if (desk == NULL)
        return RC_FATAL;
    desk->settings = in->config.desk;
    desk->zone = in->zone;
    desk->test_control = test_control;
    desk->unrestricted = handover_unrestricted(&in->config);
    memcpy(desk->park_word, park_word, sizeof desk->park_word);
    installation_derive(in, &desk->secrets);
    desk->vault = *in->vault;
    rc = process_hand(fd, desk, sizeof *desk);
    secret_memory_close(desk);
    return rc;
}

static enum rc
spawn_desk(struct children *c, const struct installation *in)
{
    struct start start = {.title = "loketd: desk",
                          .mode = "--as-desk",
                          .channel_fd = c->channel[0],
                          .control_fd = c->control_fd};
    enum rc rc =
        hand_desk(&start.start_fd, in, c->control_fd >= 0, c->park_word);

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
    c->front.pulse_fd = c->desk.pulse_fd = -1;
    c->control_fd = control_fd;
    randombytes_buf(c->park_word, sizeof c->park_word);
    memcpy(c->user, in->config.user, sizeof c->user);
    if ((c->hand_front = secret_memory(sizeof *c->hand_front)) == NULL)
        goto out;
    c->hand_front->settings = in->config.front;
    memcpy(c->hand_front->settings.curve_secret, in->curve->bytes,
           sizeof c->hand_front->settings.curve_secret);
    c->hand_front->settings.ready_fd = HANDOVER_FD_READY;
    c->hand_front->settings.test_control = control_fd >= 0;
    c->hand_front->unrestricted = handover_unrestricted(&in->config);
    if (handover_level_open(&c->level_fd, &c->level) != RC_OK ||
        pulse_open(&c->front.pulse_fd, &c->front.pulse) != RC_OK ||
        pulse_open(&c->desk.pulse_fd, &c->desk.pulse) != RC_OK ||
        channel_pair(c->channel) != RC_OK)
        goto out;
    children_set_level(c, in->config.log_level);
    log_follow(c->level);
    if (spawn_desk(c, in) != RC_OK || spawn_front(c) != RC_OK)
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

static void
close_process(struct process *process)
{
    close_fd(process->ready_fd);
    close_fd(process->pulse_fd);
    pulse_close(process->pulse);
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
    close_process(&c->front);
    close_process(&c->desk);
    secret_memory_close(c->hand_front);
    free(c);
}

static const struct process *
process_of(const struct children *c, enum child child)
{
    return child == CHILD_FRONT ? &c->front : &c->desk;
}

int
children_ready_fd(const struct children *c, enum child child)
{
    return process_of(c, child)->ready_fd;
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
    pid_t pid = process_of(c, child)->pid;

    return pid > 0 && kill(pid, unix_signal) == 0;
}

bool
children_ready(const struct children *c, enum child child)
{
    return process_of(c, child)->ready;
}

const struct pulse *
children_pulse(const struct children *c, enum child child)
{
    return process_of(c, child)->pulse;
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
children_front_ended(struct children *c, int status, bool hung, int64_t now_us)
{
    int64_t key = pulse_key(c->front.pulse);
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
    pulse_work_at(c->front.pulse, 0);
    if ((hung || parking_fault(status)) &&
        parking_note(&c->parking, key, now_us)) {
        log_line(LOG_ERROR, "front ended at frames of key %lld: to be parked",
                 (long long)key);
        c->park_key = key;
    }
}

uint64_t
children_front_deaths(const struct children *c)
{
    return c->deaths_n;
}

/* Before the next front asks who may speak. */
static bool
told_desk(struct children *c)
{
    const struct channel_frame park = {.type = CHANNEL_PARK,
                                       .key = c->park_key,
                                       .bytes = c->park_word,
                                       .n = sizeof c->park_word};

    if (c->park_key != 0 && channel_post(c->channel[1], &park) == RC_OK)
        c->park_key = 0;
    return c->park_key == 0;
}

int64_t
children_respawn(struct children *c, int64_t now_us)
{
    if (c->front.pid > 0)
        return INT64_MAX;
    if (now_us < c->respawn_us)
        return c->respawn_us;
    if (!told_desk(c))
        return c->respawn_us = now_us + RESPAWN_WAIT_US;
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
