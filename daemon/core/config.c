/* config -- see config.h */
#include "core/config.h"

#include <stdio.h>

#define MIB (INT64_C(1024) * 1024)

#define LOG_LEVEL_NOTE 5 /* syslog's "notice" */

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
        .searches_per_day = 200,
        .disk_reserve_bytes = 32 * MIB,
        .places_per_day = 100,
    };
}

static void
backup_defaults(struct backup_settings *backup)
{
    *backup = (struct backup_settings){
        .folder = "/var/lib/loket/backup",
        .keys_folder = "/var/lib/loket/backup-keys",
        .full_every_days = 7,
        .keep_full = 2,
        .keep_days = 7,
    };
}

void
config_defaults(struct config *config)
{
    *config = (struct config){
        .keys_dir = "/var/lib/loket/keys",
        .log_level = LOG_LEVEL_NOTE,
        .production = true,
    };
    front_defaults(&config->front);
    desk_defaults(&config->desk);
    backup_defaults(&config->backup);
}
