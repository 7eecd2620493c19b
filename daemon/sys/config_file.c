/* The technical settings: one row a key. */
#include "sys/config_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/config.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"
#include "sys/yaml_schema.h"

#define AT(member) offsetof(struct config, member)

static const struct yaml_field fields[] = {
    {"log_level", FIELD_LOG_LEVEL, AT(log_level), 0, 0, 0, false},
    {"user", FIELD_NAME, AT(user), 0, 0, 64, false},
    {"production", FIELD_BOOL, AT(production), 0, 0, 0, false},
    {"paths.state", FIELD_PATH, AT(desk.state_dir), 0, 0, 0, false},
    {"paths.keys", FIELD_PATH, AT(keys_dir), 0, 0, 0, false},

    {"front.listen", FIELD_ENDPOINTS, AT(front.endpoints),
     AT(front.endpoints_n), 1, ENDPOINTS_MAX, false},
    {"front.handshake_ms", FIELD_U32, AT(front.handshake_ms), 0, 100, 60000,
     false},
    {"front.heartbeat_ms", FIELD_U32, AT(front.heartbeat_ms), 0, 100, 60000,
     false},
    {"front.idle_s", FIELD_U32, AT(front.idle_s), 0, 5, 86400, false},
    {"front.queue_messages", FIELD_U32, AT(front.queue_messages), 0, 1, 1000000,
     false},
    {"front.busy_retry_ms", FIELD_U32, AT(front.busy_retry_ms), 0, 10, 60000,
     false},
    {"front.quota_per_s", FIELD_U32, AT(front.quota.per_s), 0, 1, 1000000,
     false},
    {"front.quota_burst", FIELD_U32, AT(front.quota.burst), 0, 1, 1000000,
     false},
    {"front.sndhwm", FIELD_U32, AT(front.sndhwm), 0, 10, 100000, false},
    {"front.metrics", FIELD_LOCAL_ENDPOINT, AT(front.metrics), 0, 0, 0, false},

    {"desk.name", FIELD_NAME, AT(desk.desk), 0, 1, 64, false},
    {"desk.fallback_telephone", FIELD_TELEPHONE, AT(desk.fallback_telephone), 0,
     0, 0, false},
    {"desk.heartbeat_ms", FIELD_U32, AT(desk.heartbeat_ms), 0, 100, 20000,
     false},
    {"desk.batch_max", FIELD_U32, AT(desk.batch_max), 0, 1, 4096, false},
    {"desk.combine_ms", FIELD_U32, AT(desk.combine_ms), 0, 10, 60000, false},
    {"desk.combine_slice_us", FIELD_U32, AT(desk.combine_slice_us), 0, 100,
     1000000, false},
    {"desk.checkpoint_every_bytes", FIELD_I64, AT(desk.checkpoint_every_bytes),
     0, 65536, INT64_C(1) << 36, false},
    {"desk.checkpoint_limit_bytes", FIELD_I64, AT(desk.checkpoint_limit_bytes),
     0, 65536, INT64_C(1) << 36, false},
    {"desk.events_keep_days", FIELD_U32, AT(desk.events_keep_days), 0, 1, 3660,
     false},
    {"audit.socket", FIELD_PATH, AT(desk.audit_socket), 0, 0, 1, false},
    {"audit.written", FIELD_PATH, AT(desk.audit_written), 0, 0, 1, false},
    {"desk.searches_per_day", FIELD_U32, AT(desk.searches_per_day), 0, 1,
     100000, false},
    {"desk.disk_reserve_bytes", FIELD_I64, AT(desk.disk_reserve_bytes), 0,
     65536, INT64_C(1) << 36, false},
    {"desk.places_per_day", FIELD_U32, AT(desk.places_per_day), 0, 1, 100000,
     false},

    {"backup.folder", FIELD_PATH, AT(backup.folder), 0, 0, 0, false},
    {"backup.keys_folder", FIELD_PATH, AT(backup.keys_folder), 0, 0, 0, false},
    {"backup.recipients", FIELD_NAMES, AT(backup.recipients),
     AT(backup.recipients_n), 0, BACKUP_RECIPIENTS_MAX, false},
    {"backup.full_every_days", FIELD_U32, AT(backup.full_every_days), 0, 1, 366,
     false},
    {"backup.keep_full", FIELD_U32, AT(backup.keep_full), 0, 1, 1000, false},
    {"backup.keep_days", FIELD_U32, AT(backup.keep_days), 0, 1, 3660, false},
};

