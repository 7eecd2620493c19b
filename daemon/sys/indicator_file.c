/* The list of coded indicators. */
#include "sys/indicator_file.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/indicator.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"
#include "sys/yaml_schema.h"

static void
find_fault(const struct yaml_doc *doc, int node, const char *what,
           struct file_findings *findings)
{
    file_findings_add(findings, yaml_doc_name(doc), yaml_doc_line(doc, node),
                      "%s", what);
}

/* Sorted as it grows, so a code that comes twice is found on its own line. */
static bool
insert_code(struct indicator_list *list, const char *code)
{
    size_t at = list->n;

    if (indicator_known(list, code))
        return false;
    for (; at > 0 && strcmp(list->codes[at - 1].code, code) > 0; at--)
        list->codes[at] = list->codes[at - 1];
    list->codes[at] = (struct indicator){.code = ""};
    memcpy(list->codes[at].code, code, sizeof list->codes[at].code);
    list->n++;
    return true;
}

static void
read_codes(struct indicator_list *list, const struct yaml_doc *doc, int items,
           struct file_findings *findings)
{
    size_t n = yaml_doc_size(doc, items);

    if (yaml_doc_kind(doc, items) != YAML_DOC_LIST || n == 0 ||
        n > INDICATORS_MAX) {
        file_findings_add(findings, yaml_doc_name(doc),
                          yaml_doc_line(doc, items),
                          "indicators: a list of 1 to %d entries is expected",
                          INDICATORS_MAX);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        int item = yaml_doc_item(doc, items, i);
        const char *code = yaml_doc_text(doc, yaml_doc_get(doc, item, "code"));

        if (!indicator_code(code))
            find_fault(doc, item,
                       "code: two capital letters and two digits are expected",
                       findings);
        else if (!insert_code(list, code))
            find_fault(doc, item, "code: stands on the list already", findings);
    }
}

static void
read_id(struct indicator_list *list, const struct yaml_doc *doc,
        struct file_findings *findings)
{
    int node = yaml_doc_get(doc, yaml_doc_root(doc), "id");
    const char *id = yaml_doc_text(doc, node);

    if (!yaml_schema_name(id) || strlen(id) >= sizeof list->id)
        file_findings_add(findings, yaml_doc_name(doc),
                          yaml_doc_line(doc, node),
                          "id: 1 to %zu characters of a-z, 0-9, '.', '_', '-' "
                          "are expected",
                          sizeof list->id - 1);
    else
        snprintf(list->id, sizeof list->id, "%s", id);
}

static void
refuse_unknown_keys(const struct yaml_doc *doc, struct file_findings *findings)
{
    static const char *const known[] = {"id",    "version", "prepared",
                                        "title", "note",    "indicators"};
    int root = yaml_doc_root(doc);

    for (size_t i = 0; i < yaml_doc_size(doc, root); i++) {
        int key = yaml_doc_key(doc, root, i);
        bool found = false;

        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            found = found || strcmp(yaml_doc_text(doc, key), known[k]) == 0;
        if (!found)
            file_findings_add(findings, yaml_doc_name(doc),
                              yaml_doc_line(doc, key), "%.64s: unknown key",
                              yaml_doc_text(doc, key));
    }
}

enum rc
indicator_file_take(struct indicator_list *out, const struct yaml_doc *doc,
                    struct file_findings *findings)
{
    struct indicator_list list = {0};
    size_t before = findings->n;

    read_id(&list, doc, findings);
    read_codes(&list, doc, yaml_doc_get(doc, yaml_doc_root(doc), "indicators"),
               findings);
    if (findings->n > before)
        return RC_INVALID;
    *out = list;
    return RC_OK;
}

enum rc
indicator_file_parse(struct indicator_list *out, const char *name,
                     const uint8_t *bytes, size_t n,
                     struct file_findings *findings)
{
    struct indicator_list list = {0};
    struct yaml_doc *doc = NULL;
    size_t before = findings->n;
    enum rc rc = yaml_doc_open(&doc, name, bytes, n, findings);

    if (rc != RC_OK)
        return rc;
    if (yaml_doc_kind(doc, yaml_doc_root(doc)) != YAML_DOC_MAP)
        find_fault(doc, yaml_doc_root(doc),
                   "a map of keys and values is expected", findings);
    else {
        refuse_unknown_keys(doc, findings);
        rc = indicator_file_take(&list, doc, findings);
    }
    yaml_doc_close(doc);
    if (findings->n > before)
        return RC_INVALID;
    *out = list;
    return rc;
}

enum rc
indicator_file_read(struct indicator_list *out, const char *path,
                    struct file_findings *findings)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc = yaml_doc_read(path, &bytes, &n, findings);

    if (rc == RC_OK)
        rc = indicator_file_parse(out, path, bytes, n, findings);
    if (rc != RC_OK && findings->n == 0)
        file_findings_add(findings, path, 0, "no memory to read it");
    free(bytes);
    return rc;
}
