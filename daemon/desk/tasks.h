/* tasks -- what partners are asked to do about referrals.  Nothing of a
 * referral leaves the desk with it but its id: the partner calls. */
#ifndef DESK_TASKS_H
#define DESK_TASKS_H

#include "core/casework_reply.h"
#include "core/public_id.h"
#include "core/rc.h"
#include "core/task.h"

struct desk;
struct turn;

/* A task with its names, until it is told. */
struct tasks_shown {
    char id[PUBLIC_ID_BYTES];
    char referral[PUBLIC_ID_BYTES];
    char partner[NAME_BYTES];
};

MUST_USE enum rc tasks_show(struct desk *desk, const struct task *task,
                            struct tasks_shown *shown, struct reply_task *out);

/* Each answers one request. */
MUST_USE enum rc tasks_assign(struct desk *desk, const struct turn *turn);
MUST_USE enum rc tasks_action(struct desk *desk, const struct turn *turn);
MUST_USE enum rc tasks_list(struct desk *desk, const struct turn *turn);

#endif
