/* disk -- see disk.h */
#include "sys/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sys/file.h"

#define RESERVE "reserve"

enum rc
disk_room(struct disk_room *out, const char *path)
{
    struct statvfs room;

    if (statvfs(path, &room) != 0)
        return RC_FATAL;
    *out = (struct disk_room){
        .free_bytes = (int64_t)(room.f_bavail * room.f_frsize),
        .used_bytes = (int64_t)((room.f_blocks - room.f_bfree) * room.f_frsize),
        .total_bytes = (int64_t)(room.f_blocks * room.f_frsize)};
    return RC_OK;
}

/* posix_fallocate, not ftruncate: a hole reserves nothing. */
static enum rc
fill(const char *path, int64_t n)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int error = 0;

    if (fd < 0)
        return errno == ENOSPC || errno == EDQUOT ? RC_DOWN : RC_FATAL;
    error = posix_fallocate(fd, 0, n);
    if (error == 0 && fsync(fd) != 0)
        error = errno;
    close(fd);
    errno = error;
    if (error == 0)
        return RC_OK;
    return error == ENOSPC || error == EDQUOT ? RC_DOWN : RC_FATAL;
}

enum rc
disk_reserve_make(const char *dir, int64_t n)
{
    char path[PATH_MAX];
    struct stat st;
    enum rc rc = file_join(path, sizeof path, dir, RESERVE);

    if (rc != RC_OK)
        return RC_FATAL;
    if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= n)
        return RC_OK;
    rc = fill(path, n);
    if (rc != RC_OK) {
        int error = errno;

        (void)unlink(path);
        errno = error;
    }
    return rc;
}

enum rc
disk_reserve_free(const char *dir)
{
    char path[PATH_MAX];

    if (file_join(path, sizeof path, dir, RESERVE) != RC_OK)
        return RC_FATAL;
    if (unlink(path) == 0)
        return RC_OK;
    return errno == ENOENT ? RC_NOT_FOUND : RC_FATAL;
}
