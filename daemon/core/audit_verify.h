/* audit_verify -- is a run of audit records whole?  Records come one by one in
 * the order they stand; the first flaw is kept and ends the look.
 *
 * Found: a byte changed, a record gone, two in another order, one too many.
 * That the end is cut off, or that everything was made anew, shows only by a
 * checkpoint that was kept elsewhere. */
#ifndef CORE_AUDIT_VERIFY_H
#define CORE_AUDIT_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/audit_chain.h"
#include "core/rc.h"

enum audit_flaw {
    AUDIT_WHOLE = 0,
    AUDIT_UNREADABLE, /* not a record, where one stands */
    AUDIT_CHANGED,    /* its hash is another */
    AUDIT_LINK,       /* it does not follow the one before */
    AUDIT_MISSING,    /* records are left out before it */
    AUDIT_REPEATED,   /* it was there already */
    AUDIT_START,      /* number 1 that is not the first of this installation */
    AUDIT_SIGNATURE,  /* a checkpoint that the key did not sign */
    AUDIT_OTHER,      /* a checkpoint says another hash */
    AUDIT_CUT         /* a checkpoint knows of later records */
};

#define AUDIT_REPEATS 4096 /* so many records back a repeat is known */

struct audit_verify {
    /* given */
    uint8_t installation[EPOCH_BYTES];
    const struct audit_checkpoint *marks; /* ascending by number; signed */
    size_t marks_n;
    bool repeats; /* the same record again is no flaw */
    bool partial; /* it may begin behind number 1 */
    /* so far */
    size_t mark; /* the first that is not behind us */
    int64_t first, last;
    uint64_t records_n, repeated_n, marks_met;
    uint8_t hash[AUDIT_HASH_BYTES]; /* of the last */
    uint8_t recent[AUDIT_REPEATS][AUDIT_HASH_BYTES];
    enum audit_flaw flaw;
    int64_t number; /* where the flaw is */
};

/* audit_verify_row: the next record and what it says is the hash before it.
 * RC_INVALID: there is a flaw (also: there was one). */
MUST_USE enum rc audit_verify_row(struct audit_verify *verify,
                                  const struct audit_row *row,
                                  const uint8_t prev[AUDIT_HASH_BYTES]);

/* audit_verify_flaw: what the caller found itself. */
void audit_verify_flaw(struct audit_verify *verify, enum audit_flaw flaw,
                       int64_t number);

/* audit_verify_end: nothing follows.  Checkpoints after until_us do not count:
 * what is verified ends there. */
MUST_USE enum rc audit_verify_end(struct audit_verify *verify,
                                  int64_t until_us);

#endif
