/* init_documents -- the first version of every desk document. */
#ifndef INIT_DOCUMENTS_H
#define INIT_DOCUMENTS_H

#include <stddef.h>

#include "core/rc.h"
#include "document/document.h"

struct clock;
struct init_documents;
struct store;

/* init_documents_read: what stands in `folder` (NAME.yaml), and what does not,
 * or with folder NULL, as it was shipped.  Checked as a whole; what is found
 * is logged, but for warnings about rosters (W_..) when nothing refuses:
 * *untold says how many.
 * RC_INVALID: something refuses, or there is no such folder; RC_FATAL: no
 * memory or no zone data. */
MUST_USE enum rc init_documents_read(struct init_documents **out,
                                     const char *folder,
                                     const struct clock *clock, size_t *untold);

/* init_documents_put: into a new database; RC_FATAL: nothing was written. */
MUST_USE enum rc init_documents_put(const struct init_documents *documents,
                                    struct store *store,
                                    const struct clock *clock);

/* init_documents_close: NULL is allowed. */
void init_documents_close(struct init_documents *documents);

/* init_documents_shipped: the texts as they were shipped, by kind; answers how
 * many. */
size_t init_documents_shipped(struct document_text out[DOCUMENT_LAST]);

#endif
