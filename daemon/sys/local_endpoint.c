/* local_endpoint -- see local_endpoint.h */
#include "sys/local_endpoint.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG     16
#define SOCKET_MODE 0660

struct address {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_un local;
    } u;
    socklen_t n;
};

/* What stands behind this beginning; NULL: the text begins otherwise. */
static const char *
behind(const char *text, const char *start)
{
    size_t n = strlen(start);

    return strncmp(text, start, n) == 0 ? text + n : NULL;
}

static bool
read_port(const char *text, in_port_t *port)
{
    uint32_t value = 0;

    if (strlen(text) == 0 || strlen(text) > 5 ||
        strspn(text, "0123456789") != strlen(text))
        return false;
    for (; *text != '\0'; text++)
        value = value * 10 + (uint32_t)(*text - '0');
    *port = htons((uint16_t)value);
    return value > 0 && value <= UINT16_MAX;
}

static bool
read_address(struct address *out, const char *text)
{
    const char *rest;

    *out = (struct address){.n = 0};
    if ((rest = behind(text, "tcp://127.0.0.1:")) != NULL) {
        out->n = sizeof out->u.v4;
        out->u.v4.sin_family = AF_INET;
        out->u.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return read_port(rest, &out->u.v4.sin_port);
    }
    if ((rest = behind(text, "tcp://[::1]:")) != NULL) {
        out->n = sizeof out->u.v6;
        out->u.v6.sin6_family = AF_INET6;
        out->u.v6.sin6_addr = in6addr_loopback;
        return read_port(rest, &out->u.v6.sin6_port);
    }
    if ((rest = behind(text, "unix://")) == NULL || *rest != '/' ||
        strlen(rest) >= sizeof out->u.local.sun_path)
        return false;
    out->n = sizeof out->u.local;
    out->u.local.sun_family = AF_UNIX;
    memcpy(out->u.local.sun_path, rest, strlen(rest) + 1);
    return true;
}

bool
local_endpoint_ok(const char *text)
{
    struct address address;

    return read_address(&address, text);
}

/* The socket of a process that is gone stands in the way of ours. */
static void
remove_left_over(const struct address *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct stat st;

    if (fd < 0)
        return;
    if (lstat(address->u.local.sun_path, &st) == 0 && S_ISSOCK(st.st_mode) &&
        connect(fd, &address->u.any, address->n) != 0 && errno == ECONNREFUSED)
        (void)unlink(address->u.local.sun_path);
    close(fd);
}

static bool
serve_at(int fd, const struct address *address)
{
    static const int on = 1;

    if (address->u.any.sa_family == AF_UNIX)
        remove_left_over(address);
    else if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
        return false;
    if (bind(fd, &address->u.any, address->n) != 0)
        return false;
    if (address->u.any.sa_family == AF_UNIX &&
        chmod(address->u.local.sun_path, SOCKET_MODE) != 0)
        return false;
    return listen(fd, BACKLOG) == 0;
}

enum rc
local_endpoint_listen(int *fd, const char *text)
{
    struct address address;

    if (!read_address(&address, text))
        return RC_INVALID;

    int made = socket(address.u.any.sa_family,
                      SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (made < 0)
        return RC_FATAL;
    if (!serve_at(made, &address)) {
        int error = errno;

        close(made);
        errno = error;
        return RC_FATAL;
    }
    *fd = made;
    return RC_OK;
}

enum rc
local_endpoint_connect(int *fd, const char *text)
{
    struct address address;
    int made;

    if (!read_address(&address, text))
        return RC_INVALID;
    made = socket(address.u.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0)
        return RC_FATAL;
    if (connect(made, &address.u.any, address.n) != 0) {
        int error = errno;

        close(made);
        errno = error;
        return RC_FATAL;
    }
    *fd = made;
    return RC_OK;
}
