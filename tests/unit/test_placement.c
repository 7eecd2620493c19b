/* Who sleeps where: every state and verb, what the clock does, and that a
 * facility is never fuller than its places. */
#include "rows.h"

#include <string.h>

#include "core/placement.h"

#define NOW         INT64_C(1795294800000000)
#define HOUR_US     (INT64_C(3600) * 1000000)
#define DAY_US      (24 * HOUR_US)
#define RESERVATION (4 * HOUR_US)
#define STATES_N    (PLACEMENT_OUT_OF_SERVICE + 1)
#define VERBS_N     (SHELTER_IN_SERVICE + 1)

static const char *const verdicts[] = {
    "none", "ok", "request", "full", "absent", "denied", "ended", "invalid"};

/* One cell: what is answered when the asker may and there is room; when the
 * asker may and there is none; when the asker may not; and the state after the
 * first. */
struct cell {
    enum placement_state state;
    enum shelter_verb verb;
    enum shelter_verdict room, none, not_may;
    enum placement_state after;
};

#define INVALID                                                                \
    SHELTER_INVALID, SHELTER_INVALID, SHELTER_INVALID, PLACEMENT_NONE
#define ENDED   SHELTER_ENDED, SHELTER_ENDED, SHELTER_ENDED, PLACEMENT_NONE
#define CHANGES SHELTER_OK, SHELTER_OK, SHELTER_DENIED
#define SAME    SHELTER_OK, SHELTER_OK, SHELTER_OK
#define TAKES   SHELTER_OK, SHELTER_FULL, SHELTER_REQUESTED

/* PLACEMENT_NONE: a new one.  What is not listed is INVALID. */
static const struct cell cells[] = {
    {PLACEMENT_NONE, SHELTER_RESERVE, TAKES, PLACEMENT_RESERVED},
    {PLACEMENT_NONE, SHELTER_PLACE, TAKES, PLACEMENT_PLACED},
    {PLACEMENT_NONE, SHELTER_OUT_OF_SERVICE, SHELTER_OK, SHELTER_FULL,
     SHELTER_DENIED, PLACEMENT_OUT_OF_SERVICE},
    {PLACEMENT_REQUESTED, SHELTER_RESERVE, TAKES, PLACEMENT_RESERVED},
    {PLACEMENT_REQUESTED, SHELTER_PLACE, TAKES, PLACEMENT_PLACED},
    {PLACEMENT_REQUESTED, SHELTER_CANCEL, CHANGES, PLACEMENT_CANCELLED},
    {PLACEMENT_RESERVED, SHELTER_RESERVE, SAME, PLACEMENT_RESERVED},
    {PLACEMENT_RESERVED, SHELTER_PLACE, CHANGES, PLACEMENT_PLACED},
    {PLACEMENT_RESERVED, SHELTER_CANCEL, CHANGES, PLACEMENT_CANCELLED},
    {PLACEMENT_RESERVED, SHELTER_EXTEND, CHANGES, PLACEMENT_RESERVED},
    {PLACEMENT_PLACED, SHELTER_PLACE, SAME, PLACEMENT_PLACED},
    {PLACEMENT_PLACED, SHELTER_RELEASE, CHANGES, PLACEMENT_RELEASED},
    {PLACEMENT_PLACED, SHELTER_EXTEND, CHANGES, PLACEMENT_PLACED},
    {PLACEMENT_OUT_OF_SERVICE, SHELTER_OUT_OF_SERVICE, SAME,
     PLACEMENT_OUT_OF_SERVICE},
    {PLACEMENT_OUT_OF_SERVICE, SHELTER_IN_SERVICE, CHANGES, PLACEMENT_RELEASED},
    {PLACEMENT_RELEASED, SHELTER_PLACE, ENDED},
    {PLACEMENT_CANCELLED, SHELTER_PLACE, ENDED},
    {PLACEMENT_EXPIRED, SHELTER_PLACE, ENDED},
};

