/* metrics -- the page of metrics over HTTP, for collectors on this machine:
 * GET /metrics, front's own numbers and those the desk tells when asked.
 *
 * Whoever connects can hold up others of its kind and nobody else: at most
 * eight at a time, each for at most five seconds, and the desk is asked at
 * most ten times a second.  A desk that does not answer within two seconds
 * shows as loket_desk_up 0. */
#ifndef FRONT_METRICS_H
#define FRONT_METRICS_H

#include "core/rc.h"

struct channel_frame;
struct front;
struct metrics;

/* metrics_open: serve on a listening descriptor, which is taken over on
 * RC_OK; front is borrowed and has its loop and clock. */
MUST_USE enum rc metrics_open(struct metrics **out, struct front *front,
                              int fd);
void metrics_close(struct metrics *metrics); /* NULL is allowed */

/* metrics_answer: a frame METRICS from the desk. */
void metrics_answer(struct metrics *metrics, const struct channel_frame *frame);

/* metrics_sweep: end what took too long; about twice a second. */
void metrics_sweep(struct metrics *metrics);

#endif
