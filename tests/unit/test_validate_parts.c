/* Both sides of every limit of place, time, text, indicators, identifiers. */
#include "content.h"

#define PLACE facts.place

CASE(as_it_is, (void)m)
CASE(municipality_form, m->PLACE.municipality = "0363")
CASE(municipality_new, m->PLACE.municipality = "GM9999")
CASE(postcode, m->PLACE.postcode = "1099ZZ")
CASE(postcode_nl, m->PLACE.postcode = "1099 zz"; m->PLACE.country = "NL")
CASE(postcode_zero, m->PLACE.postcode = "0123AB")
CASE(postcode_zero_nl, m->PLACE.postcode = "0123AB"; m->PLACE.country = "NL")
CASE(postcode_ss, m->PLACE.postcode = "1099SS"; m->PLACE.house_number = 1)
CASE(foreign, m->PLACE.postcode = "SW1A 1AA"; m->PLACE.country = "GB")
CASE(foreign_12, m->PLACE.postcode = "123456789012"; m->PLACE.country = "DE")
CASE(foreign_13, m->PLACE.postcode = "1234567890123"; m->PLACE.country = "DE")
CASE(foreign_lines, m->PLACE.postcode = "1\n2"; m->PLACE.country = "DE")
CASE(foreign_in_nl, m->PLACE.postcode = "SW1A 1AA")
CASE(number_alone, m->PLACE.house_number = 12)
CASE(number_most, m->PLACE.postcode = "1099ZZ"; m->PLACE.house_number = 99999)
CASE(number_more, m->PLACE.postcode = "1099ZZ"; m->PLACE.house_number = 100000)
CASE(letter, m->PLACE.house_letter = "a")
CASE(letters, m->PLACE.house_letter = "aa")
CASE(addition_8, m->PLACE.addition = "2-hoog A")
CASE(addition_9, m->PLACE.addition = "2-hoog AB")
CASE(addition_form, m->PLACE.addition = "2/3")
CASE(country_small, m->PLACE.country = "nl")
CASE(country_long, m->PLACE.country = "NLD")
CASE(place_all_wrong, m->PLACE.municipality = "x"; m->PLACE.postcode = "x";
     m->PLACE.house_number = 100000; m->PLACE.house_letter = "xx";
     m->PLACE.addition = "?"; m->PLACE.country = "?")

static const struct content_row places[] = {
    {"least", as_it_is, ""},
    {"municipality form", municipality_form, "place.municipality INVALID"},
    {"a municipality nobody knows is taken", municipality_new, ""},
    {"postcode", postcode, ""},
    {"postcode, spelled out", postcode_nl, ""},
    {"starts with zero", postcode_zero, "place.postcode INVALID"},
    {"starts with zero, NL", postcode_zero_nl, "place.postcode INVALID"},
    {"SS", postcode_ss, "place.postcode INVALID"},
    {"foreign", foreign, ""},
    {"foreign, 12 bytes", foreign_12, ""},
    {"foreign, 13 bytes", foreign_13, "place.postcode TOO_LONG"},
    {"foreign, two lines", foreign_lines, "place.postcode BAD_TEXT"},
    {"foreign, country not said", foreign_in_nl, "place.postcode INVALID"},
    {"number without postcode", number_alone, "place.postcode REQUIRED"},
    {"largest number", number_most, ""},
    {"larger number", number_more, "place.house_number OUT_OF_RANGE"},
    {"letter", letter, ""},
    {"two letters", letters, "place.house_letter INVALID"},
    {"addition of 8", addition_8, ""},
    {"addition of 9", addition_9, "place.addition TOO_LONG"},
    {"addition with a slash", addition_form, "place.addition INVALID"},
    {"small country", country_small, "place.country INVALID"},
    {"country of three", country_long, "place.country INVALID"},
    {"all at once", place_all_wrong,
     "place.municipality INVALID, place.house_number OUT_OF_RANGE, "
     "place.house_letter INVALID, place.addition INVALID, "
     "place.country INVALID"},
};

#define OBSERVED(function, text) CASE(function, m->facts.observed = text)