static struct cell
cell_of(enum placement_state state, enum shelter_verb verb)
{
    for (size_t i = 0; i < ROWS(cells); i++) {
        bool ended = cells[i].room == SHELTER_ENDED &&
                     verb != SHELTER_VERB_NONE && cells[i].state == state;

        if (ended || (cells[i].state == state && cells[i].verb == verb))
            return cells[i];
    }
    return (struct cell){state, verb, INVALID};
}

static struct placement
placement_in(enum placement_state state)
{
    return (struct placement){
        .placement = 3,
        .state = state,
        .facility = "acm-crisis",
        .referral = 9,
        .places = 2,
        .since_us = NOW - HOUR_US,
        .until_us = state == PLACEMENT_REQUESTED ? 0 : NOW + HOUR_US,
        .organisation = 4,
        .principal = 5,
        .alert = 6,
    };
}

static struct placement_question
question(const struct placement *before, enum shelter_verb verb)
{
    return (struct placement_question){
        .before = before,
        .verb = verb,
        .may = true,
        .free = 2,
        .places = before == NULL ? 2 : 0,
        .until_us = NOW + 2 * DAY_US,
        .reservation_us = RESERVATION,
        .now_us = NOW,
    };
}

static void
check(const char *what, const struct cell *cell,
      const struct placement_question *q, enum shelter_verdict want,
      enum placement_state want_state)
{
    const struct placement untouched = {.placement = -1, .places = 77};
    struct placement after = untouched;
    enum shelter_verdict got = placement_decide(q, &after);

    if (got != want)
        fail_msg("state %d verb %d, %s: %s", cell->state, cell->verb, what,
                 verdicts[got]);
    if (want == SHELTER_OK || want == SHELTER_REQUESTED) {
        if (after.state != want_state)
            fail_msg("state %d verb %d, %s: becomes %d", cell->state,
                     cell->verb, what, after.state);
        if (q->before != NULL)
            assert_int_equal(after.placement, q->before->placement);
        assert_int_equal(after.places, 2);
    } else {
        assert_memory_equal(&after, &untouched, sizeof after);
    }
}

static void
test_every_state_and_verb(void **state)
{
    (void)state;
    for (int s = PLACEMENT_NONE; s < STATES_N; s++)
        for (int v = SHELTER_VERB_NONE; v < VERBS_N; v++) {
            struct cell cell =
                cell_of((enum placement_state)s, (enum shelter_verb)v);
            struct placement before = placement_in(cell.state);
            struct placement_question q =
                question(s == PLACEMENT_NONE ? NULL : &before, cell.verb);

            check("with room", &cell, &q, cell.room, cell.after);
            q.free = 1;
            check("one too few", &cell, &q, cell.none, cell.after);
            q.free = 2;
            q.may = false;
            check("may not", &cell, &q, cell.not_may,
                  cell.not_may == SHELTER_REQUESTED ? PLACEMENT_REQUESTED
                                                    : cell.after);
        }
}

static void
test_nothing_is_known_of_other_numbers(void **state)
{
    struct placement before = placement_in((enum placement_state)STATES_N);
    struct placement_question q = question(&before, SHELTER_PLACE);
    struct placement after;

    (void)state;
    assert_int_equal(placement_decide(&q, &after), SHELTER_INVALID);
    before = placement_in(PLACEMENT_PLACED);
    q.verb = (enum shelter_verb)VERBS_N;
    assert_int_equal(placement_decide(&q, &after), SHELTER_INVALID);
    before.state = PLACEMENT_NONE; /* a row that is none is no new one */
    q.verb = SHELTER_PLACE;
    assert_int_equal(placement_decide(&q, &after), SHELTER_INVALID);
}

