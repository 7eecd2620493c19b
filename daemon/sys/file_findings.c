/* Findings about files, collected. */
#include "sys/file_findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sys/log.h"

void
file_findings_add(struct file_findings *findings, const char *file, size_t line,
                  const char *format, ...)
{
    va_list args;

    findings->n++;
    if (findings->lines == NULL)
        findings->lines = calloc(FILE_FINDINGS_MAX, sizeof *findings->lines);
    if (findings->lines == NULL || findings->kept_n == FILE_FINDINGS_MAX)
        return;
    char *out = findings->lines[findings->kept_n++];
    int n = line > 0 ? snprintf(out, FILE_FINDING_BYTES, "%s:%zu: ", file, line)
                     : snprintf(out, FILE_FINDING_BYTES, "%s: ", file);

    if (n < 0 || n >= FILE_FINDING_BYTES)
        return;
    va_start(args, format);
    vsnprintf(out + n, (size_t)(FILE_FINDING_BYTES - n), format, args);
    va_end(args);
}

void
file_findings_log(const struct file_findings *findings)
{
    for (size_t i = 0; i < findings->kept_n; i++)
        log_line(LOG_ERROR, "%s", findings->lines[i]);
    if (findings->n > findings->kept_n)
        log_line(LOG_ERROR, "and %zu more findings",
                 findings->n - findings->kept_n);
}

void
file_findings_close(struct file_findings *findings)
{
    free(findings->lines);
    *findings = (struct file_findings){0};
}
