/* What rules look at: every field of one message, and what a case makes of
 * several, in whatever order they came. */
#include "content.h"

#include "core/facts.h"

static const struct indicator_list list = {.id = "test",
                                           .codes = {{.code = "DB01"},
                                                     {.code = "DB03"},
                                                     {.code = "OB06"},
                                                     {.code = "OB11"}},
                                           .n = 4};

static const char *const four_codes[] = {"OB06", "DB01", "OB06", "DB03"};
static const char *const broken_codes[] = {"ob06", "", "DB011", "DB01"};
static const code_number two_problems[] = {3, 1, 3};
static const code_number one_problem[] = {2, 2};
static const code_number odd_problem[] = {0, 4, 1};

/* What a row says of the facts: HOLDS(name, expression about *f). */
#define HOLDS(function, ...)                                                   \
    static bool function(const struct message_facts *f)                        \
    {                                                                          \
        return __VA_ARGS__;                                                    \
    }

CASE(none, (void)m)
CASE(form, m->facts.form = FORM_ORGAN)
CASE(sector, m->facts.sector = 9)
CASE(handling, m->facts.handling = 4)
CASE(danger, m->facts.danger_now = true)
CASE(no_place, m->facts.has_place = false)
CASE(alkmaar, m->facts.place.municipality = "GM0361")
CASE(long_place, m->facts.place.municipality = "GM03630")
CASE(odd_place, m->facts.place.municipality = "GM03a3")
CASE(next_to_nine, m->facts.place.municipality = "GM036:")
CASE(small_place, m->facts.place.municipality = "gm0363")
CASE(belgium, m->facts.place.country = "BE")
CASE(home, m->facts.place.country = "NL")
CASE(subject, m->subject = 2)
CASE(persons, m->facts.has_persons = true,
     m->facts.persons = ((struct persons){AGE_UNDER_18, 2, 3, YES_NO_YES, 7, 0,
                                          ""}))
CASE(unsaid_persons, m->facts.has_persons = false,
     m->facts.persons = ((struct persons){AGE_UNDER_18, 2, 3, YES_NO_YES, 7, 0,
                                          ""}))
CASE(children, m->facts.has_persons = true, m->facts.persons.children = 3)
CASE(shelter, m->referral.shelter_needed = YES_NO_YES)
CASE(no_shelter, m->referral.shelter_needed = YES_NO_NO)
CASE(unsafe, m->referral.unsafe_now = YES_NO_UNKNOWN)
CASE(care, m->referral.extra_care = true)
CASE(shielded, m->referral.shielded_address = true)
CASE(return_home, m->referral.referral_kind = 4)
CASE(two, m->referral.multi_problem = two_problems,
     m->referral.multi_problem_n = 3)
CASE(one, m->referral.multi_problem = one_problem,
     m->referral.multi_problem_n = 2)
CASE(odd, m->referral.multi_problem = odd_problem,
     m->referral.multi_problem_n = 3)
CASE(about, m->about = 5)
CASE(four, m->facts.indicators = ((struct strings){four_codes, 4}))
CASE(broken, m->facts.indicators = ((struct strings){broken_codes, 4}))
CASE(without_codes, m->facts.indicators = ((struct strings){NULL, 0}))

HOLDS(is_signal, f->kind == MESSAGE_SIGNAL)
HOLDS(is_referral, f->kind == MESSAGE_REFERRAL)
HOLDS(of_housing, f->source == ORGANISATION_HOUSING)
HOLDS(has_form, f->form == FORM_ORGAN)
HOLDS(has_sector, f->sector == 9)
HOLDS(has_handling, f->handling == 4)
HOLDS(has_danger, f->danger_now)
HOLDS(is_calm, !f->danger_now)
HOLDS(in_amsterdam, f->municipality == 363 && !f->abroad)
HOLDS(in_alkmaar, f->municipality == 361)
HOLDS(nowhere, f->municipality == 0 && !f->abroad)
HOLDS(abroad, f->abroad)
HOLDS(has_subject, f->subject == 2)
HOLDS(no_subject, f->subject == 0)
HOLDS(has_persons, f->age == AGE_UNDER_18 && f->gender == 2 &&
                       f->residence == 3 && f->pregnant == YES_NO_YES &&
                       f->persons == 7)
