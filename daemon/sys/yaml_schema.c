/* The rows of a schema against a document. */
#include "sys/yaml_schema.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/config.h"
#include "core/rfc3339.h"
#include "sys/file_findings.h"
#include "sys/local_endpoint.h"
#include "sys/log.h"
#include "sys/yaml_doc.h"

#define PATH_TEXT_BYTES 160

struct reading {
    const struct yaml_doc *doc;
    const struct yaml_field *fields;
    size_t fields_n;
    uint8_t *out;
    struct file_findings *findings;
};

/* What is wrong with the value at a node; the value itself is not shown, it
 * may be anything. */
static void
find_fault(const struct reading *r, const struct yaml_field *field, int node,
           const char *what)
{
    file_findings_add(r->findings, yaml_doc_name(r->doc),
                      yaml_doc_line(r->doc, node), "%s: %s", field->path, what);
}

static bool
parse_number(const char *text, int64_t *out)
{
    bool minus = *text == '-';
    int64_t value = 0;

    text += minus;
    if (*text == '\0' || strlen(text) > 18)
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10 + (*text - '0');
    }
    *out = minus ? -value : value;
    return true;
}

static void
read_number(const struct reading *r, const struct yaml_field *field, int node)
{
    char what[PATH_TEXT_BYTES];
    int64_t value;

    if (!parse_number(yaml_doc_text(r->doc, node), &value) ||
        value < field->min || value > field->max) {
        snprintf(what, sizeof what,
                 "a whole number from %" PRId64 " to %" PRId64 " is expected",
                 field->min, field->max);
        find_fault(r, field, node, what);
        return;
    }
    if (field->type == FIELD_SECONDS)
        value *= 1000000;
    if (field->type == FIELD_U32)
        memcpy(r->out + field->offset, &(uint32_t){(uint32_t)value},
               sizeof(uint32_t));
    else
        memcpy(r->out + field->offset, &value, sizeof value);
}

static void
read_instant(const struct reading *r, const struct yaml_field *field, int node)
{
    int64_t value;

    if (rfc3339_read_instant(yaml_doc_text(r->doc, node), &value) == RC_OK)
        memcpy(r->out + field->offset, &value, sizeof value);
    else
        find_fault(r, field, node,
                   "an instant like 2026-01-05T09:00:00+01:00 is expected");
}

static void
read_bool(const struct reading *r, const struct yaml_field *field, int node)
{
    const char *text = yaml_doc_text(r->doc, node);
    bool value = strcmp(text, "true") == 0;

    if (value || strcmp(text, "false") == 0)
        memcpy(r->out + field->offset, &value, sizeof value);
    else
        find_fault(r, field, node, "true or false is expected");
}

static void
read_log_level(const struct reading *r, const struct yaml_field *field,
               int node)
{
    static const struct {
        const char *word;
        uint32_t level;
    } words[] = {{"error", LOG_ERROR},
                 {"warning", LOG_WARN},
                 {"note", LOG_NOTE},
                 {"debug", LOG_DEBUG}};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(yaml_doc_text(r->doc, node), words[i].word) == 0) {
            memcpy(r->out + field->offset, &words[i].level,
                   sizeof words[i].level);
            return;
        }
    find_fault(r, field, node, "error, warning, note or debug is expected");
}

bool
yaml_schema_name(const char *text)
{
    size_t n = strlen(text);

    return n > 0 && n < NAME_BYTES &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789._-") == n;
}

static bool
is_telephone(const char *text)
{
    size_t n = strlen(text);

    return n > 2 && n < TELEPHONE_BYTES &&
           strspn(text + (*text == '+'), "0123456789 ") == n - (*text == '+');
}

static bool
is_endpoint(const char *text)
{
    size_t n = strlen(text);
    const char *port = strrchr(text, ':');
    int64_t number;

    if (n >= ENDPOINT_BYTES || strpbrk(text, " \t\r\n") != NULL)
        return false;
    if (strncmp(text, "ipc://", 6) == 0)
        return text[6] == '/' && n - 6 < 108; /* what a unix socket can hold */
    return strncmp(text, "tcp://", 6) == 0 && port > text + 6 &&
           parse_number(port + 1, &number) && number > 0 && number <= 65535;
}

