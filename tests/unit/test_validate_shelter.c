/* May this be asked about places in shelters?  Each rule, on both sides of its
 * boundary; and all findings at once. */
#include "desk_rows.h"

#define ASKED r->u.shelter_action
#define SOON  (1800000000 * SECOND)

static struct request
asked(enum shelter_verb verb, const char *facility, const char *placement)
{
    struct request r = {.kind = REQUEST_SHELTER_ACTION};

    r.u.shelter_action = (struct request_shelter_action){.verb = verb,
                                                         .facility = facility,
                                                         .referral = "",
                                                         .placement = placement,
                                                         .reason = ""};
    return r;
}

static struct request
good_place(void)
{
    return asked(SHELTER_PLACE, "acm-crisis", "");
}

static struct request
good_move_in(void)
{
    return asked(SHELTER_PLACE, "", "P-00000000");
}

static struct request
good_reserve(void)
{
    return asked(SHELTER_RESERVE, "acm-crisis", "");
}

static struct request
good_release(void)
{
    return asked(SHELTER_RELEASE, "", "P-00000000");
}

static struct request
good_extend(void)
{
    struct request r = asked(SHELTER_EXTEND, "", "P-00000000");

    r.u.shelter_action.until_us = SOON;
    return r;
}

static struct request
good_out(void)
{
    struct request r = asked(SHELTER_OUT_OF_SERVICE, "acm-crisis", "");

    r.u.shelter_action.places = 1;
    r.u.shelter_action.reason = "kapot";
    return r;
}

CASE(verb_unsaid, ASKED.verb = SHELTER_VERB_NONE)
CASE(facility_unsaid, ASKED.facility = "")
CASE(facility_capital, ASKED.facility = "Crisis")
CASE(facility_long, ASKED.facility = A64 "a")
CASE(facility_said, ASKED.facility = "acm-crisis")
CASE(referral_said, ASKED.referral = "R-00000000")
CASE(placement_said, ASKED.placement = "P-00000000")
CASE(placement_unsaid, ASKED.placement = "")
CASE(places_most, ASKED.places = PLACEMENT_PLACES_MAX)
CASE(places_more, ASKED.places = PLACEMENT_PLACES_MAX + 1)
CASE(places_unsaid, ASKED.places = 0)
CASE(until_said, ASKED.until_us = SOON)
CASE(until_half, ASKED.until_us = SOON + 1)
CASE(until_negative, ASKED.until_us = -SECOND)
CASE(until_unsaid, ASKED.until_us = 0)
CASE(reason_longest, ASKED.reason = A120)
CASE(reason_long, ASKED.reason = A120 "a")
CASE(reason_bsn, ASKED.reason = BSN)
CASE(reason_unsaid, ASKED.reason = "")

static const struct row place_rows[] = {
    {"somebody without a name", as_it_is, TAKEN},
    {"a verb", verb_unsaid, REFUSAL_REQUIRED, "verb"},
    {"for a referral", referral_said, TAKEN},
    {"where?", facility_unsaid, REFUSAL_REQUIRED, "facility"},
    {"a name has no capitals", facility_capital, REFUSAL_INVALID, "facility"},
    {"a name of 65", facility_long, REFUSAL_TOO_LONG, "facility"},
    {"a family of twenty", places_most, TAKEN},
    {"one more", places_more, REFUSAL_OUT_OF_RANGE, "places"},
    {"until", until_said, TAKEN},
    {"until a whole second", until_half, REFUSAL_INVALID, "until_us"},
    {"until before 1970", until_negative, REFUSAL_OUT_OF_RANGE, "until_us"},
    {"reason of 120", reason_longest, TAKEN},
    {"reason of 121", reason_long, REFUSAL_TOO_LONG, "reason"},
    {"reason with a BSN", reason_bsn, REFUSAL_BSN, "reason"},
};

static const struct row move_in_rows[] = {
    {"what was reserved", as_it_is, TAKEN},
    {"it is where it is", facility_said, REFUSAL_INVALID, "facility"},
    {"it is for whom it is", referral_said, REFUSAL_INVALID, "referral"},
};

static const struct row reserve_rows[] = {
    {"a place", as_it_is, TAKEN},
    {"where?", facility_unsaid, REFUSAL_REQUIRED, "facility"},
    {"what is reserved is not reserved", placement_said, REFUSAL_INVALID,
     "placement"},
};

static const struct row release_rows[] = {
    {"a placement", as_it_is, TAKEN},
    {"which?", placement_unsaid, REFUSAL_REQUIRED, "placement"},
    {"not everybody of a house", facility_said, REFUSAL_INVALID, "facility"},
    {"not by referral", referral_said, REFUSAL_INVALID, "referral"},
};

static const struct row extend_rows[] = {
    {"until", as_it_is, TAKEN},
    {"until when?", until_unsaid, REFUSAL_REQUIRED, "until_us"},
};

static const struct row out_rows[] = {
    {"a bed", as_it_is, TAKEN},
    {"how many?", places_unsaid, REFUSAL_REQUIRED, "places"},
    {"why?", reason_unsaid, REFUSAL_REQUIRED, "reason"},
    {"where?", facility_unsaid, REFUSAL_REQUIRED, "facility"},
    {"nobody's bed", referral_said, REFUSAL_INVALID, "referral"},
    {"a bed that is taken is not broken", placement_said, REFUSAL_INVALID,
     "placement"},
};

static const struct table tables[] = {
    {good_place, place_rows, ROWS(place_rows)},
    {good_move_in, move_in_rows, ROWS(move_in_rows)},
    {good_reserve, reserve_rows, ROWS(reserve_rows)},
    {good_release, release_rows, ROWS(release_rows)},
    {good_extend, extend_rows, ROWS(extend_rows)},
    {good_out, out_rows, ROWS(out_rows)},
};

static void
test_rules(void **state)
{
    (void)state;
    expect_tables(tables, ROWS(tables));
}

static void
test_all_findings_at_once(void **state)
{
    struct request request = asked(SHELTER_OUT_OF_SERVICE, "", "P-00000000");
    struct request *r = &request;

    (void)state;
    ASKED.until_us = 1;
    expect_all(r, "REQUIRED facility, INVALID placement, REQUIRED places, "
                  "INVALID until_us, REQUIRED reason");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_all_findings_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
