/* roster -- see roster.h */
#include "core/roster.h"

#include <string.h>

#define DAY_US INT64_C(86400000000)

/* 2200-01-01: struct civil ends here, so a turn that began before it does
 * not end. */
#define CALENDAR_DAYS INT64_C(84006)

/* What a layer says of an instant. */
struct cover {
    bool covers;
    person_set people;
    int64_t until_us; /* the end of this, or the next start */
};

static int64_t
floor_div(int64_t n, int64_t by)
{
    return n / by - (n % by < 0);
}

static int64_t
min_us(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The next of the two ends of [start, end) after at_us. */
static int64_t
next_end(int64_t start_us, int64_t end_us, int64_t at_us)
{
    if (at_us < start_us)
        return start_us;
    return at_us < end_us ? end_us : INT64_MAX;
}

/* The k with H_k <= at_us < H_k+1, at_us not before H_0.  The days of UTC are
 * the local ones but for some hours, and the handover clock of a day may be
 * ahead: that is a step or two, in whatever zone. */
static int64_t
turn_at(const struct rotation *rotation, const struct zone *zone, int64_t at_us,
        int64_t *next_us)
{
    int64_t at = min_us(at_us, CALENDAR_DAYS * DAY_US - 1);
    int64_t days = floor_div(at, DAY_US) - rotation->anchor_day;
    int64_t k = floor_div(days, rotation->period_days);

    while (k > 0 && rotation_handover(rotation, zone, k) > at)
        k--;
    *next_us = rotation_handover(rotation, zone, k + 1);
    while (*next_us <= at) {
        k++;
        *next_us = rotation_handover(rotation, zone, k + 1);
    }
    return k;
}

static struct cover
rotation_cover(const struct rotation *rotation, const struct zone *zone,
               int64_t at_us)
{
    int64_t first_us = rotation_handover(rotation, zone, 0);
    struct cover cover = {.until_us = INT64_MAX};

    if (first_us >= rotation->until_us || at_us >= rotation->until_us)
        return cover;
    if (at_us < first_us) {
        cover.until_us = first_us;
        return cover;
    }

    int64_t k = turn_at(rotation, zone, at_us, &cover.until_us);

    cover.covers = true;
    cover.people = rotation->turns[(size_t)k % rotation->turns_n];
    cover.until_us = min_us(cover.until_us, rotation->until_us);
    return cover;
}

static struct cover
shifts_cover(const struct shift shifts[], size_t n, int64_t at_us)
{
    size_t low = 0, high = n;
    struct cover cover = {.until_us = INT64_MAX};

    while (low < high) { /* low: how many have begun */
        size_t middle = low + (high - low) / 2;

        if (shifts[middle].start_us <= at_us)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < n)
        cover.until_us = shifts[low].start_us;
    if (low > 0 && at_us < shifts[low - 1].end_us) {
        cover.covers = true;
        cover.people = shifts[low - 1].people;
        cover.until_us = min_us(cover.until_us, shifts[low - 1].end_us);
    }
    return cover;
}

static person_set
transform(const struct override *override, person_set set)
{
    switch (override->verb) {
    case OVERRIDE_SET:
        return override->people;
    case OVERRIDE_REPLACE:
        if ((set & override->people) == 0)
            return set; /* nobody to give way, so nobody comes */
        return (set & ~override->people) | override->with;
    case OVERRIDE_ADD:
        return set | override->people;
    case OVERRIDE_REMOVE:
        return set & ~override->people;
    }
    return set;
}

/* Layers and the first overrides_n overrides: assigned, source, at, until. */
static void
assign(const struct roster_book *book, size_t roster, int64_t at_us,
       size_t overrides_n, struct oncall *out)
{
    const struct roster *r = &book->rosters[roster];

    *out = (struct oncall){.source = ONCALL_NOTHING, .until_us = INT64_MAX};
    for (size_t i = 0; i < r->layers_n && out->source == ONCALL_NOTHING; i++) {
        const struct layer *layer = &r->layers[i];
        struct cover cover =
            layer->is_rotation
                ? rotation_cover(&layer->rotation, &book->zone, at_us)
                : shifts_cover(&book->shifts[layer->shifts_first],
                               layer->shifts_n, at_us);

        out->until_us = min_us(out->until_us, cover.until_us);
        if (cover.covers) {
            out->assigned = cover.people;
            out->source = ONCALL_LAYER;
            out->at = i;
        }
    }
    for (size_t i = 0; i < overrides_n; i++) {
        const struct override *o = &book->overrides[i];

        if (o->roster != roster)
            continue;
        out->until_us =
            min_us(out->until_us, next_end(o->start_us, o->end_us, at_us));
        if (at_us < o->start_us || at_us >= o->end_us)
            continue;

        person_set set = transform(o, out->assigned);

        if (set != out->assigned) {
            out->assigned = set;
            out->source = ONCALL_OVERRIDE;
            out->at = i;
        }
    }
}

static person_set
assigned_absent(const struct roster_book *book, person_set assigned,
                int64_t at_us, int64_t *until_us)
{
    person_set absent = 0;

    for (size_t i = 0; i < book->absences_n; i++) {
        const struct absence *a = &book->absences[i];

        if ((assigned & PERSON_BIT(a->person)) == 0)
            continue;
        *until_us = min_us(*until_us, next_end(a->start_us, a->end_us, at_us));
        if (at_us >= a->start_us && at_us < a->end_us)
            absent |= PERSON_BIT(a->person);
    }
    return absent;
}

void
roster_oncall(const struct roster_book *book, size_t roster, int64_t at_us,
              struct oncall *out)
{
    assign(book, roster, at_us, book->overrides_n, out);
    out->absent = assigned_absent(book, out->assigned, at_us, &out->until_us);
    out->mute = out->assigned & ~roster_reachable(book);

    person_set callable = out->assigned & ~out->mute;

    out->people = callable & ~out->absent;
    /* When all who can be called are absent, all of them are: whose absence
     * was written first must not decide who is woken. */
    out->absence_kept = out->people == 0 && callable != 0;
    if (out->absence_kept)
        out->people = callable;
}

person_set
roster_assigned(const struct roster_book *book, size_t roster, int64_t at_us,
                size_t overrides_n, int64_t *until_us)
{
    struct oncall oncall;

    assign(book, roster, at_us, overrides_n, &oncall);
    *until_us = oncall.until_us;
    return oncall.assigned;
}

int64_t
roster_until(const struct roster_book *book, size_t roster, int64_t at_us,
             int64_t limit_us)
{
    struct oncall oncall;

    roster_oncall(book, roster, at_us, &oncall);

    person_set people = oncall.people;

    while (oncall.until_us < limit_us) {
        int64_t next_us = oncall.until_us;

        roster_oncall(book, roster, next_us, &oncall);
        if (oncall.people != people)
            return next_us;
    }
    return limit_us;
}

int64_t
rotation_handover(const struct rotation *rotation, const struct zone *zone,
                  int64_t k)
{
    int64_t day = rotation->anchor_day + k * rotation->period_days;

    if (day >= CALENDAR_DAYS)
        return INT64_MAX;
    return zone_clock(zone, day, rotation->handover_minute);
}

size_t
roster_person(const struct roster_book *book, const char *name)
{
    for (size_t i = 0; i < book->persons_n; i++)
        if (strcmp(book->persons[i].name, name) == 0)
            return i;
    return PERSONS_MAX;
}

size_t
roster_find(const struct roster_book *book, const char *name)
{
    for (size_t i = 0; i < book->rosters_n; i++)
        if (strcmp(book->rosters[i].name, name) == 0)
            return i;
    return ROSTERS_MAX;
}

person_set
roster_with_duty(const struct roster_book *book, enum duty duty)
{
    person_set set = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        if (book->persons[i].reachable &&
            (book->persons[i].duties & (uint32_t)duty) != 0)
            set |= PERSON_BIT(i);
    return set;
}

person_set
roster_reachable(const struct roster_book *book)
{
    person_set set = 0;

    for (size_t i = 0; i < book->persons_n; i++)
        if (book->persons[i].reachable)
            set |= PERSON_BIT(i);
    return set;
}
