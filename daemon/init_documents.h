/* init_documents -- the first version of every desk document. */
#ifndef INIT_DOCUMENTS_H
#define INIT_DOCUMENTS_H

#include <stddef.h>

#include "core/rc.h"
#include "document/document.h"

struct clock;
struct store;

/* init_documents: put into a new database what stands in `folder`
 * (NAME.yaml), and what does not, or with folder NULL, as it was shipped.
 * Checked as a whole; what is found is logged, but for warnings about rosters
 * (W_..) when nothing refuses: *untold says how many.
 * RC_INVALID: something refuses; RC_FATAL: no memory, no zone data, or the
 * store.  Nothing was written then. */
MUST_USE enum rc init_documents(struct store *store, const char *folder,
                                const struct clock *clock, size_t *untold);

/* init_documents_shipped: the texts as they were shipped, by kind; answers how
 * many. */
size_t init_documents_shipped(struct document_text out[DOCUMENT_LAST]);

#endif
