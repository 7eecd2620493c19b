/* Small files, whole and durable. */
#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum rc
file_read(const char *path, size_t max_bytes, uint8_t **bytes, size_t *n)
{
    enum rc rc = RC_FATAL;
    uint8_t *buffer = NULL;
    struct stat st;
    size_t have = 0;
    /* NONBLOCK: opening a FIFO must not hang. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return errno == ENOENT ? RC_NOT_FOUND : RC_FATAL;
    if (fstat(fd, &st) != 0)
        goto out;
    if (!S_ISREG(st.st_mode) || (uintmax_t)st.st_size > max_bytes) {
        rc = RC_INVALID;
        goto out;
    }
    if ((buffer = malloc(max_bytes + 1)) == NULL)
        goto out;
    for (;;) { /* the size may change under us: ask for one byte too many */
        ssize_t got = read(fd, buffer + have, max_bytes + 1 - have);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            goto out;
        if (got == 0)
            break;
        have += (size_t)got;
        if (have > max_bytes) {
            rc = RC_INVALID;
            goto out;
        }
    }
    buffer[have] = '\0';
    *bytes = buffer;
    *n = have;
    buffer = NULL; /* handed over */
    rc = RC_OK;
out:
    free(buffer);
    close(fd);
    return rc;
}

static enum rc
write_all(int fd, const uint8_t *bytes, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, bytes, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return RC_FATAL;
        bytes += done;
        n -= (size_t)done;
    }
    return RC_OK;
}

enum rc
file_sync_dir(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum rc rc = RC_FATAL;
    int why;

    if (fd < 0)
        return RC_FATAL;
    if (fsync(fd) == 0)
        rc = RC_OK;
    why = errno;
    close(fd);
    errno = why;
    return rc;
}

/* A new name is durable only when the directory that holds it is. */
static enum rc
sync_parent(const char *path)
{
    char dir[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t n = slash == NULL ? 0 : (size_t)(slash - path);

    if (n >= sizeof dir)
        return RC_FATAL;
    if (slash == NULL)
        memcpy(dir, ".", 2);
    else if (n == 0)
        memcpy(dir, "/", 2);
    else {
        memcpy(dir, path, n);
        dir[n] = '\0';
    }
    return file_sync_dir(dir);
}

static enum rc
write_temporary(const char *path, const void *bytes, size_t n, mode_t mode)
{
    enum rc rc = RC_FATAL;
    int fd;

    /* Left behind by a run that was killed; nobody else writes here. */
    if (unlink(path) != 0 && errno != ENOENT)
        return RC_FATAL;
    if ((fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)) < 0)
        return RC_FATAL;
    if (fchmod(fd, mode) == 0 && write_all(fd, bytes, n) == RC_OK &&
        fsync(fd) == 0)
        rc = RC_OK;
    if (close(fd) != 0)
        rc = RC_FATAL;
    return rc;
}

enum rc
file_write(const char *path, const void *bytes, size_t n, mode_t mode)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof temporary, "%s.new", path);

    if (length < 0 || (size_t)length >= sizeof temporary)
        return RC_FATAL;
    if (write_temporary(temporary, bytes, n, mode) != RC_OK ||
        rename(temporary, path) != 0) {
        int why = errno;

        unlink(temporary);
        errno = why;
        return RC_FATAL;
    }
    return sync_parent(path);
}

enum rc
file_write_new(const char *path, const void *bytes, size_t n, mode_t mode)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof temporary, "%s.new", path);
    enum rc rc = RC_FATAL;

    if (length < 0 || (size_t)length >= sizeof temporary)
        return RC_FATAL;
    /* link() refuses an existing name, which rename() would replace. */
    if (write_temporary(temporary, bytes, n, mode) == RC_OK) {
        if (link(temporary, path) == 0)
            rc = RC_OK;
        else if (errno == EEXIST)
            rc = RC_DUP;
    }
    int why = errno;

    unlink(temporary);
    errno = why;
    return rc == RC_OK ? sync_parent(path) : rc;
}

enum rc
file_make_dir(const char *path, mode_t mode)
{
    if (mkdir(path, mode) != 0)
        return errno == EEXIST ? RC_DUP : RC_FATAL;
    return chmod(path, mode) == 0 ? sync_parent(path) : RC_FATAL;
}

enum rc
file_join(char *out, size_t out_bytes, const char *dir, const char *name)
{
    int n = snprintf(out, out_bytes, "%s/%s", dir, name);

    return n >= 0 && (size_t)n < out_bytes ? RC_OK : RC_INVALID;
}
