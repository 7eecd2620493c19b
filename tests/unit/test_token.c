/* Keyed pseudonyms. */
#include "rows.h"

#include <stdbool.h>
#include <string.h>

#include "link/token.h"

static const struct link_key key = {{1, 2, 3}};
static const struct link_key other_key = {{1, 2, 4}};

static const struct identifier one_way[] = {
    {IDENTIFIER_PHONE, "06-00000012", ""}};
static const struct identifier another_way[] = {
    {IDENTIFIER_PHONE, "+31 6 0000 0012", ""},
    {IDENTIFIER_PLATE, "XX-000-X", ""}};

/* Two messages about one situation, spelled differently. */
static const struct facts first = {
    .has_place = true,
    .place = {"GM0363", "1099ZZ", 12, "", "2", 0, ""},
    .identifiers = {one_way, 1}};
static const struct facts second = {
    .has_place = true,
    .place = {"GM0363", "1099 zz", 12, "", "II", 0, ""},
    .identifiers = {another_way, 2}};

static bool
same(const struct link_token *a, const struct link_token *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static void
test_two_spellings_have_the_same_tokens(void **state)
{
    struct link_token a[4], b[4];

    (void)state;
    assert_int_equal(link_tokens(&key, &first, a, 4), 2);
    assert_int_equal(link_tokens(&key, &second, b, 4), 2);
    assert_true(same(&a[0], &b[0]));
    assert_true(same(&a[1], &b[1]));
    assert_false(same(&a[0], &a[1]));
}

static void
test_another_key_another_token(void **state)
{
    struct link_token a[4], b[4];

    (void)state;
    (void)link_tokens(&key, &first, a, 4);
    (void)link_tokens(&other_key, &first, b, 4);
    assert_false(same(&a[0], &b[0]));
    assert_false(same(&a[1], &b[1]));
}

/* Stored tokens must be found again after an upgrade.  BLAKE2b-128 keyed with
 * 01 02 03 00.. of 01 "1099ZZ|12||2" and of 02 "+31600000012". */
static void
test_tokens_do_not_change(void **state)
{
    static const uint8_t dwelling[] = {0xd6, 0x36, 0x18, 0x9d, 0x9d, 0x3f,
                                       0x87, 0x23, 0x14, 0x2a, 0xe0, 0xfe,
                                       0x46, 0x02, 0x53, 0x28};
    static const uint8_t phone[] = {0xd6, 0x23, 0xa0, 0xf1, 0xb5, 0xf7,
                                    0x04, 0x8c, 0x59, 0x28, 0xa3, 0x83,
                                    0x09, 0x15, 0xa2, 0x86};
    struct link_token out[2];

    (void)state;
    assert_int_equal(link_tokens(&key, &first, out, 2), 2);
    assert_memory_equal(out[0].bytes, dwelling, sizeof dwelling);
    assert_memory_equal(out[1].bytes, phone, sizeof phone);
}

static void
test_none_twice(void **state)
{
    static const struct identifier phones[] = {
        {IDENTIFIER_PHONE, "06-00000012", ""},
        {IDENTIFIER_PHONE, "+31600000012", ""},
        {IDENTIFIER_PHONE, "06-00000013", ""},
        {IDENTIFIER_PHONE, "0600000012", "NL"}};
    const struct facts facts = {.identifiers = {phones, 4}};
    struct link_token out[4];

    (void)state;
    assert_int_equal(link_tokens(&key, &facts, out, 4), 2);
    assert_false(same(&out[0], &out[1]));
}

static void
test_what_cannot_be_normalised_gives_none(void **state)
{
    static const struct identifier shared[] = {
        {IDENTIFIER_PHONE, "112", ""},
        {IDENTIFIER_PHONE, "0900-8844", ""},
        {IDENTIFIER_PHONE, "onbekend", ""},
        {IDENTIFIER_ALIAS, "06-00000012", ""}};
    const struct facts facts = {.has_place = true,
                                .place = {"GM0363", "", 0, "", "", 0, ""},
                                .identifiers = {shared, 4}};
    struct link_token out[4];

    (void)state;
    assert_int_equal(link_tokens(&key, &facts, out, 4), 0);
}

static void
test_no_place_no_dwelling(void **state)
{
    struct facts facts = first;
    struct link_token out[4], both[4];

    (void)state;
    facts.has_place = false;
    assert_int_equal(link_tokens(&key, &facts, out, 4), 1);
    (void)link_tokens(&key, &first, both, 4);
    assert_true(same(&out[0], &both[1]));
}

static void
test_cap(void **state)
{
    struct link_token out[3] = {{{0}}, {{0}}, {{0}}};
    static const struct link_token untouched;

    (void)state;
    assert_int_equal(link_tokens(&key, &first, out, 0), 0);
    assert_true(same(&out[0], &untouched));
    assert_int_equal(link_tokens(&key, &first, out, 1), 1);
    assert_true(same(&out[1], &untouched));
    assert_int_equal(link_tokens(&key, &first, out, 2), 2);
    assert_true(same(&out[2], &untouched));
}

/* The same characters as a dwelling and as a phone would be two things; no
 * dwelling is spelled like a phone, so the pins above keep the type byte. */
static void
test_neighbours_differ(void **state)
{
    struct facts facts = first;
    struct link_token a, b;

    (void)state;
    facts.identifiers.n = 0;
    assert_int_equal(link_tokens(&key, &facts, &a, 1), 1);
    facts.place.house_number++;
    assert_int_equal(link_tokens(&key, &facts, &b, 1), 1);
    assert_false(same(&a, &b));
    facts.place.house_number--;
    facts.place.house_letter = "A";
    assert_int_equal(link_tokens(&key, &facts, &b, 1), 1);
    assert_false(same(&a, &b));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_spellings_have_the_same_tokens),
        cmocka_unit_test(test_another_key_another_token),
        cmocka_unit_test(test_tokens_do_not_change),
        cmocka_unit_test(test_none_twice),
        cmocka_unit_test(test_what_cannot_be_normalised_gives_none),
        cmocka_unit_test(test_no_place_no_dwelling),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_neighbours_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
