/* erasures -- histories in which messages are told, worked on and erased, and
 * what may be left of those that are: nothing. */
#ifndef TESTS_ERASURES_H
#define TESTS_ERASURES_H

#include <stddef.h>
#include <stdint.h>

#include "trial_retention.h"

#define ERASURES_TOLD  24 /* messages of one history */
#define ERASURES_MARKS 8  /* of one message with its versions */

/* What is known of a message before it is erased, as it stands on the disk. */
struct told {
    struct posted posted;
    enum trial_person who;
    bool referral;
    bool gone;
    char marks[ERASURES_MARKS][32];
    size_t marks_n;
};

/* What happened in all of them: a proof in which nothing does proves nothing. */
struct erasures_tally {
    size_t histories, messages, erased, expired, blocked;
    size_t versions, questions, shares, tasks, places, decisions, prolonged,
        held, crashes, scanned;
};

struct erasures {
    struct trial *trial;
    struct erasures_tally *tally;
    uint64_t dice;
    uint64_t mark; /* the last one given out */
    struct told told[ERASURES_TOLD];
    size_t n;
    char *needles; /* bytes that may not be found any more, one behind the
                    * other, each with its length before it */
    size_t needles_n, needles_cap;
};

uint64_t erasures_dice(struct erasures *e, uint64_t sides);

/* erasures_step: one thing happens.  erasures_end: everything is finished, some
 * of the messages are erased, in one of the ways there are; the others stay.
 * erasures_check: of everything that was erased so far, nothing is left. */
void erasures_step(struct erasures *e);
void erasures_end(struct erasures *e);
/* erasures_expire: time goes by, until the desk has erased what is left of the
 * history by itself. */
void erasures_expire(struct erasures *e);
void erasures_check(struct erasures *e);
void erasures_free(struct erasures *e);

#endif
