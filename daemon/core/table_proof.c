/* Boxes cut from boxes.  A box minus a row is at most one box per column: in
 * that column what the row does not let through, in the columns before it what
 * it does, so the pieces never overlap.  Every level of a recursion is another
 * row: it is never deeper than TABLE_ROWS_MAX + 1. */
#include "core/table_proof.h"

struct proof {
    const struct decision_table *table;
    const struct table_row *row; /* the one that is asked about, or NULL */
    const enum table_merge *merge;
    uint32_t touched; /* outputs that `row` can change */
    row_set without;  /* of a search: no row of these passes */
    size_t steps;
    struct table_values *example;
};

static bool
meets(const struct table_space *box, const struct table_row *row, size_t n)
{
    for (size_t c = 0; c < n; c++)
        if ((box->column[c] & row->when[c]) == 0)
            return false;
    return true;
}

static struct table_space
inside(const struct table_space *box, const struct table_row *row, size_t n)
{
    struct table_space in = {{0}};

    for (size_t c = 0; c < n; c++)
        in.column[c] = box->column[c] & row->when[c];
    return in;
}

/* The piece of the box that the row leaves over in column c; false: none. */
static bool
leaves(const struct table_space *box, const struct table_row *row, size_t c,
       struct table_space *piece)
{
    if ((box->column[c] & ~row->when[c]) == 0)
        return false;
    *piece = *box;
    for (size_t k = 0; k < c; k++)
        piece->column[k] &= row->when[k];
    piece->column[c] &= ~row->when[c];
    return true;
}

static enum rc
found(const struct proof *proof, const struct table_space *box)
{
    for (size_t c = 0; c < TABLE_INPUTS_MAX; c++) {
        uint8_t v = 0;

        while (c < proof->table->inputs_n &&
               (box->column[c] & VALUE_BIT(v)) == 0)
            v++;
        proof->example->v[c] = v;
    }
    return RC_OK;
}

static bool
is_empty(const struct table_space *box, size_t n)
{
    for (size_t c = 0; c < n; c++)
        if (box->column[c] == 0)
            return true;
    return false;
}

static uint64_t
said(const struct table_row *row, size_t output)
{
    return (row->says >> output & 1U) != 0 ? row->then[output] : 0;
}

static bool
same_results(const struct table_row *a, const struct table_row *b, size_t n)
{
    for (size_t o = 0; o < n; o++)
        if (said(a, o) != said(b, o))
            return false;
    return true;
}

/* Is there something in the box that no row of `without` from k on passes?
 * With proof->row: or that passes a row which says something else than it;
 * such a row can only be one after it, since the box passes none before. */
static enum rc
search(struct proof *proof, const struct table_space *box, size_t k)
{
    const struct decision_table *table = proof->table;
    size_t n = table->inputs_n;
    const struct table_row *row;
    struct table_space piece;

    while (k < table->rows_n &&
           ((proof->without >> k & 1U) == 0 || !meets(box, &table->rows[k], n)))
        k++;
    if (k == table->rows_n)
        return found(proof, box);
    if (proof->steps == 0)
        return RC_DOWN;
    proof->steps--;
    row = &table->rows[k];
    if (proof->row != NULL && row > proof->row &&
        !same_results(row, proof->row, table->outputs_n)) {
        piece = inside(box, row, n);
        return found(proof, &piece);
    }
    for (size_t c = 0; c < n; c++) {
        enum rc rc = RC_NOT_FOUND;

        if (leaves(box, row, c, &piece))
            rc = search(proof, &piece, k + 1);
        if (rc != RC_NOT_FOUND)
            return rc;
    }
    return RC_NOT_FOUND;
}

static enum rc
search_in(struct proof *proof, const struct table_space *box)
{
    return is_empty(box, proof->table->inputs_n) ? RC_NOT_FOUND
                                                 : search(proof, box, 0);
}

