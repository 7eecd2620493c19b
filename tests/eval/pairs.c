/* pairs -- see pairs.h */
#include "pairs.h"

#include <stdio.h>
#include <stdlib.h>

#include "set.h"

/* One place in one list. */
struct posting {
    uint64_t key;
    int64_t time_s, order;
    uint32_t record;
};

void
pairs_add(struct pairs *pairs, uint32_t a, uint32_t b)
{
    if (pairs->n == pairs->cap) {
        pairs->cap = pairs->cap == 0 ? 65536 : pairs->cap * 2;
        pairs->v = realloc(pairs->v, pairs->cap * sizeof *pairs->v);
        if (pairs->v == NULL) {
            (void)fprintf(stderr, "eval: out of memory\n");
            exit(1);
        }
    }
    pairs->v[pairs->n++] =
        a < b ? (struct pair_of){a, b} : (struct pair_of){b, a};
}

void
pairs_free(struct pairs *pairs)
{
    free(pairs->v);
    *pairs = (struct pairs){0};
}

static int
by_pair(const void *x, const void *y)
{
    const struct pair_of *a = x, *b = y;

    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

static int
by_list(const void *x, const void *y)
{
    const struct posting *a = x, *b = y;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->time_s != b->time_s)
        return a->time_s < b->time_s ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static void
once(struct pairs *pairs)
{
    size_t n = 0;

    if (pairs->n == 0)
        return;
    qsort(pairs->v, pairs->n, sizeof pairs->v[0], by_pair);
    for (size_t i = 1; i < pairs->n; i++) {
        if (by_pair(&pairs->v[n], &pairs->v[i]) != 0)
            pairs->v[++n] = pairs->v[i];
    }
    pairs->n = n + 1;
}

static struct posting *
postings(size_t n)
{
    struct posting *lists = calloc(n + 1, sizeof *lists);

    if (lists == NULL)
        exit(1);
    return lists;
}

void
pairs_near(const struct set *set, uint32_t window, struct pairs *out)
{
    size_t n = 0, at = 0;

    for (size_t i = 0; i < set->n; i++)
        n += set->records[i].keys_n;

    struct posting *lists = postings(n);

    for (size_t i = 0; i < set->n; i++) {
        const struct link_record *r = &set->records[i];

        for (size_t k = 0; k < r->keys_n; k++)
            lists[at++] = (struct posting){r->keys[k], r->place.time_s,
                                           r->place.order, (uint32_t)i};
    }
    qsort(lists, n, sizeof lists[0], by_list);
    *out = (struct pairs){0};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n && j <= i + window; j++) {
            if (lists[j].key != lists[i].key)
                break;
            if (set_comparable(set, lists[i].record, lists[j].record))
                pairs_add(out, lists[i].record, lists[j].record);
        }
    }
    free(lists);
    once(out);
}

/* 0: the record has no such value. */
static uint64_t
token_of(const struct link_record *record, uint8_t kind)
{
    for (size_t i = 0; i < record->values_n; i++) {
        if (record->values[i].kind == kind)
            return record->values[i].token;
    }
    return 0;
}

/* 0: one of the kinds is missing. */
static uint64_t
block_of(const struct link_record *record, const uint8_t kinds[],
         size_t kinds_n)
{
    uint64_t block = 1;

    for (size_t i = 0; i < kinds_n; i++) {
        uint64_t token = token_of(record, kinds[i]);

        if (token == 0)
            return 0;
        block = (block ^ token) * UINT64_C(0x9e3779b97f4a7c15);
        block ^= block >> 29;
    }
    return block;
}

void
pairs_block(const struct set *set, const uint8_t kinds[], size_t kinds_n,
            size_t most, struct pairs *out)
{
    struct posting *lists = postings(set->n);
    size_t n = 0;

    for (size_t i = 0; i < set->n; i++) {
        uint64_t block = block_of(&set->records[i], kinds, kinds_n);

        if (block != 0)
            lists[n++] = (struct posting){block, 0, set->records[i].place.order,
                                          (uint32_t)i};
    }
    qsort(lists, n, sizeof lists[0], by_list);
    *out = (struct pairs){0};
    for (size_t i = 0, end; i < n && out->n < most; i = end) {
        for (end = i; end < n && lists[end].key == lists[i].key; end++)
            ;
        size_t stop = end - i > BLOCK_WIDTH ? i + BLOCK_WIDTH : end;

        for (size_t a = i; a < stop; a++) {
            for (size_t b = a + 1; b < stop; b++) {
                if (set_comparable(set, lists[a].record, lists[b].record))
                    pairs_add(out, lists[a].record, lists[b].record);
            }
        }
    }
    free(lists);
}
