/* document_findings -- what is wrong with desk documents, all of it at once,
 * sorted: a desk manager should not have to mend and retry line by line.
 * A text tells what is expected and where; of the document it shows names and
 * words only, never free text. */
#ifndef DOCUMENT_FINDINGS_H
#define DOCUMENT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#define DOCUMENT_PLACE_BYTES   65
#define DOCUMENT_FINDING_BYTES 256
#define DOCUMENT_LINE_BYTES    384
#define DOCUMENT_FINDINGS_MAX  200 /* kept; more are only counted */

struct file_findings;

/* Codes that stand beside those of core/roster_check.h ("E_GAP"): "syntax",
 * "unknown_key", "missing", "value", "unknown_name", "twice", "limit",
 * "section", "nobody", "holidays". */
struct document_finding {
    char document[DOCUMENT_PLACE_BYTES]; /* or the name of the file */
    size_t line;                         /* 0: of the whole */
    const char *code;                    /* lives for ever */
    bool refuses;                        /* false: a warning */
    char text[DOCUMENT_FINDING_BYTES];
};

/* Zeroed is empty. */
struct document_findings {
    struct document_finding *list;
    size_t kept_n;
    size_t n;         /* all of them */
    size_t refuses_n; /* of those: how many refuse */
};

struct document_place {
    const char *document;
    size_t line;
    const char *code;
    bool refuses;
};

/* document_findings_add: one more.  When memory is short or the list is full
 * it is still counted; a full list drops a warning for one that refuses. */
void document_findings_add(struct document_findings *findings,
                           const struct document_place *where,
                           const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* document_findings_take: those of a reader of `sys`, which it gave about a
 * file called where->document; their own lines stand before where->line.
 * All refuse.  Empties *from. */
void document_findings_take(struct document_findings *findings,
                            const struct document_place *where,
                            struct file_findings *from);

/* document_findings_join: those of `more` too; empties it. */
void document_findings_join(struct document_findings *findings,
                            struct document_findings *more);

/* document_findings_sort: by document, line and text; the same once. */
void document_findings_sort(struct document_findings *findings);

/* document_finding_write: "rosters:12: E_GAP: ..", answers out. */
const char *document_finding_write(const struct document_finding *finding,
                                   char out[DOCUMENT_LINE_BYTES]);

/* document_findings_log: every kept one, as an error or a warning. */
void document_findings_log(const struct document_findings *findings);

/* document_findings_close: empties it. */
void document_findings_close(struct document_findings *findings);

#endif
