/* alert_times -- see alert_times.h and alert_life.h */
#include "core/alert_times.h"

#include <stddef.h>

#include "core/alert_effect.h"
#include "core/alert_life.h"

static int64_t
later(int64_t at_us, int64_t wait_us)
{
    return at_us > INT64_MAX - wait_us ? INT64_MAX : at_us + wait_us;
}

/* The earlier of two times of which 0 is none. */
static int64_t
earlier(int64_t a_us, int64_t b_us)
{
    if (a_us == 0 || b_us == 0)
        return a_us + b_us;
    return a_us < b_us ? a_us : b_us;
}

static int64_t
deadline_us(const struct desk_rules *rules, const struct alert *alert,
            int64_t now_us)
{
    const struct level_rule *level =
        policy_level(&rules->policies, alert->level);

    if (alert->cause == CAUSE_DRILL)
        return 0;
    if (level->deadline_us > 0)
        return later(now_us, level->deadline_us);
    if (level->deadline_working_days > 0)
        return calendar_add_working_days(&rules->calendar, &rules->book.zone,
                                         now_us, level->deadline_working_days);
    return 0;
}

static int64_t
not_seen_us(const struct desk_rules *rules, const struct alert *alert,
            int64_t now_us)
{
    int64_t wait_us = policy_level(&rules->policies, alert->level)->not_seen_us;
    bool has_sender =
        alert->kind == MESSAGE_REFERRAL && alert->cause == CAUSE_MESSAGE;

    if (!has_sender || alert->acknowledged_us != 0 || wait_us <= 0)
        return 0;
    return later(now_us, wait_us);
}

void
alert_times_level(const struct desk_rules *rules, struct alert *alert,
                  int64_t now_us)
{
    alert->times.deadline_us = deadline_us(rules, alert, now_us);
    alert->times.not_seen_us = not_seen_us(rules, alert, now_us);
}

void
alert_times_sender(const struct desk_rules *rules, struct alert *alert,
                   enum level level, int64_t at_us)
{
    struct alert as = *alert;

    for (;;) {
        enum level next = policy_level(&rules->policies, level)->raise_to;

        as.level = level;
        alert->times.not_seen_us = not_seen_us(rules, &as, at_us);
        at_us = deadline_us(rules, &as, at_us);
        if (alert->times.not_seen_us != 0 || at_us == 0 || next == LEVEL_NONE ||
            level_rank(next) >= level_rank(level))
            return;
        level = next;
    }
}

bool
alert_times_hold(const struct desk_rules *rules, struct alert *alert,
                 int64_t now_us)
{
    const struct level_rule *level =
        policy_level(&rules->policies, alert->level);

    alert->times.release_us = 0;
    if (alert->cause == CAUSE_DRILL)
        return false;
    if (level->digest != DIGEST_NONE)
        return alert->times.deadline_us != 0;
    if (level->window >= rules->calendar.windows_n)
        return false;

    int64_t open_us =
        window_next_open(&rules->calendar, &rules->book.zone,
                         &rules->calendar.windows[level->window], now_us);

    if (open_us <= now_us || open_us == INT64_MAX)
        return false;
    alert->times.release_us = open_us;
    return true;
}

void
alert_times_page(const struct desk_rules *rules, struct alert *alert,
                 int64_t now_us)
{
    struct alert_times *times = &alert->times;

    times->step_us = now_us;
    times->step_end_us = 0;
    times->release_us = 0;
    if (alert->cause != CAUSE_DRILL)
        times->ack_us = 0;
    else if (times->ack_us == 0)
        times->ack_us = later(now_us, rules->policies.drill_us);
    if (times->deadline_us == 0)
        times->deadline_us = deadline_us(rules, alert, now_us);
}

/* at_us, or when its window opens after it. */
static int64_t
while_open_us(const struct desk_rules *rules, const struct alert *alert,
              int64_t at_us)
{
    size_t window = policy_level(&rules->policies, alert->level)->window;
    int64_t open_us = at_us;

    if (alert->cause == CAUSE_DRILL || window >= rules->calendar.windows_n)
        return at_us;
    open_us = window_next_open(&rules->calendar, &rules->book.zone,
                               &rules->calendar.windows[window], at_us);
    return open_us == INT64_MAX ? at_us : open_us;
}

void
alert_life_step(const struct desk_rules *rules, struct alert *alert,
                const struct escalation_step *step)
{
    alert->step = step->step;
    alert->unattended = step->unattended;
    alert->times.step_us = while_open_us(rules, alert, step->next_due_us);
    alert->times.step_end_us = while_open_us(rules, alert, step->end_us);
}

void
alert_times_own(struct alert *alert, int64_t wait_us, int64_t now_us)
{
    alert->times = (struct alert_times){.ack_us = later(now_us, wait_us)};
}

/* The order in which things are done that are due at the same instant: what
 * calls other people before the step that it makes superfluous. */
enum due {
    DUE_ACK,
    DUE_DEADLINE,
    DUE_RELEASE,
    DUE_NOT_SEEN,
    DUE_STEP,
    DUE_N
};

static void
list_due(const struct alert *alert, int64_t at_us[DUE_N])
{
    const struct alert_times *times = &alert->times;

    at_us[DUE_ACK] = times->ack_us;
    at_us[DUE_DEADLINE] = times->deadline_us;
    at_us[DUE_RELEASE] = times->release_us;
    at_us[DUE_NOT_SEEN] = times->not_seen_us;
    at_us[DUE_STEP] = earlier(times->step_us, times->step_end_us);
}

/* DUE_N: none. */
static enum due
first_due(const int64_t at_us[DUE_N])
{
    enum due first = DUE_N;

    for (enum due i = DUE_ACK; i < DUE_N; i++) {
        if (at_us[i] != 0 && (first == DUE_N || at_us[i] < at_us[first]))
            first = i;
    }
    return first;
}

int64_t
alert_due(const struct alert *alert)
{
    int64_t at_us[DUE_N];

    if (!alert_open(alert->state))
        return 0;
    list_due(alert, at_us);

    enum due first = first_due(at_us);

    return first == DUE_N ? 0 : at_us[first];
}

struct alert_todo
alert_due_event(const struct alert *alert, int64_t now_us)
{
    const struct alert_todo todo[DUE_N + 1] = {
        [DUE_ACK] = {.event = alert->cause == CAUSE_DRILL ? LIFE_DRILL_OVER
                                                          : LIFE_ACK_TIMEOUT},
        [DUE_DEADLINE] = {.event = LIFE_DEADLINE},
        [DUE_RELEASE] = {.event = LIFE_RELEASE},
        [DUE_NOT_SEEN] = {.not_seen = true},
        [DUE_STEP] = {.step = true},
        [DUE_N] = {.nothing = true},
    };
    int64_t at_us[DUE_N];

    if (!alert_open(alert->state))
        return todo[DUE_N];
    list_due(alert, at_us);

    enum due first = first_due(at_us);

    return first == DUE_N || at_us[first] > now_us ? todo[DUE_N] : todo[first];
}
