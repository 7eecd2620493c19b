/* fixture -- a store in a directory of its own, and things to put into it. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/alerts.h"
#include "store/combine.h"
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

/* fixture_combine: one message with tokens named by small numbers. */
void fixture_combine(struct fixture *fixture, int64_t seq,
                     const uint8_t *tokens, size_t n);
struct link_token fixture_token(uint8_t number);

/* fixture_event: an event for a stream with a short body. */
struct event_out fixture_event(enum stream_kind kind, int64_t owner,
                               uint8_t number);

/* fixture_alert: a new alert for a message; answers its row. */
int64_t fixture_alert(struct fixture *fixture, int64_t seq, int64_t bundle);

/* fixture_silence: no log lines, in tests that provoke thousands. */
void fixture_silence(void);

/* fixture_stride: 1, or with LOKET_QUICK in the environment how many cases of
 * a long sweep are skipped over, for runs under slow tools. */
unsigned fixture_stride(void);

/* fixture_number: one integer of the database, read past the store. */
int64_t fixture_number(const struct fixture *fixture, const char *sql);

#endif
