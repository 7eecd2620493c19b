/* How many places a shelter has when. */
#include "rows.h"

#include "core/facility.h"

static const struct facilities facilities = {
    .facilities = {{.name = "acm-nood",
                    .capacities = {{100, 1}, {200, 3}, {300, 0}},
                    .capacities_n = 3},
                   {.name = "acm-crisis"}},
    .facilities_n = 2};

static const struct row {
    const char *name;
    size_t facility;
    int64_t day;
    uint32_t places;
} rows[] = {
    {"before its first number there are none", 0, 99, 0},
    {"a number counts from its first day", 0, 100, 1},
    {"until the day before the next", 0, 199, 1},
    {"the next from its first day", 0, 200, 3},
    {"closed: none", 0, 300, 0},
    {"the last number stays", 0, 100000, 0},
    {"without numbers there are none", 1, 100, 0},
};

static void
test_places_of_a_day(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        uint32_t places =
            facility_places(&facilities.facilities[r->facility], r->day);

        if (places != r->places)
            fail_msg("%s: %u", r->name, places);
    }
}

static void
test_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(facility_find(&facilities, "acm-crisis"), 1);
    assert_int_equal(facility_find(&facilities, "acm"), FACILITIES_MAX);
    assert_int_equal(facility_find(&facilities, ""), FACILITIES_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places_of_a_day),
        cmocka_unit_test(test_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