enum rc
table_complete(const struct decision_table *table,
               const struct table_space *space, struct table_values *example)
{
    struct proof proof = {.table = table,
                          .without = UINT64_MAX,
                          .steps = TABLE_PROOF_STEPS,
                          .example = example};
    enum rc rc = search_in(&proof, space);

    if (rc == RC_OK)
        return RC_NOT_FOUND;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The rows in whose presence an `otherwise` row does not hit. */
static row_set
sayers(const struct decision_table *table)
{
    row_set set = 0;

    for (size_t i = 0; i < table->rows_n; i++)
        if (!table->rows[i].otherwise && (table->rows[i].says & 1U) != 0)
            set |= (row_set)1 << i;
    return set;
}

enum rc
table_reaches(const struct decision_table *table,
              const struct table_space *space, size_t i,
              struct table_values *example)
{
    struct proof proof = {
        .table = table, .steps = TABLE_PROOF_STEPS, .example = example};
    struct table_space box = inside(space, &table->rows[i], table->inputs_n);

    if (table->hit == HIT_FIRST)
        proof.without = ((row_set)1 << i) - 1;
    else if (table->rows[i].otherwise)
        proof.without = sayers(table);
    return search_in(&proof, &box);
}

/* --- does a row of a collect table matter? -------------------------------- */

/* The rows that count, of those that pass. */
static row_set
effective(const struct proof *proof, row_set passing)
{
    row_set hits = passing;

    if ((passing & sayers(proof->table)) == 0)
        return passing;
    for (size_t i = 0; i < proof->table->rows_n; i++)
        if (proof->table->rows[i].otherwise)
            hits &= ~((row_set)1 << i);
    return hits;
}

static bool
differs(const struct proof *proof, row_set passing)
{
    row_set one = (row_set)1 << (proof->row - proof->table->rows);
    row_set with = effective(proof, passing | one);
    row_set without = effective(proof, passing);

    for (size_t o = 0; o < proof->table->outputs_n; o++)
        if (table_result(proof->table, with, o, proof->merge[o]) !=
            table_result(proof->table, without, o, proof->merge[o]))
            return true;
    return false;
}

static bool
adds(const struct proof *proof, row_set hits, size_t o)
{
    const struct table_row *rows = proof->table->rows, *row = proof->row;
    uint64_t left = row->then[o];

    if ((row->says >> o & 1U) == 0)
        return false;
    for (size_t i = 0; i < proof->table->rows_n; i++) {
        if ((hits >> i & 1U) == 0 || (rows[i].says >> o & 1U) == 0)
            continue;
        if (proof->merge[o] == MERGE_OR)
            left &= ~rows[i].then[o];
        if (proof->merge[o] == MERGE_LEAST && rows[i].then[o] <= row->then[o])
            return false;
    }
    return proof->merge[o] != MERGE_OR || left != 0;
}

/* Nothing more that passes could make the row matter: the others say all that
 * it says, and keep the `otherwise` rows out as it does. */
static bool
is_absorbed(const struct proof *proof, row_set passing)
{
    row_set firm = passing & sayers(proof->table);

    if (proof->row->otherwise && firm != 0)
        return true;
    if ((proof->row->says & 1U) != 0 && firm == 0)
        return false;
    for (size_t i = 0; i < proof->table->rows_n; i++)
        if (proof->table->rows[i].otherwise)
            passing &= ~((row_set)1 << i);
    for (size_t o = 0; o < proof->table->outputs_n; o++)
        if (adds(proof, passing, o))
            return false;
    return true;
}

/* The outputs that the row can change: its own, and those of the `otherwise`
 * rows that it keeps out. */
static uint32_t
touched(const struct decision_table *table, const struct table_row *row)
{
    uint32_t outputs = row->says;

    for (size_t i = 0; (row->says & 1U) != 0 && i < table->rows_n; i++)
        if (table->rows[i].otherwise)
            outputs |= table->rows[i].says;
    return outputs;
}

static bool
is_relevant(const struct proof *proof, const struct table_row *other)
{
    return other != proof->row &&
           (other->otherwise || (other->says & (proof->touched | 1U)) != 0);
}

/* Cuts the box by every row that can say something about it, until it is known
 * which of them pass. */
static enum rc
split(struct proof *proof, const struct table_space *box, size_t k,
      row_set passing)
{
    const struct decision_table *table = proof->table;
    size_t n = table->inputs_n;
    struct table_space piece;

    if (is_absorbed(proof, passing))
        return RC_NOT_FOUND;
    while (k < table->rows_n && (!is_relevant(proof, &table->rows[k]) ||
                                 !meets(box, &table->rows[k], n)))
        k++;
    if (k == table->rows_n)
        return differs(proof, passing) ? found(proof, box) : RC_NOT_FOUND;
    if (proof->steps == 0)
        return RC_DOWN;
    proof->steps--;
    for (size_t c = 0; c < n; c++) {
        enum rc rc = RC_NOT_FOUND;

        if (leaves(box, &table->rows[k], c, &piece))
            rc = split(proof, &piece, k + 1, passing);
        if (rc != RC_NOT_FOUND)
            return rc;
    }
    piece = inside(box, &table->rows[k], n);
    return split(proof, &piece, k + 1, passing | (row_set)1 << k);
}

enum rc
table_matters(const struct decision_table *table,
              const struct table_space *space, const enum table_merge merge[],
              size_t i, struct table_values *example)
{
    struct proof proof = {.table = table,
                          .row = &table->rows[i],
                          .merge = merge,
                          .touched = touched(table, &table->rows[i]),
                          .without = UINT64_MAX & ~((row_set)1 << i),
                          .steps = TABLE_PROOF_STEPS,
                          .example = example};
    struct table_space box = inside(space, &table->rows[i], table->inputs_n);

    if (is_empty(&box, table->inputs_n))
        return RC_NOT_FOUND;
    return table->hit == HIT_FIRST ? search(&proof, &box, 0)
                                   : split(&proof, &box, 0, 0);
}