HOLDS(no_persons, f->age == AGE_NONE && f->gender == 0 && f->residence == 0 &&
                      f->pregnant == YES_NO_NONE && f->persons == 0)
HOLDS(has_children, f->children == 3)
HOLDS(needs_shelter, f->shelter_needed == YES_NO_YES)
HOLDS(needs_none, f->shelter_needed == YES_NO_NO)
HOLDS(shelter_unsaid, f->shelter_needed == YES_NO_NONE)
HOLDS(unsafe_unknown, f->unsafe_now == YES_NO_UNKNOWN)
HOLDS(has_care, f->extra_care && !f->shielded)
HOLDS(is_shielded, f->shielded && !f->extra_care)
HOLDS(goes_home, f->referral_kind == 4)
HOLDS(has_two, f->problems == 2)
HOLDS(has_one, f->problems == 1)
HOLDS(has_none, f->problems == 0)
HOLDS(has_about, f->about == 5)
HOLDS(no_about, f->about == 0)
HOLDS(three_codes, strcmp(f->codes, "DB01 DB03 OB06") == 0)
HOLDS(one_code, strcmp(f->codes, "DB01") == 0)
HOLDS(no_codes, f->codes[0] == '\0')

static const struct row {
    const char *name;
    enum message_kind kind;
    void (*change)(struct submission *m);
    bool (*holds)(const struct message_facts *f);
} rows[] = {
    {"kind", MESSAGE_SIGNAL, none, is_signal},
    {"kind of a referral", MESSAGE_REFERRAL, none, is_referral},
    {"who sent it", MESSAGE_SIGNAL, none, of_housing},
    {"form", MESSAGE_SIGNAL, form, has_form},
    {"sector", MESSAGE_REFERRAL, sector, has_sector},
    {"handling code", MESSAGE_SIGNAL, handling, has_handling},
    {"danger now", MESSAGE_SIGNAL, danger, has_danger},
    {"no danger", MESSAGE_SIGNAL, none, is_calm},
    {"municipality as a number", MESSAGE_SIGNAL, none, in_amsterdam},
    {"another one", MESSAGE_REFERRAL, alkmaar, in_alkmaar},
    {"no place", MESSAGE_SIGNAL, no_place, nowhere},
    {"a municipality too long", MESSAGE_SIGNAL, long_place, nowhere},
    {"a letter in it", MESSAGE_SIGNAL, odd_place, nowhere},
    {"what follows 9", MESSAGE_SIGNAL, next_to_nine, nowhere},
    {"small letters", MESSAGE_SIGNAL, small_place, nowhere},
    {"another country", MESSAGE_SIGNAL, belgium, abroad},
    {"our own, written out", MESSAGE_SIGNAL, home, in_amsterdam},
    {"subject", MESSAGE_SIGNAL, subject, has_subject},
    {"a referral has no subject", MESSAGE_REFERRAL, subject, no_subject},
    {"the people", MESSAGE_SIGNAL, persons, has_persons},
    {"nothing about people", MESSAGE_SIGNAL, unsaid_persons, no_persons},
    {"children", MESSAGE_REFERRAL, children, has_children},
    {"shelter needed", MESSAGE_REFERRAL, shelter, needs_shelter},
    {"not needed", MESSAGE_REFERRAL, no_shelter, needs_none},
    {"a signal asks no shelter", MESSAGE_SIGNAL, shelter, shelter_unsaid},
    {"unknown whether unsafe", MESSAGE_REFERRAL, unsafe, unsafe_unknown},
    {"extra care", MESSAGE_REFERRAL, care, has_care},
    {"shielded address", MESSAGE_REFERRAL, shielded, is_shielded},
    {"kind of referral", MESSAGE_REFERRAL, return_home, goes_home},
    {"two problems, one of them twice", MESSAGE_REFERRAL, two, has_two},
    {"one problem twice is one", MESSAGE_REFERRAL, one, has_one},
    {"numbers that are no problem", MESSAGE_REFERRAL, odd, has_one},
    {"a signal has no problems", MESSAGE_SIGNAL, two, has_none},
    {"what advice is about", MESSAGE_ADVICE, about, has_about},
    {"the category of a bottleneck", MESSAGE_BOTTLENECK, about, has_about},
    {"the reason of a withdrawal is no subject", MESSAGE_WITHDRAWAL, about,
     no_about},
    {"codes ascending, none twice", MESSAGE_SIGNAL, four, three_codes},
    {"what has not the form of a code", MESSAGE_SIGNAL, broken, one_code},
    {"no codes", MESSAGE_SIGNAL, without_codes, no_codes},
};

