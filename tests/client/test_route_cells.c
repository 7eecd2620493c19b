/* The cells of decision tables in words: as a document has them, and as a
 * sentence; and a decision as the desk keeps it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clients/route_cells.h"
#include "clients/route_outcome.h"
#include "clients/route_record.h"
#include "core/desk_rules.h"
#include "tests/unit/rows.h"

#define SAID    (VALUES_ANY & ~VALUE_BIT(0))
#define HOUR_US UINT64_C(3600000000)

static struct desk_rules *rules;

static int
setup(void **state)
{
    struct decision_table *table;

    (void)state;
    rules = calloc(1, sizeof *rules);
    if (rules == NULL)
        return -1;
    rules->regions.regions_n = 2;
    memcpy(rules->regions.regions[0].name, "amsterdam", sizeof "amsterdam");
    memcpy(rules->regions.regions[1].name, "almere", sizeof "almere");
    rules->calendar.windows_n = 2;
    memcpy(rules->calendar.windows[0].name, "office", sizeof "office");
    memcpy(rules->calendar.windows[1].name, "night", sizeof "night");
    rules->directory.roles_n = 2;
    memcpy(rules->directory.roles[0].name, "ggd", sizeof "ggd");
    memcpy(rules->directory.roles[1].name, "iom", sizeof "iom");
    rules->facilities.facilities_n = 2;
    memcpy(rules->facilities.facilities[0].name, "nood", sizeof "nood");
    memcpy(rules->facilities.facilities[1].name, "crisis", sizeof "crisis");
    for (int id = 0; id < TABLES_N; id++) {
        table = &rules->tables[id];
        table->rows_n = 1;
        for (size_t c = 0; c < TABLE_INPUTS_MAX; c++)
            table->rows[0].when[c] = VALUES_ANY;
    }
    table = &rules->tables[TABLE_ALERT];
    table->windows_n = 2;
    table->windows[0] = 1; /* night, then office */
    table->windows[1] = 0;
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    free(rules);
    return 0;
}

static size_t
input_column(enum table_id id, enum input input)
{
    size_t i = 0;

    while (route_schema(id)->inputs[i] != input)
        i++;
    return i;
}

/* Masks 0 to 31 of open windows are values 1 to 32. */
static value_set
open_windows(unsigned windows, bool open)
{
    value_set set = 0;

    for (unsigned mask = 0; mask < 32; mask++)
        set |= ((mask & windows) != 0) == open ? VALUE_BIT(mask + 1) : 0;
    return set;
}

static const struct cell_row {
    const char *name;
    enum table_id table;
    enum input input;
    value_set set;
    const char *cell;
    const char *meaning; /* "": nothing is said of it */
} cells[] = {
    {"anything", TABLE_TARGET_GROUP, INPUT_AGE, VALUES_ANY, "-", ""},
    {"one word", TABLE_TARGET_GROUP, INPUT_AGE, VALUE_BIT(2), "adult",
     "age is adult"},
    {"not said", TABLE_TARGET_GROUP, INPUT_AGE, VALUE_BIT(0), "absent",
     "age is not known"},
    {"a word, or not said", TABLE_TARGET_GROUP, INPUT_AGE,
     VALUE_BIT(0) | VALUE_BIT(2), "adult, absent", "age is adult or not known"},
    {"said", TABLE_TARGET_GROUP, INPUT_AGE, SAID, "present", "age is known"},
    {"one of several", TABLE_TARGET_GROUP, INPUT_CLASS,
     VALUE_BIT(4) | VALUE_BIT(5), "K3, K4", "class is K3 or K4"},
    {"all but one of a few are listed", TABLE_TARGET_GROUP, INPUT_CLASS,
     SAID & ~VALUE_BIT(1), "K1, K2, K3, K4", "class is K1 or K2 or K3 or K4"},
    {"all but some of many are the exceptions", TABLE_TARGET_GROUP, INPUT_FORM,
     SAID & ~(VALUE_BIT(1) | VALUE_BIT(2)), "!sexual, !labour",
     "form of exploitation is not sexual and not labour"},
    {"what is always said is anything without `not said`", TABLE_TARGET_GROUP,
     INPUT_CLASS, SAID, "-", ""},
    {"a name of another document", TABLE_DESK, INPUT_REGION, VALUE_BIT(2),
     "almere", "region is almere"},
    {"a number", TABLE_URGENCY, INPUT_ORGANISATIONS, VALUE_BIT(3), "2",
     "organisations is 2"},
    {"from a number on", TABLE_URGENCY, INPUT_ORGANISATIONS,
     SAID & ~(VALUE_BIT(1) | VALUE_BIT(2)), "2..", "organisations is 2.."},
    {"up to a number, and one more", TABLE_URGENCY, INPUT_ORGANISATIONS,
     VALUE_BIT(1) | VALUE_BIT(2) | VALUE_BIT(3) | VALUE_BIT(10), "0..2, 9",
     "organisations is 0..2 or 9"},
};

