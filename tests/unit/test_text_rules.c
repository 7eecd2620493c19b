/* The forms of small texts: rows of (rule, text, answer). */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "core/text_rules.h"

static const struct row {
    bool (*rule)(const char *text);
    const char *name, *text;
    bool ok;
} rows[] = {
    {text_blank, "blank", "", true},
    {text_blank, "blank", " \t\r\n", true},
    {text_blank, "blank", " x ", false},

    {text_one_line, "one line", "", true},
    {text_one_line, "one line", "een twee", true},
    {text_one_line, "one line", "een\ntwee", false},
    {text_one_line, "one line", "een\ttwee", false},
    {text_one_line, "one line", "een\r", false},

    {text_municipality, "municipality", "GM0363", true},
    {text_municipality, "municipality", "GM0000", true},
    {text_municipality, "municipality", "GM9999", true},
    {text_municipality, "municipality", "gm0363", false},
    {text_municipality, "municipality", "GM363", false},
    {text_municipality, "municipality", "GM03633", false},
    {text_municipality, "municipality", "GM036A", false},
    {text_municipality, "municipality", "0363", false},
    {text_municipality, "municipality", " GM0363", false},
    {text_municipality, "municipality", "", false},

    {text_postcode, "postcode", "1099ZZ", true},
    {text_postcode, "postcode", "1099 ZZ", true},
    {text_postcode, "postcode", "1099zz", true},
    {text_postcode, "postcode", "1099 zZ", true},
    {text_postcode, "postcode", "1000AA", true},
    {text_postcode, "postcode", "9999XZ", true},
    {text_postcode, "postcode", "0123AB", false},
    {text_postcode, "postcode", "1099SA", false},
    {text_postcode, "postcode", "1099SD", false},
    {text_postcode, "postcode", "1099SS", false},
    {text_postcode, "postcode", "1099 ss", false},
    {text_postcode, "postcode", "1099 Sa", false},
    {text_postcode, "postcode", "1099sa", false},
    {text_postcode, "postcode", "1099sd", false},
    {text_postcode, "postcode", "1099as", true},
    {text_postcode, "postcode", "1099SB", true},
    {text_postcode, "postcode", "1099AS", true},
    {text_postcode, "postcode", "1099DS", true},
    {text_postcode, "postcode", "1099  ZZ", false},
    {text_postcode, "postcode", "1099-ZZ", false},
    {text_postcode, "postcode", "1099Z", false},
    {text_postcode, "postcode", "1099ZZZ", false},
    {text_postcode, "postcode", "109ZZ", false},
    {text_postcode, "postcode", "10999ZZ", false},
    {text_postcode, "postcode", "1099Z1", false},
    {text_postcode, "postcode", "1099", false},
    {text_postcode, "postcode", "", false},

    {text_house_letter, "house letter", "A", true},
    {text_house_letter, "house letter", "z", true},
    {text_house_letter, "house letter", "AB", false},
    {text_house_letter, "house letter", "1", false},
    {text_house_letter, "house letter", "\xC3\xA9", false},
    {text_house_letter, "house letter", "", false},

    {text_addition, "addition", "2", true},
    {text_addition, "addition", "II", true},
    {text_addition, "addition", "2-hoog", true},
    {text_addition, "addition", "hs a", true},
    {text_addition, "addition", "-", false},
    {text_addition, "addition", " ", false},
    {text_addition, "addition", "2/3", false},
    {text_addition, "addition", "2.", false},
    {text_addition, "addition", "\xC3\xA9", false},
    {text_addition, "addition", "", false},

    {text_country, "country", "NL", true},
    {text_country, "country", "nl", false},
    {text_country, "country", "NLD", false},
    {text_country, "country", "N", false},
    {text_country, "country", "N1", false},
    {text_country, "country", "", false},

    {text_language, "language", "nl", true},
    {text_language, "language", "NL", false},
    {text_language, "language", "nld", false},
    {text_language, "language", "n", false},
    {text_language, "language", "", false},

    {text_grading, "grading", "A1", true},
    {text_grading, "grading", "B3", true},
    {text_grading, "grading", "C2", true},
    {text_grading, "grading", "X4", true},
    {text_grading, "grading", "A0", false},
    {text_grading, "grading", "A5", false},
    {text_grading, "grading", "D1", false},
    {text_grading, "grading", "a1", false},
    {text_grading, "grading", "A", false},
    {text_grading, "grading", "A11", false},
    {text_grading, "grading", "", false},

    {text_plate, "plate", "XX-000-X", true},
    {text_plate, "plate", "00XXX0", true},
    {text_plate, "plate", "b ab 1234", true},
    {text_plate, "plate", "ABCDEFGHIJKL", true},
    {text_plate, "plate", "ABCDEFGHIJKLM", false},
    {text_plate, "plate", "---", false},
    {text_plate, "plate", "XX_000_X", false},
    {text_plate, "plate", "", false},

    {text_phone, "phone", "06-00000012", true},
    {text_phone, "phone", "+31 6 0000 0012", true},
    {text_phone, "phone", "0031 (0)6 00.00.00.12", true},
    {text_phone, "phone", "(020) 000/0000", true},
    {text_phone, "phone", "112", true},
    {text_phone, "phone", "12", false},
    {text_phone, "phone", "123456789012345", true},
    {text_phone, "phone", "1234567890123456", false},
    {text_phone, "phone", "06+00000012", false},
    {text_phone, "phone", "++31600000012", false},
    {text_phone, "phone", "(+31) 600000012", true},
    {text_phone, "phone", "tel 0600000012", false},
    {text_phone, "phone", "0600000012x", false},
    {text_phone, "phone", "+", false},
    {text_phone, "phone", "-- --", false},
    {text_phone, "phone", "", false},

    {text_email, "email", "a@b", true},
    {text_email, "email", "iemand@voorbeeld.test", true},
    {text_email, "email", "@voorbeeld.test", false},
    {text_email, "email", "iemand@", false},
    {text_email, "email", "a@b@c", false},
    {text_email, "email", "a@@b", false},
    {text_email, "email", "iemand", false},
    {text_email, "email", "een twee@voorbeeld.test", false},
    {text_email, "email", "@", false},
    {text_email, "email", "", false},

    {text_bag, "BAG", "0363010012345678", true},
    {text_bag, "BAG", "036301001234567", false},
    {text_bag, "BAG", "03630100123456789", false},
    {text_bag, "BAG", "036301001234567A", false},
    {text_bag, "BAG", "0363 010012345678", false},
    {text_bag, "BAG", "", false},

    {text_name, "name", "a", true},
    {text_name, "name", "politie-amsterdam.team_1", true},
    {text_name, "name", "Politie", false},
    {text_name, "name", "een twee", false},
    {text_name, "name", "een/twee", false},
    {text_name, "name", "\xC3\xA9\xC3\xA9n", false},
    {text_name, "name", "", false},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (rows[i].rule(rows[i].text) != rows[i].ok)
            fail_msg("%s: \"%s\"", rows[i].name, rows[i].text);
    }
}

