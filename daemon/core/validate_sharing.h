/* validate_sharing -- validate_desk.h's rules for sharing, questions,
 * bottlenecks, decisions and figures.
 *
 * SHARE_NEW          an id, an organisation, a content, a purpose
 * SHARE_RECALL       a share and a reason
 * ASK                an id and a text: 1 to VALIDATE_QUESTION_MAX bytes, no
 *                    BSN, no control characters
 * ANSWER             a receipt, a question and a text of the same rules
 * LIST_QUESTIONS     a receipt or an id, not both
 * BOTTLENECK_ACTION  an id and a state; a reason of the usual rules
 * ROUTE_EXPLAIN      an id
 * REPORT             a report; columns at most REPORT_COLUMNS_MAX, values of a
 *                    filter 1 to REPORT_VALUES_MAX; full-dates, from < to; an
 *                    exact one needs a purpose.  Which reports and columns
 *                    there are is core/report.h's to say
 * in, out, cost      as validate_desk() */
#ifndef CORE_VALIDATE_SHARING_H
#define CORE_VALIDATE_SHARING_H

#include "core/refusal.h"
#include "core/request.h"

#define VALIDATE_QUESTION_MAX 280 /* bytes */

void validate_sharing(const struct request *request, struct refusal *why);

#endif
