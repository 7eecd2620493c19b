/* metrics -- what the desk counts, and the page that says it.
 *
 * Labels are words of the program, of the desk documents or numbers: never
 * the name, key, address, id or receipt of anybody, and never without bound. */
#ifndef DESK_METRICS_H
#define DESK_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/codes.h"
#include "core/people.h"
#include "core/placement.h"
#include "core/prometheus.h"
#include "core/rc.h"
#include "desk/backups.h"

struct desk;
struct vault;

#define METRICS_BYTES          ((size_t)96 * 1024) /* of a page; one packet */
#define METRICS_POLICIES_MAX   8
#define METRICS_STEPS_MAX      8 /* the last counts all beyond it too */
#define METRICS_INVARIANTS_MAX 32
#define METRICS_ROSTERS_MAX    16
#define METRICS_DOCUMENTS_MAX  16

enum metrics_verdict {
    METRICS_ACCEPTED,
    METRICS_REPLAYED,
    METRICS_CONFLICT,
    METRICS_REFUSED,     /* it told of a fault in the message */
    METRICS_UNAVAILABLE, /* the database did not take it */
    METRICS_UNKNOWN,     /* nobody knows whether it did */
    METRICS_VERDICTS
};

enum metrics_page {
    METRICS_PAGE_SENT,
    METRICS_PAGE_REPEATED,
    METRICS_PAGE_DELIVERED,
    METRICS_PAGES
};

enum metrics_jump {
    METRICS_JUMP_FORWARD,
    METRICS_JUMP_BACK,
    METRICS_JUMPS
};

enum metrics_horizon {
    METRICS_HORIZON_14D,
    METRICS_HORIZON_90D,
    METRICS_HORIZONS
};

struct metrics_escalation {
    char policy[NAME_BYTES];
    uint64_t steps[METRICS_STEPS_MAX]; /* step 1 first */
};

struct metrics_roster {
    char roster[NAME_BYTES];
    int64_t gap_us[METRICS_HORIZONS];
};

struct metrics_facility {
    char facility[NAME_BYTES];
    struct occupancy occupancy;
};

struct metrics_document {
    char name[NAME_BYTES];
    uint32_t version;
};

/* Zeroed: nothing has happened yet.  Steps count where they act; gauges are
 * written by whoever knows them. */
struct desk_metrics {
    uint64_t messages[MESSAGE_WITHDRAWAL + 1][METRICS_VERDICTS];
    uint64_t pages[METRICS_PAGES];
    uint64_t acks[ACK_LAST + 1];
    uint64_t clock_jumps[METRICS_JUMPS];
    struct metrics_escalation escalations[METRICS_POLICIES_MAX];
    size_t escalations_n;
    uint64_t step_empty;
    uint64_t fallback;
    uint64_t violations[METRICS_INVARIANTS_MAX]; /* [7]: of invariant I7 */
    struct prometheus_histogram commit;
    struct prometheus_histogram combine;
    struct prometheus_histogram timer_late;
    struct prometheus_histogram time_to_deliver;
    struct prometheus_histogram time_to_ack[LEVEL_LAST + 1];

    int64_t alerts[ALERT_CLOSED][LEVEL_LAST + 1];
    int64_t oldest_unacked_us[LEVEL_LAST + 1]; /* its age */
    int64_t unattended;                        /* alerts */
    bool storm;
    int64_t epoch_made_us; /* UTC: the key that wraps now */
    int64_t keys_parked;
    struct backups backups;
    struct metrics_roster rosters[METRICS_ROSTERS_MAX];
    size_t rosters_n;
    struct metrics_document documents[METRICS_DOCUMENTS_MAX];
    size_t documents_n;
    struct metrics_facility facilities[FACILITIES_MAX];
    size_t facilities_n;
    int64_t shelter_needed; /* referrals of a year */
    int64_t
        shelter_guarantee_ppm; /* of those: a place, or somebody was called */
    int64_t next_gap_us;       /* UTC; 0: none known */
    int64_t drill_last_us;     /* UTC; 0: never */
    bool coverage_known;
    int64_t coverage_ppm; /* of the rosters: somebody on call is connected */
};

/* Bounds of the histograms above: of what we do, and of what people do. */
extern const struct prometheus_bounds metrics_work_bounds;
extern const struct prometheus_bounds metrics_people_bounds;

/* metrics_escalation: a step of that policy was taken.  A policy beyond
 * METRICS_POLICIES_MAX is counted as "other"; step 0 is none. */
void metrics_escalation(struct desk_metrics *metrics, const char *policy,
                        uint32_t step);

/* metrics_jump: somebody set the clock by so much. */
void metrics_jump(struct desk_metrics *metrics, int64_t by_us);

/* metrics_epoch: how old the epoch key is that wraps. */
void metrics_epoch(struct desk_metrics *metrics, const struct vault *vault);

/* metrics_gather: what is known only when it is asked, into desk->metrics.
 * RC_DOWN, RC_FATAL: the store; what was gathered before stays. */
MUST_USE enum rc metrics_gather(struct desk *desk);

/* metrics_write: every series, into cap bytes; *n of them are used.
 * RC_INVALID: it does not fit, *n bytes are whole lines.
 * cost  a few reads of the database */
MUST_USE enum rc metrics_write(struct desk *desk, char *out, size_t cap,
                               size_t *n);

/* metrics_send: the page as the answer to front's ask of that number; nothing
 * when it cannot be made, which is logged. */
void metrics_send(struct desk *desk, uint64_t ask);

#endif
