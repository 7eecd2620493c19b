/* The page of metrics: every series with its help, in the order of a night. */
#include <stdio.h>

#include "desk/backups.h"
#include "desk/combine.h"
#include "desk/metrics.h"
#include "desk/relay.h"
#include "desk/session.h"
#include "desk/state.h"
#include "store/retention.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/process.h"

#define NUMBER_BYTES 12
#define LABEL(n, v)  (&(const struct prometheus_labels){{{n, v}}, 1})
#define LABELS(n1, v1, n2, v2)                                                 \
    (&(const struct prometheus_labels){{{n1, v1}, {n2, v2}}, 2})

static const char *const kind_names[] = {
    [MESSAGE_NONE] = "unknown",          [MESSAGE_SIGNAL] = "signal",
    [MESSAGE_REFERRAL] = "referral",     [MESSAGE_ADVICE] = "advice",
    [MESSAGE_BOTTLENECK] = "bottleneck", [MESSAGE_WITHDRAWAL] = "withdrawal"};

static const char *const verdict_names[METRICS_VERDICTS] = {
    [METRICS_ACCEPTED] = "accepted",       [METRICS_REPLAYED] = "replayed",
    [METRICS_CONFLICT] = "conflict",       [METRICS_REFUSED] = "refused",
    [METRICS_UNAVAILABLE] = "unavailable", [METRICS_UNKNOWN] = "unknown"};

static const char *const page_names[METRICS_PAGES] = {
    [METRICS_PAGE_SENT] = "sent",
    [METRICS_PAGE_REPEATED] = "repeated",
    [METRICS_PAGE_DELIVERED] = "delivered"};

static const char *const ack_names[ACK_LAST + 1] = {
    [ACK_OK] = "ok",           [ACK_ALREADY] = "already",
    [ACK_STALE] = "stale",     [ACK_CLOSED] = "closed",
    [ACK_DENIED] = "denied",   [ACK_NOT_FOUND] = "not_found",
    [ACK_INVALID] = "invalid", [ACK_LIMIT] = "limit"};

static const char *const jump_names[METRICS_JUMPS] = {
    [METRICS_JUMP_FORWARD] = "forward", [METRICS_JUMP_BACK] = "back"};

static const char *const level_names[LEVEL_LAST + 1] = {[LEVEL_U1] = "U1",
                                                        [LEVEL_U2] = "U2",
                                                        [LEVEL_U3] = "U3",
                                                        [LEVEL_U4] = "U4",
                                                        [LEVEL_U4B] = "U4B"};

static const char *const state_names[ALERT_CLOSED] = {[ALERT_RECEIVED] =
                                                          "received",
                                                      [ALERT_HELD] = "held",
                                                      [ALERT_PAGING] = "paging",
                                                      [ALERT_ACKED] = "acked"};

static const char *const horizon_names[METRICS_HORIZONS] = {
    [METRICS_HORIZON_14D] = "14d", [METRICS_HORIZON_90D] = "90d"};

static void
family_count(struct prometheus *page, const char *name, const char *help,
             uint64_t value)
{
    prometheus_family(page, PROMETHEUS_COUNTER, name, help);
    prometheus_count(page, NULL, value);
}

static void
family_gauge(struct prometheus *page, const char *name, const char *help,
             int64_t value)
{
    prometheus_family(page, PROMETHEUS_GAUGE, name, help);
    prometheus_gauge(page, NULL, value);
}

static void
family_histogram(struct prometheus *page, const char *name, const char *help,
                 const struct prometheus_histogram *histogram)
{
    prometheus_family(page, PROMETHEUS_HISTOGRAM, name, help);
    prometheus_histogram(page, NULL, histogram, &metrics_work_bounds);
}

static void
write_intake(struct prometheus *page, const struct desk_metrics *m)
{
    prometheus_family(page, PROMETHEUS_COUNTER, "loket_messages_total",
                      "Submitted messages by what became of them.");
    for (size_t kind = 0; kind <= MESSAGE_WITHDRAWAL; kind++)
        for (size_t verdict = 0; verdict < METRICS_VERDICTS; verdict++)
            prometheus_count(page,
                             LABELS("kind", kind_names[kind], "verdict",
                                    verdict_names[verdict]),
                             m->messages[kind][verdict]);
    family_histogram(page, "loket_commit_seconds",
                     "Time of a group commit of messages.", &m->commit);
    family_histogram(page, "loket_combine_seconds",
                     "Time of a slice of combining.", &m->combine);
}

