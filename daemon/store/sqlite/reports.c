/* reports -- see store/reports.h
 *
 * What is asked is free, so the statements are made here, of constant pieces
 * only: every value is bound. */
#include "store/reports.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/zone.h"
#include "store/sqlite/reports.h"
#include "store/sqlite/sql.h"

#define TEXT_BYTES    8192
#define STEPS_A_LOOK  10000
#define PERIOD_COLUMN "d"

struct query {
    char text[TEXT_BYTES];
    size_t n;
    const struct report_value *bound[REPORT_FILTERS_MAX * REPORT_VALUES_MAX];
    bool as_text[REPORT_FILTERS_MAX * REPORT_VALUES_MAX];
    size_t bound_n;
};

/* f is the fact of the message everywhere, of a refusal its count. */
static const char *const expressions[COLUMNS_N] = {
    [COLUMN_KIND] = "f.kind",
    [COLUMN_SOURCE] = "f.source",
    [COLUMN_FORM] = "f.form",
    [COLUMN_AGE] = "f.age",
    [COLUMN_GENDER] = "f.gender",
    [COLUMN_PREGNANT] = "f.pregnant",
    [COLUMN_RESIDENCE] = "f.residence",
    [COLUMN_SECTOR] = "f.sector",
    [COLUMN_SUBJECT] = "f.subject",
    [COLUMN_HANDLING] = "f.handling",
    [COLUMN_DANGER] = "f.danger",
    [COLUMN_SHELTER] = "f.shelter",
    [COLUMN_UNSAFE] = "f.unsafe",
    [COLUMN_EXTRA_CARE] = "f.extra_care",
    [COLUMN_REFERRAL_KIND] = "f.referral_kind",
    [COLUMN_CLASS] = "f.class",
    [COLUMN_GROUP] = "f.grp",
    [COLUMN_LEVEL] = "f.level",
    [COLUMN_MUNICIPALITY] = "f.municipality",
    [COLUMN_REGION] = "f.region",
    [COLUMN_CODE] = "c.code",
    [COLUMN_DAY] = "date(d * 86400, 'unixepoch')",
    /* ISO 8601: the week of its Thursday; day 0 was one */
    [COLUMN_WEEK] = "strftime('%Y-W', (d - (d + 3) % 7 + 3) * 86400,"
                    " 'unixepoch') || printf('%02d', (strftime('%j',"
                    " (d - (d + 3) % 7 + 3) * 86400, 'unixepoch') + 6) / 7)",
    [COLUMN_MONTH] = "strftime('%Y-%m', d * 86400, 'unixepoch')",
    [COLUMN_QUARTER] = "strftime('%Y-Q', d * 86400, 'unixepoch') ||"
                       " ((strftime('%m', d * 86400, 'unixepoch') + 2) / 3)",
    [COLUMN_YEAR] = "strftime('%Y', d * 86400, 'unixepoch')",
    [COLUMN_ABOUT] = "f.about",
    [COLUMN_CATEGORY] = "f.about",
    [COLUMN_BOTTLENECK_STATE] = "coalesce(b.state, 0)",
    [COLUMN_REFERRAL_STATE] = "r.state",
    [COLUMN_PHASE] = "r.phase",
    [COLUMN_HELP] = "r.help",
    [COLUMN_CRIMINAL] = "r.criminal",
    [COLUMN_ALIENS] = "r.aliens",
    [COLUMN_REPORTED] = "EXISTS (SELECT 1 FROM term t WHERE t.subject = 1"
                        " AND t.ref = r.seq AND t.decision = 1)",
    [COLUMN_MEETING] = "r.meeting",
    [COLUMN_OUTCOME] = "r.outcome",
    [COLUMN_TERM] = "t.name",
    [COLUMN_TERM_STATE] = "t.state",
    [COLUMN_DECISION] = "t.decision",
    [COLUMN_ALERT_STATE] = "a.state",
    [COLUMN_DESK] = "a.desk",
    [COLUMN_UNATTENDED] = "a.unattended",
    [COLUMN_REFUSAL] = "f.code",
    [COLUMN_MEASURE] = "0",
    [COLUMN_ROSTER] = "''",
};

/* Of an alert it is what the alert says, not its first message. */
static const char *
expression(enum report_kind report, enum report_column column)
{
    if (report != REPORT_ALERTS)
        return expressions[column];
    if (column == COLUMN_CLASS)
        return "a.class";
    if (column == COLUMN_GROUP)
        return "a.grp";
    if (column == COLUMN_LEVEL)
        return "a.level";
    return column == COLUMN_OUTCOME ? "a.outcome" : expressions[column];
}

