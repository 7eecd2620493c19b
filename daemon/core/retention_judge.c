/* retention_judge -- see retention_judge.h */
#include "core/retention_judge.h"

#define DAY_US (INT64_C(86400) * 1000000)

static bool
within(int64_t until_us, int64_t now_us, uint32_t days)
{
    return until_us > now_us && until_us <= now_us + (int64_t)days * DAY_US;
}

static enum retention_verdict
judge_prolong(const struct retention *retention,
              const struct request_retention *asked, const struct kept *kept,
              uint32_t prolonged, int64_t now_us)
{
    if (retention_end(retention, kept) >= asked->until_us)
        return RETENTION_ALREADY;
    return within(asked->until_us, now_us, retention->prolong_days_max) &&
                   prolonged < retention->prolong_times
               ? RETENTION_DONE
               : RETENTION_LIMIT;
}

enum retention_verdict
retention_judge(const struct retention *retention,
                const struct request_retention *asked, const struct kept *kept,
                uint32_t prolonged, int64_t now_us)
{
    switch (asked->verb) {
    case RETENTION_PROLONG:
        return judge_prolong(retention, asked, kept, prolonged, now_us);
    case RETENTION_RELEASE:
        return kept->hold_until_us == 0 ? RETENTION_ALREADY : RETENTION_DONE;
    case RETENTION_ERASE:
        return retention_blocks(kept, now_us) == 0 ? RETENTION_DONE
                                                   : RETENTION_BLOCKED;
    case RETENTION_HOLD:
    case RETENTION_VERB_NONE:
        break;
    }
    return within(asked->until_us, now_us, retention->hold_days_max)
               ? RETENTION_DONE
               : RETENTION_LIMIT;
}
