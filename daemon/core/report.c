/* report -- see report.h */
#include "core/report.h"

#include <string.h>

#include "core/rfc3339.h"
#include "core/zone.h"

#define QUARTERS_N 4

/* The menu.  Two branches of one report have no column in common, nor one that
 * follows from a column of another: that is what makes it safe.  So class,
 * group and level, which follow from age, form and codes, are not on it. */
static const struct branch {
    enum report_kind report;
    enum report_column columns[REPORT_DEPTH_MAX];
} menu[] = {
    {REPORT_COUNTS, {COLUMN_FORM, COLUMN_QUARTER}},
    {REPORT_COUNTS, {COLUMN_AGE, COLUMN_GENDER, COLUMN_PREGNANT}},
    {REPORT_COUNTS, {COLUMN_REGION, COLUMN_MUNICIPALITY}},
    {REPORT_COUNTS, {COLUMN_SOURCE}},
    {REPORT_COUNTS, {COLUMN_KIND}},
    {REPORT_COUNTS, {COLUMN_CODE}}, /* each indicator by itself */
    {REPORT_ADVICE, {COLUMN_ABOUT, COLUMN_SOURCE}},
    {REPORT_BOTTLENECKS, {COLUMN_CATEGORY}},
    {REPORT_BOTTLENECKS, {COLUMN_REGION, COLUMN_MUNICIPALITY}},
};

bool
report_branch(enum report_kind report, const enum report_column columns[],
              size_t n)
{
    if (n > REPORT_DEPTH_MAX)
        return false;
    for (size_t i = 0; i < sizeof menu / sizeof menu[0]; i++)
        if (menu[i].report == report &&
            (n == 0 ||
             memcmp(menu[i].columns, columns, n * sizeof columns[0]) == 0))
            return true;
    return false;
}

size_t
report_branch_number(enum report_kind report,
                     const enum report_column columns[], size_t n)
{
    size_t number = 0;

    if (n == 0)
        return 0;
    for (size_t i = 0; i < sizeof menu / sizeof menu[0]; i++) {
        if (menu[i].report != report)
            continue;
        number++;
        if (menu[i].columns[0] == columns[0])
            return number;
    }
    return 0;
}

uint32_t
report_words_n(enum report_column column)
{
    const struct report_column_row *row = report_column_row(column);

    if (column == COLUMN_QUARTER)
        return QUARTERS_N;
    if (column == COLUMN_KIND) /* of counts: signal and referral */
        return 2;
    return row->type == REPORT_TYPE_WORD ? (uint32_t)row->words_n : 0;
}

static bool
has_column(const enum report_column columns[], size_t n,
           enum report_column column)
{
    for (size_t i = 0; i < n; i++)
        if (columns[i] == column)
            return true;
    return false;
}

static void
plan_columns(const struct request_report *request, struct report_plan *plan,
             struct refusal *why)
{
    for (size_t i = 0; i < request->columns.n; i++) {
        enum report_column column =
            report_column_find(plan->report, request->columns.v[i]);

        if (column == COLUMN_NONE)
            refusal_add(why, REFUSAL_UNKNOWN_CODE, "columns[%zu]", i);
        else if (has_column(plan->columns, plan->columns_n, column))
            refusal_add(why, REFUSAL_INVALID, "columns[%zu]", i);
        else
            plan->columns[plan->columns_n++] = column;
    }
}

static void
plan_values(const struct strings *values, size_t filter,
            struct report_wanted *out, struct refusal *why)
{
    for (size_t i = 0; i < values->n; i++) {
        if (report_read(out->column, values->v[i], &out->values[out->n]))
            out->n++;
        else
            refusal_add(why, REFUSAL_UNKNOWN_CODE, "filters[%zu].values[%zu]",
                        filter, i);
    }
}

static bool
has_filter(const struct report_plan *plan, enum report_column column)
{
    for (size_t i = 0; i < plan->filters_n; i++)
        if (plan->filters[i].column == column)
            return true;
    return false;
}

