/* desk -- see desk.h */
#include "desk/desk.h"

#include <stdlib.h>
#include <string.h>

#include "desk/auditing.h"
#include "desk/combine.h"
#include "desk/deliver.h"
#include "desk/documents_added.h"
#include "desk/life.h"
#include "desk/links.h"
#include "desk/plans.h"
#include "desk/relay.h"
#include "desk/route.h"
#include "desk/shifts.h"
#include "desk/state.h"
#include "store/due.h"
#include "store/people.h"
#include "store/store.h"
#include "sys/log.h"

static int
compare_keys(const void *a, const void *b)
{
    const int64_t *wanted = a;
    const struct principal_key *key = b;

    return (*wanted > key->key) - (*wanted < key->key);
}

const struct principal_key *
desk_key(const struct desk *desk, int64_t key, int64_t now_us)
{
    const struct principal_key *found = NULL;

    if (desk->keys_n > 0)
        found = bsearch(&key, desk->keys, desk->keys_n, sizeof *desk->keys,
                        compare_keys);
    return found != NULL && principal_key_valid(found, now_us) ? found : NULL;
}

static void
send_keys(struct desk *desk)
{
    struct channel_frame frame = {.type = CHANNEL_KEYS_BEGIN};

    desk->send(&frame, desk->send_arg);
    for (size_t i = 0; i < desk->keys_n; i++) {
        frame = (struct channel_frame){
            .type = CHANNEL_KEY,
            .key = desk->keys[i].key,
            .bytes = (const uint8_t *)&desk->keys[i],
            .n = sizeof desk->keys[i],
        };
        desk->send(&frame, desk->send_arg);
    }
    frame = (struct channel_frame){.type = CHANNEL_KEYS_END};
    desk->send(&frame, desk->send_arg);
}

enum rc
desk_keys_send(struct desk *desk)
{
    struct principal_key *keys = NULL;
    size_t n = 0;
    enum rc rc = people_keys(desk->store, clock_utc_us(desk->clock), &keys, &n);

    desk->keys_stale = rc != RC_OK;
    if (rc != RC_OK)
        return rc;
    free(desk->keys);
    desk->keys = keys;
    desk->keys_n = n;
    if (desk->front_ready)
        send_keys(desk);
    if (desk->rules.now == NULL)
        return RC_OK;
    rc = rules_people(desk);
    if (rc == RC_OK)
        rc = shifts_people(desk);
    desk->keys_stale = rc != RC_OK;
    return rc;
}

bool
desk_failed(struct desk *desk, const char *step, enum rc rc)
{
    switch (rc) {
    case RC_FATAL:
        if (!desk->stopped)
            log_line(LOG_ERROR, "%s: the database failed; stopping", step);
        desk->stopped = true;
        break;
    case RC_DOWN:
    case RC_UNKNOWN:
        disk_watch_failed(desk);
        if (clock_mono_us(desk->clock) < desk->quiet_until_us)
            break;
        log_line(LOG_ERROR, "%s: the database does not answer", step);
        desk->quiet_until_us = clock_mono_us(desk->clock) + DESK_QUIET_US;
        break;
    case RC_OK:
    case RC_AGAIN:
    case RC_INVALID:
    case RC_DUP:
    case RC_STALE:
    case RC_NOT_FOUND:
        break;
    }
    return desk->stopped;
}

bool
desk_skips(const char *step, int64_t row, enum rc rc)
{
    if (rc == RC_OK || rc == RC_DOWN || rc == RC_UNKNOWN || rc == RC_FATAL)
        return false;
    log_line(LOG_ERROR, "%s: row %lld is left out (result %d)", step,
             (long long)row, (int)rc);
    return true;
}

static enum rc
note_clock(struct desk *desk)
{
    int64_t now_us = clock_utc_us(desk->clock);
    int64_t before_us = 0;
    enum rc rc = store_high_water(desk->store, now_us, &before_us);

    if (rc != RC_OK || before_us <= now_us)
        return rc;
    /* Due times went back with it: nobody is paged later than they were. */
    log_line(LOG_ERROR, "clock suspect: %lld s behind what was seen before",
             (long long)((before_us - now_us) / 1000000));

    const struct life_opening opening = {.cause = CAUSE_CLOCK,
                                         .level = LEVEL_U2};
    int64_t alert = 0;

    return life_open(desk, &opening, &alert);
}

