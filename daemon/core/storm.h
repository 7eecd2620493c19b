/* storm -- when many signals come at once people are called for the first
 * ones, then told how many there are.  Urgent alerts, referrals, drills and
 * the desk's own alerts are never held up. */
#ifndef CORE_STORM_H
#define CORE_STORM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/alert.h"

struct storm_limits {
    int64_t gap_us;    /* one person: at most one page in so long, 30 s */
    int64_t span_us;   /* .. and at most span_n in so long, 10 min */
    uint32_t span_n;   /* 6 */
    uint32_t enter_n;  /* more new signals than this in enter_us: a storm; 10 */
    int64_t enter_us;  /* 60 s */
    uint32_t singles;  /* of the storm still paged singly, 3 */
    int64_t digest_us; /* then one summary in so long, 60 s */
    uint32_t leave_n;  /* under so many in enter_us for leave_us ends it; 3 */
    int64_t leave_us;  /* 5 min */
};

/* One row of the store; zeroed is calm weather. */
struct storm {
    bool on;
    uint32_t singles_left;
    int64_t since_us;
    int64_t calm_since_us; /* 0: not calm */
};

/* storm_exempt: U1, referrals, drills and internal alerts. */
bool storm_exempt(const struct alert *alert);

/* storm_signal: one more pageable signal got an alert of its own.
 * recent_n: how many did within enter_us before now_us, this one included.
 * storm_look: time passes; call it every digest_us while the storm is on.
 * Both answer whether *storm changed. */
bool storm_signal(const struct storm_limits *limits, struct storm *storm,
                  uint32_t recent_n, int64_t now_us);
bool storm_look(const struct storm_limits *limits, struct storm *storm,
                uint32_t recent_n, int64_t now_us);

/* Pages of one person that counted (single ones and summaries of alerts that
 * are not exempt). */
struct storm_recent {
    uint32_t gap_n;    /* within gap_us */
    uint32_t span_n;   /* within span_us */
    int64_t last_us;   /* the latest of them, 0: none */
    int64_t oldest_us; /* the oldest within span_us, 0: none */
    bool waiting;      /* a summary for this person is being collected */
};

enum storm_way {
    STORM_SINGLE, /* call now, for this alert alone */
    STORM_SUMMARY /* put it on the person's next summary */
};

/* storm_way: how this alert reaches this person in this step.  Uses up one of
 * storm->singles_left when a storm is on and it goes singly.  The limits of
 * one person hold in a storm too; exempt alerts use up nothing. */
enum storm_way storm_way(const struct storm_limits *limits, struct storm *storm,
                         const struct alert *alert,
                         const struct storm_recent *recent);

/* storm_summary_due: when the summary that begins now is sent.  In a storm
 * digest_us from now; else as soon as one more page is allowed, which may be
 * now.  Never earlier than the gap after the last page. */
int64_t storm_summary_due(const struct storm_limits *limits,
                          const struct storm *storm,
                          const struct storm_recent *recent, int64_t now_us);

#endif
