/* handover -- see handover.h */
#include "core/handover.h"

#define ACTS 4

/* A roster walked from boundary to boundary. */
struct walk {
    const struct roster_book *book;
    size_t roster;
    int64_t at_us; /* of the boundary; at first, where it begins */
    int64_t until_us;
    person_set before;
    person_set now;
};

static void
walk_begin(struct walk *walk, int64_t at_us)
{
    struct oncall oncall;

    roster_oncall(walk->book, walk->roster, at_us, &oncall);
    walk->at_us = at_us;
    walk->until_us = oncall.until_us;
    walk->before = oncall.people;
    walk->now = oncall.people;
}

/* To the next boundary up to limit_us, whoever it brings; false: there is
 * none. */
static bool
walk_on(struct walk *walk, int64_t limit_us)
{
    struct oncall oncall;

    if (walk->until_us > limit_us || walk->until_us == INT64_MAX)
        return false;
    roster_oncall(walk->book, walk->roster, walk->until_us, &oncall);
    walk->at_us = walk->until_us;
    walk->until_us = oncall.until_us;
    walk->before = walk->now;
    walk->now = oncall.people;
    return true;
}

static int64_t
max_us(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* at_us + span_us, and no further than time goes; span_us >= 0. */
static int64_t
later(int64_t at_us, int64_t span_us)
{
    return at_us > INT64_MAX - span_us ? INT64_MAX : at_us + span_us;
}

static int64_t
earlier(int64_t at_us, int64_t span_us)
{
    return at_us < INT64_MIN + span_us ? INT64_MIN : at_us - span_us;
}

void
handover_next(const struct roster_book *book, size_t roster,
              const struct handover_times *times, int64_t after_us,
              int64_t limit_us, struct handover out[], size_t cap, size_t *n,
              int64_t *at_us)
{
    int64_t lead_us = max_us(times->notice_day_us, times->notice_hour_us);
    struct walk walk = {.book = book, .roster = roster};

    *n = 0;
    *at_us = limit_us;
    walk_begin(&walk, earlier(after_us, times->late_us));
    /* *at_us only comes nearer: beyond its lead nothing has an act so
     * soon. */
    while (walk_on(&walk, later(*at_us, lead_us))) {
        const struct handover acts[ACTS] = {
            {.act = HANDOVER_NOTICE_DAY,
             .at_us = earlier(walk.at_us, times->notice_day_us)},
            {.act = HANDOVER_NOTICE_HOUR,
             .at_us = earlier(walk.at_us, times->notice_hour_us)},
            {.act = HANDOVER_NOW, .at_us = walk.at_us},
            {.act = HANDOVER_LATE, .at_us = later(walk.at_us, times->late_us)},
        };

        if ((walk.now & ~walk.before) == 0)
            continue;
        for (size_t i = 0; i < ACTS; i++) {
            if (acts[i].at_us <= after_us || acts[i].at_us > *at_us)
                continue;
            if (acts[i].at_us < *at_us)
                *n = 0;
            *at_us = acts[i].at_us;
            if (*n == cap)
                continue;
            out[*n] = acts[i];
            out[*n].roster = roster;
            out[*n].start_us = walk.at_us;
            out[*n].incoming = walk.now & ~walk.before;
            out[*n].outgoing = walk.before & ~walk.now;
            ++*n;
        }
    }
}

int64_t
handover_own_next(const struct roster_book *book, size_t roster, size_t person,
                  int64_t after_us, int64_t limit_us)
{
    struct walk walk = {.book = book, .roster = roster};

    walk_begin(&walk, after_us);
    while (walk_on(&walk, limit_us))
        if (walk.at_us < limit_us &&
            (walk.now & ~walk.before & PERSON_BIT(person)) != 0)
            return walk.at_us;
    return INT64_MAX;
}
