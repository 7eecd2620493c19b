/* trial -- a desk without processes: a real database in a folder of its
 * own, a virtual clock, and frames written and read as JSON. */
#ifndef TESTS_TRIAL_H
#define TESTS_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "core/config.h"
#include "core/zone.h"
#include "desk/desk.h"
#include "sys/clock.h"

#define SECOND_US    INT64_C(1000000)
#define MINUTE_US    (60 * SECOND_US)
#define TRIAL_START  INT64_C(1795294800000000) /* 2026-11-21 21:00 UTC */
#define TRIAL_PERIOD (12 * 60 * MINUTE_US)     /* of the rotation */

/* Who is enrolled.  Their connection has the number of the person, plus one,
 * unless a test takes another. */
enum trial_person {
    POLICE, /* submitters of three organisations */
    CARE,
    HOUSING,
    ANNA, /* coordinators: anna and bram rotate, carla is the fallback */
    BRAM,
    CARLA,
    DORA,     /* the manager, a coordinator too */
    OPERATOR, /* asks for statistics too */
    TEAM, /* submitters: the trafficking team of the police, who may place */
    COMENSHA, /* somebody in a bed for a night, and who may in a COSM place */
    TRIAL_PEOPLE
};

struct trial {
    char *dir;
    struct clock clock;
    struct desk_settings settings;
    struct zone zone;
    struct desk_secrets secrets;
    struct desk_start start;
    struct desk *desk;
    int64_t keys[TRIAL_PEOPLE];
    json_t *sent;    /* array of {at, type, peer, key, bytes, message}; of
                      * a page of metrics {at, type, peer, key, metrics} */
    uint64_t asked;  /* makes request ids */
    uint64_t posted; /* makes message ids */
    bool deaf;       /* what the desk sends is not looked at */
    int64_t each_us; /* time that goes by with each frame it sends */
};

/* trial_new: a fresh database with its people, and the desk open, greeted by a
 * front.  Fails the test when something is wrong; so do all the others. */
struct trial *trial_new(void);

/* trial_older: of an installation from before the documents of the chain. */
struct trial *trial_older(void);
void trial_free(struct trial *trial);

/* cmocka's setup and teardown: *state is a trial.  The police are connected,
 * and what was sent so far is forgotten. */
int trial_setup(void **state);
int trial_teardown(void **state);

/* trial_crash: the desk is gone, whatever it was about to do; trial_open: a new
 * one on the same database, greeted by a new front. */
void trial_crash(struct trial *trial);
void trial_open(struct trial *trial);

uint64_t trial_peer(enum trial_person person);

/* trial_take: give the desk one request; it is not committed.  The body is
 * taken over.  Answers the request id in hexadecimal (to be freed). */
char *trial_take(struct trial *trial, uint64_t peer, int64_t key,
                 const char *kind, json_t *body);

/* trial_ask: take, commit, and the answer, borrowed until the next
 * trial_forget: the whole ServerMessage, NULL when there is none. */
json_t *trial_ask(struct trial *trial, enum trial_person person,
                  const char *kind, json_t *body);

/* trial_body: the answer's body when it is of that kind; else the test fails */
json_t *trial_body(json_t *answer, const char *kind);

/* What makes a PARK the supervisor's. */
extern const uint8_t trial_park_word[DESK_WORD_BYTES];

/* trial_hello: connect.  trial_attach: to "inbox" or "desk". */
void trial_hello(struct trial *trial, enum trial_person person);
void trial_attach(struct trial *trial, enum trial_person person,
                  const char *stream, uint64_t after);

/* trial_tick: what is due now.  trial_run: let time pass, ticking when the desk
 * wants it. */
void trial_tick(struct trial *trial);
void trial_run(struct trial *trial, int64_t us);
/* trial_skip: time passes and the desk is not called meanwhile: what became due
 * is late.  For long quiet times. */
void trial_skip(struct trial *trial, int64_t us);

/* What was sent since the last trial_forget. */
void trial_forget(struct trial *trial);
size_t trial_count(const struct trial *trial, uint64_t peer);
/* the i-th event of that kind pushed to the peer ("page", "feedback", ..),
 * NULL when there are not so many; and how many there are */
json_t *trial_event(const struct trial *trial, uint64_t peer, const char *kind,
                    size_t i);
size_t trial_events(const struct trial *trial, uint64_t peer, const char *kind);
/* the same of the pages to a person, at the connection of the person's own */
json_t *trial_page(const struct trial *trial, enum trial_person person,
                   size_t i);
size_t trial_pages(const struct trial *trial, enum trial_person person);
/* about how many alerts: single pages, and those that summaries told */
size_t trial_called(const struct trial *trial, enum trial_person person);
/* how many notices of that code a person got, and the latest, or NULL */
size_t trial_notices(const struct trial *trial, enum trial_person person,
                     const char *code);
json_t *trial_notice(const struct trial *trial, enum trial_person person,
                     const char *code);
/* the i-th message of that kind to the peer ("heartbeat", "page_again") */
json_t *trial_message(const struct trial *trial, uint64_t peer,
                      const char *kind, size_t i);

/* Contents, and a submit of one with a new message id. */
json_t *trial_signal(const char *postcode, unsigned house,
                     const char *addition);
json_t *trial_referral(const char *shelter, const char *unsafe);
json_t *trial_submit_body(struct trial *trial, const char *kind,
                          json_t *content);
/* trial_post: submit and accepted; the Receipt */
json_t *trial_post(struct trial *trial, enum trial_person person,
                   const char *kind, json_t *content);

const char *trial_text(const json_t *object, const char *name);
int64_t trial_number(const json_t *object, const char *name);

#endif
