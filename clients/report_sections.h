/* report_sections -- the reports that are documents: which tables the account
 * of a year and the trends of quarters are made of. */
#ifndef CLIENTS_REPORT_SECTIONS_H
#define CLIENTS_REPORT_SECTIONS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define SECTION_COLUMNS_MAX 3

struct report_section {
    const char *title; /* to be translated */
    const char *report;
    const char *columns[SECTION_COLUMNS_MAX]; /* NULL: no more */
    const char *column;                       /* of its filter; NULL: none */
    const char *word;
};

struct report_document {
    const char *name;
    const char *title; /* to be translated */
    const struct report_section *exact;
    size_t exact_n;
    const struct report_section *outward;
    size_t outward_n;
};

/* report_document: "year", "trends", "training"; NULL: it is one table. */
const struct report_document *report_document(const char *name);

/* report_section_request: of one section; the caller's.  exact: with this
 * purpose. */
json_t *report_section_request(const struct report_section *section,
                               const char *from, const char *to,
                               const char *purpose);

#endif
