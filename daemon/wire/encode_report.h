/* encode_report -- figures, to bytes; as encode.h. */
#ifndef WIRE_ENCODE_REPORT_H
#define WIRE_ENCODE_REPORT_H

#include <stddef.h>

#include "core/report_reply.h"
#include "wire/encode.h"

/* 0 when there are more than REPORT_PAGE rows or REPORT_CELLS_MAX columns. */
size_t wire_report_table(const struct wire_out *out,
                         const struct reply_report *report);

#endif
