/* indicators_change -- see indicators_change.h */
#include "document/indicators_change.h"

#include "core/indicator.h"
#include "document/document.h"
#include "document/document_findings.h"

/* The text is for people: the words of before may be gone from it. */
static struct document_place
place(const char *code, bool refuses)
{
    return (struct document_place){.document =
                                       document_name(DOCUMENT_INDICATORS),
                                   .code = code,
                                   .refuses = refuses};
}

void
indicators_change(const struct indicator_list *before,
                  const struct indicator_list *next, bool same_text,
                  struct document_findings *findings)
{
    const struct document_place gone = place("E_CODE_GONE", true);
    const struct document_place version = place("E_VERSION", true);
    const struct document_place dimension = place("W_DIMENSION", false);

    if (same_text)
        return;
    if (next->version <= before->version)
        document_findings_add(findings, &version,
                              "version: %u is in force; it rises with every "
                              "change of the list",
                              (unsigned)before->version);
    for (size_t i = 0; i < before->n; i++) {
        const char *code = before->codes[i].code;
        size_t k = indicator_find(next, code);

        if (k == INDICATORS_MAX)
            document_findings_add(findings, &gone,
                                  "%s is gone: messages carry it, so it is "
                                  "retired instead (retired: yes)",
                                  code);
        else if (next->codes[k].dimension != before->codes[i].dimension)
            document_findings_add(findings, &dimension,
                                  "%s gets another dimension", code);
    }
}
