/* fixture -- a store in a directory of its own, and things to put into it. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/token.h"
#include "store/alerts.h"
#include "store/combine.h"
#include "store/documents.h"
#include "store/due.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/store.h"

#define FIXTURE_PATH_BYTES 128
#define FIXTURE_PEOPLE     4
#define FIXTURE_NOW_US     1800000000000000

struct fixture {
    char dir[FIXTURE_PATH_BYTES];
    struct store *store;
    int64_t people[FIXTURE_PEOPLE]; /* principals "p0" .. */
};

/* fixture_open: an empty directory in memory, a new store with people. */
struct fixture *fixture_open(void);

/* fixture_reopen: close and open again. */
void fixture_reopen(struct fixture *fixture);

/* fixture_close: closes and removes everything; NULL is allowed. */
void fixture_close(struct fixture *fixture);

/* cmocka's setup and teardown: *state is a fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* fixture_dir_make / _remove: the directory alone. */
void fixture_dir_make(char out[FIXTURE_PATH_BYTES]);
void fixture_dir_remove(const char *dir);

/* fixture_entry: message `number` of an organisation, a body of body_n bytes
 * that only depends on number; kept in the caller's room. */
struct journal_entry fixture_entry(int64_t organisation, uint32_t number,
                                   uint8_t *room, size_t body_n);

/* fixture_body_ok: does the body belong to the message id, and is it whole? */
bool fixture_body_ok(const struct journal_row *row);

/* fixture_submit: one signal or referral; answers its seq. */
int64_t fixture_submit(struct fixture *fixture, int64_t organisation,
                       uint32_t number, enum message_kind kind);

/* fixture_combine: one signal with small words, an odd and an even one at most:
 * whoever shares one is in one bundle.  None: it is not linked, has no bundle;
 * so for any message. */
void fixture_combine(struct fixture *fixture, int64_t seq, const uint8_t *words,
                     size_t n);

/* fixture_token: the keyed pseudonym of somebody. */
struct link_token fixture_token(uint8_t number);

/* fixture_event: an event for a stream with a short body. */
struct event_out fixture_event(enum stream_kind kind, int64_t owner,
                               uint8_t number);

/* fixture_fresh: a new alert of level U2 that pages, its step due now. */
struct alert fixture_fresh(void);

/* fixture_alert: such an alert for a message; answers its row.
 * fixture_signal: with message `number`, a signal of its own. */
int64_t fixture_alert(struct fixture *fixture, int64_t seq, int64_t bundle);
int64_t fixture_signal(struct fixture *fixture, uint32_t number);

/* A change of an alert, to be filled in further. */
struct fixture_change {
    struct alert before;
    struct alert after;
    struct alert_change change;
};

/* fixture_change: from the alert as it is to the same; verb "step", now
 * FIXTURE_NOW_US.  fixture_page: its next step, with one page a person (n of
 * them) named by a number each; from FIXTURE_NOW_US + 2 on they are sent
 * again, at + 300 comes the step after it. */
void fixture_change(struct fixture *fixture, int64_t alert,
                    struct fixture_change *out);
void fixture_page(struct fixture *fixture, int64_t alert,
                  const struct page_new *pages, size_t n);

/* fixture_put: one desk document, one line long, on top of version `expect`. */
enum rc fixture_put(struct fixture *fixture, const char *name, int64_t expect,
                    const char *text);

/* fixture_silence: no log lines, in tests that provoke thousands. */
void fixture_silence(void);

/* fixture_stride: of a long sweep each how many-th case is tried: `usual`, with
 * LOKET_SWEEP in the environment all of them, with LOKET_QUICK few, for runs
 * under slow tools. */
unsigned fixture_stride(unsigned usual);

/* fixture_number: one integer of the database, read past the store. */
int64_t fixture_number(const struct fixture *fixture, const char *sql);

/* fixture_alter: statements, past the store, as an operator with a shell
 * could. */
void fixture_alter(const struct fixture *fixture, const char *sql);

#endif
