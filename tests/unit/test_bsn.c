/* What must be taken for a citizen service number, and what must not.  The
 * numbers are the test numbers that are public; none is anybody's. */
#include "rows.h"

#include <stdio.h>

#include "core/bsn.h"

static const struct {
    const char *name, *text;
    bool bsn;
} rows[] = {
    {"test number", "111222333", true},
    {"test number", "123456782", true},
    {"test number", "999996708", true},
    {"test number", "999996630", true},
    {"test number", "612890053", true},
    {"fails the check", "123456789", false},
    {"fails the check", "999998620", false},
    {"all zeros", "000000000", false},
    {"eight zeros", "00000000", false},
    {"empty", "", false},

    {"in a sentence", "Haar nummer is 111222333.", true},
    {"at the start", "111222333 is het", true},
    {"between letters", "x111222333y", true},
    {"with spaces", "111 222 333", true},
    {"with dots", "111.222.333", true},
    {"with dashes", "111-222-333", true},
    {"with several separators", "111 - 222 - 333", true},
    {"after a sentence", "In huis 4, nummer 111222333", true},
    {"after a comma", "1,111222333", true},
    {"on a line of its own", "nummer\n111222333\n", true},
    {"the second of two", "123456789, 111222333", true},
    {"commas do not join", "111,222,333", false},
    {"slashes do not join", "111/222/333", false},
    {"newlines do not join", "111\n222\n333", false},

    {"leading zero written", "012345672", true},
    {"leading zero lost", "12345672", true},
    {"leading zero lost, dots", "12.34.56.72", true},
    {"eight digits that fail", "12345678", false},
    {"seven digits", "1112223", false},
    {"ten digits", "1112223330", false},
    {"ten digits, zero first", "0111222333", false},

    {"a date, year first", "20261123", false},
    {"a date, year last", "20112026", false},
    {"a date in October", "20261007", false},
    {"a date in February, year last", "28022026", false},
    {"no date: month 13, year last", "11132024", true},
    {"a date with dashes", "2026-11-23", false},
    {"a date with dots", "20.11.2026", false},
    {"no date: month 13", "20261305", true},
    {"no date: 30 February", "20230230", true},
    {"a leap day", "19120229", false},
    {"no leap day", "20230229", true},
    {"no date: year 1899", "18990101", true},
    {"first year", "19000108", false},
    {"last year", "20991204", false},
    {"no date: year 2100", "21000104", true},
    {"nine digits are no date", "202610007", true},

    {"mobile number", "06-00000012", false},
    {"mobile number, spaces", "06 00 00 00 12", false},
    {"abroad", "+31 20 000 0000", false},
    {"abroad, nine together", "+31 612890053", false},
    {"double zero, nine together", "0031 612890053", false},
    {"plate and number", "06-12345672", false},
    {"nine together after a number", "12 111222333", true},
    {"nine together after a date", "2026-11-20 111222333", true},
    {"nine together before a telephone", "111222333 06-00000012", true},
    {"eight together after a number", "12 12345672", false},
    {"bank account", "NL91 ABNA 0417 1643 00", false},
    {"BAG", "0363010012345672", false},
    {"time stamp", "1732212345", false},
    {"seconds and fraction", "1732212345.111222333", true},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        if (bsn_in_text(rows[i].text) != rows[i].bsn)
            fail_msg("%s: %s", rows[i].name, rows[i].text);
    }
}

/* The check, written a second time: 9 8 7 6 5 4 3 2 -1, modulo 11. */
static bool
by_hand(unsigned number)
{
    int sum = -(int)(number % 10);
    unsigned rest = number / 10;

    for (int weight = 2; weight <= 9; weight++, rest /= 10)
        sum += weight * (int)(rest % 10);
    return number != 0 && sum % 11 == 0;
}

static void
test_check_of_eleven(void **state)
{
    uint64_t seed = 11;
    size_t passed = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        unsigned number = (unsigned)(rows_random(&seed) % 1000000000);
        char text[16];

        (void)snprintf(text, sizeof text, "%09u", number);
        if (bsn_in_text(text) != by_hand(number))
            fail_msg("%s", text);
        passed += by_hand(number);
    }
    assert_in_range(passed, 200000 / 12, 200000 / 10);
}

/* Every single wrong digit of a number is seen. */
static void
test_one_digit_off_is_another_number(void **state)
{
    (void)state;
    for (int at = 0; at < 9; at++) {
        for (char c = '0'; c <= '9'; c++) {
            char text[] = "111222333";
            bool same = text[at] == c;

            text[at] = c;
            assert_int_equal(bsn_in_text(text), same);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_check_of_eleven),
        cmocka_unit_test(test_one_digit_off_is_another_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
