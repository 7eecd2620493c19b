/* bench_roster -- what it costs to know who is on call, and to check a roster
 * for 90 days: 50 people, 20 overrides, three years.
 *
 *   bench_roster
 *
 * Prints name=value pairs; times are in nanoseconds. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../unit/amsterdam.h"
#include "core/roster.h"
#include "core/roster_check.h"

#define SECOND_US   INT64_C(1000000)
#define MINUTE_US   (60 * SECOND_US)
#define HOUR_US     (60 * MINUTE_US)
#define DAY_US      (24 * HOUR_US)
#define START_US    (20778 * DAY_US) /* 2026-11-21 */
#define PEOPLE      50
#define OVERRIDES   20
#define ROSTER_DAYS 1096 /* three years */
#define CHECK_DAYS  90
#define CHECKS      200
#define LOOKS       400000

static int64_t
now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
say(const char *name, int64_t value)
{
    printf("%s=%" PRId64 "\n", name, value);
}

/* Nothing was measured that did not happen. */
static void
expect(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "bench_roster: %s\n", what);
    exit(1);
}

static void
fill_book(struct roster_book *book, int64_t start_us)
{
    struct roster *roster = &book->rosters[book->rosters_n++];
    struct rotation *rotation = &roster->layers[0].rotation;

    amsterdam(&book->zone);
    strcpy(roster->name, "primary");
    roster->minimum = 1;
    roster->layers_n = 1;
    roster->layers[0].is_rotation = true;
    *rotation = (struct rotation){.anchor_day = start_us / DAY_US,
                                  .handover_minute = 8 * 60,
                                  .period_days = 1,
                                  .turns_n = PEOPLE,
                                  .until_us = INT64_MAX};
    for (size_t i = 0; i < PEOPLE; i++) {
        book->persons[i] = (struct person){
            .duties = DUTY_COORDINATOR, .has_contact = true, .reachable = true};
        rotation->turns[i] = PERSON_BIT(i);
    }
    book->persons_n = PEOPLE;
    for (size_t i = 0; i < OVERRIDES; i++)
        book->overrides[i] = (struct override){
            .seq = (int64_t)i + 1,
            .verb = OVERRIDE_SET,
            .start_us = start_us + (int64_t)i * 4 * DAY_US,
            .end_us = start_us + (int64_t)i * 4 * DAY_US + 6 * HOUR_US,
            .people = PERSON_BIT(PEOPLE - 1 - i)};
    book->overrides_n = OVERRIDES;
}

/* All over three years, in no order. */
static int64_t
instant(int64_t start_us, int64_t i)
{
    return start_us + i * INT64_C(7919) * MINUTE_US % (ROSTER_DAYS * DAY_US);
}

static int64_t
looks_ns(const struct roster_book *book, int64_t start_us)
{
    int64_t began = now_ns();
    person_set all = 0;

    for (int64_t i = 0; i < LOOKS; i++) {
        struct oncall oncall;

        roster_oncall(book, 0, instant(start_us, i), &oncall);
        all |= oncall.people;
    }
    began = now_ns() - began;
    expect(all == (PERSON_BIT(PEOPLE - 1) << 1) - 1, "somebody had no shift");
    return began;
}

/* The least that an answer in local time can cost. */
static int64_t
local_ns(int64_t start_us)
{
    int64_t began = 0;
    int days = 0;

    expect(setenv("TZ", "Europe/Amsterdam", 1) == 0, "no zone");
    tzset();
    began = now_ns();
    for (int64_t i = 0; i < LOOKS; i++) {
        time_t at = (time_t)(instant(start_us, i) / SECOND_US);
        struct tm local;

        localtime_r(&at, &local);
        days |= local.tm_wday;
    }
    began = now_ns() - began;
    expect(days == 7, "a week has seven days");
    return began;
}

static void
count_finding(const struct roster_finding *finding, void *arg)
{
    (void)finding;
    ++*(size_t *)arg;
}

static int64_t
check_ns(const struct roster_book *book, int64_t start_us, size_t *findings)
{
    int64_t began = now_ns();

    for (int i = 0; i < CHECKS; i++) {
        *findings = 0;
        roster_check(book, start_us, start_us + CHECK_DAYS * DAY_US,
                     count_finding, findings);
    }
    return (now_ns() - began) / CHECKS;
}

/* The evaluations that no check can do without: one a boundary. */
static int64_t
walk_ns(const struct roster_book *book, int64_t start_us, size_t *looks)
{
    int64_t began = now_ns();

    for (int i = 0; i < CHECKS; i++) {
        int64_t at_us = start_us;

        for (*looks = 0; at_us < start_us + CHECK_DAYS * DAY_US; ++*looks) {
            struct oncall oncall;

            roster_oncall(book, 0, at_us, &oncall);
            at_us = oncall.until_us;
        }
    }
    return (now_ns() - began) / CHECKS;
}

int
main(void)
{
    struct roster_book *book = calloc(1, sizeof *book);
    int64_t start_us = START_US;
    size_t findings = 0, looks = 0;

    expect(book != NULL, "no memory");
    fill_book(book, start_us);
    start_us += DAY_US; /* the first handover was */
    say("looks", LOOKS);
    say("looks_ns", looks_ns(book, start_us));
    say("local_ns", local_ns(start_us));
    say("check_ns", check_ns(book, start_us, &findings));
    say("walk_ns", walk_ns(book, start_us, &looks));
    say("walk_looks", (int64_t)looks);
    say("findings", (int64_t)findings);
    free(book);
    return 0;
}
