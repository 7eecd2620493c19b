/* Desk documents: all faults come at once, and the values arrive. */
#include "document_letters.h"
#include "documents.h"

#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"

static void
test_a_duty_that_nobody_has_is_a_warning(void **state)
{
    static const struct documents documents = {
        .changes = {{L, "duty:coordinator", "duty:manager"},
                    {P, "[coordinator, manager]", "[coordinator]"}}};
    static const char *const expected[] = {
        "policies:4: nobody: targets: nobody has the duty manager"};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;

    (void)state;
    assert_int_equal(documents_compile(&documents, rules, &findings), RC_OK);
    documents_judge("nobody", &findings, expected, 1);
    free(rules);
}

static const struct document_change four_faults[DOCUMENT_CHANGES] = {
    {P, "name: carla", "name: anna"},
    {R, "period_days: 1", "period_days: 0"},
    {C, "2026-12-31", "soon"},
    {L, "person:anna", "person:zoe"}};

static void
test_all_faults_come_at_once_sorted(void **state)
{
    struct documents documents = {.one_file = false};
    static const char *const expected[] = {
        "calendar:2: value: until",
        "overrides:8: E_UNKNOWN_PERSON: person: there is no person carla",
        "persons:4: twice: person anna",
        "policies:5: E_UNKNOWN_PERSON: targets",
        "rosters:12: value: period_days",
    };
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;

    (void)state;
    memcpy(documents.changes, four_faults, sizeof four_faults);
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    documents_judge("all", &findings, expected, ROWS(expected));
    free(rules);
}

static void
test_one_file_may_hold_all_documents(void **state)
{
    static const struct documents sound = {.one_file = true};
    struct documents documents = {.one_file = true};
    static const char *const expected[] = {
        "desk.yaml:4: twice: person anna",
        "desk.yaml:16: value: period_days",
        "desk.yaml:32: E_UNKNOWN_PERSON",
        "desk.yaml:35: value: until",
        "desk.yaml:45: E_UNKNOWN_PERSON: targets",
    };
    struct desk_rules *rules = documents_rules(), *apart = documents_rules();
    struct document_findings findings;

    (void)state;
    documents_sound(&sound, rules);
    documents_sound(&(struct documents){.one_file = false}, apart);
    assert_int_equal(rules->book.persons_n, apart->book.persons_n);
    assert_int_equal(rules->policies.policies_n, apart->policies.policies_n);
    assert_int_equal(rules->book.overrides_n, apart->book.overrides_n);
    memcpy(documents.changes, four_faults, sizeof four_faults);
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    documents_judge("one file", &findings, expected, ROWS(expected));
    free(apart);
    free(rules);
}

static void
test_a_section_stands_in_one_text_only(void **state)
{
    static const char twice[] = "persons: [{name: zoe, contacts: []}]\n";
    struct zone zone = {.name = "Europe/Amsterdam", .n = 1};
    const struct document_text texts[] = {
        {DOCUMENT_NONE, "a.yaml", twice, sizeof twice - 1},
        {DOCUMENT_NONE, "b.yaml", twice, sizeof twice - 1}};
    const struct document_input in = {
        .texts = texts, .texts_n = 2, .zone = &zone};
    static const char *const expected[] = {
        "b.yaml:1: twice: persons: stands in a.yaml already",
        "calendar: missing", "policies: missing", "policies: missing",
        "rosters: missing"};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings = {0};

    (void)state;
    assert_int_equal(document_compile(&in, rules, &findings), RC_INVALID);
    documents_judge("twice", &findings, expected, ROWS(expected));
    free(rules);
}

static void
test_nothing_is_written_unless_it_is_sound(void **state)
{
    struct documents documents = {.one_file = false};
    struct desk_rules *rules = documents_rules(), *before = documents_rules();
    struct document_findings findings;

    (void)state;
    memset(rules, 7, sizeof *rules);
    memcpy(before, rules, sizeof *rules);
    memcpy(documents.changes, four_faults, sizeof four_faults);
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    assert_memory_equal(rules, before, sizeof *rules);
    document_findings_close(&findings);
    free(before);
    free(rules);
}

/* Free text is somebody's life; names and words are not. */
static void
test_findings_do_not_tell_what_was_written(void **state)
{
    static const char *const kinds[] = {"SECRET 1", "\"SECRET\\n\"",
                                        "{SECRET thing: 1}", "[SECRET it]"};
    static const struct document_change places[] = {
        {P, "name: carla", "name: %s"},
        {P, "contacts: []", "contacts: %s"},
        {P, "contacts: []", "contacts: [%s]"},
        {P, "contacts: []", "contacts: [], %s: 1"},
        {R, "period_days: 1", "period_days: %s"},
        {R, "name: primary", "name: primary\n    zone: %s"},
        {O, "reason: drukte", "reason: %s"},
        {O, "by: bram", "by: %s"},
        {O, "start: 2026-07-01T08:00", "start: %s"},
        {C, "2026-01-01", "%s"},
        {L, "person:anna", "%s"},
        {L, "wait: 90s", "wait: %s"},
        {L, "window: daytime", "deadline: %s"},
        {L, "levels:", "%s: 1\nlevels:"},
        {L, "levels:", "%s: 1\n%s: 1\nlevels:"},
    };
    struct desk_rules *rules = documents_rules();

    (void)state;
    for (size_t i = 0; i < ROWS(places) * ROWS(kinds); i++) {
        const struct document_change *place = &places[i / ROWS(kinds)];
        const char *kind = kinds[i % ROWS(kinds)];
        struct documents documents = {.changes = {*place}};
        struct document_findings findings;
        char put[256] = "";

        for (const char *at = place->put; *at != '\0'; at++) {
            size_t n = strlen(put);
            bool here = strncmp(at, "%s", 2) == 0;

            snprintf(put + n, sizeof put - n, "%.*s", here ? 64 : 1,
                     here ? kind : at);
            at += here;
        }
        documents.changes[0].put = put;
        (void)documents_compile(&documents, rules, &findings);
        for (size_t k = 0; k < findings.kept_n; k++)
            if (strstr(findings.list[k].text, "SECRET") != NULL)
                fail_msg("%s: %s", put, findings.list[k].text);
        if (strstr(place->put, "reason") == NULL)
            assert_true(findings.refuses_n > 0);
        document_findings_close(&findings);
    }
    free(rules);
}

