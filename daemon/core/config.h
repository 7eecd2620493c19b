/* config -- the technical settings and what they mean.  sys/config_file.h
 * reads them from YAML; the defaults stand in config_defaults(). */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/quota.h"
#include "core/reply.h"

#define ENDPOINTS_MAX  4
#define ENDPOINT_BYTES 256
#define PATH_BYTES     1024

/* All that front is given; it reads no files. */
struct front_settings {
    char endpoints[ENDPOINTS_MAX][ENDPOINT_BYTES];
    uint32_t endpoints_n;
    uint32_t handshake_ms;   /* whole CURVE handshake */
    uint32_t heartbeat_ms;   /* ZMTP ping; 3 missed end a connection */
    uint32_t idle_s;         /* silent peers are forgotten */
    uint32_t queue_messages; /* waiting per organisation, then BUSY */
    uint32_t busy_retry_ms;
    struct quota_rule quota; /* per organisation */
    uint32_t sndhwm;         /* messages to one slow peer */
    uint8_t curve_secret[32];
    uint8_t curve_public[32];
    int ready_fd; /* gets one "R" once the endpoints are bound and is then
                   * closed; 0: nobody asks */
    char metrics[ENDPOINT_BYTES]; /* where they are served; "": nowhere */
    int metrics_fd;    /* that socket, listening; 0: none.  Taken over */
    bool test_control; /* of the desk behind it, to be warned about */
};

struct desk_settings {
    char state_dir[PATH_BYTES];
    char desk[NAME_BYTES];
    char fallback_telephone[TELEPHONE_BYTES];
    uint32_t heartbeat_ms;     /* of streams, to clients */
    uint32_t batch_max;        /* messages in one commit */
    uint32_t combine_ms;       /* cadence of the combining step */
    uint32_t combine_slice_us; /* of one go, while messages keep coming */
    int64_t checkpoint_every_bytes;
    int64_t checkpoint_limit_bytes;
    uint32_t events_keep_days;
    uint32_t searches_per_day;  /* of one person */
    int64_t disk_reserve_bytes; /* core/disk_life.h */
    uint32_t places_per_day;    /* that one principal tells of; more is told */
    char audit_socket[PATH_BYTES];  /* where the audit is relayed; "": not */
    char audit_written[PATH_BYTES]; /* the file it comes into; "": unknown */
};

#define BACKUP_RECIPIENTS_MAX 4

struct backup_settings {
    char folder[PATH_BYTES];
    char keys_folder[PATH_BYTES]; /* not the other one, nor in it */
    /* files in keys_dir; none: nobody could read a backup, none is made */
    char recipients[BACKUP_RECIPIENTS_MAX][NAME_BYTES];
    size_t recipients_n;
    uint32_t full_every_days;
    uint32_t keep_full; /* so many full ones with what builds on them */
    uint32_t keep_days; /* and whatever is as young as this */
};

struct config {
    struct front_settings front;
    struct desk_settings desk;
    struct backup_settings backup;
    char keys_dir[PATH_BYTES];
    char user[NAME_BYTES]; /* "" : stay who we are */
    uint32_t log_level;
    bool production; /* no test control */
};

void config_defaults(struct config *config);

#endif
