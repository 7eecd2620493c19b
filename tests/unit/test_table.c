/* Decision tables: which rows hit, and what their results become together. */
#include "rows.h"

#include "core/route_schema.h"
#include "core/table.h"

#include <string.h>

#define V(v)       VALUE_BIT(v)
#define SAYS(o)    (1U << (o))
#define ROW_BIT(i) ((row_set)1 << (i))

/* Column 0 has the words 1 to 3 or is not said, column 1 is a number. */
static const struct decision_table first = {
    .hit = HIT_FIRST,
    .inputs_n = 2,
    .outputs_n = 1,
    .rows = {{.name = "x.1",
              .when = {V(1), VALUES_ANY},
              .then = {1},
              .says = SAYS(0)},
             {.name = "x.2",
              .when = {V(2) | V(3), V(63)},
              .then = {2},
              .says = SAYS(0)},
             {.name = "x.3",
              .when = {V(0), VALUES_ANY},
              .then = {3},
              .says = SAYS(0)},
             {.name = "x.4",
              .when = {VALUES_ANY & ~V(0), VALUES_ANY},
              .then = {4},
              .says = SAYS(0)}},
    .rows_n = 4,
};

static const struct {
    const char *name;
    struct table_values values;
    size_t row;
} first_rows[] = {
    {"the first row that passes decides", {{1, 63}}, 0},
    {"one word of a list passes", {{2, 63}}, 1},
    {"so does the other", {{3, 63}}, 1},
    {"all columns must pass", {{3, 62}}, 3},
    {"what was not said passes absent", {{0, 63}}, 2},
    {"what was not said passes no negation", {{0, 1}}, 2},
    {"what was said passes present", {{2, 1}}, 3},
};

static void
test_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(first_rows); i++) {
        row_set hits = table_hits(&first, &first_rows[i].values);

        if (hits != ROW_BIT(first_rows[i].row) ||
            table_first(hits) != first_rows[i].row)
            fail_msg("%s: row %zu", first_rows[i].name, table_first(hits));
    }
}

static void
test_nothing_hits(void **state)
{
    struct decision_table table = first;
    const struct table_values values = {{2, 1}};

    (void)state;
    table.rows_n = 3;
    assert_int_equal(table_hits(&table, &values), 0);
    assert_int_equal(table_first(0), TABLE_ROWS_MAX);
    assert_int_equal(table_first(ROW_BIT(63)), 63);
    assert_int_equal(table_result(&table, 0, 0, MERGE_ONE), 0);
}

/* Output 0 a set, 1 a term, 2 a flag. */
static const struct decision_table collect = {
    .hit = HIT_COLLECT,
    .inputs_n = 1,
    .outputs_n = 3,
    .rows =
        {{.when = {V(1) | V(2)}, .then = {1, 50, 0}, .says = SAYS(0) | SAYS(1)},
         {.when = {VALUES_ANY}, .otherwise = true, .then = {4}, .says = 1},
         {.when = {V(2) | V(4)}, .then = {2, 30, 0}, .says = SAYS(0) | SAYS(1)},
         {.when = {V(2) | V(3)}, .then = {0, 0, 1}, .says = SAYS(2)},
         {.when = {V(4)}, .then = {0, 0, 0}, .says = SAYS(1)},
         {.when = {V(5)}, .then = {0, 0, 0}, .says = SAYS(0)},
         {.when = {V(4)}, .then = {0, 20, 0}, .says = SAYS(1)}},
    .rows_n = 7,
};

static const struct {
    const char *name;
    uint8_t value;
    row_set hits;
    uint64_t set, term, flag;
} collect_rows[] = {
    {"one row hits", 1, ROW_BIT(0), 1, 50, 0},
    {"every row that passes adds its results", 2,
     ROW_BIT(0) | ROW_BIT(2) | ROW_BIT(3), 3, 30, 1},
    {"otherwise hits beside rows that do not say the first result", 3,
     ROW_BIT(1) | ROW_BIT(3), 4, 0, 1},
    {"at once is less than any term", 4, ROW_BIT(2) | ROW_BIT(4) | ROW_BIT(6),
     2, 0, 0},
    {"an empty first result is said: no otherwise", 5, ROW_BIT(5), 0, 0, 0},
    {"otherwise hits when nothing else does", 0, ROW_BIT(1), 4, 0, 0},
};

static void
test_collect(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(collect_rows); i++) {
        const struct table_values values = {{collect_rows[i].value}};
        row_set hits = table_hits(&collect, &values);

        if (hits != collect_rows[i].hits)
            fail_msg("%s: hits %llx", collect_rows[i].name,
                     (unsigned long long)hits);
        if (table_result(&collect, hits, 0, MERGE_OR) != collect_rows[i].set ||
            table_result(&collect, hits, 1, MERGE_LEAST) !=
                collect_rows[i].term ||
            table_result(&collect, hits, 2, MERGE_OR) != collect_rows[i].flag)
            fail_msg("%s: results", collect_rows[i].name);
    }
}

