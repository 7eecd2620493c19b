/* doctor -- see doctor.h */
#include "doctor.h"

#include <stdlib.h>

#include "core/config.h"
#include "core/health.h"
#include "desk/rules.h"
#include "document/document_check.h"
#include "document/document_findings.h"
#include "installation.h"
#include "rotation_look.h"
#include "store/alerts.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/store.h"
#include "sys/backup_status.h"
#include "sys/clock.h"
#include "sys/config_file.h"
#include "sys/file_findings.h"
#include "sys/health_probe.h"
#include "sys/log.h"
#include "sys/process.h"
#include "sys/vault.h"
#include "sys/zone_file.h"

#define DAY_US        (INT64_C(24) * 3600 * 1000000)
#define KEYS_SOON_US  (30 * DAY_US)
#define ZONE_PATH     "/usr/share/zoneinfo/" ZONE_DEFAULT
#define DPKG_PACKAGES "/var/lib/dpkg/status"

static void
gather_documents(struct health_facts *facts, const struct installation *in,
                 struct store *store)
{
    struct document_findings found = {0};
    struct rules_new rules;
    enum rc rc = rules_read(store, &in->zone, &rules, &found);

    if (rc == RC_OK) {
        document_check(rules.rules, facts->now_us, true, &found);
        rules_new_close(&rules);
    }
    if (rc == RC_OK || rc == RC_INVALID)
        facts->roster_faults = (int64_t)found.refuses_n;
    document_findings_close(&found);
}

static void
gather_keys(struct health_facts *facts, struct store *store)
{
    struct principal_key *keys = NULL;
    size_t n = 0;

    if (people_keys(store, facts->now_us, &keys, &n) != RC_OK)
        return;
    facts->keys_end_soon = 0;
    for (size_t i = 0; i < n; i++)
        facts->keys_end_soon +=
            principal_key_valid(&keys[i], facts->now_us) &&
            keys[i].valid_to_us < facts->now_us + KEYS_SOON_US;
    free(keys);
}

static void
gather_alerts(struct health_facts *facts, struct store *store)
{
    struct alert_counts counts;

    if (alert_count(store, &counts) != RC_OK)
        return;
    facts->unattended = counts.unattended;
    facts->oldest_u1_us = counts.oldest_unacked_us[LEVEL_U1];
    facts->drill_us = counts.drill_success_us;
}

/* A few seconds behind: so often the relay writes down how far it is. */
static void
gather_audit(struct health_facts *facts, struct store *store)
{
    int64_t at_us = 0;

    if (audit_untold_us(store, &at_us) == RC_OK)
        facts->oldest_audit_us = at_us;
}

static void
gather_rotation(struct health_facts *facts, const struct installation *in,
                struct store *store)
{
    struct rotation_rest rotation;

    if (rotation_look(in, store, facts->now_us, &rotation) != RC_OK)
        return;
    facts->erased_opens = rotation.erased;
    facts->epochs_idle = rotation.idle;
}

static void
gather_database(struct health_facts *facts, const struct installation *in)
{
    const struct vault *vault =
        in->vault != NULL && in->vault->n > 0 ? in->vault : NULL;
    struct store *store = NULL;
    enum rc rc =
        store_open(&store, in->config.desk.state_dir, vault, STORE_READ);

    if (rc == RC_OK || rc == RC_STALE)
        facts->schema_old = rc == RC_STALE;
    if (rc != RC_OK) {
        facts->findings += rc != RC_STALE;
        return;
    }
    if (vault != NULL && in->zone_read)
        gather_documents(facts, in, store);
    gather_keys(facts, store);
    if (vault != NULL)
        gather_rotation(facts, in, store);
    gather_alerts(facts, store);
    gather_audit(facts, store);
    store_close(store);
}

static void
gather_epochs(struct health_facts *facts, const struct vault *vault)
{
    if (vault == NULL || vault->n == 0)
        return;
    facts->epochs = (int64_t)vault->n;
    facts->epochs_room = VAULT_EPOCHS_MAX - (int64_t)vault->n;
    facts->epoch_made_us = vault->epochs[vault->n - 1].made_s * 1000000;
}

