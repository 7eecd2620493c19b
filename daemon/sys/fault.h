/* fault -- named places where a test may end the process or let a step fail,
 * exactly there (sys/test_control.h).  A daemon without test control passes
 * each for the price of one test for NULL. */
#ifndef SYS_FAULT_H
#define SYS_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct test_control;

/* The name the test arms is the one behind each. */
enum fault {
    FAULT_BEFORE_COMMIT,                 /* before-commit */
    FAULT_AFTER_COMMIT_BEFORE_RECEIPT,   /* after-commit-before-receipt */
    FAULT_BEFORE_STEP_COMMIT,            /* before-step-commit */
    FAULT_AFTER_STEP_COMMIT_BEFORE_SEND, /* after-step-commit-before-send: the
                                          * page's row is written, not sent */
    FAULT_AFTER_SEND_BEFORE_DELIVERED,   /* after-send-before-delivered: the
                                        * device has it, we do not know yet */
    FAULT_FRONT_FRAME, /* front-frame: front has a frame of a key in hand */
    FAULT_FRONT_TICK,  /* front-tick: twice a second */
    FAULT_DESK_TICK,   /* desk-tick: every turn of its loop */
    FAULTS
};

/* fault_name: as above. */
const char *fault_name(enum fault fault);

/* fault_hit: of fault_point() only. */
MUST_USE bool fault_hit(struct test_control *control, enum fault fault);

/* fault_point: true: go on as if the step at hand had failed here.  Does not
 * return when the test asked for a kill.
 * in      control: NULL without test control */
MUST_USE static inline bool
fault_point(struct test_control *control, enum fault fault)
{
    return control != NULL && fault_hit(control, fault);
}

/* fault_point_at: the same, but passed at frames of the key alone that the
 * test names, if it names one. */
MUST_USE bool fault_point_at(struct test_control *control, enum fault fault,
                             int64_t key);

#endif
