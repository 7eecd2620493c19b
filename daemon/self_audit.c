/* What will become a problem unless somebody acts? */
#include "self_audit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/health.h"
#include "core/people.h"
#include "core/reply.h"
#include "desk/rules.h"
#include "document/document_check.h"
#include "document/document_findings.h"
#include "installation.h"
#include "rotation_look.h"
#include "self_audit_chain.h"
#include "store/audit.h"
#include "store/people.h"
#include "store/store.h"
#include "sys/backup_status.h"
#include "sys/clock.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/vault.h"

#define DAY_US      (INT64_C(24) * 3600 * 1000000)
#define HOUR_US     (INT64_C(3600) * 1000000)
#define MINUTE_US   INT64_C(60000000)
#define DAY_S       (INT64_C(24) * 3600)
#define PAGE        16
#define ENDINGS_MAX 64

struct audit_of {
    const struct installation *in;
    struct store *store;
    int64_t now_us;
    struct file_findings findings;
};

static void
audit_directory(struct audit_of *a, const struct directory *directory)
{
    int64_t day = zone_day(&a->in->zone, a->now_us);
    struct directory_ending endings[ENDINGS_MAX];
    size_t n = directory_expiring(directory, day, endings, ENDINGS_MAX);

    for (size_t i = 0; i < n; i++) {
        const struct directory_ending *e = &endings[i];
        int64_t left = e->last_day - day;

        if (left <= SELF_AUDIT_DIRECTORY_DAYS)
            file_findings_add(
                &a->findings, "directory", 0, "%s ends in %lld days",
                e->agreement ? directory->agreements[e->index].name
                             : directory->entries[e->index].organisation,
                (long long)left);
    }
}

/* What refuses a change of the rosters is reason enough to tell. */
static enum rc
audit_documents(struct audit_of *a)
{
    struct document_findings found = {0};
    struct rules_new rules;
    enum rc rc = rules_read(a->store, &a->in->zone, &rules, &found);

    if (rc == RC_OK) {
        document_check(rules.rules, a->now_us, false, &found);
        audit_directory(a, &rules.rules->directory);
        rules_new_close(&rules);
    }
    /* mere warnings check_run() has told */
    if (found.refuses_n > 0) {
        file_findings_add(&a->findings, "rosters", 0,
                          "%zu findings that somebody must mend",
                          found.refuses_n);
        document_findings_log(&found);
    }
    document_findings_close(&found);
    return rc == RC_INVALID ? RC_OK : rc;
}

/* Until when, from now on, has it a key that is let in?  Its age is that of
 * the newest such key. */
static int64_t
served_until(const struct partner *partner, int64_t now_us, int64_t *made_us)
{
    int64_t until_us = 0;

    *made_us = 0;
    for (size_t i = 0; i < partner->keys_n; i++) {
        const struct principal_key *key = &partner->keys[i];
        int64_t to_us = key->valid_to_us < key->revoked_us ? key->valid_to_us
                                                           : key->revoked_us;

        if (to_us <= now_us || partner->parked_us[i] != 0)
            continue;
        if (to_us > until_us)
            until_us = to_us;
        if (key->valid_from_us > *made_us)
            *made_us = key->valid_from_us;
    }
    return until_us;
}

static bool
is_parked(const struct partner *partner)
{
    for (size_t i = 0; i < partner->keys_n; i++)
        if (partner->parked_us[i] != 0)
            return true;
    return false;
}

static void
audit_partner(struct audit_of *a, const struct partner *partner)
{
    const char *name = partner->principal.name;
    int64_t made_us = 0;
    int64_t until_us = served_until(partner, a->now_us, &made_us);

    if (is_parked(partner))
        file_findings_add(&a->findings, "partners", 0,
                          "a key of %s is shut out: look into it, then loket "
                          "partner unpark, or rotate",
                          name);
    if (until_us == 0)
        return; /* it was let go */
    if (until_us - a->now_us < SELF_AUDIT_KEY_DAYS * DAY_US)
        file_findings_add(&a->findings, "partners", 0,
                          "the last key of %s ends in %lld days: loket partner "
                          "rotate",
                          name, (long long)((until_us - a->now_us) / DAY_US));
    else if (a->now_us - made_us > SELF_AUDIT_ROTATE_DAYS * DAY_US)
        file_findings_add(&a->findings, "partners", 0,
                          "the key of %s is %lld days old: loket partner "
                          "rotate",
                          name, (long long)((a->now_us - made_us) / DAY_US));
}

static enum rc
audit_partners(struct audit_of *a)
{
    struct partner *page = calloc(PAGE, sizeof *page);
    char after[NAME_BYTES] = "";
    size_t n = PAGE;
    enum rc rc = page != NULL ? RC_OK : RC_FATAL;

    while (rc == RC_OK && n == PAGE) {
        rc = people_list(a->store, after, page, PAGE, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++)
            audit_partner(a, &page[i]);
        if (rc == RC_OK && n > 0)
            memcpy(after, page[n - 1].principal.name, sizeof after);
    }
    free(page);
    return rc;
}

