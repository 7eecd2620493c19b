/* desk_document -- desk documents at the desk: read and sent. */
#ifndef CLIENTS_DESK_DOCUMENT_H
#define CLIENTS_DESK_DOCUMENT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "output.h"

struct invocation;
struct visit;

#define DESK_DOCUMENT_BYTES 49152 /* as the protocol has it */
#define DESK_DOCUMENT_NAME  32
#define DESK_DOCUMENTS_MAX  8 /* in one put */

/* Zeroed is none. */
struct desk_document {
    char name[DESK_DOCUMENT_NAME];
    const char *file; /* what findings call it; borrowed, NULL: its name */
    int64_t version;
    json_t *about; /* the DocumentVersion, of one that was fetched */
    char *text;    /* n bytes and a NUL */
    size_t n;
};

void desk_document_close(struct desk_document *document);

/* desk_document_fetch: version 0: the one in force.  Refusals are said. */
MUST_USE enum ending desk_document_fetch(struct visit *visit,
                                         const struct invocation *inv,
                                         const char *name, int64_t version,
                                         struct desk_document *out);

/* desk_document_read: a file, or standard input for "-" with a name given;
 * the document's name is the file's base name without ".yaml".
 * errors  RC_INVALID: said on stderr */
MUST_USE enum rc desk_document_read(struct desk_document *out, const char *name,
                                    const char *file);

/* desk_document_versions: fills in the version in force of each, 0: none. */
MUST_USE enum ending desk_document_versions(struct visit *visit,
                                            const struct invocation *inv,
                                            struct desk_document *documents,
                                            size_t n);

struct desk_put {
    struct desk_document *documents; /* `version`: the one they replace */
    size_t n;
    const char *reason;     /* NULL: none */
    const char *accept_gap; /* NULL: no */
    bool check_only;
};

/* desk_document_put: all or none; findings and what became of it are printed.
 * ENDING_REFUSED when a finding refuses. */
MUST_USE enum ending desk_document_put(struct visit *visit,
                                       const struct invocation *inv,
                                       const struct desk_put *put);

/* desk_document_result: a DocumentResult, printed; the exit code. */
MUST_USE enum ending desk_document_result(const struct invocation *inv,
                                          const struct desk_put *put,
                                          const json_t *result);

/* desk_document_about: one line about a DocumentVersion. */
void desk_document_about(const struct output *out, const json_t *version);

#endif