static void
test_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct submission m = content_base(rows[i].kind);
        struct message_facts facts;

        m.facts.has_place = true;
        m.facts.place.municipality = "GM0363";
        rows[i].change(&m);
        facts_of(&m, ORGANISATION_HOUSING, &facts);
        if (!rows[i].holds(&facts))
            fail_msg("%s (codes \"%s\")", rows[i].name, facts.codes);
    }
}

/* As many codes as a message may have, in the worst order. */
static void
test_codes_full(void **state)
{
    struct submission m = content_signal();
    char texts[VALIDATE_INDICATORS_MAX + 1][INDICATOR_CODE_BYTES];
    const char *codes[VALIDATE_INDICATORS_MAX + 1];
    struct message_facts facts;

    (void)state;
    for (size_t i = 0; i <= VALIDATE_INDICATORS_MAX; i++) {
        size_t n = VALIDATE_INDICATORS_MAX - i;

        memcpy(texts[i], "AA00", INDICATOR_CODE_BYTES);
        texts[i][2] = (char)('0' + n / 10);
        texts[i][3] = (char)('0' + n % 10);
        codes[i] = texts[i];
    }
    m.facts.indicators = (struct strings){codes, VALIDATE_INDICATORS_MAX};
    facts_of(&m, ORGANISATION_HOUSING, &facts);
    assert_int_equal(strlen(facts.codes), 80 * 5 - 1);
    assert_memory_equal(facts.codes, "AA01 AA02 ", 10);
    assert_string_equal(facts.codes + strlen(facts.codes) - 4, "AA80");
    m.facts.indicators.n++;
    facts_of(&m, ORGANISATION_HOUSING, &facts);
    assert_int_equal(strlen(facts.codes), 80 * 5 - 1);
}

static void
test_police(void **state)
{
    (void)state;
    for (int kind = ORGANISATION_NONE; kind <= ORGANISATION_OTHER; kind++)
        assert_int_equal(facts_police((enum organisation_kind)kind),
                         kind >= ORGANISATION_POLICE_AMSTERDAM &&
                             kind <= ORGANISATION_KMAR);
}

/* --- a case --- */

static const struct message_facts base = {.kind = MESSAGE_SIGNAL,
                                          .source = ORGANISATION_HOUSING};

static struct case_facts
case_of(const struct message_facts *a, const struct message_facts *b,
        bool new_organisation)
{
    struct case_facts facts;

    case_start(&facts, a, &list);
    case_join(&facts, b, &list, new_organisation);
    return facts;
}

static const struct age_row {
    enum age a, b, together;
} ages[] = {
    {AGE_NONE, AGE_NONE, AGE_NONE},
    {AGE_NONE, AGE_UNKNOWN, AGE_UNKNOWN},
    {AGE_UNKNOWN, AGE_UNKNOWN, AGE_UNKNOWN},
    {AGE_UNKNOWN, AGE_ADULT, AGE_ADULT},
    {AGE_NONE, AGE_ADULT, AGE_ADULT},
    {AGE_ADULT, AGE_UNDER_18, AGE_UNDER_18},
    {AGE_UNKNOWN, AGE_UNDER_18, AGE_UNDER_18},
    {AGE_NONE, AGE_UNDER_18, AGE_UNDER_18},
};

