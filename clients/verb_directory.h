/* verb_directory -- the rows of `loket directory`, and what they work with. */
#ifndef CLIENTS_VERB_DIRECTORY_H
#define CLIENTS_VERB_DIRECTORY_H

#include <stdint.h>

#include "desk_texts.h"
#include "document/document_findings.h"
#include "verb.h"

struct desk_rules;

enum ending directory_list(struct invocation *inv);
enum ending directory_lookup(struct invocation *inv); /* find */
enum ending directory_export(struct invocation *inv);
enum ending directory_import(struct invocation *inv);

/* The directory and the regions it names; zeroed is none. */
struct directory_source {
    struct visit visit; /* open while the desk was asked */
    struct desk_texts texts;
    int64_t version; /* of the directory in force; 0: from a file */
    struct desk_rules *rules;
    struct document_findings findings;
};

/* directory_open: the texts, of a file or folder, or with file NULL those in
 * force; then compiled.  directory_source_close() in any case.
 * errors  ENDING_USAGE: the texts are wrong, said on stderr or stdout; those of
 *         visit_ask() */
MUST_USE enum ending directory_open(struct directory_source *source,
                                    const struct invocation *inv,
                                    const char *file);
void directory_source_close(struct directory_source *source);

/* directory_compile: the texts again, after one of them was changed.
 * RC_INVALID: `findings` or stderr say what */
MUST_USE enum rc directory_compile(struct directory_source *source);

#endif
