/* watch -- a coordinator's watch: pages ring until they are answered. */
#ifndef CLIENTS_WATCH_H
#define CLIENTS_WATCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "session.h"
#include "verb.h"
#include "watch_exec.h"
#include "watch_pages.h"

struct stream;

#define WATCH_ACTIONS_MAX 64
#define WATCH_OFFERED_MAX 9 /* one key each */

/* Something asked of the desk and not answered yet. */
struct watch_action {
    char id[SESSION_ID_CHARS]; /* "" when the place is free */
    json_t *body;
};

struct watch {
    const struct invocation *inv;
    struct visit visit;
    struct stream *inbox;
    struct stream *desk;
    struct watch_pages pages;
    struct watch_exec exec;
    struct watch_action actions[WATCH_ACTIONS_MAX];
    const char *command; /* --exec, NULL: none */
    int64_t repeat_ms;   /* an unanswered page rings again */
    int64_t alarm_ms;    /* silence of the desk */
    int64_t alarmed_ms;  /* silence at the last alarm, 0: none */
    char input[256];     /* read from stdin, not yet a whole line */
    size_t input_n;
    bool interactive; /* keys are read from a terminal */
    size_t offered_n; /* `a` was pressed, a number of these comes */
    struct watch_page offered[WATCH_OFFERED_MAX];
    bool quit;
};

/* watch_print: with --json one object {"event": name, ..}; `object` is
 * released, NULL for none. */
void watch_print(const struct watch *watch, const char *name, json_t *object);

/* watch_act: ask the desk, resent until it answers.  verb "acknowledge",
 * "takeover" or "close"; outcome NULL: none. */
void watch_act(struct watch *watch, const char *verb, const char *alert,
               int64_t generation, const char *outcome);

/* watch_input: what was typed, or with --json sent, on stdin.  false: stdin
 * has ended. */
bool watch_input(struct watch *watch);

/* watch_take: one event of the session; watch_tick: what is due. */
void watch_take(struct watch *watch, const struct session_event *event);
void watch_tick(struct watch *watch);

/* watch_page_read: a Page as the desk says it.
 * watch_page_ring: rings, and tells which call it is. */
void watch_page_read(struct watch_page *page, const json_t *body);
void watch_page_ring(const struct watch *watch, const struct watch_page *page,
                     bool again);

/* What the streams say; arg is the watch. */
void watch_on_event(void *arg, const char *stream, const json_t *event);
void watch_on_snapshot(void *arg, const char *stream, const json_t *snapshot);

#endif
