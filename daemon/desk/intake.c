/* intake -- see intake.h */
#include "desk/intake.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "core/validate.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/reply.h"
#include "desk/route.h"
#include "desk/state.h"
#include "store/journal.h"
#include "sys/fault.h"

_Static_assert(JOURNAL_DIGEST_BYTES == crypto_shorthash_siphashx24_BYTES,
               "the journal keeps the whole digest");
_Static_assert(DESK_PRF_BYTES == crypto_shorthash_siphashx24_KEYBYTES,
               "keys of the size SipHash takes");

enum rc
intake_init(struct intake *intake, uint32_t batch_max)
{
    size_t max = batch_max < 1 ? 1 : batch_max;

    if (max > JOURNAL_BATCH_MAX)
        max = JOURNAL_BATCH_MAX;
    intake->max = max;
    intake->entries = calloc(max, sizeof *intake->entries);
    intake->waiters = calloc(max, sizeof *intake->waiters);
    intake->room = malloc(INTAKE_ROOM_BYTES);
    if (intake->entries == NULL || intake->waiters == NULL ||
        intake->room == NULL)
        return RC_FATAL;
    return RC_OK;
}

void
intake_free(struct intake *intake)
{
    free(intake->entries);
    free(intake->waiters);
    free(intake->room);
    *intake = (struct intake){0};
}

bool
intake_full(const struct intake *intake)
{
    return intake->n == intake->max ||
           INTAKE_ROOM_BYTES - intake->room_n < FRAME_MAX_BYTES;
}

static void
collect(struct desk *desk, const struct turn *turn)
{
    struct intake *intake = &desk->intake;
    const struct submission *message = &turn->request->u.submit.message;
    const uint8_t *raw = turn->request->u.submit.raw;
    size_t raw_n = turn->request->u.submit.raw_n;
    struct journal_entry *entry = &intake->entries[intake->n];
    struct intake_waiter *waiter = &intake->waiters[intake->n];
    uint8_t *body = intake->room + intake->room_n;

    memcpy(body, raw, raw_n);
    *entry = (struct journal_entry){
        .organisation = turn->key->organisation,
        .principal = turn->key->principal,
        .role = ROLE_SUBMITTER,
        .kind = message->kind,
        .urgent = message_is_urgent(message),
        .body = body,
        .body_n = raw_n,
        .accepted_us = turn->now_us,
    };
    memcpy(entry->message_id, message->message_id, MESSAGE_ID_BYTES);
    memcpy(entry->public_key, turn->key->public_key, PUBLIC_KEY_BYTES);
    (void)crypto_shorthash_siphashx24(entry->digest, body, raw_n,
                                      desk->secrets->digest);
    waiter->peer = turn->session->peer;
    waiter->key = turn->key->key;
    memcpy(waiter->request_id, turn->request->id, REQUEST_ID_BYTES);
    intake->room_n += raw_n;
    intake->n++;
}

enum rc
intake_submit(struct desk *desk, const struct turn *turn)
{
    struct refusal why = {0};

    if (validate_submission(&turn->request->u.submit.message,
                            &desk->rules.now->indicators, turn->now_us,
                            &why) != RC_OK) {
        desk->metrics
            .messages[turn->request->u.submit.message.kind][METRICS_REFUSED]++;
        reply_findings(desk, turn, &why);
        return RC_OK;
    }
    if (desk->disk.full) {
        desk->metrics.messages[turn->request->u.submit.message.kind]
                              [METRICS_UNAVAILABLE]++;
        refusal_add(&why, REFUSAL_UNAVAILABLE, "%s", "");
        reply_findings(desk, turn, &why);
        return RC_OK;
    }
    if (intake_full(&desk->intake)) {
        enum rc rc = intake_commit(desk);

        if (rc != RC_OK)
            return rc;
    }
    collect(desk, turn);
    return RC_OK;
}

static void
answer(struct desk *desk, const struct intake_waiter *to, size_t n)
{
    /* The session may be gone by now; front knows. */
    reply_send(desk, &(struct session){.peer = to->peer, .key = to->key}, n);
}

