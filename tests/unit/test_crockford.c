/* 40 bits and eight characters. */
#include "rows.h"

#include <string.h>

#include "core/crockford.h"

static const struct row {
    const char *name;
    const char *text;
    uint64_t value;
    const char *canonical;
} rows[] = {
    {"all zero", "00000000", 0, "00000000"},
    {"one", "00000001", 1, "00000001"},
    {"all ones", "ZZZZZZZZ", CROCKFORD_MAX, "ZZZZZZZZ"},
    {"alphabet, low half", "01234567", 0x0443214C7, "01234567"},
    {"O is 0", "OOOOOOOO", 0, "00000000"},
    {"small o is 0", "oooooooo", 0, "00000000"},
    {"I is 1", "0000000I", 1, "00000001"},
    {"small i is 1", "0000000i", 1, "00000001"},
    {"L is 1", "0000000L", 1, "00000001"},
    {"small l is 1", "0000000l", 1, "00000001"},
    {"small letters", "zzzzzzzz", CROCKFORD_MAX, "ZZZZZZZZ"},
    {"what follows is not looked at", "00000001-", 1, "00000001"},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        char out[CROCKFORD_CHARS + 1] = {0};
        uint64_t value = 0;

        if (crockford_read(r->text, &value) != RC_OK || value != r->value)
            fail_msg("%s: read %llx", r->name, (unsigned long long)value);
        crockford_write(value, out);
        if (strcmp(out, r->canonical) != 0)
            fail_msg("%s: wrote %s", r->name, out);
    }
}

/* Every byte in every position: the 32 characters, their small letters and
 * the six look-alikes are digits, nothing else is. */
static void
test_every_byte(void **state)
{
    static const char taken[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
                                "abcdefghjkmnpqrstvwxyzOoIiLl";

    (void)state;
    for (int position = 0; position < CROCKFORD_CHARS; position++) {
        for (int c = 0; c < 256; c++) {
            char text[CROCKFORD_CHARS + 1] = "00000000";
            uint64_t value;
            enum rc want =
                c != 0 && strchr(taken, c) != NULL ? RC_OK : RC_INVALID;

            text[position] = (char)c;
            if (crockford_read(text, &value) != want)
                fail_msg("byte %d at %d", c, position);
        }
    }
}

static void
test_there_and_back(void **state)
{
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < 10000; i++) {
        uint64_t value = rows_random(&seed) & CROCKFORD_MAX, back = 0;
        char out[CROCKFORD_CHARS];

        crockford_write(value, out);
        assert_int_equal(crockford_read(out, &back), RC_OK);
        assert_true(back == value);
    }
}

static void
test_only_40_bits_are_written(void **state)
{
    char out[CROCKFORD_CHARS];

    (void)state;
    crockford_write(UINT64_MAX, out);
    assert_memory_equal(out, "ZZZZZZZZ", CROCKFORD_CHARS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_only_40_bits_are_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
