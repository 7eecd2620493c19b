/* combine -- see combine.h */
#include "desk/combine.h"

#include <stdlib.h>

#include "desk/budgets.h"
#include "desk/case.h"
#include "desk/desk.h"
#include "desk/ids.h"
#include "desk/keep.h"
#include "desk/links.h"
#include "desk/look_again.h"
#include "desk/route.h"
#include "desk/route_message.h"
#include "desk/search_index.h"
#include "desk/state.h"
#include "store/combine.h"
#include "store/facts.h"
#include "store/journal.h"
#include "store/people.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "wire/decode.h"

/* Small: the next message waits for the end of the transaction. */
#define BATCH       64
#define BATCH_FIRST 8

struct combine_work {
    struct desk *desk;
    size_t limit; /* of the next batch */
    size_t n;
    struct combine_item items[BATCH];
    struct message_row rows[BATCH];      /* seq, kind and organisation */
    char receipts[BATCH][RECEIPT_BYTES]; /* of versions */
    struct facts_row facts[BATCH];
    struct search_found found[BATCH];
    struct principal sender; /* of the message before: often the same */
};

enum rc
combine_work_open(struct combine_work **out)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return RC_FATAL;
    (*out)->limit = BATCH_FIRST;
    return RC_OK;
}

void
combine_work_close(struct combine_work *work)
{
    free(work);
}

/* A sender that cannot be read now is of no kind: what it reported counts all
 * the same. */
static void
read_facts(struct combine_work *work, const struct journal_row *row,
           const struct submission *message, struct facts_row *out)
{
    const struct desk *desk = work->desk;

    if (work->sender.principal != row->principal &&
        people_get(desk->store, row->principal, &work->sender) != RC_OK)
        work->sender = (struct principal){.principal = 0};
    *out = (struct facts_row){
        .seq = row->seq,
        .day = case_day(desk, row->accepted_us),
        .organisation = row->organisation,
    };
    facts_of(message, work->sender.organisation_kind, &out->facts);
    out->region = case_region(desk, &out->facts, out->day);
}

/* A row that cannot be read any more is combined with nothing; routing gives
 * it an alert of its own, so that a human hears of it. */
static bool
add_row(const struct journal_row *row, void *arg)
{
    struct combine_work *work = arg;
    struct combine_item *item = &work->items[work->n];
    char *receipt = work->receipts[work->n];
    struct submission message;

    *item = (struct combine_item){.seq = row->seq};
    work->rows[work->n] =
        (struct message_row){.seq = row->seq,
                             .kind = row->kind,
                             .organisation = row->organisation,
                             .principal = row->principal,
                             .urgent = row->urgent};
    receipt[0] = '\0';
    work->n++;

    arena_reset(&work->desk->arena);
    if (wire_decode_submit(&work->desk->arena, row->body, row->body_n,
                           &message) != RC_OK) {
        log_line(LOG_ERROR, "journal row %lld cannot be read",
                 (long long)row->seq);
        return true;
    }
    item->facts = &work->facts[work->n - 1];
    read_facts(work, row, &message, &work->facts[work->n - 1]);
    item->keep_us = keep_first_us(work->desk, &work->facts[work->n - 1].facts,
                                  row->accepted_us);
    search_index_of(work->desk, &message, &work->found[work->n - 1]);
    if (message.has_amends) {
        item->action = message.amends_action;
        ids_keep_receipt(receipt, message.amends_receipt);
    }
    return true;
}

static enum rc
find_targets(struct combine_work *work)
{
    for (size_t i = 0; i < work->n; i++) {
        if (work->items[i].action == VERSION_NONE)
            continue;

        enum rc rc = route_version(work->desk, &work->rows[i],
                                   work->receipts[i], &work->items[i].amends);

        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

/* --- linking, as part of the transaction --- */

/* The items at hand. */
struct linking {
    struct combine_work *work;
    size_t from, to;
};

static bool
is_among(const int64_t firsts[], size_t n, int64_t first)
{
    for (size_t i = 0; i < n; i++)
        if (firsts[i] == first)
            return true;
    return false;
}

static enum rc
index_item(struct combine_work *work, size_t i)
{
    const struct search_found *found = &work->found[i];
    const struct search_entry entry = {.seq = work->items[i].seq,
                                       .observed_s = found->observed_s,
                                       .tokens = found->tokens,
                                       .tokens_n = found->n};

    enum rc rc = RC_OK;

    if (work->items[i].facts == NULL)
        return RC_OK;
    rc = search_put(work->desk->store, &entry);
    if (rc == RC_OK)
        rc = budgets_place(work->desk, work->rows[i].principal,
                           work->facts[i].day, found->dwelling);
    return rc;
}

/* A version, a supplement and a withdrawal make another of the signal that they
 * are about. */
static enum rc
link_items(void *arg)
{
    const struct linking *linking = arg;
    struct combine_work *work = linking->work;
    struct desk *desk = work->desk;
    int64_t firsts[BATCH];
    size_t n = 0;

    for (size_t i = linking->from; i < linking->to; i++) {
        int64_t first = 0;
        enum rc rc = index_item(work, i);

        if (rc == RC_OK)
            rc = message_first(desk->store, work->items[i].seq, &first);
        if (rc != RC_OK)
            return rc;
        if (!is_among(firsts, n, first))
            firsts[n++] = first;
    }
    return links_put_everywhere(desk, firsts, n);
}

/* One bad message must not hold up the others: it is combined with nothing,
 * and gets an alert of its own. */
static enum rc
apply_one_by_one(struct desk *desk, struct combine_work *work)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < work->n; i++) {
        struct combine_item *item = &work->items[i];
        struct linking linking = {.work = work, .from = i, .to = i + 1};

        rc = combine_link(desk->store, item, 1, link_items, &linking);
        if (desk_skips("combine", item->seq, rc)) {
            *item = (struct combine_item){.seq = item->seq};
            rc = combine_link(desk->store, item, 1, NULL, NULL);
        }
    }
    return rc;
}

