/* retention -- see retention.h */
#include "desk/retention.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/desk_rules.h"
#include "core/public_id.h"
#include "desk/desk.h"
#include "desk/erase.h"
#include "desk/ids.h"
#include "desk/keep.h"
#include "desk/reply.h"
#include "desk/state.h"
#include "link/book.h"
#include "store/audit.h"
#include "store/combine.h"
#include "store/linking.h"
#include "store/retention.h"
#include "wire/encode_retention.h"

#define DAY_US       RETENTION_AGAIN_US
#define CURSOR_BYTES 24

/* Where the texts of one row stand. */
struct kept_text {
    char id[PUBLIC_ID_BYTES];
    char bundle[PUBLIC_ID_BYTES];
    struct kept_row row;
};

/* One request as it is carried out. */
struct asking {
    struct desk *desk;
    const struct turn *turn;
    int64_t seqs[RETENTION_MESSAGES]; /* first versions, none twice */
    size_t n;
    enum retention_verdict verdict;
    struct reply_retention reply;
    struct reply_kept kept[RETENTION_PAGE];
    struct kept_text texts[RETENTION_PAGE];
    struct reply_erased erased[RETENTION_PAGE];
    struct erased_row erased_rows[RETENTION_PAGE];
    char next[CURSOR_BYTES];
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

/* --- what is told --- */

static void
tell(struct asking *a, const struct kept_row *row)
{
    const struct retention *retention = &a->desk->rules.now->retention;
    size_t i = a->reply.kept_n;
    struct kept_text *text = &a->texts[i];

    if (i == RETENTION_PAGE) {
        a->reply.more++;
        return;
    }
    text->row = *row;
    text->bundle[0] = '\0';
    ids_message(a->desk, row->kept.kind, row->seq, text->id);
    if (row->bundle != 0)
        ids_bundle(a->desk, row->bundle, text->bundle);
    a->kept[i] = (struct reply_kept){
        .id = text->id,
        .kind = row->kept.kind,
        .source = row->kept.source,
        .state = row->kept.state,
        .blocks = retention_blocks(&row->kept, a->turn->now_us),
        .end_us = retention_end(retention, &row->kept),
        .hold_until_us = row->kept.hold_until_us,
        .hold_reason = text->row.hold_reason,
        .bundle = text->bundle,
        .messages = row->messages,
        .shares = row->shares,
        .prolonged = row->prolonged,
    };
    if (row->kept.state == KEPT_EXPIRED)
        a->kept[i].erase_us = row->kept.expired_us +
                              (int64_t)retention->erase_after_days * DAY_US;
    a->reply.kept_n++;
}

/* --- may it be? --- */

static bool
within_limits(const struct asking *a, const struct kept_row *row)
{
    const struct retention *retention = &a->desk->rules.now->retention;
    bool prolongs = asked(a)->verb == RETENTION_PROLONG;
    uint32_t days =
        prolongs ? retention->prolong_days_max : retention->hold_days_max;

    if (asked(a)->verb == RETENTION_RELEASE)
        return true;
    return asked(a)->until_us > a->turn->now_us &&
           asked(a)->until_us <= a->turn->now_us + (int64_t)days * DAY_US &&
           (!prolongs || row->prolonged < retention->prolong_times);
}

static enum retention_verdict
judge(const struct asking *a, const struct kept_row *row)
{
    switch (asked(a)->verb) {
    case RETENTION_PROLONG:
        if (retention_end(&a->desk->rules.now->retention, &row->kept) >=
            asked(a)->until_us)
            return RETENTION_ALREADY;
        break;
    case RETENTION_RELEASE:
        if (row->kept.hold_until_us == 0)
            return RETENTION_ALREADY;
        break;
    case RETENTION_ERASE:
        return retention_blocks(&row->kept, a->turn->now_us) == 0
                   ? RETENTION_DONE
                   : RETENTION_BLOCKED;
    case RETENTION_HOLD:
    case RETENTION_VERB_NONE:
        break;
    }
    return within_limits(a, row) ? RETENTION_DONE : RETENTION_LIMIT;
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
        tell(a, &row);
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
send(struct asking *a)
{
    struct wire_out out = reply_out(a->desk, a->turn->request->id);
    struct erasure erasure;
    enum rc rc = erasure_get(a->desk->store, &erasure);

    if (rc != RC_OK)
        return rc;
    a->reply.verdict = a->verdict;
    a->reply.kept = a->kept;
    a->reply.erased = a->erased;
    a->reply.next = a->next;
    a->reply.pending = (uint64_t)erasure.pending;
    a->reply.rotation = (uint64_t)erasure.after_rotation;
    reply_send(a->desk, a->turn->session,
               wire_retention_result(&out, &a->reply));
    return RC_OK;
}

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
    if (rc == RC_OK)
        rc = send(a);
    free(a);
    return rc;
}

/* --- lists --- */

static enum rc
list_kept(struct asking *a, int64_t after)
{
    int64_t seqs[RETENTION_PAGE];
    size_t n = 0;
    enum rc rc =
        kept_list(a->desk->store, a->turn->request->u.list_retention.list,
                  after, seqs, RETENTION_PAGE, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct kept_row row;

        rc = kept_get(a->desk->store, seqs[i], &row);
        if (rc == RC_OK)
            tell(a, &row);
    }
    if (rc == RC_OK && n == RETENTION_PAGE)
        (void)snprintf(a->next, sizeof a->next, "%s", a->texts[n - 1].id);
    return rc;
}

static enum rc
list_erased(struct asking *a, int64_t from)
{
    size_t n = 0;
    enum rc rc =
        erased_list(a->desk->store, from, a->erased_rows, RETENTION_PAGE, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        a->erased[i] =
            (struct reply_erased){.month = a->erased_rows[i].month,
                                  .kind = a->erased_rows[i].kind,
                                  .source = a->erased_rows[i].source,
                                  .why = a->erased_rows[i].why,
                                  .n = (uint64_t)a->erased_rows[i].n};
    a->reply.erased_n = n;
    if (rc == RC_OK && n == RETENTION_PAGE)
        (void)snprintf(a->next, sizeof a->next, "%lld",
                       (long long)from + RETENTION_PAGE);
    return rc;
}

/* A cursor is the id of a message, or how many counts came before. */
static bool
read_cursor(const struct asking *a, int64_t *after)
{
    const struct request_list_retention *list =
        &a->turn->request->u.list_retention;
    enum public_id_kind kind;
    char *end = NULL;

    *after = 0;
    if (*list->after == '\0')
        return true;
    if (list->list != RETENTION_ERASED)
        return public_id_read(&a->desk->secrets->public_id, list->after, &kind,
                              after) == RC_OK;
    *after = strtoll(list->after, &end, 10);
    return *end == '\0' && *after >= 0;
}

static enum rc
on_record(const struct asking *a)
{
    const struct audit_entry entry = {
        .actor = a->turn->key->principal,
        .verb = "retention-list",
        .code = (int64_t)a->turn->request->u.list_retention.list,
        .now_us = a->turn->now_us,
    };

    return audit_note(a->desk->store, &entry);
}

static enum rc
show(struct asking *a)
{
    bool counts = a->turn->request->u.list_retention.list == RETENTION_ERASED;
    int64_t after = 0;
    enum rc rc;

    if (!read_cursor(a, &after)) {
        reply_refuse(a->desk, a->turn, REFUSAL_INVALID, "after");
        return RC_OK;
    }
    a->verdict = RETENTION_DONE;
    rc = counts ? list_erased(a, after) : list_kept(a, after);
    if (rc == RC_OK)
        rc = on_record(a);
    return rc == RC_OK ? send(a) : rc;
}

enum rc
retention_show(struct desk *desk, const struct turn *turn)
{
    struct asking *a = calloc(1, sizeof *a);
    enum rc rc = RC_DOWN;

    if (a == NULL)
        return rc;
    a->desk = desk;
    a->turn = turn;
    rc = show(a);
    free(a);
    return rc;
}
