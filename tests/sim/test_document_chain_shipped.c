/* The shipped shelter, directory and terms say what the sources say. */
#include "../unit/amsterdam.h"
#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alert.h"
#include "core/desk_rules.h"
#include "core/indicator.h"
#include "document/document.h"
#include "document/document_findings.h"
#include "init_documents.h"

#define HOUR INT64_C(3600000000)

static int
compile(void **state)
{
    struct desk_rules *rules = calloc(1, sizeof *rules);
    struct document_text texts[DOCUMENT_LAST];
    struct document_findings findings = {0};
    char line[DOCUMENT_LINE_BYTES];
    struct zone zone;
    const struct document_input in = {.texts = texts,
                                      .texts_n = init_documents_shipped(texts),
                                      .zone = &zone};

    assert_non_null(rules);
    amsterdam(&zone);
    if (document_compile(&in, rules, &findings) != RC_OK || findings.n != 0)
        fail_msg("%s", document_finding_write(&findings.list[0], line));
    *state = rules;
    return 0;
}

static int
forget(void **state)
{
    free(*state);
    return 0;
}

/* Each fits into one request of `loket desk put`. */
static void
test_each_can_be_put_again(void **state)
{
    struct document_text texts[DOCUMENT_LAST];
    size_t n = init_documents_shipped(texts);

    (void)state;
    assert_true(n >= DOCUMENT_TERMS);
    for (size_t i = 0; i < n; i++)
        if (texts[i].n == 0 || texts[i].n > 49152)
            fail_msg("%s: %zu bytes", texts[i].name, texts[i].n);
}

static const struct shelter_row {
    const char *name;
    enum facility_kind kind;
    enum funder funder;
    const char *region; /* NULL: national */
    uint32_t places;
    bool bookable;
} shelter_rows[] = {
    {"acm-nood", FACILITY_EMERGENCY, FUNDER_MUNICIPALITY, "amsterdam", 1, true},
    {"acm-crisis", FACILITY_CRISIS, FUNDER_MUNICIPALITY, "amsterdam", 6, true},
    {"acm-regulier", FACILITY_REGULAR, FUNDER_MUNICIPALITY, "amsterdam", 8,
     true},
    {"acm-cosm", FACILITY_COSM, FUNDER_JUSTICE, NULL, 20, true},
    {"mp-amsterdam", FACILITY_MULTI_PROBLEM, FUNDER_STATE, "amsterdam", 14,
     true},
    {"mp-alkmaar", FACILITY_MULTI_PROBLEM, FUNDER_STATE, "noord-holland", 3,
     true},
    {"mp-almere", FACILITY_MULTI_PROBLEM, FUNDER_STATE, "almere", 3, true},
    {"cosm-landelijk", FACILITY_COSM, FUNDER_JUSTICE, NULL, 40, false},
};

static void
test_shelters_are_those_of_the_sources(void **state)
{
    const struct desk_rules *rules = *state;
    const struct facilities *all = &rules->facilities;

    assert_int_equal(all->facilities_n, ROWS(shelter_rows));
    for (size_t i = 0; i < ROWS(shelter_rows); i++) {
        const struct shelter_row *r = &shelter_rows[i];
        size_t at = facility_find(all, r->name);
        const struct facility *f = &all->facilities[at];
        size_t region = r->region == NULL
                            ? REGIONS_MAX
                            : region_find(&rules->regions, r->region);

        if (at == FACILITIES_MAX || f->kind != r->kind ||
            f->funder != r->funder || f->region != region ||
            f->bookable != r->bookable || f->source[0] == '\0' ||
            facility_places(f, civil_days(2026, 11, 26)) != r->places)
            fail_msg("%s", r->name);
        /* S1 promises them, on 29 November 2019 */
        if (f->funder == FUNDER_STATE)
            assert_true(facility_places(f, civil_days(2019, 11, 28)) == 0 &&
                        facility_places(f, civil_days(2019, 11, 29)) > 0);
    }
    assert_int_equal(
        facility_places(&all->facilities[facility_find(all, "cosm-landelijk")],
                        civil_days(2018, 12, 31)),
        50);
}