static void
audit_epochs(struct audit_of *a)
{
    const struct vault *vault = a->in->vault;

    if (vault == NULL || vault->n == 0)
        return; /* check_run() has told */

    int64_t days =
        (a->now_us / 1000000 - vault->epochs[vault->n - 1].made_s) / DAY_S;

    if (days > HEALTH_EPOCH_DAYS)
        file_findings_add(&a->findings, KEY_EPOCHS, 0,
                          "the newest key is %lld days old: loketd "
                          "--rotate-keys",
                          (long long)days);
}

static enum rc
audit_rotation(struct audit_of *a)
{
    struct rotation_rest rotation;
    enum rc rc = rotation_look(a->in, a->store, a->now_us, &rotation);

    if (rc != RC_OK)
        return rc;
    if (rotation.erased > 0)
        file_findings_add(&a->findings, KEY_EPOCHS, 0,
                          "older copies open %lld erased messages: loketd "
                          "--rotate-keys, a restart, once more; "
                          "loket-rotate.timer does it",
                          (long long)rotation.erased);
    if (rotation.idle > 0)
        file_findings_add(&a->findings, KEY_EPOCHS, 0,
                          "%lld keys wrap nothing any more: loketd "
                          "--rotate-keys drops them",
                          (long long)rotation.idle);
    return RC_OK;
}

static void
audit_backup(struct audit_of *a)
{
    struct backup_status last;

    if (a->in->config.backup.recipients_n == 0) {
        file_findings_add(&a->findings, "backup", 0,
                          "none are made: nobody could read one, name who may "
                          "(backup.recipients)");
        return;
    }
    if (backup_status_read(&last, a->in->config.desk.state_dir) != RC_OK) {
        file_findings_add(&a->findings, "backup", 0,
                          "none was made: systemctl status loket-backup");
        return;
    }
    if (a->now_us - last.made_us > HEALTH_BACKUP_HOURS * HOUR_US)
        file_findings_add(&a->findings, "backup", 0,
                          "the last is %lld hours old: systemctl status "
                          "loket-backup",
                          (long long)((a->now_us - last.made_us) / HOUR_US));
    if (last.oldest_key != 0 && !vault_has(a->in->vault, last.oldest_key))
        file_findings_add(&a->findings, "backup", 0,
                          "the last needs epoch key %lld, which is gone: "
                          "loketd --backup",
                          (long long)last.oldest_key);
}

static enum rc
audit_relay(struct audit_of *a)
{
    int64_t at_us = 0;
    enum rc rc = RC_OK;

    if (a->in->config.desk.audit_socket[0] == '\0')
        return rc;
    rc = audit_untold_us(a->store, &at_us);
    if (rc == RC_OK && at_us != 0 && health_audit_late(a->now_us - at_us))
        file_findings_add(&a->findings, "audit", 0,
                          "records wait for their relay, the first for %lld "
                          "minutes: systemctl status syslog-ng",
                          (long long)((a->now_us - at_us) / MINUTE_US));
    return rc;
}

static enum rc
audit(struct audit_of *a)
{
    enum rc rc = store_open(&a->store, a->in->config.desk.state_dir,
                            a->in->vault, STORE_READ);

    if (rc != RC_OK) {
        log_line(LOG_ERROR, "the database cannot be read");
        return RC_FATAL;
    }
    if ((rc = audit_documents(a)) == RC_OK)
        rc = audit_partners(a);
    if (rc == RC_OK)
        rc = self_audit_chain(a->in, a->store, &a->findings);
    if (rc == RC_OK)
        rc = audit_rotation(a);
    if (rc == RC_OK)
        rc = audit_relay(a);
    audit_epochs(a);
    audit_backup(a);
    store_close(a->store);
    return rc;
}

enum rc
self_audit_run(const char *config_path, FILE *out)
{
    const struct clock clock = {0};
    struct installation *in = NULL;
    struct file_findings findings = {0};
    enum rc checked = check_run(config_path, out);
    enum rc rc = installation_read(&in, config_path, &findings);

    file_findings_close(&findings); /* as check_run() told them */
    if (rc == RC_OK) {
        struct audit_of a = {.in = in, .now_us = clock_utc_us(&clock)};

        rc = audit(&a);
        if (rc == RC_OK && a.findings.n > 0)
            rc = RC_INVALID;
        file_findings_log(&a.findings);
        file_findings_close(&a.findings);
    }
    if (rc == RC_OK)
        rc = checked;
    if (rc == RC_OK)
        fprintf(out, "%s: nothing to be done\n", config_path);
    installation_close(in);
    return rc;
}
