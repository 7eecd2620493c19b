/* test_placements -- who sleeps where, and how full each facility is; see
 * store/placements.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/placements.h"
#include "store/referrals.h"
#include "store/sqlite/sql.h"

#define NOW FIXTURE_NOW_US
#define CAP 8

/* What a test asks for; the rest is filled in. */
struct asked {
    uint8_t request;
    const char *facility;
    int64_t referral;
    enum placement_state state;
    uint32_t places, capacity;
    bool calls; /* with an alert */
};

static enum rc
make(struct fixture *f, const struct asked *asked, struct placement *out)
{
    uint8_t request[REQUEST_ID_BYTES] = {asked->request};
    struct alert fresh = fixture_fresh();
    const struct event_out event = fixture_event(STREAM_DESK, 1, 1);
    struct placement after = {
        .state = asked->state,
        .referral = asked->referral,
        .places = asked->places,
        .since_us = NOW + asked->request,
        .until_us = NOW + 50,
        .organisation = 2,
        .principal = f->people[1],
    };
    const struct placement_change change = {
        .after = &after,
        .request = request,
        .capacity = asked->capacity,
        .alert = asked->calls ? &fresh : NULL,
        .due_us = NOW + 40,
        .events = &event,
        .events_n = 1,
        .actor = f->people[1],
        .verb = "shelter-place",
        .reason = "geen bed elders",
        .now_us = NOW,
    };

    fresh.cause = CAUSE_PLACE;
    (void)snprintf(after.facility, sizeof after.facility, "%s",
                   asked->facility);
    return placement_apply(f->store, &change, out);
}

static struct placement
made(struct fixture *f, const struct asked *asked)
{
    struct placement out = {.placement = 0};

    assert_int_equal(make(f, asked, &out), RC_OK);
    return out;
}

static enum rc
change_to(struct fixture *f, const struct placement *before,
          enum placement_state state, uint32_t capacity)
{
    struct placement after = *before;
    const struct placement_change change = {
        .before = before,
        .after = &after,
        .capacity = capacity,
        .actor = f->people[2],
        .verb = "shelter-release",
        .now_us = NOW + 60,
    };

    after.state = state;
    return placement_apply(f->store, &change, &after);
}

static struct placement
get(struct fixture *f, int64_t placement)
{
    struct placement out;

    assert_int_equal(placement_get(f->store, placement, &out), RC_OK);
    return out;
}

static void
test_a_new_one_is_written_whole(void **state)
{
    struct fixture *f = *state;
    struct placement again;
    struct placement out;
    int64_t next = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    assert_int_equal(placement_next(f->store, &next), RC_OK);
    assert_int_equal(next, 1);
    out = made(f, &(struct asked){.request = 1,
                                  .facility = "acm-crisis",
                                  .referral = 1,
                                  .state = PLACEMENT_REQUESTED,
                                  .places = 2,
                                  .calls = true});
    assert_int_equal(out.placement, next);
    assert_int_not_equal(out.alert, 0);
    fixture_reopen(f);
    again = get(f, 1);
    assert_int_equal(again.state, PLACEMENT_REQUESTED);
    assert_string_equal(again.facility, "acm-crisis");
    assert_int_equal(again.referral, 1);
    assert_int_equal(again.places, 2);
    assert_int_equal(again.since_us, NOW + 1);
    assert_int_equal(again.until_us, NOW + 50);
    assert_int_equal(again.organisation, 2);
    assert_int_equal(again.principal, f->people[1]);
    assert_int_equal(again.alert, out.alert);
    assert_int_equal(fixture_number(f, "SELECT at_us FROM due WHERE kind = 8"
                                       " AND ref = 1"),
                     NOW + 40);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 1);
    assert_int_equal(fixture_number(f,
                                    "SELECT count(*) FROM audit WHERE object ="
                                    " 'placement' AND row = 1 AND code = 1 AND"
                                    " verb = 'shelter-place' AND reason <> ''"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM alert WHERE"
                                       " cause = 5 AND state = 3"),
                     1);
    assert_int_equal(placement_next(f->store, &next), RC_OK);
    assert_int_equal(next, 2);
    assert_int_equal(placement_get(f->store, 2, &out), RC_NOT_FOUND);
}

