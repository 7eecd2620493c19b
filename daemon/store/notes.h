/* notes -- which signals are to get their match note, and that they got it.
 *
 * A round tells every signal once, in the order in which they came; where it
 * stands is a row, so that a batch that was cut off goes on where it was. */
#ifndef STORE_NOTES_H
#define STORE_NOTES_H

#include <stddef.h>
#include <stdint.h>

#include "core/people.h"
#include "core/rc.h"
#include "core/share.h"
#include "store/streams.h"

struct store;

enum note_round {
    NOTE_ROUND_FIRST = 1, /* a day after acceptance */
    NOTE_ROUND_LAST       /* four weeks after it */
};

struct note_row {
    int64_t seq;
    int64_t principal; /* that sent it */
    enum organisation_kind kind;
    struct note_facts facts; /* as they are now */
};

#define NOTE_SLICE_MAX 256 /* messages of one slice */

/* What a round is asked: which messages are due. */
struct note_order {
    enum note_round round;
    int64_t to_us;  /* accepted at or before */
    int64_t now_us; /* or later than it is now: the clock was wrong then */
};

/* The messages that a round looks at next. */
struct note_slice {
    enum note_round round;
    int64_t after; /* the round has told up to here */
    int64_t upto;  /* and with this slice up to here; == after: no more */
    struct note_row rows[NOTE_SLICE_MAX]; /* the signals, ascending seq */
    size_t rows_n;
};

/* note_next: the next NOTE_SLICE_MAX messages at most that are due and
 * combined.  A version tells more about an earlier signal and gets no note.
 * What has no facts (store/facts.h) counts as not released.
 * cost  a look at every member of each bundle that occurs */
MUST_USE enum rc note_next(struct store *store, const struct note_order *order,
                           struct note_slice *out);

/* note_write: the slice's events, one for each row, and how far the round is;
 * with an audit record.  RC_STALE: the round is elsewhere. */
MUST_USE enum rc note_write(struct store *store, const struct note_slice *slice,
                            const struct event_out *events, size_t n,
                            int64_t at_us);

#endif
