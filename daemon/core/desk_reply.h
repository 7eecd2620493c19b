/* desk_reply -- what the desk tells its own people, as plain C values;
 * pointers are borrowed until the reply is encoded. */
#ifndef CORE_DESK_REPLY_H
#define CORE_DESK_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/desk_request.h"
#include "core/referral.h"
#include "core/reply.h"

#define REPLY_FINDINGS_MAX 100 /* more are only counted */

/* Numbers are those of loket.v1.NoticeCode. */
enum notice_code {
    NOTICE_NONE,
    NOTICE_SHIFT_DAY,
    NOTICE_SHIFT_HOUR,
    NOTICE_SHIFT_NOW,
    NOTICE_SHIFT_CHANGED,
    NOTICE_SHIFT_NOT_ACCEPTED,
    NOTICE_GAP_NEAR,
    NOTICE_UNREACHABLE,
    NOTICE_REACHABLE,
    NOTICE_UNATTENDED,
    NOTICE_SWAP_PROPOSED,
    NOTICE_SWAP_APPLIED,
    NOTICE_SWAP_DECLINED,
    NOTICE_SWAP_WITHDRAWN,
    NOTICE_DOCUMENT,
    NOTICE_REFERRAL_OFFERED,
    NOTICE_REFERRAL_ACCEPTED,
    NOTICE_REFERRAL_DECLINED,
    NOTICE_DRILL_FAILED,
    NOTICE_STORM,
    NOTICE_CASE,
    NOTICE_TERM_NEAR,
    NOTICE_TERM_EXCEEDED,
    NOTICE_TERM_DECIDE,
    NOTICE_DOUBLE_INTAKE,
    NOTICE_MOVES,
    NOTICE_TASK,
    NOTICE_PLACED,
    NOTICE_RESERVATION_EXPIRED,
    NOTICE_STAY_ENDS,
    NOTICE_NO_PLACE,
    NOTICE_ANSWER,
    NOTICE_EXPIRING,
    NOTICE_REVIEW,
    NOTICE_FOLLOW_UP,
    NOTICE_SEARCHES,
    NOTICE_DISK_ROOM,
    NOTICE_FLOOD,
    NOTICE_PLACES,
    NOTICE_PARKED,
    NOTICE_EXPIRE, /* name: how many messages do so soon */
    NOTICE_AUDIT_WAITS,
    NOTICE_AUDIT_RELAYED
};

struct notice {
    enum notice_code code;
    const char *roster; /* "": none; so the other texts */
    const char *person;
    int64_t start_us; /* 0: none */
    int64_t end_us;
    const char *id;
    const char *name; /* of a term; NULL or "": none */
};

/* Numbers are those of loket.v1.DigestKind. */
enum digest_kind {
    DIGEST_KIND_NONE,
    DIGEST_KIND_DAILY,
    DIGEST_KIND_WEEKLY,
    DIGEST_KIND_HANDOVER
};

struct digest_list {
    enum digest_kind kind;
    uint32_t total;
    struct listed_alert listed[LISTED_MAX];
    size_t listed_n;
};

struct reply_version {
    const char *name;
    int64_t version;
    int64_t at_us;
    const char *actor;
    const char *reason;
    uint32_t size;
};

struct reply_finding {
    const char *document;
    uint32_t line;
    const char *code;
    bool refuses;
    const char *text;
};

struct reply_document {
    bool accepted;
    const struct reply_finding *findings;
    size_t findings_n;
    uint32_t findings_left_out; /* besides those of findings */
    const struct reply_version *versions;
    size_t versions_n;
    const char *const *in_use; /* alerts; the first LIST_LIMIT are told */
    size_t in_use_n;
};

struct reply_swap {
    const char *swap;
    enum swap_state state;
    const char *roster;
    const char *proposer;
    const char *taker;
    int64_t start_us;
    int64_t end_us;
    int64_t back_start_us;
    int64_t back_end_us;
    const char *reason;
};

struct reply_roster_state {
    const char *const *unreachable;
    size_t unreachable_n;
    int64_t now_us;
    const struct reply_swap *swaps;
    size_t swaps_n;
};

struct reply_referral {
    const char *id;
    const char *owner;      /* "" nobody */
    const char *offered_to; /* "" nobody */
    const struct referral *referral;
    /* of its message */
    uint32_t children;
    bool shielded;
    bool extra_care;
};

#endif
