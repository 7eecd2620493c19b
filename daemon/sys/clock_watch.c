/* clock_watch -- see clock_watch.h */
#include "sys/clock_watch.h"

#include <errno.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* A timer that is never meant to expire: it is cancelled by every step of the
 * clock and says so once. */
#define NEVER_S INT64_C(32503680000) /* the year 3000 */

enum rc
clock_watch_open(int *fd)
{
    const struct itimerspec never = {.it_value.tv_sec = NEVER_S};
    int made = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);

    if (made < 0)
        return RC_FATAL;
    /* ECANCELED: it is armed, and the clock was set this very moment. */
    if (timerfd_settime(made, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET,
                        &never, NULL) != 0 &&
        errno != ECANCELED) {
        int error = errno;

        close(made);
        errno = error;
        return RC_FATAL;
    }
    *fd = made;
    return RC_OK;
}

bool
clock_watch_take(int fd)
{
    uint64_t expired = 0;
    ssize_t got = read(fd, &expired, sizeof expired);

    /* The read takes the sign away and leaves the timer armed.  Expired: then
     * the clock was set as well, to the far future. */
    return got > 0 || (got < 0 && errno == ECANCELED);
}
