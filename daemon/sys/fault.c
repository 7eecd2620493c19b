/* fault -- see fault.h */
#include "sys/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys/log.h"
#include "sys/test_control.h"

const char *
fault_name(enum fault fault)
{
    switch (fault) {
    case FAULT_BEFORE_COMMIT:
        return "before-commit";
    case FAULT_AFTER_COMMIT_BEFORE_RECEIPT:
        return "after-commit-before-receipt";
    case FAULT_BEFORE_STEP_COMMIT:
        return "before-step-commit";
    case FAULT_AFTER_STEP_COMMIT_BEFORE_SEND:
        return "after-step-commit-before-send";
    case FAULT_AFTER_SEND_BEFORE_DELIVERED:
        return "after-send-before-delivered";
    case FAULT_FRONT_FRAME:
        return "front-frame";
    case FAULT_FRONT_TICK:
        return "front-tick";
    case FAULT_DESK_TICK:
        return "desk-tick";
    case FAULTS:
        break;
    }
    return "";
}

/* Answers -1 when it was let, else errno; most of it does not come back. */
static int64_t
try(enum test_control_action action)
{
    static char *const argv[] = {"true", NULL};
    long got = -1;

    errno = 0;
    switch (action) {
    case TEST_CONTROL_TRY_EXEC:
        got = execv("/bin/true", argv);
        break;
    case TEST_CONTROL_TRY_FORK:
        if ((got = fork()) == 0)
            _exit(0);
        break;
    case TEST_CONTROL_TRY_OPEN:
        got = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
        break;
    case TEST_CONTROL_TRY_INET:
        got = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        break;
    case TEST_CONTROL_TRY_PTRACE:
        got = ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        break;
    case TEST_CONTROL_KILL:
    case TEST_CONTROL_FAIL:
    case TEST_CONTROL_ABORT:
        break;
    }
    return got >= 0 ? -1 : errno;
}

static bool
act(struct test_control *control)
{
    enum test_control_action action = (enum test_control_action)control->action;

    switch (action) {
    case TEST_CONTROL_FAIL:
        return true;
    case TEST_CONTROL_ABORT:
        abort();
    case TEST_CONTROL_KILL:
        (void)kill(getpid(), SIGKILL);
        for (;;) /* nothing may happen behind this point */
            (void)pause();
    case TEST_CONTROL_TRY_EXEC:
    case TEST_CONTROL_TRY_FORK:
    case TEST_CONTROL_TRY_OPEN:
    case TEST_CONTROL_TRY_INET:
    case TEST_CONTROL_TRY_PTRACE:
        __atomic_store_n(&control->tried, try(action), __ATOMIC_RELEASE);
        return false;
    }
    return true;
}

bool
fault_hit(struct test_control *control, enum fault fault)
{
    /* Written last by the test: what stands beside it is there by now. */
    uint32_t left = __atomic_load_n(&control->countdown, __ATOMIC_ACQUIRE);

    if (left == 0 ||
        strncmp(control->fault, fault_name(fault), sizeof control->fault) != 0)
        return false;
    __atomic_fetch_add(&control->hits, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&control->countdown, left - 1, __ATOMIC_RELEASE);
    if (left > 1)
        return false;
    log_line(LOG_WARN, "test control: %s", fault_name(fault));
    return act(control);
}

bool
fault_point_at(struct test_control *control, enum fault fault, int64_t key)
{
    return control != NULL && (control->key == 0 || control->key == key) &&
           fault_hit(control, fault);
}
