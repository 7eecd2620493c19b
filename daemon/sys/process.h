/* process -- the three processes: hardened, each with only the file
 * descriptors it needs. */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/rc.h"

/* Where a child finds what it was handed. */
#define PROCESS_FD_FIRST 3

struct process_plan {
    const char *title; /* argv[0], what ps shows */
    const char *mode;  /* argv[1] */
    const int *fds;    /* become PROCESS_FD_FIRST, +1, .. in the child */
    size_t fds_n;      /* at most 8 */
    const char *user;  /* whose rights it takes; NULL or "": ours */
};

/* process_harden: for the calling process and what it starts: no core dumps,
 * not traceable by its peers, no new privileges.  RC_FATAL: errno. */
MUST_USE enum rc process_harden(void);

/* process_goes_first: when memory ends this process is ended rather than the one
 * that started it or a larger one beside it.  Before process_harden(), which
 * takes the right to say so.  A kernel that does not hear of it is no fault. */
void process_goes_first(void);

/* process_peak_bytes: the most memory that we have had so far; 0: not known. */
int64_t process_peak_bytes(void);

/* process_limits: how many descriptors we may have open and how many bytes we
 * may lock; INT64_MAX: no limit. */
struct process_limits {
    int64_t files, locked_bytes;
};
void process_limits(struct process_limits *out);

/* process_user_known: has this machine a user of that name? */
bool process_user_known(const char *name);

/* process_become_owner: root takes the rights of whom this folder belongs to,
 * for good, and judges what is in it as that user would.  Who is not root, and
 * root where it belongs to root or is not there, stays who it is.
 * RC_FATAL: errno. */
MUST_USE enum rc process_become_owner(const char *path);

/* process_spawn: fork and exec of the running binary with that plan.  The
 * child has /dev/null for input, our stderr, no signal blocked, an
 * environment of the few names it may need, and is killed when we die.
 * Errors after the fork show as its exit code 127.  RC_FATAL: errno. */
MUST_USE enum rc process_spawn(pid_t *out, const struct process_plan *plan);

/* process_hand: n bytes that the reader of *fd finds there, then the end.
 * The caller closes *fd.  n is limited to one pipe's buffer (64 KiB). */
MUST_USE enum rc process_hand(int *fd, const void *bytes, size_t n);

/* process_take: the child's side; exactly n bytes and then the end, closes
 * fd.  RC_FATAL: anything else. */
MUST_USE enum rc process_take(int fd, void *bytes, size_t n);

#endif
