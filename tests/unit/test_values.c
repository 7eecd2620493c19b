/* What a signal is found by: its values, keyed and in order; what remains of a
 * thing that was read badly; that unknown never agrees. */
#include "rows.h"

#include <stdbool.h>
#include <string.h>

#include "core/model.h"
#include "link/dice.h"
#include "link/filter.h"
#include "link/tokens.h"
#include "link/values.h"

static const struct link_key key = {{1, 2, 3}};
static const struct link_key other_key = {{1, 2, 4}};

static void
values_of(struct link_record *record, enum identifier_type type,
          const char *value)
{
    const struct identifier one = {type, value, ""};
    const struct facts facts = {.identifiers = {&one, 1}, .text = ""};

    *record = (struct link_record){.organisation = 1};
    link_values_add(&key, &facts, record);
}

static size_t
count(const struct link_record *record, enum link_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < record->values_n; i++)
        n += record->values[i].kind == kind ? 1 : 0;
    return n;
}

static size_t
shared(const struct link_record *a, const struct link_record *b,
       enum link_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < a->values_n; i++) {
        for (size_t j = 0; j < b->values_n; j++) {
            if (a->values[i].kind == kind && b->values[j].kind == kind &&
                a->values[i].token == b->values[j].token)
                n++;
        }
    }
    return n;
}

static bool
in_order(const struct link_record *record)
{
    for (size_t i = 1; i < record->values_n; i++) {
        const struct link_value *a = &record->values[i - 1];
        const struct link_value *b = a + 1;

        if (a->kind > b->kind || (a->kind == b->kind && a->of > b->of) ||
            (a->kind == b->kind && a->of == b->of && a->token >= b->token))
            return false;
    }
    return true;
}

static void
test_tokens_differ_by_key_kind_and_value(void **state)
{
    (void)state;
    uint64_t token = link_token_of(&key, LINK_PHONE, "+31600000013");

    assert_true(token != 0);
    assert_true(token == link_token_of(&key, LINK_PHONE, "+31600000013"));
    assert_false(token ==
                 link_token_of(&other_key, LINK_PHONE, "+31600000013"));
    assert_false(token == link_token_of(&key, LINK_AD, "+31600000013"));
    assert_false(token == link_token_of(&key, LINK_PHONE, "+31600000014"));
}

/* Stored tokens must be found again after an upgrade.  The first eight bytes,
 * least first, of BLAKE2b-128 keyed with 01 02 03 00.. of 02 00 01
 * "+31600000013". */
static void
test_tokens_do_not_change(void **state)
{
    (void)state;
    assert_true(link_token_of(&key, LINK_PHONE, "+31600000013") ==
                UINT64_C(0xfae669034dd2c134));
}

/* Two numbers that differ in one digit share exactly one masked token; in two,
 * none. */
static void
test_one_digit_differs(void **state)
{
    uint64_t seed = 3;

    (void)state;
    for (int i = 0; i < 300; i++) {
        char number[] = "+31600000000", near[sizeof number];
        struct link_record a, b;
        size_t place, second;

        for (size_t k = 4; k < 12; k++)
            number[k] = (char)('0' + rows_random(&seed) % 10);
        number[11] = '3';
        number[10] = '4';
        memcpy(near, number, sizeof near);
        place = 4 + rows_random(&seed) % 6;
        near[place] = (char)('0' + (near[place] - '0' + 1) % 10);
        values_of(&a, IDENTIFIER_PHONE, number);
        values_of(&b, IDENTIFIER_PHONE, near);
        assert_int_equal(count(&a, LINK_PHONE_MASKED), 9);
        assert_int_equal(shared(&a, &b, LINK_PHONE), 0);
        assert_int_equal(shared(&a, &b, LINK_PHONE_MASKED), 1);

        do {
            second = 4 + rows_random(&seed) % 6;
        } while (second == place);
        near[second] = (char)('0' + (near[second] - '0' + 1) % 10);
        values_of(&b, IDENTIFIER_PHONE, near);
        assert_int_equal(shared(&a, &b, LINK_PHONE_MASKED), 0);
    }
}

static void
test_one_character_of_a_plate_differs(void **state)
{
    struct link_record a, b;

    (void)state;
    values_of(&a, IDENTIFIER_PLATE, "XX-001-X");
    values_of(&b, IDENTIFIER_PLATE, "XX-002-X");
    assert_int_equal(count(&a, LINK_PLATE_MASKED), 6);
    assert_int_equal(shared(&a, &b, LINK_PLATE), 0);
    assert_int_equal(shared(&a, &b, LINK_PLATE_MASKED), 1);
    assert_int_equal(shared(&a, &b, LINK_PLATE_PART), 1);

    values_of(&b, IDENTIFIER_PLATE, "XX-0");
    assert_int_equal(count(&b, LINK_PLATE), 0);
    assert_int_equal(shared(&a, &b, LINK_PLATE_PART), 1);
    values_of(&b, IDENTIFIER_PLATE, "01-X");
    assert_int_equal(shared(&a, &b, LINK_PLATE_PART), 1);
}

