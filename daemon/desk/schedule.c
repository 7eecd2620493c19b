/* schedule -- do what is due, say when to be called again */
#include "desk/auditing.h"
#include "desk/backups.h"
#include "desk/budgets.h"
#include "desk/catch_up.h"
#include "desk/combine.h"
#include "desk/deliver.h"
#include "desk/desk.h"
#include "desk/disk_watch.h"
#include "desk/due.h"
#include "desk/keep.h"
#include "desk/plans.h"
#include "desk/relay.h"
#include "desk/rewrap.h"
#include "desk/route.h"
#include "desk/state.h"
#include "desk/watchman.h"
#include "store/store.h"
#include "store/streams.h"
#include "sys/log.h"

#define STEP_SLICE_US 5000    /* of urgent work and of due times at a time */
#define LONGEST_US    1000000 /* a step of the civil clock is seen by then */
#define CLOCK_SET_US  1000000 /* less is the clock being kept right */
#define BUSY_PER_S    500 /* messages that leave little time for combining */
#define BUSY_REST     19  /* pause after a slice, in slices, while busy */
#define KEEP_EVENTS   100
#define DAY_US        (INT64_C(24) * 3600 * 1000000)

/* Waits are kept as UTC, so that they outlive us; somebody who sets the clock
 * must not make them longer or shorter. */
static void
follow_clock(struct desk *desk, int64_t now_us)
{
    int64_t utc_us = clock_utc_us(desk->clock);
    int64_t ahead_us = utc_us - clock_boot_us(desk->clock);
    int64_t by_us = ahead_us - desk->times.ahead_us;

    if (by_us > -CLOCK_SET_US && by_us < CLOCK_SET_US)
        return;

    enum rc rc = store_clock_set(desk->store, by_us, utc_us);

    (void)desk_failed(desk, "clock", rc);
    if (rc != RC_OK) {
        /* Before that, what is due or seen would be measured wrongly. */
        desk->times.due_try_us = now_us + DESK_RETRY_US;
        desk->times.high_water_us = now_us + DESK_HIGH_WATER_US;
        return;
    }
    log_line(LOG_WARN, "the clock was set by %lld s; waits are kept",
             (long long)(by_us / 1000000));
    metrics_jump(&desk->metrics, by_us);
    desk->times.ahead_us = ahead_us;
    desk->times.due_us = 0; /* look again */
    desk->plans_stale = true;
}

static void
do_urgent(struct desk *desk, int64_t now_us)
{
    bool more = false;
    enum rc rc = route_urgent(desk, now_us + STEP_SLICE_US, &more);

    (void)desk_failed(desk, "route", rc);
    if (rc != RC_OK)
        desk->times.urgent_us = now_us + DESK_RETRY_US;
    else
        desk->times.urgent_us = more ? now_us : INT64_MAX;
}

static void
do_due(struct desk *desk, int64_t now_us)
{
    enum rc rc = due_do(desk, now_us + STEP_SLICE_US);

    (void)desk_failed(desk, "due", rc);
    desk->times.due_try_us = rc == RC_OK ? now_us : now_us + DESK_RETRY_US;
}

/* How long combining rests after a slice: messages that keep coming get
 * nineteen twentieths of the time, a trickle of them half. */
static int64_t
rest_us(struct desk *desk, int64_t start_us, int64_t end_us)
{
    struct desk_times *times = &desk->times;
    uint64_t came = desk->intake.messages_n - times->combined_seen_n;
    int64_t since_us = end_us - times->combined_us;

    times->combined_us = end_us;
    times->combined_seen_n = desk->intake.messages_n;
    if (came == 0)
        return 0;
    if ((int64_t)came * 1000000 > BUSY_PER_S * since_us)
        return BUSY_REST * (end_us - start_us);
    return end_us - start_us;
}

static void
do_combine(struct desk *desk)
{
    int64_t cadence_us = (int64_t)desk->settings->combine_ms * 1000;
    int64_t start_us = clock_mono_us(desk->clock);
    bool more = false;

    if (!disk_watch_spares(desk)) {
        desk->times.combine_us = start_us + DESK_RETRY_US;
        return;
    }

    enum rc rc = combine_slice(
        desk, start_us + (int64_t)desk->settings->combine_slice_us, &more);
    int64_t end_us = clock_mono_us(desk->clock);
    int64_t rest = rest_us(desk, start_us, end_us);

    prometheus_observe(&desk->metrics.combine, &metrics_work_bounds,
                       end_us - start_us);
    (void)desk_failed(desk, "combine", rc);
    if (rc != RC_OK)
        desk->times.combine_us = end_us + DESK_RETRY_US;
    else if (more)
        desk->times.combine_us = end_us + rest;
    else
        desk->times.combine_us = start_us + cadence_us;
}

static void
do_beats(struct desk *desk, int64_t now_us)
{
    enum rc rc = deliver_beats(desk);

    (void)desk_failed(desk, "heartbeat", rc);
    if (rc != RC_OK)
        desk->times.beat_us = now_us + DESK_RETRY_US;
}

static void
do_high_water(struct desk *desk, int64_t now_us)
{
    int64_t before_us = 0;

    (void)desk_failed(
        desk, "clock",
        store_high_water(desk->store, clock_utc_us(desk->clock), &before_us));
    (void)desk_failed(desk, "refusals", refusals_flush(desk));
    (void)desk_failed(desk, "budgets", budgets_turn(desk));
    (void)desk_failed(desk, "backups", backups_look(desk));
    desk->times.high_water_us = now_us + DESK_HIGH_WATER_US;
}

