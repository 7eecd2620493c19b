/* One spelling for one dwelling and one telephone. */
#include "rows.h"

#include <string.h>

#include "link/normalise.h"

static const struct {
    const char *name;
    struct place place;
    const char *dwelling; /* NULL: none */
} dwellings[] = {
    {"number", {"", "1099ZZ", 12, "", "", 0, ""}, "1099ZZ|12||"},
    {"addition", {"", "1099ZZ", 12, "", "2", 0, ""}, "1099ZZ|12||2"},
    {"roman", {"", "1099 zz", 12, "", "II", 0, ""}, "1099ZZ|12||2"},
    {"small roman", {"", "1099zz", 12, "", "ii", 0, "NL"}, "1099ZZ|12||2"},
    {"separators", {"", "1099ZZ", 12, "", "- 2", 0, ""}, "1099ZZ|12||2"},
    {"letter", {"", "1099ZZ", 12, "a", "2", 0, ""}, "1099ZZ|12|A|2"},
    {"I", {"", "1099ZZ", 1, "", "I", 0, ""}, "1099ZZ|1||1"},
    {"III", {"", "1099ZZ", 1, "", "III", 0, ""}, "1099ZZ|1||3"},
    {"IV", {"", "1099ZZ", 1, "", "iv", 0, ""}, "1099ZZ|1||4"},
    {"V", {"", "1099ZZ", 1, "", "V", 0, ""}, "1099ZZ|1||5"},
    {"VI", {"", "1099ZZ", 1, "", "VI", 0, ""}, "1099ZZ|1||6"},
    {"VII", {"", "1099ZZ", 1, "", "VII", 0, ""}, "1099ZZ|1||7"},
    {"VIII", {"", "1099ZZ", 1, "", "VIII", 0, ""}, "1099ZZ|1||8"},
    {"IX", {"", "1099ZZ", 1, "", "IX", 0, ""}, "1099ZZ|1||9"},
    {"X", {"", "1099ZZ", 1, "", "X", 0, ""}, "1099ZZ|1||10"},
    {"XI is not roman here",
     {"", "1099ZZ", 1, "", "XI", 0, ""},
     "1099ZZ|1||XI"},
    {"hs", {"", "1099ZZ", 1, "", "hs", 0, ""}, "1099ZZ|1||HS"},
    {"huis", {"", "1099ZZ", 1, "", "Huis", 0, ""}, "1099ZZ|1||HS"},
    {"bis", {"", "1099ZZ", 1, "", "bis", 0, ""}, "1099ZZ|1||BIS"},
    {"a letter is not roman", {"", "1099ZZ", 1, "V", "", 0, ""}, "1099ZZ|1|V|"},
    {"longest",
     {"", "1099ZZ", 99999, "z", "ABCDEFGH", 0, ""},
     "1099ZZ|99999|Z|ABCDEFGH"},
    {"no postcode", {"", "", 12, "", "2", 0, ""}, NULL},
    {"no number", {"", "1099ZZ", 0, "", "2", 0, ""}, NULL},
    {"no such number", {"", "1099ZZ", 100000, "", "", 0, ""}, NULL},
    {"no postcode at all", {"", "0123AB", 12, "", "", 0, ""}, NULL},
    {"abroad", {"", "1099ZZ", 12, "", "", 0, "BE"}, NULL},
    {"long addition", {"", "1099ZZ", 12, "", "ABCDEFGHI", 0, ""}, NULL},
    {"odd addition", {"", "1099ZZ", 12, "", "2|3", 0, ""}, NULL},
    {"odd letter", {"", "1099ZZ", 12, "||", "", 0, ""}, NULL},
};

static void
test_dwellings(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(dwellings); i++) {
        char out[DWELLING_BYTES] = "";
        enum rc rc = normalise_dwelling(&dwellings[i].place, out);
        const char *want = dwellings[i].dwelling;

        if (rc != (want == NULL ? RC_INVALID : RC_OK) ||
            strcmp(out, want == NULL ? "" : want) != 0)
            fail_msg("%s: rc %d \"%s\"", dwellings[i].name, (int)rc, out);
    }
}