/* Rows one after the other, in a facility of three places. */
static const struct free_row {
    const char *name;
    enum placement_state state;
    uint32_t places;
    const char *facility;
    enum rc rc;
} frees[] = {
    {"all of it and one more", PLACEMENT_PLACED, 4, "acm-nood", RC_STALE},
    {"a reservation", PLACEMENT_RESERVED, 1, "acm-nood", RC_OK},
    {"more than is left", PLACEMENT_PLACED, 3, "acm-nood", RC_STALE},
    {"a stay", PLACEMENT_PLACED, 1, "acm-nood", RC_OK},
    {"a broken bed", PLACEMENT_OUT_OF_SERVICE, 1, "acm-nood", RC_OK},
    {"nothing is left", PLACEMENT_RESERVED, 1, "acm-nood", RC_STALE},
    {"nothing to break", PLACEMENT_OUT_OF_SERVICE, 1, "acm-nood", RC_STALE},
    {"a request takes none", PLACEMENT_REQUESTED, 9, "acm-nood", RC_OK},
    {"elsewhere", PLACEMENT_PLACED, 3, "acm-crisis", RC_OK},
};

static void
test_places_that_are_not_free_are_not_taken(void **state)
{
    struct fixture *f = *state;
    struct occupancy full;
    struct placement out;

    for (size_t i = 0; i < sizeof frees / sizeof frees[0]; i++) {
        const struct asked asked = {.request = (uint8_t)(i + 1),
                                    .facility = frees[i].facility,
                                    .state = frees[i].state,
                                    .places = frees[i].places,
                                    .capacity = 3};

        if (make(f, &asked, &out) != frees[i].rc)
            fail_msg("%s", frees[i].name);
    }
    assert_int_equal(placement_occupancy(f->store, "acm-nood", &full), RC_OK);
    assert_int_equal(full.out_of_service, 1);
    assert_int_equal(full.reserved, 1);
    assert_int_equal(full.placed, 1);
    assert_int_equal(full.requested, 9);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM placement"), 5);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM stream_event"), 5);
    assert_int_equal(placement_occupancy(f->store, "none", &full), RC_OK);
    assert_int_equal(full.placed, 0);
}

static void
test_who_has_a_place_keeps_it_in_a_full_house(void **state)
{
    struct fixture *f = *state;
    struct placement reserved =
        made(f, &(struct asked){.request = 1,
                                .facility = "acm-nood",
                                .state = PLACEMENT_RESERVED,
                                .places = 1,
                                .capacity = 1});
    struct placement request =
        made(f, &(struct asked){.request = 2,
                                .facility = "acm-nood",
                                .state = PLACEMENT_REQUESTED,
                                .places = 1});

    assert_int_equal(change_to(f, &request, PLACEMENT_PLACED, 1), RC_STALE);
    /* even when the document has fewer by now */
    assert_int_equal(change_to(f, &reserved, PLACEMENT_PLACED, 0), RC_OK);
    assert_int_equal(get(f, reserved.placement).state, PLACEMENT_PLACED);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM due"), 1);
}

