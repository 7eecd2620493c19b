/* script_shelter -- a night's steps about places; see script.h */
#include "script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/placements.h"

static void
request_id(const struct script *script, uint8_t out[REQUEST_ID_BYTES])
{
    memset(out, 7, REQUEST_ID_BYTES);
    memcpy(out, &script->round, sizeof script->round);
}

/* The partner may not place it: somebody is called. */
enum rc
script_shelter_request(struct script *script)
{
    uint8_t request[REQUEST_ID_BYTES];
    struct alert fresh = fixture_fresh();
    const struct event_out event =
        fixture_event(STREAM_DESK, DESK_AMSTERDAM, 29);
    const struct placement after = {
        .state = PLACEMENT_REQUESTED,
        .facility = "acm-crisis",
        .referral = script->first_seq,
        .places = 2,
        .since_us = FIXTURE_NOW_US,
        .organisation = 2,
        .principal = script->people[1],
    };
    const struct placement_change change = {
        .after = &after,
        .request = request,
        .alert = &fresh,
        .events = &event,
        .events_n = 1,
        .actor = script->people[1],
        .verb = "shelter-place",
        .now_us = FIXTURE_NOW_US,
    };
    struct placement out;

    request_id(script, request);
    fresh.cause = CAUSE_PLACE;
    return placement_apply(script->store, &change, &out);
}

enum rc
script_shelter_place(struct script *script)
{
    uint8_t request[REQUEST_ID_BYTES];
    const struct placement_key key = {.principal = script->people[1],
                                      .request = request};
    const struct event_out event =
        fixture_event(STREAM_INBOX, script->people[1], 30);
    struct placement before;
    struct placement after;
    const struct placement_change change = {
        .before = &before,
        .after = &after,
        .capacity = 2 * script->round + 2, /* nobody leaves */
        .due_us = FIXTURE_NOW_US + 86400000000,
        .events = &event,
        .events_n = 1,
        .actor = script->people[2],
        .verb = "shelter-place",
        .now_us = FIXTURE_NOW_US + 8,
    };
    enum rc rc = RC_OK;

    request_id(script, request);
    rc = placement_find(script->store, &key, &before);
    if (rc != RC_OK)
        return rc;
    after = before;
    after.state = PLACEMENT_PLACED;
    after.since_us = FIXTURE_NOW_US + 8;
    after.until_us = FIXTURE_NOW_US + 15 * 86400000000;
    return placement_apply(script->store, &change, &after);
}