static void
test_case_age(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(ages); i++) {
        struct message_facts a = base;
        struct message_facts b = base;

        a.age = ages[i].a;
        b.age = ages[i].b;
        assert_int_equal(case_of(&a, &b, true).age, ages[i].together);
        assert_int_equal(case_of(&b, &a, true).age, ages[i].together);
    }
}

static const struct form_row {
    const char *name;
    enum form own, second, third, together;
} forms[] = {
    {"the message's own", FORM_ORGAN, FORM_SEXUAL, FORM_LABOUR, FORM_ORGAN},
    {"another's when it says none", FORM_NONE, FORM_LABOUR, FORM_UNKNOWN,
     FORM_LABOUR},
    {"or does not know", FORM_UNKNOWN, FORM_NONE, FORM_LABOUR, FORM_LABOUR},
    {"of two others the first of the schema", FORM_UNKNOWN, FORM_LABOUR,
     FORM_SEXUAL, FORM_SEXUAL},
    {"nobody knows", FORM_UNKNOWN, FORM_UNKNOWN, FORM_NONE, FORM_UNKNOWN},
};

static void
test_case_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(forms); i++) {
        struct message_facts own = base;
        struct message_facts others[2] = {base, base};

        own.form = forms[i].own;
        others[0].form = forms[i].second;
        others[1].form = forms[i].third;
        for (size_t order = 0; order < 2; order++) {
            struct case_facts facts = case_of(&own, &others[order], false);

            case_join(&facts, &others[1 - order], &list, false);
            if (facts.form != forms[i].together)
                fail_msg("%s: %d", forms[i].name, facts.form);
        }
    }
}

/* The perpetrator of one message restricts the whole. */
static void
test_case_subject(void **state)
{
    (void)state;
    for (code_number own = 0; own <= 5; own++) {
        for (code_number other = 0; other <= 5; other++) {
            struct message_facts a = base;
            struct message_facts b = base;
            struct case_facts facts;

            a.subject = own;
            b.subject = other;
            facts = case_of(&a, &b, false);
            assert_int_equal(facts.subject, own != 0 ? own : other);
            assert_int_equal(facts.restricted_subject,
                             own == 2 || own == 3 || other == 2 || other == 3);
        }
    }
}

static void
test_case_join(void **state)
{
    struct message_facts housing = base;
    struct message_facts police = base;
    struct case_facts facts;

    (void)state;
    housing.handling = 3;
    memcpy(housing.codes, "OB06 OB11", 10);
    police.source = ORGANISATION_POLICE;
    police.handling = 2;
    police.danger_now = true;
    police.kind = MESSAGE_REFERRAL;
    memcpy(police.codes, "DB01 OB06 ZZ99", 15);

    case_start(&facts, &housing, &list);
    assert_int_equal(facts.organisations, 1);
    assert_int_equal(facts.messages, 1);
    assert_true(facts.others);
    assert_false(facts.police);
    assert_false(facts.danger_now);
    assert_int_equal(facts.codes.bits[0], 0xC);

    case_join(&facts, &police, &list, true);
    assert_int_equal(facts.message.kind, MESSAGE_SIGNAL);
    assert_int_equal(facts.organisations, 2);
    assert_int_equal(facts.messages, 2);
    assert_true(facts.others && facts.police && facts.danger_now);
    assert_int_equal(facts.handling, 3);        /* the strictest */
    assert_int_equal(facts.codes.bits[0], 0xD); /* union; ZZ99 is no more */
    assert_int_equal(facts.codes.bits[1], 0);

    case_join(&facts, &police, &list, false);
    assert_int_equal(facts.organisations, 2);
    assert_int_equal(facts.messages, 3);

    case_start(&facts, &police, &list);
    assert_true(facts.police && !facts.others);
    case_join(&facts, &housing, &list, true);
    assert_int_equal(facts.handling, 3);
    assert_true(facts.danger_now && facts.others);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_message),   cmocka_unit_test(test_codes_full),
        cmocka_unit_test(test_police),    cmocka_unit_test(test_case_age),
        cmocka_unit_test(test_case_form), cmocka_unit_test(test_case_subject),
        cmocka_unit_test(test_case_join),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
