/* What is known only when it is asked: alerts, rosters, documents. */
#include <stdio.h>
#include <string.h>

#include "core/roster.h"
#include "core/roster_check.h"
#include "desk/backups.h"
#include "desk/case.h"
#include "desk/metrics.h"
#include "desk/rules.h"
#include "desk/session.h"
#include "desk/shelter.h"
#include "desk/state.h"
#include "desk/watchman.h"
#include "store/alerts.h"
#include "store/people.h"
#include "store/placements.h"
#include "store/storms.h"
#include "sys/clock.h"

#define DAY_US  (INT64_C(24) * 3600 * 1000000)
#define PPM_ONE UINT64_C(1000000)

#define YEAR_DAYS 365

static enum rc
gather_alerts(struct desk *desk, struct desk_metrics *m, int64_t now_us)
{
    struct alert_counts counts;
    struct storm storm;
    enum rc rc = alert_count(desk->store, &counts);

    if (rc == RC_OK)
        rc = storm_get(desk->store, &storm);
    if (rc != RC_OK)
        return rc;
    for (size_t state = 0; state < ALERT_CLOSED; state++)
        memcpy(m->alerts[state], counts.by[state], sizeof m->alerts[state]);
    for (size_t level = 0; level <= LEVEL_LAST; level++) {
        int64_t created_us = counts.oldest_unacked_us[level];

        m->oldest_unacked_us[level] = created_us == 0 ? 0 : now_us - created_us;
    }
    m->unattended = counts.unattended;
    m->drill_last_us = counts.drill_success_us;
    m->storm = storm.on;
    return RC_OK;
}

/* How long the next gap lasts that begins within the horizon; 0: none. */
static int64_t
gap_us(const struct roster_book *book, size_t roster, int64_t now_us,
       int64_t horizon_us, int64_t *first_us)
{
    int64_t to_us = now_us + horizon_us;
    int64_t from_us = roster_next_gap(book, roster, now_us, to_us);

    if (from_us == INT64_MAX)
        return 0;
    if (*first_us == 0 || from_us < *first_us)
        *first_us = from_us;
    return roster_gap_end(book, roster, from_us, to_us) - from_us;
}

static void
gather_rosters(struct desk *desk, struct desk_metrics *m, int64_t now_us)
{
    static const int64_t horizons[METRICS_HORIZONS] = {
        [METRICS_HORIZON_14D] = 14 * DAY_US,
        [METRICS_HORIZON_90D] = 90 * DAY_US};
    const struct roster_book *book = &desk->rules.now->book;
    size_t served = 0;

    rules_reach(desk, now_us);
    m->next_gap_us = 0;
    m->rosters_n = book->rosters_n < METRICS_ROSTERS_MAX ? book->rosters_n
                                                         : METRICS_ROSTERS_MAX;
    for (size_t r = 0; r < book->rosters_n; r++)
        served += watchman_serves(desk, r);
    for (size_t r = 0; r < m->rosters_n; r++) {
        (void)snprintf(m->rosters[r].roster, sizeof m->rosters[r].roster, "%s",
                       book->rosters[r].name);
        for (size_t h = 0; h < METRICS_HORIZONS; h++)
            m->rosters[r].gap_us[h] =
                gap_us(book, r, now_us, horizons[h], &m->next_gap_us);
    }
    m->coverage_known = book->rosters_n > 0;
    if (m->coverage_known)
        m->coverage_ppm =
            (int64_t)(served * PPM_ONE / (uint64_t)book->rosters_n);
}

static void
gather_documents(const struct desk *desk, struct desk_metrics *m)
{
    m->documents_n = 0;
    for (unsigned kind = 1; kind <= DOCUMENT_LAST; kind++) {
        struct metrics_document *document = &m->documents[m->documents_n];

        if (desk->rules.versions[kind] == 0)
            continue;
        (void)snprintf(document->name, sizeof document->name, "%s",
                       document_name((enum document_kind)kind));
        document->version = (uint32_t)desk->rules.versions[kind];
        m->documents_n++;
    }
}

static enum rc
gather_shelter(struct desk *desk, struct desk_metrics *m, int64_t now_us)
{
    const struct facilities *facilities = &desk->rules.now->facilities;
    struct placement_guarantee share = {.needed = 0};
    enum rc rc = placement_guarantee(
        desk->store, case_day(desk, now_us) - YEAR_DAYS, &share);

    for (size_t i = 0; rc == RC_OK && i < facilities->facilities_n; i++) {
        struct metrics_facility *to = &m->facilities[i];

        (void)snprintf(to->facility, sizeof to->facility, "%s",
                       facilities->facilities[i].name);
        rc = shelter_occupancy(desk, i, &to->occupancy);
    }
    if (rc != RC_OK)
        return rc;
    m->facilities_n = facilities->facilities_n;
    m->shelter_needed = share.needed;
    if (share.needed > 0)
        m->shelter_guarantee_ppm = share.met * (int64_t)PPM_ONE / share.needed;
    return RC_OK;
}

enum rc
metrics_gather(struct desk *desk)
{
    int64_t now_us = clock_utc_us(desk->clock);
    enum rc rc = RC_OK;

    (void)desk_failed(desk, "backups", backups_look(desk));
    gather_rosters(desk, &desk->metrics, now_us);
    gather_documents(desk, &desk->metrics);
    desk->metrics.violations[12] = desk->watchman.violations;
    rc = gather_alerts(desk, &desk->metrics, now_us);
    if (rc == RC_OK)
        rc = people_parked(desk->store, &desk->metrics.keys_parked);
    return rc == RC_OK ? gather_shelter(desk, &desk->metrics, now_us) : rc;
}
