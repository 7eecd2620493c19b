/* file_findings -- what is wrong with files, all of it at once: an operator
 * should not have to mend and retry line by line. */
#ifndef SYS_FILE_FINDINGS_H
#define SYS_FILE_FINDINGS_H

#include <stddef.h>

#define FILE_FINDING_BYTES 320
#define FILE_FINDINGS_MAX  100 /* kept; more are only counted */

/* Zeroed is empty. */
struct file_findings {
    char (*lines)[FILE_FINDING_BYTES]; /* "file:line: what" */
    size_t kept_n;
    size_t n; /* all of them */
};

/* file_findings_add: one more.  line 0: of the file as a whole.  When memory
 * is short it is still counted in n. */
void file_findings_add(struct file_findings *findings, const char *file,
                       size_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* file_findings_log: every kept one as a LOG_ERROR line, then how many more. */
void file_findings_log(const struct file_findings *findings);

/* file_findings_close: empties it. */
void file_findings_close(struct file_findings *findings);

#endif
