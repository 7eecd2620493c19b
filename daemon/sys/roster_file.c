/* The roster document: one row a key. */
#include "sys/roster_file.h"

#include <stdlib.h>

#include "core/config.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"
#include "sys/yaml_schema.h"

#define AT(member) offsetof(struct roster_document, member)

#define DAY_S  INT64_C(86400)
#define YEAR_S (366 * DAY_S)

static const struct yaml_field fields[] = {
    {"anchor", FIELD_INSTANT, AT(anchor_us), 0, 0, 0, true},
    {"period_s", FIELD_SECONDS, AT(period_us), 0, 1, YEAR_S, true},
    {"people", FIELD_NAMES, AT(people), AT(people_n), 0, ROSTER_PEOPLE_MAX,
     true},
    {"fallback", FIELD_NAMES, AT(fallback), AT(fallback_n), 1, TARGETS_MAX,
     true},
    {"wait_s.U1", FIELD_SECONDS, AT(wait_us[LEVEL_U1]), 0, 1, DAY_S, false},
    {"wait_s.U2", FIELD_SECONDS, AT(wait_us[LEVEL_U2]), 0, 1, DAY_S, false},
    {"wait_s.U3", FIELD_SECONDS, AT(wait_us[LEVEL_U3]), 0, 1, DAY_S, false},
    {"wait_s.U4", FIELD_SECONDS, AT(wait_us[LEVEL_U4]), 0, 1, DAY_S, false},
    {"resend_max_s", FIELD_SECONDS, AT(resend_max_us), 0, 2, 3600, false},
};

#define FIELDS_N (sizeof fields / sizeof *fields)

enum rc
roster_file_parse(struct roster_document *out, const char *name,
                  const uint8_t *bytes, size_t n,
                  struct file_findings *findings)
{
    struct roster_document roster;
    struct yaml_doc *doc = NULL;
    enum rc rc = yaml_doc_open(&doc, name, bytes, n, findings);

    if (rc != RC_OK)
        return rc;
    roster_defaults(&roster);
    rc = yaml_schema_read(doc, fields, FIELDS_N, &roster, findings);
    if (rc == RC_OK) {
        /* An alert without a level waits no longer than the most urgent. */
        roster.wait_us[LEVEL_NONE] = roster.wait_us[LEVEL_U1];
        *out = roster;
    }
    yaml_doc_close(doc);
    return rc;
}

enum rc
roster_file_read(struct roster_document *out, const char *path,
                 struct file_findings *findings)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc = yaml_doc_read(path, &bytes, &n, findings);

    if (rc == RC_OK)
        rc = roster_file_parse(out, path, bytes, n, findings);
    if (rc != RC_OK && findings->n == 0)
        file_findings_add(findings, path, 0, "no memory to read it");
    free(bytes);
    return rc;
}

const struct yaml_field *
roster_file_fields(size_t *n)
{
    *n = FIELDS_N;
    return fields;
}
