/* Decisions by tables made by hand: what is asked of them, what no table may
 * lower, and that a desk without tables still calls somebody. */
#include "route_tables.h"

/* --- what no table may lower --- */

FACTS(a_signal, (void)f)
FACTS(danger, f->danger_now = true)
FACTS(unsafe_signal, f->message.unsafe_now = YES_NO_YES,
      f->message.shelter_needed = YES_NO_YES)
FACTS(advice, f->message.kind = MESSAGE_ADVICE)
FACTS(referral, f->message.kind = MESSAGE_REFERRAL)
FACTS(shelter_danger, f->message.kind = MESSAGE_REFERRAL,
      f->message.shelter_needed = YES_NO_YES, f->danger_now = true)

static const struct floor_row {
    const char *name;
    void (*change)(struct case_facts *f);
    enum level level; /* when the tables say U4B */
    enum level empty; /* when there are none */
} floors[] = {
    {"a signal is as the table says", a_signal, LEVEL_U4B, LEVEL_U2},
    {"danger now is U1", danger, LEVEL_U1, LEVEL_U1},
    {"what a signal says of shelter is no floor", unsafe_signal, LEVEL_U4B,
     LEVEL_U2},
    {"advice", advice, LEVEL_U4B, LEVEL_U2},
    {"a referral is U3 at least", referral, LEVEL_U3, LEVEL_U2},
    {"without need of shelter too", no_shelter, LEVEL_U3, LEVEL_U2},
    {"or when that is unknown", unknown_shelter, LEVEL_U3, LEVEL_U2},
    {"needing shelter is U2 at least", shelter, LEVEL_U2, LEVEL_U2},
    {"danger before shelter", shelter_danger, LEVEL_U1, LEVEL_U1},
};

static void
test_floors(void **state)
{
    (void)setup(state);
    row_says(row_add(TABLE_URGENCY, "T2.9"), URGENCY_OUT_LEVEL, LEVEL_U4B);
    row_says(row_add(TABLE_ALERT, "T4.1"), ALERT_OUT_CALL, DUTY_COORDINATOR);
    for (size_t i = 0; i < ROWS(floors); i++) {
        struct case_facts facts = base;
        struct route_decision d;

        floors[i].change(&facts);
        d = decide(&facts);
        if (d.level != floors[i].level || d.no_rule)
            fail_msg("%s: U%d, no rule %d", floors[i].name, d.level, d.no_rule);
        /* the tables behind are asked with the level that holds */
        assert_int_equal(d.trace.values[INPUT_URGENCY], d.level);
    }
}

/* A desk without tables: the coordinator on call, at once. */
static void
test_empty(void **state)
{
    for (size_t i = 0; i < ROWS(floors); i++) {
        struct case_facts facts = base;
        struct route_decision d;

        (void)setup(state);
        floors[i].change(&facts);
        d = decide(&facts);
        if (d.level != floors[i].empty || !d.no_rule ||
            d.call != DUTY_COORDINATOR)
            fail_msg("%s: U%d, no rule %d, call %u", floors[i].name, d.level,
                     d.no_rule, d.call);
        assert_int_equal(d.group, GROUP_UNDETERMINED);
        assert_int_equal(d.desk, DESKS_MAX);
        assert_int_equal(d.region, REGION_UNKNOWN);
        assert_int_equal(d.trace.hits_n, 0);
        assert_int_equal(d.proposals_n, 0);
        assert_false(d.restricted || d.raised || d.call_112);
        assert_int_equal(d.shelter,
                         facts.message.kind == MESSAGE_REFERRAL &&
                                 facts.message.shelter_needed == YES_NO_YES
                             ? SHELTER_ROUTE_ESCALATE
                             : SHELTER_ROUTE_NONE);
        assert_int_equal(d.placer, d.shelter == SHELTER_ROUTE_NONE
                                       ? PLACER_NONE
                                       : PLACER_COORDINATOR);
    }
    assert_false(route_places(&rules, ORGANISATION_ACM, 0, NULL));
    assert_false(route_places(&rules, ORGANISATION_ACM, SIZE_MAX, NULL));
    assert_int_equal(
        route_shares(&rules, &(struct sharing_facts){.agreement = true}, NULL),
        SHARING_NO);
    assert_int_equal(route_feedback_term(&rules, 5, NULL), 0);
}

