/* metrics_page -- what a collector of metrics gets to read. */
#ifndef FRONT_METRICS_PAGE_H
#define FRONT_METRICS_PAGE_H

#include <stddef.h>

struct channel_frame;
struct front;

#define METRICS_OWN_BYTES 4096

struct metrics_page {
    char own[METRICS_OWN_BYTES];
    size_t own_n;
    const void *desk; /* borrowed: what the desk told; NULL: nothing */
    size_t desk_n;
};

/* metrics_page_write: front's numbers, and the desk's in front of them when
 * frame (a METRICS) is there; the frame is borrowed. */
void metrics_page_write(struct metrics_page *page, const struct front *front,
                        const struct channel_frame *frame);

/* metrics_page_refusal: one line. */
void metrics_page_refusal(struct metrics_page *page, const char *reason);

#endif
