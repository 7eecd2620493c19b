/* Section tables: what is read of cells and results. */
#include "tables_text.h"

#include "../unit/rows.h"

#include <stdlib.h>

#include "core/desk_rules.h"

#define V(v) VALUE_BIT(v)
#define NUMBERS(from, to)                                                      \
    ((VALUES_ANY << ((from) + 1)) & (VALUES_ANY >> (62 - (to))))

static const struct {
    const char *find, *put;
    enum table_id table;
    size_t row, column;
    value_set when;
} values[] = {
    {"age: under-18", "age: under-18", TABLE_TARGET_GROUP, 0, 0, V(1)},
    {"age: under-18", "form: labour", TABLE_TARGET_GROUP, 0, 0, VALUES_ANY},
    {"age: under-18", "age: [under-18, absent]", TABLE_TARGET_GROUP, 0, 0,
     V(0) | V(1)},
    {"age: under-18", "age: present", TABLE_TARGET_GROUP, 0, 0, V(1) | V(2)},
    {"age: under-18", "age: absent", TABLE_TARGET_GROUP, 0, 0, V(0)},
    {"age: under-18", "age: \"!absent\"", TABLE_TARGET_GROUP, 0, 0,
     V(1) | V(2)},
    {"age: under-18", "class: [K3, K4]", TABLE_TARGET_GROUP, 0, 2, V(4) | V(5)},
    {"\"!victim\"", "\"!victim\"", TABLE_ALERT, 1, 4,
     V(2) | V(3) | V(4) | V(5)},
    {"\"!victim\"", "[\"!victim\", \"!both\"]", TABLE_ALERT, 1, 4,
     V(2) | V(4) | V(5)},
    {"2..", "2..", TABLE_URGENCY, 0, 6, NUMBERS(2, 62)},
    {"2..", "..5", TABLE_URGENCY, 0, 6, NUMBERS(0, 5)},
    {"2..", "2..5", TABLE_URGENCY, 0, 6, NUMBERS(2, 5)},
    {"2..", "0", TABLE_URGENCY, 0, 6, V(1)},
    {"2..", "[0, 62]", TABLE_URGENCY, 0, 6, V(1) | V(63)},
    {"2..", "\"!0\"", TABLE_URGENCY, 0, 6, NUMBERS(1, 62)},
    {"region: amsterdam", "region: elsewhere", TABLE_DESK, 0, 0, V(2)},
    {"region: amsterdam", "region: \"!amsterdam\"", TABLE_DESK, 0, 0, V(2)},
};

static void
test_values(void **state)
{
    struct desk_rules *rules = documents_rules();

    (void)state;
    for (size_t i = 0; i < ROWS(values); i++) {
        struct document_findings findings;
        value_set when;

        assert_int_equal(
            tables_compile(values[i].find, values[i].put, rules, &findings),
            RC_OK);
        document_findings_close(&findings);
        when = rules->tables[values[i].table]
                   .rows[values[i].row]
                   .when[values[i].column];
        if (when != values[i].when)
            fail_msg("%s: %llx", values[i].put, (unsigned long long)when);
    }
    free(rules);
}

/* The value of the column says which windows are open. */
static void
test_windows(void **state)
{
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;
    const struct decision_table *desk = &rules->tables[TABLE_DESK];

    (void)state;
    assert_int_equal(tables_compile("tables:", "tables:", rules, &findings),
                     RC_OK);
    assert_int_equal(desk->windows_n, 1);
    assert_int_equal(desk->windows[0], 0);
    assert_int_equal(rules->tables[TABLE_ALERT].windows_n, 0);
    assert_int_equal(table_hits(desk, &(struct table_values){{1, 1 + 1}}), 1);
    assert_int_equal(table_hits(desk, &(struct table_values){{1, 1 + 0}}), 2);
    assert_int_equal(tables_compile("within daytime", "\"!within daytime\"",
                                    rules, &findings),
                     RC_OK);
    assert_int_equal(table_hits(desk, &(struct table_values){{1, 1 + 1}}), 2);
    assert_int_equal(table_hits(desk, &(struct table_values){{1, 1 + 0}}), 1);
    free(rules);
}

static void
test_results(void **state)
{
    struct desk_rules *rules = documents_rules();
    struct document_findings findings;
    const struct table_row *row;

    (void)state;
    assert_int_equal(tables_compile("act: 2wd", "act: 2wd", rules, &findings),
                     RC_OK);
    row = &rules->tables[TABLE_TARGET_GROUP].rows[1];
    assert_string_equal(row->name, "T1.2");
    assert_string_equal(row->source, "R S4");
    assert_int_equal(row->line, 6);
    assert_int_equal(row->then[GROUP_OUT_GROUP], 2);
    assert_int_equal(row->then[GROUP_OUT_MARK], 1U << 1 | 1U << 2);
    assert_int_equal(row->says, 1U << GROUP_OUT_GROUP | 1U << GROUP_OUT_MARK);
    row = rules->tables[TABLE_ALERT].rows;
    assert_int_equal(row[0].then[ALERT_OUT_CALL], DUTY_COORDINATOR);
    assert_int_equal(row[0].then[ALERT_OUT_ACT], INT64_C(3600000000));
    assert_int_equal(row[1].then[ALERT_OUT_CALL], DUTY_MANAGER);
    assert_int_equal(row[1].then[ALERT_OUT_PREPARE], 1U << 0 | 1U << 1);
    assert_int_equal(row[2].then[ALERT_OUT_CALL],
                     DUTY_MANAGER | DUTY_COORDINATOR);
    assert_true(row[2].then[ALERT_OUT_ACT] == (TERM_WORKING_DAYS | 2));
    assert_false(row[1].otherwise);
    assert_true(row[2].otherwise);
    row = rules->tables[TABLE_SHELTER].rows;
    assert_int_equal(row[0].then[SHELTER_OUT_PROPOSE], 2 | 1 << 8);
    row = rules->tables[TABLE_FEEDBACK].rows;
    assert_int_equal(row[0].then[FEEDBACK_OUT_TERM], 0);
    assert_int_equal(row[0].says, 3);
    row = rules->tables[TABLE_URGENCY].rows;
    assert_int_equal(row[1].then[URGENCY_OUT_RAISED], 1);
    free(rules);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_results),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
