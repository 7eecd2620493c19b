/* Whom the directory names, what agreements allow, and what ends soon. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "core/directory.h"
#include "core/region.h"

#define ADDRESS_NOTE 1
#define AGGREGATES   4

static const struct directory directory = {
    .roles = {{.name = "politie"}, {.name = "opvang"}},
    .roles_n = 2,
    .entries = {{.role = 1, .region = REGIONS_MAX, .to_day = INT64_MAX},
                {.role = 1, .region = 2, .from_day = 100, .to_day = 200},
                {.role = 1, .region = 3, .to_day = INT64_MAX},
                {.role = 0, .region = 2, .to_day = INT64_MAX},
                {.role = 1, .region = 2, .to_day = INT64_MAX}},
    .entries_n = 5,
    .agreements = {{.name = "convenant",
                    .contents = 1U << ADDRESS_NOTE,
                    .recipients = 1U << ORGANISATION_HOUSING,
                    .from_day = 100,
                    .to_day = 200},
                   {.name = "protocol",
                    .contents = 1U << ADDRESS_NOTE | 1U << AGGREGATES,
                    .recipients = 1U << ORGANISATION_YOUTH,
                    .police_data = true,
                    .to_day = INT64_MAX}},
    .agreements_n = 2,
    .warn_days = 10};

static const struct find_row {
    const char *name;
    size_t role, region;
    int64_t day;
    size_t cap;
    const char *entries;
} find_rows[] = {
    {"those of the region first", 1, 2, 150, 8, "1 4 0"},
    {"on the first day of an entry", 1, 2, 100, 8, "1 4 0"},
    {"not before it", 1, 2, 99, 8, "4 0"},
    {"on its last day", 1, 2, 199, 8, "1 4 0"},
    {"not after it", 1, 2, 200, 8, "4 0"},
    {"another region", 1, 3, 150, 8, "2 0"},
    {"a region without entries", 1, 7, 150, 8, "0"},
    {"an unknown region: those of everywhere, once", 1, REGION_UNKNOWN, 150, 8,
     "0"},
    {"another role", 0, 2, 150, 8, "3"},
    {"a role without entries there", 0, 3, 150, 8, ""},
    {"no more than fit", 1, 2, 150, 2, "1 4"},
};

static void
test_who_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(find_rows); i++) {
        const struct find_row *r = &find_rows[i];
        size_t found[8];
        char text[64] = "";
        size_t n = directory_find(&directory, r->role, r->region, r->day, found,
                                  r->cap);

        for (size_t k = 0; k < n; k++)
            (void)snprintf(text + strlen(text), sizeof text - strlen(text),
                           "%s%zu", k > 0 ? " " : "", found[k]);
        if (strcmp(text, r->entries) != 0)
            fail_msg("%s: %s", r->name, text);
    }
}

static const struct allow_row {
    const char *name;
    size_t agreement;
    int64_t day;
    unsigned content;
    enum organisation_kind recipient;
    bool police_data;
    bool allowed;
} allow_rows[] = {
    {"on its first day", 0, 100, ADDRESS_NOTE, ORGANISATION_HOUSING, false,
     true},
    {"not before", 0, 99, ADDRESS_NOTE, ORGANISATION_HOUSING, false, false},
    {"on its last day", 0, 199, ADDRESS_NOTE, ORGANISATION_HOUSING, false,
     true},
    {"not after", 0, 200, ADDRESS_NOTE, ORGANISATION_HOUSING, false, false},
    {"another content", 0, 150, AGGREGATES, ORGANISATION_HOUSING, false, false},
    {"a content that there is not", 0, 150, 64 + ADDRESS_NOTE,
     ORGANISATION_HOUSING, false, false},
    {"another recipient", 0, 150, ADDRESS_NOTE, ORGANISATION_POLICE, false,
     false},
    {"a recipient whose kind is not known", 0, 150, ADDRESS_NOTE,
     ORGANISATION_NONE, false, false},
    {"police data that it does not name", 0, 150, ADDRESS_NOTE,
     ORGANISATION_HOUSING, true, false},
    {"police data that it names", 1, 150, ADDRESS_NOTE, ORGANISATION_YOUTH,
     true, true},
    {"one that names police data allows the rest too", 1, 150, AGGREGATES,
     ORGANISATION_YOUTH, false, true},
};

static void
test_what_an_agreement_allows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(allow_rows); i++) {
        const struct allow_row *r = &allow_rows[i];

        if (agreement_allows(&directory.agreements[r->agreement], r->day,
                             r->content, r->recipient,
                             r->police_data) != r->allowed)
            fail_msg("%s", r->name);
    }
}

/* Both the entry and the agreement are last valid on day 199. */
static const struct ending_row {
    const char *name;
    int64_t day;
    size_t cap;
    size_t n;
} ending_rows[] = {
    {"eleven days before its last day nothing is told", 188, 8, 0},
    {"ten days before it is", 189, 8, 2},
    {"on the last day too", 199, 8, 2},
    {"what has ended is past", 200, 8, 0},
    {"what has not begun is not told", 99, 8, 0},
    {"no more than fit: entries first", 195, 1, 1},
};

static void
test_what_ends_soon(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(ending_rows); i++) {
        const struct ending_row *r = &ending_rows[i];
        struct directory_ending endings[8];
        size_t n = directory_expiring(&directory, r->day, endings, r->cap);

        if (n != r->n)
            fail_msg("%s: %zu", r->name, n);
        if (n > 0 && (endings[0].agreement || endings[0].index != 1 ||
                      endings[0].last_day != 199))
            fail_msg("%s: first %zu", r->name, endings[0].index);
        if (n > 1 && (!endings[1].agreement || endings[1].index != 0 ||
                      endings[1].last_day != 199))
            fail_msg("%s: second %zu", r->name, endings[1].index);
    }
}

static void
test_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(role_find(&directory, "opvang"), 1);
    assert_int_equal(role_find(&directory, "op"), ROLES_MAX);
    assert_int_equal(role_find(&directory, ""), ROLES_MAX);
    assert_int_equal(agreement_find(&directory, "protocol"), 1);
    assert_int_equal(agreement_find(&directory, ""), AGREEMENTS_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_is_found),
        cmocka_unit_test(test_what_an_agreement_allows),
        cmocka_unit_test(test_what_ends_soon),
        cmocka_unit_test(test_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
