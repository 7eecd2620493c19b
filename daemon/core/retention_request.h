/* retention_request -- what is asked about what is kept and erased, and what is
 * answered, as plain C values. */
#ifndef CORE_RETENTION_REQUEST_H
#define CORE_RETENTION_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/basic_request.h"
#include "core/retention.h"

#define RETENTION_IDS_MAX  64  /* of one request */
#define RETENTION_MESSAGES 512 /* that those ids may mean */
#define RETENTION_PAGE     50  /* rows of one answer */

/* Numbers are those of loket.v1.RetentionVerb. */
enum retention_verb {
    RETENTION_VERB_NONE,
    RETENTION_PROLONG, /* until a moment; coordinators */
    RETENTION_HOLD,    /* until a moment; desk managers, as what follows */
    RETENTION_RELEASE,
    RETENTION_ERASE
};

/* Of messages, or of bundles: all messages that are in them now. */
struct request_retention {
    enum retention_verb verb;
    struct strings ids;
    const char *reason;
    int64_t until_us; /* of PROLONG and HOLD, else 0 */
    bool dry_run;     /* of ERASE: say what would go and what blocks it */
};

/* Numbers are those of loket.v1.RetentionList. */
enum retention_list {
    RETENTION_LIST_NONE,
    RETENTION_ENDING, /* expires within the time that is told before */
    RETENTION_HELD,
    RETENTION_EXPIRED, /* erased soon */
    RETENTION_ERASED   /* counts of what is gone */
};

struct request_list_retention {
    enum retention_list list;
    const char *after; /* "": from the beginning */
};

/* Numbers are those of loket.v1.RetentionVerdict. */
enum retention_verdict {
    RETENTION_VERDICT_NONE,
    RETENTION_DONE,
    RETENTION_WOULD,     /* a dry run */
    RETENTION_BLOCKED,   /* nothing was done: something stands in the way */
    RETENTION_NOT_FOUND, /* an id that means nothing here; nothing was done */
    RETENTION_TOO_MANY,  /* messages */
    RETENTION_LIMIT,     /* of the document: too long, too often */
    RETENTION_ALREADY    /* it is as asked */
};

/* Why it was erased; numbers in the database. */
enum erased_why {
    ERASED_NONE,
    ERASED_EXPIRED,
    ERASED_WITHDRAWN, /* expired sooner, for its sender took it back */
    ERASED_ASKED      /* by a desk manager, for the person it is about */
};

/* One message with its versions. */
struct reply_kept {
    const char *id;
    enum message_kind kind;
    enum organisation_kind source;
    enum kept_state state;
    uint32_t blocks;
    int64_t end_us;   /* when it expires, INT64_MAX: never */
    int64_t erase_us; /* of an expired one */
    int64_t hold_until_us;
    const char *hold_reason; /* "": none */
    const char *bundle;      /* "": none */
    uint32_t messages;       /* it is told by */
    uint32_t shares;         /* that it went into */
    uint32_t prolonged;      /* times */
};

struct reply_erased {
    const char *month; /* of the erasure, "2028-11" */
    enum message_kind kind;
    enum organisation_kind source;
    enum erased_why why;
    uint64_t n;
};

struct reply_retention {
    enum retention_verdict verdict;
    const struct reply_kept *kept;
    size_t kept_n;
    const struct reply_erased *erased;
    size_t erased_n;
    uint32_t more;     /* messages beside those */
    const char *next;  /* cursor of a list, "": all of it */
    uint64_t pending;  /* erased, and not yet out of the log */
    uint64_t rotation; /* erased since an epoch's key was thrown away */
};

#endif
