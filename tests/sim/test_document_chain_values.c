/* What regions, shelter, directory and terms say arrives in the rules; the
 * shipped ones say what the sources say. */
#include "document_letters.h"
#include "documents.h"

#include "../unit/amsterdam.h"
#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/alert.h"
#include "core/desk_rules.h"
#include "core/indicator.h"
#include "init_documents.h"

#define HOUR INT64_C(3600000000)

static void
test_regions_arrive(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct regions *regions = &rules->regions;
    int64_t last = civil_days(2026, 12, 31);

    (void)state;
    documents_sound(&(struct documents){.parts = false}, rules);
    assert_int_equal(regions->desks_n, 2);
    assert_string_equal(regions->desks[0].name, "acm");
    assert_string_equal(regions->desks[0].label_nl, "ACM");
    assert_string_equal(regions->desks[0].label_en, "desk");
    assert_int_equal(regions->regions_n, 2);
    assert_string_equal(regions->regions[0].label_nl, "de stad");
    assert_string_equal(regions->regions[0].label_en, "the city");
    assert_int_equal(regions->regions[1].desk, 1);
    assert_int_equal(regions->abroad, 1);
    assert_int_equal(regions->municipalities_n, 3);
    assert_int_equal(region_of(regions, 363, 0), 0);
    assert_string_equal(municipality_name(regions, 363, 0), "Amsterdam");
    assert_int_equal(region_of(regions, 402, last), 1);
    assert_string_equal(municipality_name(regions, 402, last), "Het Gooi");
    assert_int_equal(region_of(regions, 402, last + 1), 0);
    assert_string_equal(municipality_name(regions, 402, last + 1), "Hilversum");
    free(rules);
}

static void
test_shelter_arrives(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct facilities *all = &rules->facilities;
    const struct facility *nood = &all->facilities[0];
    const struct facility *cosm = &all->facilities[1];

    (void)state;
    documents_sound(&(struct documents){.parts = false}, rules);
    assert_int_equal(all->facilities_n, 2);
    assert_string_equal(nood->name, "nood");
    assert_string_equal(nood->label, "Noodbed");
    assert_int_equal(nood->kind, FACILITY_EMERGENCY);
    assert_int_equal(nood->funder, FUNDER_MUNICIPALITY);
    assert_int_equal(nood->people, FACILITY_WOMEN);
    assert_int_equal(nood->region, 0);
    assert_true(nood->bookable && nood->shielded && nood->children);
    assert_int_equal(nood->stay_days, 7);
    assert_int_equal(nood->capacities_n, 2);
    assert_int_equal(facility_places(nood, civil_days(2019, 12, 31)), 1);
    assert_int_equal(facility_places(nood, civil_days(2020, 1, 1)), 0);
    assert_string_equal(nood->source, "S0");
    assert_int_equal(nood->line, 2);
    assert_int_equal(cosm->kind, FACILITY_COSM);
    assert_int_equal(cosm->funder, FUNDER_JUSTICE);
    assert_int_equal(cosm->people, FACILITY_EVERYBODY);
    assert_int_equal(cosm->region, REGIONS_MAX);
    assert_false(cosm->bookable || cosm->shielded || cosm->children);
    assert_int_equal(cosm->stay_days, 0);
    assert_int_equal(all->reservation_us, 2 * HOUR);
    free(rules);
}

