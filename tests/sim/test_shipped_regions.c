/* The regions as they are shipped: every municipality of the country has its
 * own, those of the printed table the one that it says. */
#include "documents.h"

#include "../unit/rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"

static struct desk_rules *rules;

static int
setup(void **state)
{
    (void)state;
    rules = documents_shipped();
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(rules);
    return 0;
}

static size_t
region_on(uint32_t code, struct civil day)
{
    return region_of(&rules->regions, code,
                     civil_days(day.year, day.month, day.day));
}

/* --- the printed table --- */

static const struct civil LAST = {.year = 2026, .month = 12, .day = 31};

/* 6 + 32 + Almere; whatever is not here is elsewhere. */
static const struct printed {
    const char *region;
    const char *codes;
} printed[] = {
    {"amsterdam", "0363 0358 0362 0384 0437 0451"},
    {"noord-holland",
     "0361 0373 0383 0400 1980 0498 0388 0399 1911 0405 1598 0420 0432 0441 "
     "0532 0448 0385 0415 0431 0439 0852 0880 0479 0375 0377 0392 0394 0396 "
     "0397 0450 0453 0473"},
    {"almere", "0034"},
};

static void
test_the_printed_table(void **state)
{
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < ROWS(printed); i++) {
        size_t region = region_find(&rules->regions, printed[i].region);
        const char *at = printed[i].codes;

        assert_true(region < REGIONS_MAX);
        for (char *end = NULL; *at != '\0'; at = end, n++) {
            uint32_t code = (uint32_t)strtoul(at, &end, 10);

            if (region_on(code, LAST) != region)
                fail_msg("GM%04u is not in %s", code, printed[i].region);
        }
    }
    assert_int_equal(n, 39);
}

static void
test_all_others_are_elsewhere(void **state)
{
    const struct regions *regions = &rules->regions;
    size_t elsewhere = region_find(regions, "elsewhere");
    size_t n = 0;

    (void)state;
    for (size_t i = 0; i < regions->municipalities_n; i++)
        n += regions->municipalities[i].region != elsewhere;
    assert_int_equal(n, 39);
}

/* --- all of the country --- */

static const struct counted_row {
    const char *name;
    struct civil day;
    size_t n;
} counted_rows[] = {
    {"2022", {.year = 2022, .month = 1, .day = 1}, 345},
    {"the day before Weesp joins", {.year = 2022, .month = 3, .day = 23}, 345},
    {"Weesp has joined", {.year = 2022, .month = 3, .day = 24}, 344},
    {"the last day of 2022", {.year = 2022, .month = 12, .day = 31}, 344},
    {"Voorne aan Zee", {.year = 2023, .month = 1, .day = 1}, 342},
    {"the last day of Wijdemeren", {.year = 2026, .month = 12, .day = 31}, 342},
    {"Wijdemeren has joined", {.year = 2027, .month = 1, .day = 1}, 341},
};

static void
test_as_many_as_there_were(void **state)
{
    const struct regions *regions = &rules->regions;

    (void)state;
    for (size_t i = 0; i < ROWS(counted_rows); i++) {
        const struct counted_row *r = &counted_rows[i];
        int64_t day = civil_days(r->day.year, r->day.month, r->day.day);
        size_t n = 0;

        for (size_t j = 0; j < regions->municipalities_n; j++) {
            const struct municipality *m = &regions->municipalities[j];

            n += day >= m->from_day && day < m->to_day;
        }
        if (n != r->n)
            fail_msg("%s: %zu", r->name, n);
    }
}

static const struct named_row {
    uint32_t code;
    const char *name;
} named_rows[] = {
    {14, "Groningen"},
    {80, "Leeuwarden"},
    {106, "Assen"},
    {193, "Zwolle"},
    {202, "Arnhem"},
    {268, "Nijmegen"},
    {307, "Amersfoort"},
    {344, "Utrecht"},
    {363, "Amsterdam"},
    {402, "Hilversum"},
    {518, "'s-Gravenhage"},
    {546, "Leiden"},
    {599, "Rotterdam"},
    {687, "Middelburg (Z.)"},
    {772, "Eindhoven"},
    {796, "'s-Hertogenbosch"},
    {855, "Tilburg"},
    {935, "Maastricht"},
    {995, "Lelystad"},
    {820, "Nuenen, Gerwen en Nederwetten"},
    {1900, "Súdwest-Fryslân"},
    {1980, "Dijk en Waard"},
};