static const struct {
    const char *value, *country;
    const char *phone; /* NULL: none */
} phones[] = {
    {"06-00000012", "", "+31600000012"},
    {"+31 6 0000 0012", "", "+31600000012"},
    {"0031 (0)6 00.00.00.12", "", "+31600000012"},
    {"+31 (0)6 00000012", "NL", "+31600000012"},
    {"+310600000012", "", "+31600000012"},
    {"31600000012", "", "+31600000012"},
    {"600000012", "", "+31600000012"},
    {" (06) 0000/0012 ", "NL", "+31600000012"},
    {"020 000 0000", "", "+31200000000"},
    {"(0)20 000 0000", "", "+31200000000"},
    {"010 000 0000", "", "+31100000000"},
    {"070 000 0000", "", "+31700000000"},
    {"084-0000000", "", "+31840000000"},
    {"083-0000000", "", NULL},
    {"085-0000000", "", "+31850000000"},
    {"088 000 00 00", "", "+31880000000"},
    {"097012345678", "", "+3197012345678"},
    {"+31600000012", "XX", "+31600000012"},

    {"112", "", NULL},
    {"144", "", NULL},
    {"14020", "", NULL},
    {"14 020", "", NULL},
    {"116111", "", NULL},
    {"0800-1234", "", NULL},
    {"0800 1234567", "", NULL},
    {"0900 8844", "", NULL},
    {"0900-1234567", "", NULL},
    {"0906 1234", "", NULL},
    {"0909-1234567", "", NULL},
    {"0801234567", "", NULL},
    {"0909 123456", "", NULL},
    {"+31 800 1234567", "", NULL},
    {"+31 900 8844", "", NULL},
    {"+31 112", "", NULL},
    {"+31 14 020", "", NULL},
    {"+800 12345678", "", NULL},
    {"+808 12345678", "", NULL},
    {"+979 123456789", "", NULL},

    {"06-0000001", "", NULL},
    {"06-000000123", "", NULL},
    {"200000000", "", NULL},
    {"09701234567", "", NULL},
    {"+31 6 0000 001", "", NULL},
    {"+0 612345678", "", NULL},
    {"000", "", NULL},
    {"0600000012x", "", NULL},
    {"06+00000012", "", NULL},
    {"++31600000012", "", NULL},
    {"+", "", NULL},
    {"", "", NULL},
    {"123456789012345678901234567890123", "", NULL},

    {"02 000 00 00", "BE", "+3220000000"},
    {"+32 2 000 00 00", "", "+3220000000"},
    {"0032 (0)2 000 00 00", "", "+3220000000"},
    {"030 000000", "DE", "+4930000000"},
    {"+49 (0)30 000000", "", "+4930000000"},
    {"0030 123", "DE", NULL},
    {"600 000 000", "PL", "+48600000000"},
    {"06 0000 0000", "IT", "+390600000000"},
    {"+39 06 0000 0000", "", "+390600000000"},
    {"06 20 000 0000", "HU", "+36200000000"},
    {"01 0000000", "AT", "+4310000000"},
    {"02 000 0000", "BG", "+35920000000"},
    {"200 000 000", "CZ", "+420200000000"},
    {"30 00 00 00", "DK", "+4530000000"},
    {"910 000 000", "ES", "+34910000000"},
    {"01 00 00 00 00", "FR", "+33100000000"},
    {"020 0000 0000", "GB", "+442000000000"},
    {"20 00 00 00", "LU", "+35220000000"},
    {"210 000 000", "PT", "+351210000000"},
    {"021 000 0000", "RO", "+40210000000"},
    {"02 0000 0000", "SK", "+421200000000"},
    {"0800 00000", "BE", NULL},
    {"+49 800 0000000", "", NULL},
    {"0900 000000", "DE", NULL},
    {"600000012", "BE", NULL},
    {"31600000012", "BE", NULL},
    {"0600000012", "XX", NULL},
    {"+1 202 000 0000", "", "+12020000000"},
    {"+90 (0)212 000 0000", "", "+902120000000"},
    {"+12345678", "", "+12345678"},
    {"+1234567", "", NULL},
    {"+123456789012345", "", "+123456789012345"},
    {"+1234567890123456", "", NULL},
};

static void
test_phones(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(phones); i++) {
        char out[PHONE_BYTES] = "";
        enum rc rc = normalise_phone(phones[i].value, phones[i].country, out);
        const char *want = phones[i].phone;

        if (rc != (want == NULL ? RC_INVALID : RC_OK) ||
            strcmp(out, want == NULL ? "" : want) != 0)
            fail_msg("%s (%s): rc %d \"%s\"", phones[i].value,
                     phones[i].country, (int)rc, out);
    }
}

/* What is normal stays as it is. */
static void
test_normal_is_its_own_normal_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(phones); i++) {
        char once[PHONE_BYTES], twice[PHONE_BYTES];

        if (normalise_phone(phones[i].value, phones[i].country, once) != RC_OK)
            continue;
        assert_int_equal(normalise_phone(once, "", twice), RC_OK);
        assert_string_equal(once, twice);
    }
}

/* Whatever is dialled, the answer is + and 8 to 15 digits, or none. */
static void
test_random_numbers(void **state)
{
    static const char letters[] = "0123456789+ -./()0631";
    uint64_t seed = 5;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        size_t n = rows_random(&seed) % 40;
        char value[41] = "", out[PHONE_BYTES];

        for (size_t k = 0; k < n; k++)
            value[k] = letters[rows_random(&seed) % (sizeof letters - 1)];
        if (normalise_phone(value, i % 2 == 0 ? "" : "DE", out) != RC_OK)
            continue;
        assert_int_equal(out[0], '+');
        assert_in_range(strlen(out), 9, PHONE_BYTES - 1);
        assert_int_equal(strspn(out + 1, "0123456789"), strlen(out) - 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dwellings),
        cmocka_unit_test(test_phones),
        cmocka_unit_test(test_normal_is_its_own_normal_form),
        cmocka_unit_test(test_random_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