static void
test_a_result_is_of_rows_that_say_it(void **state)
{
    struct decision_table table = collect;

    (void)state;
    table.rows[0].then[2] = 7; /* and does not say it */
    assert_int_equal(table_result(&table, ROW_BIT(0), 2, MERGE_OR), 0);
    assert_int_equal(table_result(&table, ROW_BIT(0), 2, MERGE_ONE), 0);
    assert_int_equal(
        table_result(&table, ROW_BIT(0) | ROW_BIT(2), 0, MERGE_ONE), 1);
}

static void
test_column_values(void **state)
{
    (void)state;
    assert_int_equal(table_column_values(0, false), V(0));
    assert_int_equal(table_column_values(0, true), 0);
    assert_int_equal(table_column_values(2, false), V(0) | V(1) | V(2));
    assert_int_equal(table_column_values(2, true), V(1) | V(2));
    assert_true(table_column_values(62, false) == (VALUES_ANY & ~V(63)));
    assert_true(table_column_values(63, false) == VALUES_ANY);
    assert_true(table_column_values(63, true) == (VALUES_ANY & ~V(0)));
}

/* What core casts: a value is the number of the enumeration. */
static const struct {
    enum input input;
    unsigned value;
    const char *word;
} words[] = {
    {INPUT_MESSAGE, 2, "referral"},
    {INPUT_SUBMITTER, ORGANISATION_POLICE_AMSTERDAM, "police-amsterdam"},
    {INPUT_SUBMITTER, ORGANISATION_INSPECTORATE, "inspectorate"},
    {INPUT_RECIPIENT, ORGANISATION_OTHER, "other"},
    {INPUT_AGE, 1, "under-18"},
    {INPUT_AGE, 2, "adult"},
    {INPUT_FORM, 2, "labour"},
    {INPUT_FORM, 6, "organ"},
    {INPUT_SUBJECT, 2, "perpetrator"},
    {INPUT_SUBJECT, 3, "both"},
    {INPUT_CLASS, 1, "K0"},
    {INPUT_CLASS, 5, "K4"},
    {INPUT_RESIDENCE, 3, "third-country"},
    {INPUT_DANGER_NOW, 1, "yes"},
    {INPUT_UNSAFE_NOW, 2, "no"},
    {INPUT_GROUP, 4, "D"},
    {INPUT_URGENCY, 5, "U4B"},
    {INPUT_FACILITY_KIND, 4, "cosm"},
    {INPUT_FUNDER, 1, "municipality"},
    {INPUT_CONTENT, 3, "match-note"},
    {INPUT_HANDLING, 3, "H2"},
    {INPUT_FEEDBACK, 4, "combined"},
};

static void
test_words_are_casts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(words); i++) {
        const struct input_schema *input = route_input(words[i].input);

        if (words[i].value > input->words_n ||
            strcmp(input->words[words[i].value - 1], words[i].word) != 0)
            fail_msg("%s: %u is not %s", input->name, words[i].value,
                     words[i].word);
    }
}

static void
test_schema(void **state)
{
    (void)state;
    for (int id = 0; id < TABLES_N; id++) {
        const struct table_schema *schema = route_schema((enum table_id)id);

        assert_int_equal(schema->number[0], 'T');
        assert_int_equal(schema->number[1], '1' + id);
        assert_int_equal(route_table_find(schema->name), id);
        assert_true(schema->inputs_n >= 1 &&
                    schema->inputs_n <= TABLE_INPUTS_MAX);
        assert_true(schema->outputs_n >= 1 &&
                    schema->outputs_n <= TABLE_OUTPUTS_MAX);
        for (size_t o = 0; o < schema->outputs_n; o++) {
            const struct output_schema *output = &schema->outputs[o];

            assert_non_null(output->name);
            assert_int_not_equal(output->type, 0);
            /* Only a first table has results of one row alone. */
            assert_int_equal(output->merge == MERGE_ONE,
                             schema->hit == HIT_FIRST);
        }
    }
    assert_int_equal(route_table_find("targets"), TABLES_N);
    for (int input = 0; input < INPUTS_N; input++)
        assert_non_null(route_input((enum input)input)->name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first),
        cmocka_unit_test(test_nothing_hits),
        cmocka_unit_test(test_collect),
        cmocka_unit_test(test_a_result_is_of_rows_that_say_it),
        cmocka_unit_test(test_column_values),
        cmocka_unit_test(test_words_are_casts),
        cmocka_unit_test(test_schema),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
