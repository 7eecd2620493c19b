/* script -- a night in small steps, for the tests that break something in
 * the middle: every step is one call of the store, and so one transaction.
 * Round after round the same steps with other messages, alerts and pages. */
#ifndef TESTS_STORE_SCRIPT_H
#define TESTS_STORE_SCRIPT_H

#include <stdint.h>

#include "core/rc.h"
#include "store/store.h"
#include "sys/vault.h"

struct fixture;

#define SCRIPT_STEPS       39 /* in a round */
#define SCRIPT_STATE_BYTES 2048

struct script {
    struct store *store;
    const int64_t *people; /* FIXTURE_PEOPLE of them */
    uint32_t round;
    int64_t last_seq;  /* of the journal, as acknowledged */
    int64_t first_seq; /* of this round */
    uint32_t batch;
    int64_t urgent_alert;
    int64_t other_alert;
    int64_t swap;
    int64_t share;
    int64_t question;
    int64_t task;
    int64_t decision;
    int64_t erased;    /* of this round */
    uint32_t body_max; /* 0: 600 bytes */
};

/* The night is played after a rotation: what script_prepare() put there is
 * wrapped by the first of two epochs, what comes by the second. */
extern const struct vault script_vault;

/* script_prepare: what was there before the night; closes the store. */
void script_prepare(struct fixture *fixture);

/* script_step: step 0 to SCRIPT_STEPS - 1 of the present round; the last one
 * begins the next round when it is RC_OK. */
enum rc script_step(struct script *script, unsigned step);

/* script_shelter: its steps about places: a referral asks for one, and gets it. */
enum rc script_shelter_request(struct script *script);
enum rc script_shelter_place(struct script *script);
/* script_sharing: its steps about what leaves the desk, a question and its
 * answer, a bottleneck and match notes. */
enum rc script_share(struct script *script);
enum rc script_recall(struct script *script);
enum rc script_ask(struct script *script);
enum rc script_answer(struct script *script);
enum rc script_bottleneck(struct script *script);
enum rc script_notes(struct script *script);
/* script_linking: what is linked, related, decided and taken back; the other
 * set of tables, which takes the place of the first, and is emptied. */
enum rc script_link(struct script *script);
enum rc script_relate(struct script *script);
enum rc script_decide(struct script *script);
enum rc script_next_set(struct script *script);
enum rc script_swap(struct script *script);
enum rc script_take_back(struct script *script);
enum rc script_snapshot(struct script *script);
enum rc script_clear(struct script *script);
/* script_erase: a message of its own comes, is combined, is erased, and is out of
 * the log. */
enum rc script_erase_take(struct script *script);
enum rc script_erase_combine(struct script *script);
enum rc script_erase(struct script *script);
enum rc script_erase_finish(struct script *script);
/* script_rewrap: a slice of what the older epoch still wraps; the second one of
 * the first round is the last. */
enum rc script_rewrap(struct script *script);
/* Steps of script_casework.c, in their order. */
enum rc script_ask_task(struct script *script);
enum rc script_end_term(struct script *script);

/* script_state: what the database holds, as text; two states with the same
 * text hold the same facts. */
void script_state(struct store *store, char out[SCRIPT_STATE_BYTES]);

/* script_check: bodies whole, streams without holes, and every alert, page,
 * summary, document, swap and referral with all that belongs to it.  NULL, or
 * what is wrong. */
const char *script_check(struct store *store);

/* script_check_bodies: the first part of it alone. */
const char *script_check_bodies(struct store *store);

/* script_check_keys: of a database that is not open: every key opens, and the
 * older epoch can be dropped exactly when it wraps nothing.  NULL, or what is
 * wrong. */
const char *script_check_keys(const char *dir);

#endif