static const struct until_row {
    const char *name;
    enum placement_state state;
    enum shelter_verb verb;
    int64_t until_us;
    enum shelter_verdict verdict;
    int64_t since_us, after_us;
} untils[] = {
    {"a reservation ends by itself", PLACEMENT_NONE, SHELTER_RESERVE, 0,
     SHELTER_OK, NOW, NOW + RESERVATION},
    {"or when it is said", PLACEMENT_NONE, SHELTER_RESERVE, NOW + 1, SHELTER_OK,
     NOW, NOW + 1},
    {"not at once", PLACEMENT_NONE, SHELTER_RESERVE, NOW, SHELTER_INVALID, 0,
     0},
    {"a stay has no end", PLACEMENT_NONE, SHELTER_PLACE, 0, SHELTER_OK, NOW, 0},
    {"or an expected one", PLACEMENT_NONE, SHELTER_PLACE, NOW + DAY_US,
     SHELTER_OK, NOW, NOW + DAY_US},
    {"not in the past", PLACEMENT_NONE, SHELTER_PLACE, NOW - 1, SHELTER_INVALID,
     0, 0},
    {"who moves in has no reservation left", PLACEMENT_RESERVED, SHELTER_PLACE,
     0, SHELTER_OK, NOW, 0},
    {"longer", PLACEMENT_PLACED, SHELTER_EXTEND, NOW + DAY_US, SHELTER_OK,
     NOW - HOUR_US, NOW + DAY_US},
    {"longer until when?", PLACEMENT_PLACED, SHELTER_EXTEND, 0, SHELTER_INVALID,
     0, 0},
    {"not longer until now", PLACEMENT_RESERVED, SHELTER_EXTEND, NOW,
     SHELTER_INVALID, 0, 0},
    {"a stay ended", PLACEMENT_PLACED, SHELTER_RELEASE, 0, SHELTER_OK,
     NOW - HOUR_US, NOW},
    {"a request ended", PLACEMENT_REQUESTED, SHELTER_CANCEL, 0, SHELTER_OK,
     NOW - HOUR_US, NOW},
    {"in service again", PLACEMENT_OUT_OF_SERVICE, SHELTER_IN_SERVICE, 0,
     SHELTER_OK, NOW - HOUR_US, NOW},
    {"the same again changes nothing", PLACEMENT_PLACED, SHELTER_PLACE,
     NOW + 5 * DAY_US, SHELTER_OK, NOW - HOUR_US, NOW + HOUR_US},
    {"nor does it mind the past", PLACEMENT_RESERVED, SHELTER_RESERVE, NOW - 1,
     SHELTER_OK, NOW - HOUR_US, NOW + HOUR_US},
};

static void
test_since_and_until(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(untils); i++) {
        const struct until_row *row = &untils[i];
        struct placement before = placement_in(row->state);
        struct placement after = {.since_us = 0};
        struct placement_question q =
            question(row->state == PLACEMENT_NONE ? NULL : &before, row->verb);

        q.until_us = row->until_us;
        if (placement_decide(&q, &after) != row->verdict ||
            after.since_us != row->since_us || after.until_us != row->after_us)
            fail_msg("%s", row->name);
    }
}

static void
test_how_many_places(void **state)
{
    struct placement before = placement_in(PLACEMENT_REQUESTED);
    struct placement_question q = question(&before, SHELTER_PLACE);
    struct placement after;

    (void)state;
    q.places = 1; /* the coordinator gives fewer than were asked for */
    q.free = 1;
    assert_int_equal(placement_decide(&q, &after), SHELTER_OK);
    assert_int_equal(after.places, 1);
    before = placement_in(PLACEMENT_RESERVED);
    q.places = 5; /* what was reserved is what is moved into */
    q.free = 0;
    assert_int_equal(placement_decide(&q, &after), SHELTER_OK);
    assert_int_equal(after.places, 2);
    q = question(NULL, SHELTER_PLACE);
    q.places = 0;
    assert_int_equal(placement_decide(&q, &after), SHELTER_INVALID);
}

static void
test_free_is_what_nobody_has(void **state)
{
    struct occupancy o = {.places = 6,
                          .out_of_service = 1,
                          .reserved = 2,
                          .placed = 2,
                          .requested = 9};

    (void)state;
    assert_int_equal(occupancy_free(&o), 1);
    o.placed = 3;
    assert_int_equal(occupancy_free(&o), 0);
    o.placed = 4; /* places were taken away from the document */
    assert_int_equal(occupancy_free(&o), 0);
    o.placed = UINT32_MAX;
    assert_int_equal(occupancy_free(&o), 0);
}

