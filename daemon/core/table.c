/* table -- see table.h */
#include "core/table.h"

static bool
row_passes(const struct table_row *row, size_t inputs_n,
           const struct table_values *values)
{
    for (size_t c = 0; c < inputs_n; c++)
        if ((row->when[c] & VALUE_BIT(values->v[c])) == 0)
            return false;
    return true;
}

static bool
says(const struct table_row *row, size_t output)
{
    return (row->says >> output & 1U) != 0;
}

row_set
table_hits(const struct decision_table *table,
           const struct table_values *values)
{
    row_set hits = 0, otherwise = 0;
    bool said = false;

    for (size_t i = 0; i < table->rows_n; i++) {
        const struct table_row *row = &table->rows[i];

        if (!row_passes(row, table->inputs_n, values))
            continue;
        if (table->hit == HIT_FIRST)
            return (row_set)1 << i;
        if (row->otherwise) {
            otherwise |= (row_set)1 << i;
        } else {
            hits |= (row_set)1 << i;
            said = said || says(row, 0);
        }
    }
    return said ? hits : hits | otherwise;
}

size_t
table_first(row_set rows)
{
    size_t i = 0;

    while (i < TABLE_ROWS_MAX && (rows >> i & 1U) == 0)
        i++;
    return i;
}

uint64_t
table_result(const struct decision_table *table, row_set rows, size_t output,
             enum table_merge merge)
{
    uint64_t result = 0;
    bool said = false;

    for (size_t i = 0; i < table->rows_n; i++) {
        const struct table_row *row = &table->rows[i];

        if ((rows >> i & 1U) == 0 || !says(row, output))
            continue;
        switch (merge) {
        case MERGE_ONE:
            return row->then[output];
        case MERGE_OR:
            result |= row->then[output];
            break;
        case MERGE_LEAST:
            if (!said || row->then[output] < result)
                result = row->then[output];
            break;
        }
        said = true;
    }
    return result;
}

value_set
table_column_values(size_t words, bool always)
{
    value_set all =
        words < TABLE_VALUE_MAX ? (VALUE_BIT(words) << 1) - 1 : VALUES_ANY;

    return always ? all & ~VALUE_BIT(0) : all;
}
