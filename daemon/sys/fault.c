/* fault -- see fault.h */
#include "sys/fault.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>
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
    case FAULTS:
        break;
    }
    return "";
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
    if (control->action != TEST_CONTROL_KILL)
        return true;
    (void)kill(getpid(), SIGKILL);
    for (;;) /* nothing may happen behind this point */
        (void)pause();
}
