/* What is proven of a decision table is what trying every combination says. */
#include "rows.h"

#include "core/table_proof.h"

#include <stdlib.h>

#define TRIALS       20000
#define TRIALS_QUICK 2000
#define WORDS_MAX    4

/* One random table and everything it can be asked. */
struct world {
    struct decision_table table;
    struct table_space space;
    enum table_merge merge[TABLE_OUTPUTS_MAX];
};

static value_set
random_set(uint64_t *seed, value_set all)
{
    value_set set = rows_random(seed) & all;

    return rows_random(seed) % 3 == 0 ? VALUES_ANY : set;
}

static void
make_row(uint64_t *seed, const struct world *world, struct table_row *row)
{
    *row = (struct table_row){.says = (uint32_t)(rows_random(seed) & 3)};
    for (size_t c = 0; c < world->table.inputs_n; c++)
        row->when[c] = random_set(seed, world->space.column[c]);
    for (size_t o = 0; o < world->table.outputs_n; o++)
        row->then[o] = rows_random(seed) % 4;
    if (world->table.hit == HIT_FIRST)
        row->says = 3;
    else
        row->otherwise = rows_random(seed) % 4 == 0;
}

static void
make_world(uint64_t *seed, struct world *world)
{
    static const enum table_merge merges[] = {MERGE_OR, MERGE_LEAST, MERGE_ONE};
    struct decision_table *table = &world->table;

    *world = (struct world){
        .table = {.hit = rows_random(seed) % 2 == 0 ? HIT_FIRST : HIT_COLLECT,
                  .inputs_n = 1 + (size_t)(rows_random(seed) % 4),
                  .outputs_n = 1 + (size_t)(rows_random(seed) % 2),
                  .rows_n = (size_t)(rows_random(seed) % 8)}};
    for (size_t c = 0; c < table->inputs_n; c++)
        world->space.column[c] =
            table_column_values(1 + (size_t)(rows_random(seed) % WORDS_MAX),
                                rows_random(seed) % 2 == 0);
    for (size_t i = 0; i < table->rows_n; i++)
        make_row(seed, world, &table->rows[i]);
    for (size_t o = 0; o < table->outputs_n; o++)
        world->merge[o] = table->hit == HIT_FIRST
                              ? MERGE_ONE
                              : merges[rows_random(seed) % ROWS(merges)];
}

/* The next combination of the space; false: that was the last. */
static bool
next_values(const struct world *world, struct table_values *values)
{
    for (size_t c = 0; c < world->table.inputs_n; c++) {
        while (++values->v[c] <= WORDS_MAX)
            if ((world->space.column[c] & VALUE_BIT(values->v[c])) != 0)
                return true;
        values->v[c] = 0;
        if ((world->space.column[c] & VALUE_BIT(0)) == 0)
            values->v[c] = 1;
    }
    return false;
}

static struct table_values
first_values(const struct world *world)
{
    struct table_values values = {{0}};

    for (size_t c = 0; c < world->table.inputs_n; c++)
        values.v[c] = (world->space.column[c] & VALUE_BIT(0)) == 0;
    return values;
}

static bool
in_space(const struct world *world, const struct table_values *values)
{
    for (size_t c = 0; c < world->table.inputs_n; c++)
        if ((world->space.column[c] & VALUE_BIT(values->v[c])) == 0)
            return false;
    return true;
}

static void
without_row(const struct decision_table *table, size_t gone,
            struct decision_table *out)
{
    *out = *table;
    out->rows_n--;
    for (size_t i = gone; i < out->rows_n; i++)
        out->rows[i] = table->rows[i + 1];
}

/* Is the outcome of a combination another when the row is gone? */
static bool
row_is_missed(const struct world *world, size_t i,
              const struct table_values *values)
{
    struct decision_table less;
    row_set with = table_hits(&world->table, values), without;

    without_row(&world->table, i, &less);
    without = table_hits(&less, values);
    if (world->table.hit == HIT_FIRST && (with == 0) != (without == 0))
        return true;
    for (size_t o = 0; o < world->table.outputs_n; o++)
        if (table_result(&world->table, with, o, world->merge[o]) !=
            table_result(&less, without, o, world->merge[o]))
            return true;
    return false;
}

static void
compare_complete(const struct world *world, uint64_t trial)
{
    struct table_values values = first_values(world), example;
    bool complete = true;
    enum rc rc = table_complete(&world->table, &world->space, &example);

    do {
        complete = complete && table_hits(&world->table, &values) != 0;
    } while (next_values(world, &values));
    if (rc != (complete ? RC_OK : RC_NOT_FOUND))
        fail_msg("table %llu: complete: %d", (unsigned long long)trial, rc);
    if (rc == RC_NOT_FOUND && (!in_space(world, &example) ||
                               table_hits(&world->table, &example) != 0))
        fail_msg("table %llu: the example hits", (unsigned long long)trial);
}

