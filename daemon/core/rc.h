/* rc -- what a fallible function answers: it tells the caller what to do.
 * The detail is logged once, where it is known. */
#ifndef CORE_RC_H
#define CORE_RC_H

#define MUST_USE __attribute__((warn_unused_result))

enum rc {
    RC_OK = 0,
    RC_AGAIN,     /* nothing to do now: wait for the next event */
    RC_INVALID,   /* the peer's fault: refuse this message, keep running */
    RC_DUP,       /* already known: answer as before, change nothing */
    RC_STALE,     /* the state moved on: read again, nothing was changed */
    RC_NOT_FOUND, /* no such thing, or not for this principal */
    RC_DOWN,      /* transient: nothing was changed, try later */
    RC_UNKNOWN,   /* may or may not have happened: never acknowledge */
    RC_FATAL      /* ours or the disk's fault: stop the process */
};

#endif
