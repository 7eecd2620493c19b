/* What is asked about finding back and belonging together, as it is decoded. */
#include "wire_decode.h"

static void
test_a_search(void **state)
{
    struct request r;
    const struct request_search *s = &r.u.search;

    (void)state;
    must_decode(
        "\"search\": {\"purpose\": \"p\", \"place\": {\"municipality\": "
        "\"GM0363\", \"postcode\": \"1099ZZ\", \"house_number\": 7, "
        "\"house_letter\": \"a\", \"addition\": \"2\"}, \"identifiers\": "
        "[{\"type\": \"phone\", \"value\": \"v\", \"country\": \"NL\"}, "
        "{\"type\": \"bag\", \"value\": \"w\"}], \"indicators\": [\"OB06\"], "
        "\"form\": \"labour\", \"observed_from\": \"1\", \"observed_to\": "
        "\"2\", \"accepted_from\": \"3\", \"accepted_to\": \"4\", \"class\": "
        "5, \"status\": \"closed\", \"organisation_kind\": \"care\", "
        "\"words\": \"w w\", \"kind\": \"signal\", \"limit\": 6, \"after\": "
        "\"S-1\"}",
        &r, REQUEST_SEARCH);
    assert_string_equal(s->purpose, "p");
    assert_true(s->has_place);
    assert_string_equal(s->place.municipality, "GM0363");
    assert_string_equal(s->place.postcode, "1099ZZ");
    assert_int_equal(s->place.house_number, 7);
    assert_string_equal(s->place.house_letter, "a");
    assert_string_equal(s->place.addition, "2");
    assert_int_equal(s->identifiers_n, 2);
    assert_int_equal(s->identifiers[0].type, IDENTIFIER_PHONE);
    assert_string_equal(s->identifiers[0].value, "v");
    assert_string_equal(s->identifiers[0].country, "NL");
    assert_int_equal(s->identifiers[1].type, IDENTIFIER_BAG);
    assert_int_equal(s->indicators.n, 1);
    assert_string_equal(s->indicators.v[0], "OB06");
    assert_int_equal(s->form, FORM_LABOUR);
    assert_string_equal(s->observed.from, "1");
    assert_string_equal(s->observed.to, "2");
    assert_string_equal(s->accepted.from, "3");
    assert_string_equal(s->accepted.to, "4");
    assert_int_equal(s->class_k, 5);
    assert_int_equal(s->status, CASE_CLOSED);
    assert_int_equal(s->organisation_kind, ORGANISATION_CARE);
    assert_string_equal(s->words, "w w");
    assert_int_equal(s->kind, MESSAGE_SIGNAL);
    assert_int_equal(s->limit, 6);
    assert_string_equal(s->after, "S-1");
    must_decode("\"search\": {}", &r, REQUEST_SEARCH);
    assert_false(s->has_place);
    assert_string_equal(s->purpose, "");
    assert_string_equal(s->observed.from, "");
    assert_string_equal(s->words, "");
}

static void
test_more_identifiers_than_fit(void **state)
{
#define PHONES "{\"type\": \"phone\", \"value\": \"1\"}, "
    struct request r;
    struct refusal why;

    (void)state;
    must_decode("\"search\": {\"identifiers\": [" PHONES PHONES PHONES
                "{\"type\": \"bag\"}]}",
                &r, REQUEST_SEARCH);
    assert_int_equal(r.u.search.identifiers_n, SEARCH_IDENTIFIERS_MAX);
    assert_int_equal(
        decode("\"search\": {\"identifiers\": [" PHONES PHONES PHONES PHONES
               "{\"type\": \"bag\"}]}",
               &r, &why),
        RC_INVALID);
    assert_int_equal(why.findings[0].code, REFUSAL_TOO_MANY);
    assert_string_equal(why.findings[0].field, "identifiers");
}

static void
test_why_and_decide(void **state)
{
    struct request r;
    const struct request_link_decide *d = &r.u.link_decide;

    (void)state;
    must_decode("\"why\": {\"id\": \"S-1\", \"other\": \"S-2\"}", &r,
                REQUEST_WHY);
    assert_string_equal(r.u.why.id, "S-1");
    assert_string_equal(r.u.why.other, "S-2");
    must_decode("\"link_decide\": {\"verb\": \"take_back\", \"ids\": "
                "[\"S-1\", \"S-2\"], \"bundle\": \"B-1\", \"decision\": "
                "\"V-1\", \"reason\": \"r\"}",
                &r, REQUEST_LINK_DECIDE);
    assert_int_equal(d->verb, DECISION_TAKE_BACK);
    assert_int_equal(d->ids.n, 2);
    assert_string_equal(d->ids.v[1], "S-2");
    assert_string_equal(d->bundle, "B-1");
    assert_string_equal(d->decision, "V-1");
    assert_string_equal(d->reason, "r");
}

static void
test_review_and_epochs(void **state)
{
    struct request r;
    const struct request_list_review *l = &r.u.list_review;
    const struct request_epoch_action *e = &r.u.epoch_action;

    (void)state;
    must_decode("\"list_review\": {\"kind\": \"split_tie\", \"id\": \"S-1\", "
                "\"from_mb\": -5, \"unsure\": true, \"limit\": 7, \"after\": "
                "\"x\"}",
                &r, REQUEST_LIST_REVIEW);
    assert_int_equal(l->kind, REVIEW_SPLIT_TIE);
    assert_string_equal(l->id, "S-1");
    assert_int_equal(l->from_mb, -5);
    assert_true(l->unsure);
    assert_int_equal(l->limit, 7);
    assert_string_equal(l->after, "x");
    must_decode("\"epoch_action\": {\"verb\": \"swap\", \"epoch\": 3, "
                "\"reason\": \"r\", \"after\": \"B-1\"}",
                &r, REQUEST_EPOCH_ACTION);
    assert_int_equal(e->verb, EPOCH_SWAP);
    assert_int_equal(e->epoch, 3);
    assert_string_equal(e->reason, "r");
    assert_string_equal(e->after, "B-1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_search),
        cmocka_unit_test(test_more_identifiers_than_fit),
        cmocka_unit_test(test_why_and_decide),
        cmocka_unit_test(test_review_and_epochs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
