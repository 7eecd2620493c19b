/* Findings about desk documents, collected. */
#include "document/document_findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sys/file_findings.h"
#include "sys/log.h"

/* Where the next one goes; NULL: nowhere. */
static struct document_finding *
place_of_next(struct document_findings *findings, bool refuses)
{
    if (findings->list == NULL)
        findings->list = calloc(DOCUMENT_FINDINGS_MAX, sizeof *findings->list);
    if (findings->list == NULL)
        return NULL;
    if (findings->kept_n < DOCUMENT_FINDINGS_MAX)
        return &findings->list[findings->kept_n++];
    for (size_t i = findings->kept_n; refuses && i > 0; i--)
        if (!findings->list[i - 1].refuses)
            return &findings->list[i - 1];
    return NULL;
}

void
document_findings_add(struct document_findings *findings,
                      const struct document_place *where, const char *format,
                      ...)
{
    struct document_finding *next = place_of_next(findings, where->refuses);
    va_list args;

    findings->n++;
    findings->refuses_n += where->refuses;
    if (next == NULL)
        return;
    *next = (struct document_finding){
        .line = where->line, .code = where->code, .refuses = where->refuses};
    snprintf(next->document, sizeof next->document, "%s", where->document);
    va_start(args, format);
    vsnprintf(next->text, sizeof next->text, format, args);
    va_end(args);
}

/* "file:line: what" as sys/file_findings.h writes it, back into its parts;
 * answers `what`. */
static const char *
part_line(const char *text, const char *file, size_t *line)
{
    size_t n = strlen(file);

    if (strncmp(text, file, n) != 0 || text[n] != ':')
        return text;
    text += n + 1;
    if (*text >= '0' && *text <= '9')
        for (*line = 0; *text >= '0' && *text <= '9'; text++)
            *line = *line * 10 + (size_t)(*text - '0');
    return text + strspn(text, ": ");
}

void
document_findings_take(struct document_findings *findings,
                       const struct document_place *where,
                       struct file_findings *from)
{
    for (size_t i = 0; i < from->kept_n; i++) {
        struct document_place at = *where;
        const char *what = part_line(from->lines[i], where->document, &at.line);

        at.refuses = true;
        document_findings_add(findings, &at, "%s", what);
    }
    findings->n += from->n - from->kept_n;
    findings->refuses_n += from->n - from->kept_n;
    file_findings_close(from);
}

static int
compare(const void *left, const void *right)
{
    const struct document_finding *a = left, *b = right;
    int order = strcmp(a->document, b->document);

    if (order == 0)
        order = (a->line > b->line) - (a->line < b->line);
    if (order == 0)
        order = strcmp(a->text, b->text);
    return order == 0 ? strcmp(a->code, b->code) : order;
}

void
document_findings_join(struct document_findings *findings,
                       struct document_findings *more)
{
    size_t left_out = more->n - more->kept_n;

    for (size_t i = 0; i < more->kept_n; i++) {
        const struct document_finding *f = &more->list[i];

        document_findings_add(findings,
                              &(struct document_place){.document = f->document,
                                                       .line = f->line,
                                                       .code = f->code,
                                                       .refuses = f->refuses},
                              "%s", f->text);
    }
    findings->n += left_out;
    document_findings_close(more);
}

void
document_findings_sort(struct document_findings *findings)
{
    size_t n = 0;

    if (findings->list == NULL)
        return;
    qsort(findings->list, findings->kept_n, sizeof *findings->list, compare);
    for (size_t i = 0; i < findings->kept_n; i++) {
        if (n > 0 && compare(&findings->list[n - 1], &findings->list[i]) == 0) {
            findings->n--;
            findings->refuses_n -= findings->list[i].refuses;
        } else
            findings->list[n++] = findings->list[i];
    }
    findings->kept_n = n;
}

const char *
document_finding_write(const struct document_finding *finding,
                       char out[DOCUMENT_LINE_BYTES])
{
    if (finding->line > 0)
        snprintf(out, DOCUMENT_LINE_BYTES, "%s:%zu: %s: %s", finding->document,
                 finding->line, finding->code, finding->text);
    else
        snprintf(out, DOCUMENT_LINE_BYTES, "%s: %s: %s", finding->document,
                 finding->code, finding->text);
    return out;
}

void
document_findings_log(const struct document_findings *findings)
{
    char line[DOCUMENT_LINE_BYTES];

    for (size_t i = 0; i < findings->kept_n; i++)
        log_line(findings->list[i].refuses ? LOG_ERROR : LOG_WARN, "%s",
                 document_finding_write(&findings->list[i], line));
    if (findings->n > findings->kept_n)
        log_line(LOG_ERROR, "and %zu more findings",
                 findings->n - findings->kept_n);
}

void
document_findings_close(struct document_findings *findings)
{
    free(findings->list);
    *findings = (struct document_findings){0};
}
