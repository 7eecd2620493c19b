/* facts -- the coded values of each message, for rules and figures
 * (core/facts.h), and what the decision tables made of them. */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/facts.h"
#include "core/rc.h"
#include "core/route.h"

struct store;

/* facts_write: of one message; a second time for the same one changes nothing
 * (RC_DUP).  With amends: CORRECT counts in place of the message it amends,
 * if that counts; SUPPLEMENT does not count; after WITHDRAW none of them does.
 * The order in which they are written does not matter.
 * RC_NOT_FOUND: no such message. */
struct facts_row {
    int64_t seq;
    int64_t day; /* local day of acceptance, days since 1970 */
    int64_t organisation;
    const char *region; /* name, "" unknown */
    struct message_facts facts;
    int64_t amends; /* seq, 0: none, or not found */
    enum version_action action;
};
MUST_USE enum rc facts_write(struct store *store, const struct facts_row *row);

/* facts_get: of one message; RC_NOT_FOUND. */
MUST_USE enum rc facts_get(struct store *store, int64_t seq,
                           struct facts_row *out);

/* facts_of_bundle: of the messages of a bundle that are not withdrawn and not
 * corrected by a later one, seq < before, the newest first, at most cap. */
MUST_USE enum rc facts_of_bundle(struct store *store, int64_t bundle,
                                 int64_t before, struct facts_row *out,
                                 size_t cap, size_t *n);

/* facts_missing: combined messages without facts, ascending, at most cap: of
 * before there were facts.  One call looks at FACTS_LOOK messages beyond
 * scan->after, which goes on with them; scan->done: there are no more.
 * cost  by FACTS_LOOK, however many have theirs */
#define FACTS_LOOK 1000

struct facts_scan {
    int64_t after;
    bool done;
};
MUST_USE enum rc facts_missing(struct store *store, struct facts_scan *scan,
                               int64_t out[], size_t cap, size_t *n);

/* What the tables decided, with the versions that did. */
struct decision_row {
    int64_t decision; /* row identity */
    int64_t alert;
    int64_t seq; /* message that was routed; 0: asked again */
    int64_t at_us;
    enum level level;
    uint8_t class_k;
    uint8_t group;
    char region[NAME_BYTES];
    char desk[NAME_BYTES];
    char prepare[512];   /* names of roles, a space between */
    char proposals[512]; /* names of facilities */
    uint8_t shelter;     /* enum shelter_route */
    uint8_t placer;
    uint32_t ask;
    bool restricted;
    bool raised;
    int64_t tables_version;
    int64_t indicators_version;
    char trace[TRACE_BYTES];
};

/* decision_write: alone, with its audit record; in the transaction that makes
 * or changes an alert it goes with that one (store/alerts.h). */
MUST_USE enum rc decision_write(struct store *store,
                                const struct decision_row *row);

/* decision_known: was that class and group decided about the alert before, by
 * the same version of the tables? */
MUST_USE enum rc decision_known(struct store *store,
                                const struct decision_row *row, bool *known);

/* decision_list: of an alert (or, alert 0, of a message), newest first, at
 * most cap. */
MUST_USE enum rc decision_list(struct store *store, int64_t alert, int64_t seq,
                               struct decision_row *out, size_t cap, size_t *n);

#endif
