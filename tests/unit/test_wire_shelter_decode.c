/* What is asked about places, as it is decoded. */
#include "wire_decode.h"

static void
test_an_action(void **state)
{
    struct request r;
    const struct request_shelter_action *a = &r.u.shelter_action;

    (void)state;
    must_decode("\"shelter_action\": {\"verb\": \"out_of_service\", "
                "\"facility\": \"f\", \"referral\": \"R-1\", \"placement\": "
                "\"P-1\", \"places\": 3, \"until_us\": 4, \"reason\": \"r\"}",
                &r, REQUEST_SHELTER_ACTION);
    assert_int_equal(a->verb, SHELTER_OUT_OF_SERVICE);
    assert_string_equal(a->facility, "f");
    assert_string_equal(a->referral, "R-1");
    assert_string_equal(a->placement, "P-1");
    assert_int_equal(a->places, 3);
    assert_int_equal(a->until_us, 4);
    assert_string_equal(a->reason, "r");
    must_decode("\"shelter_action\": {}", &r, REQUEST_SHELTER_ACTION);
    assert_int_equal(a->verb, SHELTER_VERB_NONE);
    assert_string_equal(a->facility, "");
    assert_string_equal(a->referral, "");
    assert_string_equal(a->placement, "");
    assert_string_equal(a->reason, "");
}

static void
test_a_question(void **state)
{
    struct request r;
    const struct request_list_shelter *l = &r.u.list_shelter;

    (void)state;
    must_decode("\"list_shelter\": {\"placements\": true, \"facility\": \"f\", "
                "\"after\": \"P-1\"}",
                &r, REQUEST_LIST_SHELTER);
    assert_true(l->placements);
    assert_string_equal(l->facility, "f");
    assert_string_equal(l->after, "P-1");
    must_decode("\"list_shelter\": {}", &r, REQUEST_LIST_SHELTER);
    assert_false(l->placements);
    assert_string_equal(l->after, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_action),
        cmocka_unit_test(test_a_question),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
