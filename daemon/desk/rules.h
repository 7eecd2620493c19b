/* rules -- the desk documents in force: read from the store at start, swapped
 * whole when a new version is accepted, never half. */
#ifndef DESK_RULES_H
#define DESK_RULES_H

#include <stdint.h>

#include "core/alert.h"
#include "core/desk_rules.h"
#include "core/rc.h"
#include "document/document.h"

struct desk;
struct document_findings;
struct store;

#define RULES_OLD_MAX 4 /* older policies kept at hand */

/* Policies of a version that is no longer in force, for alerts that run by
 * it; compiled against today's persons and rosters. */
struct rules_old {
    int64_t version;           /* 0: empty */
    struct policies *policies; /* NULL: cannot be read any more */
};

/* The keys a person can be called through, as indexes in desk->keys. */
struct rules_keys {
    size_t at[KEYS_MAX];
    size_t n;
};

struct rules {
    struct desk_rules *now;
    int64_t versions[DOCUMENT_LAST + 1]; /* by enum document_kind; 0: none */
    struct rules_keys keys[PERSONS_MAX];
    struct rules_old old[RULES_OLD_MAX];
    size_t old_next;
    /* Of each roster: who stays on call because who came has not accepted. */
    person_set doubled[ROSTERS_MAX];
};

/* Compiled and not in force. */
struct rules_new {
    struct desk_rules *rules;
    int64_t versions[DOCUMENT_LAST + 1];
};
void rules_new_close(struct rules_new *next);

/* rules_read: the newest version of every document in the store, compiled as
 * a whole.  RC_INVALID: findings say why; RC_FATAL: no memory. */
MUST_USE enum rc rules_read(struct store *store, const struct zone *zone,
                            struct rules_new *out,
                            struct document_findings *findings);

/* rules_open: read them and put them in force; what was found is logged. */
MUST_USE enum rc rules_open(struct desk *desk);
void rules_close(struct rules *rules);

/* rules_swap: put these in force and take them over; the old ones are freed.
 * People are looked up again. */
MUST_USE enum rc rules_swap(struct desk *desk, struct rules_new *next);

/* rules_people: look up the principals of the persons; after rules_swap() and
 * whenever the keys changed. */
MUST_USE enum rc rules_people(struct desk *desk);

/* rules_reach: who can be called at this instant, into the persons. */
void rules_reach(struct desk *desk, int64_t now_us);

/* rules_policy: by which policy this alert runs: that of its version, else
 * that of its level in force.
 * RC_DOWN, RC_FATAL: the store; *out is valid until the next call. */
MUST_USE enum rc rules_policy(struct desk *desk, const struct alert *alert,
                              const struct policy **out);

/* rules_anybody: adds every coordinator with a valid key to the n principals
 * of out, at most PERSONS_MAX in all, nobody twice; answers how many there are
 * then.  When not even the fallback can be called. */
size_t rules_anybody(const struct desk *desk, int64_t now_us,
                     int64_t out[PERSONS_MAX], size_t n);

/* rules_person_of: the index of a principal in the persons, PERSONS_MAX:
 * none.  rules_principals: of a set, without those that are not enrolled. */
size_t rules_person_of(const struct desk *desk, int64_t principal);
size_t rules_principals(const struct desk *desk, person_set people,
                        int64_t out[PERSONS_MAX]);

#endif
