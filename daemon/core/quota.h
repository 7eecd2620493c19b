/* quota -- a token bucket: how fast one organisation is served.  Over quota
 * means later, never dropped.  Time is an argument. */
#ifndef CORE_QUOTA_H
#define CORE_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

struct quota_rule {
    uint32_t per_s; /* sustained messages a second, >= 1 */
    uint32_t burst; /* messages that may come at once, >= 1 */
};

struct quota {
    int64_t level_us; /* time's worth of tokens in the bucket */
    int64_t at_us;    /* when that was computed, monotonic */
};

void quota_init(struct quota *quota, const struct quota_rule *rule,
                int64_t now_us);

/* quota_take: take one token if there is one.  A clock that goes back gives
 * no tokens and takes none. */
bool quota_take(struct quota *quota, const struct quota_rule *rule,
                int64_t now_us);

/* quota_wait_us: how long until quota_take() will answer true; 0: now. */
int64_t quota_wait_us(const struct quota *quota, const struct quota_rule *rule,
                      int64_t now_us);

#endif