static const struct base {
    const char *count;
    const char *children;
    const char *from;
    const char *where;
    bool versions; /* f.counts says whether it is the one that counts */
} bases[REPORT_LAST + 1] = {
    [REPORT_COUNTS] = {"count(*)", "0", "fact f", "f.kind IN (1, 2)", true},
    [REPORT_ADVICE] = {"count(*)", "0", "fact f", "f.kind = 3", true},
    [REPORT_BOTTLENECKS] = {"count(*)", "0",
                            "fact f LEFT JOIN bottleneck b ON b.seq ="
                            " coalesce((SELECT v.amends FROM message v"
                            "  WHERE v.seq = f.seq AND v.action = 2), f.seq)",
                            "f.kind = 4", true},
    [REPORT_REFERRALS] = {"count(*)", "sum(f.children)",
                          "referral r JOIN fact f ON f.seq = r.seq"
                          " JOIN message m ON m.seq = r.seq",
                          "m.amends IS NULL AND m.withdrawn = 0", false},
    [REPORT_TERMS] = {"count(*)", "0",
                      "term t JOIN fact f ON f.seq = CASE t.subject WHEN 1"
                      " THEN t.ref ELSE (SELECT k.referral FROM task k"
                      " WHERE k.task = t.ref) END",
                      "true", false},
    [REPORT_ALERTS] = {"count(*)", "0",
                       "alert a JOIN fact f ON f.seq = (SELECT min(m.seq)"
                       " FROM message m WHERE m.alert = a.alert)",
                       "a.cause = 0", false},
    [REPORT_REFUSALS] = {"sum(f.n)", "0", "refusal_count f", "true", false},
};

