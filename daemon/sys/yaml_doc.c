/* libyaml's document, after its events have passed the door. */
#include "sys/yaml_doc.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "sys/file.h"
#include "sys/file_findings.h"

struct yaml_doc {
    const char *name;
    yaml_document_t document;
    bool loaded;
};

/* The position in the event stream, and what was met so far. */
struct scan {
    const char *name;
    struct file_findings *findings;
    size_t nodes;
    size_t depth;
    size_t documents;
};

static void
find_parser_error(const char *name, const yaml_parser_t *parser,
                  struct file_findings *findings)
{
    file_findings_add(findings, name, parser->problem_mark.line + 1, "%s%s%s",
                      parser->problem != NULL ? parser->problem : "not YAML",
                      parser->context != NULL ? " " : "",
                      parser->context != NULL ? parser->context : "");
}

static bool
refuse(struct scan *scan, const yaml_event_t *event, const char *why)
{
    file_findings_add(scan->findings, scan->name, event->start_mark.line + 1,
                      "%s", why);
    return false;
}

static bool
take_node(struct scan *scan, const yaml_event_t *event, const void *anchor,
          const void *tag)
{
    if (anchor != NULL)
        return refuse(scan, event, "anchors are not allowed");
    if (tag != NULL)
        return refuse(scan, event, "tags are not allowed");
    if (++scan->nodes > YAML_DOC_NODES)
        return refuse(scan, event, "too many entries");
    return true;
}

static bool
take_text(struct scan *scan, const yaml_event_t *event)
{
    if (!take_node(scan, event, event->data.scalar.anchor,
                   event->data.scalar.tag))
        return false;
    if (strlen((const char *)event->data.scalar.value) !=
        event->data.scalar.length)
        return refuse(scan, event, "NUL characters are not allowed");
    return true;
}

static bool
take_start(struct scan *scan, const yaml_event_t *event, const void *anchor,
           const void *tag)
{
    if (!take_node(scan, event, anchor, tag))
        return false;
    if (++scan->depth > YAML_DOC_DEPTH)
        return refuse(scan, event, "nested too deeply");
    return true;
}

