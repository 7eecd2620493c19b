/* config -- see config.h */
#include "core/config.h"

#include <stdio.h>

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define DAY_US    (24 * 60 * MINUTE_US)
#define MIB       (INT64_C(1024) * 1024)

#define LOG_LEVEL_NOTE 5 /* syslog's "notice" */

/* 2026-01-01T07:00:00Z: eight in the morning in an Amsterdam winter. */
#define ROSTER_ANCHOR_US (INT64_C(1767250800) * SECOND_US)

static void
front_defaults(struct front_settings *front)
{
    *front = (struct front_settings){
        .endpoints_n = 1,
        .handshake_ms = 3000,
        .heartbeat_ms = 1000,
        .idle_s = 60,
        .queue_messages = 2048,
        .busy_retry_ms = 1000,
        .quota = {.per_s = 200, .burst = 5000},
        .sndhwm = 1000,
    };
    (void)snprintf(front->endpoints[0], sizeof front->endpoints[0],
                   "tcp://0.0.0.0:7411");
}

static void
desk_defaults(struct desk_settings *desk)
{
    *desk = (struct desk_settings){
        .state_dir = "/var/lib/loket/state",
        .desk = "amsterdam",
        .fallback_telephone = "+31 20 000 0000",
        .heartbeat_ms = 5000,
        .batch_max = 512,
        .combine_ms = 1000,
        .combine_slice_us = 2000,
        .checkpoint_every_bytes = 4 * MIB,
        .checkpoint_limit_bytes = 16 * MIB,
        .events_keep_days = 90,
    };
}

void
config_defaults(struct config *config)
{
    *config = (struct config){
        .keys_dir = "/var/lib/loket/keys",
        .desk_dir = "/var/lib/loket/desk",
        .log_level = LOG_LEVEL_NOTE,
        .production = true,
    };
    front_defaults(&config->front);
    desk_defaults(&config->desk);
}

void
roster_defaults(struct roster_document *roster)
{
    *roster = (struct roster_document){
        .anchor_us = ROSTER_ANCHOR_US,
        .period_us = DAY_US,
        .wait_us =
            {
                /* A level nobody set is treated as the most urgent one. */
                [LEVEL_NONE] = 5 * MINUTE_US,
                [LEVEL_U1] = 5 * MINUTE_US,
                [LEVEL_U2] = 15 * MINUTE_US,
                [LEVEL_U3] = 30 * MINUTE_US,
                [LEVEL_U4] = 30 * MINUTE_US,
            },
        .resend_max_us = 30 * SECOND_US,
    };
}
