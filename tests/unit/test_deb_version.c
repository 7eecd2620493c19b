/* Which version is the newer one: what dpkg --compare-versions says. */
#include "rows.h"

#include "core/deb_version.h"

static const struct row {
    const char *older, *newer;
} rows[] = {
    {"1", "2"},
    {"9", "10"},
    {"1.0", "1.0.1"},
    {"1.0~rc1", "1.0"},
    {"1.0~~", "1.0~"},
    {"1.0~rc1", "1.0~rc2"},
    {"1.0-1", "1.0-2"},
    {"1.0", "1.0-1"},
    {"1.0-1", "1.0a-1"},
    {"1.0a-1", "1.0+b-1"},
    {"1.0-1", "1.0-1+b1"},
    {"2.1.12-stable-8", "2.1.12-stable-8+deb12u1"},
    {"2.1.12-stable-8+deb12u1", "2.1.12-stable-10"},
    {"3.40.1-2+deb12u1", "3.40.1-2+deb12u2"},
    {"9.0", "1:1.0"},
    {"1:9.0", "2:1.0"},
    {"", "1"},
    {"99999999999999999998", "99999999999999999999"},
    {"0.9999999999999999999999", "1"},
};

static const char *const same[][2] = {
    {"1.0", "1.0"},      {"1.00", "1.0"}, {"0:1.0", "1.0"},
    {"1.0-01", "1.0-1"}, {"", ""},        {"1.0-0", "1.0"},
};

static void
test_older_and_newer(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (deb_version_compare(rows[i].older, rows[i].newer) >= 0 ||
            deb_version_compare(rows[i].newer, rows[i].older) <= 0)
            fail_msg("%s, %s", rows[i].older, rows[i].newer);
        assert_int_equal(deb_version_compare(rows[i].newer, rows[i].newer), 0);
    }
}

static void
test_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(same); i++)
        if (deb_version_compare(same[i][0], same[i][1]) != 0)
            fail_msg("%s, %s", same[i][0], same[i][1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_older_and_newer),
        cmocka_unit_test(test_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
