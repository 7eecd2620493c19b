/* quota -- see quota.h */
#include "core/quota.h"

#define SECOND_US INT64_C(1000000)

/* Rounded up: a rule may serve a little slower than it says, never faster. */
static int64_t
token_us(const struct quota_rule *rule)
{
    return (SECOND_US + rule->per_s - 1) / rule->per_s;
}

static int64_t
capacity_us(const struct quota_rule *rule)
{
    return token_us(rule) * rule->burst;
}

static int64_t
level_at(const struct quota *quota, const struct quota_rule *rule,
         int64_t now_us)
{
    int64_t capacity = capacity_us(rule);

    /* The rule may have become smaller since. */
    if (quota->level_us >= capacity)
        return capacity;
    if (now_us <= quota->at_us)
        return quota->level_us;

    uint64_t passed = (uint64_t)now_us - (uint64_t)quota->at_us;

    if (passed >= (uint64_t)(capacity - quota->level_us))
        return capacity;
    return quota->level_us + (int64_t)passed;
}

void
quota_init(struct quota *quota, const struct quota_rule *rule, int64_t now_us)
{
    quota->level_us = capacity_us(rule);
    quota->at_us = now_us;
}

bool
quota_take(struct quota *quota, const struct quota_rule *rule, int64_t now_us)
{
    int64_t level = level_at(quota, rule, now_us);
    int64_t token = token_us(rule);

    /* Also when the clock went back: waiting until it has caught up would
     * stall an organisation for as long as the jump was wide. */
    quota->at_us = now_us;
    quota->level_us = level;
    if (level < token)
        return false;
    quota->level_us = level - token;
    return true;
}

int64_t
quota_wait_us(const struct quota *quota, const struct quota_rule *rule,
              int64_t now_us)
{
    int64_t level = level_at(quota, rule, now_us);
    int64_t token = token_us(rule);

    return level < token ? token - level : 0;
}