/* 1 + 6 + 8 = 15 of the municipality, 35 with COSM, 55 with multi-problem. */
static void
test_places_add_up(void **state)
{
    const struct facilities *all = &((struct desk_rules *)*state)->facilities;
    uint32_t by_funder[FUNDER_OTHER + 1] = {0};

    for (size_t i = 0; i < all->facilities_n; i++)
        if (all->facilities[i].bookable)
            by_funder[all->facilities[i].funder] +=
                facility_places(&all->facilities[i], civil_days(2026, 11, 26));
    assert_int_equal(by_funder[FUNDER_MUNICIPALITY], 15);
    assert_int_equal(by_funder[FUNDER_MUNICIPALITY] + by_funder[FUNDER_JUSTICE],
                     35);
    assert_int_equal(by_funder[FUNDER_MUNICIPALITY] +
                         by_funder[FUNDER_JUSTICE] + by_funder[FUNDER_STATE],
                     55);
    assert_int_equal(by_funder[FUNDER_OTHER], 0);
}

/* Of the sources' list, with the names of today. */
static const struct role_row {
    const char *name, *groups, *now;
} role_rows[] = {
    {"zorgcoordinator", "ABCD", ""},
    {"piket", "ABCD", ""},
    {"teammanager", "", ""},
    {"pol-projectcoord", "BC", "politie-eenheid Amsterdam"},
    {"pol-team-mh", "B", "politie-eenheid Amsterdam, AVIM"},
    {"pol-zeden-elders", "B", ""},
    {"pol-vreemdelingen", "AB", "AVIM"},
    {"pol-jeugd-zeden", "AB", ""},
    {"kmar", "B", ""},
    {"om", "BC", ""},
    {"advocaat", "BC", ""},
    {"ind", "B", ""},
    {"jeugd-eigenaar", "A", "Jeugdbescherming Regio Amsterdam; Levvel"},
    {"meldpunt-kind", "A", "Veilig Thuis"},
    {"school", "A", ""},
    {"jongerenwerk", "A", ""},
    {"kinderrechter", "A", ""},
    {"reclassering", "A", ""},
    {"nidos", "A", ""},
    {"siod", "C", "Nederlandse Arbeidsinspectie"},
    {"arbeidsinspectie", "C", "Nederlandse Arbeidsinspectie"},
    {"belastingdienst", "C", ""},
    {"vakbond", "C", ""},
    {"vrouwenopvang", "BC", ""},
    {"opvang-regulier", "BC", ""},
    {"comensha", "BC", "CoMensha (formerly STV)"},
    {"cosm-rotterdam", "", ""},
    {"cosm-drenthe", "", ""},
    {"blijf-groep", "", ""},
    {"iom", "B", ""},
    {"rode-kruis-tracing", "", ""},
    {"coa", "", ""},
    {"humanitas-blinn", "", ""},
    {"slachtofferhulp", "B", ""},
    {"ggd", "AB", ""},
    {"dwi-bijzonder", "", "WPI (gemeente Amsterdam)"},
    {"amw", "", ""},
    {"huiselijk-geweld", "", "Veilig Thuis"},
    {"veiligheidshuis", "", "Zorg- en Veiligheidshuis"},
    {"gemeente", "BC", ""},
    {"corporatie", "", ""},
    {"kennis-overig", "", ""},
    {"nationaal-rapporteur", "", ""},
    {"umo", "", ""},
    {"veldtafel-jeugd", "", ""},
    {"regie", "", "gemeente Amsterdam"},
    {"netwerk", "", ""},
};

