/* submit -- messages on their way: a window of them at the desk, each kept in
 * the outbox and resent with the same id until its receipt is there. */
#ifndef CLIENTS_SUBMIT_H
#define CLIENTS_SUBMIT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "args.h"
#include "core/rc.h"
#include "outbox.h"
#include "output.h"

struct refusal;
struct session;
struct submitter;

#define SUBMIT_WINDOW 64

struct submit_counts {
    size_t accepted;
    size_t replayed; /* the desk had them already */
    size_t refused;
    size_t waiting; /* no receipt in time; kept in the outbox */
};

/* submitter_open: session and outbox are borrowed until the close.
 * receipt_ms: how long before the person is told "not received". */
MUST_USE enum rc submitter_open(struct submitter **out,
                                const struct invocation *inv,
                                struct session *session, struct outbox *outbox,
                                int64_t receipt_ms);
void submitter_close(struct submitter *submitter);

/* submitter_add: one more on its way (after the next outbox_sync()); the item
 * is handed over.  line may be one of submit_report.h instead.  There must be
 * submitter_room().  What became of it is printed in the order of the input,
 * unless an earlier one keeps everybody waiting. */
void submitter_add(struct submitter *submitter, size_t line,
                   struct outbox_item *item);

/* submitter_refuse: report a line that is wrong by itself; it takes room too
 * until it is printed. */
void submitter_refuse(struct submitter *submitter, size_t line,
                      const struct refusal *why);

size_t submitter_room(const struct submitter *submitter);

/* submitter_turn: send what is due and take what comes next; returns at once
 * when fd (-1: none) may be read. */
void submitter_turn(struct submitter *submitter, int fd);

/* submitter_end: the counts, printed as a summary, and the exit code. */
enum ending submitter_end(const struct submitter *submitter);

#endif