/* Rows whose number the database does not tell are left out; it was logged. */
static void
write_backlog(struct prometheus *page, struct desk *desk)
{
    int64_t waits = 0;
    enum rc rc = combine_backlog(desk, &waits);

    prometheus_family(page, PROMETHEUS_GAUGE, "loket_backlog",
                      "Messages that wait for a stage of the line; routing "
                      "follows combining at once.");
    prometheus_gauge(page, LABEL("stage", "commit"), (int64_t)desk->intake.n);
    prometheus_gauge(page, LABEL("stage", "urgent"), (int64_t)desk->urgent.n);
    if (desk_failed(desk, "metrics", rc) || rc != RC_OK)
        return;
    prometheus_gauge(page, LABEL("stage", "combine"), waits);
}

static void
write_alerts(struct prometheus *page, const struct desk_metrics *m)
{
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_alerts",
                      "Open alerts by state and level.");
    for (size_t state = ALERT_RECEIVED; state < ALERT_CLOSED; state++)
        for (size_t level = LEVEL_U1; level <= LEVEL_LAST; level++)
            prometheus_gauge(page,
                             LABELS("state", state_names[state], "level",
                                    level_names[level]),
                             m->alerts[state][level]);
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_oldest_unacked_seconds",
                      "Age of the oldest alert that nobody took; 0: none.");
    for (size_t level = LEVEL_U1; level <= LEVEL_LAST; level++)
        prometheus_micro(page, LABEL("level", level_names[level]),
                         m->oldest_unacked_us[level]);
    family_gauge(page, "loket_unattended",
                 "Alerts for which nobody was on call.", m->unattended);
    family_gauge(page, "loket_storm_mode",
                 "1 while new alerts are paged together.", m->storm);
    family_gauge(page, "loket_keys_parked",
                 "Keys shut out because front ended at their frames.",
                 m->keys_parked);
}

static void
write_escalations(struct prometheus *page, const struct desk_metrics *m)
{
    char step[NUMBER_BYTES];

    prometheus_family(page, PROMETHEUS_COUNTER, "loket_escalations_total",
                      "Steps taken, by policy; the last step counts those "
                      "beyond it.");
    for (size_t i = 0; i < m->escalations_n; i++)
        for (size_t k = 0; k < METRICS_STEPS_MAX; k++) {
            snprintf(step, sizeof step, "%zu", k + 1);
            prometheus_count(
                page, LABELS("policy", m->escalations[i].policy, "step", step),
                m->escalations[i].steps[k]);
        }
    family_count(page, "loket_step_empty_total",
                 "Steps that had nobody to call and were passed over.",
                 m->step_empty);
    family_count(page, "loket_fallback_total", "Calls to the fallback.",
                 m->fallback);
}

static void
write_people(struct prometheus *page, const struct desk_metrics *m)
{
    prometheus_family(page, PROMETHEUS_COUNTER, "loket_pages_total",
                      "Pages sent, sent again, and confirmed by a device.");
    for (size_t i = 0; i < METRICS_PAGES; i++)
        prometheus_count(page, LABEL("result", page_names[i]), m->pages[i]);
    prometheus_family(page, PROMETHEUS_COUNTER, "loket_ack_total",
                      "Actions of coordinators on alerts, by answer.");
    for (size_t i = ACK_OK; i <= ACK_LAST; i++)
        prometheus_count(page, LABEL("result", ack_names[i]), m->acks[i]);
    prometheus_family(page, PROMETHEUS_HISTOGRAM,
                      "loket_time_to_deliver_seconds",
                      "From a page to the confirmation of its device.");
    prometheus_histogram(page, NULL, &m->time_to_deliver,
                         &metrics_people_bounds);
    prometheus_family(page, PROMETHEUS_HISTOGRAM, "loket_time_to_ack_seconds",
                      "From an alert to the human who took it.");
    for (size_t level = LEVEL_U1; level <= LEVEL_LAST; level++)
        prometheus_histogram(page, LABEL("level", level_names[level]),
                             &m->time_to_ack[level], &metrics_people_bounds);
}

static void
write_lag(struct prometheus *page, const struct desk *desk)
{
    static const char *const names[] = {[PRINCIPAL_NONE] = "unknown",
                                        [PRINCIPAL_PERSON] = "person",
                                        [PRINCIPAL_SYSTEM] = "system"};
    uint64_t lag[sizeof names / sizeof *names] = {0};

    for (size_t i = 0; i < desk->sessions.n; i++) {
        const struct session *session = desk->sessions.v[i];

        for (size_t k = 0; k <= STREAM_DESK; k++) {
            const struct attachment *at = &session->streams[k];

            if (at->attached && at->sent > at->seen)
                lag[session->kind] += at->sent - at->seen;
        }
    }
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_stream_lag_events",
                      "Events pushed to connected clients and not confirmed "
                      "by them yet.");
    for (size_t i = PRINCIPAL_PERSON; i <= PRINCIPAL_SYSTEM; i++)
        prometheus_count(page, LABEL("principal_kind", names[i]), lag[i]);
}