/* Whoever knows the country and whoever does not. */
static void
test_a_plate_from_abroad(void **state)
{
    const struct identifier said = {IDENTIFIER_PLATE, "WX 12345", "PL"};
    const struct facts facts = {.identifiers = {&said, 1}, .text = ""};
    struct link_record a = {.organisation = 1}, b;

    (void)state;
    link_values_add(&key, &facts, &a);
    values_of(&b, IDENTIFIER_PLATE, "wx12345");
    assert_int_equal(shared(&a, &b, LINK_PLATE), 0);
    assert_int_equal(shared(&a, &b, LINK_PLATE_MASKED), 7);
    assert_int_equal(shared(&a, &b, LINK_PLATE_PART), 2);
}

static void
test_last_seven(void **state)
{
    struct link_record a, b;

    (void)state;
    values_of(&a, IDENTIFIER_PHONE, "06-00000013");
    values_of(&b, IDENTIFIER_PHONE, "020-0000013");
    assert_int_equal(shared(&a, &b, LINK_PHONE_LAST7), 1);
    assert_int_equal(shared(&a, &b, LINK_PHONE), 0);
}

static void
test_a_handle_with_and_without_its_place(void **state)
{
    struct link_record a, b;

    (void)state;
    values_of(&a, IDENTIFIER_HANDLE, "insta: some.name_12");
    values_of(&b, IDENTIFIER_HANDLE, "@somename");
    assert_int_equal(shared(&a, &b, LINK_HANDLE), 0);
    assert_int_equal(shared(&a, &b, LINK_HANDLE_SKELETON), 1);
}

static void
test_a_name_in_words(void **state)
{
    struct link_record a, b;

    (void)state;
    values_of(&a, IDENTIFIER_ALIAS, "Jan van der Meijer");
    values_of(&b, IDENTIFIER_ALIAS, "meyer, dhr. JAN");
    assert_int_equal(count(&a, LINK_ALIAS), 1);
    assert_int_equal(count(&a, LINK_ALIAS_WORD), 2); /* not "van", "der" */
    assert_int_equal(shared(&a, &b, LINK_ALIAS), 0);
    assert_int_equal(shared(&a, &b, LINK_ALIAS_WORD), 1);
    assert_int_equal(shared(&a, &b, LINK_ALIAS_SOUND), 2);
    assert_true(link_dice(a.values[0].filter, b.values[0].filter) > 400);
    values_of(&b, IDENTIFIER_ALIAS, "Jan Meijer van der");
    assert_int_equal(shared(&a, &b, LINK_ALIAS), 1);
    assert_int_equal(link_dice(a.values[0].filter, b.values[0].filter), 1000);
}

/* Everything of a signal that says "unknown", in its own way. */
static void
test_unknown_never_agrees(void **state)
{
    static const struct identifier nothing[] = {
        {IDENTIFIER_PHONE, "0600000000", ""},
        {IDENTIFIER_PHONE, "onbekend", ""},
        {IDENTIFIER_PHONE, "06-12345678", ""},
        {IDENTIFIER_PHONE, "0900-8844", ""},
        {IDENTIFIER_PHONE, "088-0430430", ""},
        {IDENTIFIER_PLATE, "ONBEKEND", ""},
        {IDENTIFIER_PLATE, "XX-XX-XX", ""},
        {IDENTIFIER_PLATE, "xxx", ""},
        {IDENTIFIER_PLATE, "nvt", ""},
        {IDENTIFIER_HANDLE, "n.v.t.", ""},
        {IDENTIFIER_HANDLE, "insta: geen", ""},
        {IDENTIFIER_URL, "https://www.instagram.com/", ""},
        {IDENTIFIER_URL, "geen", ""},
        {IDENTIFIER_AD_ID, "unknown", ""},
        {IDENTIFIER_EMAIL, "onbekend@example.org", ""},
        {IDENTIFIER_ALIAS, "Onbekend", ""},
        {IDENTIFIER_ALIAS, "N.N.", ""},
        {IDENTIFIER_BAG, "0000000000000000", ""},
        {IDENTIFIER_NONE, "06-00000013", ""}};
    const struct facts facts = {.form = FORM_UNKNOWN,
                                .has_place = true,
                                .place = {"GM0000", "9999XX", 1, "", "", 0, ""},
                                .has_persons = true,
                                .persons = {.residence = 4},
                                .identifiers = {nothing, ROWS(nothing)},
                                .text = "zie de bijlage"};
    struct link_record record = {.organisation = 1};

    (void)state;
    link_values_add(&key, &facts, &record);
    for (size_t i = 0; i < record.values_n; i++)
        print_error("kind %u\n", record.values[i].kind);
    assert_int_equal(record.values_n, 0);
    link_keys_of(&key, &record);
    assert_int_equal(record.keys_n, 0);
}

