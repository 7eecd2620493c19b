/* audit_reply -- what is told of the audit, as plain C values. */
#ifndef CORE_AUDIT_REPLY_H
#define CORE_AUDIT_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/audit_text.h"
#include "core/audit_verify.h"
#include "core/people.h"
#include "core/roster_book.h"

struct reply_audit_row {
    struct audit_line line;
    char actor_name[NAME_BYTES];
    char organisation_name[NAME_BYTES];
    char reason[REASON_BYTES]; /* "" none, or not to be opened */
};

struct reply_audit {
    const struct reply_audit_row *rows;
    size_t rows_n;
    const struct audit_checkpoint *marks;
    size_t marks_n;
    int64_t upto;
    int64_t head;
    bool more;
};

struct reply_audit_verified {
    int64_t upto;
    bool more;
    enum audit_flaw flaw;
    int64_t number;
    uint32_t checkpoints;
    uint8_t hash[AUDIT_HASH_BYTES];
};

struct reply_audit_key {
    uint8_t public_key[PUBLIC_KEY_BYTES];
    uint8_t epoch[EPOCH_BYTES];
    int64_t head;
    uint8_t hash[AUDIT_HASH_BYTES];
};

#endif