static void
test_longest_name(void **state)
{
    char name[66];

    (void)state;
    memset(name, 'a', sizeof name);
    name[64] = '\0';
    assert_true(text_name(name));
    name[64] = 'a';
    name[65] = '\0';
    assert_false(text_name(name));
}

static void
test_characters(void **state)
{
    (void)state;
    assert_int_equal(text_characters(""), 0);
    assert_int_equal(text_characters("abc"), 3);
    assert_int_equal(text_characters("\xC3\xA9\xC3\xA9n"), 3);
    assert_int_equal(text_characters("\xE2\x82\xAC"), 1);
    assert_int_equal(text_characters("\xF0\x9F\x98\x80!"), 2);
}

static void
test_the_same_word(void **state)
{
    static const struct {
        const char *a, *b;
        bool same;
    } words[] = {
        {"under_18", "under-18", true},
        {"a-b_c", "a_b-c", true},
        {"kmar", "kmar", true},
        {"under18", "under_18", false},
        {"under_18", "under_1", false},
        {"under_1", "under_18", false},
        {"", "", true},
        {"-", "", false},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(words); i++)
        if (text_same_word(words[i].a, words[i].b) != words[i].same)
            fail_msg("%s %s", words[i].a, words[i].b);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_longest_name),
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_the_same_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
