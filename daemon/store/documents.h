/* documents -- desk documents, every version of them.  The newest version of
 * a document is in force. */
#ifndef STORE_DOCUMENTS_H
#define STORE_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/desk_request.h"
#include "core/people.h"
#include "core/rc.h"
#include "core/roster_book.h"
#include "store/streams.h"

struct store;

struct document_version {
    char name[DOCUMENT_NAME_BYTES];
    int64_t version; /* from 1, per document, without gaps */
    int64_t at_us;
    int64_t actor; /* principal, 0: --init */
    char actor_name[NAME_BYTES];
    char reason[REASON_BYTES];
    size_t text_n;
};

/* One new version of each; all or none.
 * expect: the version in force as the writer saw it, 0: none; another one is
 * RC_STALE, a swap that is decided too; RC_NOT_FOUND: no such swap.  events
 * are written in the same transaction. */
struct document_new {
    const char *name; /* 1 .. DOCUMENT_NAME_BYTES - 1, else RC_INVALID */
    int64_t expect;
    const uint8_t *text;
    size_t text_n; /* 1 .. DOCUMENT_MAX_BYTES, else RC_INVALID */
};
struct document_put {
    const struct document_new *documents;
    size_t n; /* >= 1, else RC_INVALID */
    int64_t actor;
    const char *reason; /* "" or NULL: none; cut to REASON_BYTES - 1 */
    const struct event_out *events;
    size_t events_n;
    int64_t swap; /* of this swap: it becomes APPLIED; 0: none */
    int64_t now_us;
};
MUST_USE enum rc document_put(struct store *store,
                              const struct document_put *put);

/* document_get: one version, 0: the one in force.  The text is allocated:
 * free(*text).  RC_NOT_FOUND. */
MUST_USE enum rc document_get(struct store *store, const char *name,
                              int64_t version, struct document_version *out,
                              uint8_t **text);

/* document_history: of one document (NULL: of each the one in force), version
 * < before (0: from the newest; of NULL it says nothing), newest first, at
 * most cap. */
MUST_USE enum rc document_history(struct store *store, const char *name,
                                  int64_t before, struct document_version *out,
                                  size_t cap, size_t *n);

#endif
