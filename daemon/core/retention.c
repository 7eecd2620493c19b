/* retention -- see retention.h */
#include "core/retention.h"

#define DAY_US RETENTION_AGAIN_US

static int64_t
days_us(uint32_t days)
{
    return (int64_t)days * DAY_US;
}

static int64_t
earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

uint32_t
retention_days(const struct retention *retention, enum message_kind kind,
               enum organisation_kind source)
{
    /* One whose message is not ours, or gone. */
    if (kind == MESSAGE_WITHDRAWAL)
        return retention->withdrawn_days;
    for (size_t i = 0; i < retention->rules_n; i++) {
        const struct retention_rule *rule = &retention->rules[i];

        if (rule->kind == kind &&
            (rule->sources == RETENTION_ANY_SOURCE ||
             (rule->sources >> (unsigned)source & 1U) != 0))
            return rule->days;
    }
    return 0;
}

int64_t
retention_end(const struct retention *retention, const struct kept *kept)
{
    uint32_t days = retention_days(retention, kept->kind, kept->source);
    int64_t end_us = days == 0 ? INT64_MAX : kept->told_us + days_us(days);

    if (days != 0 && kept->withdrawn_us != 0)
        end_us = earlier(end_us, kept->withdrawn_us +
                                     days_us(retention->withdrawn_days));
    return end_us < kept->until_us ? kept->until_us : end_us;
}

int64_t
retention_erase_us(const struct retention *retention, const struct kept *kept)
{
    return kept->expired_us + days_us(retention->erase_after_days);
}

uint32_t
retention_blocks(const struct kept *kept, int64_t now_us)
{
    uint32_t blocks = kept->blocks & ~(uint32_t)KEPT_BLOCK_HOLD;

    return kept->hold_until_us > now_us ? blocks | KEPT_BLOCK_HOLD : blocks;
}

static struct kept_next
wait_until(int64_t next_us)
{
    return (struct kept_next){.step = KEPT_WAIT, .next_us = next_us};
}

/* Of what its sender took back there is nothing to decide. */
static int64_t
tell_at(const struct retention *retention, const struct kept *kept,
        int64_t end_us)
{
    if (kept->told_end_us == end_us || kept->withdrawn_us != 0 ||
        retention->tell_before_days == 0)
        return INT64_MAX;
    return end_us - days_us(retention->tell_before_days);
}

static struct kept_next
live_next(const struct retention *retention, const struct kept *kept,
          int64_t end_us, int64_t now_us)
{
    int64_t tell_us = tell_at(retention, kept, end_us);

    if (end_us == INT64_MAX)
        return wait_until(INT64_MAX);
    if (now_us < end_us && now_us >= tell_us)
        return (struct kept_next){.step = KEPT_TELL, .next_us = end_us};
    if (now_us < end_us)
        return wait_until(earlier(tell_us, end_us));
    if (retention_blocks(kept, now_us) != 0)
        return wait_until(now_us + RETENTION_AGAIN_US);
    return (struct kept_next){.step = KEPT_EXPIRE,
                              .next_us = now_us +
                                         days_us(retention->erase_after_days)};
}

/* Whoever prolongs, or tells more, has it live again. */
static struct kept_next
expired_next(const struct retention *retention, const struct kept *kept,
             int64_t end_us, int64_t now_us)
{
    int64_t erase_us = retention_erase_us(retention, kept);

    if (end_us > now_us)
        return (struct kept_next){.step = KEPT_REVIVE, .next_us = now_us};
    if (now_us < erase_us)
        return wait_until(erase_us);
    if (retention_blocks(kept, now_us) != 0)
        return wait_until(now_us + RETENTION_AGAIN_US);
    return (struct kept_next){.step = KEPT_ERASE, .next_us = INT64_MAX};
}

struct kept_next
retention_next(const struct retention *retention, const struct kept *kept,
               int64_t now_us)
{
    int64_t end_us = retention_end(retention, kept);

    return kept->state == KEPT_EXPIRED
               ? expired_next(retention, kept, end_us, now_us)
               : live_next(retention, kept, end_us, now_us);
}
