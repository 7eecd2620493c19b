/* erase -- see erase.h */
#include "desk/erase.h"

#include <stdlib.h>

#include "core/report.h"
#include "core/zone.h"
#include "desk/case.h"
#include "desk/desk.h"
#include "desk/link_referrals.h"
#include "desk/links.h"
#include "desk/report_time.h"
#include "desk/search_index.h"
#include "desk/state.h"
#include "link/book.h"
#include "link/decisions.h"
#include "store/combine.h"
#include "store/facts.h"
#include "store/journal.h"
#include "store/retention.h"
#include "sys/clock.h"
#include "wire/decode.h"

#define VERSIONS_BATCH 64
#define PAIRS_MAX      4096

/* --- expired, and live again --- */

struct shelving {
    struct desk *desk;
    struct kept_set set;
};

static enum rc
shelve(void *arg)
{
    struct shelving *s = arg;
    enum rc rc = kept_set(s->desk->store, &s->set);

    return rc == RC_OK ? links_put_everywhere(s->desk, &s->set.seq, 1) : rc;
}

enum rc
erase_shelve(struct desk *desk, int64_t seq, enum kept_state state,
             int64_t next_us)
{
    struct shelving s = {.desk = desk,
                         .set = {.seq = seq,
                                 .state = state,
                                 .at_us = clock_utc_us(desk->clock),
                                 .next_us = next_us}};

    return linking_do(desk->store, shelve, &s);
}

/* --- for good --- */

struct erasing {
    struct desk *desk;
    struct erase erase;
    uint64_t *tokens;
    size_t tokens_n, tokens_cap;
    bool failed; /* no memory */
    bool lost;   /* nothing of the version can be read */
    struct search_found found;
    int64_t others[2 * LINK_GROUP_MAX]; /* signals people tied to it */
    size_t others_n;
    int64_t pairs[PAIRS_MAX];
    size_t pairs_n;
};

static bool
make_room(struct erasing *e)
{
    size_t need = e->tokens_n + SEARCH_PUT_MAX;
    uint64_t *tokens = e->tokens;

    if (need <= e->tokens_cap)
        return true;
    tokens = reallocarray(e->tokens, 2 * need, sizeof *tokens);
    if (tokens == NULL) {
        e->failed = true;
        return false;
    }
    e->tokens = tokens;
    e->tokens_cap = 2 * need;
    return true;
}

static bool
take_tokens(const struct journal_row *row, void *arg)
{
    struct erasing *e = arg;
    struct desk *desk = e->desk;
    struct submission message;

    e->lost = row->lost;
    if (!make_room(e) || row->lost)
        return false;
    arena_reset(&desk->arena);
    if (wire_decode_submit(&desk->arena, row->body, row->body_n, &message) !=
        RC_OK)
        return false; /* nothing was found by it */
    search_index_of(desk, &message, &e->found);
    for (size_t i = 0; i < e->found.n; i++)
        e->tokens[e->tokens_n++] = e->found.tokens[i];
    return false;
}

static enum rc
read_version(struct erasing *e, int64_t seq)
{
    size_t n = 0;
    enum rc rc = journal_get(e->desk->store, seq, take_tokens, e);

    if (rc != RC_OK || !e->lost || e->failed)
        return rc;
    rc = keyless_tokens(e->desk->store, seq, e->tokens + e->tokens_n,
                        SEARCH_PUT_MAX, &n);
    e->tokens_n += n;
    return rc;
}

static enum rc
read_tokens(struct erasing *e)
{
    int64_t versions[VERSIONS_BATCH];
    int64_t after = 0;
    size_t n = VERSIONS_BATCH;
    enum rc rc = RC_OK;

    while (rc == RC_OK && n == VERSIONS_BATCH) {
        rc = kept_versions(e->desk->store, e->erase.seq, after, versions,
                           VERSIONS_BATCH, &n);
        for (size_t i = 0; rc == RC_OK && i < n; i++) {
            rc = read_version(e, versions[i]);
            after = versions[i];
        }
    }
    e->erase.tokens = e->tokens;
    e->erase.tokens_n = e->tokens_n;
    return rc == RC_OK && e->failed ? RC_DOWN : rc;
}

