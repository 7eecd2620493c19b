/* submit_report -- what became of one message that was sent: the object that
 * --json prints, and its words. */
#ifndef CLIENTS_SUBMIT_REPORT_H
#define CLIENTS_SUBMIT_REPORT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct output;

/* Instead of the number of a line. */
#define SUBMIT_OUTBOX  0        /* it waited since an earlier run */
#define SUBMIT_NO_LINE SIZE_MAX /* it came from the command line */

/* The report, the caller's; NULL when memory is short.  verdict is accepted
 * or replayed, refused, not_received. */
json_t *submit_report_received(size_t line, const json_t *receipt);
json_t *submit_report_refused(size_t line, const json_t *refusal);
json_t *submit_report_waiting(size_t line, const char *telephone);

/* submit_report_print: as an object or in words, a line for each finding. */
void submit_report_print(const struct output *out, const json_t *report);

#endif
