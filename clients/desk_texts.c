/* desk_texts -- see desk_texts.h */
#include "desk_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/desk_rules.h"
#include "desk_document.h"
#include "desk_source.h"
#include "document/document_findings.h"
#include "sys/file.h"
#include "sys/yaml_doc.h"
#include "text.h"
#include "text_sections.h"
#include "verb.h"

#define PATH_BYTES 4096

void
desk_texts_close(struct desk_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++)
        free(texts->list[i].bytes);
    texts->n = 0;
}

void
desk_texts_add(struct desk_texts *texts, enum document_kind kind,
               const char *name, char *bytes, size_t n)
{
    struct desk_text *text = &texts->list[texts->n++];

    *text = (struct desk_text){.kind = kind, .bytes = bytes, .n = n};
    (void)snprintf(text->name, sizeof text->name, "%s", name);
}

void
desk_texts_sections(const struct desk_texts *texts, struct section_names *names)
{
    *names = (struct section_names){.n = 0};
    for (size_t i = 0; i < texts->n; i++)
        section_names_add(names, texts->list[i].bytes);
}

/* --- files --- */

static enum rc
folder_read(struct desk_texts *texts, const char *folder)
{
    struct section_names given;

    desk_texts_sections(texts, &given);
    for (int kind = DOCUMENT_PERSONS; kind <= DOCUMENT_LAST; kind++) {
        const char *name = document_name((enum document_kind)kind);
        char path[PATH_BYTES];
        uint8_t *bytes = NULL;
        size_t n = 0;
        enum rc rc;
        int made = snprintf(path, sizeof path, "%s/%s.yaml", folder, name);

        if (made < 0 || (size_t)made >= sizeof path)
            continue;
        rc = file_read(path, YAML_DOC_BYTES, &bytes, &n);
        if (rc == RC_NOT_FOUND)
            continue;
        if (rc != RC_OK)
            return output_unread(path, rc);
        text_sections_blank((char *)bytes, given.list, given.n);
        (void)snprintf(path, sizeof path, "%s.yaml", name);
        desk_texts_add(texts, (enum document_kind)kind, path, (char *)bytes,
                       strlen((char *)bytes));
    }
    return RC_OK;
}

enum rc
desk_texts_read(struct desk_texts *texts, const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[PATH_BYTES] = ".";
    struct stat status;
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
        if ((rc = folder_read(texts, path)) == RC_OK && texts->n == 0) {
            output_error(_("%s: no desk document is there"), path);
            rc = RC_INVALID;
        }
        return rc;
    }
    rc = file_read(path, YAML_DOC_BYTES, &bytes, &n);
    if (rc != RC_OK)
        return output_unread(path, rc);
    /* Findings show the end of a path that is too long for them. */
    desk_texts_add(texts, DOCUMENT_NONE,
                   strlen(path) < DESK_TEXT_NAME_BYTES
                       ? path
                       : path + strlen(path) - (DESK_TEXT_NAME_BYTES - 1),
                   (char *)bytes, n);
    if (slash != NULL && (size_t)(slash - path) < sizeof folder)
        (void)snprintf(folder, sizeof folder, "%.*s",
                       slash == path ? 1 : (int)(slash - path), path);
    return folder_read(texts, folder);
}

/* --- in force --- */

enum ending
desk_texts_fetch_one(struct desk_texts *texts, struct visit *visit,
                     const struct invocation *inv, enum document_kind kind,
                     int64_t *version)
{
    const char *name = document_name(kind);
    struct desk_document document = {.n = 0};
    enum ending ending = desk_document_fetch(visit, inv, name, 0, &document);

    if (ending == ENDING_DONE) {
        desk_texts_add(texts, kind, name, document.text, document.n);
        document.text = NULL;
        if (version != NULL)
            *version = document.version;
    }
    desk_document_close(&document);
    return ending;
}

enum ending
desk_texts_fetch(struct desk_texts *texts, struct visit *visit,
                 const struct invocation *inv)
{
    enum ending ending = ENDING_DONE;

    for (int kind = DOCUMENT_PERSONS;
         ending == ENDING_DONE && kind <= DOCUMENT_LAST; kind++)
        ending = desk_texts_fetch_one(texts, visit, inv,
                                      (enum document_kind)kind, NULL);
    return ending;
}

/* --- to rules --- */

enum rc
desk_texts_compile(const struct desk_texts *texts, struct desk_rules **rules,
                   struct document_findings *findings)
{
    struct document_text list[DOCUMENT_TEXTS_MAX];
    struct document_input in = {.texts = list, .texts_n = texts->n};
    struct desk_rules *made = calloc(1, sizeof *made);
    struct zone *zone = calloc(1, sizeof *zone);
    enum rc rc = RC_FATAL;

    if (made == NULL || zone == NULL) {
        output_error(_("out of memory"));
        goto out;
    }
    if ((rc = desk_zone(zone)) != RC_OK)
        goto out;
    for (size_t i = 0; i < texts->n; i++) {
        const struct desk_text *text = &texts->list[i];

        list[i] = (struct document_text){text->kind, text->name, text->bytes,
                                         text->n};
    }
    in.zone = zone;
    in.parts = texts->parts;
    rc = document_compile(&in, made, findings);
    if (rc == RC_OK) {
        *rules = made;
        made = NULL;
    }
out:
    free(made);
    free(zone);
    return rc;
}