/* It is 2026-11-21T12:00:00Z; 3653 days before is 2016-11-20. */
OBSERVED(at_now, "2026-11-21T12:00:00Z")
OBSERVED(at_600, "2026-11-21T12:10:00Z")
OBSERVED(at_601, "2026-11-21T12:10:00.000001Z")
OBSERVED(at_600_local, "2026-11-21T13:10:00+01:00")
OBSERVED(at_601_local, "2026-11-21T13:10:01+01:00")
OBSERVED(on_today, "2026-11-21")
OBSERVED(on_tomorrow, "2026-11-22")
OBSERVED(on_day_after, "2026-11-23")
OBSERVED(at_oldest, "2016-11-20T12:00:00Z")
OBSERVED(at_older, "2016-11-20T11:59:59.999999Z")
OBSERVED(on_oldest, "2016-11-20")
OBSERVED(on_older, "2016-11-19")
OBSERVED(at_no_offset, "2026-11-21T12:00:00")
OBSERVED(on_no_day, "2026-02-29")
OBSERVED(in_words, "gisteren")
OBSERVED(far_future, "9999-12-31T23:59:59Z")
OBSERVED(far_past, "0000-01-01T00:00:00Z")

static const struct content_row times[] = {
    {"now", at_now, ""},
    {"600 s ahead", at_600, ""},
    {"a microsecond more", at_601, "observed IN_FUTURE"},
    {"600 s ahead, local", at_600_local, ""},
    {"601 s ahead, local", at_601_local, "observed IN_FUTURE"},
    {"today", on_today, ""},
    {"tomorrow has begun at UTC+14", on_tomorrow, ""},
    {"the day after has begun nowhere", on_day_after, "observed IN_FUTURE"},
    {"3653 days ago", at_oldest, ""},
    {"a microsecond before", at_older, "observed TOO_OLD"},
    {"the day 3653 days ago", on_oldest, ""},
    {"the day before", on_older, "observed TOO_OLD"},
    {"no offset", at_no_offset, "observed INVALID"},
    {"no such day", on_no_day, "observed INVALID"},
    {"words", in_words, "observed INVALID"},
    {"end of the calendar", far_future, "observed IN_FUTURE"},
    {"start of the calendar", far_past, "observed TOO_OLD"},
};

static void
run(const struct content_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct submission m = content_signal();

        rows[i].change(&m);
        content_expect(rows[i].name, &m, rows[i].found);
    }
}

static void
test_place(void **state)
{
    (void)state;
    run(places, ROWS(places));
}

static void
test_observed(void **state)
{
    (void)state;
    run(times, ROWS(times));
}

/* Before ten in the morning UTC, tomorrow has begun nowhere. */
static void
test_tomorrow_begins_at_ten(void **state)
{
    struct submission m = content_signal();
    struct refusal why;
    int64_t ten_us = NOON_US - INT64_C(2) * 3600 * 1000000;

    (void)state;
    m.facts.observed = "2026-11-22";
    assert_int_equal(validate_submission(&m, &content_list, ten_us - 1, &why),
                     RC_INVALID);
    assert_int_equal(validate_submission(&m, &content_list, ten_us, &why),
                     RC_OK);
}

#define E_ACUTE "\xC3\xA9"

static void
fill(char *out, size_t n, const char *unit)
{
    *out = '\0';
    for (size_t i = 0; i < n; i++)
        strcat(out, unit);
}

static void
test_text_is_counted_in_characters(void **state)
{
    static char text[2 * VALIDATE_TEXT_MAX + 3];
    struct submission m = content_signal();

    (void)state;
    m.facts.text = text;
    fill(text, VALIDATE_TEXT_MAX, E_ACUTE);
    content_expect("4000", &m, "");
    fill(text, VALIDATE_TEXT_MAX + 1, E_ACUTE);
    content_expect("4001", &m, "text TOO_LONG");
    fill(text, VALIDATE_TEXT_MAX, "a");
    strcat(text, "111222333");
    content_expect("both", &m, "text TOO_LONG, text BSN");
}

static void
test_references_are_counted_in_bytes(void **state)
{
    char text[VALIDATE_REF_MAX + 3];
    struct submission m = content_signal();
    struct submission r = content_referral();

    (void)state;
    m.own_reference = r.referral.victim_ref = r.referral.callback = text;
    fill(text, VALIDATE_REF_MAX / 2, E_ACUTE);
    content_expect("64", &m, "");
    content_expect("64", &r, "");
    strcat(text, "a");
    content_expect("65", &m, "own_reference TOO_LONG");
    content_expect("65", &r, "victim_ref TOO_LONG, callback TOO_LONG");
}

