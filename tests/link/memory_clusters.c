/* memory_clusters -- the half of memory_book.h about what was made of the
 * records: clusters, decisions, notices, and what a test asks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory_book.h"
#include "memory_book_rows.h"

static bool
fails(struct memory_book *memory)
{
    memory->calls++;
    return memory->fail_from != 0 && memory->calls >= memory->fail_from;
}

static enum rc
decisions_of(void *self, int64_t node,
             bool (*each)(const struct link_decision *decision, void *arg),
             void *arg)
{
    struct memory_book *memory = self;
    const struct memory_row *row = memory_row_at(memory, node);

    if (fails(memory))
        return RC_DOWN;
    for (uint32_t i = 0; i < row->decisions.n; i++) {
        struct link_decision decision = memory->decisions[row->decisions.v[i]];

        if (decision.decision != 0 && !each(&decision, arg))
            break;
    }
    return RC_OK;
}

static enum rc
cluster_of(void *self, int64_t node, int64_t *cluster)
{
    if (fails(self))
        return RC_DOWN;
    *cluster = memory_row_at(self, node)->cluster;
    return RC_OK;
}

static int
compare_nodes(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static enum rc
members(void *self, int64_t cluster, int64_t *nodes, size_t cap, size_t *n)
{
    const struct memory_ids *ids = &memory_row_at(self, cluster)->members;
    int64_t *all = malloc((ids->n + 1) * sizeof all[0]);

    if (all == NULL)
        abort();
    for (uint32_t i = 0; i < ids->n; i++)
        all[i] = ids->v[i];
    if (ids->n > 0)
        qsort(all, ids->n, sizeof all[0], compare_nodes);
    *n = ids->n;
    if (cap > 0)
        memcpy(nodes, all, (ids->n < cap ? ids->n : cap) * sizeof all[0]);
    free(all);
    return fails(self) ? RC_DOWN : RC_OK;
}

static void
clear_notices(struct memory_book *memory, int64_t cluster)
{
    size_t n = 0;

    for (size_t i = 0; i < memory->notices_n; i++) {
        if (memory->notices[i].cluster != cluster)
            memory->notices[n++] = memory->notices[i];
    }
    memory->notices_n = n;
}

static enum rc
cluster_set(void *self, int64_t node, int64_t cluster, int64_t observation)
{
    struct memory_book *memory = self;
    struct memory_row *row = memory_row_at(memory, node);

    if (fails(memory))
        return RC_DOWN;
    row->observation = observation;
    if (row->cluster == cluster)
        return RC_OK;
    if (row->cluster != 0) {
        struct memory_ids *old = &memory_row_at(memory, row->cluster)->members;
        uint32_t at = 0;

        while (old->v[at] != (uint32_t)node)
            at++;
        old->v[at] = old->v[--old->n];
        if (old->n == 0)
            clear_notices(memory, row->cluster);
    }
    row->cluster = cluster;
    if (cluster != 0)
        memory_ids_add(&memory_row_at(memory, cluster)->members,
                       (uint32_t)node);
    return RC_OK;
}

static enum rc
part_set(void *self, int64_t node, int64_t part, int32_t raised_mb)
{
    struct memory_row *row = memory_row_at(self, node);

    if (fails(self))
        return RC_DOWN;
    row->part = part;
    row->raised_mb = raised_mb;
    return RC_OK;
}

static enum rc
notice(void *self, const struct link_notice *told)
{
    struct memory_book *memory = self;

    if (fails(memory))
        return RC_DOWN;
    if (told->kind != LINK_CLEAR) {
        if (memory->notices_n == memory->notices_cap) {
            memory->notices_cap =
                memory->notices_cap == 0 ? 16 : 2 * memory->notices_cap;
            memory->notices =
                realloc(memory->notices,
                        memory->notices_cap * sizeof memory->notices[0]);
            if (memory->notices == NULL)
                abort();
        }
        memory->notices[memory->notices_n++] = *told;
        return RC_OK;
    }
    clear_notices(memory, told->cluster);
    return RC_OK;
}

void
memory_book_clusters(struct link_book *book)
{
    book->decisions_of = decisions_of;
    book->cluster_of = cluster_of;
    book->members = members;
    book->cluster_set = cluster_set;
    book->part_set = part_set;
    book->notice = notice;
}

void
memory_book_close(struct memory_book *memory)
{
    if (memory == NULL)
        return;
    for (size_t i = 0; i < memory->rows_cap; i++) {
        free(memory->rows[i].record);
        free(memory->rows[i].pairs.v);
        free(memory->rows[i].decisions.v);
        free(memory->rows[i].members.v);
    }
    for (size_t i = 0; i < memory->lists_cap; i++)
        free(memory->lists[i].v);
    free(memory->rows);
    free(memory->lists);
    free(memory->pairs);
    free(memory->free_pairs.v);
    free(memory->slots);
    free(memory->decisions);
    free(memory->notices);
    free(memory);
}

struct link_book *
memory_book_of(struct memory_book *memory)
{
    return &memory->book;
}

void
memory_book_decide(struct memory_book *memory,
                   const struct link_decision *decision)
{
    if (memory->decisions_n == memory->decisions_cap) {
        memory->decisions_cap =
            memory->decisions_cap == 0 ? 64 : 2 * memory->decisions_cap;
        memory->decisions =
            realloc(memory->decisions,
                    memory->decisions_cap * sizeof memory->decisions[0]);
        if (memory->decisions == NULL)
            abort();
    }
    memory->decisions[memory->decisions_n] = *decision;
    memory_ids_add(&memory_row_at(memory, decision->a)->decisions,
                   memory->decisions_n);
    if (decision->a != decision->b)
        memory_ids_add(&memory_row_at(memory, decision->b)->decisions,
                       memory->decisions_n);
    memory->decisions_n++;
}

void
memory_book_take_back(struct memory_book *memory, int64_t decision)
{
    for (uint32_t i = 0; i < memory->decisions_n; i++) {
        if (memory->decisions[i].decision == decision)
            memory->decisions[i].decision = 0;
    }
}

void
memory_book_count(const struct memory_book *memory,
                  struct memory_book_counts *out)
{
    *out = (struct memory_book_counts){.records = memory->records,
                                       .postings = memory->postings,
                                       .pairs = memory->pairs_live};
    for (uint32_t i = 0; i < memory->pairs_n; i++)
        out->strong +=
            memory->pairs[i].is.a != 0 && memory->pairs[i].is.edge_mb > 0;
    for (int64_t node = 1; node <= memory->last; node++)
        out->clusters += memory->rows[node].members.n > 0;
}

size_t
memory_book_notices(const struct memory_book *memory,
                    const struct link_notice **out)
{
    *out = memory->notices;
    return memory->notices_n;
}

int64_t
memory_book_last(const struct memory_book *memory)
{
    return memory->last;
}

int64_t
memory_book_cluster(const struct memory_book *memory, int64_t node)
{
    return node <= memory->last ? memory->rows[node].cluster : 0;
}

int64_t
memory_book_observation(const struct memory_book *memory, int64_t node)
{
    return node <= memory->last ? memory->rows[node].observation : 0;
}

void
memory_book_pairs(const struct memory_book *memory,
                  void (*each)(void *arg, const struct link_pair *pair),
                  void *arg)
{
    for (uint32_t i = 0; i < memory->pairs_n; i++) {
        if (memory->pairs[i].is.a != 0)
            each(arg, &memory->pairs[i].is);
    }
}

void
memory_book_fail(struct memory_book *memory, uint64_t n)
{
    memory->calls = 0;
    memory->fail_from = n;
}

uint64_t
memory_book_calls(const struct memory_book *memory)
{
    return memory->calls;
}

/* --- the digest --- */

