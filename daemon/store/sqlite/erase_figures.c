/* erase_figures -- what the yearly figures that leave the desk count of a
 * message that goes; see retention.h
 *
 * A number for each branch of the menu (core/report.c) by itself: no row says of
 * one message more than one branch does. */
#include "store/sqlite/retention.h"

#include "core/report_words.h"
#include "store/sqlite/reports.h"
#include "store/sqlite/sql.h"

_Static_assert(REPORT_COUNTS == 1 && REPORT_ADVICE == 2 &&
                   REPORT_BOTTLENECKS == 3,
               "reports in SQL");

#define YEAR "unixepoch(f.day * 86400, 'unixepoch', 'start of year') / 86400"

/* In the form of the table; ?3: the fixed instant (reports.h). */
#define KEEP(report, branch, a, b, c, from, kinds)                             \
    "INSERT INTO figure_kept (report, branch, day, a, b, c, n)"                \
    " SELECT " #report ", " #branch ", " YEAR ", " a ", " b ", " c             \
    ", count(*) FROM erasing e JOIN fact f ON f.seq = e.seq"                   \
    " JOIN message m ON m.seq = f.seq " from " WHERE f.kind IN (" kinds        \
    ")" REPORTS_COUNTED_THEN                                                   \
    " GROUP BY 3, 4, 5, 6 ON CONFLICT DO UPDATE SET n = n + excluded.n"

/* The quarter as its first day. */
#define QUARTER                                                                \
    "unixepoch(f.day * 86400, 'unixepoch', 'start of month', '-' ||"           \
    " ((strftime('%m', f.day * 86400, 'unixepoch') + 2) % 3) || ' months')"    \
    " / 86400"

static const char *const texts[] = {
    KEEP(1, 0, "0", "0", "0", "", "1, 2"),
    KEEP(1, 1, "f.form", QUARTER, "0", "", "1, 2"),
    KEEP(1, 2, "f.age", "f.gender", "f.pregnant", "", "1, 2"),
    KEEP(1, 3, "f.region", "f.municipality", "0", "", "1, 2"),
    KEEP(1, 4, "f.source", "0", "0", "", "1, 2"),
    KEEP(1, 5, "f.kind", "0", "0", "", "1, 2"),
    KEEP(1, 6, "x.code", "0", "0", "JOIN fact_code x ON x.seq = f.seq", "1, 2"),
    KEEP(2, 0, "0", "0", "0", "", "3"),
    KEEP(2, 1, "f.about", "f.source", "0", "", "3"),
    KEEP(3, 0, "0", "0", "0", "", "4"),
    KEEP(3, 1, "f.about", "0", "0", "", "4"),
    KEEP(3, 2, "f.region", "f.municipality", "0", "", "4"),
    NULL,
};

enum rc
erase_figures(struct store *store, int64_t fixed_us)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && texts[i] != NULL; i++)
        rc = sql_run(store, texts[i],
                     SQL_ARGS(sql_int(0), sql_int(0), sql_int(fixed_us)));
    return rc;
}
