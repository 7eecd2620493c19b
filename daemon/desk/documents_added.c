/* documents_added -- see documents_added.h */
#include "desk/documents_added.h"

#include <stdlib.h>

#include "core/desk_rules.h"
#include "core/indicator.h"
#include "desk/state.h"
#include "document/document.h"
#include "document/document_findings.h"
#include "store/documents.h"
#include "sys/clock.h"
#include "sys/log.h"

struct adding {
    struct desk *desk;
    struct document_text texts[DOCUMENT_LAST]; /* as they would be in force */
    uint8_t *bytes[DOCUMENT_LAST];             /* of those that are */
    size_t texts_n;
    struct document_new added[DOCUMENT_LAST];
    size_t added_n;
};

static enum rc
find_missing(struct adding *a, const struct document_text shipped[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct document_text *text = &shipped[i];
        struct document_version version;
        size_t versions_n = 0;

        if (text->kind < DOCUMENT_ADDED)
            continue;

        enum rc rc = document_history(a->desk->store, text->name, 0, &version,
                                      1, &versions_n);

        if (rc != RC_OK)
            return rc;
        if (versions_n > 0)
            continue;
        a->texts[a->texts_n++] = *text;
        a->added[a->added_n++] =
            (struct document_new){.name = text->name,
                                  .text = (const uint8_t *)text->bytes,
                                  .text_n = text->n};
    }
    return RC_OK;
}

static enum rc
gather(struct adding *a)
{
    for (int kind = DOCUMENT_PERSONS; kind <= DOCUMENT_LAST; kind++) {
        const char *name = document_name((enum document_kind)kind);
        struct document_version about;
        enum rc rc = document_get(a->desk->store, name, 0, &about,
                                  &a->bytes[a->texts_n]);

        if (rc == RC_NOT_FOUND)
            continue;
        if (rc != RC_OK)
            return rc;
        a->texts[a->texts_n] =
            (struct document_text){.kind = (enum document_kind)kind,
                                   .name = name,
                                   .bytes = (const char *)a->bytes[a->texts_n],
                                   .n = about.text_n};
        a->texts_n++;
    }
    return RC_OK;
}

/* Do they fit? */
static enum rc
compile(const struct adding *a)
{
    const struct document_input input = {.texts = a->texts,
                                         .texts_n = a->texts_n,
                                         .zone = a->desk->zone,
                                         .whole = true};
    struct document_findings findings = {0};
    struct desk_rules *rules = calloc(1, sizeof *rules);
    enum rc rc = RC_FATAL;

    if (rules != NULL)
        rc = document_compile(&input, rules, &findings);
    if (rc == RC_INVALID)
        document_findings_log(&findings);
    document_findings_close(&findings);
    free(rules);
    return rc;
}

enum rc
documents_added(struct desk *desk, const struct document_text *shipped,
                size_t n)
{
    struct adding a = {.desk = desk};
    struct document_put put = {.documents = a.added,
                               .reason = "added by version " LOKET_VERSION,
                               .now_us = clock_utc_us(desk->clock)};
    enum rc rc = find_missing(&a, shipped, n);

    if (rc != RC_OK || a.added_n == 0)
        return rc;
    rc = gather(&a);
    if (rc == RC_OK)
        rc = compile(&a);
    if (rc == RC_INVALID) {
        log_line(LOG_WARN,
                 "%zu new desk documents do not fit and were not "
                 "added: put them by hand",
                 a.added_n);
        rc = RC_OK;
    } else if (rc == RC_OK) {
        put.n = a.added_n;
        rc = document_put(desk->store, &put);
        if (rc == RC_OK)
            log_line(LOG_NOTE, "%zu new desk documents were added as shipped",
                     a.added_n);
    }
    for (size_t i = 0; i < a.texts_n; i++)
        free(a.bytes[i]);
    return rc;
}
