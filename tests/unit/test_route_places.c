/* Shelter, windows, and the single questions to the tables. */
#include "route_tables.h"

/* --- shelter --- */

static void
facilities_make(void)
{
    rules.facilities =
        (struct facilities){.facilities = {{.name = "nood",
                                            .kind = FACILITY_EMERGENCY,
                                            .funder = FUNDER_MUNICIPALITY},
                                           {.name = "cosm",
                                            .kind = FACILITY_COSM,
                                            .funder = FUNDER_JUSTICE}},
                            .facilities_n = 2};
}

static void
test_shelter(void **state)
{
    struct case_facts facts = base;
    struct table_row *row;
    struct route_decision d;

    (void)setup(state);
    facilities_make();
    row = row_add(TABLE_SHELTER, "T5.6");
    row_says(row, SHELTER_OUT_ROUTE, SHELTER_ROUTE_PLACE);
    row_says(row, SHELTER_OUT_PROPOSE, 0x0102); /* cosm, then nood */
    row_says(row, SHELTER_OUT_PLACER, PLACER_COMENSHA);
    row_says(row, SHELTER_OUT_ASK, ASK_RESIDENCE);
    shelter(&facts);
    d = decide(&facts);
    assert_int_equal(d.shelter, SHELTER_ROUTE_PLACE);
    assert_int_equal(d.proposals_n, 2);
    assert_int_equal(d.proposals[0], 1);
    assert_int_equal(d.proposals[1], 0);
    assert_int_equal(d.placer, PLACER_COMENSHA);
    assert_int_equal(d.ask, ASK_RESIDENCE);

    row_says(row, SHELTER_OUT_PROPOSE, 0x0301); /* there are two */
    assert_int_equal(decide(&facts).proposals_n, 1);
    row_says(row, SHELTER_OUT_PROPOSE, 0); /* a place, but none */
    assert_int_equal(decide(&facts).shelter, SHELTER_ROUTE_ESCALATE);
    row_says(row, SHELTER_OUT_ROUTE, SHELTER_ROUTE_ASK_RESIDENCE);
    assert_int_equal(decide(&facts).shelter, SHELTER_ROUTE_ASK_RESIDENCE);
    row_says(row, SHELTER_OUT_ESCALATE, 1);
    assert_int_equal(decide(&facts).shelter, SHELTER_ROUTE_ESCALATE);
    row_says(row, SHELTER_OUT_ESCALATE, 0);
    row_says(row, SHELTER_OUT_ROUTE, 6); /* the word `none` */
    assert_int_equal(decide(&facts).shelter, SHELTER_ROUTE_ESCALATE);

    /* only when shelter is needed, and only of a referral */
    no_shelter(&facts);
    assert_int_equal(decide(&facts).shelter, SHELTER_ROUTE_NONE);
    unknown_shelter(&facts);
    assert_int_equal(decide(&facts).shelter, SHELTER_ROUTE_NONE);
    facts = base;
    facts.message.shelter_needed = YES_NO_YES;
    assert_int_equal(decide(&facts).shelter, SHELTER_ROUTE_NONE);
    assert_int_equal(decide(&facts).placer, PLACER_NONE);
}

/* --- windows --- */

static void
test_moment(void **state)
{
    static const struct window_span day = {
        .weekdays = 0xFE, .from_minute = 480, .to_minute = 1320};
    static const struct window_span monday = {
        .weekdays = 2, .from_minute = 480, .to_minute = 1320};
    struct table_row *row;
    struct route_decision d;

    (void)setup(state);
    rules.calendar.windows[0] = (struct window){"never", {monday}, 1};
    rules.calendar.windows[1] = (struct window){"daytime", {day}, 1};
    rules.calendar.windows_n = 2;
    row = row_add(TABLE_ALERT, "T4.3");
    row_says(row, ALERT_OUT_CALL, DUTY_COORDINATOR);
    d = decide(&base);
    assert_int_equal(d.trace.asked >> INPUT_MOMENT & 1, 0); /* names none */

    rules.tables[TABLE_ALERT].windows[0] = 0;
    rules.tables[TABLE_ALERT].windows[1] = 1;
    rules.tables[TABLE_ALERT].windows_n = 2;
    d = decide(&base);
    assert_int_equal(d.trace.asked >> INPUT_MOMENT & 1, 1);
    assert_int_equal(d.trace.values[INPUT_MOMENT], 1 + 2); /* the second */
    rules.tables[TABLE_ALERT].windows[1] = 7; /* no such window: closed */
    d = decide(&base);
    assert_int_equal(d.trace.values[INPUT_MOMENT], 1);
}

