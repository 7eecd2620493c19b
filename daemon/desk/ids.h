/* ids -- the names people see, and receipts: what a row is called outside and
 * how a sender finds its own message again. */
#ifndef DESK_IDS_H
#define DESK_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/codes.h"
#include "core/model.h"
#include "core/public_id.h"
#include "core/rc.h"
#include "core/reply.h"

struct desk;

void ids_message(const struct desk *desk, enum message_kind kind, int64_t seq,
                 char out[PUBLIC_ID_BYTES]);
void ids_alert(const struct desk *desk, int64_t alert,
               char out[PUBLIC_ID_BYTES]);
void ids_bundle(const struct desk *desk, int64_t bundle,
                char out[PUBLIC_ID_BYTES]);

/* ids_summary: an alert with its ids; borrows alert. */
void ids_summary(const struct desk *desk, const struct alert *alert,
                 struct alert_summary *out);

/* ids_read_alert: RC_NOT_FOUND when the text is no alert's id.  Whether the
 * row exists is the store's to say. */
MUST_USE enum rc ids_read_alert(const struct desk *desk, const char *text,
                                int64_t *alert);

void ids_task(const struct desk *desk, int64_t task, char out[PUBLIC_ID_BYTES]);
void ids_term(const struct desk *desk, int64_t term, char out[PUBLIC_ID_BYTES]);

void ids_decision(const struct desk *desk, int64_t decision,
                  char out[PUBLIC_ID_BYTES]);
void ids_share(const struct desk *desk, int64_t share,
               char out[PUBLIC_ID_BYTES]);
void ids_question(const struct desk *desk, int64_t question,
                  char out[PUBLIC_ID_BYTES]);

/* ids_swap, ids_placement; ids_read: the row of an id of that kind,
 * RC_NOT_FOUND: another kind, or no id. */
void ids_swap(const struct desk *desk, int64_t swap, char out[PUBLIC_ID_BYTES]);
void ids_placement(const struct desk *desk, int64_t placement,
                   char out[PUBLIC_ID_BYTES]);
MUST_USE enum rc ids_read(const struct desk *desk, const char *text,
                          enum public_id_kind wanted, int64_t *row);

/* ids_message_kind: of a message's id; MESSAGE_NONE for other ids. */
enum message_kind ids_message_kind(enum public_id_kind kind);

/* What makes a message's receipt: 80 bits of a keyed hash of these. */
struct receipt_parts {
    int64_t organisation;
    int64_t seq;
    const uint8_t *message_id; /* MESSAGE_ID_BYTES */
    enum message_kind kind;
};

/* ids_receipt: id and receipt of a message.  The same parts always give the
 * same bytes, so nothing secret is stored. */
void ids_receipt(const struct desk *desk, const struct receipt_parts *parts,
                 char id[PUBLIC_ID_BYTES], char receipt[RECEIPT_BYTES]);

/* ids_keep_receipt: copies a receipt as a client wrote it; what is longer than
 * a receipt is none and becomes "". */
void ids_keep_receipt(char out[RECEIPT_BYTES], const char *text);

/* The message a receipt stands for. */
struct receipt_message {
    char id[PUBLIC_ID_BYTES];
    int64_t seq;
    int64_t organisation;
    int64_t principal;
    uint8_t message_id[MESSAGE_ID_BYTES];
    enum message_kind kind;
    int64_t accepted_us;
    uint8_t digest[DIGEST_BYTES]; /* BLAKE2b-256 of the stored Submit */
};

/* ids_find_receipt: RC_NOT_FOUND when the text is malformed, no such message
 * exists or the code is another one's: one answer for all. */
MUST_USE enum rc ids_find_receipt(const struct desk *desk, const char *text,
                                  struct receipt_message *out);

#endif
