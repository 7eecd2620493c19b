/* desk_texts -- the desk documents a verb works with: from files, or as they
 * are in force. */
#ifndef CLIENTS_DESK_TEXTS_H
#define CLIENTS_DESK_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "document/document.h"
#include "output.h"

struct desk_rules;
struct document_findings;
struct invocation;
struct section_names;
struct visit;

#define DESK_TEXT_NAME_BYTES 65 /* as findings name it, cut off */

struct desk_text {
    enum document_kind kind; /* DOCUMENT_NONE: sections of any document */
    char name[DESK_TEXT_NAME_BYTES];
    char *bytes;
    size_t n;
};

/* Zeroed is none. */
struct desk_texts {
    struct desk_text list[DOCUMENT_TEXTS_MAX];
    size_t n;
    bool parts; /* what is not there is not missed when they are compiled */
};

void desk_texts_close(struct desk_texts *texts);

/* desk_texts_read: a folder of documents (persons.yaml, rosters.yaml, ..), or
 * a file with sections of any of them; what the file does not hold is taken
 * from the documents beside it.
 * errors  RC_INVALID: said on stderr */
MUST_USE enum rc desk_texts_read(struct desk_texts *texts, const char *path);

/* desk_texts_suppose: what is still missing, for questions it hardly matters
 * to: every name used is a coordinator who can be called; no holidays; with
 * `policies` also one policy for every level.
 * errors  RC_FATAL: no memory */
MUST_USE enum rc desk_texts_suppose(struct desk_texts *texts, bool policies);

/* desk_texts_fetch: the documents in force.
 * desk_texts_fetch_one: any one of them; *version (may be NULL) is its. */
MUST_USE enum ending desk_texts_fetch(struct desk_texts *texts,
                                      struct visit *visit,
                                      const struct invocation *inv);
MUST_USE enum ending desk_texts_fetch_one(struct desk_texts *texts,
                                          struct visit *visit,
                                          const struct invocation *inv,
                                          enum document_kind kind,
                                          int64_t *version);

/* desk_texts_compile: to rules, for Europe/Amsterdam; TZ is set to it.
 * out     *rules is the caller's to free()
 * errors  RC_INVALID: `findings` say what, or it was said on stderr */
MUST_USE enum rc desk_texts_compile(const struct desk_texts *texts,
                                    struct desk_rules **rules,
                                    struct document_findings *findings);

/* desk_texts_add: one more; the bytes (n and a NUL) are handed over. */
void desk_texts_add(struct desk_texts *texts, enum document_kind kind,
                    const char *name, char *bytes, size_t n);

/* desk_texts_sections: the sections that all of them have. */
void desk_texts_sections(const struct desk_texts *texts,
                         struct section_names *names);

#endif