static void
test_roles_are_those_of_the_sources(void **state)
{
    const struct directory *all = &((struct desk_rules *)*state)->directory;

    assert_int_equal(all->roles_n, ROWS(role_rows));
    for (size_t i = 0; i < ROWS(role_rows); i++) {
        const struct role_row *r = &role_rows[i];
        size_t at = role_find(all, r->name);

        if (at == ROLES_MAX || strcmp(all->roles[at].groups, r->groups) != 0 ||
            strcmp(all->roles[at].now, r->now) != 0 ||
            all->roles[at].source[0] == '\0')
            fail_msg("%s", r->name);
    }
}

static void
test_the_case_meeting_has_its_members(void **state)
{
    static const char *const members[] = {"zorgcoordinator", "pol-projectcoord",
                                          "advocaat", "jeugd-eigenaar", "ind"};
    const struct directory *all = &((struct desk_rules *)*state)->directory;
    size_t n = 0;

    for (size_t i = 0; i < all->roles_n; i++)
        n += all->roles[i].member_casus;
    assert_int_equal(n, ROWS(members));
    for (size_t i = 0; i < ROWS(members); i++)
        assert_true(all->roles[role_find(all, members[i])].member_casus);
}

static void
test_nobody_and_no_agreement_is_shipped(void **state)
{
    const struct directory *all = &((struct desk_rules *)*state)->directory;

    assert_int_equal(all->entries_n, 0);
    assert_int_equal(all->agreements_n, 0);
    assert_int_equal(all->warn_days, 60);
}

static const struct term_row {
    const char *name, *row;
    struct term_length length;
    enum term_moment starts, ends;
    uint32_t levels;
    bool on;
} term_rows[] = {
    {"bedenktijd", "T9.1", {.months = 3}, 0, 0, 0, true},
    {"verblijfsvergunning", "T9.3", {.months = 12}, 0, 0, 0, true},
    {"b9-drie-jaar", "T9.4", {.months = 36}, 0, 0, 0, true},
    {"verblijf-een-jaar", "T9.5", {.months = 12}, 0, 0, 0, true},
    {"verblijf-twee-jaar", "T9.5", {.months = 24}, 0, 0, 0, true},
    {"dublin30", "T9.6", {.days = 30}, 0, 0, 0, false},
    {"ack-u1",
     "T4.1",
     {.elapsed_us = HOUR / 12},
     MOMENT_RECEIVED,
     MOMENT_ACKNOWLEDGED,
     1U << LEVEL_U1,
     true},
    {"ack-u2",
     "T4.2",
     {.elapsed_us = HOUR / 4},
     MOMENT_RECEIVED,
     MOMENT_ACKNOWLEDGED,
     1U << LEVEL_U2,
     true},
    {"ack-u3",
     "T4.3",
     {.working_days = 1},
     MOMENT_RECEIVED,
     MOMENT_ACKNOWLEDGED,
     1U << LEVEL_U3,
     true},
    {"act-u1",
     "T4.1",
     {.elapsed_us = HOUR},
     MOMENT_RECEIVED,
     MOMENT_FIRST_ACT,
     1U << LEVEL_U1,
     true},
    {"act-u2",
     "T4.2",
     {.elapsed_us = 3 * HOUR},
     MOMENT_RECEIVED,
     MOMENT_FIRST_ACT,
     1U << LEVEL_U2,
     true},
    {"act-u3",
     "T4.4",
     {.working_days = 3},
     MOMENT_RECEIVED,
     MOMENT_FIRST_ACT,
     1U << LEVEL_U3,
     true},
    {"act-u4",
     "T4.5",
     {.working_days = 2},
     MOMENT_RECEIVED,
     MOMENT_FIRST_ACT,
     1U << LEVEL_U4,
     true},
    {"answer-u1",
     "",
     {.elapsed_us = HOUR},
     MOMENT_ASSIGNED,
     MOMENT_ANSWERED,
     1U << LEVEL_U1,
     true},
    {"answer",
     "",
     {.elapsed_us = 3 * HOUR},
     MOMENT_ASSIGNED,
     MOMENT_ANSWERED,
     0x3C,
     true},
    {"assignment-done",
     "",
     {.working_days = 5},
     MOMENT_ASSIGNED,
     MOMENT_DONE,
     0x3E,
     true},
    {"handover",
     "",
     {.elapsed_us = HOUR},
     MOMENT_OFFERED,
     MOMENT_ACCEPTED,
     0x3E,
     true},
    {"accepted",
     "",
     {.working_days = 1},
     MOMENT_RECEIVED,
     MOMENT_ACCEPTED,
     0x3E,
     true},
    {"casus",
     "",
     {.working_days = 10},
     MOMENT_ACCEPTED,
     MOMENT_DONE,
     0x3E,
     false},
    {"outcome",
     "T8.6",
     {.days = 28},
     MOMENT_RECEIVED,
     MOMENT_OUTCOME_TOLD,
     0x3E,
     true},
};

