/* state -- what the files of front share: one loop, one thread, one of each.
 * Only front.c makes and ends it. */
#ifndef FRONT_STATE_H
#define FRONT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/rc.h"

struct channel;
struct clock;
struct event;
struct event_base;
struct fair;
struct front_settings;
struct keyring;
struct metrics;
struct pulse;
struct router;
struct sessions;
struct test_control;
struct zap;
struct zev;

enum front_phase {
    FRONT_AWAITS_READY, /* what comes was meant for a predecessor */
    FRONT_AWAITS_KEYS,
    FRONT_SERVES
};

/* Since the start; logged as a line of numbers, never with contents. */
struct front_counts {
    uint64_t forwarded;      /* frames to the desk */
    uint64_t pushed;         /* frames to peers */
    uint64_t push_lost;      /* the peer was slow or gone */
    uint64_t malformed;      /* refused by the check */
    uint64_t busy;           /* refused for lack of room */
    uint64_t routing_bad;    /* routing id that is not the server's make */
    uint64_t multipart;      /* more than one frame in a message */
    uint64_t key_bad;        /* message or push of a key not valid now */
    uint64_t sessions_ended; /* revoked, expired, silent, unreachable */
};

struct front {
    const struct front_settings *settings;
    const struct clock *clock;
    struct pulse *pulse;          /* NULL: nobody watches */
    struct test_control *control; /* NULL: no fault points */
    void *context;
    struct event_base *base;
    struct event *channel_readable;
    struct event *channel_writable;
    struct event *terminated;
    struct event *tick;
    struct event *turn; /* when the fair queue may go on */
    struct channel *channel;
    struct keyring *keyring;
    struct sessions *sessions;
    struct fair *fair;
    struct zap *zap;
    struct router *router;
    struct zev *intake;      /* the router's input */
    struct metrics *metrics; /* NULL: they are not served */
    struct front_counts counts;
    struct front_counts counts_logged;
    uint64_t instance;
    enum front_phase phase;
    int64_t now_utc_us;   /* of the frames being read from the desk */
    bool channel_blocked; /* until its socket is writable */
    bool router_used;     /* sent on since the last look at its events */
    bool stopped;
    enum rc rc; /* why */
};

/* front_stop: the loop ends after this pass; the first reason counts. */
void front_stop(struct front *front, enum rc rc);

/* front_bind: the first list of keys is here: let them in. */
void front_bind(struct front *front);

#endif
