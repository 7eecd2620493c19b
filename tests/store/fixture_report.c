/* fixture_report -- see fixture_report.h */
#include "fixture_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define CAP 64

struct report_plan
fixture_plan(enum report_kind report, int64_t from, int64_t to)
{
    return (struct report_plan){
        .report = report, .from_day = from, .to_day = to, .exact = true};
}

struct report_plan
fixture_year(void)
{
    return fixture_plan(REPORT_COUNTS, DAY(1, 1), civil_days(2027, 1, 1));
}

void
fixture_by(struct report_plan *plan, enum report_column column)
{
    plan->columns[plan->columns_n++] = column;
}

const char *
fixture_told_then(struct fixture *f, const struct report_plan *plan,
                  int64_t fixed_us)
{
    static char text[2048];
    static struct report_row rows[CAP];
    size_t n = 0;
    size_t at = 0;

    assert_int_equal(report_rows(f->store, plan, fixed_us, rows, CAP, &n),
                     RC_OK);
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s",
                               i == 0 ? "" : ", ");
        for (size_t c = 0; c < plan->columns_n; c++) {
            char word[REPORT_WORD_BYTES];

            report_word(plan->columns[c], &rows[i].values[c], word);
            at += (size_t)snprintf(text + at, sizeof text - at, "%s ", word);
        }
        at += (size_t)snprintf(text + at, sizeof text - at, "%d",
                               (int)rows[i].counts[0]);
    }
    return text;
}

const char *
fixture_told(struct fixture *f, const struct report_plan *plan)
{
    return fixture_told_then(f, plan, 0);
}
