/* documents -- a small sound set of desk documents for tests, to be compiled
 * as it is or with one thing changed. */
#ifndef SIM_DOCUMENTS_H
#define SIM_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/rc.h"
#include "document/document.h"
#include "document/document_findings.h"

struct desk_rules;

/* In one document, of which the first change counts: the first `find` becomes
 * `put`.  find NULL: `put` is the whole document; both NULL: there is no such
 * document. */
struct document_change {
    enum document_kind kind; /* DOCUMENT_NONE: nothing is changed */
    const char *find;
    const char *put;
};

#define DOCUMENT_CHANGES      6
#define DOCUMENT_ROW_FINDINGS 5

struct documents {
    struct document_change changes[DOCUMENT_CHANGES];
    bool old_policies;
    bool whole;    /* nothing may be missing */
    bool one_file; /* all in one text called "desk.yaml" */
    bool parts;    /* those that are not there are not missed */
};

/* documents_compile: with the zone of Amsterdam; findings begin empty. */
enum rc documents_compile(const struct documents *documents,
                          struct desk_rules *rules,
                          struct document_findings *findings);

/* documents_sound: compiles and must have no finding at all. */
void documents_sound(const struct documents *documents,
                     struct desk_rules *rules);

/* documents_judge: exactly these findings, told by how each begins; then
 * closes them.  NULL ends the list, as does `n`. */
void documents_judge(const char *name, struct document_findings *findings,
                     const char *const expected[], size_t n);

/* One thing changed, and how each finding begins; NULL ends them. */
struct documents_row {
    const char *name;
    struct document_change change;
    const char *findings[DOCUMENT_ROW_FINDINGS];
};

/* documents_main: the main of a test that is one table. */
int documents_main(const struct documents_row rows[], size_t n);

/* documents_shipped: the documents of a new installation, which must have no
 * finding at all; free() it. */
struct desk_rules *documents_shipped(void);

/* documents_rules: zeroed; free() it. */
struct desk_rules *documents_rules(void);

#endif
