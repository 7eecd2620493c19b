/* ids -- see ids.h */
#include "desk/ids.h"

#include <sodium.h>
#include <string.h>

#include "desk/desk.h"
#include "desk/state.h"
#include "store/journal.h"

static enum public_id_kind
letter_of(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_REFERRAL:
        return PUBLIC_ID_REFERRAL;
    case MESSAGE_ADVICE:
        return PUBLIC_ID_ADVICE;
    case MESSAGE_BOTTLENECK:
        return PUBLIC_ID_BOTTLENECK;
    case MESSAGE_WITHDRAWAL:
        return PUBLIC_ID_WITHDRAWAL;
    case MESSAGE_NONE:
    case MESSAGE_SIGNAL:
        break;
    }
    return PUBLIC_ID_SIGNAL;
}

enum message_kind
ids_message_kind(enum public_id_kind kind)
{
    switch (kind) {
    case PUBLIC_ID_SIGNAL:
        return MESSAGE_SIGNAL;
    case PUBLIC_ID_REFERRAL:
        return MESSAGE_REFERRAL;
    case PUBLIC_ID_ADVICE:
        return MESSAGE_ADVICE;
    case PUBLIC_ID_BOTTLENECK:
        return MESSAGE_BOTTLENECK;
    case PUBLIC_ID_WITHDRAWAL:
        return MESSAGE_WITHDRAWAL;
    case PUBLIC_ID_ALERT:
    case PUBLIC_ID_BUNDLE:
    case PUBLIC_ID_SWAP:
    case PUBLIC_ID_PLACEMENT:
    case PUBLIC_ID_SHARE:
    case PUBLIC_ID_QUESTION:
    case PUBLIC_ID_TASK:
    case PUBLIC_ID_TERM:
    case PUBLIC_ID_DECISION:
        break;
    }
    return MESSAGE_NONE;
}

void
ids_message(const struct desk *desk, enum message_kind kind, int64_t seq,
            char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, letter_of(kind), seq, out);
}

void
ids_alert(const struct desk *desk, int64_t alert, char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_ALERT, alert, out);
}

void
ids_bundle(const struct desk *desk, int64_t bundle, char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_BUNDLE, bundle, out);
}

void
ids_summary(const struct desk *desk, const struct alert *alert,
            struct alert_summary *out)
{
    *out = (struct alert_summary){.alert = alert};
    ids_alert(desk, alert->alert, out->id);
    if (alert->bundle != 0)
        ids_bundle(desk, alert->bundle, out->bundle);
    if (alert->prior != 0)
        ids_alert(desk, alert->prior, out->prior);
}

void
ids_decision(const struct desk *desk, int64_t decision,
             char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_DECISION, decision,
                    out);
}

void
ids_share(const struct desk *desk, int64_t share, char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_SHARE, share, out);
}

void
ids_question(const struct desk *desk, int64_t question,
             char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_QUESTION, question,
                    out);
}

void
ids_swap(const struct desk *desk, int64_t swap, char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_SWAP, swap, out);
}

void
ids_placement(const struct desk *desk, int64_t placement,
              char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_PLACEMENT, placement,
                    out);
}

void
ids_task(const struct desk *desk, int64_t task, char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_TASK, task, out);
}

void
ids_term(const struct desk *desk, int64_t term, char out[PUBLIC_ID_BYTES])
{
    public_id_write(&desk->secrets->public_id, PUBLIC_ID_TERM, term, out);
}

enum rc
ids_read(const struct desk *desk, const char *text, enum public_id_kind wanted,
         int64_t *row)
{
    enum public_id_kind kind;
    int64_t found = 0;

    if (public_id_read(&desk->secrets->public_id, text, &kind, &found) !=
            RC_OK ||
        kind != wanted)
        return RC_NOT_FOUND;
    *row = found;
    return RC_OK;
}

enum rc
ids_read_alert(const struct desk *desk, const char *text, int64_t *alert)
{
    return ids_read(desk, text, PUBLIC_ID_ALERT, alert);
}

static void
receipt_code(const struct desk *desk, const struct receipt_parts *parts,
             uint8_t code[RECEIPT_CODE_BYTES])
{
    uint8_t
        in[sizeof parts->organisation + MESSAGE_ID_BYTES + sizeof parts->seq];
    uint8_t hash[crypto_shorthash_siphashx24_BYTES];
    size_t n = 0;

    /* Native order will do: the key never leaves this machine. */
    memcpy(in, &parts->organisation, sizeof parts->organisation);
    n += sizeof parts->organisation;
    memcpy(in + n, parts->message_id, MESSAGE_ID_BYTES);
    n += MESSAGE_ID_BYTES;
    memcpy(in + n, &parts->seq, sizeof parts->seq);
    /* A keyed pseudo-random function, and the quickest that libsodium has:
     * this is on the way to every receipt. */
    (void)crypto_shorthash_siphashx24(hash, in, sizeof in,
                                      desk->secrets->receipt);
    memcpy(code, hash, RECEIPT_CODE_BYTES);
}

void
ids_receipt(const struct desk *desk, const struct receipt_parts *parts,
            char id[PUBLIC_ID_BYTES], char receipt[RECEIPT_BYTES])
{
    uint8_t code[RECEIPT_CODE_BYTES];

    ids_message(desk, parts->kind, parts->seq, id);
    receipt_code(desk, parts, code);
    receipt_write(id, code, receipt);
}

void
ids_keep_receipt(char out[RECEIPT_BYTES], const char *text)
{
    size_t n = strlen(text);

    out[0] = '\0';
    if (n < RECEIPT_BYTES)
        memcpy(out, text, n + 1);
}

static bool
keep_message(const struct journal_row *row, void *arg)
{
    struct receipt_message *out = arg;

    out->seq = row->seq;
    out->organisation = row->organisation;
    out->principal = row->principal;
    memcpy(out->message_id, row->message_id, MESSAGE_ID_BYTES);
    out->kind = row->kind;
    out->accepted_us = row->accepted_us;
    (void)crypto_generichash(out->digest, sizeof out->digest, row->body,
                             row->body_n, NULL, 0);
    return false;
}

enum rc
ids_find_receipt(const struct desk *desk, const char *text,
                 struct receipt_message *out)
{
    struct receipt_message found = {0};
    uint8_t given[RECEIPT_CODE_BYTES];
    uint8_t right[RECEIPT_CODE_BYTES];
    enum public_id_kind kind;
    int64_t seq = 0;

    if (receipt_read(text, found.id, given) != RC_OK ||
        public_id_read(&desk->secrets->public_id, found.id, &kind, &seq) !=
            RC_OK)
        return RC_NOT_FOUND;

    enum rc rc = journal_get(desk->store, seq, keep_message, &found);

    if (rc != RC_OK)
        return rc;
    receipt_code(desk,
                 &(struct receipt_parts){.organisation = found.organisation,
                                         .seq = found.seq,
                                         .message_id = found.message_id},
                 right);
    /* In constant time, or the code could be guessed byte by byte. */
    if (sodium_memcmp(given, right, sizeof right) != 0 ||
        ids_message_kind(kind) != found.kind)
        return RC_NOT_FOUND;
    *out = found;
    return RC_OK;
}