/* --- the clock --- */

static const struct due_row {
    const char *name;
    enum placement_state state;
    int64_t until_us;
    int64_t due_us;
    enum placement_event event;
    enum placement_state after;
} dues[] = {
    {"a reservation at its end", PLACEMENT_RESERVED, NOW + 1, NOW + 1,
     PLACEMENT_NOTHING, PLACEMENT_RESERVED},
    {"a reservation whose end is there", PLACEMENT_RESERVED, NOW, NOW,
     PLACEMENT_EXPIRES, PLACEMENT_EXPIRED},
    {"fourteen days before the end of a stay", PLACEMENT_PLACED,
     NOW + 15 * DAY_US, NOW + DAY_US, PLACEMENT_NOTHING, PLACEMENT_PLACED},
    {"that is now: told, and again at its end", PLACEMENT_PLACED,
     NOW + 14 * DAY_US, NOW + 14 * DAY_US, PLACEMENT_STAY_ENDS,
     PLACEMENT_PLACED},
    {"not a moment earlier", PLACEMENT_PLACED, NOW + 14 * DAY_US + 1, NOW + 1,
     PLACEMENT_NOTHING, PLACEMENT_PLACED},
    {"its end: told, and no more", PLACEMENT_PLACED, NOW, 0,
     PLACEMENT_STAY_ENDS, PLACEMENT_PLACED},
    {"a stay without end", PLACEMENT_PLACED, 0, 0, PLACEMENT_NOTHING,
     PLACEMENT_PLACED},
    {"a request waits for people", PLACEMENT_REQUESTED, 0, 0, PLACEMENT_NOTHING,
     PLACEMENT_REQUESTED},
    {"what ended, ended", PLACEMENT_RELEASED, NOW + DAY_US, 0,
     PLACEMENT_NOTHING, PLACEMENT_RELEASED},
    {"a bed that is broken", PLACEMENT_OUT_OF_SERVICE, NOW, 0,
     PLACEMENT_NOTHING, PLACEMENT_OUT_OF_SERVICE},
};

static void
test_what_the_clock_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(dues); i++) {
        const struct due_row *row = &dues[i];
        struct placement before = placement_in(row->state);
        struct placement after;

        before.until_us = row->until_us;
        if (placement_due(&before, NOW) != row->due_us ||
            placement_elapse(&before, NOW, &after) != row->event ||
            after.state != row->after || after.until_us != row->until_us)
            fail_msg("%s", row->name);
    }
}

/* --- what fits --- */

static void
test_beds_for_a_night_stand_in_for_each_other(void **state)
{
    static const bool night[FACILITY_OTHER + 1] = {[FACILITY_EMERGENCY] = true,
                                                   [FACILITY_CRISIS] = true,
                                                   [FACILITY_72_HOURS] = true};

    (void)state;
    for (int a = FACILITY_EMERGENCY; a <= FACILITY_OTHER; a++)
        for (int b = FACILITY_EMERGENCY; b <= FACILITY_OTHER; b++)
            assert_int_equal(
                placement_instead((enum facility_kind)a, (enum facility_kind)b),
                a == b || (night[a] && night[b]));
}

static const struct warning_row {
    const char *name;
    struct facility facility;
    struct shelter_guest guest;
    uint32_t warnings;
} warnings[] = {
    {"a woman among women", {.people = FACILITY_WOMEN}, {.gender = 1}, 0},
    {"a man among women",
     {.people = FACILITY_WOMEN},
     {.gender = 2},
     1U << SHELTER_WOMEN_ONLY},
    {"nobody said",
     {.people = FACILITY_WOMEN},
     {.gender = 0},
     1U << SHELTER_WOMEN_ONLY},
    {"a man among men", {.people = FACILITY_MEN}, {.gender = 2}, 0},
    {"a woman among men",
     {.people = FACILITY_MEN},
     {.gender = 1},
     1U << SHELTER_MEN_ONLY},
    {"everybody", {.people = FACILITY_EVERYBODY}, {.gender = 3}, 0},
    {"a child where none can be",
     {.children = false},
     {.children = 1},
     1U << SHELTER_NO_CHILDREN},
    {"a child where it can be", {.children = true}, {.children = 1}, 0},
    {"in the open",
     {.shielded = false},
     {.shielded = true},
     1U << SHELTER_NOT_SHIELDED},
    {"shielded", {.shielded = true}, {.shielded = true}, 0},
    {"nobody needs it", {.shielded = true}, {.shielded = false}, 0},
    {"all at once",
     {.people = FACILITY_WOMEN},
     {.gender = 2, .children = 2, .shielded = true},
     1U << SHELTER_WOMEN_ONLY | 1U << SHELTER_NO_CHILDREN |
         1U << SHELTER_NOT_SHIELDED},
};

