/* Rotations minute by minute over 2025 to 2030: exactly one turn at every
 * instant, contiguous, the same in any order of asking, and real seconds on
 * change nights.  What a turn must be is counted here by walking local days,
 * never by the arithmetic of the code. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "amsterdam.h"

#include "core/roster.h"

#define MINUTE_US INT64_C(60000000)
#define HOUR_US   (60 * MINUTE_US)
#define DAY_US    (24 * HOUR_US)
#define TURNS     3
#define MARKS_MAX 2500 /* handovers of a rotation in the years looked at */

static struct roster_book book;

static const int32_t periods[] = {1, 2, 3, 7, 10};

/* Handover clocks, in minutes: the usual ones, each with a period of its own,
 * and others around the missing and the repeated hour. */
static const int32_t clocks[] = {0,  120, 150, 180, 480, 1439,
                                 60, 119, 121, 179, 181, 1020};

#define USUAL ROWS(periods)

/* Every minute for the usual clocks; else, and with LOKET_QUICK, every 7th,
 * and so every minute of the day in a week. */
static int64_t
stride_us(size_t clock)
{
    bool all = clock < USUAL && getenv("LOKET_QUICK") == NULL;

    return all ? MINUTE_US : 7 * MINUTE_US;
}

static int64_t
from_us(void)
{
    return civil_days(2025, 1, 1) * DAY_US - HOUR_US;
}

static int64_t
to_us(void)
{
    return civil_days(2031, 1, 1) * DAY_US - HOUR_US;
}

static struct rotation *
one_rotation(int32_t period_days, int32_t minute)
{
    struct rotation *rotation = &book.rosters[0].layers[0].rotation;

    memset(&book, 0, sizeof book);
    amsterdam(&book.zone);
    for (; book.persons_n < TURNS; book.persons_n++)
        book.persons[book.persons_n].reachable = true;
    book.rosters_n = 1;
    book.rosters[0].minimum = 1;
    book.rosters[0].layers_n = 1;
    book.rosters[0].layers[0].is_rotation = true;
    rotation->anchor_day = civil_days(2024, 12, 30) - 70 * period_days;
    rotation->handover_minute = minute;
    rotation->period_days = period_days;
    for (; rotation->turns_n < TURNS; rotation->turns_n++)
        rotation->turns[rotation->turns_n] = PERSON_BIT(rotation->turns_n);
    rotation->until_us = INT64_MAX;
    return rotation;
}

/* When the local clock first shows `minute` on that day, by watching it; the
 * first minute after when it never does. */
static int64_t
watch_clock(int64_t day, int32_t minute)
{
    for (int64_t at_us = day * DAY_US - 3 * HOUR_US;; at_us += MINUTE_US) {
        int32_t offset_s = zone_offset_s(&book.zone, at_us);
        int64_t local_us = at_us + offset_s * INT64_C(1000000);

        if (local_us >= day * DAY_US + minute * MINUTE_US)
            return at_us;
    }
}

/* The handovers from before from_us() to after to_us(). */
static size_t
watch_handovers(const struct rotation *rotation, int64_t marks[MARKS_MAX])
{
    size_t n = 0;

    for (int64_t day = rotation->anchor_day;; day += rotation->period_days) {
        assert_in_range(n, 0, MARKS_MAX - 1);
        marks[n++] = watch_clock(day, rotation->handover_minute);
        if (marks[n - 1] > to_us())
            return n;
    }
}

/* One instant: whose turn, and until when. */
static void
expect_turn(int64_t at_us, size_t turn, int64_t next_us)
{
    struct oncall oncall;

    roster_oncall(&book, 0, at_us, &oncall);
    if (oncall.people != PERSON_BIT(turn % TURNS) ||
        oncall.until_us != next_us || oncall.source != ONCALL_LAYER) {
        const struct rotation *r = &book.rosters[0].layers[0].rotation;
        char text[ZONE_TEXT_BYTES];

        fail_msg("period %d clock %d at %s: people %#llx, turn %zu",
                 r->period_days, r->handover_minute,
                 zone_write(&book.zone, at_us, text),
                 (unsigned long long)oncall.people, turn % TURNS);
    }
}

/* Each period with some of the clocks, each clock with some period. */
static void
test_exactly_one_turn_at_every_minute(void **state)
{
    static int64_t marks[MARKS_MAX];

    (void)state;
    for (size_t i = 0; i < ROWS(clocks); i++) {
        const struct rotation *rotation =
            one_rotation(periods[i % ROWS(periods)], clocks[i]);
        size_t n = watch_handovers(rotation, marks);
        size_t turn = 0;

        for (int64_t at_us = from_us(); at_us < to_us();
             at_us += stride_us(i)) {
            while (marks[turn + 1] <= at_us)
                turn++;
            expect_turn(at_us, turn, marks[turn + 1]);
        }
        assert_true(turn + 3 >= n); /* all of the years were seen */
    }
}