static void
test_the_same_again_is_found(void **state)
{
    struct fixture *f = *state;
    uint8_t request[REQUEST_ID_BYTES] = {1};
    struct placement_key key = {
        .principal = f->people[1], .request = request, .facility = "acm-nood"};
    struct asked asked = {.request = 1,
                          .facility = "acm-nood",
                          .referral = 1,
                          .state = PLACEMENT_PLACED,
                          .places = 1,
                          .capacity = 9};
    struct placement first;
    struct placement out;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    assert_int_equal(placement_find(f->store, &key, &out), RC_NOT_FOUND);
    first = made(f, &asked);
    assert_int_equal(placement_find(f->store, &key, &out), RC_OK);
    assert_int_equal(out.placement, first.placement);
    key.principal = f->people[2]; /* ids of requests are each client's own */
    assert_int_equal(placement_find(f->store, &key, &out), RC_NOT_FOUND);
    key.referral = 1; /* but nobody needs two places in one house */
    assert_int_equal(placement_find(f->store, &key, &out), RC_OK);
    assert_int_equal(out.placement, first.placement);
    key.facility = "acm-crisis";
    assert_int_equal(placement_find(f->store, &key, &out), RC_NOT_FOUND);

    assert_int_equal(make(f, &asked, &out), RC_STALE);
    asked.request = 2;
    assert_int_equal(make(f, &asked, &out), RC_STALE);
    assert_int_equal(change_to(f, &first, PLACEMENT_RELEASED, 9), RC_OK);
    key.facility = "acm-nood";
    assert_int_equal(placement_find(f->store, &key, &out), RC_NOT_FOUND);
    (void)made(f, &asked); /* back again, later */
    key.principal = f->people[1];
    assert_int_equal(placement_find(f->store, &key, &out), RC_OK);
    assert_int_equal(out.placement, first.placement);
    assert_int_equal(out.state, PLACEMENT_RELEASED);
}

static const struct stale_row {
    const char *name;
    struct placement seen; /* added to what is there */
    enum rc rc;
} stale[] = {
    {"another state", {.state = (enum placement_state)1}, RC_STALE},
    {"other places", {.places = 1}, RC_STALE},
    {"another referral", {.referral = 1}, RC_STALE},
    {"since another time", {.since_us = 1}, RC_STALE},
    {"until another time", {.until_us = 1}, RC_STALE},
    {"of another organisation", {.organisation = 1}, RC_STALE},
    {"of another person", {.principal = 1}, RC_STALE},
    {"with an alert", {.alert = 1}, RC_STALE},
    {"elsewhere", {.facility = "x"}, RC_STALE},
    {"no such placement", {.placement = 9}, RC_NOT_FOUND},
    {"as it is", {.places = 0}, RC_OK},
};

static void
test_everything_is_compared(void **state)
{
    struct fixture *f = *state;
    struct placement now = made(f, &(struct asked){.request = 1,
                                                   .facility = "acm-nood",
                                                   .state = PLACEMENT_PLACED,
                                                   .places = 1,
                                                   .capacity = 1});

    for (size_t i = 0; i < sizeof stale / sizeof stale[0]; i++) {
        const struct placement *seen = &stale[i].seen;
        struct placement before = now;

        before.placement += seen->placement;
        before.state =
            (enum placement_state)((int)before.state + (int)seen->state);
        before.places += seen->places;
        before.referral += seen->referral;
        before.since_us += seen->since_us;
        before.until_us += seen->until_us;
        before.organisation += seen->organisation;
        before.principal += seen->principal;
        before.alert += seen->alert;
        if (seen->facility[0] != '\0')
            before.facility[0] = seen->facility[0];
        if (change_to(f, &before, PLACEMENT_RELEASED, 1) != stale[i].rc)
            fail_msg("%s", stale[i].name);
    }
}

static int64_t
number_of_referral(struct fixture *f, const char *column)
{
    return fixture_number(f, strcmp(column, "moved") == 0
                                 ? "SELECT moved FROM referral WHERE seq = 1"
                                 : "SELECT phase FROM referral WHERE seq = 1");
}

static struct placement
stay(struct fixture *f, uint8_t request, const char *facility)
{
    return made(f, &(struct asked){.request = request,
                                   .facility = facility,
                                   .referral = 1,
                                   .state = PLACEMENT_PLACED,
                                   .places = 1,
                                   .capacity = 99});
}

static bool
moves(struct fixture *f, const char *facility)
{
    bool out = false;

    assert_int_equal(placement_moves(f->store, 1, facility, &out), RC_OK);
    return out;
}