/* --- single questions --- */

static void
test_places(void **state)
{
    struct route_trace trace;
    struct table_row *row;

    (void)setup(state);
    facilities_make();
    row = row_add(TABLE_PLACEMENT, "T6.1");
    row_when(row, TABLE_PLACEMENT, INPUT_SUBMITTER,
             ORGANISATION_POLICE_AMSTERDAM);
    row_when(row, TABLE_PLACEMENT, INPUT_FACILITY_KIND, FACILITY_EMERGENCY);
    row_when(row, TABLE_PLACEMENT, INPUT_FUNDER, FUNDER_MUNICIPALITY);
    row_says(row, PLACEMENT_OUT_ANSWER, 1);
    row_says(row_add(TABLE_PLACEMENT, "T6.7"), PLACEMENT_OUT_ANSWER, 2);
    assert_true(route_places(&rules, ORGANISATION_POLICE_AMSTERDAM, 0, &trace));
    assert_int_equal(trace.hits_n, 1);
    assert_int_equal(trace.hits[0].row, 0);
    assert_false(
        route_places(&rules, ORGANISATION_POLICE_AMSTERDAM, 1, &trace));
    assert_int_equal(trace.hits_n, 1);
    assert_int_equal(trace.hits[0].row, 1);
    assert_false(route_places(&rules, ORGANISATION_POLICE, 0, NULL));
    assert_false(
        route_places(&rules, ORGANISATION_POLICE_AMSTERDAM, 2, &trace));
    assert_int_equal(trace.hits_n, 0);
}

static void
test_shares(void **state)
{
    static const enum sharing answers[] = {SHARING_NO, SHARING_NO,
                                           SHARING_AUTOMATIC, SHARING_DECISION,
                                           SHARING_NO};
    struct sharing_facts facts = {.content = 2,
                                  .to = ORGANISATION_HOUSING,
                                  .handling = 3,
                                  .agreement = true};
    struct route_trace trace;
    struct table_row *row;

    (void)setup(state);
    row = row_add(TABLE_SHARING, "T7.3");
    row_when(row, TABLE_SHARING, INPUT_CONTENT, 3);
    row_when(row, TABLE_SHARING, INPUT_RECIPIENT, ORGANISATION_HOUSING);
    row_when(row, TABLE_SHARING, INPUT_POLICE_DATA, 2);
    row_when(row, TABLE_SHARING, INPUT_HANDLING, 3);
    row_when(row, TABLE_SHARING, INPUT_AGREEMENT, 1);
    for (uint64_t i = 0; i < ROWS(answers); i++) {
        row_says(row, SHARING_OUT_ALLOWED, i);
        assert_int_equal(route_shares(&rules, &facts, &trace), answers[i]);
        assert_int_equal(trace.hits_n, 1);
    }
    row_says(row, SHARING_OUT_ALLOWED, 2);
    facts.police_data = true;
    assert_int_equal(route_shares(&rules, &facts, &trace), SHARING_NO);
    assert_int_equal(trace.hits_n, 0);
}

static void
test_feedback(void **state)
{
    struct table_row *row;
    struct route_trace trace;

    (void)setup(state);
    row = row_add(TABLE_FEEDBACK, "T8.6");
    row_when(row, TABLE_FEEDBACK, INPUT_FEEDBACK, 6);
    row_says(row, FEEDBACK_OUT_TERM, 77);
    assert_int_equal(route_feedback_term(&rules, 5, &trace), 77);
    assert_int_equal(trace.hits_n, 1);
    assert_int_equal(route_feedback_term(&rules, 4, &trace), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shelter),  cmocka_unit_test(test_moment),
        cmocka_unit_test(test_places),   cmocka_unit_test(test_shares),
        cmocka_unit_test(test_feedback),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