/* One event; false: refused, there is a finding. */
static bool
take_event(struct scan *scan, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++scan->documents > 1)
            return refuse(scan, event, "one document a file");
        return true;
    case YAML_ALIAS_EVENT:
        return refuse(scan, event, "aliases are not allowed");
    case YAML_SCALAR_EVENT:
        return take_text(scan, event);
    case YAML_SEQUENCE_START_EVENT:
        return take_start(scan, event, event->data.sequence_start.anchor,
                          event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return take_start(scan, event, event->data.mapping_start.anchor,
                          event->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        scan->depth--;
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

/* Before anything is built: the tree's builder resolves aliases silently and
 * has no limits of its own. */
static enum rc
scan_events(const char *name, const uint8_t *bytes, size_t n,
            struct file_findings *findings)
{
    struct scan scan = {.name = name, .findings = findings};
    yaml_parser_t parser;
    bool more = true, ok = true;

    if (!yaml_parser_initialize(&parser))
        return RC_FATAL;
    yaml_parser_set_input_string(&parser, bytes, n);
    while (more && ok) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            find_parser_error(name, &parser, findings);
            ok = false;
            break;
        }
        ok = take_event(&scan, &event);
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return ok ? RC_OK : RC_INVALID;
}

static yaml_node_t *
node_of(const struct yaml_doc *doc, int node)
{
    /* The library's getter takes no const but changes nothing. */
    union {
        const yaml_document_t *in;
        yaml_document_t *out;
    } cast = {.in = &doc->document};

    return node > 0 ? yaml_document_get_node(cast.out, node) : NULL;
}

static bool
keys_are_sound(const struct yaml_doc *doc, int map,
               struct file_findings *findings)
{
    bool ok = true;

    if (yaml_doc_size(doc, map) > YAML_DOC_KEYS) {
        file_findings_add(findings, doc->name, yaml_doc_line(doc, map),
                          "more than %d keys", YAML_DOC_KEYS);
        return false;
    }
    for (size_t i = 0; i < yaml_doc_size(doc, map); i++) {
        int key = yaml_doc_key(doc, map, i);
        const char *text = yaml_doc_text(doc, key);

        if (yaml_doc_kind(doc, key) != YAML_DOC_TEXT) {
            file_findings_add(findings, doc->name, yaml_doc_line(doc, key),
                              "a key must be a text");
            ok = false;
            continue;
        }
        for (size_t k = 0; k < i; k++)
            if (strcmp(text, yaml_doc_text(doc, yaml_doc_key(doc, map, k))) ==
                0) {
                file_findings_add(
                    findings, doc->name, yaml_doc_line(doc, key),
                    "%s: a second time, first on line %zu",
                    yaml_doc_word(doc, key),
                    yaml_doc_line(doc, yaml_doc_key(doc, map, k)));
                ok = false;
                break;
            }
    }
    return ok;
}

static enum rc
load(struct yaml_doc *doc, const uint8_t *bytes, size_t n,
     struct file_findings *findings)
{
    yaml_parser_t parser;
    enum rc rc = RC_OK;

    if (!yaml_parser_initialize(&parser))
        return RC_FATAL;
    yaml_parser_set_input_string(&parser, bytes, n);
    if (yaml_parser_load(&parser, &doc->document))
        doc->loaded = true;
    else {
        find_parser_error(doc->name, &parser, findings);
        rc = RC_INVALID;
    }
    yaml_parser_delete(&parser);
    if (rc != RC_OK)
        return rc;
    for (int node = 1; node_of(doc, node) != NULL; node++)
        if (yaml_doc_kind(doc, node) == YAML_DOC_MAP &&
            !keys_are_sound(doc, node, findings))
            rc = RC_INVALID;
    return rc;
}

enum rc
yaml_doc_open(struct yaml_doc **out, const char *name, const uint8_t *bytes,
              size_t n, struct file_findings *findings)
{
    struct yaml_doc *doc = NULL;
    enum rc rc;

    if (n > YAML_DOC_BYTES) {
        file_findings_add(findings, name, 0, "larger than %d KiB",
                          YAML_DOC_BYTES / 1024);
        return RC_INVALID;
    }
    if ((rc = scan_events(name, bytes, n, findings)) != RC_OK)
        return rc;
    if ((doc = calloc(1, sizeof *doc)) == NULL)
        return RC_FATAL;
    doc->name = name;
    if ((rc = load(doc, bytes, n, findings)) != RC_OK)
        goto out;
    *out = doc;
    doc = NULL; /* handed over */
out:
    yaml_doc_close(doc);
    return rc;
}

enum rc
yaml_doc_read(const char *path, uint8_t **bytes, size_t *n,
              struct file_findings *findings)
{
    enum rc rc = file_read(path, YAML_DOC_BYTES, bytes, n);

    if (rc == RC_INVALID)
        file_findings_add(findings, path, 0,
                          "not a regular file of at most %d KiB",
                          YAML_DOC_BYTES / 1024);
    else if (rc != RC_OK)
        file_findings_add(findings, path, 0, "%s", strerror(errno));
    return rc;
}

void
yaml_doc_close(struct yaml_doc *doc)
{
    if (doc == NULL)
        return;
    if (doc->loaded)
        yaml_document_delete(&doc->document);
    free(doc);
}

const char *
yaml_doc_name(const struct yaml_doc *doc)
{
    return doc->name;
}

int
yaml_doc_root(const struct yaml_doc *doc)
{
    return node_of(doc, 1) != NULL ? 1 : 0;
}

enum yaml_doc_kind
yaml_doc_kind(const struct yaml_doc *doc, int node)
{
    const yaml_node_t *at = node_of(doc, node);

    if (at == NULL)
        return YAML_DOC_NOTHING;
    switch (at->type) {
    case YAML_SCALAR_NODE:
        return YAML_DOC_TEXT;
    case YAML_SEQUENCE_NODE:
        return YAML_DOC_LIST;
    case YAML_MAPPING_NODE:
        return YAML_DOC_MAP;
    case YAML_NO_NODE:
        break;
    }
    return YAML_DOC_NOTHING;
}

size_t
yaml_doc_line(const struct yaml_doc *doc, int node)
{
    const yaml_node_t *at = node_of(doc, node);

    return at == NULL ? 0 : at->start_mark.line + 1;
}

const char *
yaml_doc_text(const struct yaml_doc *doc, int node)
{
    const yaml_node_t *at = node_of(doc, node);

    return at == NULL || at->type != YAML_SCALAR_NODE
               ? ""
               : (const char *)at->data.scalar.value;
}

const char *
yaml_doc_word(const struct yaml_doc *doc, int node)
{
    const char *text = yaml_doc_text(doc, node);
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-"
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    return n > 0 && n <= 64 && text[n] == '\0' ? text : "this";
}

size_t
yaml_doc_size(const struct yaml_doc *doc, int node)
{
    const yaml_node_t *at = node_of(doc, node);

    if (at != NULL && at->type == YAML_SEQUENCE_NODE)
        return (size_t)(at->data.sequence.items.top -
                        at->data.sequence.items.start);
    if (at != NULL && at->type == YAML_MAPPING_NODE)
        return (size_t)(at->data.mapping.pairs.top -
                        at->data.mapping.pairs.start);
    return 0;
}

int
yaml_doc_item(const struct yaml_doc *doc, int node, size_t i)
{
    const yaml_node_t *at = node_of(doc, node);

    if (i >= yaml_doc_size(doc, node))
        return 0;
    return at->type == YAML_SEQUENCE_NODE
               ? at->data.sequence.items.start[i]
               : at->data.mapping.pairs.start[i].value;
}

int
yaml_doc_key(const struct yaml_doc *doc, int node, size_t i)
{
    if (yaml_doc_kind(doc, node) != YAML_DOC_MAP ||
        i >= yaml_doc_size(doc, node))
        return 0;
    return node_of(doc, node)->data.mapping.pairs.start[i].key;
}

int
yaml_doc_get(const struct yaml_doc *doc, int node, const char *key)
{
    for (size_t i = 0; i < yaml_doc_size(doc, node); i++)
        if (strcmp(yaml_doc_text(doc, yaml_doc_key(doc, node, i)), key) == 0)
            return yaml_doc_item(doc, node, i);
    return 0;
}
