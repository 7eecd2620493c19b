/* The lists a signal stands in: strongest first, a pure function of what it
 * says. */
#include "rows.h"

#include <stdbool.h>
#include <string.h>

#include "core/model.h"
#include "link/tokens.h"

static const struct link_key key = {{1, 2, 3}};
static const struct link_key other_key = {{1, 2, 4}};

#define NOON INT64_C(1790593200) /* some day */
#define DAY  INT64_C(86400)

static const struct identifier phone = {IDENTIFIER_PHONE, "06-00000013", ""};
static const struct identifier alias = {IDENTIFIER_ALIAS, "Jan Meijer", ""};
static const struct place dwelling = {"GM0363", "1099ZZ", 12, "", "2", 0, ""};

static void
keys_of(struct link_record *record, const struct identifier *identifiers,
        size_t n, const struct place *place)
{
    struct facts facts = {
        .form = FORM_LABOUR, .identifiers = {identifiers, n}, .text = ""};

    if (place != NULL) {
        facts.has_place = true;
        facts.place = *place;
    }
    *record = (struct link_record){.organisation = 1,
                                   .place = {.time_s = NOON, .node = 1}};
    link_values_add(&key, &facts, record);
    link_keys_of(&key, record);
}

static bool
has(const struct link_record *record, uint64_t wanted)
{
    for (size_t i = 0; i < record->keys_n; i++) {
        if (record->keys[i] == wanted)
            return true;
    }
    return false;
}

static size_t
shared(const struct link_record *a, const struct link_record *b)
{
    size_t n = 0;

    for (size_t i = 0; i < a->keys_n; i++)
        n += has(b, a->keys[i]) ? 1 : 0;
    return n;
}

static void
test_strongest_first_and_none_twice(void **state)
{
    const struct identifier both[] = {alias, phone};
    struct link_record record;

    (void)state;
    keys_of(&record, both, 2, &dwelling);
    assert_in_range(record.keys_n, 10, LINK_KEYS_MAX);
    assert_true(record.keys[0] ==
                link_token_of(&key, LINK_PHONE, "+31600000013"));
    assert_true(record.keys[1] ==
                link_token_of(&key, LINK_DWELLING, "1099ZZ|12||2"));
    assert_true(record.keys[2] ==
                link_token_of(&key, LINK_BUILDING, "1099ZZ|12"));
    for (size_t i = 0; i < record.keys_n; i++) {
        assert_true(record.keys[i] != 0);
        for (size_t k = 0; k < i; k++)
            assert_true(record.keys[i] != record.keys[k]);
    }
}

/* What two signals must have in common to stand in one list. */
static void
test_pairs_of_values(void **state)
{
    const struct place near = {"GM0363", "1099YY", 1, "", "", 0, ""};
    const struct place far = {"GM0034", "1398ZZ", 1, "", "", 0, ""};
    const struct identifier landline = {IDENTIFIER_PHONE, "035-0000013", ""};
    const struct identifier sounds = {IDENTIFIER_ALIAS, "meyer jan", ""};
    struct link_record a, b;

    (void)state;
    keys_of(&a, &phone, 1, &dwelling);
    keys_of(&b, &landline, 1, &near);
    /* seven digits in one PC4; month and form there */
    assert_int_equal(shared(&a, &b), 2);
    keys_of(&b, &landline, 1, &far);
    assert_int_equal(shared(&a, &b), 0);

    keys_of(&a, &alias, 1, NULL);
    keys_of(&b, &sounds, 1, NULL);
    assert_int_equal(shared(&a, &b), 1); /* both sounds */
    keys_of(&a, &alias, 1, &dwelling);
    keys_of(&b, &alias, 1, &near);
    /* in the municipality, sounds, two words in PC4, month, alone */
    assert_int_equal(shared(&a, &b), 6);
    keys_of(&b, &alias, 1, &far);
    assert_int_equal(shared(&a, &b), 2); /* sounds, alone */
}

