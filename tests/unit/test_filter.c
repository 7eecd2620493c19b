/* The filter of names: alike when names are, nothing without the key. */
#include "rows.h"

#include <stdbool.h>
#include <string.h>

#include "link/dice.h"
#include "link/filter.h"

static const struct link_key key = {{1, 2, 3}};
static const struct link_key other_key = {{1, 2, 4}};

static uint32_t
alike(const char *a, const char *b)
{
    uint64_t of_a[LINK_FILTER_WORDS], of_b[LINK_FILTER_WORDS];

    link_filter_of(&key, LINK_ALIAS, a, FILTER_WORDS, of_a);
    link_filter_of(&key, LINK_ALIAS, b, FILTER_WORDS, of_b);
    assert_int_equal(link_dice(of_a, of_b), link_dice(of_b, of_a));
    return link_dice(of_a, of_b);
}

static void
test_alike(void **state)
{
    (void)state;
    assert_int_equal(alike("meijer", "meijer"), 1000);
    assert_int_equal(alike("jan meijer", "meijer jan"), 1000);
    assert_true(alike("katarzyna", "katarzina") >= 680);
    assert_true(alike("alexandra", "aleksandra") >= 500);
    assert_true(alike("meijer", "meijers") >= 680);
    assert_true(alike("katarzyna", "meijer") < 500);
    assert_int_equal(alike("", "meijer"), 0);
    assert_int_equal(alike("", ""), 0);
}

static void
test_dice(void **state)
{
    static const uint64_t none[2] = {0, 0}, two[2] = {1, 1}, one[2] = {1, 0};
    static const uint64_t all[2] = {UINT64_MAX, UINT64_MAX};

    (void)state;
    assert_int_equal(link_dice(none, none), 0);
    assert_int_equal(link_dice(none, all), 0);
    assert_int_equal(link_dice(all, all), 1000);
    assert_int_equal(link_dice(two, one), 666);
    assert_int_equal(link_dice(all, one), 15); /* 2000 / 129 */
}

/* Neither another key nor another domain has the same filter. */
static void
test_another_key_another_filter(void **state)
{
    uint64_t a[LINK_FILTER_WORDS], b[LINK_FILTER_WORDS];

    (void)state;
    link_filter_of(&key, LINK_ALIAS, "katarzyna meijer", FILTER_WORDS, a);
    link_filter_of(&other_key, LINK_ALIAS, "katarzyna meijer", FILTER_WORDS, b);
    assert_true(link_dice(a, b) < 700);
    link_filter_of(&key, LINK_OWN, "katarzyna meijer", FILTER_WORDS, b);
    assert_true(link_dice(a, b) < 700);
}

/* Digits at another place are another number, though their pairs are the
 * same; as words they are nearly one. */
static void
test_digits_have_their_place(void **state)
{
    uint64_t a[LINK_FILTER_WORDS], b[LINK_FILTER_WORDS];
    uint32_t as_words;

    (void)state;
    link_filter_of(&key, LINK_OWN, "12121", FILTER_WORDS, a);
    link_filter_of(&key, LINK_OWN, "121", FILTER_WORDS, b);
    as_words = link_dice(a, b);
    assert_int_equal(as_words, 1000);
    link_filter_of(&key, LINK_OWN, "12121", FILTER_DIGITS, a);
    link_filter_of(&key, LINK_OWN, "121", FILTER_DIGITS, b);
    assert_true(link_dice(a, b) < as_words);
}

/* Stored filters must be found alike after an upgrade: the same in Python,
 * from the header alone. */
static void
test_filters_do_not_change(void **state)
{
    uint64_t out[LINK_FILTER_WORDS];

    (void)state;
    link_filter_of(&key, LINK_ALIAS, "jan", FILTER_WORDS, out);
    assert_true(out[0] == UINT64_C(0x00c02e0091010000));
    assert_true(out[1] == UINT64_C(0x001110088a8c0800));
}

/* No letter costs more bits than six per pair, and long words leave some open. */
static void
test_letters_of_several_bytes(void **state)
{
    (void)state;
    assert_int_equal(alike("жанна", "жанна"), 1000);
    assert_true(alike("жанна", "жана") >= 500);
    assert_true(alike("жанна", "meijer") < 500);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_dice),
        cmocka_unit_test(test_another_key_another_filter),
        cmocka_unit_test(test_digits_have_their_place),
        cmocka_unit_test(test_filters_do_not_change),
        cmocka_unit_test(test_letters_of_several_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
