/* sending -- from lines of a file, through the outbox, to receipts: what the
 * verbs that send have in common. */
#ifndef CLIENTS_SENDING_H
#define CLIENTS_SENDING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "lines.h"
#include "verb.h"

struct outbox;
struct outbox_item;
struct submitter;

struct submit_options {
    const char *amends;
    const char *action;
    bool again;
    int64_t receipt_ms;
};

/* A run of one of these verbs. */
struct sending {
    struct invocation *inv;
    struct submit_options options;
    const char *kind; /* of lines that do not say */
    struct visit visit;
    struct outbox *outbox;
    struct submitter *submitter;
    struct outbox_item *waiting; /* of earlier runs, still to be sent */
    size_t waiting_n;
    size_t waiting_next;
    struct lines lines;
};

/* sending_open: profile, session and outbox.  Errors are said on stderr. */
MUST_USE enum rc sending_open(struct sending **out, struct invocation *inv,
                              const struct submit_options *options);
void sending_close(struct sending *sending);

/* sending_start: takes the submit (without message id) over: into the outbox
 * and on its way, or reported as wrong.  RC_FATAL: it could not be kept. */
MUST_USE enum rc sending_start(struct sending *sending, size_t line,
                               json_t *submit);

/* sending_run: what waited, then the lines of lines.fd (-1: none), until
 * each has its receipt or its time is over; reports and summary printed. */
enum ending sending_run(struct sending *sending);

#endif