static void
test_the_month_counts_only_if_it_is_known(void **state)
{
    struct link_record a, b;
    size_t all;

    (void)state;
    keys_of(&a, NULL, 0, &dwelling);
    b = a;
    all = b.keys_n;
    b.place.time_s += 60 * DAY;
    link_keys_of(&key, &b);
    assert_int_equal(b.keys_n, all);
    assert_int_equal(shared(&a, &b), all - 1);
    b.place.time_s = LINK_TIME_NONE;
    link_keys_of(&key, &b);
    assert_int_equal(b.keys_n, all - 1);
    assert_int_equal(shared(&a, &b), all - 1);
    b.place.time_s = -1; /* before 1970 there is no month 0 twice */
    link_keys_of(&key, &b);
    a.place.time_s = 0;
    link_keys_of(&key, &a);
    assert_int_equal(shared(&a, &b), all - 1);
}

/* Room is for what is strong; a masked number has what is left of it. */
static void
test_masked_numbers_in_the_room_that_is_left(void **state)
{
    const struct identifier near = {IDENTIFIER_PHONE, "06-00000014", ""};
    const struct identifier both[] = {phone, alias};
    struct link_record a, b;

    (void)state;
    keys_of(&a, &phone, 1, NULL);
    keys_of(&b, &near, 1, NULL);
    assert_int_equal(a.keys_n, 1 + 9);
    assert_int_equal(shared(&a, &b), 1);
    keys_of(&a, both, 2, &dwelling);
    assert_int_equal(a.keys_n, LINK_KEYS_MAX);
    assert_true(has(&a, link_token_of(&key, LINK_PC6, "1099ZZ")));
}

/* One who sends thirty numbers still stands where he lives. */
static void
test_no_rule_takes_all_the_room(void **state)
{
    char text[30][16];
    struct identifier phones[30];
    struct link_record record;

    (void)state;
    for (size_t i = 0; i < ROWS(phones); i++) {
        memcpy(text[i], "06-550000xx", 12);
        text[i][9] = (char)('1' + i / 10);
        text[i][10] = (char)('0' + i % 10);
        phones[i] = (struct identifier){IDENTIFIER_PHONE, text[i], ""};
    }
    keys_of(&record, phones, ROWS(phones), &dwelling);
    assert_int_equal(record.keys_n, LINK_KEYS_MAX);
    assert_true(
        has(&record, link_token_of(&key, LINK_DWELLING, "1099ZZ|12||2")));
    assert_true(has(&record, link_token_of(&key, LINK_PC6, "1099ZZ")));
    keys_of(&record, phones, 14, NULL); /* and where there is room, all */
    for (size_t i = 0; i < 14; i++) {
        char e164[] = "+316550000xx";

        memcpy(e164 + 10, text[i] + 9, 2);
        assert_true(has(&record, link_token_of(&key, LINK_PHONE, e164)));
    }
}

static void
test_texts_meet_by_four_values_at_once(void **state)
{
    struct facts facts = {
        .text = "drie mannen wonen boven de zaak en werken elke nacht"};
    struct link_record a = {.organisation = 1}, b;

    (void)state;
    link_values_add(&key, &facts, &a);
    link_keys_of(&key, &a);
    assert_int_equal(a.keys_n, 4);
    b = a;
    b.values[0].token++; /* of the first four */
    link_keys_of(&key, &b);
    assert_int_equal(shared(&a, &b), 3);
}

static void
test_keys_say_nothing_to_another_key(void **state)
{
    struct link_record a, b;

    (void)state;
    keys_of(&a, &alias, 1, NULL);
    b = a;
    link_keys_of(&other_key, &b);
    /* the alias alone is its token */
    assert_int_equal(shared(&a, &b), 1);
}

static void
test_order(void **state)
{
    uint8_t id[16] = {1}, other[16] = {2};
    int64_t order = link_order_of(&key, 7, id);

    (void)state;
    assert_true(order >= 0);
    assert_true(order == link_order_of(&key, 7, id));
    assert_false(order == link_order_of(&key, 8, id));
    assert_false(order == link_order_of(&key, 7, other));
    assert_false(order == link_order_of(&other_key, 7, id));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strongest_first_and_none_twice),
        cmocka_unit_test(test_pairs_of_values),
        cmocka_unit_test(test_the_month_counts_only_if_it_is_known),
        cmocka_unit_test(test_masked_numbers_in_the_room_that_is_left),
        cmocka_unit_test(test_no_rule_takes_all_the_room),
        cmocka_unit_test(test_texts_meet_by_four_values_at_once),
        cmocka_unit_test(test_keys_say_nothing_to_another_key),
        cmocka_unit_test(test_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