/* Every period with every clock, at the handovers themselves. */
static void
test_no_gap_and_no_overlap_at_handovers(void **state)
{
    static int64_t marks[MARKS_MAX];

    (void)state;
    for (size_t i = 0; i < ROWS(clocks) * ROWS(periods); i++) {
        const struct rotation *rotation =
            one_rotation(periods[i % ROWS(periods)], clocks[i / ROWS(periods)]);
        size_t n = watch_handovers(rotation, marks);

        for (size_t k = 1; k + 1 < n; k++) {
            assert_true(marks[k] < marks[k + 1]);
            assert_int_equal(
                rotation_handover(rotation, &book.zone, (int64_t)k), marks[k]);
            expect_turn(marks[k] - 1, k - 1, marks[k]);
            expect_turn(marks[k], k, marks[k + 1]);
            expect_turn(marks[k] + 1, k, marks[k + 1]);
        }
    }
}

/* Nothing is remembered: shuffled, the answers are those of any other order.
 * Instants near the change nights come as often as all others. */
static void
test_the_same_in_any_order(void **state)
{
    static int64_t marks[MARKS_MAX];
    uint64_t seed = 1;

    (void)state;
    for (size_t i = 0; i < ROWS(clocks); i++) {
        const struct rotation *rotation = one_rotation(1, clocks[i]);
        size_t n = watch_handovers(rotation, marks);
        uint64_t span = (uint64_t)(to_us() - from_us());

        for (int round = 0; round < 20000; round++) {
            int64_t at_us = from_us() + (int64_t)(rows_random(&seed) % span);
            size_t low = 0, high = n;

            if (round % 2 == 0)
                at_us = civil_days(2025 + round / 2 % 6,
                                   round / 2 % 2 == 0 ? 3 : 10, 24) *
                            DAY_US +
                        at_us % (8 * DAY_US);
            while (high - low > 1) {
                size_t middle = low + (high - low) / 2;

                if (marks[middle] <= at_us)
                    low = middle;
                else
                    high = middle;
            }
            expect_turn(at_us, low, marks[low + 1]);
        }
    }
}

static int64_t
hours_between(const char *start, const char *end)
{
    int64_t start_us = 0, end_us = 0;

    assert_int_equal(zone_read(&book.zone, start, &start_us, NULL), RC_OK);
    assert_int_equal(zone_read(&book.zone, end, &end_us, NULL), RC_OK);
    return (end_us - start_us) / HOUR_US;
}

/* A night of explicit shifts and the day of a rotation, in real hours, as
 * until says from their begin. */
static const struct length_row {
    const char *name;
    const char *start, *end;
    int64_t night_h, day_h;
} lengths[] = {
    {"spring 2026", "2026-03-28 20:00", "2026-03-29 08:00", 11, 23},
    {"autumn 2026", "2026-10-24 20:00", "2026-10-25 08:00", 13, 25},
    {"spring 2027 at Easter", "2027-03-27 20:00", "2027-03-28 08:00", 11, 23},
    {"the night before a change", "2026-03-27 20:00", "2026-03-28 08:00", 12,
     24},
    {"the night after one", "2026-10-25 20:00", "2026-10-26 08:00", 12, 24},
};

static void
test_real_hours_of_change_nights(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(lengths); i++) {
        const struct length_row *r = &lengths[i];
        struct oncall oncall;
        struct shift night = {.people = 1};

        one_rotation(1, 20 * 60);
        assert_int_equal(hours_between(r->start, r->end), r->night_h);
        assert_int_equal(zone_read(&book.zone, r->start, &night.start_us, NULL),
                         RC_OK);
        assert_int_equal(zone_read(&book.zone, r->end, &night.end_us, NULL),
                         RC_OK);
        roster_oncall(&book, 0, night.start_us, &oncall);
        if (oncall.until_us - night.start_us != r->day_h * HOUR_US)
            fail_msg("%s: a day of %lld us", r->name,
                     (long long)(oncall.until_us - night.start_us));
        book.shifts[0] = night;
        book.rosters[0].layers[0] = (struct layer){.shifts_n = 1};
        roster_oncall(&book, 0, night.start_us, &oncall);
        if (oncall.until_us - night.start_us != r->night_h * HOUR_US)
            fail_msg("%s: a night of %lld us", r->name,
                     (long long)(oncall.until_us - night.start_us));
    }
}

