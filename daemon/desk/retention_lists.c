/* The lists of retention.h: what ends, is held or expired, and counts of what
 * is gone. */
#include <stdio.h>
#include <stdlib.h>

#include "core/public_id.h"
#include "desk/desk.h"
#include "desk/reply.h"
#include "desk/retention.h"
#include "desk/retention_told.h"
#include "desk/state.h"
#include "store/audit.h"
#include "store/retention.h"

#define CURSOR_BYTES 24

struct listing {
    struct desk *desk;
    const struct turn *turn;
    struct retention_told told;
    struct reply_erased erased[RETENTION_PAGE];
    struct erased_row erased_rows[RETENTION_PAGE];
    char next[CURSOR_BYTES];
};

static enum rc
list_kept(struct listing *l, int64_t after)
{
    int64_t seqs[RETENTION_PAGE];
    size_t n = 0;
    enum rc rc =
        kept_list(l->desk->store, l->turn->request->u.list_retention.list,
                  after, seqs, RETENTION_PAGE, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++) {
        struct kept_row row;

        rc = kept_get(l->desk->store, seqs[i], &row);
        if (rc == RC_OK)
            retention_told_add(l->desk, l->turn, &row, &l->told);
    }
    if (rc == RC_OK && n == RETENTION_PAGE)
        l->told.reply.next = l->told.texts[n - 1].id;
    return rc;
}

static enum rc
list_erased(struct listing *l, int64_t from)
{
    size_t n = 0;
    enum rc rc =
        erased_list(l->desk->store, from, l->erased_rows, RETENTION_PAGE, &n);

    for (size_t i = 0; rc == RC_OK && i < n; i++)
        l->erased[i] =
            (struct reply_erased){.month = l->erased_rows[i].month,
                                  .kind = l->erased_rows[i].kind,
                                  .source = l->erased_rows[i].source,
                                  .why = l->erased_rows[i].why,
                                  .n = (uint64_t)l->erased_rows[i].n};
    l->told.reply.erased = l->erased;
    l->told.reply.erased_n = n;
    if (rc != RC_OK || n < RETENTION_PAGE)
        return rc;
    (void)snprintf(l->next, sizeof l->next, "%lld",
                   (long long)from + RETENTION_PAGE);
    l->told.reply.next = l->next;
    return RC_OK;
}

/* A cursor is the id of a message, or how many counts came before. */
static bool
read_cursor(const struct listing *l, int64_t *after)
{
    const struct request_list_retention *list =
        &l->turn->request->u.list_retention;
    enum public_id_kind kind;
    char *end = NULL;

    *after = 0;
    if (*list->after == '\0')
        return true;
    if (list->list != RETENTION_ERASED)
        return public_id_read(&l->desk->secrets->public_id, list->after, &kind,
                              after) == RC_OK;
    *after = strtoll(list->after, &end, 10);
    return *end == '\0' && *after >= 0;
}

static enum rc
on_record(const struct listing *l)
{
    const struct audit_entry entry = {
        .actor = l->turn->key->principal,
        .verb = "retention-list",
        .code = (int64_t)l->turn->request->u.list_retention.list,
        .now_us = l->turn->now_us,
    };

    return audit_note(l->desk->store, &entry);
}

static enum rc
show(struct listing *l)
{
    bool counts = l->turn->request->u.list_retention.list == RETENTION_ERASED;
    int64_t after = 0;
    enum rc rc;

    if (!read_cursor(l, &after)) {
        reply_refuse(l->desk, l->turn, REFUSAL_INVALID, "after");
        return RC_OK;
    }
    l->told.reply.verdict = RETENTION_DONE;
    rc = counts ? list_erased(l, after) : list_kept(l, after);
    if (rc == RC_OK)
        rc = on_record(l);
    return rc == RC_OK ? retention_told_send(l->desk, l->turn, &l->told) : rc;
}

enum rc
retention_show(struct desk *desk, const struct turn *turn)
{
    struct listing *l = calloc(1, sizeof *l);
    enum rc rc = RC_DOWN;

    if (l == NULL)
        return rc;
    l->desk = desk;
    l->turn = turn;
    rc = show(l);
    free(l);
    return rc;
}
