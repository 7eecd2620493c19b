/* Somebody sets the clock: the desk hears it at once, and once.  The clock of
 * the machine is not ours to set, so what the kernel would do is done by the
 * three calls below, in place of the C library's. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "sys/clock_watch.h"

static int played_fd = -1; /* of the timer that is played; -1: the real one */
static unsigned reads;
static sem_t was_read;

int
timerfd_create(clockid_t clock, int flags)
{
    if (played_fd >= 0 && clock == CLOCK_REALTIME) /* libevent has others */
        return played_fd;
    return (int)syscall(SYS_timerfd_create, clock, flags);
}

int
timerfd_settime(int fd, int flags, const struct itimerspec *wanted,
                struct itimerspec *old)
{
    if (fd == played_fd) {
        assert_int_equal(flags, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET);
        return 0;
    }
    return (int)syscall(SYS_timerfd_settime, fd, flags, wanted, old);
}

ssize_t
read(int fd, void *bytes, size_t n)
{
    ssize_t got = syscall(SYS_read, fd, bytes, n);

    if (fd < 0 || fd != played_fd || got < 0)
        return got;
    reads++;
    sem_post(&was_read);
    errno = ECANCELED;
    return -1;
}

static void
test_a_clock_that_nobody_sets(void **state)
{
    struct pollfd in = {.events = POLLIN};
    int fd = -1;

    (void)state;
    assert_int_equal(clock_watch_open(&fd), RC_OK);
    in.fd = fd;
    assert_int_equal(poll(&in, 1, 0), 0);
    assert_false(clock_watch_take(fd)); /* and does not wait */
    close(fd);
}

static void
test_a_set_clock_is_told_once(void **state)
{
    struct pollfd in = {.events = POLLIN};
    const uint64_t one = 1;
    int fd = -1;

    (void)state;
    played_fd = eventfd(0, EFD_NONBLOCK);
    assert_int_equal(clock_watch_open(&fd), RC_OK);
    assert_int_equal(write(fd, &one, sizeof one), sizeof one);
    assert_true(clock_watch_take(fd));
    in.fd = fd;
    assert_int_equal(poll(&in, 1, 0), 0);
    assert_false(clock_watch_take(fd));
    close(fd);
    played_fd = -1;
}

/* --- the desk as a process would run it --- */

struct running {
    struct trial *trial;
    struct channel *channel;
    int fd;
    char page[64 * 1024];
    uint64_t asked, answered;
    enum rc rc;
};

static void
see(const struct channel_frame *frame, void *arg)
{
    struct running *running = arg;

    if (frame->type != CHANNEL_METRICS)
        return;
    assert_true(frame->n < sizeof running->page);
    memcpy(running->page, frame->bytes, frame->n);
    running->page[frame->n] = '\0';
    running->answered = frame->peer;
}

/* Answered before the desk does anything else that is due. */
static const char *
ask(struct running *running)
{
    const struct channel_frame frame = {.type = CHANNEL_METRICS_ASK,
                                        .peer = ++running->asked};

    assert_int_equal(channel_put(running->channel, &frame), RC_OK);
    assert_int_equal(channel_flush(running->channel), RC_OK);
    while (running->answered != running->asked) {
        struct pollfd in = {.fd = running->fd, .events = POLLIN};

        assert_int_equal(poll(&in, 1, 20000), 1);
        (void)!channel_recv(running->channel, see, running);
    }
    return running->page;
}

/* A desk that does not listen must not hang the test. */
static void
await_read(void)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 20;
    assert_int_equal(sem_timedwait(&was_read, &until), 0);
}

static void *
run_desk(void *arg)
{
    struct running *running = arg;

    running->rc = desk_run(&running->trial->start);
    return NULL;
}

static void
test_the_desk_corrects_its_waits_at_once(void **state)
{
    static const char jump[] =
        "loket_clock_jumps_total{direction=\"forward\"} ";
    static struct running running;
    const struct channel_frame hello = {.type = CHANNEL_HELLO, .peer = 5};
    const uint64_t one = 1;
    pthread_t thread;
    int fds[2];

    (void)state;
    running.trial = trial_new();
    trial_crash(running.trial);
    played_fd = eventfd(0, EFD_NONBLOCK);
    reads = 0;
    assert_int_equal(sem_init(&was_read, 0, 0), 0);
    assert_int_equal(channel_pair(fds), RC_OK);
    running.fd = fds[0];
    assert_int_equal(channel_open(&running.channel, fds[0], 1 << 20), RC_OK);
    running.trial->start.channel_fd = fds[1];
    assert_int_equal(pthread_create(&thread, NULL, run_desk, &running), 0);
    assert_int_equal(channel_put(running.channel, &hello), RC_OK);
    assert_non_null(strstr(ask(&running), jump));
    assert_int_equal(strstr(running.page, jump)[sizeof jump - 1], '0');

    /* What the desk does behind that answer is done when it hears this. */
    assert_int_equal(write(played_fd, &one, sizeof one), sizeof one);
    await_read();
    __atomic_fetch_add(&running.trial->clock.virtual_utc_us, 2 * MINUTE_US,
                       __ATOMIC_RELAXED);
    assert_int_equal(write(played_fd, &one, sizeof one), sizeof one);
    await_read();
    /* The desk's own look at the clock is up to a second away. */
    assert_int_equal(strstr(ask(&running), jump)[sizeof jump - 1], '1');
    for (int i = 0; i < 10; i++)
        (void)ask(&running);
    assert_int_equal(reads, 2); /* and does not go round and round */

    channel_close(running.channel);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(running.rc, RC_OK);
    played_fd = -1;
    trial_free(running.trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_clock_that_nobody_sets),
        cmocka_unit_test(test_a_set_clock_is_told_once),
        cmocka_unit_test(test_the_desk_corrects_its_waits_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
