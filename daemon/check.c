/* Is this installation sound? */
#include "check.h"

#include <string.h>

#include "core/people.h"
#include "installation.h"
#include "store/people.h"
#include "store/store.h"
#include "sys/file_findings.h"
#include "sys/log.h"

/* The desk refuses to start when somebody on the roster cannot be paged. */
static void
check_person(struct store *store, const char *file, const char *name,
             struct file_findings *findings)
{
    struct principal principal;
    enum rc rc = people_find(store, name, &principal);

    if (rc == RC_NOT_FOUND)
        file_findings_add(findings, file, 0, "%s is not enrolled", name);
    else if (rc == RC_OK && (principal.roles & ROLE_BIT(ROLE_COORDINATOR)) == 0)
        file_findings_add(findings, file, 0, "%s is no coordinator", name);
}

static void
check_database(const struct installation *in, struct file_findings *findings)
{
    const struct roster_document *roster = &in->roster;
    struct store *store = NULL;
    enum rc rc = store_open(&store, in->config.desk.state_dir, STORE_READ);

    if (rc == RC_NOT_FOUND)
        file_findings_add(findings, in->config.desk.state_dir, 0,
                          "holds no database: make one with loketd --init");
    /* An older schema is brought up to date by the desk itself. */
    if (rc != RC_OK)
        return;
    for (size_t i = 0; i < roster->people_n; i++)
        check_person(store, DOCUMENT_ROSTER, roster->people[i], findings);
    for (size_t i = 0; i < roster->fallback_n; i++)
        check_person(store, DOCUMENT_ROSTER, roster->fallback[i], findings);
    store_close(store);
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

enum rc
check_run(const char *config_path, FILE *out)
{
    struct installation *in = NULL;
    struct file_findings findings = {0};
    enum rc rc = installation_read(&in, config_path, &findings);

    if (rc == RC_OK) {
        check_database(in, &findings);
        warn_telephone(&in->config);
    }
    if (findings.n > 0)
        rc = RC_INVALID;
    file_findings_log(&findings);
    if (rc == RC_OK)
        fprintf(out, "%s: sound\n", config_path);
    file_findings_close(&findings);
    installation_close(in);
    return rc;
}
