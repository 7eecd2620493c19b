/* What partners tell, field by field, from a frame to the model. */
#include "wire_decode.h"

#define SUBMIT(content)                                                        \
    "\"submit\": {\"message_id\": \"" ID_HEX "\", " content "}"
#define PLACE                                                                  \
    "\"place\": {\"municipality\": \"GM0363\", \"postcode\": \"1099ZZ\", "     \
    "\"house_number\": 12, \"house_letter\": \"a\", \"addition\": \"II\", "    \
    "\"kind\": \"hotel\", \"country\": \"BE\"}"
#define SHARED                                                                 \
    "\"observed\": \"2026-11-20\", \"precision\": \"month\", "                 \
    "\"form\": \"labour\", \"sector\": \"mining\", " PLACE ", "                \
    "\"indicators\": [\"OB06\", \"DB02\"], \"identifiers\": ["                 \
    "{\"type\": \"plate\", \"value\": \"XX-000-X\", \"country\": \"PL\"}, "    \
    "{\"type\": \"bag\", \"value\": \"7\"}], \"grading\": \"B3\", "            \
    "\"handling\": \"h2\", \"channel\": \"phone\", \"danger_now\": true, "     \
    "\"text\": \"tekst\", \"indicator_list\": \"2026-1\""

static void
expect_place(const struct place *place)
{
    assert_string_equal(place->municipality, "GM0363");
    assert_string_equal(place->postcode, "1099ZZ");
    assert_int_equal(place->house_number, 12);
    assert_string_equal(place->house_letter, "a");
    assert_string_equal(place->addition, "II");
    assert_int_equal(place->kind, 3);
    assert_string_equal(place->country, "BE");
}

/* Of SHARED, every fact. */
static void
expect_shared(const struct facts *facts)
{
    assert_string_equal(facts->observed, "2026-11-20");
    assert_int_equal(facts->precision, PRECISION_MONTH);
    assert_int_equal(facts->form, FORM_LABOUR);
    assert_int_equal(facts->sector, 2);
    assert_true(facts->has_place);
    expect_place(&facts->place);
    assert_int_equal(facts->indicators.n, 2);
    assert_string_equal(facts->indicators.v[0], "OB06");
    assert_string_equal(facts->indicators.v[1], "DB02");
    assert_int_equal(facts->identifiers.n, 2);
    assert_int_equal(facts->identifiers.v[0].type, IDENTIFIER_PLATE);
    assert_string_equal(facts->identifiers.v[0].value, "XX-000-X");
    assert_string_equal(facts->identifiers.v[0].country, "PL");
    assert_int_equal(facts->identifiers.v[1].type, IDENTIFIER_BAG);
    assert_string_equal(facts->identifiers.v[1].country, "");
    assert_string_equal(facts->grading, "B3");
    assert_int_equal(facts->handling, 3);
    assert_int_equal(facts->channel, 3);
    assert_true(facts->danger_now);
    assert_string_equal(facts->text, "tekst");
    assert_string_equal(facts->indicator_list, "2026-1");
}

static void
test_signal(void **state)
{
    struct request r;
    const struct submission *s = &r.u.submit.message;

    (void)state;
    must_decode(SUBMIT("\"signal\": {" SHARED ", \"subject\": \"business\", "
                       "\"persons\": {\"age\": \"under_18\", \"gender\": "
                       "\"male\", \"count\": 14, \"residence\": \"eu\", "
                       "\"pregnant\": \"no\"}, \"own_reference\": \"Z-1\"}, "
                       "\"amends\": {\"receipt\": \"S-1\", \"action\": "
                       "\"correct\"}"),
                &r, REQUEST_SUBMIT);
    assert_int_equal(s->kind, MESSAGE_SIGNAL);
    assert_int_equal(s->message_id_n, MESSAGE_ID_BYTES);
    assert_memory_equal(s->message_id, id, sizeof id);
    expect_shared(&s->facts);
    assert_int_equal(s->subject, 5);
    assert_true(s->facts.has_persons);
    assert_int_equal(s->facts.persons.age, AGE_UNDER_18);
    assert_int_equal(s->facts.persons.gender, 2);
    assert_int_equal(s->facts.persons.count, 14);
    assert_int_equal(s->facts.persons.residence, 2);
    assert_int_equal(s->facts.persons.pregnant, YES_NO_NO);
    assert_int_equal(s->facts.persons.children, 0);
    assert_string_equal(s->facts.persons.language, "");
    assert_string_equal(s->own_reference, "Z-1");
    assert_true(s->has_amends);
    assert_string_equal(s->amends_receipt, "S-1");
    assert_int_equal(s->amends_action, VERSION_CORRECT);
}