static const struct {
    const char *name;
    const char *codes[4];
    const char *found;
} indicators[] = {
    {"known", {"OB06", "DB01"}, ""},
    {"unknown", {"OB06", "ZZ99"}, "indicators[1] UNKNOWN_CODE"},
    {"empty", {""}, "indicators[0] UNKNOWN_CODE"},
    {"small letters", {"ob06"}, "indicators[0] UNKNOWN_CODE"},
    {"twice", {"OB06", "DB01", "OB06"}, "indicators[2] INVALID"},
    {"unknown twice",
     {"ZZ99", "ZZ99"},
     "indicators[0] UNKNOWN_CODE, indicators[1] UNKNOWN_CODE"},
};

static void
test_indicators(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(indicators); i++) {
        struct submission m = content_signal();

        m.facts.indicators = (struct strings){indicators[i].codes, 0};
        while (indicators[i].codes[m.facts.indicators.n] != NULL)
            m.facts.indicators.n++;
        content_expect(indicators[i].name, &m, indicators[i].found);
    }
}

static void
test_number_of_indicators(void **state)
{
    static char codes[VALIDATE_INDICATORS_MAX + 1][8];
    const char *pointers[ROWS(codes)];
    struct indicator_list list = {.id = "loket-nl-1"};
    struct submission m = content_signal();
    struct refusal why;

    (void)state;
    for (size_t i = 0; i < ROWS(codes); i++) {
        (void)snprintf(codes[i], sizeof codes[i], "AA%02zu", i);
        memcpy(list.codes[list.n++].code, codes[i], INDICATOR_CODE_BYTES);
        pointers[i] = codes[i];
    }
    m.facts.indicators = (struct strings){pointers, VALIDATE_INDICATORS_MAX};
    assert_int_equal(validate_submission(&m, &list, NOON_US, &why), RC_OK);
    m.facts.indicators.n++;
    assert_int_equal(validate_submission(&m, &list, NOON_US, &why), RC_INVALID);
    assert_int_equal(why.n, 1);
    assert_string_equal(why.findings[0].field, "indicators");
    assert_int_equal(why.findings[0].code, REFUSAL_TOO_MANY);
}

#define V "identifiers[0].value "

static const struct {
    const char *name;
    struct identifier one;
    const char *found;
} identifiers[] = {
    {"phone", {IDENTIFIER_PHONE, "06-00000012", ""}, ""},
    {"phone abroad", {IDENTIFIER_PHONE, " +31 6 0000 0012 ", "NL"}, ""},
    {"phone, 2 digits", {IDENTIFIER_PHONE, "12", ""}, V "INVALID"},
    {"phone of nine digits", {IDENTIFIER_PHONE, "612890053", ""}, ""},
    {"plate", {IDENTIFIER_PLATE, "XX-000-X", ""}, ""},
    {"plate of 13", {IDENTIFIER_PLATE, "ABCDEFGHIJKLM", ""}, V "INVALID"},
    {"handle", {IDENTIFIER_HANDLE, "@lola_020", ""}, ""},
    {"handle, BSN", {IDENTIFIER_HANDLE, "@lola111222333", ""}, V "BSN"},
    {"handle, lines", {IDENTIFIER_HANDLE, "een\ntwee", ""}, V "INVALID"},
    {"url", {IDENTIFIER_URL, "https://voorbeeld.test/a", ""}, ""},
    {"number in a url",
     {IDENTIFIER_URL, "https://voorbeeld.test/111222333", ""},
     ""},
    {"ad id", {IDENTIFIER_AD_ID, "A-4711", ""}, ""},
    {"ad id, BSN", {IDENTIFIER_AD_ID, "111222333", ""}, V "BSN"},
    {"email", {IDENTIFIER_EMAIL, "iemand@voorbeeld.test", ""}, ""},
    {"email, no @", {IDENTIFIER_EMAIL, "iemand", ""}, V "INVALID"},
    {"alias", {IDENTIFIER_ALIAS, "Lola", ""}, ""},
    {"alias, BSN", {IDENTIFIER_ALIAS, "Lola 111 222 333", ""}, V "BSN"},
    {"BAG", {IDENTIFIER_BAG, "0363010012345678", ""}, ""},
    {"BAG of 15", {IDENTIFIER_BAG, "036301001234567", ""}, V "INVALID"},
    {"no type", {IDENTIFIER_NONE, "x", ""}, "identifiers[0].type REQUIRED"},
    {"no value", {IDENTIFIER_ALIAS, "", ""}, V "REQUIRED"},
    {"blank value", {IDENTIFIER_PHONE, " \t", ""}, V "REQUIRED"},
    {"nothing",
     {IDENTIFIER_NONE, "", ""},
     "identifiers[0].type REQUIRED, " V "REQUIRED"},
    {"country",
     {IDENTIFIER_PLATE, "XX000X", "be"},
     "identifiers[0].country INVALID"},
};

