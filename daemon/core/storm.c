/* storm -- see storm.h */
#include "core/storm.h"

static int64_t
later(int64_t at_us, int64_t wait_us)
{
    return at_us > INT64_MAX - wait_us ? INT64_MAX : at_us + wait_us;
}

bool
storm_exempt(const struct alert *alert)
{
    return alert->level <= LEVEL_U1 || alert->kind == MESSAGE_REFERRAL ||
           alert->cause != CAUSE_MESSAGE;
}

bool
storm_signal(const struct storm_limits *limits, struct storm *storm,
             uint32_t recent_n, int64_t now_us)
{
    if (storm->on)
        return storm_look(limits, storm, recent_n, now_us);
    if (recent_n <= limits->enter_n)
        return false;
    *storm = (struct storm){
        .on = true, .singles_left = limits->singles, .since_us = now_us};
    return true;
}

bool
storm_look(const struct storm_limits *limits, struct storm *storm,
           uint32_t recent_n, int64_t now_us)
{
    if (!storm->on)
        return false;
    if (recent_n >= limits->leave_n) {
        bool changed = storm->calm_since_us != 0;

        storm->calm_since_us = 0;
        return changed;
    }
    /* A calm that begins in the future is of a clock that was set back. */
    if (storm->calm_since_us == 0 || storm->calm_since_us > now_us) {
        storm->calm_since_us = now_us;
        return true;
    }
    if (now_us - storm->calm_since_us < limits->leave_us)
        return false;
    *storm = (struct storm){0};
    return true;
}

enum storm_way
storm_way(const struct storm_limits *limits, struct storm *storm,
          const struct alert *alert, const struct storm_recent *recent)
{
    if (storm_exempt(alert))
        return STORM_SINGLE;
    if (recent->waiting || recent->gap_n > 0 ||
        recent->span_n >= limits->span_n)
        return STORM_SUMMARY;
    if (!storm->on)
        return STORM_SINGLE;
    if (storm->singles_left == 0)
        return STORM_SUMMARY;
    storm->singles_left--;
    return STORM_SINGLE;
}

int64_t
storm_summary_due(const struct storm_limits *limits, const struct storm *storm,
                  const struct storm_recent *recent, int64_t now_us)
{
    int64_t due_us = storm->on ? later(now_us, limits->digest_us) : now_us;
    int64_t after_gap_us = later(recent->last_us, limits->gap_us);
    int64_t after_span_us = later(recent->oldest_us, limits->span_us);

    if (after_gap_us > due_us)
        due_us = after_gap_us;
    /* In a storm one summary a minute is the pace, whatever the span says. */
    if (!storm->on && recent->span_n >= limits->span_n &&
        after_span_us > due_us)
        due_us = after_span_us;
    return due_us;
}