static void
gather_backup(struct health_facts *facts, const struct installation *in)
{
    struct backup_status status;
    enum rc rc = backup_status_read(&status, in->config.desk.state_dir);

    if (rc == RC_OK)
        facts->backup_us = status.made_us;
    else if (rc == RC_NOT_FOUND)
        facts->backup_us = 0;
    if (rc == RC_OK && in->vault != NULL && in->vault->n > 0)
        facts->backup_unopened =
            status.oldest_key != 0 && !vault_has(in->vault, status.oldest_key);
}

/* Root may look into the running desk; but whether that one can use its keys
 * is seen as its user sees it, for what belongs to others is refused. */
static enum rc
look_as_root(struct health_facts *facts, const char *config_path)
{
    struct config *config = calloc(1, sizeof *config);
    struct file_findings untold = {0};
    enum rc rc = RC_FATAL;

    if (config == NULL)
        return rc;
    (void)!config_file_read(config, config_path, &untold);
    file_findings_close(&untold); /* they are found once more */
    if (config->desk.state_dir[0] != '\0')
        health_probe_desk(facts, config->desk.state_dir);
    rc = process_become_owner(config->keys_dir);
    free(config);
    return rc;
}

static enum rc
gather(struct health_facts *facts, const char *config_path)
{
    const struct clock clock = {0};
    struct installation *in = NULL;
    struct file_findings findings = {0};

    health_unsaid(facts);
    facts->now_us = clock_utc_us(&clock);
    health_probe_clock(facts, ZONE_PATH);
    health_probe_libraries(facts, DPKG_PACKAGES);
    facts->findings = 0;
    if (look_as_root(facts, config_path) != RC_OK) {
        log_line(LOG_ERROR, "the rights of root cannot be restricted to those "
                            "of the desk: ask as its user");
        return RC_FATAL;
    }
    if (installation_look(&in, config_path, &findings) != RC_OK)
        facts->findings = (int64_t)findings.n;
    file_findings_close(&findings);
    if (in == NULL || in->config.desk.state_dir[0] == '\0')
        goto out;
    facts->reserve_wanted = in->config.desk.disk_reserve_bytes;
    facts->audit_relayed = in->config.desk.audit_socket[0] != '\0';
    health_probe_disk(facts, in->config.desk.state_dir);
    gather_database(facts, in);
    gather_epochs(facts, in->vault);
    gather_backup(facts, in);
out:
    installation_close(in);
    return RC_OK;
}

/* No text of a line has a quote, a backslash or a control character: they are
 * words of ours, numbers, and versions as dpkg allows them. */
static void
print_json(const struct health_line *line, FILE *out)
{
    fprintf(out,
            "{\"check\": \"%s\", \"grade\": \"%s\", \"said\": \"%s\", "
            "\"todo\": \"%s\"}\n",
            line->check, health_grade_name(line->grade), line->said,
            line->todo);
}

static void
print_line(const struct health_line *line, FILE *out)
{
    fprintf(out, "%-8s %-15s %s\n", health_grade_name(line->grade), line->check,
            line->said);
    if (line->todo[0] != '\0')
        fprintf(out, "%-8s %-15s -> %s\n", "", "", line->todo);
}

enum rc
doctor_run(const char *config_path, bool json, FILE *out)
{
    struct health_facts facts;
    struct health_line lines[HEALTH_LINES_MAX];
    enum rc rc = RC_OK;
    size_t n;

    if (gather(&facts, config_path) != RC_OK)
        return RC_FATAL;
    n = health_judge(&facts, lines);
    for (size_t i = 0; i < n; i++) {
        if (json)
            print_json(&lines[i], out);
        else
            print_line(&lines[i], out);
        if (lines[i].grade == HEALTH_WARN || lines[i].grade == HEALTH_BAD)
            rc = RC_INVALID;
    }
    return fflush(out) == 0 ? rc : RC_FATAL;
}