/* The catch-all of T4 is as U2, whatever T2 said, and calls the coordinator. */
static void
test_catch_all(void **state)
{
    struct table_row *row;
    struct route_decision d;

    (void)setup(state);
    row_says(row_add(TABLE_URGENCY, "T2.9"), URGENCY_OUT_LEVEL, LEVEL_U4);
    row = row_add(TABLE_ALERT, "T4.13");
    row_says(row, ALERT_OUT_CALL, DUTY_MANAGER);
    row_says(row, ALERT_OUT_NO_RULE, 1);
    d = decide(&base);
    assert_int_equal(d.level, LEVEL_U2);
    assert_true(d.no_rule);
    assert_int_equal(d.call, DUTY_COORDINATOR | DUTY_MANAGER);

    row_says(row, ALERT_OUT_NO_RULE, 0);
    d = decide(&base);
    assert_int_equal(d.level, LEVEL_U4);
    assert_false(d.no_rule);
    assert_int_equal(d.call, DUTY_MANAGER);

    row->says = 0; /* rows that call nobody are no rows */
    row->then[ALERT_OUT_CALL] = 0;
    d = decide(&base);
    assert_true(d.no_rule);
    assert_int_equal(d.call, DUTY_COORDINATOR);
}

/* A level that a person has set holds, whatever rows and floors say. */
static void
test_set_by_hand(void **state)
{
    struct case_facts facts = base;
    struct table_row *row;
    struct route_decision d;

    (void)setup(state);
    row_says(row_add(TABLE_URGENCY, "T2.1"), URGENCY_OUT_LEVEL, LEVEL_U1);
    row = row_add(TABLE_ALERT, "T4.4");
    row_when(row, TABLE_ALERT, INPUT_URGENCY, LEVEL_U3);
    row_says(row, ALERT_OUT_CALL, DUTY_COORDINATOR);
    row_says(row, ALERT_OUT_ACT, 77);
    shelter_danger(&facts);
    route_decide_at(&rules, &facts, NOW_US, LEVEL_U3, &d);
    assert_int_equal(d.level, LEVEL_U3);
    assert_int_equal(d.act, 77);
    assert_int_equal(d.trace.values[INPUT_URGENCY], LEVEL_U3);
    assert_int_equal(d.trace.hits_n, 1);
    assert_false(d.no_rule);

    route_decide_at(&rules, &facts, NOW_US, LEVEL_U4, &d);
    assert_int_equal(d.level, LEVEL_U4);
    assert_true(d.no_rule); /* somebody is called, at that level */
    assert_int_equal(d.call, DUTY_COORDINATOR);

    route_decide_at(&rules, &facts, NOW_US, LEVEL_NONE, &d);
    assert_int_equal(d.level, LEVEL_U1);
}

/* --- what the tables are asked --- */

FACTS(kinds, f->message.kind = MESSAGE_WITHDRAWAL)
FACTS(comensha, f->message.source = ORGANISATION_COMENSHA)
FACTS(minor, f->age = AGE_UNDER_18)
FACTS(adult, f->age = AGE_ADULT)
FACTS(age_unknown, f->age = AGE_UNKNOWN)
FACTS(form_other, f->form = FORM_OTHER)
FACTS(form_unknown, f->form = FORM_UNKNOWN)
FACTS(location, f->subject = 4)
FACTS(offender, f->subject = 2, f->restricted_subject = true)
FACTS(another_offender, f->subject = 4, f->restricted_subject = true)
FACTS(unsaid_offender, f->subject = 0, f->restricted_subject = true)
FACTS(third_country, f->message.residence = 3)
FACTS(residence_unknown, f->message.residence = 4)
FACTS(one_problem, shelter(f), f->message.problems = 1)
FACTS(two_problems, shelter(f), f->message.problems = 2)
FACTS(unsafe, f->message.unsafe_now = YES_NO_NO)
FACTS(unsafe_unknown, f->message.unsafe_now = YES_NO_UNKNOWN)
FACTS(sixty_one, f->organisations = 61)
FACTS(sixty_two, f->organisations = 62)
FACTS(very_many, f->organisations = 4000000000)
FACTS(police_only, f->police = true, f->others = false)
FACTS(cross, f->police = true)
FACTS(alkmaar, f->message.municipality = 361)
FACTS(nowhere, f->message.municipality = 9999)
FACTS(belgium, f->message.municipality = 361, f->message.abroad = true)