static void
test_what_to_look_at(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(warnings); i++)
        if (placement_warnings(&warnings[i].facility, &warnings[i].guest) !=
            warnings[i].warnings)
            fail_msg("%s", warnings[i].name);
}

/* --- never fuller than its places --- */

#define SHELTERED 40
#define PLACES    7
#define ROUNDS    200000

static struct occupancy
count(const struct placement all[SHELTERED])
{
    struct occupancy o = {.places = PLACES};

    for (size_t i = 0; i < SHELTERED; i++) {
        o.reserved += all[i].state == PLACEMENT_RESERVED ? all[i].places : 0;
        o.placed += all[i].state == PLACEMENT_PLACED ? all[i].places : 0;
        o.out_of_service +=
            all[i].state == PLACEMENT_OUT_OF_SERVICE ? all[i].places : 0;
    }
    return o;
}

/* Whatever is asked in whatever order, and the clock in between. */
static void
test_never_fuller_than_its_places(void **state)
{
    struct placement all[SHELTERED];
    uint64_t seed = 20261126;
    int64_t now_us = NOW;
    unsigned full = 0, filled = 0;

    (void)state;
    memset(all, 0, sizeof all);
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct placement *one = &all[rows_random(&seed) % SHELTERED];
        struct occupancy before = count(all);
        struct placement after = *one;
        struct placement_question q = {
            .before = one->state == PLACEMENT_NONE ? NULL : one,
            .verb = (enum shelter_verb)(rows_random(&seed) % VERBS_N),
            .may = rows_random(&seed) % 8 != 0,
            .free = occupancy_free(&before),
            .places = (uint32_t)(rows_random(&seed) % 4),
            .until_us = now_us + (int64_t)(rows_random(&seed) % 8) * HOUR_US,
            .reservation_us = RESERVATION,
            .now_us = now_us,
        };
        enum shelter_verdict verdict = SHELTER_OK;
        uint32_t taken = 0;

        if (rows_random(&seed) % 4 == 0)
            (void)placement_elapse(one, now_us, &after);
        else
            verdict = placement_decide(&q, &after);
        full += verdict == SHELTER_FULL;
        *one =
            verdict == SHELTER_ENDED ? (struct placement){.places = 0} : after;
        for (size_t k = 0; k < SHELTERED; k++)
            taken += placement_takes(all[k].state) ? all[k].places : 0;
        if (taken > PLACES)
            fail_msg("round %u: %u places are taken", i, taken);
        before = count(all);
        assert_int_equal(occupancy_free(&before), PLACES - taken);
        filled += taken == PLACES;
        now_us += HOUR_US / 4;
    }
    assert_true(full > ROUNDS / 100 && filled > ROUNDS / 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_state_and_verb),
        cmocka_unit_test(test_nothing_is_known_of_other_numbers),
        cmocka_unit_test(test_since_and_until),
        cmocka_unit_test(test_how_many_places),
        cmocka_unit_test(test_free_is_what_nobody_has),
        cmocka_unit_test(test_what_the_clock_does),
        cmocka_unit_test(test_beds_for_a_night_stand_in_for_each_other),
        cmocka_unit_test(test_what_to_look_at),
        cmocka_unit_test(test_never_fuller_than_its_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
