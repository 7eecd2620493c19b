/* What each kind of message must say, and in which order it is told. */
#include "content.h"

CASE(as_it_is, (void)m)

CASE(short_id, m->message_id_n = 15)
CASE(long_id, m->message_id_n = 17)
CASE(no_id, m->message_id_n = 0)
CASE(no_observed, m->facts.observed = "")
CASE(no_form, m->facts.form = FORM_NONE)
CASE(form_unknown, m->facts.form = FORM_UNKNOWN)
CASE(no_place, m->facts.has_place = false)
CASE(no_municipality, m->facts.place.municipality = "")
CASE(no_codes, m->facts.indicators.n = 0)
CASE(only_text, m->facts.indicators.n = 0; m->facts.text = "Licht brandt.")
CASE(only_blank_text, m->facts.indicators.n = 0; m->facts.text = " \n")
CASE(only_identifier,
     static const struct identifier one = {IDENTIFIER_ALIAS, "Lola", ""};
     m->facts.indicators.n = 0;
     m->facts.identifiers = (struct identifiers){.v = &one, .n = 1})
CASE(danger, m->facts.danger_now = true)

CASE(count_most, m->facts.has_persons = true; m->facts.persons.count = 1000)
CASE(count_more, m->facts.has_persons = true; m->facts.persons.count = 1001)
CASE(grading, m->facts.grading = "B3")
CASE(grading_5, m->facts.grading = "B5")
CASE(list_in_force, m->facts.indicator_list = "loket-nl-1")
CASE(list_other, m->facts.indicator_list = "loket-nl-2")
CASE(reference, m->own_reference = "2026/0412-a")
CASE(reference_bsn, m->own_reference = "zaak 111222333")
CASE(reference_lines, m->own_reference = "een\ntwee")

static const struct content_row signals[] = {
    {"least", as_it_is, ""},
    {"15 bytes of id", short_id, "message_id INVALID"},
    {"17 bytes of id", long_id, "message_id INVALID"},
    {"no id", no_id, "message_id INVALID"},
    {"observed", no_observed, "observed REQUIRED"},
    {"form", no_form, "form REQUIRED"},
    {"form unknown is a form", form_unknown, ""},
    {"place", no_place, "place.municipality REQUIRED"},
    {"municipality", no_municipality, "place.municipality REQUIRED"},
    {"nothing seen", no_codes, "indicators REQUIRED"},
    {"text is enough", only_text, ""},
    {"blank text is not", only_blank_text, "indicators REQUIRED"},
    {"an identifier is enough", only_identifier, ""},
    {"danger", danger, ""},
    {"1000 persons", count_most, ""},
    {"1001 persons", count_more, "persons.count OUT_OF_RANGE"},
    {"grading", grading, ""},
    {"grading 5", grading_5, "grading INVALID"},
    {"list in force", list_in_force, ""},
    {"another list", list_other, "indicator_list UNKNOWN_CODE"},
    {"own reference", reference, ""},
    {"BSN as reference", reference_bsn, "own_reference BSN"},
    {"reference of two lines", reference_lines, "own_reference BAD_TEXT"},
};

CASE(no_ref, m->referral.victim_ref = "")
CASE(blank_ref, m->referral.victim_ref = "  ")
CASE(bsn_ref, m->referral.victim_ref = "111222333")
CASE(no_shelter, m->referral.shelter_needed = YES_NO_NONE)
CASE(shelter_unknown, m->referral.shelter_needed = YES_NO_UNKNOWN)
CASE(children_most, m->facts.has_persons = true; m->facts.persons.children = 20)
CASE(children_more, m->facts.has_persons = true; m->facts.persons.children = 21)
CASE(language, m->facts.has_persons = true; m->facts.persons.language = "ro")
CASE(language_long, m->facts.has_persons = true;
     m->facts.persons.language = "ron")
CASE(problems, static const code_number all[] = {1, 2, 3};
     m->referral.multi_problem = all; m->referral.multi_problem_n = 3)
CASE(problem_twice, static const code_number twice[] = {1, 2, 1};
     m->referral.multi_problem = twice; m->referral.multi_problem_n = 3)