/* May this text stand in that field?  NULL: yes. */
static const char *
text_fault(const struct yaml_field *field, const char *text)
{
    switch (field->type) {
    case FIELD_NAME:
    case FIELD_NAMES:
        if ((*text != '\0' || field->min > 0) && !yaml_schema_name(text))
            return "1 to 64 characters of a-z, 0-9, '.', '_', '-' are expected";
        return NULL;
    case FIELD_TELEPHONE:
        return is_telephone(text) ? NULL
                                  : "a telephone number of digits and spaces "
                                    "is expected, in quotes when it begins "
                                    "with +";
    case FIELD_PATH:
        return (*text == '/' && strlen(text) < PATH_BYTES) ||
                       (*text == '\0' && field->max > 0)
                   ? NULL
                   : "a path from the root is expected";
    case FIELD_ENDPOINTS:
        return is_endpoint(text)
                   ? NULL
                   : "tcp://ADDRESS:PORT or ipc:///PATH is expected";
    case FIELD_LOCAL_ENDPOINT:
        return *text == '\0' || local_endpoint_ok(text)
                   ? NULL
                   : "tcp://127.0.0.1:PORT, tcp://[::1]:PORT or unix:///PATH "
                     "is expected";
    case FIELD_U32:
    case FIELD_I64:
    case FIELD_SECONDS:
    case FIELD_INSTANT:
    case FIELD_BOOL:
    case FIELD_LOG_LEVEL:
        break;
    }
    return NULL;
}

static size_t
text_bytes(enum field_type type)
{
    switch (type) {
    case FIELD_NAME:
    case FIELD_NAMES:
        return NAME_BYTES;
    case FIELD_TELEPHONE:
        return TELEPHONE_BYTES;
    case FIELD_PATH:
        return PATH_BYTES;
    case FIELD_ENDPOINTS:
    case FIELD_LOCAL_ENDPOINT:
        return ENDPOINT_BYTES;
    case FIELD_U32:
    case FIELD_I64:
    case FIELD_SECONDS:
    case FIELD_INSTANT:
    case FIELD_BOOL:
    case FIELD_LOG_LEVEL:
        break;
    }
    return 0;
}

/* The text at a node into the index-th place of the field. */
static bool
read_text(const struct reading *r, const struct yaml_field *field, int node,
          size_t index)
{
    const char *text = yaml_doc_text(r->doc, node);
    size_t bytes = text_bytes(field->type);
    const char *fault = yaml_doc_kind(r->doc, node) == YAML_DOC_TEXT
                            ? text_fault(field, text)
                            : "a text is expected";
    char *place = (char *)r->out + field->offset;

    for (size_t i = 0; fault == NULL && i < index; i++)
        if (strcmp(place + i * bytes, text) == 0)
            fault = "the same thing twice";
    if (fault != NULL) {
        find_fault(r, field, node, fault);
        return false;
    }
    snprintf(place + index * bytes, bytes, "%s", text);
    return true;
}

