/* watch_pages -- the calls a coordinator has not answered yet: which must
 * ring, and which rang already. */
#ifndef CLIENTS_WATCH_PAGES_H
#define CLIENTS_WATCH_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"

#define WATCH_LISTED_MAX 10

/* An alert of a summary. */
struct watch_listed {
    char alert[12];
    char level[16];
    int64_t generation;
    bool over; /* somebody answered it */
};

/* A call about one alert, or a summary about many: `alert` is "" then. */
struct watch_page {
    char page_id[33]; /* hexadecimal */
    char alert[12];
    char level[16];
    char kind[16];
    int64_t generation;
    int64_t step;
    int64_t deadline_us;
    char cause[16]; /* "drill", ..; "" of a message */
    int64_t total;  /* of a summary: how many alerts, and .. */
    int64_t crisis; /* .. how many of U2 or graver */
    struct watch_listed listed[WATCH_LISTED_MAX];
    size_t listed_n; /* 0: no summary */
    int64_t rang_ms; /* monotonic; 0: not yet */
    bool announced;  /* its command was started */
    bool over;       /* answered or cancelled; kept to know a repeat */
};

/* Zeroed is empty. */
struct watch_pages {
    struct watch_page *pages; /* oldest first */
    size_t n;
    size_t room;
};

/* watch_pages_add: RC_OK: new; RC_DUP: known, nothing changes (a repeat, or
 * one that is over); RC_FATAL: no memory. */
MUST_USE enum rc watch_pages_add(struct watch_pages *pages,
                                 const struct watch_page *page);

/* watch_pages_end: this page is over; unknown ones are remembered too. */
void watch_pages_end(struct watch_pages *pages, const char *page_id);

/* watch_pages_end_alert: every page of the alert up to this generation; a
 * summary is over when every alert it lists is. */
void watch_pages_end_alert(struct watch_pages *pages, const char *alert,
                           int64_t generation);

/* watch_pages_ring: the next page that must ring at now_ms: a new one, or one
 * that rang repeat_ms ago; it counts as rung.  *again tells which; NULL:
 * none. */
const struct watch_page *watch_pages_ring(struct watch_pages *pages,
                                          int64_t now_ms, int64_t repeat_ms,
                                          bool *again);

/* watch_pages_unannounced: of those that rang, are not announced and not over,
 * the gravest level first and of one level the oldest; NULL: none.
 * watch_pages_announced: this page needs no announcement any more. */
const struct watch_page *
watch_pages_unannounced(const struct watch_pages *pages);
void watch_pages_announced(struct watch_pages *pages, const char *page_id);

/* watch_pages_open: the nth that is not over, the gravest level first and of
 * one level the newest; NULL: none. */
const struct watch_page *watch_pages_open(const struct watch_pages *pages,
                                          size_t nth);

/* watch_pages_know: is there a page of this alert, over or not? */
bool watch_pages_know(const struct watch_pages *pages, const char *alert);

void watch_pages_close(struct watch_pages *pages);

#endif