static void
cell_check(const struct cell_row *row)
{
    size_t column = input_column(row->table, row->input);
    value_set *when = &rules->tables[row->table].rows[0].when[column];
    char cell[CELL_BYTES];
    char meaning[MEANING_BYTES];
    char expected[MEANING_BYTES];

    *when = row->set;
    (void)cell_write(rules, row->table, 0, column, cell);
    (void)meaning_write(rules, row->table, 0, meaning);
    assert_int_equal(cell_is_any(rules, row->table, 0, column),
                     *row->meaning == '\0');
    *when = VALUES_ANY;
    (void)snprintf(expected, sizeof expected, "%s%s",
                   *row->meaning == '\0' ? "in every other case" : "when ",
                   row->meaning);
    if (strcmp(cell, row->cell) != 0 || strcmp(meaning, expected) != 0)
        fail_msg("%s: \"%s\", \"%s\"", row->name, cell, meaning);
}

static void
test_cells(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(cells); i++)
        cell_check(&cells[i]);
}

/* The table names night first, then office. */
static void
test_windows(void **state)
{
    const struct cell_row windows[] = {
        {"open", TABLE_ALERT, INPUT_MOMENT, open_windows(1, true),
         "within night", "moment is within night"},
        {"the second", TABLE_ALERT, INPUT_MOMENT, open_windows(2, true),
         "within office", "moment is within office"},
        {"closed", TABLE_ALERT, INPUT_MOMENT, open_windows(2, false),
         "!within office", "moment is not within office"},
        {"one of two", TABLE_ALERT, INPUT_MOMENT, open_windows(3, true),
         "within night, within office",
         "moment is within night or within office"},
        {"neither", TABLE_ALERT, INPUT_MOMENT, open_windows(3, false),
         "!within night, !within office",
         "moment is not within night and not within office"},
        {"what no document can say", TABLE_ALERT, INPUT_MOMENT,
         open_windows(4, true), "?", "moment is ?"},
    };

    (void)state;
    for (size_t i = 0; i < ROWS(windows); i++)
        cell_check(&windows[i]);
}

static const struct result_row {
    const char *name;
    enum table_id table;
    size_t output;
    uint64_t value;
    const char *cell;
    const char *meaning;
} results[] = {
    {"a word", TABLE_URGENCY, URGENCY_OUT_LEVEL, 5, "U4B", "level U4B"},
    {"a flag says itself", TABLE_URGENCY, URGENCY_OUT_RAISED, 1, "yes",
     "before others"},
    {"a flag that is down", TABLE_URGENCY, URGENCY_OUT_RAISED, 0, "no",
     "before others no"},
    {"a set of roles", TABLE_DESK, DESK_OUT_INFORM, 3, "ggd, iom",
     "inform ggd, iom"},
    {"duties", TABLE_ALERT, ALERT_OUT_CALL, DUTY_COORDINATOR | DUTY_REGIE,
     "coordinator, regie", "who is called coordinator, regie"},
    {"a list in its order", TABLE_SHELTER, SHELTER_OUT_PROPOSE, 0x0102,
     "crisis, nood", "proposed places crisis, nood"},
    {"hours", TABLE_ALERT, ALERT_OUT_ACT, 3 * HOUR_US, "3h",
     "first act within 3h"},
    {"days", TABLE_ALERT, ALERT_OUT_ACT, 48 * HOUR_US, "2d",
     "first act within 2d"},
    {"minutes", TABLE_ALERT, ALERT_OUT_ACT, HOUR_US / 40, "90s",
     "first act within 90s"},
    {"working days", TABLE_ALERT, ALERT_OUT_ACT, TERM_WORKING_DAYS | 5, "5wd",
     "first act within 5wd"},
    {"at once", TABLE_FEEDBACK, FEEDBACK_OUT_TERM, 0, "at once",
     "within at once"},
};

