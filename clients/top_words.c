/* top_words -- see top_words.h */
#include "top_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/health.h"
#include "text.h"

#define HOUR_S 3600.0
#define DAY_S  86400.0

#define BACKUP_OLD_S (HEALTH_BACKUP_HOURS * HOUR_S)
#define AUDIT_LATE_S (HEALTH_AUDIT_LATE_US / 1e6)

enum kind {
    KIND_COUNT,
    KIND_RATE,  /* of a counter, a second */
    KIND_BYTES, /* of a gauge */
    KIND_SPAN,  /* seconds */
    KIND_SINCE, /* since that instant; 0: never */
    KIND_UNTIL, /* until that instant */
    KIND_PART,  /* of 1, as percent */
    KIND_HALF,  /* of a histogram: half */
    KIND_MOST   /* 99 of 100 */
};

#define NO_LIMIT INFINITY

static const struct row {
    const char *key;  /* in JSON */
    const char *text; /* N_() */
    enum kind kind;
    struct top_ask ask;
    double above, below; /* alarming beyond these */
} rows[] = {
    {"up",
     N_("the desk answers"),
     KIND_COUNT,
     {"loket_desk_up", {{0}}},
     NO_LIMIT,
     1},
    {"clients",
     N_("clients"),
     KIND_COUNT,
     {"loket_front_sessions", {{0}}},
     NO_LIMIT,
     -NO_LIMIT},
    {"accepted_per_s",
     N_("accepted a second"),
     KIND_RATE,
     {"loket_messages_total", {{"verdict", "accepted"}}},
     NO_LIMIT,
     -NO_LIMIT},
    {"refused_per_s",
     N_("refused a second"),
     KIND_RATE,
     {"loket_messages_total", {{"verdict", "refused"}}},
     NO_LIMIT,
     -NO_LIMIT},
    {"unavailable_per_s",
     N_("not taken a second"),
     KIND_RATE,
     {"loket_messages_total", {{"verdict", "unavailable"}}},
     0,
     -NO_LIMIT},
    {"busy_per_s",
     N_("told to wait a second"),
     KIND_RATE,
     {"loket_front_refused_total", {{"reason", "busy"}}},
     0,
     -NO_LIMIT},
    {"malformed_per_s",
     N_("malformed a second"),
     KIND_RATE,
     {"loket_front_refused_total", {{"reason", "malformed"}}},
     1,
     -NO_LIMIT},
    {"commit_half_s",
     N_("a commit, half of them"),
     KIND_HALF,
     {"loket_commit_seconds", {{0}}},
     0.5,
     -NO_LIMIT},
    {"commit_most_s",
     N_("a commit, 99 of 100"),
     KIND_MOST,
     {"loket_commit_seconds", {{0}}},
     0.5,
     -NO_LIMIT},
    {"late_most_s",
     N_("woken late, 99 of 100"),
     KIND_MOST,
     {"loket_timer_late_seconds", {{0}}},
     1,
     -NO_LIMIT},
    {"backlog_commit",
     N_("wait for a commit"),
     KIND_COUNT,
     {"loket_backlog", {{"stage", "commit"}}},
     1000,
     -NO_LIMIT},
    {"backlog_urgent",
     N_("urgent, wait to be routed"),
     KIND_COUNT,
     {"loket_backlog", {{"stage", "urgent"}}},
     100,
     -NO_LIMIT},
    {"backlog_combine",
     N_("wait to be combined"),
     KIND_COUNT,
     {"loket_backlog", {{"stage", "combine"}}},
     5000,
     -NO_LIMIT},
    {"lag_person",
     N_("events people did not confirm"),
     KIND_COUNT,
     {"loket_stream_lag_events", {{"principal_kind", "person"}}},
     NO_LIMIT,
     -NO_LIMIT},
    {"lag_system",
     N_("events systems did not confirm"),
     KIND_COUNT,
     {"loket_stream_lag_events", {{"principal_kind", "system"}}},
     NO_LIMIT,
     -NO_LIMIT},
    {"oldest_u1_s",
     N_("oldest U1 that nobody took"),
     KIND_SPAN,
     {"loket_oldest_unacked_seconds", {{"level", "U1"}}},
     300,
     -NO_LIMIT},
    {"oldest_u2_s",
     N_("oldest U2 that nobody took"),
     KIND_SPAN,
     {"loket_oldest_unacked_seconds", {{"level", "U2"}}},
     1800,
     -NO_LIMIT},
    {"unattended",
     N_("alerts with nobody on call"),
     KIND_COUNT,
     {"loket_unattended", {{0}}},
     0,
     -NO_LIMIT},
    {"storm",
     N_("a storm: summaries instead of calls"),
     KIND_COUNT,
     {"loket_storm_mode", {{0}}},
     0,
     -NO_LIMIT},
    {"coverage",
     N_("rosters with somebody connected"),
     KIND_PART,
     {"loket_oncall_coverage_ratio", {{0}}},
     NO_LIMIT,
     1},
    {"next_gap_s",
     N_("until nobody is on call"),
     KIND_UNTIL,
     {"loket_roster_next_gap_timestamp_seconds", {{0}}},
     NO_LIMIT,
     2 * DAY_S},
    {"drill_age_s",
     N_("since the last good drill"),
     KIND_SINCE,
     {"loket_drill_last_success_timestamp_seconds", {{0}}},
     35 * DAY_S,
     -NO_LIMIT},
    {"keys_parked",
     N_("keys shut out"),
     KIND_COUNT,
     {"loket_keys_parked", {{0}}},
     0,
     -NO_LIMIT},
    {"backup_age_s",
     N_("since the last backup"),
     KIND_SINCE,
     {"loket_backup_last_success_timestamp_seconds", {{0}}},
     BACKUP_OLD_S,
     -NO_LIMIT},
    {"audit_waits_s",
     N_("a record of the audit waits to be relayed"),
     KIND_SPAN,
     {"loket_audit_backlog_age_seconds", {{0}}},
     AUDIT_LATE_S,
     -NO_LIMIT},
    {"wal_bytes",
     N_("write-ahead log"),
     KIND_BYTES,
     {"loket_wal_bytes", {{0}}},
     268435456,
     -NO_LIMIT},
    {"disk_free_bytes",
     N_("room on the disk"),
     KIND_BYTES,
     {"loket_disk_free_bytes", {{0}}},
     NO_LIMIT,
     1073741824},
    {"disk_full",
     N_("the disk is full: nothing is taken"),
     KIND_COUNT,
     {"loket_disk_full", {{0}}},
     0,
     -NO_LIMIT},
    {"desk_memory_bytes",
     N_("memory of the desk, the most"),
     KIND_BYTES,
     {"loket_desk_memory_peak_bytes", {{0}}},
     NO_LIMIT,
     -NO_LIMIT},
    {"front_memory_bytes",
     N_("memory of front, the most"),
     KIND_BYTES,
     {"loket_front_memory_peak_bytes", {{0}}},
     NO_LIMIT,
     -NO_LIMIT},
    {"violations",
     N_("promises found broken"),
     KIND_COUNT,
     {"loket_invariant_violations_total", {{0}}},
     0,
     -NO_LIMIT},
    {"test_control",
     N_("a test moves the clock"),
     KIND_COUNT,
     {"loket_test_control", {{0}}},
     0,
     -NO_LIMIT},
};

