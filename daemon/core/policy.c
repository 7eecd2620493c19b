/* policy -- see policy.h */
#include "core/policy.h"

#include <string.h>

#include "core/calendar.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US   (60 * MINUTE_US)
#define DAY_US    (24 * HOUR_US)

#define MORNING_MINUTE (9 * 60)
#define WEEKDAYS       ((uint32_t)0x3E) /* Monday to Friday */
#define MONDAY         ((uint32_t)1 << 1)

/* A digest level is looked after again a week later, at a clock and weekday
 * at which somebody was at work on it. */
static const struct level_rule levels[LEVEL_LAST + 1] = {
    [LEVEL_U1] = {.raise_to = LEVEL_U1,
                  .ack_timeout_us = 30 * MINUTE_US,
                  .not_seen_us = 10 * MINUTE_US},
    [LEVEL_U2] = {.raise_to = LEVEL_U1,
                  .ack_timeout_us = 60 * MINUTE_US,
                  .not_seen_us = 20 * MINUTE_US},
    [LEVEL_U3] = {.raise_to = LEVEL_U2,
                  .deadline_working_days = 1,
                  .ack_timeout_us = 8 * HOUR_US},
    [LEVEL_U4] = {.digest = DIGEST_DAILY,
                  .raise_to = LEVEL_U3,
                  .deadline_working_days = 2,
                  .ack_timeout_us = 7 * DAY_US},
    [LEVEL_U4B] = {.digest = DIGEST_WEEKLY,
                   .raise_to = LEVEL_U4,
                   .deadline_working_days = 10,
                   .ack_timeout_us = 7 * DAY_US},
};

size_t
policy_find(const struct policies *policies, const char *name)
{
    for (size_t i = 0; i < policies->policies_n; i++) {
        if (strcmp(policies->policies[i].name, name) == 0)
            return i;
    }
    return POLICIES_MAX;
}

const struct level_rule *
policy_level(const struct policies *policies, enum level level)
{
    if (level <= LEVEL_NONE || level > LEVEL_LAST)
        level = LEVEL_U1;
    return &policies->levels[level];
}

void
policies_defaults(struct policies *policies)
{
    for (int level = LEVEL_NONE; level <= LEVEL_LAST; level++) {
        policies->levels[level] =
            levels[level == LEVEL_NONE ? LEVEL_U1 : level];
        policies->levels[level].window = WINDOWS_MAX;
    }
    policies->digests[DIGEST_NONE] = (struct calendar_clock){0};
    policies->digests[DIGEST_DAILY] = (struct calendar_clock){
        .weekdays = WEEKDAYS, .working_days = true, .minute = MORNING_MINUTE};
    /* On a holiday too: one that is skipped would come a week late. */
    policies->digests[DIGEST_WEEKLY] =
        (struct calendar_clock){.weekdays = MONDAY, .minute = MORNING_MINUTE};
    policies->storm = (struct storm_limits){.gap_us = 30 * SECOND_US,
                                            .span_us = 10 * MINUTE_US,
                                            .span_n = 6,
                                            .enter_n = 10,
                                            .enter_us = MINUTE_US,
                                            .singles = 3,
                                            .digest_us = MINUTE_US,
                                            .leave_n = 3,
                                            .leave_us = 5 * MINUTE_US};
    policies->handover = (struct handover_times){.notice_day_us = DAY_US,
                                                 .notice_hour_us = HOUR_US,
                                                 .late_us = 10 * MINUTE_US};
    policies->resend_max_us = 30 * SECOND_US;
    policies->not_seen_every_us = 10 * MINUTE_US;
    policies->unreachable_us = 60 * SECOND_US;
    policies->reopen_us = DAY_US;
    policies->drill_us = 30 * MINUTE_US;
}