static void
test_referral(void **state)
{
    struct request r;
    const struct submission *s = &r.u.submit.message;
    const struct referral_facts *f = &s->referral;

    (void)state;
    must_decode(
        SUBMIT("\"referral\": {" SHARED ", \"victim_ref\": \"POL-1\", "
               "\"person\": {\"age\": \"adult\", \"gender\": \"female\", "
               "\"residence\": \"nl\", \"children\": 2, \"pregnant\": "
               "\"yes\", \"language\": \"ro\"}, \"shelter_needed\": \"yes\", "
               "\"unsafe_now\": \"no\", \"multi_problem\": [\"addiction\", "
               "\"psychiatric\"], \"consent\": \"given\", \"callback\": "
               "\"+31 20 000 0000\", \"reflection_start\": \"2026-11-30\", "
               "\"referral_kind\": \"shelter\", \"extra_care\": true, "
               "\"contact_address_known\": \"unknown\", "
               "\"shielded_address\": true}"),
        &r, REQUEST_SUBMIT);
    assert_int_equal(s->kind, MESSAGE_REFERRAL);
    expect_shared(&s->facts);
    assert_true(s->facts.has_persons);
    assert_int_equal(s->facts.persons.age, AGE_ADULT);
    assert_int_equal(s->facts.persons.children, 2);
    assert_int_equal(s->facts.persons.count, 0);
    assert_int_equal(s->facts.persons.pregnant, YES_NO_YES);
    assert_string_equal(s->facts.persons.language, "ro");
    assert_string_equal(f->victim_ref, "POL-1");
    assert_int_equal(f->shelter_needed, YES_NO_YES);
    assert_int_equal(f->unsafe_now, YES_NO_NO);
    assert_int_equal(f->multi_problem_n, 2);
    assert_int_equal(f->multi_problem[0], 1);
    assert_int_equal(f->multi_problem[1], 3);
    assert_int_equal(f->consent, 1);
    assert_string_equal(f->callback, "+31 20 000 0000");
    assert_string_equal(f->reflection_start, "2026-11-30");
    assert_int_equal(f->referral_kind, 3);
    assert_true(f->extra_care);
    assert_true(f->shielded_address);
    assert_int_equal(f->contact_address_known, YES_NO_UNKNOWN);
}

static void
test_advice_bottleneck_withdrawal(void **state)
{
    struct request r;
    const struct submission *s = &r.u.submit.message;

    (void)state;
    must_decode(SUBMIT("\"advice\": {\"about\": \"law\", \"text\": \"?\", "
                       "\"form\": \"organ\", \"callback\": \"06\", " PLACE "}"),
                &r, REQUEST_SUBMIT);
    assert_int_equal(s->kind, MESSAGE_ADVICE);
    assert_int_equal(s->about, 3);
    assert_string_equal(s->facts.text, "?");
    assert_int_equal(s->facts.form, FORM_ORGAN);
    assert_string_equal(s->callback, "06");
    expect_place(&s->facts.place);
    must_decode(SUBMIT("\"bottleneck\": {\"category\": \"capacity\", "
                       "\"text\": \"vol\", " PLACE "}"),
                &r, REQUEST_SUBMIT);
    assert_int_equal(s->kind, MESSAGE_BOTTLENECK);
    assert_int_equal(s->about, 6);
    assert_string_equal(s->facts.text, "vol");
    expect_place(&s->facts.place);
    must_decode(SUBMIT("\"withdrawal\": {\"reason\": \"unfounded\"}"), &r,
                REQUEST_SUBMIT);
    assert_int_equal(s->kind, MESSAGE_WITHDRAWAL);
    assert_int_equal(s->about, 2);
}