static void
start_times(struct desk *desk)
{
    int64_t now_us = clock_mono_us(desk->clock);

    /* Whatever a crash left undone is due at once. */
    desk->times = (struct desk_times){
        .ahead_us = clock_utc_us(desk->clock) - clock_boot_us(desk->clock),
        .combine_us = now_us,
        .beat_us = INT64_MAX,
        .high_water_us = now_us + DESK_HIGH_WATER_US,
        .trim_us = now_us + DESK_FIRST_TRIM_US,
        .checkpoint_us = now_us + AUDITING_CHECKPOINT_US,
    };
    route_urgent_search(desk);
}

struct desk *
desk_make(const struct desk_start *start, channel_visit *send, void *arg)
{
    struct desk *desk = calloc(1, sizeof *desk);

    if (desk == NULL)
        return NULL;
    desk->settings = start->settings;
    desk->zone = start->zone;
    desk->secrets = start->secrets;
    desk->clock = start->clock;
    desk->control = start->control;
    desk->park_word = start->park_word;
    desk->send = send;
    desk->send_arg = arg;
    desk->arena_bytes = aligned_alloc(16, ARENA_BYTES);
    if (desk->arena_bytes == NULL ||
        intake_init(&desk->intake, start->settings->batch_max) != RC_OK ||
        combine_work_open(&desk->work) != RC_OK) {
        desk_close(desk);
        return NULL;
    }
    arena_init(&desk->arena, desk->arena_bytes, ARENA_BYTES);
    return desk;
}

enum rc
desk_open(struct desk **out, const struct desk_start *start,
          channel_visit *send, void *arg)
{
    struct desk *desk = desk_make(start, send, arg);
    enum rc rc = RC_FATAL;

    if (desk == NULL) {
        log_line(LOG_ERROR, "no memory");
        return RC_FATAL;
    }
    rc = store_open(&desk->store, start->settings->state_dir, start->vault,
                    STORE_OPEN);
    if (rc == RC_NOT_FOUND)
        log_line(LOG_ERROR,
                 "%s: holds no database: restore it, or make a desk with "
                 "loketd --init",
                 start->settings->state_dir);
    if (rc == RC_OK) {
        store_epoch(desk->store, desk->epoch);
        rc = desk_keys_send(desk);
    }
    start_times(desk);
    if (rc == RC_OK)
        rc = documents_added(desk, start->shipped, start->shipped_n);
    if (rc == RC_OK)
        rc = rules_open(desk);
    if (rc == RC_OK)
        rc = note_clock(desk);
    if (rc == RC_OK) {
        disk_watch_open(desk);
        metrics_epoch(&desk->metrics, start->vault);
    }
    if (rc == RC_OK)
        rc = links_open(desk);
    if (rc == RC_OK)
        rc = next_epoch_open(desk);
    if (rc == RC_OK)
        rc = relay_open(&desk->relay, desk);
    if (rc == RC_OK)
        rc = plans_again(desk);
    if (rc != RC_OK) {
        log_line(LOG_ERROR, "the desk cannot be opened");
        desk_close(desk);
        return rc == RC_INVALID ? rc : RC_FATAL;
    }
    *out = desk;
    return RC_OK;
}

void
desk_close(struct desk *desk)
{
    if (desk == NULL)
        return;
    if (desk->store != NULL && !desk->stopped)
        (void)desk_failed(desk, "refusals", refusals_flush(desk));
    relay_close(desk->relay, desk);
    store_close(desk->store);
    session_clear(&desk->sessions);
    intake_free(&desk->intake);
    outgoing_free(&desk->outgoing);
    combine_work_close(desk->work);
    links_close(desk->links);
    next_epoch_close(&desk->next_epoch);
    rules_close(&desk->rules);
    free(desk->keys);
    free(desk->arena_bytes);
    free(desk);
}

bool
desk_full(const struct desk *desk)
{
    return intake_full(&desk->intake);
}

enum rc
desk_commit(struct desk *desk)
{
    return desk->stopped ? RC_FATAL : intake_commit(desk);
}
