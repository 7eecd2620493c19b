/* watch_pages -- see watch_pages.h */
#include "watch_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OVER_KEPT 512 /* repeats are recognised that far back */

static struct watch_page *
find(const struct watch_pages *pages, const char *page_id)
{
    for (size_t i = 0; i < pages->n; i++) {
        if (strcmp(pages->pages[i].page_id, page_id) == 0)
            return &pages->pages[i];
    }
    return NULL;
}

/* Forgets the oldest that is over, when there are many. */
static void
forget(struct watch_pages *pages)
{
    if (pages->n < OVER_KEPT)
        return;
    for (size_t i = 0; i < pages->n; i++) {
        if (!pages->pages[i].over)
            continue;
        memmove(&pages->pages[i], &pages->pages[i + 1],
                (pages->n - i - 1) * sizeof *pages->pages);
        pages->n--;
        return;
    }
}

enum rc
watch_pages_add(struct watch_pages *pages, const struct watch_page *page)
{
    if (find(pages, page->page_id) != NULL)
        return RC_DUP;
    forget(pages);
    if (pages->n == pages->room) {
        size_t room = pages->room == 0 ? 16 : pages->room * 2;
        struct watch_page *more =
            reallocarray(pages->pages, room, sizeof *more);

        if (more == NULL)
            return RC_FATAL;
        pages->pages = more;
        pages->room = room;
    }
    pages->pages[pages->n++] = *page;
    return RC_OK;
}

void
watch_pages_end(struct watch_pages *pages, const char *page_id)
{
    struct watch_page *page = find(pages, page_id);

    if (page == NULL) {
        struct watch_page over = {.over = true};

        (void)snprintf(over.page_id, sizeof over.page_id, "%s", page_id);
        (void)!watch_pages_add(pages, &over);
        return;
    }
    page->over = true;
}

/* A summary is answered by its alerts, one after the other. */
static void
listed_end(struct watch_page *page, const char *alert, int64_t generation)
{
    bool open = false;

    for (size_t i = 0; i < page->listed_n; i++) {
        struct watch_listed *listed = &page->listed[i];

        if (strcmp(listed->alert, alert) == 0 &&
            listed->generation <= generation)
            listed->over = true;
        open = open || !listed->over;
    }
    if (page->listed_n > 0 && !open)
        page->over = true;
}

void
watch_pages_end_alert(struct watch_pages *pages, const char *alert,
                      int64_t generation)
{
    for (size_t i = 0; i < pages->n; i++) {
        struct watch_page *page = &pages->pages[i];

        if (page->listed_n > 0)
            listed_end(page, alert, generation);
        else if (strcmp(page->alert, alert) == 0 &&
                 page->generation <= generation)
            page->over = true;
    }
}

const struct watch_page *
watch_pages_ring(struct watch_pages *pages, int64_t now_ms, int64_t repeat_ms,
                 bool *again)
{
    for (size_t i = 0; i < pages->n; i++) {
        struct watch_page *page = &pages->pages[i];

        if (page->over ||
            (page->rang_ms != 0 && now_ms - page->rang_ms < repeat_ms))
            continue;
        *again = page->rang_ms != 0;
        page->rang_ms = now_ms;
        return page;
    }
    return NULL;
}

/* "u1" is graver than "u2"; pages stand oldest first. */
const struct watch_page *
watch_pages_unannounced(const struct watch_pages *pages)
{
    const struct watch_page *first = NULL;

    for (size_t i = 0; i < pages->n; i++) {
        const struct watch_page *page = &pages->pages[i];

        if (page->over || page->announced || page->rang_ms == 0)
            continue;
        if (first == NULL || strcmp(page->level, first->level) < 0)
            first = page;
    }
    return first;
}

void
watch_pages_announced(struct watch_pages *pages, const char *page_id)
{
    struct watch_page *page = find(pages, page_id);

    if (page != NULL)
        page->announced = true;
}

static bool
is_before(const struct watch_page *one, const struct watch_page *other)
{
    int level = strcmp(one->level, other->level);

    return !one->over && (level < 0 || (level == 0 && one > other));
}

const struct watch_page *
watch_pages_open(const struct watch_pages *pages, size_t nth)
{
    for (size_t i = 0; i < pages->n; i++) {
        const struct watch_page *page = &pages->pages[i];
        size_t before = 0;

        for (size_t j = 0; j < pages->n && !page->over; j++)
            before += is_before(&pages->pages[j], page) ? 1 : 0;
        if (!page->over && before == nth)
            return page;
    }
    return NULL;
}

bool
watch_pages_know(const struct watch_pages *pages, const char *alert)
{
    for (size_t i = 0; i < pages->n; i++) {
        const struct watch_page *page = &pages->pages[i];

        if (page->listed_n == 0 && strcmp(page->alert, alert) == 0)
            return true;
        for (size_t j = 0; j < page->listed_n; j++) {
            if (strcmp(page->listed[j].alert, alert) == 0)
                return true;
        }
    }
    return false;
}

void
watch_pages_close(struct watch_pages *pages)
{
    free(pages->pages);
    *pages = (struct watch_pages){0};
}