static const struct value_row {
    const char *name;
    void (*change)(struct case_facts *f);
    enum input input;
    uint8_t value;
} values[] = {
    {"kind", kinds, INPUT_MESSAGE, MESSAGE_WITHDRAWAL},
    {"who sent it", comensha, INPUT_SUBMITTER, ORGANISATION_COMENSHA},
    {"under 18", minor, INPUT_AGE, 1},
    {"adult", adult, INPUT_AGE, 2},
    {"unknown age is never adult", age_unknown, INPUT_AGE, 0},
    {"age not said", a_signal, INPUT_AGE, 0},
    {"form", form_other, INPUT_FORM, FORM_OTHER},
    {"unknown form", form_unknown, INPUT_FORM, 0},
    {"subject", location, INPUT_SUBJECT, 4},
    {"a perpetrator", offender, INPUT_SUBJECT, 2},
    {"of another message of the case", another_offender, INPUT_SUBJECT, 3},
    {"this one says nothing", unsaid_offender, INPUT_SUBJECT, 3},
    {"third country", third_country, INPUT_RESIDENCE, 3},
    {"residence unknown", residence_unknown, INPUT_RESIDENCE, 0},
    {"one problem is not multi", one_problem, INPUT_MULTI_PROBLEM, 2},
    {"two are", two_problems, INPUT_MULTI_PROBLEM, 1},
    {"not unsafe", unsafe, INPUT_UNSAFE_NOW, 2},
    {"unknown whether unsafe", unsafe_unknown, INPUT_UNSAFE_NOW, 0},
    {"shelter needed", shelter, INPUT_SHELTER_NEEDED, 1},
    {"unknown whether needed", unknown_shelter, INPUT_SHELTER_NEEDED, 0},
    {"danger", danger, INPUT_DANGER_NOW, 1},
    {"no danger", a_signal, INPUT_DANGER_NOW, 2},
    {"one organisation", a_signal, INPUT_ORGANISATIONS, 2},
    {"61", sixty_one, INPUT_ORGANISATIONS, 62},
    {"62", sixty_two, INPUT_ORGANISATIONS, 63},
    {"and more are 62", very_many, INPUT_ORGANISATIONS, 63},
    {"police alone is one domain", police_only, INPUT_CROSS_DOMAIN, 2},
    {"others alone too", a_signal, INPUT_CROSS_DOMAIN, 2},
    {"police and somebody else", cross, INPUT_CROSS_DOMAIN, 1},
    {"class of no codes", a_signal, INPUT_CLASS, CLASS_K0},
    {"region", alkmaar, INPUT_REGION, 2},
    {"a municipality nobody knows", nowhere, INPUT_REGION, 0},
    {"abroad", belgium, INPUT_REGION, 1},
};

static void
regions_make(void)
{
    struct regions *r = &rules.regions;

    *r = (struct regions){.regions = {{.name = "elsewhere"}, {.name = "nh"}},
                          .regions_n = 2,
                          .desks = {{.name = "south"}, {.name = "north"}},
                          .desks_n = 2,
                          .abroad = 0};
    r->municipalities[0] =
        (struct municipality){.code = 361, .region = 1, .to_day = INT64_MAX};
    r->municipalities_n = 1;
}

static void
test_values(void **state)
{
    (void)setup(state);
    regions_make();
    for (size_t i = 0; i < ROWS(values); i++) {
        struct case_facts facts = base;
        struct route_decision d;

        values[i].change(&facts);
        d = decide(&facts);
        if (d.trace.values[values[i].input] != values[i].value ||
            (d.trace.asked >> values[i].input & 1) == 0)
            fail_msg("%s: %u", values[i].name, d.trace.values[values[i].input]);
    }
}