static void
plan_filters(const struct request_report *request, struct report_plan *plan,
             struct refusal *why)
{
    for (size_t i = 0; i < request->filters_n; i++) {
        const struct report_filter *filter = &request->filters[i];
        enum report_column column =
            report_column_find(plan->report, filter->column);

        if (column == COLUMN_NONE) {
            refusal_add(why, REFUSAL_UNKNOWN_CODE, "filters[%zu].column", i);
        } else if (report_column_row(column)->type == REPORT_TYPE_PERIOD ||
                   has_filter(plan, column) ||
                   (!plan->exact &&
                    !has_column(plan->columns, plan->columns_n, column))) {
            refusal_add(why, REFUSAL_INVALID, "filters[%zu].column", i);
        } else {
            struct report_wanted *wanted = &plan->filters[plan->filters_n++];

            *wanted = (struct report_wanted){.column = column};
            plan_values(&filter->values, i, wanted, why);
        }
    }
}

/* A cursor is the number of rows before it. */
static void
plan_offset(const char *text, struct report_plan *plan, struct refusal *why)
{
    plan->offset = 0;
    for (const char *digit = text; *digit != '\0'; digit++) {
        if (*digit < '0' || *digit > '9' ||
            plan->offset > REPORT_OFFSET_MAX / 10) {
            refusal_add(why, REFUSAL_INVALID, "after");
            return;
        }
        plan->offset = plan->offset * 10 + (uint64_t)(*digit - '0');
    }
}

/* Only whole years leave the desk: of a part of one and the whole the rest
 * could be worked out. */
static void
check_year(struct report_plan *plan, int64_t today, struct refusal *why)
{
    struct civil from;

    civil_of_days(plan->from_day, &from);
    plan->fixed_day = plan->to_day + REPORT_FIXED_DAYS;
    if (from.month != 1 || from.day != 1 ||
        plan->to_day != civil_days(from.year + 1, 1, 1) ||
        plan->fixed_day > today)
        refusal_add(why, REFUSAL_OUT_OF_RANGE, "to");
}

static void
check_outward(struct report_plan *plan, int64_t today, struct refusal *why)
{
    if (plan->report != REPORT_REACHABILITY &&
        !report_branch(plan->report, NULL, 0))
        refusal_add(why, REFUSAL_DENIED, "report");
    else if (plan->report != REPORT_REACHABILITY && why->n == 0 &&
             !report_branch(plan->report, plan->columns, plan->columns_n))
        refusal_add(why, REFUSAL_INVALID, "columns");
    check_year(plan, today, why);
}

bool
report_plan(const struct request_report *request, int64_t today,
            struct report_plan *out, struct refusal *why)
{
    size_t before = why->n;

    *out = (struct report_plan){.report = report_find(request->report),
                                .exact = request->exact};
    if (out->report == REPORT_NONE) {
        refusal_add(why, REFUSAL_UNKNOWN_CODE, "report");
        return false;
    }
    if (rfc3339_read_date(request->from, &out->from_day) != RC_OK ||
        rfc3339_read_date(request->to, &out->to_day) != RC_OK) {
        refusal_add(why, REFUSAL_INVALID, "from");
        return false;
    }
    plan_columns(request, out, why);
    plan_filters(request, out, why);
    plan_offset(request->after, out, why);
    if (!out->exact)
        check_outward(out, today, why);
    /* Its rows are by level and measure, always. */
    if (out->report == REPORT_REACHABILITY && out->columns_n > 0)
        refusal_add(why, REFUSAL_INVALID, "columns");
    return why->n == before;
}

static bool
is_wanted(const struct report_wanted *wanted, const struct report_value *value)
{
    for (size_t i = 0; i < wanted->n; i++)
        if (report_compare(wanted->column, &wanted->values[i], value) == 0)
            return true;
    return false;
}

bool
report_wants(const struct report_plan *plan, const struct report_value values[])
{
    for (size_t i = 0; i < plan->filters_n; i++)
        for (size_t c = 0; c < plan->columns_n; c++)
            if (plan->columns[c] == plan->filters[i].column &&
                !is_wanted(&plan->filters[i], &values[c]))
                return false;
    return true;
}
