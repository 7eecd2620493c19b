/* report -- see report.h */
#include "desk/report.h"

#include <stdio.h>
#include <string.h>

#include "core/roster_book.h"
#include "core/zone.h"
#include "desk/case.h"
#include "desk/refusals.h"
#include "desk/reply.h"
#include "desk/report_outward.h"
#include "desk/report_reached.h"
#include "desk/report_time.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/facts.h"
#include "store/reports.h"
#include "wire/encode_report.h"

int64_t
report_day_us(const struct desk *desk, int64_t day)
{
    return zone_clock(desk->zone, day, 0);
}

static void
add_name(char text[REASON_BYTES], const char *before, enum report_column column)
{
    size_t n = strlen(text);

    (void)snprintf(text + n, REASON_BYTES - n, "%s%s", before,
                   report_column_row(column)->name);
}

/* On record before it is told: for what, and which columns; no values. */
static enum rc
note_exact(struct desk *desk, const struct turn *turn,
           const struct report_plan *plan)
{
    char names[REASON_BYTES] = "";
    const struct audit_entry entry = {.actor = turn->key->principal,
                                      .verb = "report-exact",
                                      .code = (int64_t)plan->report,
                                      .now_us = turn->now_us,
                                      .reason = turn->request->u.report.purpose,
                                      .detail = names};

    for (size_t i = 0; i < plan->filters_n; i++)
        add_name(names, i == 0 ? "only " : " ", plan->filters[i].column);
    for (size_t i = 0; i < plan->columns_n; i++)
        add_name(names, i == 0 ? (*names == '\0' ? "by " : ", by ") : " ",
                 plan->columns[i]);
    return audit_note(desk->store, &entry);
}

static enum rc
tell_exact(struct desk *desk, const struct report_plan *plan,
           struct report_page *page)
{
    struct report_row rows[REPORT_PAGE + 1];
    const char *const *names = NULL;
    size_t measures_n = report_measures(plan->report, &names);
    size_t n = 0;
    enum rc rc = report_rows(desk->store, plan, 0, rows, REPORT_PAGE + 1, &n);

    for (size_t i = 0; rc == RC_OK && i < n && i < REPORT_PAGE; i++) {
        struct reply_report_row *out = &page->rows[page->n++];

        for (size_t c = 0; c < plan->columns_n; c++)
            report_word(plan->columns[c], &rows[i].values[c], out->cells[c]);
        for (size_t c = 0; c < measures_n; c++)
            (void)snprintf(out->cells[plan->columns_n + c], REPORT_WORD_BYTES,
                           "%lld", (long long)rows[i].counts[c]);
    }
    page->more = n > REPORT_PAGE;
    return rc;
}

static void
name_columns(const struct report_plan *plan, struct reply_report *out)
{
    const char *const *names = NULL;
    size_t n = report_measures(plan->report, &names);

    for (size_t i = 0; i < plan->columns_n; i++)
        out->columns[out->columns_n++] =
            report_column_row(plan->columns[i])->name;
    if (plan->report == REPORT_REACHABILITY) {
        out->columns[out->columns_n++] = report_column_row(COLUMN_LEVEL)->name;
        out->columns[out->columns_n++] =
            report_column_row(COLUMN_MEASURE)->name;
        out->columns[out->columns_n++] = report_column_row(COLUMN_ROSTER)->name;
    }
    for (size_t i = 0; i < n; i++)
        out->columns[out->columns_n++] = names[i];
}

static void
send_page(struct desk *desk, const struct turn *turn,
          const struct report_plan *plan, const struct report_page *page)
{
    struct wire_out out = reply_out(desk, turn->request->id);
    struct reply_report report = {
        .rows = page->rows,
        .rows_n = page->n,
        .exact = plan->exact,
        .threshold = plan->exact ? 0 : REPORT_K,
    };
    struct civil as_of;

    civil_of_days(plan->exact ? case_day(desk, turn->now_us) : plan->fixed_day,
                  &as_of);
    (void)snprintf(report.as_of, sizeof report.as_of, "%04u-%02u-%02u",
                   (unsigned)as_of.year % 10000, (unsigned)as_of.month % 100,
                   (unsigned)as_of.day % 100);
    if (page->more)
        (void)snprintf(report.next, sizeof report.next, "%zu",
                       page->offset + page->n);
    name_columns(plan, &report);
    reply_send(desk, turn->session, wire_report_table(&out, &report));
}

static enum rc
carry_out(struct desk *desk, const struct report_plan *plan,
          struct report_page *page)
{
    enum rc rc = RC_OK;

    if (plan->report == REPORT_REFUSALS)
        rc = refusals_flush(desk);
    if (rc != RC_OK)
        return rc;
    if (plan->report == REPORT_REACHABILITY)
        return report_reached(desk, plan, page);
    return plan->exact ? tell_exact(desk, plan, page)
                       : report_outward(desk, plan, page);
}

/* A figure of a part of the messages is a wrong one, and outward it would
 * change after it was told. */
static enum rc
look_for_missing(struct desk *desk, const struct report_plan *plan,
                 bool *missing)
{
    struct facts_scan scan = desk->catch_up.facts;
    bool counts =
        plan->report != REPORT_REFUSALS && plan->report != REPORT_REACHABILITY;
    int64_t seq = 0;
    size_t n = 0;
    enum rc rc = RC_OK;

    while (rc == RC_OK && counts && n == 0 && !scan.done)
        rc = facts_missing(desk->store, &scan, &seq, 1, &n);
    *missing = n > 0;
    return rc;
}

enum rc
report_ask(struct desk *desk, const struct turn *turn)
{
    const struct request_report *request = &turn->request->u.report;
    struct refusal why = {0};
    struct report_plan plan;
    struct report_page page = {.n = 0};
    bool missing = false;
    enum rc rc = RC_OK;

    if (!report_plan(request, case_day(desk, turn->now_us), &plan, &why)) {
        reply_findings(desk, turn, &why);
        return RC_OK;
    }
    rc = look_for_missing(desk, &plan, &missing);
    if (rc == RC_OK && missing) {
        reply_refuse(desk, turn, REFUSAL_UNAVAILABLE, "report");
        return RC_OK;
    }
    if (rc == RC_OK && plan.exact)
        rc = note_exact(desk, turn, &plan);
    page.offset = plan.offset;
    if (rc == RC_OK)
        rc = carry_out(desk, &plan, &page);
    if (rc == RC_INVALID) {
        reply_refuse(desk, turn, REFUSAL_TOO_LARGE, "to");
        return RC_OK;
    }
    if (rc == RC_OK)
        send_page(desk, turn, &plan, &page);
    return rc;
}
