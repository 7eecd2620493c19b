/* drill_course -- what became of a drill so far, from what the desk shows of
 * its alert (pure). */
#ifndef CLIENTS_DRILL_COURSE_H
#define CLIENTS_DRILL_COURSE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DRILL_PAGES_MAX 64

enum drill_fact {
    DRILL_CALLED = 1,
    DRILL_DELIVERED,
    DRILL_ACKNOWLEDGED
};

/* Zeroed is nothing seen; `person` of a fact lives as long as the detail. */
struct drill_course {
    struct {
        char page_id[33];
        unsigned told; /* mask of 1 << enum drill_fact */
    } pages[DRILL_PAGES_MAX];
    size_t n;
    bool over;  /* the alert is closed */
    bool taken; /* by somebody */
};

typedef void drill_visit(void *arg, enum drill_fact fact, const char *person,
                         int64_t after_us);

/* drill_course_look: the facts of an AlertDetail that were not told before,
 * with the time since the alert was made. */
void drill_course_look(struct drill_course *course, const json_t *detail,
                       drill_visit *visit, void *arg);

#endif
