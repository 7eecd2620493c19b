/* budgets -- see budgets.h */
#include "desk/budgets.h"

#include <sodium.h>
#include <string.h>

#include "desk/case.h"
#include "desk/desk.h"
#include "desk/notices.h"
#include "desk/outgoing.h"
#include "desk/state.h"
#include "store/budget.h"
#include "store/people.h"
#include "sys/clock.h"
#include "sys/log.h"

#define FLOOD_EVERY_US (INT64_C(3600) * 1000000)

/* Of one principal on one day: what is kept ties nothing to anything else. */
static uint64_t
place_token(const struct desk *desk, int64_t principal, int64_t day,
            uint64_t dwelling)
{
    const int64_t said[] = {principal, day, (int64_t)dwelling};
    uint8_t hash[crypto_shorthash_siphashx24_BYTES];
    uint64_t token;

    (void)crypto_shorthash_siphashx24(hash, (const uint8_t *)said, sizeof said,
                                      desk->secrets->digest);
    memcpy(&token, hash, sizeof token);
    return token;
}

enum rc
budgets_place(struct desk *desk, int64_t principal, int64_t accepted_day,
              uint64_t dwelling)
{
    int64_t today = case_day(desk, clock_utc_us(desk->clock));
    const struct budget_place place = {
        .principal = principal,
        .day = today,
        .place = place_token(desk, principal, today, dwelling),
        .most = desk->settings->places_per_day};

    if (dwelling == 0 || accepted_day < today - 1)
        return RC_OK;
    return budget_place_put(desk->store, &place);
}

static enum rc
tell_sweep(struct desk *desk, const struct budget_sweep *sweep)
{
    struct principal who;
    enum rc rc = people_get(desk->store, sweep->principal, &who);

    if (rc != RC_OK)
        return rc;
    outgoing_start(&desk->outgoing);
    notices_managers(desk, &(struct notice){.code = NOTICE_PLACES,
                                            .roster = "",
                                            .person = who.name,
                                            .id = ""});
    rc = notices_send(desk, "places");
    return rc == RC_OK ? budget_sweep_told(desk->store, sweep) : rc;
}

enum rc
budgets_turn(struct desk *desk)
{
    int64_t today = case_day(desk, clock_utc_us(desk->clock));
    struct budget_sweep sweep;
    enum rc rc = RC_OK;

    while (rc == RC_OK) {
        rc = budget_sweep_next(desk->store, desk->settings->places_per_day,
                               &sweep);
        if (rc == RC_OK)
            rc = tell_sweep(desk, &sweep);
    }
    return rc == RC_NOT_FOUND ? budget_forget(desk->store, today) : rc;
}

static enum rc
tell_flood(struct desk *desk, const struct principal_key *key)
{
    struct principal who;
    enum rc rc = people_get(desk->store, key->principal, &who);

    if (rc != RC_OK)
        return rc;

    const struct notice notice = {.code = NOTICE_FLOOD,
                                  .roster = "",
                                  .person = who.organisation_name,
                                  .id = ""};

    outgoing_start(&desk->outgoing);
    notices_operators(desk, &notice);
    notices_managers(desk, &notice);
    return notices_send(desk, "flood");
}

enum rc
budgets_flood(struct desk *desk, int64_t key)
{
    int64_t now_us = clock_utc_us(desk->clock);
    const struct principal_key *found = desk_key(desk, key, now_us);
    bool untold = false;
    enum rc rc = RC_OK;

    log_line(LOG_NOTE, "key %lld is over its quota", (long long)key);
    if (found == NULL)
        return RC_OK;
    rc = budget_flood_untold(desk->store, found->organisation,
                             now_us - FLOOD_EVERY_US, now_us, &untold);
    if (rc != RC_OK || !untold)
        return rc;
    rc = tell_flood(desk, found);
    return rc == RC_OK
               ? budget_flood_told(desk->store, found->organisation, now_us)
               : rc;
}
