/* two_runs -- one history of one organisation, run with whatever others do
 * beside it, and everything the organisation can see of it.
 *
 * The organisation is the police.  What it sends, and what coordinators do
 * about its messages, depends on one seed alone; what others send, and what
 * coordinators do about alerts in which it has no message, on another. */
#ifndef TESTS_TWO_RUNS_H
#define TESTS_TWO_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "trial.h"

#define RUN_STEPS    16 /* of the organisation */
#define RUN_MESSAGES 64 /* that are kept, of each side */

struct run_plan {
    uint64_t seed;   /* of the organisation */
    uint64_t others; /* of the others, 0: they do nothing */
    int steps;       /* at most RUN_STEPS */
    bool days;       /* signals only, and days afterwards: match notes come */
};

/* What there was to be seen, of all runs it is given to: a proof in which
 * nothing happens proves nothing. */
struct run_tally {
    size_t runs;
    size_t frames;   /* to the organisation */
    size_t storms;   /* that the manager heard of */
    size_t notes;    /* match notes of the organisation .. */
    size_t matches;  /* .. that say that there is a match */
    size_t not_seen; /* the other words that it heard */
    size_t seen;
    size_t closed;
    size_t versions;
    size_t refused;   /* messages of the organisation */
    size_t shared;    /* alerts of messages of the organisation and others */
    size_t bundles;   /* .. bundles */
    size_t elsewhere; /* acts of people about alerts of others alone */
    size_t erased;    /* messages of the others */
    size_t decided;   /* what belongs together, also of its signals */
};

/* run_history: the frames the organisation got, in order: an array of {at,
 * type, bytes, message}, to be freed.  What is random by nature or made of row
 * numbers is replaced by when the organisation met it first. */
json_t *run_history(const struct run_plan *plan, struct run_tally *tally);

/* run_compare: of two runs with one seed, true when the organisation saw the
 * same; else says in `why` what differs first. */
bool run_compare(const json_t *one, const json_t *other, char *why, size_t cap);

#endif