static void
answer_refused(struct desk *desk, size_t i, enum refusal_code code)
{
    const struct intake_waiter *to = &desk->intake.waiters[i];
    struct wire_out out = reply_out(desk, to->request_id);
    struct refusal why = {0};

    refusal_add(&why, code, "%s", code == REFUSAL_CONFLICT ? "message_id" : "");
    answer(desk, to,
           wire_refusal(&out, &why, desk->intake.entries[i].message_id));
}

static void
answer_entry(struct desk *desk, size_t i)
{
    const struct journal_entry *entry = &desk->intake.entries[i];
    const struct intake_waiter *to = &desk->intake.waiters[i];
    struct wire_out out = reply_out(desk, to->request_id);
    struct reply_receipt receipt = {
        .accepted_us = entry->accepted_us,
        .replayed = entry->verdict == JOURNAL_REPLAYED,
        .desk = desk->settings->desk,
    };

    if (entry->verdict == JOURNAL_CONFLICT) {
        answer_refused(desk, i, REFUSAL_CONFLICT);
        return;
    }
    memcpy(receipt.message_id, entry->message_id, MESSAGE_ID_BYTES);
    ids_receipt(desk,
                &(struct receipt_parts){.organisation = entry->organisation,
                                        .seq = entry->seq,
                                        .message_id = entry->message_id,
                                        .kind = entry->kind},
                receipt.id, receipt.receipt);
    answer(desk, to, wire_receipt(&out, &receipt));
}

static enum metrics_verdict
verdict_of(const struct journal_entry *entry, enum rc rc)
{
    if (rc != RC_OK)
        return rc == RC_UNKNOWN ? METRICS_UNKNOWN : METRICS_UNAVAILABLE;
    switch (entry->verdict) {
    case JOURNAL_ACCEPTED:
        break;
    case JOURNAL_REPLAYED:
        return METRICS_REPLAYED;
    case JOURNAL_CONFLICT:
        return METRICS_CONFLICT;
    }
    return METRICS_ACCEPTED;
}

/* One durable commit, or none, and what is counted about it. */
static enum rc
append(struct desk *desk, size_t n)
{
    struct journal_entry *entries = desk->intake.entries;
    int64_t start_us = clock_mono_us(desk->clock);
    enum rc rc = fault_point(desk->control, FAULT_BEFORE_COMMIT)
                     ? RC_DOWN
                     : journal_append(desk->store, entries, n);

    if (rc == RC_OK &&
        fault_point(desk->control, FAULT_AFTER_COMMIT_BEFORE_RECEIPT))
        rc = RC_UNKNOWN;
    prometheus_observe(&desk->metrics.commit, &metrics_work_bounds,
                       clock_mono_us(desk->clock) - start_us);
    for (size_t i = 0; i < n; i++)
        desk->metrics.messages[entries[i].kind][verdict_of(&entries[i], rc)]++;
    return rc;
}

enum rc
intake_commit(struct desk *desk)
{
    struct intake *intake = &desk->intake;
    size_t n = intake->n;

    if (n == 0)
        return RC_OK;

    enum rc rc = append(desk, n);

    /* Whatever happens to these, the next batch starts empty. */
    intake->n = 0;
    intake->room_n = 0;
    intake->commits_n++;
    intake->messages_n += n;
    if (desk_failed(desk, "journal", rc))
        return RC_FATAL;
    /* Not knowing is not refusing: the sender asks again and then hears. */
    if (rc == RC_UNKNOWN) {
        route_urgent_search(desk);
        return RC_OK;
    }
    for (size_t i = 0; i < n; i++) {
        const struct journal_entry *entry = &intake->entries[i];

        if (rc != RC_OK) {
            answer_refused(desk, i, REFUSAL_UNAVAILABLE);
            continue;
        }
        answer_entry(desk, i);
        if (entry->urgent && entry->verdict == JOURNAL_ACCEPTED)
            route_urgent_add(desk, entry->seq);
    }
    return RC_OK;
}
