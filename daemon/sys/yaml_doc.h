/* yaml_doc -- a small YAML file as a tree with line numbers.
 *
 * Only what a settings file needs: one document of maps, lists and texts.
 * Anchors, aliases, tags, keys that are not texts, a key twice, more than
 * YAML_DOC_DEPTH levels, YAML_DOC_NODES nodes or YAML_DOC_KEYS keys of one
 * map, and NULs are refused: they make a file say something else than it seems
 * to say, or cost too much. */
#ifndef SYS_YAML_DOC_H
#define SYS_YAML_DOC_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

struct file_findings;
struct yaml_doc;

#define YAML_DOC_BYTES (256 * 1024)
#define YAML_DOC_NODES 16384
#define YAML_DOC_KEYS  256
#define YAML_DOC_DEPTH 8

enum yaml_doc_kind {
    YAML_DOC_NOTHING, /* no such node */
    YAML_DOC_TEXT,
    YAML_DOC_LIST,
    YAML_DOC_MAP
};

/* yaml_doc_open: bytes -> tree.  name: what findings call the file; borrowed
 * until the close.  RC_INVALID: findings say what and where; RC_FATAL: no
 * memory.  An empty file is an empty map. */
MUST_USE enum rc yaml_doc_open(struct yaml_doc **out, const char *name,
                               const uint8_t *bytes, size_t n,
                               struct file_findings *findings);

/* yaml_doc_read: the bytes of a file for yaml_doc_open(); free() them.  Any
 * answer but RC_OK comes with a finding. */
MUST_USE enum rc yaml_doc_read(const char *path, uint8_t **bytes, size_t *n,
                               struct file_findings *findings);

/* yaml_doc_close: NULL is allowed. */
void yaml_doc_close(struct yaml_doc *doc);

const char *yaml_doc_name(const struct yaml_doc *doc);

/* Nodes are numbers; 0 is no node, and every question about it has the empty
 * answer.  Texts live as long as the document. */
int yaml_doc_root(const struct yaml_doc *doc);
enum yaml_doc_kind yaml_doc_kind(const struct yaml_doc *doc, int node);
size_t yaml_doc_line(const struct yaml_doc *doc, int node);
const char *yaml_doc_text(const struct yaml_doc *doc, int node);

/* yaml_doc_word: the text as a finding may show it: a word of at most 64
 * letters, digits, '.', '_', '-'; of anything else "this". */
const char *yaml_doc_word(const struct yaml_doc *doc, int node);

/* Of a list its items, of a map its values, in the order of the file. */
size_t yaml_doc_size(const struct yaml_doc *doc, int node);
int yaml_doc_item(const struct yaml_doc *doc, int node, size_t i);

/* Of a map: the i-th key, as a node; and the value of a key. */
int yaml_doc_key(const struct yaml_doc *doc, int node, size_t i);
int yaml_doc_get(const struct yaml_doc *doc, int node, const char *key);

#endif
