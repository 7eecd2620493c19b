/* Municipality to region to desk. */
#include "rows.h"

#include <string.h>

#include "core/region.h"

#define AMSTERDAM 0
#define ELSEWHERE 1

#define DAY 20000

/* 1696 becomes part of 402 at the end of DAY; 402 was another's before 100. */
static const struct regions regions = {
    .regions = {{.name = "amsterdam", .desk = 1}, {.name = "elsewhere"}},
    .regions_n = 2,
    .desks = {{.name = "elders"}, {.name = "acm"}},
    .desks_n = 2,
    .abroad = ELSEWHERE,
    .municipalities = {{34, "Almere", ELSEWHERE, 0, INT64_MAX},
                       {363, "Amsterdam", AMSTERDAM, 0, INT64_MAX},
                       {402, "Hilversum (oud)", AMSTERDAM, 0, 100},
                       {402, "Hilversum", ELSEWHERE, 100, INT64_MAX},
                       {1696, "Wijdemeren", ELSEWHERE, 0, DAY + 1}},
    .municipalities_n = 5};

static const struct row {
    const char *name;
    uint32_t code;
    int64_t day;
    size_t region;
    const char *municipality;
} rows[] = {
    {"first of the list", 34, DAY, ELSEWHERE, "Almere"},
    {"in the middle", 363, DAY, AMSTERDAM, "Amsterdam"},
    {"last of the list, on its last day", 1696, DAY, ELSEWHERE, "Wijdemeren"},
    {"the day after it is gone", 1696, DAY + 1, REGION_UNKNOWN, ""},
    {"the last day of the first of two rows", 402, 99, AMSTERDAM,
     "Hilversum (oud)"},
    {"the first day of the second", 402, 100, ELSEWHERE, "Hilversum"},
    {"not said", 0, DAY, REGION_UNKNOWN, ""},
    {"not listed: before all", 1, DAY, REGION_UNKNOWN, ""},
    {"not listed: between", 364, DAY, REGION_UNKNOWN, ""},
    {"not listed: after all", 9999, DAY, REGION_UNKNOWN, ""},
};

static void
test_region_of_a_municipality(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        size_t region = region_of(&regions, r->code, r->day);
        const char *name = municipality_name(&regions, r->code, r->day);

        if (region != r->region || strcmp(name, r->municipality) != 0)
            fail_msg("%s: region %zu, %s", r->name, region, name);
    }
}

static void
test_without_regions_everything_is_unknown(void **state)
{
    static const struct regions none = {.abroad = REGION_UNKNOWN};

    (void)state;
    assert_int_equal(region_of(&none, 363, DAY), REGION_UNKNOWN);
    assert_string_equal(municipality_name(&none, 363, DAY), "");
}

static void
test_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(region_find(&regions, "elsewhere"), ELSEWHERE);
    assert_int_equal(region_find(&regions, "else"), REGIONS_MAX);
    assert_int_equal(region_find(&regions, ""), REGIONS_MAX);
    assert_int_equal(region_desk_find(&regions, "acm"), 1);
    assert_int_equal(region_desk_find(&regions, "amsterdam"), DESKS_MAX);
    assert_int_equal(region_desk_find(&regions, ""), DESKS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_region_of_a_municipality),
        cmocka_unit_test(test_without_regions_everything_is_unknown),
        cmocka_unit_test(test_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