static int
compare_members(const void *a, const void *b)
{
    const struct link_digest_member *x = a, *y = b;

    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int
compare_digest_pairs(const void *a, const void *b)
{
    const struct link_digest_pair *x = a, *y = b;

    if (x->low != y->low)
        return x->low < y->low ? -1 : 1;
    return x->high < y->high ? -1 : x->high > y->high;
}

/* The lowest order among those that have the same name. */
static void
lowest_orders(const struct memory_book *memory, bool observations,
              int64_t lowest[])
{
    for (int64_t node = 0; node <= memory->last; node++)
        lowest[node] = INT64_MAX;
    for (int64_t node = 1; node <= memory->last; node++) {
        const struct memory_row *row = &memory->rows[node];
        int64_t name = observations ? row->observation : row->cluster;

        if (row->record != NULL && row->record->place.order < lowest[name])
            lowest[name] = row->record->place.order;
    }
}

static void
digest_members(const struct memory_book *memory, struct link_digest *digest)
{
    size_t cells = (size_t)memory->last + 1, n = 0;
    int64_t *clusters = malloc(cells * sizeof clusters[0]);
    int64_t *observations = malloc(cells * sizeof observations[0]);
    struct link_digest_member *all = malloc(cells * sizeof all[0]);

    if (clusters == NULL || observations == NULL || all == NULL)
        abort();
    lowest_orders(memory, false, clusters);
    lowest_orders(memory, true, observations);
    for (int64_t node = 1; node <= memory->last; node++) {
        const struct memory_row *row = &memory->rows[node];

        if (row->record != NULL)
            all[n++] = (struct link_digest_member){
                .cluster = clusters[row->cluster],
                .order = row->record->place.order,
                .observation = observations[row->observation]};
    }
    qsort(all, n, sizeof all[0], compare_members);
    for (size_t i = 0; i < n; i++)
        link_digest_member(digest, &all[i]);
    free(clusters);
    free(observations);
    free(all);
}

static void
digest_pairs(const struct memory_book *memory, struct link_digest *digest)
{
    struct link_digest_pair *all =
        malloc((memory->pairs_live + 1) * sizeof all[0]);
    size_t n = 0;

    if (all == NULL)
        abort();
    for (uint32_t i = 0; i < memory->pairs_n; i++) {
        const struct link_pair *pair = &memory->pairs[i].is;

        if (pair->a == 0)
            continue;
        int64_t a = memory->rows[pair->a].record->place.order;
        int64_t b = memory->rows[pair->b].record->place.order;

        all[n++] = (struct link_digest_pair){.low = a < b ? a : b,
                                             .high = a < b ? b : a,
                                             .support = pair->support,
                                             .total_mb = pair->total_mb};
    }
    qsort(all, n, sizeof all[0], compare_digest_pairs);
    for (size_t i = 0; i < n; i++)
        link_digest_pair(digest, &all[i]);
    free(all);
}

void
memory_book_digest(const struct memory_book *memory,
                   uint8_t out[LINK_DIGEST_BYTES])
{
    struct link_digest digest;

    link_digest_begin(&digest);
    if (memory->last > 0) {
        digest_members(memory, &digest);
        digest_pairs(memory, &digest);
    }
    link_digest_end(&digest, out);
}
