/* record_file -- see record_file.h */
#include "record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "profile.h"
#include "sys/file.h"

#define OTHER_NAME_BYTES 128

int
record_file_folder(const struct profile *profile, const char *name)
{
    char path[PROFILE_PATH_BYTES];

    if (profile_path(profile, name, path) != RC_OK)
        return -1;

    enum rc rc = file_make_dir(path, 0700);

    if (rc != RC_OK && rc != RC_DUP)
        return -1;
    return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

json_t *
record_file_read(int folder_fd, const char *name)
{
    int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    json_t *record;

    if (fd < 0)
        return NULL;
    record = json_loadfd(fd, JSON_REJECT_DUPLICATES, NULL);
    (void)close(fd);
    return record;
}

enum rc
record_file_write(int folder_fd, const char *name, const json_t *object,
                  int *fd_out)
{
    char other[OTHER_NAME_BYTES];
    enum rc rc = RC_FATAL;
    int fd;

    /* By way of another name, so that nobody reads half of it. */
    (void)snprintf(other, sizeof other, ".%s.%d", name, (int)getpid());
    fd = openat(folder_fd, other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                0600);
    if (fd < 0)
        return RC_FATAL;
    if (json_dumpfd(object, fd, JSON_COMPACT) == 0) {
        if (linkat(folder_fd, other, folder_fd, name, 0) == 0)
            rc = RC_OK;
        else if (errno == EEXIST)
            rc = RC_DUP;
    }
    (void)unlinkat(folder_fd, other, 0);
    if (rc == RC_OK)
        *fd_out = fd;
    else
        (void)close(fd);
    return rc;
}