static void
compare_row(const struct world *world, uint64_t trial, size_t i)
{
    struct table_values values = first_values(world), reached, missed;
    bool reaches = false, matters = false;
    enum rc rc_reaches =
        table_reaches(&world->table, &world->space, i, &reached);
    enum rc rc_matters =
        table_matters(&world->table, &world->space, world->merge, i, &missed);

    do {
        reaches =
            reaches || (table_hits(&world->table, &values) >> i & 1U) != 0;
        matters = matters || row_is_missed(world, i, &values);
    } while (next_values(world, &values));
    if (rc_reaches != (reaches ? RC_OK : RC_NOT_FOUND))
        fail_msg("table %llu row %zu: reaches: %d", (unsigned long long)trial,
                 i, rc_reaches);
    if (rc_matters != (matters ? RC_OK : RC_NOT_FOUND))
        fail_msg("table %llu row %zu: matters: %d", (unsigned long long)trial,
                 i, rc_matters);
    if (reaches && (!in_space(world, &reached) ||
                    (table_hits(&world->table, &reached) >> i & 1U) == 0))
        fail_msg("table %llu row %zu: reached in no such way",
                 (unsigned long long)trial, i);
    if (matters &&
        (!in_space(world, &missed) || !row_is_missed(world, i, &missed)))
        fail_msg("table %llu row %zu: missed in no such way",
                 (unsigned long long)trial, i);
}

static void
test_as_every_combination_says(void **state)
{
    uint64_t n = getenv("LOKET_QUICK") != NULL ? TRIALS_QUICK : TRIALS;
    uint64_t seed = 1;
    struct world world;

    (void)state;
    for (uint64_t trial = 0; trial < n; trial++) {
        make_world(&seed, &world);
        compare_complete(&world, trial);
        for (size_t i = 0; i < world.table.rows_n; i++)
            compare_row(&world, trial, i);
    }
}

/* Two columns of 0 and 1, the last row of 64. */
static void
test_the_last_of_64_rows(void **state)
{
    struct decision_table table = {
        .hit = HIT_FIRST, .inputs_n = 2, .outputs_n = 1, .rows_n = 64};
    const struct table_space space = {{3, 3}};
    const enum table_merge merge[] = {MERGE_ONE};
    struct table_values example;

    (void)state;
    for (size_t i = 0; i < 64; i++)
        table.rows[i] = (struct table_row){
            .when = {VALUE_BIT(i % 2), 1}, .then = {1}, .says = 1};
    assert_int_equal(table_complete(&table, &space, &example), RC_NOT_FOUND);
    assert_int_equal(example.v[1], 1);
    assert_int_equal(table_reaches(&table, &space, 63, &example), RC_NOT_FOUND);
    table.rows[63].when[1] = 2;
    assert_int_equal(table_reaches(&table, &space, 63, &example), RC_OK);
    assert_int_equal(example.v[0], 1);
    assert_int_equal(example.v[1], 1);
    assert_int_equal(table_matters(&table, &space, merge, 63, &example), RC_OK);
    assert_int_equal(table_matters(&table, &space, merge, 1, &example),
                     RC_NOT_FOUND);
}

static void
test_an_empty_space_is_complete(void **state)
{
    const struct decision_table table = {.hit = HIT_FIRST, .inputs_n = 2};
    const struct table_space nothing = {{0, 3}}, something = {{2, 3}};
    struct table_values example;

    (void)state;
    assert_int_equal(table_complete(&table, &nothing, &example), RC_OK);
    assert_int_equal(table_complete(&table, &something, &example),
                     RC_NOT_FOUND);
    assert_int_equal(example.v[0], 1);
    assert_int_equal(example.v[1], 0);
}

/* Rows that halve every column each in its own way: every piece is cut again
 * by every row.  An answer within the budget, or none. */
static void
test_too_complex_is_said(void **state)
{
    struct decision_table table = {.hit = HIT_FIRST,
                                   .inputs_n = TABLE_INPUTS_MAX,
                                   .outputs_n = 1,
                                   .rows_n = TABLE_ROWS_MAX};
    struct table_space space;
    struct table_values example;
    uint64_t seed = 7;

    (void)state;
    for (size_t c = 0; c < TABLE_INPUTS_MAX; c++)
        space.column[c] = VALUES_ANY;
    for (size_t i = 0; i < TABLE_ROWS_MAX; i++)
        for (size_t c = 0; c < TABLE_INPUTS_MAX; c++)
            table.rows[i].when[c] =
                rows_random(&seed) | rows_random(&seed) | rows_random(&seed);
    for (size_t c = 0; c < TABLE_INPUTS_MAX; c++)
        table.rows[TABLE_ROWS_MAX - 1].when[c] = VALUES_ANY;
    assert_int_equal(table_complete(&table, &space, &example), RC_DOWN);
    table.rows_n = 1;
    table.rows[0] = table.rows[TABLE_ROWS_MAX - 1];
    assert_int_equal(table_complete(&table, &space, &example), RC_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_every_combination_says),
        cmocka_unit_test(test_the_last_of_64_rows),
        cmocka_unit_test(test_an_empty_space_is_complete),
        cmocka_unit_test(test_too_complex_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
