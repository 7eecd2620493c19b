/* simulate -- the course of one alert as it would be: the same functions of
 * core that the daemon calls, a clock that jumps from due time to due time,
 * and people who answer as they are told (pure). */
#ifndef CLIENTS_SIMULATE_H
#define CLIENTS_SIMULATE_H

#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/desk_rules.h"

#define SIMULATE_ACKS_MAX 16

struct simulate_ack {
    size_t person;    /* index in the book */
    int64_t after_us; /* since the start, >= 0 */
};

struct simulate_plan {
    int64_t start_us;
    enum level level;
    enum message_kind kind;
    struct simulate_ack acks[SIMULATE_ACKS_MAX]; /* in any order */
    size_t acks_n;
    person_set never; /* their devices never confirm a page */
    int64_t for_us;   /* how long is looked */
};

enum simulate_what {
    SIMULATE_HELD = 1,    /* until release_us, or a digest (0) */
    SIMULATE_RELEASED,    /* its window opens */
    SIMULATE_EMPTY,       /* `count` steps passed over: nobody is there */
    SIMULATE_STEP,        /* `people` are called */
    SIMULATE_FALLBACK,    /* everybody was missing: the fallback is called */
    SIMULATE_JOIN,        /* a shift begins: `people` are called as well */
    SIMULATE_UNDELIVERED, /* no device has it: the next step now */
    SIMULATE_ACK,         /* by `people`; `verdict` is the answer */
    SIMULATE_ACK_TIMEOUT, /* nothing was heard of the owner */
    SIMULATE_RAISED,      /* nobody acknowledged in time: to `level` */
    SIMULATE_NOT_SEEN,    /* the senders hear so, with a number to call */
    SIMULATE_END          /* the time is over; `state` is how it stands */
};

struct simulate_event {
    enum simulate_what what;
    int64_t at_us;
    enum level level;
    enum alert_state state;
    uint32_t generation;
    uint32_t step;       /* counted */
    uint32_t position;   /* its place in the policy, 0: the fallback */
    uint32_t count;      /* of SIMULATE_EMPTY */
    int64_t until_us;    /* of STEP and FALLBACK the wait; of HELD the release;
                          * of ACK when progress is expected; 0: none */
    int64_t deadline_us; /* 0: none */
    person_set people;
    enum ack_verdict verdict;
    const char *policy; /* its name; lives as long as the call */
};

/* simulate: events go to the visitor in the order of time.
 *
 * in      rules as the daemon would use them; who cannot be reached has
 *         `reachable` false there
 * rules   reachable people's devices confirm a page at once, unless `never`;
 *         what is due is done before an answer of the same instant */
typedef void simulate_visit(const struct simulate_event *event, void *arg);
void simulate(const struct desk_rules *rules, const struct simulate_plan *plan,
              simulate_visit *visit, void *arg);

/* simulate_write: an event as a line, "2026-10-25 02:30:00 +01:00  +1:30:00
 * step 1 ..", in the user's language; answers out. */
#define SIMULATE_LINE_BYTES 1024
const char *simulate_write(const struct roster_book *book, int64_t start_us,
                           const struct simulate_event *event,
                           char out[SIMULATE_LINE_BYTES]);

/* simulate_name: "step", "ack_timeout", ..: its word for programs. */
const char *simulate_name(enum simulate_what what);

#endif
