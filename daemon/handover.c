/* From the supervisor to its children. */
#include "handover.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sys/log.h"
#include "sys/pulse.h"
#include "sys/secret.h"
#include "sys/test_control.h"

#ifdef __SANITIZE_ADDRESS__
#define RESTRICTED false /* it makes calls of its own */
#else
#define RESTRICTED true
#endif

enum rc
handover_level_open(int *out, uint32_t **level)
{
    uint32_t *page = MAP_FAILED;
    int fd = memfd_create("loketd-level", MFD_CLOEXEC | MFD_ALLOW_SEALING);

    if (fd < 0)
        return RC_FATAL;
    if (ftruncate(fd, (off_t)sizeof *page) != 0)
        goto out;
    page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        goto out;
    /* Our mapping stays writable; nobody gets another such one. */
    if (fcntl(fd, F_ADD_SEALS,
              F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE) != 0)
        goto out;
    *out = fd;
    *level = page;
    return RC_OK;
out:
    if (page != MAP_FAILED)
        munmap(page, sizeof *page);
    close(fd);
    return RC_FATAL;
}

static void
follow_level(void)
{
    const uint32_t *level =
        mmap(NULL, sizeof *level, PROT_READ, MAP_SHARED, HANDOVER_FD_LEVEL, 0);

    if (level != MAP_FAILED)
        log_follow(level);
    close(HANDOVER_FD_LEVEL);
}

enum rc
handover_take(void **out, size_t n, const char *who)
{
    void *memory = NULL;

    log_setup(who, LOG_NOTE);
    follow_level();
    if (process_harden() != RC_OK) {
        log_line(LOG_ERROR, "cannot be hardened: %s", strerror(errno));
        return RC_FATAL;
    }
    prctl(PR_SET_NAME, who, 0, 0, 0);
    if ((memory = secret_memory(n)) == NULL) {
        log_line(LOG_ERROR, "no memory to start");
        return RC_FATAL;
    }
    if (process_take(HANDOVER_FD_START, memory, n) != RC_OK) {
        log_line(LOG_ERROR, "is started by loketd only");
        secret_memory_close(memory);
        return RC_FATAL;
    }
    *out = memory;
    return RC_OK;
}

struct pulse *
handover_take_pulse(void)
{
    struct pulse *pulse = NULL;

    if (pulse_map(HANDOVER_FD_PULSE, &pulse) != RC_OK)
        log_line(LOG_ERROR, "no pulse: %s", strerror(errno));
    close(HANDOVER_FD_PULSE);
    return pulse;
}

enum rc
handover_take_control(struct test_control **control)
{
    enum rc rc = test_control_map(control, HANDOVER_FD_CONTROL, true);

    close(HANDOVER_FD_CONTROL);
    if (rc != RC_OK)
        log_line(LOG_ERROR, "test control: %s", strerror(errno));
    return rc;
}

bool
handover_unrestricted(const struct config *config)
{
    return !config->production && getenv("LOKETD_UNRESTRICTED") != NULL;
}

enum rc
handover_restrict(enum restricted process, bool unrestricted)
{
    enum rc rc = RC_OK;

    if (unrestricted)
        log_line(LOG_WARN, "system calls are not restricted: a tool asked");
    else if (RESTRICTED)
        rc = restrict_calls(process);
    if (rc == RC_FATAL)
        log_line(LOG_ERROR, "system calls cannot be restricted: %s",
                 strerror(errno));
    if (rc != RC_DOWN)
        return rc;
    log_line(LOG_WARN, "system calls are not restricted: no seccomp");
    return RC_OK;
}