static const struct identifier two_phones[] = {
    {IDENTIFIER_PHONE, "06-00000013", ""},
    {IDENTIFIER_PHONE, "+31 6 0000 0013", ""},
    {IDENTIFIER_PHONE, "06-55000013", ""},
    {IDENTIFIER_ALIAS, "Jan Meijer", ""}};
static const struct facts whole = {
    .form = FORM_LABOUR,
    .sector = 6,
    .has_place = true,
    .place = {"GM0363", "1099ZZ", 12, "", "2", 0, ""},
    .has_persons = true,
    .persons = {.residence = 2},
    .identifiers = {two_phones, ROWS(two_phones)},
    .text = "drie mannen wonen boven de zaak en werken nacht na nacht"};

static void
test_a_whole_signal(void **state)
{
    static const struct {
        enum link_kind kind;
        size_t n;
    } want[] = {{LINK_DWELLING, 1},
                {LINK_BUILDING, 1},
                {LINK_PC6, 1},
                {LINK_PC4, 1},
                {LINK_MUNICIPALITY, 1},
                {LINK_PHONE, 2},
                {LINK_ALIAS, 1},
                {LINK_ALIAS_WORD, 2},
                {LINK_FORM, 1},
                {LINK_SECTOR, 1},
                {LINK_RESIDENCE, 1},
                {LINK_TEXT, 16},
                {LINK_PHONE_LAST7, 1 + 1},
                {LINK_WORD, 0}};
    struct link_record record = {.organisation = 1}, again;

    (void)state;
    link_values_add(&key, &whole, &record);
    assert_true(in_order(&record));
    for (size_t i = 0; i < ROWS(want); i++) {
        if (count(&record, want[i].kind) != want[i].n)
            fail_msg("kind %d: %zu", (int)want[i].kind,
                     count(&record, want[i].kind));
    }
    /* The same version once more adds nothing. */
    again = record;
    link_values_add(&key, &whole, &again);
    assert_memory_equal(&again, &record, sizeof record);
    /* The second telephone is the second. */
    for (size_t i = 0; i < record.values_n; i++) {
        const struct link_value *one = &record.values[i];

        if (one->kind == LINK_PHONE)
            assert_int_equal(
                one->of,
                one->token == link_token_of(&key, LINK_PHONE, "+31655000013"));
        assert_int_equal(one->rarity_mb, 0);
        assert_int_equal(one->clusters, 0);
    }
}

/* What a supplement brings is numbered on; two versions say what one would. */
static void
test_a_supplement(void **state)
{
    struct facts first = whole, second = whole;
    struct link_record one = {.organisation = 1}, both = {.organisation = 1};

    (void)state;
    first.identifiers.n = 1;
    second.identifiers.v += 1;
    second.identifiers.n -= 1;
    link_values_add(&key, &first, &both);
    link_values_add(&key, &second, &both);
    link_values_add(&key, &whole, &one);
    assert_memory_equal(&one, &both, sizeof one);
}

/* More than a record holds: telephones stay, what is weak goes. */
static void
test_too_much(void **state)
{
    char text[32][16];
    struct identifier phones[32];
    struct facts facts = whole;
    struct link_record record = {.organisation = 1};

    (void)state;
    for (size_t i = 0; i < 32; i++) {
        memcpy(text[i], "06-550000xx", 12);
        text[i][9] = (char)('1' + i / 10);
        text[i][10] = (char)('0' + i % 10);
        phones[i] = (struct identifier){IDENTIFIER_PHONE, text[i], ""};
    }
    facts.identifiers.v = phones;
    facts.identifiers.n = 32;
    link_values_add(&key, &facts, &record);
    assert_int_equal(record.values_n, LINK_VALUES_MAX);
    assert_true(in_order(&record));
    assert_int_equal(count(&record, LINK_PHONE), 32);
    assert_int_equal(count(&record, LINK_DWELLING), 1);
    assert_int_equal(count(&record, LINK_TEXT), 16);
    assert_int_equal(count(&record, LINK_PHONE_LAST7), 32);
    assert_in_range(count(&record, LINK_PHONE_MASKED), 1, 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens_differ_by_key_kind_and_value),
        cmocka_unit_test(test_tokens_do_not_change),
        cmocka_unit_test(test_one_digit_differs),
        cmocka_unit_test(test_one_character_of_a_plate_differs),
        cmocka_unit_test(test_a_plate_from_abroad),
        cmocka_unit_test(test_last_seven),
        cmocka_unit_test(test_a_handle_with_and_without_its_place),
        cmocka_unit_test(test_a_name_in_words),
        cmocka_unit_test(test_unknown_never_agrees),
        cmocka_unit_test(test_a_whole_signal),
        cmocka_unit_test(test_a_supplement),
        cmocka_unit_test(test_too_much),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
