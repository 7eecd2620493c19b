/* Keys for backups, and copies of keys, by hand. */
#include "backup_keys_mode.h"

#include <sodium.h>

#include "backup_keys.h"
#include "backup_mode.h"
#include "installation.h"
#include "sys/file_findings.h"
#include "sys/secret.h"

enum rc
backup_keygen_mode(const char *path, FILE *out)
{
    return sodium_init() < 0 ? RC_FATAL : backup_keys_make(path, out);
}

enum rc
backup_keys_mode(const char *config_path, const char *dir, FILE *out)
{
    struct installation *in = NULL;
    struct backup_secrets *secrets = NULL;
    struct file_findings findings = {0};
    enum rc rc = installation_read(&in, config_path, &findings);

    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc == RC_OK && (secrets = backup_secrets_new(in->storage)) == NULL)
        rc = RC_FATAL;
    if (rc == RC_OK)
        rc = backup_keys_export(&in->config, secrets, dir, out);
    secret_memory_close(secrets);
    installation_close(in);
    return rc;
}
