/* children -- desk and front as processes: what each is handed, which of them
 * live, and when a dead front is started again. */
#ifndef CHILDREN_H
#define CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/rc.h"

struct children;
struct installation;
struct pulse;

enum child {
    CHILD_NONE,
    CHILD_FRONT,
    CHILD_DESK
};

/* children_start: both, with copies of what they need of the installation
 * (borrowed for the call).  control_fd: the page of test control, which stays
 * the caller's and open, -1: none.  RC_FATAL: it was logged, nothing runs. */
MUST_USE enum rc children_start(struct children **out,
                                const struct installation *installation,
                                int control_fd);

/* children_close: kills and awaits whoever lives, wipes; NULL is allowed. */
void children_close(struct children *children);

/* children_ready_fd: readable when that child may have said that it is ready;
 * -1: nothing to wait for. */
int children_ready_fd(const struct children *children, enum child child);

/* children_take_ready: look at both; answers whether both are ready now: desk
 * has its database and has heard front, front's endpoints are bound. */
bool children_take_ready(struct children *children);

/* children_signal: false: it does not live. */
bool children_signal(const struct children *children, enum child child,
                     int unix_signal);

/* children_ready: has it said so, and lives since?
 * children_pulse: what it shows; of front, whichever it is. */
bool children_ready(const struct children *children, enum child child);
const struct pulse *children_pulse(const struct children *children,
                                   enum child child);

/* children_reap: whose end was that?  It is not ready any more. */
enum child children_reap(struct children *children, pid_t pid);

/* children_front_ended: note its end, so that it is started again.
 * hung: it was killed because it did not live any more.
 * children_front_deaths: how many so far. */
void children_front_ended(struct children *children, int status, bool hung,
                          int64_t now_us);
uint64_t children_front_deaths(const struct children *children);

/* children_respawn: start front when that is due.  Answers when to ask
 * again, INT64_MAX: front lives. */
int64_t children_respawn(struct children *children, int64_t now_us);

/* children_set_level: the log level of all three processes from now on. */
void children_set_level(struct children *children, uint32_t level);

#endif
