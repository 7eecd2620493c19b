/* Is this installation sound? */
#include "check.h"

#include <string.h>

#include "backup_job.h"
#include "core/people.h"
#include "desk/rules.h"
#include "document/document_check.h"
#include "document/document_findings.h"
#include "installation.h"
#include "store/people.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/process.h"
#include "sys/vault.h"

#define FILES_LEAST  1024 /* clients, and what libzmq wants */
#define LOCKED_LEAST 65536

/* Who is named must be enrolled, or nobody can be called. */
static void
check_person(struct store *store, const struct person *person,
             struct file_findings *findings)
{
    struct principal principal;
    enum rc rc = people_find(store, person->name, &principal);

    if (rc == RC_NOT_FOUND)
        file_findings_add(findings, "persons", person->line,
                          "%s is not enrolled", person->name);
    else if (rc == RC_OK && (principal.roles & ROLE_BIT(ROLE_COORDINATOR)) == 0)
        file_findings_add(findings, "persons", person->line,
                          "%s is no coordinator", person->name);
}

/* The desk refuses to start with documents it cannot read; what the rosters
 * lack is told too, and is no reason not to start. */
static void
check_documents(const struct installation *in, struct store *store,
                struct file_findings *findings)
{
    const struct clock clock = {0};
    struct document_findings found = {0};
    struct rules_new rules;
    enum rc rc = rules_read(store, &in->zone, &rules, &found);

    if (rc == RC_OK) {
        for (size_t i = 0; i < rules.rules->book.persons_n; i++)
            check_person(store, &rules.rules->book.persons[i], findings);
        document_check(rules.rules, clock_utc_us(&clock), true, &found);
        rules_new_close(&rules);
    }
    if (rc != RC_OK || found.refuses_n > 0)
        file_findings_add(findings, "desk documents", 0, "cannot be used");
    document_findings_log(&found);
    document_findings_close(&found);
}

static void
check_database(const struct installation *in, struct file_findings *findings)
{
    struct store *store = NULL;
    /* Without keys it is still seen whether there is a database. */
    const struct vault *vault =
        in->vault != NULL && in->vault->n > 0 ? in->vault : NULL;
    enum rc rc =
        store_open(&store, in->config.desk.state_dir, vault, STORE_READ);

    if (rc == RC_NOT_FOUND)
        file_findings_add(findings, in->config.desk.state_dir, 0,
                          "holds no database: make one with loketd --init");
    else if (rc == RC_INVALID)
        file_findings_add(findings, in->config.desk.state_dir, 0,
                          "is sealed with epoch keys that are not there");
    /* An older schema is brought up to date by the desk itself. */
    else if (rc != RC_OK && rc != RC_STALE)
        file_findings_add(findings, in->config.desk.state_dir, 0,
                          "holds no database that can be read");
    if (rc != RC_OK)
        return;
    if (vault != NULL)
        check_documents(in, store, findings);
    store_close(store);
}

/* A desk serves without its backups, so only who asks is told. */
static void
check_backup(const struct config *config, struct file_findings *findings)
{
    uint8_t keys[BACKUP_RECIPIENTS_MAX][PUBLIC_KEY_BYTES];

    if (config->backup.recipients_n == 0)
        log_line(LOG_WARN, "backup.recipients is empty: no backups are made");
    (void)!backup_recipients(config, keys, findings); /* findings tell */
}

/* Sound, but nobody answers it: senders are told to call it in the night. */
static void
warn_telephone(const struct config *config)
{
    struct config shipped;

    config_defaults(&shipped);
    if (strcmp(config->desk.fallback_telephone,
               shipped.desk.fallback_telephone) == 0)
        log_line(LOG_WARN,
                 "desk.fallback_telephone is still the example: write the "
                 "number of a telephone that is answered at night");
}

/* Those of who asks; as ExecStartPre= of the unit they are the unit's. */
static void
warn_limits(void)
{
    struct process_limits limits;

    process_limits(&limits);
    if (limits.files < FILES_LEAST)
        log_line(LOG_WARN,
                 "%lld descriptors may be open here: LimitNOFILE=65536 is "
                 "expected of the unit",
                 (long long)limits.files);
    if (limits.locked_bytes < LOCKED_LEAST)
        log_line(LOG_WARN,
                 "%lld bytes may be locked here: LimitMEMLOCK=8M is expected "
                 "of the unit",
                 (long long)limits.locked_bytes);
}

enum rc
check_run(const char *config_path, FILE *out)
{
    struct installation *in = NULL;
    struct file_findings findings = {0};
    enum rc rc = installation_look(&in, config_path, &findings);

    /* Documents are read with the zone, and may be wrong as well. */
    if (in != NULL && in->zone_read && in->config.desk.state_dir[0] != '\0')
        check_database(in, &findings);
    if (in != NULL && in->config.keys_dir[0] != '\0')
        check_backup(&in->config, &findings);
    if (rc == RC_OK)
        warn_telephone(&in->config);
    warn_limits();
    if (findings.n > 0)
        rc = RC_INVALID;
    file_findings_log(&findings);
    if (rc == RC_OK)
        fprintf(out, "%s: sound\n", config_path);
    file_findings_close(&findings);
    installation_close(in);
    return rc;
}
