/* test_control -- see test_control.h */
#include "sys/test_control.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/log.h"

static bool
is_page(int fd)
{
    uint64_t magic = 0;
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
           st.st_size == (off_t)sizeof(struct test_control) &&
           pread(fd, &magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
           magic == TEST_CONTROL_MAGIC;
}

enum rc
test_control_open(int *fd, const char *path)
{
    /* Not to wait for the other end of a pipe. */
    int opened = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (opened < 0) {
        log_line(LOG_ERROR, "--test-control: %s: %s", path, strerror(errno));
        return RC_INVALID;
    }
    if (!is_page(opened)) {
        log_line(LOG_ERROR, "--test-control: %s: is no test control file",
                 path);
        close(opened);
        return RC_INVALID;
    }
    *fd = opened;
    return RC_OK;
}

enum rc
test_control_map(struct test_control **out, int fd, bool writable)
{
    void *page =
        mmap(NULL, sizeof **out, writable ? PROT_READ | PROT_WRITE : PROT_READ,
             MAP_SHARED, fd, 0);

    if (page == MAP_FAILED)
        return RC_FATAL;
    *out = page;
    return RC_OK;
}

void
test_control_unmap(struct test_control *control)
{
    if (control != NULL)
        munmap(control, sizeof *control);
}