#define FIELDS_N (sizeof fields / sizeof *fields)

/* A path that stands there wrong is none; the default is not meant. */
static void
forget_paths(const struct yaml_doc *doc, struct config *config)
{
    for (size_t i = 0; i < FIELDS_N; i++)
        if (fields[i].type == FIELD_PATH &&
            yaml_schema_present(doc, fields[i].path))
            ((char *)config)[fields[i].offset] = '\0';
}

static enum rc
check_listen(const struct front_settings *front, const char *name,
             struct file_findings *findings)
{
    enum rc rc = RC_OK;

    for (uint32_t i = 1; i < front->endpoints_n; i++)
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(front->endpoints[i], front->endpoints[k]) == 0) {
                file_findings_add(findings, name, 0,
                                  "front.listen: address %u stands there twice",
                                  (unsigned)k + 1);
                rc = RC_INVALID;
            }
    return rc;
}

static bool
lies_in(const char *path, const char *dir)
{
    size_t n = strlen(dir);

    return n > 0 && strncmp(path, dir, n) == 0 &&
           (path[n] == '\0' || path[n] == '/' || dir[n - 1] == '/');
}

/* What no single row can say. */
static enum rc
check_together(const struct config *config, const char *name,
               struct file_findings *findings)
{
    enum rc rc = RC_OK;

    if (config->desk.checkpoint_limit_bytes <
        config->desk.checkpoint_every_bytes) {
        file_findings_add(findings, name, 0,
                          "desk.checkpoint_limit_bytes: must not be smaller "
                          "than desk.checkpoint_every_bytes");
        rc = RC_INVALID;
    }
    /* Else a client that is silent but for its heartbeats is forgotten in
     * between, and the pages of that time with it. */
    if (UINT64_C(1000) * config->front.idle_s <
        UINT64_C(2) * config->desk.heartbeat_ms) {
        file_findings_add(findings, name, 0,
                          "front.idle_s: must be at least twice "
                          "desk.heartbeat_ms");
        rc = RC_INVALID;
    }
    /* Whoever copies the database must not take its keys along. */
    if (lies_in(config->keys_dir, config->desk.state_dir)) {
        file_findings_add(findings, name, 0,
                          "paths.keys: must not lie in paths.state");
        rc = RC_INVALID;
    }
    if (check_listen(&config->front, name, findings) != RC_OK)
        rc = RC_INVALID;
    /* A copy of the backups must not take the keys with it. */
    if (lies_in(config->keys_dir, config->backup.folder)) {
        file_findings_add(findings, name, 0,
                          "paths.keys: must not lie in backup.folder");
        rc = RC_INVALID;
    }
    if (lies_in(config->backup.keys_folder, config->backup.folder) ||
        lies_in(config->backup.folder, config->backup.keys_folder)) {
        file_findings_add(findings, name, 0,
                          "backup.keys_folder: must not be backup.folder, nor "
                          "in it, nor around it");
        rc = RC_INVALID;
    }
    return rc;
}

enum rc
config_file_parse(struct config *out, const char *name, const uint8_t *bytes,
                  size_t n, struct file_findings *findings)
{
    struct config config;
    struct yaml_doc *doc = NULL;
    enum rc rc = yaml_doc_open(&doc, name, bytes, n, findings);

    if (rc != RC_OK)
        return rc;
    config_defaults(&config);
    forget_paths(doc, &config);
    rc = yaml_schema_read(doc, fields, FIELDS_N, &config, findings);
    if (rc == RC_OK)
        rc = check_together(&config, name, findings);
    if (rc == RC_OK || rc == RC_INVALID)
        *out = config;
    yaml_doc_close(doc);
    return rc;
}

enum rc
config_file_read(struct config *out, const char *path,
                 struct file_findings *findings)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc = yaml_doc_read(path, &bytes, &n, findings);

    if (rc == RC_OK)
        rc = config_file_parse(out, path, bytes, n, findings);
    if (rc != RC_OK && findings->n == 0)
        file_findings_add(findings, path, 0, "no memory to read it");
    free(bytes);
    return rc;
}

const struct yaml_field *
config_file_fields(size_t *n)
{
    *n = FIELDS_N;
    return fields;
}
