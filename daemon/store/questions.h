/* questions -- what coordinators ask the sender of a message, and what came
 * back. */
#ifndef STORE_QUESTIONS_H
#define STORE_QUESTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "core/rc.h"
#include "core/validate_sharing.h"
#include "store/streams.h"

struct store;

struct question {
    int64_t question;  /* row identity */
    int64_t seq;       /* of the message */
    int64_t principal; /* who asked */
    char text[VALIDATE_QUESTION_MAX + 1];
    int64_t asked_us;
    char answer[VALIDATE_QUESTION_MAX + 1];
    int64_t answered_us; /* 0: not yet */
};

/* question_next: the number of the next one, which is told in its event. */
MUST_USE enum rc question_next(struct store *store, int64_t *question);

/* question_ask: with its event and audit record; answer is not read.
 * RC_STALE: the number is not the next any more. */
MUST_USE enum rc question_ask(struct store *store,
                              const struct question *question,
                              const struct event_out *events, size_t n);

/* question_answer: who answers stands in the audit alone: the receipt was the
 * key.
 * RC_STALE: it was answered; RC_NOT_FOUND: no such question of that message. */
struct question_answer {
    int64_t question;
    int64_t seq;
    int64_t actor; /* principal */
    const char *text;
    const struct event_out *events;
    size_t events_n;
    int64_t now_us;
};
MUST_USE enum rc question_answer(struct store *store,
                                 const struct question_answer *answer);

/* question_get: RC_NOT_FOUND. */
MUST_USE enum rc question_get(struct store *store, int64_t question,
                              struct question *out);

/* question_list: about a message, the newest first, at most cap.
 * question_open: how many of them wait for an answer. */
MUST_USE enum rc question_list(struct store *store, int64_t seq,
                               struct question *out, size_t cap, size_t *n);
MUST_USE enum rc question_open(struct store *store, int64_t seq, size_t *n);

#endif
