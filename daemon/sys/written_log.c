/* written_log -- see written_log.h */
#include "sys/written_log.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The end of a file, RC_NOT_FOUND: none. */
static enum rc
read_end(const char *path, char *room, size_t *n, bool *whole)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    off_t from = 0;
    ssize_t got = -1;

    if (fd < 0)
        return RC_NOT_FOUND;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
        if (st.st_size > (off_t)WRITTEN_LOG_BYTES)
            from = st.st_size - (off_t)WRITTEN_LOG_BYTES;
        got = pread(fd, room, WRITTEN_LOG_BYTES, from);
    }
    (void)close(fd);
    if (got < 0)
        return RC_NOT_FOUND;
    *n = (size_t)got;
    *whole = from == 0;
    return RC_OK;
}

/* False: the visitor has enough. */
static bool
walk_back(const char *text, size_t n, bool whole, written_log_visit *visit,
          void *arg)
{
    while (n > 0 && text[n - 1] != '\n')
        n--;
    while (n > 0) {
        size_t end = n - 1;
        size_t begin = end;

        while (begin > 0 && text[begin - 1] != '\n')
            begin--;
        if (begin == 0 && !whole)
            return true; /* the rest of a line */
        if (!visit(text + begin, end - begin, arg))
            return false;
        n = begin;
    }
    return true;
}

enum rc
written_log_back(const char *path, written_log_visit *visit, void *arg)
{
    char older[PATH_MAX];
    char *room = malloc(WRITTEN_LOG_BYTES);
    bool whole = false;
    bool more = true;
    size_t n = 0;
    enum rc rc = RC_DOWN;

    if (room == NULL)
        return RC_DOWN;
    (void)snprintf(older, sizeof older, "%s.1", path);
    rc = read_end(path, room, &n, &whole);
    if (rc == RC_OK)
        more = walk_back(room, n, whole, visit, arg);
    if (more && read_end(older, room, &n, &whole) == RC_OK) {
        (void)walk_back(room, n, whole, visit, arg);
        rc = RC_OK;
    }
    free(room);
    return rc;
}
