/* report_reply -- one page of a report, as it is told. */
#ifndef CORE_REPORT_REPLY_H
#define CORE_REPORT_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/report.h"

#define REPORT_CELLS_MAX  (REPORT_COLUMNS_MAX + 4)
#define REPORT_DATE_BYTES 11

struct reply_report_row {
    char cells[REPORT_CELLS_MAX][REPORT_WORD_BYTES];
};

struct reply_report {
    const char *columns[REPORT_CELLS_MAX];
    size_t columns_n;
    const struct reply_report_row *rows; /* at most REPORT_PAGE */
    size_t rows_n;
    bool exact;
    char next[24]; /* cursor; "" no more */
    uint32_t threshold;
    char as_of[REPORT_DATE_BYTES]; /* full-date */
};

#endif