static void
write_rosters(struct prometheus *page, const struct desk_metrics *m)
{
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_roster_gap_seconds",
                      "How long the next hole lasts that begins within the "
                      "horizon; 0: none.");
    for (size_t i = 0; i < m->rosters_n; i++)
        for (size_t k = 0; k < METRICS_HORIZONS; k++)
            prometheus_micro(page,
                             LABELS("roster", m->rosters[i].roster, "horizon",
                                    horizon_names[k]),
                             m->rosters[i].gap_us[k]);
    prometheus_family(page, PROMETHEUS_GAUGE,
                      "loket_roster_next_gap_timestamp_seconds",
                      "When nobody is on call next; absent: never, as far as "
                      "is known.");
    if (m->next_gap_us != 0)
        prometheus_micro(page, NULL, m->next_gap_us);
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_oncall_coverage_ratio",
                      "Part of the rosters in which somebody on call is "
                      "connected now; absent: no roster.");
    if (m->coverage_known)
        prometheus_micro(page, NULL, m->coverage_ppm);
    prometheus_family(page, PROMETHEUS_GAUGE,
                      "loket_drill_last_success_timestamp_seconds",
                      "When a drill last ended well; 0: never.");
    prometheus_micro(page, NULL, m->drill_last_us);
}

static void
write_facility(struct prometheus *page, const struct metrics_facility *facility)
{
    const struct occupancy *occupancy = &facility->occupancy;
    const struct {
        const char *state;
        uint32_t n;
    } counts[] = {{"free", occupancy_free(occupancy)},
                  {"placed", occupancy->placed},
                  {"reserved", occupancy->reserved},
                  {"out_of_service", occupancy->out_of_service},
                  {"requested", occupancy->requested}};

    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        prometheus_gauge(
            page,
            LABELS("facility", facility->facility, "state", counts[i].state),
            counts[i].n);
}

static void
write_shelter(struct prometheus *page, const struct desk_metrics *m)
{
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_shelter_places",
                      "Places of shelters by what they are; requested ones "
                      "take none.");
    for (size_t i = 0; i < m->facilities_n; i++)
        write_facility(page, &m->facilities[i]);
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_shelter_guarantee_ratio",
                      "Part of the referrals of a year that needed shelter and "
                      "got a place, or for which somebody was called because "
                      "there was none; absent: none needed it.");
    if (m->shelter_needed > 0)
        prometheus_micro(page, NULL, m->shelter_guarantee_ppm);
}

static void
write_linking(struct prometheus *page, const struct desk *desk)
{
    family_gauge(page, "loket_link_epoch_age_signals",
                 "Signals more than when the epoch in force was made; as many "
                 "as there were then is time for another one.",
                 next_epoch_age(desk));
}

static void
write_kept(struct prometheus *page, struct desk *desk)
{
    struct erasure erasure;
    enum rc rc = erasure_get(desk->store, &erasure);

    if (desk_failed(desk, "metrics", rc) || rc != RC_OK)
        return;
    family_gauge(page, "loket_erasures_pending",
                 "Messages that are erased and may still be in the log.",
                 erasure.pending);
    family_gauge(page, "loket_erased_since_rotation",
                 "Messages erased since keys were last rotated: older copies "
                 "of the database can still be read for them.",
                 erasure.after_rotation);
}

static void
write_epoch(struct prometheus *page, const struct desk *desk)
{
    prometheus_family(page, PROMETHEUS_GAUGE,
                      "loket_epoch_key_made_timestamp_seconds",
                      "When the epoch key was made that wraps record keys.");
    prometheus_micro(page, NULL, desk->metrics.epoch_made_us);
}

static void
write_disk(struct prometheus *page, const struct desk *desk)
{
    const struct disk_watch *disk = &desk->disk;

    family_gauge(page, "loket_disk_free_bytes",
                 "Room beside the database, without the reserve.",
                 disk->now.free_bytes);
    family_gauge(page, "loket_disk_reserve_bytes",
                 "What is kept free for a full disk; 0: given up, or not to "
                 "be had.",
                 disk->reserved ? desk->settings->disk_reserve_bytes : 0);
    family_gauge(page, "loket_disk_full",
                 "1: nothing new is taken until there is room.", disk->full);
    family_gauge(page, "loket_keys_to_rewrap",
                 "Keys of records that an older epoch key still wraps.",
                 desk->rewrap.left);
    family_gauge(page, "loket_wal_bytes",
                 "Write-ahead log that is not written over yet.",
                 store_wal_bytes(desk->store));
    family_gauge(page, "loket_desk_memory_peak_bytes",
                 "The most memory the desk has had.", process_peak_bytes());
}

