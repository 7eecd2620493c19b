/* task -- see task.h */
#include "core/task.h"

#include <stddef.h>

enum {
    PARTNER = 1,
    DESK = 2
};

/* Who may say it. */
static const unsigned verb_of[] = {
    [TASK_VERB_NONE] = 0,  [TASK_ACCEPT] = PARTNER, [TASK_DECLINE] = PARTNER,
    [TASK_DONE] = PARTNER, [TASK_WITHDRAW] = DESK,
};

static const struct row {
    enum task_state state;
    enum task_verb verb;
    enum task_state becomes;
} rows[] = {
    {TASK_STATE_ASKED, TASK_ACCEPT, TASK_STATE_ACCEPTED},
    {TASK_STATE_ASKED, TASK_DECLINE, TASK_STATE_DECLINED},
    {TASK_STATE_ASKED, TASK_WITHDRAW, TASK_STATE_WITHDRAWN},
    {TASK_STATE_ACCEPTED, TASK_ACCEPT, TASK_STATE_ACCEPTED},
    {TASK_STATE_ACCEPTED, TASK_DONE, TASK_STATE_DONE},
    {TASK_STATE_ACCEPTED, TASK_WITHDRAW, TASK_STATE_WITHDRAWN},
    {TASK_STATE_DECLINED, TASK_DECLINE, TASK_STATE_DECLINED},
    {TASK_STATE_DONE, TASK_DONE, TASK_STATE_DONE},
    {TASK_STATE_WITHDRAWN, TASK_WITHDRAW, TASK_STATE_WITHDRAWN},
};

static bool
has_ended(enum task_state state)
{
    return state == TASK_STATE_DECLINED || state == TASK_STATE_DONE ||
           state == TASK_STATE_WITHDRAWN;
}

static void
become(struct task *after, enum task_state state, int64_t now_us)
{
    if (after->state == state)
        return;
    after->state = state;
    if (state == TASK_STATE_ACCEPTED || state == TASK_STATE_DECLINED)
        after->answered_us = now_us;
    if (state == TASK_STATE_DONE)
        after->done_us = now_us;
}

enum ack_verdict
task_decide(const struct task *before, enum task_verb verb, bool partner,
            bool desk, int64_t now_us, struct task *after)
{
    unsigned who = (partner ? PARTNER : 0U) | (desk ? DESK : 0U);

    *after = *before;
    if (who == 0)
        return ACK_NOT_FOUND;
    if (verb <= TASK_VERB_NONE || verb > TASK_WITHDRAW)
        return ACK_INVALID;
    if ((verb_of[verb] & who) == 0)
        return ACK_DENIED;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].state != before->state || rows[i].verb != verb)
            continue;
        become(after, rows[i].becomes, now_us);
        return ACK_OK;
    }
    return has_ended(before->state) ? ACK_CLOSED : ACK_INVALID;
}
