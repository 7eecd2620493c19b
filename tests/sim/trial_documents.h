/* trial_documents -- small desk documents of a trial: anna and bram take turns
 * on call, carla is the fallback, dora the manager, each level has one step
 * and then the fallback too. */
#ifndef TESTS_TRIAL_DOCUMENTS_H
#define TESTS_TRIAL_DOCUMENTS_H

#include <stdbool.h>

#include "core/zone.h"

struct store;
struct trial;

/* trial_documents_put: the first version of each, straight into the database
 * of the trial. */
void trial_documents_put(struct store *store, bool older);

/* trial_documents_change: a new version of one, while no desk is open. */
void trial_documents_change(struct trial *trial, const char *name,
                            const char *text);

/* trial_documents_edit: trial_documents_change() of the first version, in which
 * the first `find` becomes `put`; find NULL: `put` is added at its end. */
void trial_documents_edit(struct trial *trial, const char *name,
                          const char *find, const char *put);

/* trial_documents_made: that text, to be freed. */
char *trial_documents_made(const char *name, const char *find, const char *put);

/* trial_document_text: the first version's text. */
const char *trial_document_text(const char *name);

#endif
