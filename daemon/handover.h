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
#include "sys/vault.h"

/* File descriptors of a child, in this order. */
enum handover_fd {
    HANDOVER_FD_START = PROCESS_FD_FIRST, /* the struct below */
    HANDOVER_FD_LEVEL,                    /* the log level in force */
    HANDOVER_FD_CHANNEL,                  /* its end of the channel */
    HANDOVER_FD_READY,                    /* to say that it is ready */
    HANDOVER_FD_CONTROL                   /* desk's, under test control */
};

struct front_handover {
    struct front_settings settings;
};

struct desk_handover {
    struct desk_settings settings;
    struct zone zone;
    struct desk_secrets secrets;
    struct vault vault;
    bool test_control;
};

/* handover_level_open: a page that the caller may write through *level and
 * whoever gets the descriptor can only read.  RC_FATAL: errno. */
MUST_USE enum rc handover_level_open(int *fd, uint32_t **level);

/* handover_take: the child's first act: harden, speak as `who` at the level
 * in force, read n bytes of its struct into memory for secrets.
 * RC_FATAL: it was logged. */
MUST_USE enum rc handover_take(void **out, size_t n, const char *who);

/* as_front, as_desk: the whole of a child's life; its exit code. */
int as_front(void);
int as_desk(void);

#endif