#define ROWS_N (sizeof rows / sizeof rows[0])

static const char *const levels[] = {"U1", "U2", "U3", "U4", "U4B"};
static const char *const states[] = {"received", "held", "paging", "acked"};

#define LEVELS_N (sizeof levels / sizeof levels[0])
#define STATES_N (sizeof states / sizeof states[0])

/* NAN: not known. */
static double
value_of(const struct row *row, const struct top_page *page,
         const struct top_page *before, double now_s)
{
    double value = 0, then = 0;

    if (row->kind == KIND_HALF || row->kind == KIND_MOST)
        return top_page_quantile(page, before, row->ask.series,
                                 row->kind == KIND_HALF ? 0.5 : 0.99, &value)
                   ? value
                   : NAN;
    if (!top_page_sum(page, &row->ask, &value))
        return NAN;
    switch (row->kind) {
    case KIND_RATE:
        /* a counter that went back began anew */
        if (!top_page_sum(before, &row->ask, &then) || value < then ||
            page->at_s <= before->at_s)
            return NAN;
        return (value - then) / (page->at_s - before->at_s);
    case KIND_SINCE:
        return value > 0 ? now_s - value : INFINITY;
    case KIND_UNTIL:
        return value - now_s;
    case KIND_COUNT:
    case KIND_BYTES:
    case KIND_SPAN:
    case KIND_PART:
    case KIND_HALF:
    case KIND_MOST:
        break;
    }
    return value;
}