static void
do_trim(struct desk *desk, int64_t now_us)
{
    int64_t keep_us = (int64_t)desk->settings->events_keep_days * DAY_US;
    size_t trimmed = 0;
    enum rc rc = stream_trim(desk->store, clock_utc_us(desk->clock) - keep_us,
                             KEEP_EVENTS, &trimmed);

    (void)desk_failed(desk, "trim", rc);
    if (trimmed > 0)
        log_line(LOG_NOTE, "%zu old events are forgotten", trimmed);
    desk->times.trim_us = now_us + DESK_TRIM_US;
}

static void
do_watch(struct desk *desk, int64_t now_us)
{
    enum rc rc = watchman_turn(desk, now_us);

    (void)desk_failed(desk, "watchman", rc);
    if (rc != RC_OK) {
        desk->watchman.audit_us = now_us + DESK_RETRY_US;
        desk->watchman.connected_us = now_us + DESK_RETRY_US;
    }
}

static void
do_disk(struct desk *desk, int64_t now_us)
{
    enum rc rc = disk_watch_turn(desk, now_us);

    (void)desk_failed(desk, "disk", rc);
    if (rc != RC_OK)
        desk->disk.look_us = now_us + DESK_RETRY_US;
}

static void
do_catch_up(struct desk *desk, int64_t now_us)
{
    (void)desk_failed(desk, "catch-up", catch_up_turn(desk, now_us));
}

static void
do_rewrap(struct desk *desk, int64_t now_us)
{
    (void)desk_failed(desk, "rewrap", rewrap_turn(desk, now_us));
}

static void
do_keep(struct desk *desk, int64_t now_us)
{
    (void)desk_failed(desk, "keep", keep_turn(desk, now_us));
}

static void
do_next_epoch(struct desk *desk, int64_t now_us)
{
    (void)desk_failed(desk, "epoch", next_epoch_turn(desk, now_us));
}

static void
do_checkpoint(struct desk *desk, int64_t now_us)
{
    enum rc rc = auditing_turn(desk, now_us);

    (void)desk_failed(desk, "checkpoint", rc);
    if (rc != RC_OK)
        desk->times.checkpoint_us = now_us + DESK_RETRY_US;
}

static void
do_relay(struct desk *desk, int64_t now_us)
{
    (void)desk_failed(desk, "relay", relay_turn(desk, now_us));
}

static bool
due_now(const struct desk *desk, int64_t now_us)
{
    return desk->times.due_us <= clock_utc_us(desk->clock) &&
           desk->times.due_try_us <= now_us;
}

/* The monotonic instant of the earliest due time. */
static int64_t
due_mono_us(const struct desk *desk, int64_t now_us)
{
    int64_t wait_us = 0;

    if (desk->times.due_us == INT64_MAX)
        return INT64_MAX;
    wait_us = desk->times.due_us - clock_utc_us(desk->clock);
    if (wait_us > LONGEST_US)
        return INT64_MAX;
    if (now_us + wait_us < desk->times.due_try_us)
        return desk->times.due_try_us;
    return now_us + wait_us;
}

static int64_t
next_call_us(const struct desk *desk)
{
    int64_t now_us = clock_mono_us(desk->clock);
    const int64_t wanted[] = {
        desk->times.urgent_us,
        due_mono_us(desk, now_us),
        desk->times.combine_us,
        desk->times.beat_us,
        desk->times.high_water_us,
        desk->times.trim_us,
        watchman_next_us(desk),
        catch_up_next_us(desk),
        rewrap_next_us(desk),
        disk_watch_next_us(desk),
        /* a whole set made anew waits for room */
        desk->disk.full ? INT64_MAX : next_epoch_next_us(desk),
        keep_next_us(desk),
        desk->times.checkpoint_us,
        relay_next_us(desk),
    };
    int64_t next_us = now_us + LONGEST_US;

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (wanted[i] < next_us)
            next_us = wanted[i];
    return next_us < now_us ? now_us : next_us;
}

enum rc
desk_tick(struct desk *desk, int64_t *next_us)
{
    int64_t now_us = clock_mono_us(desk->clock);

    if (desk->keys_stale)
        (void)desk_failed(desk, "keys", desk_keys_send(desk));
    follow_clock(desk, now_us);
    if (desk->plans_stale)
        (void)desk_failed(desk, "plans", plans_again(desk));
    if (!desk->stopped && desk->times.urgent_us <= now_us)
        do_urgent(desk, now_us);
    if (!desk->stopped && due_now(desk, now_us))
        do_due(desk, now_us);
    if (!desk->stopped && desk->times.combine_us <= now_us)
        do_combine(desk);
    if (!desk->stopped && desk->times.beat_us <= now_us)
        do_beats(desk, now_us);
    if (!desk->stopped && desk->times.high_water_us <= now_us)
        do_high_water(desk, now_us);
    if (!desk->stopped && desk->times.trim_us <= now_us)
        do_trim(desk, now_us);
    if (!desk->stopped && watchman_next_us(desk) <= now_us)
        do_watch(desk, now_us);
    if (!desk->stopped && disk_watch_next_us(desk) <= now_us)
        do_disk(desk, now_us);
    if (!desk->stopped && catch_up_next_us(desk) <= now_us)
        do_catch_up(desk, now_us);
    if (!desk->stopped && rewrap_next_us(desk) <= now_us)
        do_rewrap(desk, now_us);
    if (!desk->stopped && !desk->disk.full &&
        next_epoch_next_us(desk) <= now_us)
        do_next_epoch(desk, now_us);
    if (!desk->stopped && keep_next_us(desk) <= now_us)
        do_keep(desk, now_us);
    if (!desk->stopped && desk->times.checkpoint_us <= now_us)
        do_checkpoint(desk, now_us);
    if (!desk->stopped && relay_next_us(desk) <= now_us)
        do_relay(desk, now_us);
    *next_us = next_call_us(desk);
    return desk->stopped ? RC_FATAL : RC_OK;
}