CASE(callback, m->referral.callback = "+31 20 000 0000")
CASE(callback_words, m->referral.callback = "via de meldkamer")
CASE(callback_dialled, m->referral.callback = "012345672")
CASE(callback_abroad, m->referral.callback = "+111222333")
CASE(callback_bsn, m->referral.callback = "111222333")
CASE(callback_words_bsn, m->referral.callback = "tst 012345672")
CASE(reflection, m->referral.reflection_start = "2026-11-30")
CASE(reflection_time, m->referral.reflection_start = "2026-11-30T10:00:00Z")
CASE(reflection_no_day, m->referral.reflection_start = "2026-11-31")
CASE(observed_future, m->facts.observed = "2099-01-01")

static const struct content_row referrals[] = {
    {"least", as_it_is, ""},
    {"victim_ref", no_ref, "victim_ref REQUIRED"},
    {"blank victim_ref", blank_ref, "victim_ref REQUIRED"},
    {"BSN as victim_ref", bsn_ref, "victim_ref BSN"},
    {"form", no_form, "form REQUIRED"},
    {"place", no_place, "place.municipality REQUIRED"},
    {"shelter_needed", no_shelter, "shelter_needed REQUIRED"},
    {"shelter unknown is an answer", shelter_unknown, ""},
    {"observed is not required", no_observed, ""},
    {"observed in the future", observed_future, "observed IN_FUTURE"},
    {"20 children", children_most, ""},
    {"21 children", children_more, "person.children OUT_OF_RANGE"},
    {"language", language, ""},
    {"language of three", language_long, "person.language INVALID"},
    {"all problems", problems, ""},
    {"a problem twice", problem_twice, "multi_problem[2] INVALID"},
    {"callback", callback, ""},
    {"callback in words", callback_words, ""},
    {"callback that can be dialled", callback_dialled, ""},
    {"callback abroad", callback_abroad, ""},
    {"callback that cannot", callback_bsn, "callback BSN"},
    {"BSN among words", callback_words_bsn, "callback BSN"},
    {"reflection in the future", reflection, ""},
    {"reflection is a day", reflection_time, "reflection_start INVALID"},
    {"no such day", reflection_no_day, "reflection_start INVALID"},
    {"grading 5", grading_5, "grading INVALID"},
    {"another list", list_other, "indicator_list UNKNOWN_CODE"},
};

CASE(no_about, m->about = 0)
CASE(no_text, m->facts.text = "")
CASE(blank_text, m->facts.text = "\n ")
CASE(bad_place, m->facts.has_place = true; m->facts.place.municipality = "363")
CASE(advice_callback, m->callback = "111222333")

static const struct content_row advices[] = {
    {"least", as_it_is, ""},
    {"about", no_about, "about REQUIRED"},
    {"text", no_text, "text REQUIRED"},
    {"blank text", blank_text, "text REQUIRED"},
    {"place", bad_place, "place.municipality INVALID"},
    {"callback", advice_callback, "callback BSN"},
};

static const struct content_row bottlenecks[] = {
    {"least", as_it_is, ""},
    {"category", no_about, "category REQUIRED"},
    {"text", no_text, "text REQUIRED"},
    {"blank text", blank_text, "text REQUIRED"},
    {"place", bad_place, "place.municipality INVALID"},
};

CASE(no_amends, m->has_amends = false)
CASE(no_receipt, m->amends_receipt = "")
CASE(id_only, m->amends_receipt = "S-7K3QM2XA")
CASE(spoken, m->amends_receipt = "s-7k3qm2xa-0123456789abcdef")
CASE(no_action, m->amends_action = VERSION_NONE)
CASE(corrects, m->amends_action = VERSION_CORRECT)

static const struct content_row withdrawals[] = {
    {"least", as_it_is, ""},
    {"reason", no_about, "reason REQUIRED"},
    {"amends", no_amends, "amends REQUIRED"},
    {"receipt", no_receipt, "amends.receipt REQUIRED"},
    {"an id is no receipt", id_only, "amends.receipt INVALID"},
    {"receipt read aloud", spoken, ""},
    {"action", no_action, "amends.action REQUIRED"},
    {"a withdrawal corrects nothing", corrects, "amends.action INVALID"},
};

