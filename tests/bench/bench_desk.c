/* bench_desk -- what the desk's own work costs, without processes: a real
 * database and a virtual clock (tests/sim/trial.h).
 *
 *   bench_desk ALERTS    with so many open alerts
 *
 * Prints name=value pairs; times are in nanoseconds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../sim/trial.h"
#include "../store/vault.h"
#include "store/alerts.h"
#include "store/store.h"

#define HOUR_US (60 * MINUTE_US)
#define DAY_US  (24 * HOUR_US)

#define AUDIT_US   (45 * SECOND_US) /* of a minute: 100,000 are looked at */
#define REST_US    (15 * SECOND_US) /* and the rest of it */
#define MINUTES    5
#define DUE        32 /* at a time */
#define DUE_ROUNDS 10
#define DUE_GAP_US MINUTE_US

static int64_t
now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
say(const char *name, int64_t value)
{
    printf("%s=%" PRId64 "\n", name, value);
}

static void
open_alert(struct store *store, enum alert_state state,
           const struct alert_times *times)
{
    const struct alert alert = {.state = state,
                                .level =
                                    state == ALERT_HELD ? LEVEL_U4 : LEVEL_U2,
                                .kind = MESSAGE_SIGNAL,
                                .generation = 1,
                                .step = state == ALERT_HELD ? 0 : 1,
                                .policy = "calm",
                                .times = *times};
    const struct alert_route route = {.fresh = &alert,
                                      .now_us = TRIAL_START - DAY_US};
    int64_t row = 0;

    assert_int_equal(alert_create(store, &route, &row), RC_OK);
}

/* One of each kind of waiting, for hours to come; and those that will be due
 * while it is measured. */
static void
open_some(const char *dir)
{
    const int64_t later_us = TRIAL_START + 12 * HOUR_US;
    struct store *store = NULL;

    assert_int_equal(store_open(&store, dir, &test_vault, STORE_OPEN), RC_OK);
    open_alert(store, ALERT_HELD,
               &(struct alert_times){.deadline_us = later_us});
    open_alert(
        store, ALERT_PAGING,
        &(struct alert_times){.step_us = later_us, .step_end_us = later_us});
    open_alert(store, ALERT_ACKED, &(struct alert_times){.ack_us = later_us});
    for (int64_t i = 0; i < DUE * DUE_ROUNDS; i++) {
        int64_t at_us = TRIAL_START + HOUR_US + i / DUE * DUE_GAP_US;

        open_alert(
            store, ALERT_PAGING,
            &(struct alert_times){.step_us = at_us, .step_end_us = at_us});
    }
    store_close(store);
}

/* The first three again and again: a transaction each would be an fsync
 * each. */
static void
multiply(const char *dir, int64_t alerts)
{
    char text[1024];
    char path[256];
    sqlite3 *db = NULL;

    (void)snprintf(path, sizeof path, "%s/loket.db", dir);
    (void)snprintf(text, sizeof text,
                   "PRAGMA synchronous = OFF; BEGIN;"
                   "CREATE TEMP TABLE many AS WITH RECURSIVE n (i) AS"
                   " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %" PRId64
                   ")"
                   " SELECT a.* FROM n JOIN alert a ON a.alert = 1 + i %% 3;"
                   "UPDATE many SET alert ="
                   " rowid + (SELECT max(alert) FROM alert);"
                   "INSERT INTO due (kind, ref, at_us) SELECT 1, alert,"
                   " max(deadline_us, step_us, ack_us) FROM many;"
                   "INSERT INTO alert SELECT * FROM many; COMMIT;",
                   alerts);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* In a process of its own, whose memory is not the desk's. */
static void
set_up(struct trial *trial, int64_t alerts)
{
    int status = 1;
    pid_t child = 0;

    trial_crash(trial);
    (void)fflush(stdout);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        open_some(trial->dir);
        multiply(trial->dir, alerts);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    trial_open(trial);
    trial->deaf = true;
}

struct ticks {
    int64_t n;
    int64_t ns;
};

/* Let time pass, at the pace the desk wants. */
static struct ticks
watch(struct trial *trial, int64_t us)
{
    int64_t until_us = trial->clock.virtual_mono_us + us;
    struct ticks ticks = {.n = 0};

    while (trial->clock.virtual_mono_us < until_us) {
        int64_t began = now_ns();
        int64_t next_us = 0;

        assert_int_equal(desk_tick(trial->desk, &next_us), RC_OK);
        ticks.ns += now_ns() - began;
        ticks.n++;
        if (next_us > until_us)
            next_us = until_us;
        trial->clock.virtual_utc_us += next_us - trial->clock.virtual_mono_us;
        trial->clock.virtual_mono_us = next_us;
    }
    return ticks;
}

/* Minutes in which nothing is due: a tick while the watchman rests too, of the
 * calmest minute, for a shared machine is never calm for long; and the work of
 * all. */
static void
idle(struct trial *trial)
{
    int64_t tick_ns = INT64_MAX;
    int64_t ns = 0;

    for (int i = 0; i < MINUTES; i++) {
        struct ticks audit = watch(trial, AUDIT_US);
        struct ticks rest = watch(trial, REST_US);

        ns += audit.ns + rest.ns;
        if (rest.ns / rest.n < tick_ns)
            tick_ns = rest.ns / rest.n;
    }
    say("tick_ns", tick_ns);
    say("second_ns", ns / (MINUTES * (AUDIT_US + REST_US) / SECOND_US));
}

static void
move_to(struct trial *trial, int64_t utc_us)
{
    trial->clock.virtual_mono_us += utc_us - trial->clock.virtual_utc_us;
    trial->clock.virtual_utc_us = utc_us;
}

/* The time of the rounds, one after the other. */
static int64_t
due_ns(struct trial *trial)
{
    int64_t took = 0;

    for (int64_t i = 0; i < DUE_ROUNDS; i++) {
        move_to(trial, TRIAL_START + HOUR_US + i * DUE_GAP_US - SECOND_US);
        trial_tick(trial);
        move_to(trial, TRIAL_START + HOUR_US + i * DUE_GAP_US);

        int64_t began = now_ns();

        trial_tick(trial);
        took += now_ns() - began;
    }
    return took;
}

/* Nothing was measured that did not happen. */
static void
expect_steps(const char *dir)
{
    char path[256];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;

    (void)snprintf(path, sizeof path, "%s/loket.db", dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db, "SELECT count(*) FROM alert WHERE step = 2", -1,
                           &stmt, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), DUE * DUE_ROUNDS);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
}

/* Somebody sets the civil clock: every wait is written anew. */
static int64_t
clock_set_ns(struct trial *trial)
{
    int64_t began = 0;

    trial->clock.virtual_utc_us += 2 * HOUR_US;
    began = now_ns();
    trial_tick(trial);
    return now_ns() - began;
}

static int64_t
resident_kib(void)
{
    char line[256];
    int64_t kib = 0;
    FILE *file = fopen("/proc/self/status", "re");

    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "VmRSS: %" SCNd64, &kib) == 1)
            break;
    (void)fclose(file);
    return kib;
}

static void
desk(int64_t alerts)
{
    struct trial *trial = trial_new();

    set_up(trial, alerts);
    idle(trial);
    say("resident_kib", resident_kib());
    say("step_ns", due_ns(trial) / (DUE * DUE_ROUNDS));
    expect_steps(trial->dir);
    say("clock_set_ns", clock_set_ns(trial));
    trial_free(trial);
}

int
main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    desk(strtoll(argv[1], NULL, 10));
    return 0;
}
