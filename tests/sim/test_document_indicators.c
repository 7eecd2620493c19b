/* The list of indicators as a document: every fault on its line, what rules
 * read of it, what people read of it, and what may not change. */
#include "../unit/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "document/indicator_words.h"
#include "document/indicators_change.h"
#include "documents.h"
#include "shipped_list.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"

#define I DOCUMENT_INDICATORS

/* The sound list has its codes on lines 4 and 6, an override on 9, a view on
 * 11 and the forms on 12. */
static const struct documents_row rows[] = {
    {"sound", {I, "papieren", "papier"}, {NULL}},
    {"code of small letters",
     {I, "code: DB01, dim", "code: db01, dim"},
     {"indicators:6: value: code: two capital letters",
      "indicators:11: unknown_name: codes: DB01 is not on"}},
    {"code of three digits",
     {I, "code: UO01, dim", "code: UO011, dim"},
     {"indicators:4: value: code: two capital letters",
      "indicators:9: unknown_name: form_overrides: UO01 is not on"}},
    {"code twice",
     {I, "code: DB01, dim", "code: UO01, dim"},
     {"indicators:6: twice: code UO01: a second time",
      "indicators:11: unknown_name: codes: DB01"}},
    {"no code",
     {I, "code: UO01, dim", "dim"},
     {"indicators:4: missing: code: is missing",
      "indicators:9: unknown_name: form_overrides: UO01"}},
    {"unknown dimension",
     {I, "dim: D4", "dim: D7"},
     {"indicators:4: unknown_name: dim: one of D0, D1,"}},
    {"no dimension",
     {I, "dim: D4, ", ""},
     {"indicators:4: missing: dim: is missing"}},
    {"unknown form",
     {I, "form: ARB", "form: LAB"},
     {"indicators:4: unknown_name: form: one of ALG, SEX,"}},
    {"unknown strength",
     {I, "strength: strong", "strength: very"},
     {"indicators:4: unknown_name: strength: one of none, weak,"}},
    {"unknown strength of minors",
     {I, "minor: medium", "minor: '-'"},
     {"indicators:4: unknown_name: minor: one of none,"}},
    {"no Dutch label",
     {I, "nl: \"lange dagen\", ", ""},
     {"indicators:4: missing: nl: is missing"}},
    {"no English label",
     {I, ", en: \"papers\"", ""},
     {"indicators:6: missing: en: is missing"}},
    {"blank label",
     {I, "\"long days\"", "\" \""},
     {"indicators:5: value: en: one line of text"}},
    {"unknown key of a code",
     {I, "minor: none,", "minor: none, colour: blue,"},
     {"indicators:6: unknown_key: colour"}},
    {"retired is yes or no",
     {I, "minor: none,", "minor: none, retired: 2027,"},
     {"indicators:6: value: retired: yes or no"}},
    {"unknown basis",
     {I, "minor: none,", "minor: none, basis: guess,"},
     {"indicators:6: unknown_name: basis: one of delphi,"}},
    {"htcds is a list",
     {I, "[WithholdsDocuments]", "WithholdsDocuments"},
     {"indicators:7: value: htcds: a list"}},
    {"htcds is words",
     {I, "[WithholdsDocuments]", "[Withholds Documents]"},
     {"indicators:7: value: htcds: a word"}},
    {"htcds up to four", {I, "[WithholdsDocuments]", "[A, B, C, D]"}, {NULL}},
    {"htcds no more than four",
     {I, "[WithholdsDocuments]", "[A, B, C, D, E]"},
     {"indicators:7: limit: htcds: 5, at most 4"}},
    {"override of an unknown code",
     {I, "code: UO01, form", "code: UO99, form"},
     {"indicators:9: unknown_name: form_overrides: UO99 is not on"}},
    {"override of all forms",
     {I, "form: SEX, strength: weak", "form: ALG, strength: weak"},
     {"indicators:9: unknown_name: form: one of SEX,"}},
    {"override twice",
     {I, "views:", "  - {code: UO01, form: SEX, strength: none}\nviews:"},
     {"indicators:10: twice: form_overrides: UO01"}},
    {"override of minors beside that of all",
     {I, "views:",
      "  - {code: UO01, form: SEX, strength: none, minor_only: yes}\nviews:"},
     {NULL}},
    {"view with an unknown code",
     {I, "codes: [DB01]", "codes: [DB01, DB02]"},
     {"indicators:11: unknown_name: codes: DB02 is not on"}},
    {"view with a code twice",
     {I, "codes: [DB01]", "codes: [DB01, UO01, DB01]"},
     {"indicators:11: twice: codes: DB01"}},
    {"view of nobody",
     {I, "for: [housing, care]", "for: []"},
     {"indicators:11: value: for: at least 1"}},
    {"view of an unknown kind",
     {I, "care]", "politie]"},
     {"indicators:11: unknown_name: for: politie is no kind"}},
    {"two views of one kind",
     {I, "htcds_form:", "  - {for: [care], codes: [UO01]}\nhtcds_form:"},
     {"indicators:12: twice: for: care has a view"}},
    {"form of no message",
     {I, "{sexual:", "{SEX:"},
     {"indicators:12: unknown_name: htcds_form: SEX is no form"}},
    {"form without a word",
     {I, "SexualExploitation}", "''}"},
     {"indicators:12: value: htcds_form: a word"}},
    {"forms are a map",
     {I, "{sexual: SexualExploitation}", "[sexual]"},
     {"indicators:12: value: keys with values"}},
    {"id of 32",
     {I, "loket-test-1", "abcdefghijklmnopqrstuvwxyz012345"},
     {NULL}},
    {"id of 33",
     {I, "loket-test-1", "abcdefghijklmnopqrstuvwxyz0123456"},
     {"indicators:1: value: id: at most 32"}},
    {"id of capitals",
     {I, "loket-test-1", "LOKET"},
     {"indicators:1: value: id: 1 to 64"}},
    {"no id",
     {I, "id: loket-test-1", "note: x"},
     {"indicators: missing: section id is missing"}},
    {"version of nothing",
     {I, "version: 3", "version: 0"},
     {"indicators:2: value: version: a whole number from 1"}},
    {"no version",
     {I, "version: 3", "title: x"},
     {"indicators: missing: section version is missing"}},
    {"no codes",
     {I, NULL,
      "id: x\nversion: 1\nindicators: []\nviews:\n"
      "  - {for: [care], codes: [DB01]}\n"},
     {"indicators:3: value: indicators: at least 1"}},
    {"belongs to the document indicators",
     {DOCUMENT_CALENDAR, "holidays:", "views: []\nholidays:"},
     {"calendar:1: section: views: belongs to the document indicators"}},
};

