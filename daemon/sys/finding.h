/* finding -- what is wrong with files, all of it at once: an operator should
 * not have to mend and retry line by line. */
#ifndef SYS_FINDING_H
#define SYS_FINDING_H

#include <stddef.h>

#define FINDING_BYTES 320
#define FINDINGS_MAX  100 /* kept; more are only counted */

/* Zeroed is empty. */
struct findings {
    char (*lines)[FINDING_BYTES]; /* "file:line: what" */
    size_t kept_n;
    size_t n; /* all of them */
};

/* findings_add: one more.  line 0: of the file as a whole.  When memory is
 * short it is still counted in n. */
void findings_add(struct findings *findings, const char *file, size_t line,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* findings_log: every kept one as a LOG_ERROR line, then how many more. */
void findings_log(const struct findings *findings);

/* findings_close: empties it. */
void findings_close(struct findings *findings);

#endif
