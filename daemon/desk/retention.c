/* retention -- see retention.h */
#include "desk/retention.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/desk_rules.h"
#include "core/public_id.h"
#include "core/retention_judge.h"
#include "desk/desk.h"
#include "desk/erase.h"
#include "desk/ids.h"
#include "desk/keep.h"
#include "desk/retention_told.h"
#include "desk/state.h"
#include "link/book.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/linking.h"
#include "store/retention.h"

/* One request as it is carried out. */
struct asking {
    struct desk *desk;
    const struct turn *turn;
    int64_t seqs[RETENTION_MESSAGES]; /* first versions, none twice */
    size_t n;
    enum retention_verdict verdict;
    struct retention_told told;
};

static const struct request_retention *
asked(const struct asking *a)
{
    return &a->turn->request->u.retention_act;
}

/* Not an error of ours: the verdict says why nothing was done. */
static enum rc
no(struct asking *a, enum retention_verdict verdict)
{
    a->verdict = verdict;
    return RC_STALE;
}

/* --- who is meant --- */

static enum rc
add(struct asking *a, int64_t first)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->seqs[i] == first)
            return RC_OK;
    if (a->n == RETENTION_MESSAGES)
        return no(a, RETENTION_TOO_MANY);
    a->seqs[a->n++] = first;
    return RC_OK;
}

static enum rc
add_message(struct asking *a, enum public_id_kind kind, int64_t seq)
{
    struct message_row row;
    int64_t first = 0;
    enum rc rc = message_get(a->desk->store, seq, &row);

    if (rc == RC_OK && row.kind != ids_message_kind(kind))
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = message_first(a->desk->store, seq, &first);
    return rc == RC_OK ? add(a, first) : rc;
}

static enum rc
add_bundle(struct asking *a, int64_t bundle)
{
    struct link_book book;
    int64_t now = 0;
    size_t n = 0;
    enum rc rc = bundle_resolve(a->desk->store, bundle, &now);
    int64_t nodes[RETENTION_MESSAGES];

    linking_book(a->desk->store, LINKING_LIVE, &book);
    if (rc == RC_OK)
        rc = book.members(book.self, now, nodes, RETENTION_MESSAGES, &n);
    if (rc != RC_OK)
        return rc;
    if (n > RETENTION_MESSAGES)
        return no(a, RETENTION_TOO_MANY);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        rc = add(a, nodes[i]);
    return n == 0 ? RC_NOT_FOUND : rc;
}

static enum rc
read_ids(void *arg)
{
    struct asking *a = arg;
    const struct strings *ids = &asked(a)->ids;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < ids->n; i++) {
        enum public_id_kind kind;
        int64_t row = 0;

        if (public_id_read(&a->desk->secrets->public_id, ids->v[i], &kind,
                           &row) != RC_OK)
            rc = RC_NOT_FOUND;
        else if (kind == PUBLIC_ID_BUNDLE)
            rc = add_bundle(a, row);
        else if (ids_message_kind(kind) != MESSAGE_NONE)
            rc = add_message(a, kind, row);
        else
            rc = RC_NOT_FOUND;
    }
    return rc == RC_NOT_FOUND ? no(a, RETENTION_NOT_FOUND) : rc;
}

/* --- may it be? --- */

static enum retention_verdict
judge(const struct asking *a, const struct kept_row *row)
{
    return retention_judge(&a->desk->rules.now->retention, asked(a), &row->kept,
                           row->prolonged, a->turn->now_us);
}

/* The gravest of all of them, and those it holds for; of a bundle some may be
 * as asked already. */
static enum rc
look(struct asking *a)
{
    size_t already = 0;
    enum rc rc = RC_OK;

    a->verdict = RETENTION_DONE;
    for (size_t i = 0; rc == RC_OK && i < a->n; i++) {
        struct kept_row row;
        enum retention_verdict verdict;

        rc = kept_get(a->desk->store, a->seqs[i], &row);
        if (rc == RC_NOT_FOUND) /* not combined yet: in a moment */
            return no(a, RETENTION_NOT_FOUND);
        if (rc != RC_OK)
            return rc;
        verdict = judge(a, &row);
        already += verdict == RETENTION_ALREADY;
        if (verdict == RETENTION_BLOCKED || verdict == RETENTION_LIMIT)
            a->verdict = verdict;
        retention_told_add(a->desk, a->turn, &row, &a->told);
    }
    if (a->verdict == RETENTION_DONE && already == a->n)
        a->verdict = RETENTION_ALREADY;
    return a->verdict == RETENTION_DONE ? RC_OK : RC_STALE;
}

/* --- doing it --- */

static enum rc
act_on_all(void *arg)
{
    struct asking *a = arg;
    struct kept_act act = {.verb = asked(a)->verb,
                           .until_us = asked(a)->until_us,
                           .actor = a->turn->key->principal,
                           .reason = asked(a)->reason,
                           .now_us = a->turn->now_us};
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < a->n; i++) {
        struct kept_row row;

        rc = kept_get(a->desk->store, a->seqs[i], &row);
        act.seq = a->seqs[i];
        if (rc == RC_OK && judge(a, &row) != RETENTION_ALREADY)
            rc = kept_act(a->desk->store, &act);
    }
    return rc;
}

/* One after the other: whatever ends it, those before it are gone for good and
 * asking again goes on. */
static enum rc
erase_all(struct asking *a)
{
    char reason[REASON_BYTES];
    struct erase_order order = {.why = ERASED_ASKED,
                                .actor = a->turn->key->principal,
                                .reason = reason};
    enum rc rc = RC_OK;

    /* the request lies in the arena that messages are read into */
    (void)snprintf(reason, sizeof reason, "%s", asked(a)->reason);
    for (size_t i = 0; rc == RC_OK && i < a->n; i++) {
        order.seq = a->seqs[i];
        rc = erase_do(a->desk, &order);
        a->desk->keep.pending = a->desk->keep.pending || rc == RC_OK;
    }
    if (rc == RC_OK)
        rc = keep_finish(a->desk);
    return rc == RC_DOWN && a->desk->keep.pending ? RC_OK : rc;
}

static enum rc
carry_out(struct asking *a)
{
    enum rc rc = linking_do(a->desk->store, read_ids, a);

    if (rc == RC_OK)
        rc = look(a);
    if (rc != RC_OK)
        return rc;
    if (asked(a)->verb == RETENTION_ERASE && asked(a)->dry_run)
        return no(a, RETENTION_WOULD);
    if (asked(a)->verb == RETENTION_ERASE)
        return erase_all(a);
    rc = linking_do(a->desk->store, act_on_all, a);
    keep_soon(a->desk, 0);
    return rc;
}

/* --- the answer --- */

static enum rc
refused(struct asking *a)
{
    const struct audit_entry entry = {
        .actor = a->turn->key->principal,
        .verb = a->verdict == RETENTION_WOULD ? "retention-dry-run"
                                              : "retention-refused",
        .code = (int64_t)a->verdict,
        .now_us = a->turn->now_us,
    };

    return audit_note(a->desk->store, &entry);
}

enum rc
retention_act(struct desk *desk, const struct turn *turn)
{
    struct asking *a = calloc(1, sizeof *a);
    enum rc rc = RC_DOWN;

    if (a == NULL)
        return rc;
    a->desk = desk;
    a->turn = turn;
    rc = carry_out(a);
    if (rc == RC_STALE && a->verdict != RETENTION_DONE)
        rc = refused(a);
    a->told.reply.verdict = a->verdict;
    if (rc == RC_OK)
        rc = retention_told_send(desk, turn, &a->told);
    free(a);
    return rc;
}