/* Figures of a year are fixed for ever some weeks after it. */
static enum rc
read_fixed(struct erasing *e)
{
    struct desk *desk = e->desk;
    struct facts_row facts = {.day = 0};
    struct civil civil;
    enum rc rc = facts_get(desk->store, e->erase.seq, &facts);

    if (rc == RC_NOT_FOUND)
        rc = RC_OK; /* it counts in none */
    civil_of_days(facts.day, &civil);
    e->erase.fixed_us = report_day_us(desk, civil_days(civil.year + 1, 1, 1) +
                                                REPORT_FIXED_DAYS);
    return rc;
}

/* --- what linking derived of it --- */

static bool
note_pair(const struct link_pair *pair, void *arg)
{
    struct erasing *e = arg;

    if (e->pairs_n == PAIRS_MAX)
        return false;
    e->pairs[e->pairs_n++] = pair->b;
    return true;
}

/* A set that is not kept up to date any more (it was in force until a swap), or
 * not yet: nothing is settled there, its rows go. */
static enum rc
drop_stale(struct erasing *e, const struct link_book *book)
{
    struct link_record *record = &e->desk->links->record;
    int64_t seq = e->erase.seq;
    enum rc rc = book->record_get(book->self, seq, record);

    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    rc = link_referrals_drop(e->desk, book, record);
    for (size_t i = 0; rc == RC_OK && i < record->keys_n; i++)
        rc = book->posting_drop(book->self, record->keys[i], &record->place);
    do {
        e->pairs_n = 0;
        if (rc == RC_OK)
            rc = book->pairs_of(book->self, seq, note_pair, e);
        for (size_t i = 0; rc == RC_OK && i < e->pairs_n; i++)
            rc = book->pair_drop(book->self, seq, e->pairs[i]);
    } while (rc == RC_OK && e->pairs_n == PAIRS_MAX);
    if (rc == RC_OK)
        rc = book->cluster_set(book->self, seq, 0, 0);
    if (rc == RC_OK)
        rc = book->part_set(book->self, seq, 0, 0);
    return rc == RC_OK ? book->record_drop(book->self, seq) : rc;
}

static enum rc
settle_set(struct erasing *e, enum linking_set set)
{
    struct desk *desk = e->desk;
    enum rc rc;

    links_start(desk, set);
    rc = links_put(desk, e->erase.seq);
    for (size_t i = 0; rc == RC_OK && i < e->others_n; i++)
        rc = links_touch(desk, e->others[i]);
    return rc == RC_OK ? links_settle(desk) : rc;
}

/* It is expired first: what expired stands in no list. */
static enum rc
take_out(struct erasing *e)
{
    struct desk *desk = e->desk;
    const struct kept_set set = {.seq = e->erase.seq,
                                 .state = KEPT_EXPIRED,
                                 .at_us = e->erase.now_us,
                                 .next_us = e->erase.now_us};
    bool makes_next = desk->links->epochs[LINKING_NEXT].situation.epoch != 0;
    struct link_book book;
    enum rc rc = kept_set(desk->store, &set);

    if (rc == RC_OK)
        rc =
            erase_decided(desk->store, e->erase.seq, e->others,
                          sizeof e->others / sizeof e->others[0], &e->others_n);
    if (rc == RC_OK)
        rc = settle_set(e, LINKING_LIVE);
    linking_book(desk->store, LINKING_NEXT, &book);
    if (rc == RC_OK)
        rc = makes_next ? settle_set(e, LINKING_NEXT) : drop_stale(e, &book);
    return rc == RC_AGAIN ? RC_INVALID : rc;
}

static enum rc
erase_it(void *arg)
{
    struct erasing *e = arg;
    enum rc rc = read_tokens(e);

    if (rc == RC_OK)
        rc = read_fixed(e);
    if (rc == RC_OK)
        rc = take_out(e);
    return rc == RC_OK ? erase_message(e->desk->store, &e->erase) : rc;
}

enum rc
erase_do(struct desk *desk, const struct erase_order *order)
{
    struct erasing *e = calloc(1, sizeof *e);
    enum rc rc = RC_DOWN;

    if (e == NULL)
        return rc;
    e->desk = desk;
    e->erase = (struct erase){.seq = order->seq,
                              .why = order->why,
                              .actor = order->actor,
                              .reason = order->reason,
                              .now_us = clock_utc_us(desk->clock)};
    rc = linking_do(desk->store, erase_it, e);
    free(e->tokens);
    free(e);
    return rc;
}