static void
say_span(char *out, size_t n, double s)
{
    if (isinf(s))
        (void)snprintf(out, n, "%s", _("never"));
    else if (s < 1)
        (void)snprintf(out, n, "%.1f ms", s * 1000);
    else if (s < 2 * HOUR_S)
        (void)snprintf(out, n, "%.0f s", s);
    else if (s < 2 * DAY_S)
        (void)snprintf(out, n, "%.1f h", s / HOUR_S);
    else
        (void)snprintf(out, n, _("%.1f days"), s / DAY_S);
}

static void
say(char *out, size_t n, enum kind kind, double value)
{
    if (isnan(value)) {
        (void)snprintf(out, n, "-");
        return;
    }
    switch (kind) {
    case KIND_COUNT:
        (void)snprintf(out, n, "%.0f", value);
        break;
    case KIND_RATE:
        (void)snprintf(out, n, "%.1f", value);
        break;
    case KIND_BYTES:
        (void)snprintf(out, n, "%.1f MiB", value / 1048576);
        break;
    case KIND_PART:
        (void)snprintf(out, n, "%.0f %%", 100 * value);
        break;
    case KIND_SPAN:
    case KIND_SINCE:
    case KIND_UNTIL:
    case KIND_HALF:
    case KIND_MOST:
        say_span(out, n, value);
        break;
    }
}

static double
alerts(const struct top_page *page, size_t level, size_t state)
{
    const struct top_ask ask = {
        "loket_alerts", {{"level", levels[level]}, {"state", states[state]}}};
    double value = 0;

    return top_page_sum(page, &ask, &value) ? value : NAN;
}

static void
alert_line(const struct top_page *page, size_t level, struct top_line *out)
{
    int n =
        snprintf(out->text, sizeof out->text, _("alerts %-4s"), levels[level]);

    for (size_t state = 0; state < STATES_N && n > 0; state++) {
        char number[32];

        say(number, sizeof number, KIND_COUNT, alerts(page, level, state));
        n += snprintf(out->text + n, sizeof out->text - (size_t)n, "  %s %s",
                      text_word("state", states[state]), number);
    }
    out->alarming = level == 0 && alerts(page, level, 2) > 0;
}

size_t
top_words(const struct top_page *page, const struct top_page *before,
          double now_s, struct top_line out[TOP_LINES_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < ROWS_N; i++) {
        double value = value_of(&rows[i], page, before, now_s);
        char said[48];

        say(said, sizeof said, rows[i].kind, value);
        (void)snprintf(out[n].text, sizeof out[n].text, "%14s  %s", said,
                       gettext(rows[i].text));
        out[n].alarming = value > rows[i].above || value < rows[i].below;
        n++;
    }
    for (size_t level = 0; level < LEVELS_N; level++)
        alert_line(page, level, &out[n++]);
    return n;
}

static json_t *
number(double value)
{
    return isnan(value) || isinf(value) ? json_null() : json_real(value);
}

json_t *
top_words_object(const struct top_page *page, const struct top_page *before,
                 double now_s)
{
    json_t *object = json_object();
    json_t *table = json_object();

    if (object == NULL || table == NULL) {
        json_decref(object);
        json_decref(table);
        return NULL;
    }
    for (size_t i = 0; i < ROWS_N; i++)
        (void)json_object_set_new(
            object, rows[i].key,
            number(value_of(&rows[i], page, before, now_s)));
    for (size_t level = 0; level < LEVELS_N; level++) {
        json_t *of = json_object();

        for (size_t state = 0; state < STATES_N; state++)
            (void)json_object_set_new(of, states[state],
                                      number(alerts(page, level, state)));
        (void)json_object_set_new(table, levels[level], of);
    }
    (void)json_object_set_new(object, "alerts", table);
    return object;
}