static void
test_results(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(results); i++) {
        const struct result_row *r = &results[i];
        struct table_row *row = &rules->tables[r->table].rows[0];
        char cell[CELL_BYTES];
        char meaning[MEANING_BYTES];

        assert_false(result_is_said(rules, r->table, 0, r->output));
        assert_string_equal(result_write(rules, r->table, 0, r->output, cell),
                            "");
        row->says = UINT32_C(1) << r->output;
        row->then[r->output] = r->value;
        (void)result_write(rules, r->table, 0, r->output, cell);
        (void)meaning_write(rules, r->table, 0, meaning);
        row->says = 0;
        if (strcmp(cell, r->cell) != 0 || strstr(meaning, r->meaning) == NULL ||
            strcmp(strstr(meaning, ": ") + 2, r->meaning) != 0)
            fail_msg("%s: \"%s\", \"%s\"", r->name, cell, meaning);
    }
}

static void
test_otherwise(void **state)
{
    struct table_row *row = &rules->tables[TABLE_ALERT].rows[0];
    char meaning[MEANING_BYTES];

    (void)state;
    row->otherwise = true;
    (void)meaning_write(rules, TABLE_ALERT, 0, meaning);
    row->otherwise = false;
    assert_string_equal(meaning, "when no other row calls anybody");
}

/* --- a decision that the desk kept --- */

static char *
record_printed(const json_t *record)
{
    const struct output out = {.json = false};
    FILE *before = stdout;
    char *text = NULL;
    size_t n = 0;

    stdout = open_memstream(&text, &n);
    assert_non_null(stdout);
    route_record_print(&out, record);
    (void)fclose(stdout);
    stdout = before;
    return text;
}

static void
test_record(void **state)
{
    json_t *record = json_pack(
        "{s:I, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:b, s:[s, s], s:s, s:[s], "
        "s:s, s:[s], s:s, s:I, s:I}",
        "at_us", (json_int_t)0, "alert", "M-1", "message", "N-2", "class", 4,
        "group", "B", "level", "u1", "region", "almere", "desk", "north",
        "restricted", 1, "prepare", "ggd", "iom", "shelter", "place",
        "proposals", "nood", "placer", "comensha", "ask", "age", "trace",
        "T1.3 T2.2 | message=referral age=adult", "tables_version",
        (json_int_t)3, "indicators_version", (json_int_t)1);
    char *text;

    (void)state;
    assert_non_null(record);
    text = record_printed(record);
    assert_string_equal(text, "-  alert M-1, message N-2\n"
                              "  class     K3, group B, restricted\n"
                              "  level     U1 emergency\n"
                              "  region    almere, desk north\n"
                              "  prepared  ggd, iom\n"
                              "  shelter   place: nood; who places: comensha\n"
                              "  ask       age\n"
                              "  rows      T1.3 T2.2\n"
                              "  asked     message=referral age=adult\n"
                              "  versions  tables 3, indicators 1\n");
    free(text);
    json_decref(record);

    record = json_pack("{s:i, s:s}", "class", 9, "trace", "nothing");
    text = record_printed(record);
    assert_non_null(strstr(text, "  class     -, group"));
    assert_non_null(strstr(text, "  region    unknown, desk"));
    assert_non_null(strstr(text, "  rows      nothing\n"));
    assert_null(strstr(text, "shelter"));
    free(text);
    json_decref(record);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),   cmocka_unit_test(test_windows),
        cmocka_unit_test(test_results), cmocka_unit_test(test_otherwise),
        cmocka_unit_test(test_record),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