CASE(supplements, m->has_amends = true; m->amends_receipt = RECEIPT;
     m->amends_action = VERSION_SUPPLEMENT)
CASE(corrects_signal, m->has_amends = true; m->amends_receipt = RECEIPT;
     m->amends_action = VERSION_CORRECT)
CASE(withdraws, m->has_amends = true; m->amends_receipt = RECEIPT;
     m->amends_action = VERSION_WITHDRAW)
CASE(amends_nothing, m->has_amends = true)

static const struct content_row versions[] = {
    {"supplement", supplements, ""},
    {"correction", corrects_signal, ""},
    {"only a withdrawal withdraws", withdraws, "amends.action INVALID"},
    {"empty", amends_nothing,
     "amends.receipt REQUIRED, amends.action REQUIRED"},
};

static void
run(const struct content_row *rows, size_t n, struct submission good)
{
    for (size_t i = 0; i < n; i++) {
        struct submission m = good;

        rows[i].change(&m);
        content_expect(rows[i].name, &m, rows[i].found);
    }
}

static void
test_signal(void **state)
{
    (void)state;
    run(signals, ROWS(signals), content_signal());
}

static void
test_referral(void **state)
{
    (void)state;
    run(referrals, ROWS(referrals), content_referral());
}

static void
test_advice(void **state)
{
    (void)state;
    run(advices, ROWS(advices), content_advice());
}

static void
test_bottleneck(void **state)
{
    struct submission m = content_advice();

    (void)state;
    m.kind = MESSAGE_BOTTLENECK;
    run(bottlenecks, ROWS(bottlenecks), m);
}

static void
test_withdrawal(void **state)
{
    (void)state;
    run(withdrawals, ROWS(withdrawals), content_withdrawal());
}

static void
test_versions(void **state)
{
    (void)state;
    run(versions, ROWS(versions), content_signal());
    run(versions, ROWS(versions), content_referral());
    run(versions, ROWS(versions), content_advice());
}

static void
test_no_kind(void **state)
{
    struct submission m = content_base(MESSAGE_NONE);

    (void)state;
    content_expect("none", &m, "kind REQUIRED");
    m.kind = (enum message_kind)(MESSAGE_WITHDRAWAL + 1);
    content_expect("unknown", &m, "kind REQUIRED");
}

static void
test_all_findings_at_once_in_field_order(void **state)
{
    struct submission m = content_base(MESSAGE_SIGNAL);
    struct submission r = content_base(MESSAGE_REFERRAL);

    (void)state;
    m.message_id_n = 0;
    m.facts.observed = "gisteren";
    m.facts.grading = "D9";
    m.facts.text = "111222333";
    m.facts.indicator_list = "x";
    m.own_reference = "111222333";
    m.has_amends = true;
    content_expect("signal", &m,
                   "message_id INVALID, observed INVALID, form REQUIRED, "
                   "place.municipality REQUIRED, grading INVALID, text BSN, "
                   "indicator_list UNKNOWN_CODE, own_reference BSN, "
                   "amends.receipt REQUIRED, amends.action REQUIRED");
    r.referral.callback = "111222333";
    r.facts.observed = "2000-01-01";
    r.referral.reflection_start = "x";
    content_expect("referral", &r,
                   "victim_ref REQUIRED, form REQUIRED, "
                   "place.municipality REQUIRED, shelter_needed REQUIRED, "
                   "callback BSN, observed TOO_OLD, "
                   "reflection_start INVALID");
}

static void
test_urgent(void **state)
{
    struct submission m = content_signal();

    (void)state;
    assert_false(message_is_urgent(&m));
    m.facts.danger_now = true;
    assert_true(message_is_urgent(&m));
    m = content_referral();
    assert_true(message_is_urgent(&m));
    m = content_advice();
    assert_false(message_is_urgent(&m));
    m = content_withdrawal();
    assert_false(message_is_urgent(&m));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signal),
        cmocka_unit_test(test_referral),
        cmocka_unit_test(test_advice),
        cmocka_unit_test(test_bottleneck),
        cmocka_unit_test(test_withdrawal),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_no_kind),
        cmocka_unit_test(test_all_findings_at_once_in_field_order),
        cmocka_unit_test(test_urgent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
