/* The new settings against the running ones. */
#include "reload.h"

#include <string.h>

#include "core/config.h"
#include "installation.h"
#include "sys/config_file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/vault.h"
#include "sys/yaml_schema.h"

static size_t
field_bytes(const struct yaml_field *field)
{
    switch (field->type) {
    case FIELD_U32:
    case FIELD_LOG_LEVEL:
        return sizeof(uint32_t);
    case FIELD_I64:
    case FIELD_SECONDS:
    case FIELD_INSTANT:
        return sizeof(int64_t);
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_NAME:
        return NAME_BYTES;
    case FIELD_TELEPHONE:
        return TELEPHONE_BYTES;
    case FIELD_PATH:
        return PATH_BYTES;
    case FIELD_LOCAL_ENDPOINT:
        return ENDPOINT_BYTES;
    case FIELD_NAMES:
        return (size_t)field->max * NAME_BYTES;
    case FIELD_ENDPOINTS:
        return (size_t)field->max * ENDPOINT_BYTES;
    }
    return 0;
}

/* What stands behind the NUL of a text is the rest of the default, on both
 * sides the same, so bytes can be compared. */
static void
name_changes(const struct config *running, const struct config *now)
{
    size_t n = 0;
    const struct yaml_field *fields = config_file_fields(&n);

    for (size_t i = 0; i < n; i++) {
        size_t at = fields[i].offset;

        if (fields[i].type != FIELD_LOG_LEVEL &&
            memcmp((const char *)running + at, (const char *)now + at,
                   field_bytes(&fields[i])) != 0)
            log_line(LOG_WARN, "%s has changed: applied by a restart",
                     fields[i].path);
    }
}

enum rc
reload_check(const char *config_path, const struct reload_running *running,
             uint32_t *level)
{
    struct installation *in = NULL;
    struct file_findings findings = {0};
    enum rc rc = installation_read(&in, config_path, &findings);

    if (rc != RC_OK) {
        file_findings_log(&findings);
        log_line(LOG_ERROR, "not reloaded: %zu findings, nothing has changed",
                 findings.n);
        goto out;
    }
    name_changes(running->config, &in->config);
    /* as credentials they are as they were at the start, whatever the file is */
    if (vault_newest(in->vault) != running->epoch)
        log_line(LOG_WARN, "%s has changed: applied by a restart", KEY_EPOCHS);
    log_line(LOG_NOTE, "reloaded: log_level applied");
    *level = in->config.log_level;
out:
    file_findings_close(&findings);
    installation_close(in);
    return rc;
}
