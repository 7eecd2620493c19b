/* init_documents -- see init_documents.h */
#include "init_documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/config.h"
#include "core/desk_rules.h"
#include "core/zone.h"
#include "document/document.h"
#include "document/document_check.h"
#include "document/document_findings.h"
#include "shipped.h"
#include "store/documents.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/yaml_doc.h"
#include "sys/zone_file.h"

static const struct {
    const char *start, *end;
} shipped[DOCUMENT_LAST + 1] = {
    [DOCUMENT_PERSONS] = {SHIPPED_PERSONS, SHIPPED_PERSONS_END},
    [DOCUMENT_ROSTERS] = {SHIPPED_ROSTERS, SHIPPED_ROSTERS_END},
    [DOCUMENT_OVERRIDES] = {SHIPPED_OVERRIDES, SHIPPED_OVERRIDES_END},
    [DOCUMENT_CALENDAR] = {SHIPPED_CALENDAR, SHIPPED_CALENDAR_END},
    [DOCUMENT_POLICIES] = {SHIPPED_POLICIES, SHIPPED_POLICIES_END},
    [DOCUMENT_INDICATORS] = {SHIPPED_INDICATORS, SHIPPED_INDICATORS_END},
    [DOCUMENT_REGIONS] = {SHIPPED_REGIONS, SHIPPED_REGIONS_END},
    [DOCUMENT_SHELTER] = {SHIPPED_SHELTER, SHIPPED_SHELTER_END},
    [DOCUMENT_DIRECTORY] = {SHIPPED_DIRECTORY, SHIPPED_DIRECTORY_END},
    [DOCUMENT_TERMS] = {SHIPPED_TERMS, SHIPPED_TERMS_END},
    [DOCUMENT_TABLES] = {SHIPPED_TABLES, SHIPPED_TABLES_END},
    [DOCUMENT_RETENTION] = {SHIPPED_RETENTION, SHIPPED_RETENTION_END},
};

/* The texts, and those of them that were read from files. */
struct texts {
    struct document_text v[DOCUMENT_LAST];
    uint8_t *read[DOCUMENT_LAST];
    size_t n;
};

size_t
init_documents_shipped(struct document_text out[DOCUMENT_LAST])
{
    size_t n = 0;

    for (int kind = DOCUMENT_PERSONS; kind <= DOCUMENT_LAST; kind++)
        if (shipped[kind].start != NULL)
            out[n++] = (struct document_text){
                .kind = (enum document_kind)kind,
                .name = document_name((enum document_kind)kind),
                .bytes = shipped[kind].start,
                .n = (size_t)(shipped[kind].end - shipped[kind].start)};
    return n;
}

/* What stands in the folder instead of a shipped text. */
static enum rc
take_text(struct texts *texts, size_t i, const char *folder)
{
    struct document_text *text = &texts->v[i];
    struct file_findings findings = {0};
    char path[PATH_BYTES + 64];
    struct stat st;
    enum rc rc = RC_OK;

    if (folder == NULL)
        return RC_OK;
    if (snprintf(path, sizeof path, "%s/%s.yaml", folder, text->name) >=
        (int)sizeof path)
        return RC_INVALID;
    if (stat(path, &st) != 0)
        return RC_OK;
    rc = yaml_doc_read(path, &texts->read[i], &text->n, &findings);
    text->bytes = (const char *)texts->read[i];
    file_findings_log(&findings);
    file_findings_close(&findings);
    return rc;
}

/* Rosters of one person each, as they are shipped, are no cause for alarm on
 * the first day; a hole is. */
static void
findings_tell(const struct document_findings *findings, size_t *untold)
{
    char line[DOCUMENT_LINE_BYTES];

    if (findings->refuses_n > 0 || findings->n > findings->kept_n) {
        document_findings_log(findings);
        return;
    }
    for (size_t i = 0; i < findings->n; i++) {
        const struct document_finding *finding = &findings->list[i];

        if (strncmp(finding->code, "W_", 2) == 0)
            ++*untold;
        else
            log_line(LOG_WARN, "%s", document_finding_write(finding, line));
    }
}

static enum rc
check_texts(const struct texts *texts, int64_t now_us, size_t *untold)
{
    struct file_findings zone_findings = {0};
    struct document_findings findings = {0};
    struct desk_rules *rules = calloc(1, sizeof *rules);
    struct zone *zone = calloc(1, sizeof *zone);
    const struct document_input input = {
        .texts = texts->v, .texts_n = texts->n, .zone = zone, .whole = true};
    enum rc rc = RC_FATAL;

    if (rules != NULL && zone != NULL)
        rc = zone_file_read(zone, ZONE_DEFAULT, &zone_findings);
    if (rc == RC_OK)
        rc = document_compile(&input, rules, &findings);
    /* A new desk may begin with holes: they are told. */
    if (rc == RC_OK)
        document_check(rules, now_us, true, &findings);
    if (findings.refuses_n > 0)
        rc = RC_INVALID;
    file_findings_log(&zone_findings);
    findings_tell(&findings, untold);
    file_findings_close(&zone_findings);
    document_findings_close(&findings);
    free(zone);
    free(rules);
    return rc;
}

enum rc
init_documents(struct store *store, const char *folder,
               const struct clock *clock, size_t *untold)
{
    struct document_new documents[DOCUMENT_LAST];
    struct document_put put = {.documents = documents,
                               .reason = "made with the installation",
                               .now_us = clock_utc_us(clock)};
    struct texts texts = {0};
    enum rc rc = RC_OK;

    *untold = 0;
    texts.n = init_documents_shipped(texts.v);
    for (size_t i = 0; rc == RC_OK && i < texts.n; i++)
        rc = take_text(&texts, i, folder);
    if (rc == RC_OK)
        rc = check_texts(&texts, put.now_us, untold);
    for (; put.n < texts.n; put.n++)
        documents[put.n] =
            (struct document_new){.name = texts.v[put.n].name,
                                  .text = (const uint8_t *)texts.v[put.n].bytes,
                                  .text_n = texts.v[put.n].n};
    if (rc == RC_OK)
        rc = document_put(store, &put);
    if (rc != RC_OK)
        log_line(LOG_ERROR, "the desk documents cannot be used");
    for (size_t i = 0; i < texts.n; i++)
        free(texts.read[i]);
    return rc;
}