/* What T1 and T2 answer is what T2, T4 and T5 are asked. */
static void
test_chain(void **state)
{
    struct case_facts facts = base;
    struct table_row *row;
    struct route_decision d;

    (void)setup(state);
    row = row_add(TABLE_TARGET_GROUP, "T1.2");
    row_when(row, TABLE_TARGET_GROUP, INPUT_AGE, 1);
    row_says(row, GROUP_OUT_GROUP, GROUP_A);
    row_says(row, GROUP_OUT_MARK, MARK_FORM);
    row_says(row, GROUP_OUT_ASK, ASK_FORM);
    row = row_add(TABLE_URGENCY, "T2.4");
    row_when(row, TABLE_URGENCY, INPUT_GROUP, GROUP_A);
    row_says(row, URGENCY_OUT_LEVEL, LEVEL_U3);
    row_says(row, URGENCY_OUT_RAISED, 1);
    row_says(row, URGENCY_OUT_CALL_112, 1);
    row = row_add(TABLE_ALERT, "T4.3");
    row_when(row, TABLE_ALERT, INPUT_URGENCY, LEVEL_U3);
    row_says(row, ALERT_OUT_CALL, DUTY_COORDINATOR);
    row_says(row, ALERT_OUT_ACT, 3600);
    row_says(row, ALERT_OUT_PREPARE, 5);
    row_says(row, ALERT_OUT_RESTRICTED, 1);
    facts.age = AGE_UNDER_18;
    d = decide(&facts);
    assert_int_equal(d.group, GROUP_A);
    assert_int_equal(d.marks, MARK_FORM);
    assert_int_equal(d.ask, ASK_FORM);
    assert_int_equal(d.level, LEVEL_U3);
    assert_true(d.raised && d.call_112 && d.restricted && !d.no_rule);
    assert_int_equal(d.call, DUTY_COORDINATOR);
    assert_int_equal(d.act, 3600);
    assert_int_equal(d.prepare, 5);
    assert_int_equal(d.trace.hits_n, 3);
    assert_int_equal(d.trace.hits[1].table, TABLE_URGENCY);

    facts.age = AGE_ADULT; /* the row of T1 no longer hits, nor those behind */
    d = decide(&facts);
    assert_int_equal(d.group, GROUP_UNDETERMINED);
    assert_true(d.no_rule);
}

static void
test_desk(void **state)
{
    struct table_row *row;
    struct route_decision d;

    (void)setup(state);
    regions_make();
    row = row_add(TABLE_DESK, "T3.2");
    row_says(row, DESK_OUT_DESK, 2);
    row_says(row, DESK_OUT_INFORM, 9);
    d = decide(&base);
    assert_int_equal(d.desk, 1);
    assert_int_equal(d.inform, 9);
    row_says(row, DESK_OUT_DESK, 3); /* there are two */
    assert_int_equal(decide(&base).desk, DESKS_MAX);
}

/* A code that does not count for minors: nobody is less because of an age. */
static void
test_minor_class(void **state)
{
    struct case_facts facts = base;

    (void)setup(state);
    rules.indicators =
        (struct indicator_list){.codes = {{.code = "UO01",
                                           .dimension = DIMENSION_EXPLOITED,
                                           .adult = STRENGTH_STRONG,
                                           .minor = STRENGTH_STRONG},
                                          {.code = "UO08",
                                           .dimension = DIMENSION_EXPLOITED,
                                           .adult = STRENGTH_STRONG,
                                           .minor = STRENGTH_NONE},
                                          {.code = "UO11",
                                           .dimension = DIMENSION_EXPLOITED,
                                           .adult = STRENGTH_WEAK,
                                           .minor = STRENGTH_STRONG,
                                           .minor_paid_sex = true}},
                                .n = 3};
    code_set_add(&facts.codes, 0);
    code_set_add(&facts.codes, 1);
    facts.age = AGE_ADULT;
    assert_int_equal(decide(&facts).k, CLASS_K2);
    facts.age = AGE_UNKNOWN;
    assert_int_equal(decide(&facts).k, CLASS_K2);
    facts.age = AGE_UNDER_18; /* K1 by the minors' column */
    assert_int_equal(decide(&facts).k, CLASS_K2);
    assert_int_equal(decide(&facts).trace.values[INPUT_CLASS], CLASS_K2);
    code_set_add(&facts.codes, 2);
    assert_int_equal(decide(&facts).k, CLASS_K4);
    assert_true(decide(&facts).why.minor);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_floors),    cmocka_unit_test(test_empty),
        cmocka_unit_test(test_catch_all), cmocka_unit_test(test_set_by_hand),
        cmocka_unit_test(test_values),    cmocka_unit_test(test_chain),
        cmocka_unit_test(test_desk),      cmocka_unit_test(test_minor_class),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
