/* report_reached -- see report_reached.h */
#include "desk/report_reached.h"

#include <stdio.h>

#include "core/desk_rules.h"
#include "core/roster_check.h"
#include "desk/report_outward.h"
#include "desk/report_time.h"
#include "desk/state.h"
#include "store/reports.h"
#include "sys/clock.h"

#define SECOND_US INT64_C(1000000)

/* Of a year of rosters that change every hour. */
#define GAPS_MAX 20000

/* Cells: level, measure, roster, n, p50, p90, most. */
enum cell {
    CELL_LEVEL,
    CELL_MEASURE,
    CELL_ROSTER,
    CELL_N,
    CELL_P50,
    CELL_P90,
    CELL_MOST
};

static void
tell_seconds(char cell[REPORT_WORD_BYTES], int64_t us)
{
    (void)snprintf(cell, REPORT_WORD_BYTES, "%lld",
                   (long long)((us + SECOND_US / 2) / SECOND_US));
}

static struct reply_report_row *
begin_row(struct report_page *page, int64_t level, enum report_wait wait)
{
    struct reply_report_row *row = report_page_next(page);

    if (row == NULL)
        return NULL;
    *row = (struct reply_report_row){.cells = {{0}}};
    report_word(COLUMN_LEVEL, &(struct report_value){.number = level},
                row->cells[CELL_LEVEL]);
    report_word(COLUMN_MEASURE, &(struct report_value){.number = (int64_t)wait},
                row->cells[CELL_MEASURE]);
    return row;
}

static bool
is_timed(enum report_wait wait)
{
    return wait <= REPORT_ACKNOWLEDGED;
}

static void
tell(struct report_page *page, const struct report_plan *plan, int64_t level,
     enum report_wait wait, const struct report_waits *waits)
{
    struct reply_report_row *row;

    if (!plan->exact && (!is_timed(wait) || waits->n < REPORT_K))
        return;
    row = begin_row(page, level, wait);
    if (row == NULL)
        return;
    if (plan->exact)
        (void)snprintf(row->cells[CELL_N], REPORT_WORD_BYTES, "%lld",
                       (long long)waits->n);
    if (is_timed(wait) && waits->n > 0) {
        tell_seconds(row->cells[CELL_P50], waits->p50_us);
        tell_seconds(row->cells[CELL_P90], waits->p90_us);
        /* The longest is that of one. */
        if (plan->exact)
            tell_seconds(row->cells[CELL_MOST], waits->most_us);
    }
}

static int64_t
seconds_without(const struct roster_book *book, size_t roster, int64_t from_us,
                int64_t to_us)
{
    int64_t sum_us = 0;

    for (int i = 0; i < GAPS_MAX && from_us < to_us; i++) {
        int64_t gap_us = roster_next_gap(book, roster, from_us, to_us);

        if (gap_us >= to_us)
            break;
        from_us = roster_gap_end(book, roster, gap_us, to_us);
        sum_us += from_us - gap_us;
    }
    return sum_us / SECOND_US;
}

static void
tell_rosters(struct desk *desk, const struct report_plan *plan,
             struct report_page *page)
{
    const struct roster_book *book = &desk->rules.now->book;
    int64_t from_us = report_day_us(desk, plan->from_day);
    int64_t to_us = report_day_us(desk, plan->to_day);
    int64_t now_us = clock_utc_us(desk->clock);

    for (size_t i = 0; i < book->rosters_n; i++) {
        struct reply_report_row *row = begin_row(page, 0, REPORT_NOBODY);

        if (row == NULL)
            continue;
        (void)snprintf(row->cells[CELL_ROSTER], REPORT_WORD_BYTES, "%s",
                       book->rosters[i].name);
        (void)snprintf(row->cells[CELL_N], REPORT_WORD_BYTES, "%lld",
                       (long long)seconds_without(
                           book, i, from_us, to_us < now_us ? to_us : now_us));
    }
}

static enum rc
tell_level(struct desk *desk, const struct report_plan *plan, int level,
           struct report_page *page)
{
    struct report_waits_of of = {
        .level = (enum level)level,
        .from_us = report_day_us(desk, plan->from_day),
        .to_us = report_day_us(desk, plan->to_day),
        .fixed_us =
            plan->exact ? INT64_MAX : report_day_us(desk, plan->fixed_day)};
    enum rc rc = RC_OK;

    for (int wait = REPORT_ALERTED; rc == RC_OK && wait < REPORT_NOBODY;
         wait++) {
        struct report_waits waits;

        of.wait = (enum report_wait)wait;
        rc = report_waits(desk->store, &of, &waits);
        if (rc == RC_OK)
            tell(page, plan, level, of.wait, &waits);
    }
    return rc;
}

/* An alert may get another level at any time, and so a figure by levels may
 * change after it was told: outward it is of all of them. */
enum rc
report_reached(struct desk *desk, const struct report_plan *plan,
               struct report_page *page)
{
    enum rc rc = RC_OK;

    if (!plan->exact)
        return tell_level(desk, plan, LEVEL_NONE, page);
    for (int level = LEVEL_U1; rc == RC_OK && level <= LEVEL_LAST; level++)
        rc = tell_level(desk, plan, level, page);
    if (rc == RC_OK)
        tell_rosters(desk, plan, page);
    return rc;
}
