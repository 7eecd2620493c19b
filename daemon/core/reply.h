/* reply -- what the desk answers, as plain C values.  Pointers are borrowed
 * until the reply is encoded. */
#ifndef CORE_REPLY_H
#define CORE_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/alert.h"
#include "core/people.h"
#include "core/public_id.h"
#include "core/refusal.h"
#include "core/request.h"
#include "core/stream.h"

#define TELEPHONE_BYTES 24
#define SIGNATURE_BYTES 64
#define DIGEST_BYTES    32

struct reply_welcome {
    const char *software;
    const char *principal;
    const char *organisation;
    uint32_t roles;
    const char *desk;
    struct stream_head heads[2];
    size_t heads_n;
    uint8_t epoch[EPOCH_BYTES];
    uint32_t heartbeat_ms;
    const char *fallback_telephone;
    uint8_t receipt_key[PUBLIC_KEY_BYTES];
    const char *indicator_list;
};

struct reply_receipt {
    char id[PUBLIC_ID_BYTES];
    char receipt[RECEIPT_BYTES];
    uint8_t message_id[MESSAGE_ID_BYTES];
    int64_t accepted_us;
    bool replayed;
    const char *desk;
};

/* What is signed; encoded by wire_encode_statement. */
struct receipt_statement {
    const char *id;
    const char *organisation;
    uint8_t message_id[MESSAGE_ID_BYTES];
    int64_t accepted_us;
    uint8_t digest[DIGEST_BYTES];
    uint8_t epoch[EPOCH_BYTES];
};

struct signed_receipt {
    const uint8_t *statement;
    size_t statement_n;
    uint8_t signature[SIGNATURE_BYTES];
    uint8_t public_key[PUBLIC_KEY_BYTES];
};

struct reply_status {
    const char *id;
    enum message_kind kind;
    enum feedback_state state;
    int64_t accepted_us;
    int64_t seen_us;
    enum outcome outcome;
    const char *fallback_telephone;
    const struct signed_receipt *signed_receipt; /* NULL: not asked */
    uint32_t questions;                          /* that wait for an answer */
};

#define LISTED_MAX 10 /* alerts that a summary names */

/* A struct that holds a list of these has it at a multiple of 8: of others gcc
 * 12 clears four bytes too many when it copies them into an initialiser
 * (-ftrivial-auto-var-init=zero). */
struct listed_alert {
    char alert[PUBLIC_ID_BYTES];
    uint32_t generation;
    enum level level;
};

struct page {
    uint8_t page_id[PAGE_ID_BYTES];
    char alert[PUBLIC_ID_BYTES];
    uint32_t generation;
    uint32_t step;
    uint32_t attempt;
    enum level level;
    enum message_kind kind;
    const char *desk;
    int64_t deadline_us;
    enum alert_cause cause;
    uint32_t total;  /* of a summary; alert is "" then */
    uint32_t crisis; /* of a summary */
    size_t listed_n;
    struct listed_alert listed[LISTED_MAX]; /* the gravest first */
};

/* alert with the ids people see */
struct alert_summary {
    char id[PUBLIC_ID_BYTES];
    char bundle[PUBLIC_ID_BYTES]; /* "" when none */
    char prior[PUBLIC_ID_BYTES];  /* "" when none */
    bool provisional;             /* of its bundle, nobody confirmed all */
    const struct alert *alert;
};

struct page_record {
    uint8_t page_id[PAGE_ID_BYTES];
    char person[NAME_BYTES];
    uint32_t generation;
    uint32_t step;
    uint32_t attempts;
    int64_t created_us;
    int64_t delivered_us;    /* 0: not */
    int64_t acknowledged_us; /* 0: not */
    bool cancelled;
};

struct reply_action {
    enum ack_verdict verdict;
    char alert[PUBLIC_ID_BYTES];
    uint32_t generation;
    enum alert_state state;
    const char *owner;
};

struct partner {
    struct principal principal;
    struct principal_key keys[KEYS_MAX]; /* newest first */
    int64_t parked_us[KEYS_MAX];         /* of each; 0: it is not */
    size_t keys_n;
};

#endif
