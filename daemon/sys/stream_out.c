/* stream_out -- see stream_out.h */
#include "sys/stream_out.h"

#include <errno.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum rc
stream_out_open(int *fd, const char *path)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t n = strlen(path);
    int made = -1;

    if (n == 0 || n >= sizeof to.sun_path)
        return RC_INVALID;
    memcpy(to.sun_path, path, n + 1);
    made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made < 0)
        return RC_DOWN;
    /* To a unix socket this is done at once, or refused. */
    if (connect(made, (const struct sockaddr *)&to, sizeof to) != 0) {
        (void)close(made);
        return RC_DOWN;
    }
    *fd = made;
    return RC_OK;
}

void
stream_out_close(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

/* It never says anything: what can be read is its end. */
static bool
is_gone(int fd)
{
    char byte;
    ssize_t n = recv(fd, &byte, 1, MSG_DONTWAIT | MSG_PEEK);

    return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

enum rc
stream_out_send(int fd, const void *bytes, size_t n, size_t *sent)
{
    ssize_t done = 0;

    *sent = 0;
    if (is_gone(fd))
        return RC_DOWN;
    if (n == 0)
        return RC_OK;
    done = send(fd, bytes, n, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (done >= 0) {
        *sent = (size_t)done;
        return RC_OK;
    }
    return errno == EAGAIN || errno == EINTR ? RC_OK : RC_DOWN;
}

bool
stream_out_waiting(int fd)
{
    int left = 0;

    return ioctl(fd, SIOCOUTQ, &left) != 0 || left > 0;
}