/* Nothing said: no string is NULL. */
static void
test_strings_are_never_null(void **state)
{
    static const char *const contents[] = {
        SUBMIT("\"signal\": {}"),     SUBMIT("\"referral\": {}"),
        SUBMIT("\"advice\": {}"),     SUBMIT("\"bottleneck\": {}"),
        SUBMIT("\"withdrawal\": {}"), "\"submit\": {}"};

    (void)state;
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        struct request r;
        const struct submission *s = &r.u.submit.message;
        const struct facts *f = &s->facts;

        must_decode(contents[i], &r, REQUEST_SUBMIT);

        const char *const texts[] = {f->observed,
                                     f->grading,
                                     f->text,
                                     f->indicator_list,
                                     f->place.municipality,
                                     f->place.postcode,
                                     f->place.house_letter,
                                     f->place.addition,
                                     f->place.country,
                                     f->persons.language,
                                     s->own_reference,
                                     s->callback,
                                     s->amends_receipt,
                                     s->referral.victim_ref,
                                     s->referral.callback,
                                     s->referral.reflection_start};

        for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++)
            assert_string_equal(texts[t], "");
        assert_false(f->has_place || f->has_persons || s->has_amends);
        assert_int_equal(f->indicators.n + f->identifiers.n, 0);
    }
}

static void
test_raw_is_the_submit_as_received(void **state)
{
    struct request r;
    struct submission again;
    struct arena arena;

    (void)state;
    must_decode(SUBMIT("\"signal\": {" SHARED "}"), &r, REQUEST_SUBMIT);
    assert_true(r.u.submit.raw > bytes &&
                r.u.submit.raw + r.u.submit.raw_n < bytes + sizeof bytes);
    arena_init(&arena, memory, sizeof memory);
    assert_int_equal(
        wire_decode_submit(&arena, r.u.submit.raw, r.u.submit.raw_n, &again),
        RC_OK);
    assert_int_equal(again.kind, MESSAGE_SIGNAL);
    expect_shared(&again.facts);
    assert_int_equal(wire_decode_submit(&arena, r.u.submit.raw,
                                        r.u.submit.raw_n - 1, &again),
                     RC_INVALID);
}

/* However small the arena, decoding ends with RC_DOWN and nothing worse. */
static void
test_small_arena_is_down(void **state)
{
    struct request r;
    struct refusal why = {.n = 0};
    size_t n = must_write("ClientMessage",
                          "{\"request_id\": \"" ID_HEX
                          "\", " SUBMIT("\"referral\": {\"multi_problem\": "
                                        "[\"addiction\"], " SHARED "}") "}",
                          bytes, sizeof bytes);
    struct arena arena;
    size_t enough = 0;

    (void)state;
    for (size_t size = 0; size < 8192; size += 16) {
        void *room = aligned_alloc(16, size + 16);
        enum rc rc;

        assert_non_null(room);
        arena_init(&arena, room, size);
        rc = wire_decode_request(&arena, bytes, n, &r, &why);
        assert_true(rc == RC_OK || (rc == RC_DOWN && enough == 0));
        if (rc == RC_OK && enough == 0)
            enough = size;
        free(room);
    }
    assert_in_range(enough, 512, 4096);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signal),
        cmocka_unit_test(test_referral),
        cmocka_unit_test(test_advice_bottleneck_withdrawal),
        cmocka_unit_test(test_strings_are_never_null),
        cmocka_unit_test(test_raw_is_the_submit_as_received),
        cmocka_unit_test(test_small_arena_is_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