static void put(struct query *query, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(struct query *query, const char *format, ...)
{
    va_list list;
    size_t left = TEXT_BYTES - query->n;

    va_start(list, format);
    int n = vsnprintf(query->text + query->n, left, format, list);
    va_end(list);
    /* The plan's limits keep it far below; a statement cut short would be
     * refused by the engine. */
    query->n += n < 0 || (size_t)n >= left ? left - 1 : (size_t)n;
}

static bool
is_period(enum report_column column)
{
    return report_column_row(column)->type == REPORT_TYPE_PERIOD;
}

static bool
is_text(enum report_column column)
{
    enum report_type type = report_column_row(column)->type;

    return type == REPORT_TYPE_CODE || type == REPORT_TYPE_NAME ||
           type == REPORT_TYPE_PERIOD;
}

static bool
has(const struct report_plan *plan, enum report_column column)
{
    for (size_t i = 0; i < plan->columns_n; i++)
        if (plan->columns[i] == column)
            return true;
    return false;
}

/* A code that is only filtered on must not count a message for each. */
static void
put_filter(struct query *query, const struct report_plan *plan,
           const struct report_wanted *wanted)
{
    bool apart = wanted->column == COLUMN_CODE && !has(plan, COLUMN_CODE);

    put(query,
        apart ? " AND EXISTS (SELECT 1 FROM fact_code c"
                "  WHERE c.seq = f.seq AND %s IN ("
              : " AND %s IN (",
        expression(plan->report, wanted->column));
    for (size_t i = 0; i < wanted->n; i++) {
        query->bound[query->bound_n] = &wanted->values[i];
        query->as_text[query->bound_n++] = is_text(wanted->column);
        put(query, "%s?%zu", i == 0 ? "" : ", ", query->bound_n + 5);
    }
    put(query, apart ? "))" : ")");
}

static bool
by_period(const struct report_plan *plan)
{
    for (size_t i = 0; i < plan->columns_n; i++)
        if (is_period(plan->columns[i]))
            return true;
    return false;
}

/* ?1 and ?2 days, ?3 the fixed instant, ?4 and ?5 limit and offset. */
static void
put_inner(struct query *query, const struct report_plan *plan)
{
    const struct base *base = &bases[plan->report];
    bool outward = !plan->exact && base->versions;

    put(query, "(SELECT %s AS n, %s AS children, %s AS d", base->count,
        base->children, by_period(plan) ? "f.day" : "0");
    for (size_t i = 0; i < plan->columns_n; i++)
        if (!is_period(plan->columns[i]))
            put(query, ", %s AS c%zu",
                expression(plan->report, plan->columns[i]), i);
    put(query, " FROM %s", base->from);
    if (outward)
        put(query, " JOIN message m ON m.seq = f.seq");
    if (has(plan, COLUMN_CODE))
        put(query, " JOIN fact_code c ON c.seq = f.seq");
    put(query, " WHERE f.day >= ?1 AND f.day < ?2 AND %s", base->where);
    if (outward)
        put(query, "%s", REPORTS_COUNTED_THEN);
    else if (base->versions)
        put(query, " AND f.counts = 1");
    for (size_t i = 0; plan->exact && i < plan->filters_n; i++)
        put_filter(query, plan, &plan->filters[i]);
    put(query, " GROUP BY 3");
    for (size_t i = 0, at = 3; i < plan->columns_n; i++)
        if (!is_period(plan->columns[i]))
            put(query, ", %zu", ++at);
    put(query, ")");
}

/* What was erased counts on in figures of whole years by the columns of one
 * branch of the menu: all that is kept of it (erase_figures.c). */
static bool
counts_erased(const struct report_plan *plan)
{
    struct civil from;
    struct civil to;

    civil_of_days(plan->from_day, &from);
    civil_of_days(plan->to_day, &to);
    return report_branch(plan->report, plan->columns, plan->columns_n) &&
           (!plan->exact || plan->filters_n == 0) && from.month == 1 &&
           from.day == 1 && to.month == 1 && to.day == 1;
}

static void
put_erased(struct query *query, const struct report_plan *plan)
{
    static const char *const places[REPORT_DEPTH_MAX] = {"k.a", "k.b", "k.c"};
    const char *day = "0";

    for (size_t i = 0; i < plan->columns_n; i++)
        if (is_period(plan->columns[i]))
            day = places[i];
    put(query, "(SELECT * FROM ");
    put_inner(query, plan);
    put(query, " UNION ALL SELECT k.n, 0, %s", day);
    for (size_t i = 0; i < plan->columns_n; i++)
        if (!is_period(plan->columns[i]))
            put(query, ", %s", places[i]);
    put(query,
        " FROM figure_kept k WHERE k.report = %d AND k.branch = %zu"
        " AND k.day >= ?1 AND k.day < ?2)",
        (int)plan->report,
        report_branch_number(plan->report, plan->columns, plan->columns_n));
}

/* By day first, then by what makes periods of days: far fewer of those. */
static void
build(struct query *query, const struct report_plan *plan)
{
    put(query, "SELECT coalesce(sum(n), 0), coalesce(sum(children), 0)");
    for (size_t i = 0; i < plan->columns_n; i++) {
        if (is_period(plan->columns[i]))
            put(query, ", %s", expressions[plan->columns[i]]);
        else
            put(query, ", c%zu", i);
    }
    put(query, " FROM ");
    if (counts_erased(plan))
        put_erased(query, plan);
    else
        put_inner(query, plan);
    if (plan->columns_n > 0)
        put(query, " GROUP BY");
    for (size_t i = 0; i < plan->columns_n; i++)
        put(query, "%s %zu", i == 0 ? "" : ",", i + 3);
    if (plan->columns_n > 0)
        put(query, " ORDER BY");
    for (size_t i = 0; i < plan->columns_n; i++)
        put(query, "%s %zu", i == 0 ? "" : ",", i + 3);
    put(query, " LIMIT ?4 OFFSET ?5");
}

static int
bind_all(sqlite3_stmt *stmt, const struct query *query,
         const struct report_plan *plan, const int64_t numbers[5])
{
    int code = SQLITE_OK;

    /* One that the text has not is out of range, and not missed. */
    for (int i = 0; i < 5; i++)
        if (i != 2 || (!plan->exact && bases[plan->report].versions))
            code |= sqlite3_bind_int64(stmt, i + 1, numbers[i]);
    for (size_t i = 0; i < query->bound_n; i++) {
        int at = (int)i + 6;

        code |= query->as_text[i]
                    ? sqlite3_bind_text(stmt, at, query->bound[i]->text, -1,
                                        SQLITE_STATIC)
                    : sqlite3_bind_int64(stmt, at, query->bound[i]->number);
    }
    return code;
}

static void
take(sqlite3_stmt *stmt, const struct report_plan *plan, struct report_row *out)
{
    *out = (struct report_row){.counts = {sqlite3_column_int64(stmt, 0),
                                          sqlite3_column_int64(stmt, 1)}};
    for (size_t i = 0; i < plan->columns_n; i++) {
        if (is_text(plan->columns[i]))
            sql_column_text(stmt, (int)i + 2, out->values[i].text,
                            sizeof out->values[i].text);
        else
            out->values[i].number = sqlite3_column_int64(stmt, (int)i + 2);
    }
}

static int
look(void *arg)
{
    int64_t *left = arg;

    return --*left < 0;
}

static enum rc
read_rows(struct store *store, sqlite3_stmt *stmt,
          const struct report_plan *plan, struct report_row *out, size_t *n)
{
    int64_t left = REPORT_STEPS_MAX / STEPS_A_LOOK;
    int code;

    *n = 0;
    sqlite3_progress_handler(store->db, STEPS_A_LOOK, look, &left);
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
        take(stmt, plan, &out[(*n)++]);
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    if (code == SQLITE_INTERRUPT)
        return RC_INVALID;
    return code == SQLITE_DONE ? RC_OK : sql_fault(store, code, "report");
}

enum rc
report_rows(struct store *store, const struct report_plan *plan,
            int64_t fixed_us, struct report_row *out, size_t cap, size_t *n)
{
    const int64_t numbers[5] = {plan->from_day, plan->to_day, fixed_us,
                                (int64_t)cap,
                                plan->exact ? (int64_t)plan->offset : 0};
    struct query query = {.n = 0};
    sqlite3_stmt *stmt = NULL;
    int code;

    if (store->fatal)
        return RC_FATAL;
    build(&query, plan);
    code = sqlite3_prepare_v3(store->db, query.text, -1, 0, &stmt, NULL);
    if (code == SQLITE_OK)
        code = bind_all(stmt, &query, plan, numbers);

    enum rc rc = code == SQLITE_OK ? read_rows(store, stmt, plan, out, n)
                                   : sql_fault(store, code, "report");

    (void)sqlite3_finalize(stmt);
    return rc;
}