static void
test_names(void **state)
{
    int64_t day = civil_days(LAST.year, LAST.month, LAST.day);

    (void)state;
    for (size_t i = 0; i < ROWS(named_rows); i++)
        assert_string_equal(
            municipality_name(&rules->regions, named_rows[i].code, day),
            named_rows[i].name);
}

static void
test_no_name_stands_twice(void **state)
{
    const struct regions *regions = &rules->regions;

    (void)state;
    for (size_t i = 0; i < regions->municipalities_n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(regions->municipalities[i].name,
                       regions->municipalities[j].name) == 0)
                fail_msg("%s", regions->municipalities[i].name);
}

/* --- what changed --- */

static const struct change_row {
    const char *name;
    uint32_t code;
    struct civil last;
} ended_rows[] = {
    {"Weesp", 457, {.year = 2022, .month = 3, .day = 23}},
    {"Brielle", 501, {.year = 2022, .month = 12, .day = 31}},
    {"Hellevoetsluis", 530, {.year = 2022, .month = 12, .day = 31}},
    {"Westvoorne", 614, {.year = 2022, .month = 12, .day = 31}},
    {"Wijdemeren", 1696, {.year = 2026, .month = 12, .day = 31}},
};

static void
test_codes_that_end(void **state)
{
    const struct regions *regions = &rules->regions;

    (void)state;
    for (size_t i = 0; i < ROWS(ended_rows); i++) {
        const struct change_row *r = &ended_rows[i];
        int64_t last = civil_days(r->last.year, r->last.month, r->last.day);

        if (region_of(regions, r->code, last) !=
                region_find(regions, "elsewhere") ||
            region_of(regions, r->code, last + 1) != REGION_UNKNOWN ||
            strcmp(municipality_name(regions, r->code, last), r->name) != 0)
            fail_msg("%s", r->name);
    }
}

static void
test_voorne_aan_zee_begins_with_2023(void **state)
{
    (void)state;
    assert_int_equal(
        region_on(1992, (struct civil){.year = 2022, .month = 12, .day = 31}),
        REGION_UNKNOWN);
    assert_int_equal(
        region_on(1992, (struct civil){.year = 2023, .month = 1, .day = 1}),
        region_find(&rules->regions, "elsewhere"));
}

/* T3.5: the desk of Amsterdam holds these. */
static void
test_codes_of_nobody(void **state)
{
    (void)state;
    assert_int_equal(region_on(0, LAST), REGION_UNKNOWN);
    assert_int_equal(region_on(9999, LAST), REGION_UNKNOWN);
}

/* --- their desks --- */

static const struct desk_row {
    const char *name, *region, *desk;
} desk_rows[] = {
    {"T3.1", "amsterdam", "amsterdam"},
    {"T3.2", "noord-holland", "noord-holland"},
    {"T3.3", "almere", "almere"},
    {"T3.4", "elsewhere", "elsewhere"},
};

static void
test_each_region_has_its_desk(void **state)
{
    const struct regions *regions = &rules->regions;

    (void)state;
    for (size_t i = 0; i < ROWS(desk_rows); i++) {
        const struct desk_row *r = &desk_rows[i];
        size_t region = region_find(regions, r->region);

        if (region == REGIONS_MAX ||
            regions->regions[region].desk != region_desk_find(regions, r->desk))
            fail_msg("%s", r->name);
    }
    assert_int_equal(regions->abroad, region_find(regions, "elsewhere"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_printed_table),
        cmocka_unit_test(test_all_others_are_elsewhere),
        cmocka_unit_test(test_as_many_as_there_were),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_no_name_stands_twice),
        cmocka_unit_test(test_codes_that_end),
        cmocka_unit_test(test_voorne_aan_zee_begins_with_2023),
        cmocka_unit_test(test_codes_of_nobody),
        cmocka_unit_test(test_each_region_has_its_desk),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