static void
test_directory_arrives(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct directory *all = &rules->directory;
    const struct directory_role *role = &all->roles[0];
    const struct directory_entry *entry = &all->entries[0];
    const struct agreement *agreement = &all->agreements[0];

    (void)state;
    documents_sound(&(struct documents){.parts = false}, rules);
    assert_int_equal(all->roles_n, 2);
    assert_string_equal(role->name, "politie");
    assert_string_equal(role->label_en, "police");
    assert_string_equal(role->now, "AVIM");
    assert_string_equal(role->groups, "AB");
    assert_true(role->member_casus);
    assert_string_equal(role->source, "S0");
    assert_int_equal(all->agreements_n, 1);
    assert_int_equal(agreement->kind, AGREEMENT_PROTOCOL);
    assert_string_equal(agreement->purpose, "samen");
    assert_string_equal(agreement->group, "A");
    assert_int_equal(agreement->contents, 1U << 1 | 1U << 6);
    assert_int_equal(agreement->recipients,
                     1U << ORGANISATION_HOUSING | 1U << ORGANISATION_ACM);
    assert_true(agreement->police_data);
    assert_int_equal(agreement->keep_days, 90);
    assert_int_equal(agreement->from_day, civil_days(2026, 1, 1));
    assert_int_equal(agreement->to_day, civil_days(2027, 1, 1));
    assert_int_equal(all->entries_n, 2);
    assert_string_equal(entry->organisation, "Huis");
    assert_string_equal(entry->partner, "huis-1");
    assert_int_equal(entry->role, 1);
    assert_string_equal(entry->contact, "intake");
    assert_string_equal(entry->deputy, "wacht");
    assert_string_equal(entry->telephone, "020 000 0000");
    assert_string_equal(entry->email, "intake@huis.example");
    assert_string_equal(entry->hours, "ma-vr 9-17");
    assert_int_equal(entry->region, 0);
    assert_string_equal(entry->covenant, "convenant");
    assert_int_equal(entry->from_day, civil_days(2026, 1, 1));
    assert_int_equal(entry->to_day, civil_days(2027, 1, 1));
    assert_int_equal(entry->line, 11);
    assert_int_equal(entry[1].region, REGIONS_MAX);
    assert_int_equal(entry[1].from_day, 0);
    assert_int_equal(entry[1].to_day, INT64_MAX);
    assert_int_equal(all->warn_days, 30);
    free(rules);
}

static void
test_terms_arrive(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct terms *terms = &rules->terms;
    const struct term_rule *rule = terms->rules;

    (void)state;
    documents_sound(&(struct documents){.parts = false}, rules);
    assert_int_equal(terms->rules_n, 4);
    assert_string_equal(rule->name, "bedenktijd");
    assert_string_equal(rule->row, "T9.1");
    assert_string_equal(rule->label_nl, "bedenktijd");
    assert_string_equal(rule->label_en, "reflection period");
    assert_int_equal(rule->kind, TERM_STATUTORY);
    assert_int_equal(rule->length.months, 3);
    assert_int_equal(rule->warns_n, 2);
    assert_int_equal(rule->warn_days[0], 42);
    assert_int_equal(rule->warn_days[1], 7);
    assert_int_equal(rule->then, 1);
    assert_true(rule->decision && rule->on);
    assert_int_equal(rule->levels, 0);
    assert_int_equal(rule->line, 2);
    assert_int_equal(rule[1].then, TERMS_MAX);
    assert_false(rule[1].decision || rule[1].on);
    assert_int_equal(rule[2].kind, TERM_CRITICAL);
    assert_int_equal(rule[2].length.elapsed_us, 3 * HOUR);
    assert_int_equal(rule[2].starts, MOMENT_RECEIVED);
    assert_int_equal(rule[2].ends, MOMENT_FIRST_ACT);
    assert_int_equal(rule[2].levels, 1U << LEVEL_U1 | 1U << LEVEL_U4B);
    assert_int_equal(rule[3].length.working_days, 5);
    assert_int_equal(rule[3].levels, 0x3E);
    assert_int_equal(terms->outflows_n, 2);
    assert_string_equal(terms->outflows[0].code, "umo");
    assert_string_equal(terms->outflows[1].label_en, "old");
    assert_true(terms->outflows[1].retired && !terms->outflows[0].retired);
    assert_int_equal(terms->follow_up_days, 30);
    assert_int_equal(terms->moves_warn, 6);
    assert_int_equal(terms->notes.minute, 16 * 60);
    assert_int_equal(terms->notes.weekdays, 1U << 1 | 1U << 2);
    free(rules);
}

/* Rules of an installation from before these documents. */
static void
test_retention_arrives(void **state)
{
    struct desk_rules *rules = documents_rules();
    const struct retention *all = &rules->retention;

    (void)state;
    documents_sound(&(struct documents){.parts = false}, rules);
    assert_int_equal(all->rules_n, 5);
    assert_int_equal(retention_days(all, MESSAGE_SIGNAL, ORGANISATION_POLICE),
                     365);
    assert_int_equal(retention_days(all, MESSAGE_SIGNAL, ORGANISATION_KMAR),
                     365);
    assert_int_equal(retention_days(all, MESSAGE_SIGNAL, ORGANISATION_NONE),
                     730);
    assert_int_equal(retention_days(all, MESSAGE_REFERRAL, ORGANISATION_POLICE),
                     1095);
    assert_int_equal(retention_days(all, MESSAGE_ADVICE, ORGANISATION_CARE),
                     90);
    assert_int_equal(retention_days(all, MESSAGE_BOTTLENECK, ORGANISATION_CARE),
                     1825);
    assert_int_equal(all->withdrawn_days, 14);
    assert_int_equal(all->erase_after_days, 7);
    assert_int_equal(all->tell_before_days, 21);
    assert_int_equal(all->prolong_days_max, 180);
    assert_int_equal(all->prolong_times, 3);
    assert_int_equal(all->hold_days_max, 400);
    free(rules);
}