static void
test_rows(void **state)
{
    struct desk_rules *rules = documents_rules();

    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct documents documents = {.changes = {rows[i].change}};
        struct document_findings findings;

        (void)documents_compile(&documents, rules, &findings);
        documents_judge(rows[i].name, &findings, rows[i].findings,
                        DOCUMENT_ROW_FINDINGS);
    }
    free(rules);
}

/* Sorted, whatever their order in the text; the override follows its code. */
static void
test_rules_read_the_numbers(void **state)
{
    const struct documents documents = {
        .changes = {{I, "minor: none,",
                     "minor: none, retired: yes, minor_paid_sex: yes,"}}};
    struct desk_rules *rules = documents_rules();
    const struct indicator_list *list = &rules->indicators;

    (void)state;
    documents_sound(&documents, rules);
    assert_string_equal(list->id, "loket-test-1");
    assert_int_equal(list->version, 3);
    assert_int_equal(list->n, 2);
    assert_true(indicator_list_check(list));
    assert_string_equal(list->codes[0].code, "DB01");
    assert_int_equal(list->codes[0].dimension, DIMENSION_FORCED);
    assert_int_equal(list->codes[0].form, FORM_NONE);
    assert_int_equal(list->codes[0].adult, STRENGTH_WEAK);
    assert_int_equal(list->codes[0].minor, STRENGTH_NONE);
    assert_true(list->codes[0].retired && list->codes[0].minor_paid_sex);
    assert_string_equal(list->codes[1].code, "UO01");
    assert_int_equal(list->codes[1].dimension, DIMENSION_EXPLOITED);
    assert_int_equal(list->codes[1].form, FORM_LABOUR);
    assert_int_equal(list->codes[1].adult, STRENGTH_STRONG);
    assert_int_equal(list->codes[1].minor, STRENGTH_MEDIUM);
    assert_false(list->codes[1].retired || list->codes[1].minor_paid_sex);
    assert_int_equal(list->overrides_n, 1);
    assert_int_equal(list->overrides[0].indicator, 1);
    assert_int_equal(list->overrides[0].form, FORM_SEXUAL);
    assert_int_equal(list->overrides[0].strength, STRENGTH_WEAK);
    assert_false(list->overrides[0].minor_only);
    /* Known as long as it is not retired. */
    assert_false(indicator_known(list, "DB01"));
    assert_true(indicator_known(list, "UO01"));
    free(rules);
}