static void
read_list(const struct reading *r, const struct yaml_field *field, int node)
{
    char what[PATH_TEXT_BYTES];
    size_t n = yaml_doc_size(r->doc, node);
    size_t taken = 0;

    if ((int64_t)n < field->min || (int64_t)n > field->max) {
        snprintf(what, sizeof what,
                 "a list of %" PRId64 " to %" PRId64 " entries is expected",
                 field->min, field->max);
        find_fault(r, field, node, what);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (read_text(r, field, yaml_doc_item(r->doc, node, i), taken))
            taken++;
    if (field->type == FIELD_ENDPOINTS)
        memcpy(r->out + field->count_offset, &(uint32_t){(uint32_t)taken},
               sizeof(uint32_t));
    else
        memcpy(r->out + field->count_offset, &taken, sizeof taken);
}

static void
read_field(const struct reading *r, const struct yaml_field *field, int node)
{
    bool list = field->type == FIELD_NAMES || field->type == FIELD_ENDPOINTS;
    enum yaml_doc_kind kind = yaml_doc_kind(r->doc, node);

    if (kind != (list ? YAML_DOC_LIST : YAML_DOC_TEXT)) {
        find_fault(r, field, node,
                   list ? "a list is expected" : "one value is expected");
        return;
    }
    switch (field->type) {
    case FIELD_U32:
    case FIELD_I64:
    case FIELD_SECONDS:
        read_number(r, field, node);
        break;
    case FIELD_INSTANT:
        read_instant(r, field, node);
        break;
    case FIELD_BOOL:
        read_bool(r, field, node);
        break;
    case FIELD_LOG_LEVEL:
        read_log_level(r, field, node);
        break;
    case FIELD_NAME:
    case FIELD_TELEPHONE:
    case FIELD_PATH:
    case FIELD_LOCAL_ENDPOINT:
        (void)read_text(r, field, node, 0);
        break;
    case FIELD_NAMES:
    case FIELD_ENDPOINTS:
        read_list(r, field, node);
        break;
    }
}

/* Does the path stand in the table (MATCH_FIELD), or only begin some row's
 * path (MATCH_SECTION)? */
enum match {
    MATCH_NONE,
    MATCH_SECTION,
    MATCH_FIELD
};

static enum match
match_path(const struct reading *r, const char *path,
           const struct yaml_field **field)
{
    size_t n = strlen(path);
    enum match match = MATCH_NONE;

    for (size_t i = 0; i < r->fields_n; i++) {
        if (strcmp(r->fields[i].path, path) == 0) {
            *field = &r->fields[i];
            return MATCH_FIELD;
        }
        if (strncmp(r->fields[i].path, path, n) == 0 &&
            r->fields[i].path[n] == '.')
            match = MATCH_SECTION;
    }
    return match;
}

static void read_section(const struct reading *r, const char *name,
                         int section);

static void
read_entry(const struct reading *r, const char *path, int key, int value)
{
    const struct yaml_field *field = NULL;

    switch (match_path(r, path, &field)) {
    case MATCH_FIELD:
        read_field(r, field, value);
        break;
    case MATCH_SECTION:
        if (yaml_doc_kind(r->doc, value) == YAML_DOC_MAP)
            read_section(r, path, value);
        else
            file_findings_add(r->findings, yaml_doc_name(r->doc),
                              yaml_doc_line(r->doc, value),
                              "%s: a section with keys is expected", path);
        break;
    case MATCH_NONE:
        file_findings_add(r->findings, yaml_doc_name(r->doc),
                          yaml_doc_line(r->doc, key), "%s: unknown key", path);
        break;
    }
}

/* Recurses only where some row's path goes on. */
static void
read_section(const struct reading *r, const char *name, int section)
{
    for (size_t i = 0; i < yaml_doc_size(r->doc, section); i++) {
        int key = yaml_doc_key(r->doc, section, i);
        char path[PATH_TEXT_BYTES];

        snprintf(path, sizeof path, "%.64s%s%.64s", name,
                 *name == '\0' ? "" : ".", yaml_doc_text(r->doc, key));
        read_entry(r, path, key, yaml_doc_item(r->doc, section, i));
    }
}

bool
yaml_schema_present(const struct yaml_doc *doc, const char *path)
{
    const char *dot = strchr(path, '.');
    char section[PATH_TEXT_BYTES];
    int at;

    if (dot == NULL)
        return yaml_doc_get(doc, yaml_doc_root(doc), path) != 0;
    snprintf(section, sizeof section, "%.*s", (int)(dot - path), path);
    at = yaml_doc_get(doc, yaml_doc_root(doc), section);
    return at != 0 && (yaml_doc_kind(doc, at) != YAML_DOC_MAP ||
                       yaml_doc_get(doc, at, dot + 1) != 0);
}

enum rc
yaml_schema_read(const struct yaml_doc *doc, const struct yaml_field fields[],
                 size_t fields_n, void *out, struct file_findings *findings)
{
    const struct reading reading = {.doc = doc,
                                    .fields = fields,
                                    .fields_n = fields_n,
                                    .out = out,
                                    .findings = findings};
    size_t before = findings->n;
    int root = yaml_doc_root(doc);

    if (root != 0 && yaml_doc_kind(doc, root) != YAML_DOC_MAP)
        file_findings_add(findings, yaml_doc_name(doc),
                          yaml_doc_line(doc, root),
                          "a map of keys and values is expected");
    else
        read_section(&reading, "", root);
    for (size_t i = 0; i < fields_n; i++)
        if (fields[i].required && !yaml_schema_present(doc, fields[i].path))
            file_findings_add(findings, yaml_doc_name(doc), 0, "%s: is missing",
                              fields[i].path);
    return findings->n == before ? RC_OK : RC_INVALID;
}
