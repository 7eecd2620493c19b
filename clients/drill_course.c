/* drill_course -- see drill_course.h */
#include "drill_course.h"

#include <stdio.h>
#include <string.h>

#include "output.h"

static size_t
page_find(struct drill_course *course, const char *page_id)
{
    size_t i = 0;

    while (i < course->n && strcmp(course->pages[i].page_id, page_id) != 0)
        i++;
    if (i == course->n && i < DRILL_PAGES_MAX) {
        (void)snprintf(course->pages[i].page_id,
                       sizeof course->pages[i].page_id, "%s", page_id);
        course->n++;
    }
    return i;
}

void
drill_course_look(struct drill_course *course, const json_t *detail,
                  drill_visit *visit, void *arg)
{
    const json_t *alert = json_object_get(detail, "alert");
    int64_t begun_us = object_number(alert, "created_us");
    const json_t *page;
    size_t i;

    json_array_foreach(json_object_get(detail, "pages"), i, page)
    {
        const struct {
            enum drill_fact fact;
            int64_t at_us; /* 0: not yet */
        } facts[] = {
            {DRILL_CALLED, object_number(page, "created_us")},
            {DRILL_DELIVERED, object_number(page, "delivered_us")},
            {DRILL_ACKNOWLEDGED, object_number(page, "acknowledged_us")},
        };
        size_t at = page_find(course, object_text(page, "page_id"));

        for (size_t k = 0; at < course->n && k < 3; k++) {
            unsigned bit = 1U << facts[k].fact;

            if (facts[k].at_us == 0 || (course->pages[at].told & bit) != 0)
                continue;
            course->pages[at].told |= bit;
            visit(arg, facts[k].fact, object_text(page, "person"),
                  facts[k].at_us - begun_us);
        }
    }
    course->over = strcmp(object_text(alert, "state"), "closed") == 0;
    course->taken = object_number(alert, "acknowledged_us") != 0;
}
