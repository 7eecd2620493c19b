/* report_outward -- see report_outward.h */
#include "desk/report_outward.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/report_time.h"
#include "desk/state.h"
#include "store/reports.h"

#define CELLS_MAX ((size_t)2048)
#define TOLD_MAX  (CELLS_MAX * (REPORT_DEPTH_MAX + 2))
#define TOGETHER  "together"

/* All of it, on the heap while one request is answered. */
struct cube {
    const struct report_plan *plan;
    struct report_row rows[CELLS_MAX];
    struct report_cell cells[CELLS_MAX]; /* of rows, by position */
    size_t n;
    struct report_cell told[TOLD_MAX];
    size_t told_n;
};

struct reply_report_row *
report_page_next(struct report_page *page)
{
    if (page->seen++ < page->offset)
        return NULL;
    if (page->n == REPORT_PAGE) {
        page->more = true;
        return NULL;
    }
    return &page->rows[page->n++];
}

static int
compare_rows(const void *a, const void *b, void *arg)
{
    const struct report_plan *plan = arg;
    const struct report_row *x = a;
    const struct report_row *y = b;
    int order = 0;

    for (size_t i = 0; order == 0 && i < plan->columns_n; i++)
        order = report_compare(plan->columns[i], &x->values[i], &y->values[i]);
    return order;
}

/* Positions in the order of each column's words, among those there are. */
static void
place_cells(struct cube *cube)
{
    const struct report_plan *plan = cube->plan;

    qsort_r(cube->rows, cube->n, sizeof cube->rows[0], compare_rows,
            (void *)(uintptr_t)plan);
    for (size_t i = 0; i < cube->n; i++) {
        struct report_cell *cell = &cube->cells[i];
        bool same = i > 0;

        *cell = (struct report_cell){.n = cube->rows[i].counts[0]};
        for (size_t c = 0; c < plan->columns_n; c++) {
            int order = same ? report_compare(plan->columns[c],
                                              &cube->rows[i - 1].values[c],
                                              &cube->rows[i].values[c])
                             : 1;

            if (same)
                cell->at[c] = cube->cells[i - 1].at[c] + (order != 0);
            same = same && order == 0;
        }
    }
}

static enum rc
read_cube(struct desk *desk, const struct report_plan *plan, struct cube *cube)
{
    int64_t fixed_us = report_day_us(desk, plan->fixed_day);
    enum rc rc = report_rows(desk->store, plan, fixed_us, cube->rows, CELLS_MAX,
                             &cube->n);

    cube->plan = plan;
    return rc == RC_OK && cube->n == CELLS_MAX ? RC_INVALID : rc;
}

/* The row that a cell which is told begins with. */
static const struct report_row *
row_of(const struct cube *cube, const struct report_cell *told)
{
    for (size_t i = 0; i < cube->n; i++) {
        bool same = true;

        for (size_t c = 0; c < cube->plan->columns_n; c++)
            same = same && (told->at[c] == REPORT_TOGETHER ||
                            told->at[c] == cube->cells[i].at[c]);
        if (same)
            return &cube->rows[i];
    }
    return NULL;
}

/* A filter names words; what is told together has none. */
static bool
is_wanted(const struct cube *cube, const struct report_row *row,
          const struct report_cell *told)
{
    const struct report_plan *plan = cube->plan;

    for (size_t f = 0; f < plan->filters_n; f++)
        for (size_t c = 0; c < plan->columns_n; c++)
            if (plan->columns[c] == plan->filters[f].column &&
                told->at[c] == REPORT_TOGETHER)
                return false;
    return report_wants(plan, row->values);
}

static void
tell(const struct cube *cube, struct report_page *page)
{
    const struct report_plan *plan = cube->plan;

    for (size_t i = 0; i < cube->told_n; i++) {
        const struct report_cell *told = &cube->told[i];
        const struct report_row *row = row_of(cube, told);
        struct reply_report_row *out = NULL;

        if (row != NULL && is_wanted(cube, row, told))
            out = report_page_next(page);
        if (out == NULL)
            continue;
        for (size_t c = 0; c < plan->columns_n; c++) {
            if (told->at[c] == REPORT_TOGETHER)
                (void)snprintf(out->cells[c], REPORT_WORD_BYTES, TOGETHER);
            else
                report_word(plan->columns[c], &row->values[c], out->cells[c]);
        }
        (void)snprintf(out->cells[plan->columns_n], REPORT_WORD_BYTES, "%lld",
                       (long long)report_round(told->n));
    }
}

static void
protect(struct cube *cube)
{
    struct report_table table = {.cells = cube->cells,
                                 .cells_n = cube->n,
                                 .depth = cube->plan->columns_n,
                                 .k = REPORT_K};

    for (size_t i = 0; i < table.depth; i++)
        table.words[i] = report_words_n(cube->plan->columns[i]);
    place_cells(cube);
    cube->told_n = report_protect(&table, cube->told, TOLD_MAX);
}

/* Every indicator is a column of its own, of two words: there or not. */
static enum rc
protect_codes(struct desk *desk, struct cube *cube)
{
    struct report_plan whole = *cube->plan;
    struct report_row all;
    size_t n = 0;
    enum rc rc;

    whole.columns_n = 0;
    rc = report_rows(desk->store, &whole, report_day_us(desk, whole.fixed_day),
                     &all, 1, &n);
    if (rc != RC_OK)
        return rc;
    place_cells(cube);
    for (size_t i = 0; i < cube->n; i++) {
        const struct report_cell cells[2] = {
            {.at = {0}, .n = cube->cells[i].n},
            {.at = {1}, .n = all.counts[0] - cube->cells[i].n}};
        const struct report_table table = {.cells = cells,
                                           .cells_n = 2,
                                           .depth = 1,
                                           .words = {2},
                                           .k = REPORT_K};
        struct report_cell told[4];

        if (report_protect(&table, told, 4) == 2)
            cube->told[cube->told_n++] = cube->cells[i];
    }
    return RC_OK;
}

enum rc
report_outward(struct desk *desk, const struct report_plan *plan,
               struct report_page *page)
{
    struct cube *cube = calloc(1, sizeof *cube);
    enum rc rc = RC_DOWN;

    if (cube == NULL)
        return rc;
    rc = read_cube(desk, plan, cube);
    if (rc == RC_OK && plan->columns_n == 1 && plan->columns[0] == COLUMN_CODE)
        rc = protect_codes(desk, cube);
    else if (rc == RC_OK)
        protect(cube);
    if (rc == RC_OK)
        tell(cube, page);
    free(cube);
    return rc;
}
