/* What the desk tells about places, read back as JSON. */
#include "wire_answer.h"

#include <string.h>

#include "core/request.h"
#include "wire/encode_shelter.h"

#define N64 "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

static const struct placement placed = {.placement = 77,
                                        .state = PLACEMENT_PLACED,
                                        .facility = "acm-crisis",
                                        .referral = 88,
                                        .places = 3,
                                        .since_us = 4,
                                        .until_us = 5,
                                        .organisation = 99,
                                        .principal = 99,
                                        .alert = 66};

#define PLACED                                                                 \
    "{\"placement\": \"P-1\", \"state\": \"placed\", \"facility\": "           \
    "\"acm-crisis\", \"referral\": \"R-1\", \"places\": 3, \"since_us\": 4, "  \
    "\"until_us\": 5, \"by\": \"team\"}"

static void
test_results(void **state)
{
    const struct reply_placement placement = {&placed, "P-1", "R-1", "team"};
    const struct reply_shelter all = {.verdict = SHELTER_FULL,
                                      .placement = &placement,
                                      .alert = "M-1",
                                      .warnings = 1U << SHELTER_WOMEN_ONLY |
                                                  1U << SHELTER_NOT_SHIELDED};
    const struct reply_shelter nothing = {.verdict = SHELTER_NOT_FOUND,
                                          .alert = ""};

    (void)state;
    expect(wire_shelter_result(&out, &all),
           ANSWER("\"shelter_result\": {\"verdict\": \"full\", "
                  "\"placement\": " PLACED ", \"alert\": \"M-1\", "
                  "\"warnings\": [\"women_only\", \"not_shielded\"]}"));
    expect(wire_shelter_result(&out, &nothing),
           ANSWER("\"shelter_result\": {\"verdict\": \"not_found\"}"));
}

static void
test_lists(void **state)
{
    const struct facility facility = {
        .name = "acm-crisis",
        .label = "not told",
        .kind = FACILITY_CRISIS,
        .bookable = true,
    };
    const struct reply_facility facilities[] = {{&facility,
                                                 {.places = 20,
                                                  .out_of_service = 1,
                                                  .reserved = 2,
                                                  .placed = 3,
                                                  .requested = 4},
                                                 "amsterdam",
                                                 true}};
    const struct reply_placement placements[] = {
        {&placed, "P-1", "R-1", "team"}};

    (void)state;
    expect(wire_shelter_list(&out,
                             &(struct reply_shelter_list){facilities, 1,
                                                          placements, 1, true}),
           ANSWER("\"shelter_list\": {\"facilities\": [{\"facility\": "
                  "\"acm-crisis\", \"kind\": \"crisis\", \"places\": 20, "
                  "\"out_of_service\": 1, \"requested\": 4, \"reserved\": 2, "
                  "\"placed\": 3, \"free\": 14, \"bookable\": true, "
                  "\"region\": \"amsterdam\", \"may_place\": true}], "
                  "\"placements\": [" PLACED "], \"more\": true}"));
}

/* Everything at its longest, as many as may be; one more is not encoded. */
static void
test_full_lists_fit_a_frame(void **state)
{
    static struct reply_facility facilities[FACILITIES_MAX + 1];
    static struct reply_placement placements[LIST_LIMIT + 1];
    static struct facility facility;
    static struct placement placement;
    struct reply_shelter_list list = {facilities, FACILITIES_MAX, placements,
                                      LIST_LIMIT, true};

    (void)state;
    facility = (struct facility){.name = N64, .kind = FACILITY_OTHER};
    placement = (struct placement){.facility = N64,
                                   .state = PLACEMENT_OUT_OF_SERVICE,
                                   .places = UINT32_MAX,
                                   .since_us = INT64_MAX,
                                   .until_us = INT64_MAX};
    for (size_t i = 0; i <= FACILITIES_MAX; i++)
        facilities[i] = (struct reply_facility){
            &facility,
            {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
            N64,
            true};
    for (size_t i = 0; i <= LIST_LIMIT; i++)
        placements[i] = (struct reply_placement){&placement, "P-00000000",
                                                 "R-00000000", N64};
    expect_schema(wire_shelter_list(&out, &list));
    list.placements_n++;
    assert_int_equal(wire_shelter_list(&out, &list), 0);
    list.placements_n--;
    list.facilities_n++;
    assert_int_equal(wire_shelter_list(&out, &list), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_full_lists_fit_a_frame),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
