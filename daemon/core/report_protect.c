/* report_protect -- see report_protect.h */
#include "core/report_protect.h"

#include <stdbool.h>

struct told {
    struct report_cell *out;
    size_t cap;
    size_t n;
};

/* Cells first..end share at[0] to at[column - 1]. */
struct slice {
    size_t first;
    size_t end;
    size_t column;
};

static int64_t
sum(const struct report_table *table, size_t first, size_t end)
{
    int64_t n = 0;

    for (size_t i = first; i < end; i++)
        n += table->cells[i].n;
    return n;
}

/* Where the cells with the word of cell `first` end. */
static size_t
word_end(const struct report_table *table, const struct slice *slice,
         size_t first)
{
    size_t i = first;

    while (i < slice->end && table->cells[i].at[slice->column] ==
                                 table->cells[first].at[slice->column])
        i++;
    return i;
}

static void
tell(struct told *told, const struct report_table *table,
     const struct slice *slice, int64_t n)
{
    struct report_cell cell = {.n = n};

    for (size_t i = 0; i < slice->column; i++)
        cell.at[i] = table->cells[slice->first].at[i];
    for (size_t i = slice->column; i < table->depth; i++)
        cell.at[i] = REPORT_TOGETHER;
    if (told->n < told->cap)
        told->out[told->n++] = cell;
}

/* How a slice is split: a word is told when it is not below K and comes at or
 * after `told_from`; the others are `together`. */
struct split {
    uint32_t told_from;
    int64_t together;
    bool any;  /* something is withheld */
    bool left; /* something is told */
};

static void
split_start(const struct report_table *table, const struct slice *slice,
            struct split *split)
{
    uint32_t words = 0;

    *split = (struct split){.told_from = 0};
    for (size_t i = slice->first, end; i < slice->end; i = end) {
        end = word_end(table, slice, i);
        words++;

        int64_t n = sum(table, i, end);

        if (n < table->k) {
            split->any = true;
            split->together += n;
        }
    }
    if (table->words[slice->column] != words)
        split->any = true; /* the words that are not there are zero */
}

static void
split_decide(const struct report_table *table, const struct slice *slice,
             struct split *split)
{
    bool joined = false;

    split_start(table, slice, split);
    for (size_t i = slice->first, end; i < slice->end; i = end) {
        end = word_end(table, slice, i);

        int64_t n = sum(table, i, end);

        if (n < table->k)
            continue;
        if (!split->any || (joined && split->together >= 2 * table->k - 1)) {
            split->told_from = table->cells[i].at[slice->column];
            split->left = true;
            return;
        }
        joined = true;
        split->together += n;
    }
}

static void
tell_leaf(struct told *told, const struct report_table *table,
          const struct slice *slice)
{
    struct slice leaf = *slice;

    leaf.column = table->depth;
    tell(told, table, &leaf, sum(table, slice->first, slice->end));
}

static void protect(const struct report_table *table, const struct slice *slice,
                    struct told *told);

static void
tell_words(const struct report_table *table, const struct slice *slice,
           const struct split *split, struct told *told)
{
    for (size_t i = slice->first, end; i < slice->end; i = end) {
        end = word_end(table, slice, i);
        if (table->cells[i].at[slice->column] < split->told_from ||
            sum(table, i, end) < table->k)
            continue;
        protect(table,
                &(const struct slice){
                    .first = i, .end = end, .column = slice->column + 1},
                told);
    }
}

/* At most REPORT_DEPTH_MAX deep. */
static void
protect(const struct report_table *table, const struct slice *slice,
        struct told *told)
{
    struct split split;

    if (slice->column == table->depth) {
        tell_leaf(told, table, slice);
        return;
    }
    split_decide(table, slice, &split);
    if (!split.left) {
        tell(told, table, slice, sum(table, slice->first, slice->end));
        return;
    }
    tell_words(table, slice, &split, told);
    if (split.any)
        tell(told, table, slice, split.together);
}

size_t
report_protect(const struct report_table *table, struct report_cell *out,
               size_t cap)
{
    const struct slice all = {.end = table->cells_n};
    struct told told = {.out = out, .cap = cap};

    if (sum(table, 0, table->cells_n) >= table->k)
        protect(table, &all, &told);
    return told.n;
}

int64_t
report_round(int64_t n)
{
    return (n + REPORT_ROUND / 2) / REPORT_ROUND * REPORT_ROUND;
}