static void
test_a_move_is_counted(void **state)
{
    struct fixture *f = *state;
    struct placement here;
    struct placement reserved;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    reserved = made(f, &(struct asked){.request = 9,
                                       .facility = "mp-almere",
                                       .referral = 1,
                                       .state = PLACEMENT_RESERVED,
                                       .places = 1,
                                       .capacity = 9});
    assert_int_equal(change_to(f, &reserved, PLACEMENT_EXPIRED, 9), RC_OK);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM referral WHERE moved > 0"
                          " OR phase > 0"),
        0);
    assert_false(moves(f, "acm-nood"));
    here = stay(f, 1, "acm-nood");
    assert_int_equal(number_of_referral(f, "moved"), 0);
    assert_int_equal(number_of_referral(f, "phase"), PHASE_SHELTERED);
    assert_int_equal(change_to(f, &here, PLACEMENT_RELEASED, 9), RC_OK);
    (void)stay(f, 2, "acm-nood"); /* back: that is no move */
    assert_int_equal(number_of_referral(f, "moved"), 0);
    assert_true(moves(f, "acm-crisis"));
    here = stay(f, 3, "acm-crisis");
    assert_int_equal(number_of_referral(f, "moved"), 1);
    (void)fixture_alert(f, 1, 0); /* routed later: it keeps it */
    assert_int_equal(number_of_referral(f, "moved"), 1);
    assert_int_equal(change_to(f, &here, PLACEMENT_RELEASED, 9), RC_OK);
    assert_false(moves(f, "acm-crisis"));
    (void)stay(f, 4, "mp-almere");
    assert_int_equal(number_of_referral(f, "moved"), 2);
}

static void
test_the_lists(void **state)
{
    struct fixture *f = *state;
    static const struct asked all[] = {
        {1, "acm-nood", 1, PLACEMENT_PLACED, 1, 9, false},
        {2, "acm-nood", 0, PLACEMENT_RESERVED, 1, 9, false},
        {3, "acm-crisis", 1, PLACEMENT_REQUESTED, 1, 9, false},
        {4, "acm-crisis", 0, PLACEMENT_OUT_OF_SERVICE, 1, 9, false},
        {5, "acm-crisis", 0, PLACEMENT_PLACED, 1, 9, false},
    };
    struct placement out[CAP];
    struct placement fifth;
    size_t n = 0;

    (void)fixture_submit(f, 1, 1, MESSAGE_REFERRAL);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        fifth = made(f, &all[i]);
    assert_int_equal(change_to(f, &fifth, PLACEMENT_RELEASED, 9), RC_OK);
    assert_int_equal(placement_list(f->store,
                                    &(struct placement_filter){.facility = ""},
                                    out, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 4);
    assert_int_equal(out[3].placement, 4);
    assert_int_equal(
        placement_list(f->store,
                       &(struct placement_filter){.facility = "", .after = 1},
                       out, 2, &n),
        RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].placement, 2);
    assert_int_equal(
        placement_list(f->store,
                       &(struct placement_filter){.facility = "acm-crisis"},
                       out, CAP, &n),
        RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[0].placement, 3);
    assert_int_equal(placement_list(f->store,
                                    &(struct placement_filter){
                                        .facility = "", .organisation = 1},
                                    out, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(placement_of_referral(f->store, 1, out, CAP, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(out[1].placement, 3);
    assert_int_equal(placement_of_referral(f->store, 1, out, 1, &n), RC_OK);
    assert_int_equal(n, 1);
}

#define ROW(test)                                                              \
    cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ROW(test_a_new_one_is_written_whole),
        ROW(test_places_that_are_not_free_are_not_taken),
        ROW(test_who_has_a_place_keeps_it_in_a_full_house),
        ROW(test_the_same_again_is_found),
        ROW(test_everything_is_compared),
        ROW(test_a_move_is_counted),
        ROW(test_the_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