/* A roster of everything, by chance, in 2026 and with its two change nights. */
static void
random_roster(uint64_t *seed)
{
    int64_t start_us = civil_days(2026, 1, 1) * DAY_US;
    uint64_t year = (uint64_t)(365 * DAY_US);
    struct roster *roster = &book.rosters[0];

    *one_rotation(7, 150) = (struct rotation){0};
    roster->layers[0] = (struct layer){.shifts_n = 60};
    roster->layers_n = 3;
    for (size_t i = 1; i < 3; i++) {
        struct rotation *rotation = &roster->layers[i].rotation;

        roster->layers[i].is_rotation = true;
        rotation->anchor_day = civil_days(2026, 2, 1);
        rotation->handover_minute = (int32_t)(rows_random(seed) % 1440);
        rotation->period_days = periods[rows_random(seed) % ROWS(periods)];
        rotation->turns_n = 5;
        for (size_t k = 0; k < 5; k++)
            rotation->turns[k] = rows_random(seed) % 64;
        rotation->until_us = start_us + (int64_t)(rows_random(seed) % year);
    }
    book.persons_n = 6;
    for (size_t i = 0; i < book.persons_n; i++)
        book.persons[i].reachable = i != 5;
    for (size_t i = 0; i < 60; i++) {
        int64_t at_us = start_us + (int64_t)i * 6 * DAY_US;
        uint64_t span = (uint64_t)(3 * DAY_US);

        book.shifts[i].start_us = at_us + (int64_t)(rows_random(seed) % span);
        book.shifts[i].end_us =
            book.shifts[i].start_us + 1 + (int64_t)(rows_random(seed) % span);
        book.shifts[i].people = rows_random(seed) % 64;
    }
    for (; book.overrides_n < 60; book.overrides_n++) {
        struct override *o = &book.overrides[book.overrides_n];

        o->roster = rows_random(seed) % 8 == 0; /* some of another roster */
        o->verb = (enum override_verb)(1 + rows_random(seed) % 4);
        o->start_us = start_us + (int64_t)(rows_random(seed) % year);
        o->end_us = o->start_us +
                    (int64_t)(rows_random(seed) % (uint64_t)(20 * DAY_US));
        o->people = rows_random(seed) % 64;
        o->with = rows_random(seed) % 64;
    }
    for (; book.absences_n < 20; book.absences_n++) {
        struct absence *a = &book.absences[book.absences_n];

        a->person = rows_random(seed) % 6;
        a->start_us = start_us + (int64_t)(rows_random(seed) % year);
        a->end_us = a->start_us +
                    (int64_t)(rows_random(seed) % (uint64_t)(20 * DAY_US));
    }
}

static bool
same_answer(const struct oncall *a, const struct oncall *b)
{
    return a->people == b->people && a->assigned == b->assigned &&
           a->absent == b->absent && a->mute == b->mute &&
           a->absence_kept == b->absence_kept && a->source == b->source &&
           a->at == b->at && a->until_us == b->until_us;
}

/* Until its until an answer holds, at any instant between, and until is
 * always ahead; what roster_until() says is where the persons change. */
static void
test_an_answer_holds_until_its_until(void **state)
{
    uint64_t seed = 5;
    size_t answers = 0;

    (void)state;
    for (int round = 0; round < 50; round++) {
        int64_t at_us = civil_days(2025, 12, 1) * DAY_US;
        int64_t end_us = civil_days(2027, 6, 1) * DAY_US;
        struct oncall now, later;

        random_roster(&seed);
        for (; at_us < end_us; at_us = now.until_us, answers++) {
            roster_oncall(&book, 0, at_us, &now);
            assert_true(now.until_us > at_us);

            int64_t stop_us = now.until_us < end_us ? now.until_us : end_us;
            uint64_t span = (uint64_t)(stop_us - at_us);

            for (int i = 0; i < 4; i++) {
                int64_t between_us =
                    i == 0 ? stop_us - 1
                           : at_us + (int64_t)(rows_random(&seed) % span);

                roster_oncall(&book, 0, between_us, &later);
                assert_true(same_answer(&now, &later));
            }
            int64_t change_us = roster_until(&book, 0, at_us, end_us);

            assert_true(change_us >= stop_us);
            roster_oncall(&book, 0, change_us - 1, &later);
            assert_int_equal(later.people, now.people);
            roster_oncall(&book, 0, change_us, &later);
            assert_true(change_us == end_us || later.people != now.people);
        }
    }
    assert_true(answers > 5000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exactly_one_turn_at_every_minute),
        cmocka_unit_test(test_no_gap_and_no_overlap_at_handovers),
        cmocka_unit_test(test_the_same_in_any_order),
        cmocka_unit_test(test_real_hours_of_change_nights),
        cmocka_unit_test(test_an_answer_holds_until_its_until),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
