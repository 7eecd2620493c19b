/* sources -- see sources.h */
#include "link/sources.h"

#include "link/record.h"
#include "link/sort.h"

/* Who told first comes first. */
static int
by_time(const struct link_told *x, const struct link_told *y)
{
    int is = LINK_COMPARE(x->time_s, y->time_s);

    if (is == 0)
        is = LINK_COMPARE(x->organisation, y->organisation);
    return is != 0 ? is : LINK_COMPARE(x->observation, y->observation);
}

static int
by_observation(const void *a, const void *b)
{
    const struct link_told *x = a, *y = b;

    return LINK_COMPARE(x->observation, y->observation);
}

static int
by_text(const void *a, const void *b)
{
    const struct link_told *x = a, *y = b;

    return LINK_COMPARE(x->text, y->text);
}

static int
by_story(const void *a, const void *b)
{
    const struct link_told *x = a, *y = b;
    int is = LINK_COMPARE(x->story, y->story);

    return is != 0 ? is : by_time(x, y);
}

static int
by_organisation(const void *a, const void *b)
{
    const struct link_told *x = a, *y = b;
    int is = LINK_COMPARE(x->organisation, y->organisation);

    return is != 0 ? is : by_time(x, y);
}

static uint32_t
root_of(uint32_t parents[], uint32_t i)
{
    while (parents[i] != i) {
        parents[i] = parents[parents[i]];
        i = parents[i];
    }
    return i;
}

/* Numbers observations, then gives those that lean on each other one number. */
static void
find_stories(struct link_told told[], size_t n, uint32_t parents[],
             struct link_sources *out)
{
    link_sort(told, n, sizeof told[0], by_observation);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || told[i].observation != told[i - 1].observation) {
            parents[out->observations] = out->observations;
            out->observations++;
        }
        told[i].story = out->observations - 1;
    }
    out->stories = out->observations;
    link_sort(told, n, sizeof told[0], by_text);
    for (size_t i = 1; i < n; i++) {
        if (told[i].text == 0 || told[i].text != told[i - 1].text)
            continue;

        uint32_t x = root_of(parents, told[i].story);
        uint32_t y = root_of(parents, told[i - 1].story);

        if (x != y)
            out->stories--;
        parents[x > y ? x : y] = x > y ? y : x;
    }
    for (size_t i = 0; i < n; i++)
        told[i].story = root_of(parents, told[i].story);
    link_sort(told, n, sizeof told[0], by_story);
    for (size_t i = 0; i < n; i++)
        told[i].first = i == 0 || told[i].story != told[i - 1].story;
}

/* Of one organisation, in the order of time. */
static void
count_organisation(const struct link_told told[], size_t n, uint64_t *kinds,
                   struct link_sources *out)
{
    uint32_t worth = LINK_STRENGTH_ONE;

    for (size_t i = 0; i < n; i++) {
        if (i >= LINK_BURST_MAX) {
            uint64_t since = (uint64_t)told[i].time_s -
                             (uint64_t)told[i - LINK_BURST_MAX].time_s;

            out->burst = out->burst || since < LINK_BURST_S;
        }
        if (!told[i].first)
            continue;
        if (worth == LINK_STRENGTH_ONE) {
            out->sources++;
            *kinds |= UINT64_C(1) << (told[i].organisation_kind & 63);
        }
        out->strength += worth;
        worth /= 2;
    }
}

void
link_sources(struct link_told told[], size_t n, uint32_t parents[],
             struct link_sources *out)
{
    uint64_t kinds = 0;

    *out = (struct link_sources){.signals = (uint32_t)n};
    find_stories(told, n, parents, out);
    link_sort(told, n, sizeof told[0], by_organisation);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1;
             to < n && told[to].organisation == told[from].organisation; to++)
            continue;
        count_organisation(&told[from], to - from, &kinds, out);
    }
    for (; kinds != 0; kinds &= kinds - 1)
        out->kinds++;
}

/* The values are keyed and unequal by chance: mixing them is enough. */
static uint64_t
mix(uint64_t sum, uint64_t token, uint64_t of)
{
    sum = (sum ^ token) * UINT64_C(0x9e3779b97f4a7c15);
    sum ^= sum >> 29;
    return sum + of + UINT64_C(1);
}

uint64_t
link_told_text(const struct link_record *record)
{
    uint64_t text = 0;
    uint64_t all = mix(0, (uint64_t)record->organisation, 0);

    for (uint16_t i = 0; i < record->values_n; i++) {
        const struct link_value *value = &record->values[i];

        if (value->kind == LINK_TEXT)
            text = mix(text, value->token, value->of);
        all = mix(all, value->token, value->of);
    }
    return text != 0 || record->values_n == 0 ? text : all;
}