static void
test_documents_have_names(void **state)
{
    (void)state;
    for (int kind = DOCUMENT_PERSONS; kind <= DOCUMENT_LAST; kind++)
        assert_int_equal(document_find(document_name((enum document_kind)kind)),
                         kind);
    assert_string_equal(document_name(DOCUMENT_ROSTERS), "rosters");
    assert_int_equal(document_find("roster"), DOCUMENT_NONE);
    assert_int_equal(document_find(""), DOCUMENT_NONE);
}

/* Who asks about rosters alone has no list; a desk has one. */
static void
test_indicators_are_needed_of_a_whole_set(void **state)
{
    static const char *const none[] = {
        "indicators: missing: section id is missing",
        "indicators: missing: section indicators is missing",
        "indicators: missing: section version is missing"};
    struct documents documents = {
        .changes = {{DOCUMENT_INDICATORS, NULL, NULL}}};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;

    (void)state;
    documents_sound(&documents, rules);
    assert_int_equal(rules->indicators.n, 0);
    documents.whole = true;
    rules->indicators.n = 9;
    assert_int_equal(documents_compile(&documents, rules, &findings),
                     RC_INVALID);
    documents_judge("none", &findings, none, ROWS(none));
    assert_int_equal(rules->indicators.n, 9);
    free(rules);
}

/* What refuses is not crowded out by warnings; all are counted. */
static void
test_findings_are_bounded(void **state)
{
    const struct document_place warning = {"b", 1, "value", false};
    const struct document_place fault = {"a", 2, "value", true};
    struct document_findings findings = {0};

    (void)state;
    for (int i = 0; i < DOCUMENT_FINDINGS_MAX + 5; i++)
        document_findings_add(&findings, &warning, "warning %d", i);
    document_findings_add(&findings, &fault, "fault");
    assert_int_equal(findings.kept_n, DOCUMENT_FINDINGS_MAX);
    assert_int_equal(findings.n, DOCUMENT_FINDINGS_MAX + 6);
    assert_int_equal(findings.refuses_n, 1);
    document_findings_sort(&findings);
    assert_true(findings.list[0].refuses);
    for (int i = 0; i < DOCUMENT_FINDINGS_MAX; i++)
        document_findings_add(&findings, &fault, "fault %d", i);
    assert_int_equal(findings.kept_n, DOCUMENT_FINDINGS_MAX);
    for (size_t i = 0; i < findings.kept_n; i++)
        assert_true(findings.list[i].refuses);
    document_findings_close(&findings);
    assert_int_equal(findings.n, 0);
}

static void
test_the_same_finding_is_told_once(void **state)
{
    const struct document_place fault = {"a", 2, "value", true};
    struct document_findings findings = {0};

    (void)state;
    for (int i = 0; i < 3; i++)
        document_findings_add(&findings, &fault, "fault %d", i / 2);
    document_findings_sort(&findings);
    assert_int_equal(findings.n, 2);
    assert_int_equal(findings.refuses_n, 2);
    document_findings_close(&findings);
}

static void
test_a_map_has_at_most_256_keys(void **state)
{
    struct desk_rules *rules = documents_rules();
    char text[4096];

    (void)state;
    for (size_t keys = 256; keys <= 257; keys++) {
        const struct documents documents = {.changes = {{O, NULL, text}}};
        struct document_findings findings;
        size_t n = 0;

        for (size_t i = 0; i < keys; i++)
            n += (size_t)snprintf(text + n, sizeof text - n, "k%zu: 1\n", i);
        assert_int_equal(documents_compile(&documents, rules, &findings),
                         RC_INVALID);
        assert_int_equal(findings.n, keys == 256 ? 256 : 1);
        document_findings_close(&findings);
    }
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_duty_that_nobody_has_is_a_warning),
        cmocka_unit_test(test_all_faults_come_at_once_sorted),
        cmocka_unit_test(test_one_file_may_hold_all_documents),
        cmocka_unit_test(test_a_section_stands_in_one_text_only),
        cmocka_unit_test(test_nothing_is_written_unless_it_is_sound),
        cmocka_unit_test(test_findings_do_not_tell_what_was_written),
        cmocka_unit_test(test_documents_have_names),
        cmocka_unit_test(test_indicators_are_needed_of_a_whole_set),
        cmocka_unit_test(test_findings_are_bounded),
        cmocka_unit_test(test_the_same_finding_is_told_once),
        cmocka_unit_test(test_a_map_has_at_most_256_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