/* UO01 stands first in the text and last in the list: its override moves. */
static void
test_strengths_as_older_lists_wrote_them(void **state)
{
    const struct documents documents = {
        .changes = {
            {I, NULL,
             "id: loket-test-1\n"
             "version: 3\n"
             "indicators:\n"
             "  - {code: UO01, dim: D4, form: ARB, strength: strong,\n"
             "     minor: strong, sex: medium, nl: lang, en: long}\n"
             "  - {code: DB01, dim: D5, form: ALG, strength: weak,\n"
             "     minor: none, sex_minor: strong, nl: pas, en: papers}\n"}}};
    struct desk_rules *rules = documents_rules();
    const struct indicator_override *over = rules->indicators.overrides;

    (void)state;
    documents_sound(&documents, rules);
    assert_int_equal(rules->indicators.overrides_n, 2);
    assert_int_equal(over[0].indicator, 1);
    assert_int_equal(over[0].form, FORM_SEXUAL);
    assert_int_equal(over[0].strength, STRENGTH_MEDIUM);
    assert_false(over[0].minor_only);
    assert_int_equal(over[1].indicator, 0);
    assert_int_equal(over[1].strength, STRENGTH_STRONG);
    assert_true(over[1].minor_only);
    free(rules);
}

static void
test_a_list_has_room_for_256_codes(void **state)
{
    static const char *const too_many[] = {
        "indicators:4: limit: indicators: 257, at most 256"};
    struct desk_rules *rules = documents_rules();

    (void)state;
    for (size_t n = INDICATORS_MAX; n <= INDICATORS_MAX + 1; n++) {
        static char text[32768];
        struct documents documents = {.changes = {{I, NULL, text}}};
        struct document_findings findings;
        size_t at = (size_t)snprintf(text, sizeof text,
                                     "id: x\nversion: 1\nindicators:\n");

        for (size_t i = 0; i < n; i++)
            at += (size_t)snprintf(text + at, sizeof text - at,
                                   "- {code: A%c%02zu, dim: D1, form: ALG, "
                                   "strength: weak, minor: weak, nl: a, "
                                   "en: b}\n",
                                   (char)('A' + i / 100), i % 100);
        (void)documents_compile(&documents, rules, &findings);
        documents_judge("many", &findings, too_many,
                        n > INDICATORS_MAX ? 1 : 0);
        assert_int_equal(rules->indicators.n, INDICATORS_MAX);
    }
    free(rules);
}

/* --- for people ------------------------------------------------------------ */

static struct yaml_doc *
shipped_tree(void)
{
    struct file_findings findings = {0};
    struct yaml_doc *doc = NULL;

    assert_int_equal(
        yaml_doc_open(&doc, "shipped", (const uint8_t *)SHIPPED_INDICATORS,
                      (size_t)(SHIPPED_INDICATORS_END - SHIPPED_INDICATORS),
                      &findings),
        RC_OK);
    return doc;
}

static void
test_people_read_the_words(void **state)
{
    struct yaml_doc *doc = shipped_tree();
    struct indicator_words words;

    (void)state;
    assert_int_equal(indicator_words_n(doc), 80);
    assert_true(indicator_words_find(doc, "DB15", &words));
    assert_string_equal(words.dimension, "D5");
    assert_string_equal(words.strength, "medium");
    assert_string_equal(words.form, "ALG");
    assert_string_equal(words.basis, "proposed");
    assert_int_equal(words.htcds_n, 2);
    assert_string_equal(words.htcds[0], "RestrictsMedicalCare");
    assert_string_equal(words.htcds[1], "WithholdsNecessities");
    assert_false(words.retired);
    assert_string_equal(words.help_nl, "");
    assert_true(indicator_words_find(doc, "DB06", &words));
    assert_non_null(strstr(words.help_nl, "wie bepaalt"));
    assert_non_null(strstr(words.help_en, "who decides"));
    assert_true(indicator_words_find(doc, "DB09", &words));
    assert_non_null(strstr(words.help_en, "keep the money"));
    assert_false(indicator_words_find(doc, "ZZ99", &words));
    assert_string_equal(words.nl, "");
    assert_int_equal(words.htcds_n, 0);
    indicator_words_get(doc, 80, &words);
    assert_string_equal(words.code, "");
    assert_string_equal(indicator_htcds_form(doc, "labour"), "ForcedLabour");
    assert_string_equal(indicator_htcds_form(doc, "criminal"), "Other");
    assert_string_equal(indicator_htcds_form(doc, "unknown"), "");
    yaml_doc_close(doc);
}

static const struct {
    const char *name;
    const char *kind, *code;
    bool shown;
} shown_rows[] = {
    {"housing is shown dwellings", "housing", "OB06", true},
    {"and not what it cannot see", "housing", "DW01", false},
    {"police of Amsterdam and elsewhere share a view", "police-amsterdam",
     "OB11", true},
    {"police of elsewhere too", "police", "OB11", true},
    {"police is not shown all", "kmar", "OB16", false},
    {"who has no view is shown all", "comensha", "OB16", true},
    {"an unknown kind too", "neighbours", "OB16", true},
};

