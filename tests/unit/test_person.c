/* Two referrals of one person: which pseudonyms are the same. */
#include "rows.h"

#include <string.h>

#include "link/person.h"

static const struct link_key key = {{1, 2, 3}};
static const struct link_key other_key = {{1, 2, 4}};

static const struct row {
    const char *name;
    const char *first, *second;
    bool same_here;  /* both of one organisation */
    bool same_there; /* of two */
} rows[] = {
    {"a telling one", "POL-2026-0412", "POL-2026-0412", true, true},
    {"case and marks do not count", "pol 2026/0412", "POL-2026.04_12", true,
     true},
    {"another one", "POL-2026-0412", "POL-2026-0413", false, false},
    {"six characters with a digit", "ABCDE1", "ABCDE1", true, true},
    {"five characters with a digit", "ABCD1", "ABCD1", true, false},
    {"marks do not make it longer", "AB-C.D1", "ABCD1", true, false},
    {"without a digit", "ABCDEFGH", "ABCDEFGH", true, false},
    {"one letter", "A", "A", true, false},
    {"two letters", "A", "B", false, false},
    {"what is not ASCII is as it was written",
     "\xc3\xa9"
     "clair1",
     "\xc3\xa9"
     "CLAIR1",
     true, true},
};

static bool
same(int64_t organisation, const struct row *row)
{
    struct link_token a;
    struct link_token b;

    assert_true(link_person(&key, 7, row->first, &a));
    assert_true(link_person(&key, organisation, row->second, &b));
    return memcmp(&a, &b, sizeof a) == 0;
}

static void
test_which_are_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (same(7, &rows[i]) != rows[i].same_here ||
            same(8, &rows[i]) != rows[i].same_there)
            fail_msg("%s", rows[i].name);
}

static void
test_nothing_left_is_nobody(void **state)
{
    struct link_token out;

    (void)state;
    assert_false(link_person(&key, 7, "", &out));
    assert_false(link_person(&key, 7, " -./_", &out));
    assert_true(link_person(&key, 7, "-1", &out));
}

static void
test_without_the_key_it_says_nothing(void **state)
{
    struct link_token a;
    struct link_token b;

    (void)state;
    assert_true(link_person(&key, 7, "POL-2026-0412", &a));
    assert_true(link_person(&other_key, 7, "POL-2026-0412", &b));
    assert_true(memcmp(&a, &b, sizeof a) != 0);
}

/* Stored pseudonyms must be found again after an upgrade: BLAKE2b-128 keyed
 * with 01 02 03 00.. of 10 00.. "ABCDE1" and of 11 07 00.. "A". */
static void
test_they_stay_what_they_were(void **state)
{
    static const uint8_t telling[] = {0x1c, 0x26, 0x7c, 0x71, 0xba, 0x7b,
                                      0xc6, 0x01, 0x0d, 0xdc, 0x86, 0x3b,
                                      0x94, 0x3d, 0x35, 0xdc};
    static const uint8_t plain[] = {0xe7, 0x09, 0x4d, 0xc3, 0x0d, 0x6c,
                                    0x2f, 0xea, 0xa0, 0x8b, 0xb2, 0x52,
                                    0x87, 0x24, 0x92, 0x70};
    struct link_token out;

    (void)state;
    assert_true(link_person(&key, 7, "abcde-1", &out));
    assert_memory_equal(out.bytes, telling, sizeof telling);
    assert_true(link_person(&key, 7, "a", &out));
    assert_memory_equal(out.bytes, plain, sizeof plain);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_are_the_same),
        cmocka_unit_test(test_nothing_left_is_nobody),
        cmocka_unit_test(test_without_the_key_it_says_nothing),
        cmocka_unit_test(test_they_stay_what_they_were),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