static void
test_without_them_there_are_the_defaults(void **state)
{
    static const struct documents documents = {.changes = {{G, NULL, NULL},
                                                           {S, NULL, NULL},
                                                           {D, NULL, NULL},
                                                           {T, NULL, NULL}}};
    struct desk_rules *rules = documents_rules();

    (void)state;
    documents_sound(&documents, rules);
    assert_int_equal(rules->regions.regions_n, 0);
    assert_int_equal(rules->regions.abroad, REGION_UNKNOWN);
    assert_int_equal(rules->facilities.facilities_n, 0);
    assert_int_equal(rules->facilities.reservation_us, 4 * HOUR);
    assert_int_equal(rules->directory.roles_n, 0);
    assert_int_equal(rules->directory.warn_days, 60);
    assert_int_equal(rules->terms.rules_n, 0);
    assert_int_equal(rules->terms.follow_up_days, 90);
    assert_int_equal(rules->terms.moves_warn, 5);
    assert_int_equal(rules->terms.notes.minute, 600);
    assert_int_equal(rules->terms.notes.weekdays, 0xFE);
    free(rules);
}

/* Regions and directory alone, for somebody who looks up a telephone. */
static void
test_parts_are_enough_when_only_these_are_asked_for(void **state)
{
    struct documents documents = {.changes = {{P, NULL, NULL},
                                              {R, NULL, NULL},
                                              {L, NULL, NULL},
                                              {C, NULL, NULL},
                                              {O, NULL, NULL}},
                                  .parts = true};
    static const char *const incomplete[] = {
        "directory: missing: section roles is missing"};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;

    (void)state;
    documents_sound(&documents, rules);
    assert_int_equal(rules->directory.entries_n, 2);
    documents.changes[4] =
        (struct document_change){D, NULL, "agreements: []\nentries: []\n"};
    documents.changes[5] = (struct document_change){O, NULL, NULL};
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    documents_judge("part", &findings, incomplete, 1);
    documents.changes[4].kind = DOCUMENT_NONE;
    documents.parts = false;
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    assert_true(findings.n >= 4);
    document_findings_close(&findings);
    free(rules);
}

static void
test_municipalities_fit_up_to_their_limit(void **state)
{
    const size_t size = 64 * 1024;
    struct desk_rules *rules = documents_rules();
    char *text = malloc(size);

    (void)state;
    assert_non_null(text);
    for (size_t max = MUNICIPALITIES_MAX; max <= MUNICIPALITIES_MAX + 1;
         max++) {
        const struct documents documents = {.changes = {{G, NULL, text}}};
        static const char *const expected[] = {
            "regions:6: limit: municipalities: 401, at most 400 fit"};
        struct document_findings findings;
        size_t n =
            (size_t)snprintf(text, size,
                             "desks: [{name: acm, nl: a, en: a}]\n"
                             "regions:\n"
                             "  - {name: stad, nl: s, en: s, desk: acm}\n"
                             "  - {name: verweg, nl: v, en: v, desk: acm}\n"
                             "municipalities:\n");

        /* From the last to the first: they are sorted. */
        for (size_t i = max; i > 0; i--)
            n += (size_t)snprintf(text + n, size - n,
                                  "  - {code: GM%04zu, name: m, region: %s}\n",
                                  i, i % 2 == 0 ? "stad" : "verweg");
        (void)documents_compile(&documents, rules, &findings);
        documents_judge("municipalities", &findings, expected,
                        max - MUNICIPALITIES_MAX);
        for (uint32_t i = 1; i <= MUNICIPALITIES_MAX; i++)
            assert_int_equal(region_of(&rules->regions, i, 0),
                             i % 2 == 0 ? 0 : 1);
    }
    free(text);
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regions_arrive),
        cmocka_unit_test(test_shelter_arrives),
        cmocka_unit_test(test_directory_arrives),
        cmocka_unit_test(test_terms_arrive),
        cmocka_unit_test(test_retention_arrives),
        cmocka_unit_test(test_without_them_there_are_the_defaults),
        cmocka_unit_test(test_parts_are_enough_when_only_these_are_asked_for),
        cmocka_unit_test(test_municipalities_fit_up_to_their_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
