/* init_documents -- see init_documents.h */
#include "init_documents.h"

#include <errno.h>
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
struct init_documents {
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
take_text(struct init_documents *texts, size_t i, const char *folder)
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
check_texts(const struct init_documents *texts, int64_t now_us, size_t *untold)
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

/* A folder that is not there would mean the shipped rosters, silently. */
static enum rc
check_folder(const char *folder)
{
    struct stat st;
    int why = folder != NULL && stat(folder, &st) != 0 ? errno : 0;

    if (folder == NULL || (why == 0 && S_ISDIR(st.st_mode)))
        return RC_OK;
    log_line(LOG_ERROR, "%s: %s", folder,
             why != 0 ? strerror(why) : "is not a directory");
    return RC_INVALID;
}

enum rc
init_documents_read(struct init_documents **out, const char *folder,
                    const struct clock *clock, size_t *untold)
{
    struct init_documents *documents = calloc(1, sizeof *documents);
    enum rc rc = documents != NULL ? check_folder(folder) : RC_FATAL;

    *untold = 0;
    if (documents != NULL)
        documents->n = init_documents_shipped(documents->v);
    for (size_t i = 0; rc == RC_OK && i < documents->n; i++)
        rc = take_text(documents, i, folder);
    if (rc == RC_OK)
        rc = check_texts(documents, clock_utc_us(clock), untold);
    if (rc == RC_OK) {
        *out = documents;
        return RC_OK;
    }
    log_line(LOG_ERROR, "the desk documents cannot be used");
    init_documents_close(documents);
    return rc;
}

enum rc
init_documents_put(const struct init_documents *documents, struct store *store,
                   const struct clock *clock)
{
    struct document_new list[DOCUMENT_LAST];
    struct document_put put = {.documents = list,
                               .reason = "made with the installation",
                               .now_us = clock_utc_us(clock)};

    for (; put.n < documents->n; put.n++)
        list[put.n] = (struct document_new){
            .name = documents->v[put.n].name,
            .text = (const uint8_t *)documents->v[put.n].bytes,
            .text_n = documents->v[put.n].n};
    return document_put(store, &put);
}

void
init_documents_close(struct init_documents *documents)
{
    for (size_t i = 0; documents != NULL && i < documents->n; i++)
        free(documents->read[i]);
    free(documents);
}