static void
test_terms_are_those_of_the_design(void **state)
{
    const struct terms *terms = &((struct desk_rules *)*state)->terms;

    assert_int_equal(terms->rules_n, ROWS(term_rows));
    for (size_t i = 0; i < ROWS(term_rows); i++) {
        const struct term_row *r = &term_rows[i];
        size_t at = term_find(terms, r->name);
        const struct term_rule *rule = &terms->rules[at];

        if (at == TERMS_MAX || strcmp(rule->row, r->row) != 0 ||
            memcmp(&rule->length, &r->length, sizeof r->length) != 0 ||
            rule->starts != r->starts || rule->ends != r->ends ||
            rule->levels != r->levels || rule->on != r->on ||
            rule->source[0] == '\0')
            fail_msg("%s", r->name);
    }
}

static void
test_reflection_warns_and_asks_for_a_decision(void **state)
{
    const struct terms *terms = &((struct desk_rules *)*state)->terms;
    const struct term_rule *rule =
        &terms->rules[term_find(terms, "bedenktijd")];

    assert_int_equal(rule->warns_n, 3);
    assert_int_equal(rule->warn_days[0], 6 * 7);
    assert_int_equal(rule->warn_days[1], 2 * 7);
    assert_int_equal(rule->warn_days[2], 7);
    assert_true(rule->decision); /* T9.2 */
    assert_int_equal(rule->then, term_find(terms, "verblijfsvergunning"));
    rule = &terms->rules[rule->then];
    assert_int_equal(rule->warns_n, 1);
    assert_int_equal(rule->warn_days[0], 8 * 7);
    assert_false(rule->decision);
}

static void
test_outflows_are_those_of_the_sources(void **state)
{
    static const char *const codes[] = {"other-institution", "return",
                                        "ambulatory", "umo", "veldtafel-jeugd"};
    const struct terms *terms = &((struct desk_rules *)*state)->terms;

    assert_int_equal(terms->outflows_n, ROWS(codes));
    for (size_t i = 0; i < ROWS(codes); i++) {
        size_t at = outflow_find(terms, codes[i]);

        if (at == OUTFLOWS_MAX || terms->outflows[at].retired)
            fail_msg("%s", codes[i]);
    }
    assert_int_equal(terms->follow_up_days, 90);
    assert_int_equal(terms->moves_warn, 5); /* six moves are told */
    assert_int_equal(terms->notes.minute, 10 * 60);
    assert_int_equal(terms->notes.weekdays, 0xFE);
    assert_false(terms->notes.working_days);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_can_be_put_again),
        cmocka_unit_test(test_shelters_are_those_of_the_sources),
        cmocka_unit_test(test_places_add_up),
        cmocka_unit_test(test_roles_are_those_of_the_sources),
        cmocka_unit_test(test_the_case_meeting_has_its_members),
        cmocka_unit_test(test_nobody_and_no_agreement_is_shipped),
        cmocka_unit_test(test_terms_are_those_of_the_design),
        cmocka_unit_test(test_reflection_warns_and_asks_for_a_decision),
        cmocka_unit_test(test_outflows_are_those_of_the_sources),
    };

    return cmocka_run_group_tests(tests, compile, forget);
}