/* Another process makes them; a file beside the database says how it went. */
static void
write_backups(struct prometheus *page, const struct desk *desk)
{
    const struct backups *backups = &desk->metrics.backups;

    prometheus_family(page, PROMETHEUS_GAUGE,
                      "loket_backup_last_success_timestamp_seconds",
                      "What the last backup holds is of then; 0: there is "
                      "none.");
    prometheus_micro(page, NULL, backups->known ? backups->last.made_us : 0);
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_backup_age_seconds",
                      "Since then; absent: there is none.");
    if (backups->known)
        prometheus_micro(page, NULL,
                         clock_utc_us(desk->clock) - backups->last.made_us);
    family_gauge(page, "loket_backup_bytes", "Size of that backup.",
                 backups->known ? backups->last.bytes : 0);
}

/* What syslog-ng has not taken yet; without one nothing waits. */
static void
write_relay(struct prometheus *page, const struct desk *desk)
{
    const struct relay *relay = desk->relay;
    int64_t waits = relay == NULL ? 0 : relay->head - relay->reached;

    prometheus_family(page, PROMETHEUS_GAUGE, "loket_audit_backlog",
                      "Records of the audit that were not relayed yet; "
                      "absent: they are not relayed.");
    if (relay != NULL)
        prometheus_gauge(page, NULL, waits);
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_audit_backlog_age_seconds",
                      "How old the first of them is; 0: none waits; absent: "
                      "they are not relayed.");
    if (relay != NULL)
        prometheus_micro(page, NULL, relay_waits_us(desk));
}

static void
write_machine(struct prometheus *page, const struct desk_metrics *m)
{
    char id[NUMBER_BYTES];

    prometheus_family(page, PROMETHEUS_COUNTER, "loket_clock_jumps_total",
                      "Times that somebody set the clock.");
    for (size_t i = 0; i < METRICS_JUMPS; i++)
        prometheus_count(page, LABEL("direction", jump_names[i]),
                         m->clock_jumps[i]);
    family_histogram(page, "loket_timer_late_seconds",
                     "How late the desk woke for what was due.",
                     &m->timer_late);
    prometheus_family(page, PROMETHEUS_COUNTER,
                      "loket_invariant_violations_total",
                      "What must hold and did not; absent: it held.");
    for (size_t i = 0; i < METRICS_INVARIANTS_MAX; i++) {
        snprintf(id, sizeof id, "I%zu", i);
        if (m->violations[i] != 0)
            prometheus_count(page, LABEL("id", id), m->violations[i]);
    }
}

static void
write_versions(struct prometheus *page, const struct desk *desk)
{
    const struct desk_metrics *m = &desk->metrics;
    char version[NUMBER_BYTES];

    prometheus_family(page, PROMETHEUS_GAUGE, "loket_desk_document_info",
                      "Desk documents in force.");
    for (size_t i = 0; i < m->documents_n; i++) {
        snprintf(version, sizeof version, "%u",
                 (unsigned)m->documents[i].version);
        prometheus_gauge(
            page, LABELS("name", m->documents[i].name, "version", version), 1);
    }
    prometheus_family(page, PROMETHEUS_GAUGE, "loket_build_info",
                      "The program that runs.");
    prometheus_gauge(page, LABEL("version", LOKET_VERSION), 1);
    family_gauge(page, "loket_test_control",
                 "1: a test moves the clock of this desk.",
                 desk->control != NULL);
}

enum rc
metrics_write(struct desk *desk, char *out, size_t cap, size_t *n)
{
    const struct desk_metrics *metrics = &desk->metrics;
    struct prometheus page;

    /* What cannot be asked now keeps its last value. */
    (void)desk_failed(desk, "metrics", metrics_gather(desk));
    prometheus_start(&page, out, cap);
    write_intake(&page, metrics);
    write_backlog(&page, desk);
    write_alerts(&page, metrics);
    write_escalations(&page, metrics);
    write_people(&page, metrics);
    write_lag(&page, desk);
    write_rosters(&page, metrics);
    write_shelter(&page, metrics);
    write_linking(&page, desk);
    write_kept(&page, desk);
    write_disk(&page, desk);
    write_epoch(&page, desk);
    write_backups(&page, desk);
    write_relay(&page, desk);
    write_machine(&page, metrics);
    write_versions(&page, desk);
    return prometheus_end(&page, n);
}