static void
test_identifiers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(identifiers); i++) {
        struct submission m = content_signal();

        m.facts.identifiers = (struct identifiers){&identifiers[i].one, 1};
        content_expect(identifiers[i].name, &m, identifiers[i].found);
    }
}

static void
test_length_of_a_value(void **state)
{
    char value[VALIDATE_VALUE_MAX + 2];
    const struct identifier one = {IDENTIFIER_URL, value, ""};
    struct submission m = content_signal();

    (void)state;
    m.facts.identifiers = (struct identifiers){&one, 1};
    fill(value, VALIDATE_VALUE_MAX, "a");
    content_expect("256", &m, "");
    strcat(value, "a");
    content_expect("257", &m, V "TOO_LONG");
}

static void
test_no_identifier_twice(void **state)
{
    static const struct identifier some[] = {
        {IDENTIFIER_ALIAS, "Lola", ""},
        {IDENTIFIER_HANDLE, "Lola", ""},
        {IDENTIFIER_ALIAS, "lola", ""},
        {IDENTIFIER_ALIAS, "Lola", "NL"},
    };
    struct submission m = content_signal();

    (void)state;
    m.facts.identifiers = (struct identifiers){some, 3};
    content_expect("three", &m, "");
    m.facts.identifiers.n = 4;
    content_expect("four", &m, "identifiers[3] INVALID");
}

static void
test_number_of_identifiers(void **state)
{
    static char values[VALIDATE_IDENTIFIERS_MAX + 1][8];
    struct identifier some[ROWS(values)];
    struct submission m = content_signal();

    (void)state;
    for (size_t i = 0; i < ROWS(values); i++) {
        (void)snprintf(values[i], sizeof values[i], "a%zu", i);
        some[i] = (struct identifier){IDENTIFIER_ALIAS, values[i], ""};
    }
    m.facts.identifiers = (struct identifiers){some, VALIDATE_IDENTIFIERS_MAX};
    content_expect("32", &m, "");
    m.facts.identifiers.n++;
    content_expect("33", &m, "identifiers TOO_MANY");
}

/* However much is wrong, a finding names places in the message and nothing
 * that was written there. */
static void
test_no_value_is_ever_told(void **state)
{
    static const char secret[] = "ZEKER-GEHEIM?111222333";
    struct identifier some[20];
    const char *codes[] = {secret};
    struct submission m = content_signal();
    struct refusal why;

    (void)state;
    for (size_t i = 0; i < ROWS(some); i++)
        some[i] =
            (struct identifier){(enum identifier_type)(i % 9), secret, secret};
    m.facts.observed = m.facts.grading = m.facts.text = secret;
    m.facts.indicator_list = m.own_reference = m.amends_receipt = secret;
    m.facts.place = (struct place){.municipality = secret,
                                   .postcode = secret,
                                   .house_letter = secret,
                                   .addition = secret,
                                   .country = secret};
    m.facts.indicators = (struct strings){codes, 1};
    m.has_amends = true;
    for (size_t n = 0; n <= ROWS(some); n += ROWS(some)) {
        m.facts.identifiers = (struct identifiers){some, n};
        assert_int_equal(validate_submission(&m, &content_list, NOON_US, &why),
                         RC_INVALID);
        assert_in_range(why.n, 10, FINDINGS_MAX);
        for (size_t i = 0; i < why.n; i++) {
            assert_null(strstr(why.findings[i].field, "GEHEIM"));
            assert_null(strstr(why.findings[i].field, "111222333"));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_observed),
        cmocka_unit_test(test_tomorrow_begins_at_ten),
        cmocka_unit_test(test_text_is_counted_in_characters),
        cmocka_unit_test(test_references_are_counted_in_bytes),
        cmocka_unit_test(test_indicators),
        cmocka_unit_test(test_number_of_indicators),
        cmocka_unit_test(test_identifiers),
        cmocka_unit_test(test_length_of_a_value),
        cmocka_unit_test(test_no_identifier_twice),
        cmocka_unit_test(test_number_of_identifiers),
        cmocka_unit_test(test_no_value_is_ever_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
