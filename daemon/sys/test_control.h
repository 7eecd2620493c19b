/* test_control -- a small file that a test shares with the daemon it started
 * with --test-control: what time it is, and one named place to fail at.
 *
 * The desk lives by this time; front, libzmq and the supervisor's waits for
 * its children stay on the real clock.  Never in production: the supervisor
 * refuses it when the settings say so, each process warns at its start, and
 * the metric loket_test_control is 1.
 *
 * The test makes the file with this layout (native order, no holes) and
 * writes through a mapping of its own.  Each clock is one word, so that a
 * reader never sees half a move; civil time is mono_us + ahead_us, so time
 * passes by a write of mono_us alone and somebody sets the clock by a write
 * of ahead_us alone. */
#ifndef SYS_TEST_CONTROL_H
#define SYS_TEST_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

#define TEST_CONTROL_MAGIC      UINT64_C(0x31304c525443544c) /* "LTCTRL01" */
#define TEST_CONTROL_NAME_BYTES 48

enum test_control_action {
    TEST_CONTROL_KILL = 1, /* SIGKILL to the process that passes */
    TEST_CONTROL_FAIL,     /* the step at hand answers as after a failure */
    TEST_CONTROL_ABORT,    /* as after a fault of our own: SIGABRT */
    TEST_CONTROL_TRY_EXEC, /* what a stranger in the process would try; what
                            * came of it is in `tried` */
    TEST_CONTROL_TRY_FORK,
    TEST_CONTROL_TRY_OPEN, /* a file that everybody may read */
    TEST_CONTROL_TRY_INET, /* a socket of the network */
    TEST_CONTROL_TRY_PTRACE
};

struct test_control {
    uint64_t magic;
    int64_t mono_us;  /* microseconds, both monotonic clocks */
    int64_t ahead_us; /* of UTC over mono_us */
    char fault[TEST_CONTROL_NAME_BYTES]; /* a name of sys/fault.h and zeros */
    uint32_t action;                     /* enum test_control_action */
    uint32_t countdown; /* passes until it acts; 0: nothing is armed.
                         * Written last by the test, counted down by desk */
    uint64_t hits;      /* passes of the armed place; counted up by desk */
    int64_t key;        /* of fault_point_at(): at its frames alone; 0: all */
    int64_t tried;      /* 0: not yet, -1: it was let, else its errno */
};

_Static_assert(sizeof(struct test_control) == 104, "the test has this layout");

/* test_control_open: a descriptor for reading and writing of a file that is
 * such a page.
 * errors  RC_INVALID: it is not, or cannot be opened; it was logged */
MUST_USE enum rc test_control_open(int *fd, const char *path);

/* test_control_map: shared memory; who passes no fault points says false for
 * writable.  The descriptor may be closed behind it.  RC_FATAL: errno. */
MUST_USE enum rc test_control_map(struct test_control **out, int fd,
                                  bool writable);
void test_control_unmap(struct test_control *control); /* NULL is allowed */

#endif