static void
test_views(void **state)
{
    static const struct {
        const char *kind;
        size_t n;
    } sizes[] = {{"housing", 15}, {"police", 30}, {"comensha", 80}};
    struct yaml_doc *doc = shipped_tree();

    (void)state;
    for (size_t i = 0; i < ROWS(shown_rows); i++)
        if (indicator_shown(doc, shown_rows[i].kind, shown_rows[i].code) !=
            shown_rows[i].shown)
            fail_msg("%s", shown_rows[i].name);
    for (size_t i = 0; i < ROWS(sizes); i++) {
        size_t n = 0;

        for (size_t k = 0; k < indicator_words_n(doc); k++) {
            struct indicator_words words;

            indicator_words_get(doc, k, &words);
            n += indicator_shown(doc, sizes[i].kind, words.code);
        }
        assert_int_equal(n, sizes[i].n);
    }
    assert_int_equal(indicator_kind("police-amsterdam"),
                     ORGANISATION_POLICE_AMSTERDAM);
    assert_int_equal(indicator_kind("other"), ORGANISATION_OTHER);
    assert_int_equal(indicator_kind(""), ORGANISATION_NONE);
    yaml_doc_close(doc);
}

/* --- against the list in force ---------------------------------------------- */

static void
add_one(struct indicator_list *list)
{
    list->codes[list->n++] = (struct indicator){.code = "ZZ01"};
}

static void
drop_first(struct indicator_list *list)
{
    list->codes[0] = list->codes[1];
    list->n = 1;
}

static void
drop_last(struct indicator_list *list)
{
    list->n = 1;
}

static void
retire_first(struct indicator_list *list)
{
    list->codes[0].retired = true;
}

static void
strengthen_first(struct indicator_list *list)
{
    list->codes[0].adult = STRENGTH_STRONG;
}

static void
move_first(struct indicator_list *list)
{
    list->codes[0].dimension = DIMENSION_DEPENDENT;
}

/* Version 3 of the sound list is in force: DB01 and UO01. */
static const struct {
    const char *name;
    uint32_t version;
    void (*edit)(struct indicator_list *list);
    const char *findings[2];
} change_rows[] = {
    {"words alone, version 4", 4, NULL, {NULL}},
    {"words alone, the same version", 3, NULL, {"indicators: E_VERSION: "}},
    {"words alone, an older version", 2, NULL, {"indicators: E_VERSION: "}},
    {"a code more", 4, add_one, {NULL}},
    {"the first code is gone",
     4,
     drop_first,
     {"indicators: E_CODE_GONE: DB01"}},
    {"the last code is gone", 4, drop_last, {"indicators: E_CODE_GONE: UO01"}},
    {"a code is retired", 4, retire_first, {NULL}},
    {"another strength", 4, strengthen_first, {NULL}},
    {"another dimension", 4, move_first, {"indicators: W_DIMENSION: DB01"}},
    {"another dimension, the same version",
     3,
     move_first,
     {"indicators: W_DIMENSION: DB01",
      "indicators: E_VERSION: version: 3 is in force"}},
};

static void
test_changes(void **state)
{
    const struct documents documents = {.whole = true};
    struct desk_rules *rules = documents_rules();

    (void)state;
    documents_sound(&documents, rules);
    for (size_t i = 0; i < ROWS(change_rows); i++) {
        struct document_findings findings = {0};
        struct indicator_list next = rules->indicators;

        next.version = change_rows[i].version;
        if (change_rows[i].edit != NULL)
            change_rows[i].edit(&next);
        indicators_change(&rules->indicators, &next, false, &findings);
        for (size_t k = 0; k < findings.kept_n; k++)
            assert_int_equal(findings.list[k].refuses,
                             findings.list[k].code[0] == 'E');
        document_findings_sort(&findings);
        documents_judge(change_rows[i].name, &findings, change_rows[i].findings,
                        ROWS(change_rows[i].findings));
    }
    free(rules);
}

/* What is put again as it is, is no change. */
static void
test_the_same_text_needs_no_version(void **state)
{
    const struct documents documents = {.whole = true};
    struct desk_rules *rules = documents_rules();
    struct document_findings findings = {0};

    (void)state;
    documents_sound(&documents, rules);
    indicators_change(&rules->indicators, &rules->indicators, true, &findings);
    assert_int_equal(findings.n, 0);
    indicators_change(&rules->indicators, &rules->indicators, false, &findings);
    assert_int_equal(findings.refuses_n, 1);
    document_findings_close(&findings);
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_rules_read_the_numbers),
        cmocka_unit_test(test_a_list_has_room_for_256_codes),
        cmocka_unit_test(test_people_read_the_words),
        cmocka_unit_test(test_strengths_as_older_lists_wrote_them),
        cmocka_unit_test(test_views),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_the_same_text_needs_no_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