static enum rc
apply(struct desk *desk, struct combine_work *work)
{
    struct linking linking = {.work = work, .from = 0, .to = work->n};
    enum rc rc =
        combine_link(desk->store, work->items, work->n, link_items, &linking);

    if (!desk_skips("combine", work->items[0].seq, rc))
        return rc;
    return apply_one_by_one(desk, work);
}

/* One transaction holds up the next message: as many as fit in half a slice. */
static void
fit(struct combine_work *work, int64_t took_us)
{
    bool late = took_us * 2 > (int64_t)work->desk->settings->combine_slice_us;

    if (late && work->limit > 1)
        work->limit /= 2;
    else if (!late && work->limit < BATCH)
        work->limit *= 2;
}

/* *n: how many were combined */
static enum rc
combine_batch(struct desk *desk, size_t *n)
{
    struct combine_work *work = desk->work;
    int64_t start_us = clock_mono_us(desk->clock);
    int64_t cursor = 0;
    enum rc rc = combine_cursor(desk->store, &cursor);

    work->desk = desk;
    work->n = 0;
    if (rc == RC_OK)
        rc = journal_read(desk->store, cursor, work->limit, add_row, work);
    if (rc == RC_OK)
        rc = find_targets(work);
    if (rc == RC_OK && work->n > 0)
        rc = apply(desk, work);
    for (size_t i = 0; rc == RC_OK && i < work->n; i++)
        keep_soon(desk, work->items[i].action == VERSION_NONE
                            ? work->items[i].keep_us
                            : 0);
    fit(work, clock_mono_us(desk->clock) - start_us);
    *n = work->n;
    return rc;
}

struct reading {
    struct combine_work *work;
    bool found;
};

static bool
read_one(const struct journal_row *row, void *arg)
{
    struct reading *reading = arg;

    (void)add_row(row, reading->work);
    reading->found = reading->work->items[0].facts != NULL;
    return false;
}

enum rc
combine_facts(struct desk *desk, int64_t seq)
{
    struct combine_work *work = desk->work;
    struct reading reading = {.work = work};
    struct message_row row;
    enum rc rc = message_get(desk->store, seq, &row);

    work->desk = desk;
    work->n = 0;
    if (rc == RC_OK)
        rc = journal_get(desk->store, seq, read_one, &reading);
    if (rc != RC_OK)
        return rc;

    struct facts_row facts = {.seq = seq,
                              .organisation = row.organisation,
                              .day = case_day(desk, row.accepted_us),
                              .region = ""};

    if (reading.found)
        facts = work->facts[0];
    facts.amends = row.amends;
    facts.action = row.action;
    rc = facts_write(desk->store, &facts);
    return rc == RC_DUP ? RC_OK : rc;
}

/* One step; *n: how many were combined by it.  What is combined is finished
 * before more is. */
static enum rc
step(struct desk *desk, int64_t until_us, size_t *n)
{
    bool unrouted = false;
    bool unlooked = false;
    enum rc rc = route_combined(desk, until_us, &unrouted);

    *n = 1;
    if (rc == RC_OK && !unrouted)
        rc = look_again(desk, until_us, &unlooked);
    if (rc == RC_OK && !unrouted && !unlooked)
        rc = combine_batch(desk, n);
    return rc;
}

enum rc
combine_slice(struct desk *desk, int64_t until_us, bool *more)
{
    *more = true;
    do {
        size_t n = 0;
        enum rc rc = step(desk, until_us, &n);

        if (rc != RC_OK)
            return rc;
        if (n == 0) {
            desk->routed_to = 0;
            *more = false;
            return RC_OK;
        }
    } while (clock_mono_us(desk->clock) < until_us);
    return RC_OK;
}

enum rc
combine_backlog(struct desk *desk, int64_t *n)
{
    int64_t head = 0, cursor = 0;
    enum rc rc = journal_head(desk->store, &head);

    if (rc == RC_OK)
        rc = combine_cursor(desk->store, &cursor);
    *n = head - cursor;
    return rc;
}
