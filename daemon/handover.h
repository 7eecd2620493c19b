/* handover -- what the supervisor hands to the processes it starts, and how
 * they take it: structs through a pipe, read once; both sides are the same
 * binary. */
#ifndef HANDOVER_H
#define HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/config.h"
#include "core/rc.h"
#include "core/zone.h"
#include "desk/desk.h"
#include "sys/process.h"
#include "sys/restrict.h"
#include "sys/vault.h"

struct pulse;
struct test_control;

/* File descriptors of a child, in this order. */
enum handover_fd {
    HANDOVER_FD_START = PROCESS_FD_FIRST, /* the struct below */
    HANDOVER_FD_LEVEL,                    /* the log level in force */
    HANDOVER_FD_CHANNEL,                  /* its end of the channel */
    HANDOVER_FD_READY,                    /* to say that it is ready */
    HANDOVER_FD_PULSE,                    /* to show that it lives */
    HANDOVER_FD_CONTROL                   /* under test control */
};

struct front_handover {
    struct front_settings settings;
    bool unrestricted; /* see handover_restrict() */
};

struct desk_handover {
    struct desk_settings settings;
    struct zone zone;
    struct desk_secrets secrets;
    struct vault vault;
    bool test_control;
    bool unrestricted;
    uint8_t park_word[DESK_WORD_BYTES]; /* not known to front */
};

/* handover_level_open: a page that the caller may write through *level and
 * whoever gets the descriptor can only read.  RC_FATAL: errno. */
MUST_USE enum rc handover_level_open(int *fd, uint32_t **level);

/* handover_take: the child's first act: harden, speak as `who` at the level
 * in force, read n bytes of its struct into memory for secrets.
 * RC_FATAL: it was logged. */
MUST_USE enum rc handover_take(void **out, size_t n, const char *who);

/* handover_take_pulse, handover_take_control: the pages it was handed; what
 * cannot be had of them is logged.  RC_FATAL: not under control. */
struct pulse *handover_take_pulse(void);
MUST_USE enum rc handover_take_control(struct test_control **control);

/* handover_unrestricted: is sys/restrict.h to be left out?  Only for tools that
 * make calls of their own inside our processes, as valgrind and gcov do:
 * LOKETD_UNRESTRICTED is set, and the settings say `production: false`. */
bool handover_unrestricted(const struct config *config);

/* handover_restrict: the last thing before strangers are let in.  A kernel
 * that cannot do it is warned about.  RC_FATAL: it was logged. */
MUST_USE enum rc handover_restrict(enum restricted process, bool unrestricted);

/* as_front, as_desk: the whole of a child's life; its exit code. */
int as_front(void);
int as_desk(void);

#endif
