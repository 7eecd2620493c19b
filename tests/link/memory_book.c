/* memory_book -- see memory_book.h */
#include "memory_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory_book_rows.h"

static void *
grown(void *old, size_t bytes)
{
    void *p = realloc(old, bytes);

    if (p == NULL && bytes > 0) {
        fputs("memory_book: no memory\n", stderr);
        abort();
    }
    return p;
}

void
memory_ids_add(struct memory_ids *ids, uint32_t id)
{
    if (ids->n == ids->cap) {
        ids->cap = ids->cap == 0 ? 4 : 2 * ids->cap;
        ids->v = grown(ids->v, ids->cap * sizeof ids->v[0]);
    }
    ids->v[ids->n++] = id;
}

struct memory_row *
memory_row_at(struct memory_book *memory, int64_t node)
{
    if (node < 1)
        abort();
    if ((size_t)node >= memory->rows_cap) {
        size_t cap = memory->rows_cap == 0 ? 1024 : memory->rows_cap;

        while (cap <= (size_t)node)
            cap *= 2;
        memory->rows = grown(memory->rows, cap * sizeof memory->rows[0]);
        memset(memory->rows + memory->rows_cap, 0,
               (cap - memory->rows_cap) * sizeof memory->rows[0]);
        memory->rows_cap = cap;
    }
    if (node > memory->last)
        memory->last = node;
    return &memory->rows[node];
}

static bool
fails(struct memory_book *memory)
{
    memory->calls++;
    return memory->fail_from != 0 && memory->calls >= memory->fail_from;
}

/* --- records --- */

static enum rc
record_get(void *self, int64_t node, struct link_record *out)
{
    struct memory_row *row = memory_row_at(self, node);

    if (fails(self))
        return RC_DOWN;
    if (row->record == NULL)
        return RC_NOT_FOUND;
    memcpy(out, row->record, row->record_bytes);
    return RC_OK;
}

/* No more than there are values. */
static enum rc
record_put(void *self, const struct link_record *record)
{
    struct memory_book *memory = self;
    struct memory_row *row = memory_row_at(memory, record->place.node);

    if (fails(memory))
        return RC_DOWN;
    memory->records += row->record == NULL;
    row->record_bytes = offsetof(struct link_record, values) +
                        record->values_n * sizeof record->values[0];
    row->record = grown(row->record, row->record_bytes);
    memcpy(row->record, record, row->record_bytes);
    return RC_OK;
}

static enum rc
record_drop(void *self, int64_t node)
{
    struct memory_book *memory = self;
    struct memory_row *row = memory_row_at(memory, node);

    if (fails(memory))
        return RC_DOWN;
    memory->records -= row->record != NULL;
    free(row->record);
    row->record = NULL;
    return RC_OK;
}

static enum rc
standing_get(void *self, int64_t node, struct link_standing *out)
{
    const struct memory_row *row = memory_row_at(self, node);

    if (fails(self))
        return RC_DOWN;
    if (row->record == NULL)
        return RC_NOT_FOUND;
    *out = (struct link_standing){.place = row->record->place,
                                  .organisation = row->record->organisation,
                                  .cluster = row->cluster,
                                  .observation = row->observation,
                                  .part = row->part,
                                  .raised_mb = row->raised_mb};
    return RC_OK;
}

/* --- lists --- */

static uint64_t
mixed(uint64_t key)
{
    return (key ^ key >> 29) * UINT64_C(0x9E3779B97F4A7C15) >> 20;
}

static void
lists_grow(struct memory_book *memory)
{
    size_t cap = memory->lists_cap == 0 ? 1024 : 2 * memory->lists_cap;
    struct memory_list *lists = calloc(cap, sizeof lists[0]);

    if (lists == NULL)
        abort();
    for (size_t i = 0; i < memory->lists_cap; i++) {
        if (!memory->lists[i].used)
            continue;
        size_t at = mixed(memory->lists[i].key) & (cap - 1);

        while (lists[at].used)
            at = (at + 1) & (cap - 1);
        lists[at] = memory->lists[i];
    }
    free(memory->lists);
    memory->lists = lists;
    memory->lists_cap = cap;
}

static struct memory_list *
list_of(struct memory_book *memory, uint64_t key)
{
    if (2 * (memory->lists_n + 1) > memory->lists_cap)
        lists_grow(memory);
    size_t at = mixed(key) & (memory->lists_cap - 1);

    while (memory->lists[at].used && memory->lists[at].key != key)
        at = (at + 1) & (memory->lists_cap - 1);
    struct memory_list *list = &memory->lists[at];

    if (!list->used) {
        list->used = true;
        list->key = key;
        memory->lists_n++;
    }
    return list;
}

static int
compare_places(const struct link_place *a, const struct link_place *b)
{
    if (a->time_s != b->time_s)
        return a->time_s < b->time_s ? -1 : 1;
    return a->order == b->order ? 0 : a->order < b->order ? -1 : 1;
}

/* How many stand before it. */
static size_t
rank_in(const struct memory_list *list, const struct link_place *place)
{
    size_t low = 0, high = list->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_places(&list->v[middle], place) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
stands_at(const struct memory_list *list, size_t at,
          const struct link_place *place)
{
    return at < list->n && compare_places(&list->v[at], place) == 0;
}

static enum rc
posting_put(void *self, uint64_t key, const struct link_place *place)
{
    struct memory_book *memory = self;
    struct memory_list *list = list_of(memory, key);
    size_t at = rank_in(list, place);

    if (fails(memory))
        return RC_DOWN;
    if (stands_at(list, at, place))
        return RC_FATAL; /* two signals with one order */
    if (list->n == list->cap) {
        list->cap = list->cap == 0 ? 4 : 2 * list->cap;
        list->v = grown(list->v, list->cap * sizeof list->v[0]);
    }
    memmove(list->v + at + 1, list->v + at, (list->n - at) * sizeof list->v[0]);
    list->v[at] = *place;
    list->n++;
    memory->postings++;
    return RC_OK;
}

static enum rc
posting_drop(void *self, uint64_t key, const struct link_place *place)
{
    struct memory_book *memory = self;
    struct memory_list *list = list_of(memory, key);
    size_t at = rank_in(list, place);

    if (fails(memory))
        return RC_DOWN;
    if (!stands_at(list, at, place))
        return RC_FATAL;
    list->n--;
    memmove(list->v + at, list->v + at + 1, (list->n - at) * sizeof list->v[0]);
    memory->postings--;
    return RC_OK;
}

static enum rc
neighbours(void *self, uint64_t key, const struct link_place *place, size_t n,
           struct link_place *before, size_t *before_n,
           struct link_place *after, size_t *after_n)
{
    const struct memory_list *list = list_of(self, key);
    size_t at = rank_in(list, place);
    size_t next = at + stands_at(list, at, place);

    if (fails(self))
        return RC_DOWN;
    *before_n = *after_n = 0;
    for (size_t i = 0; i < n && i < at; i++)
        before[(*before_n)++] = list->v[at - 1 - i];
    for (size_t i = 0; i < n && next + i < list->n; i++)
        after[(*after_n)++] = list->v[next + i];
    return RC_OK;
}

/* --- pairs --- */

static uint64_t
pair_hash(int64_t a, int64_t b)
{
    return mixed((uint64_t)a * UINT64_C(0xD1B54A32D192ED03) ^ (uint64_t)b);
}

static size_t
pair_slot(const struct memory_book *memory, int64_t a, int64_t b)
{
    size_t mask = memory->slots_cap - 1;
    size_t at = pair_hash(a, b) & mask;

    while (memory->slots[at] != 0) {
        const struct memory_pair *pair = &memory->pairs[memory->slots[at] - 1];

        if (pair->is.a == a && pair->is.b == b)
            break;
        at = (at + 1) & mask;
    }
    return at;
}

static void
slots_grow(struct memory_book *memory)
{
    free(memory->slots);
    memory->slots_cap = memory->slots_cap == 0 ? 4096 : 2 * memory->slots_cap;
    memory->slots = calloc(memory->slots_cap, sizeof memory->slots[0]);
    if (memory->slots == NULL)
        abort();
    for (uint32_t i = 0; i < memory->pairs_n; i++) {
        const struct memory_pair *pair = &memory->pairs[i];

        if (pair->is.a != 0)
            memory->slots[pair_slot(memory, pair->is.a, pair->is.b)] = i + 1;
    }
}

/* The pair, or NULL. */
static struct memory_pair *
pair_find(struct memory_book *memory, int64_t a, int64_t b, size_t *slot)
{
    if (2 * (memory->pairs_live + 1) > memory->slots_cap)
        slots_grow(memory);
    *slot = pair_slot(memory, a < b ? a : b, a < b ? b : a);
    return memory->slots[*slot] == 0 ? NULL
                                     : &memory->pairs[memory->slots[*slot] - 1];
}

static enum rc
pair_get(void *self, int64_t a, int64_t b, struct link_pair *out)
{
    size_t slot;
    const struct memory_pair *pair = pair_find(self, a, b, &slot);

    if (fails(self))
        return RC_DOWN;
    if (pair == NULL)
        return RC_NOT_FOUND;
    *out = pair->is;
    return RC_OK;
}

static uint32_t
pair_new(struct memory_book *memory)
{
    if (memory->free_pairs.n > 0)
        return memory->free_pairs.v[--memory->free_pairs.n];
    if (memory->pairs_n == memory->pairs_cap) {
        memory->pairs_cap =
            memory->pairs_cap == 0 ? 4096 : 2 * memory->pairs_cap;
        memory->pairs =
            grown(memory->pairs, memory->pairs_cap * sizeof memory->pairs[0]);
    }
    return memory->pairs_n++;
}

static enum rc
pair_put(void *self, const struct link_pair *pair)
{
    struct memory_book *memory = self;
    size_t slot;
    struct memory_pair *there = pair_find(memory, pair->a, pair->b, &slot);
    struct link_pair is = *pair;

    if (fails(memory))
        return RC_DOWN;
    is.a = pair->a < pair->b ? pair->a : pair->b;
    is.b = pair->a < pair->b ? pair->b : pair->a;
    if (there == NULL) {
        uint32_t id = pair_new(memory);
        struct memory_row *a = memory_row_at(memory, is.a);
        struct memory_row *b = memory_row_at(memory, is.b);

        memory->slots[slot] = id + 1;
        there = &memory->pairs[id];
        there->at[0] = a->pairs.n;
        there->at[1] = b->pairs.n;
        memory_ids_add(&a->pairs, id);
        memory_ids_add(&b->pairs, id);
        memory->pairs_live++;
    }
    there->is = is;
    return RC_OK;
}

/* The last one of the node's list comes in its place. */
static void
unlist(struct memory_book *memory, int64_t node, uint32_t at)
{
    struct memory_ids *ids = &memory_row_at(memory, node)->pairs;
    uint32_t last = ids->v[--ids->n];

    if (at == ids->n)
        return;
    ids->v[at] = last;
    memory->pairs[last].at[memory->pairs[last].is.a == node ? 0 : 1] = at;
}

static void
slot_free(struct memory_book *memory, size_t hole)
{
    size_t mask = memory->slots_cap - 1;

    for (size_t at = (hole + 1) & mask; memory->slots[at] != 0;
         at = (at + 1) & mask) {
        const struct memory_pair *pair = &memory->pairs[memory->slots[at] - 1];
        size_t home = pair_hash(pair->is.a, pair->is.b) & mask;

        if (((at - home) & mask) >= ((at - hole) & mask)) {
            memory->slots[hole] = memory->slots[at];
            hole = at;
        }
    }
    memory->slots[hole] = 0;
}

static enum rc
pair_drop(void *self, int64_t a, int64_t b)
{
    struct memory_book *memory = self;
    size_t slot;
    struct memory_pair *pair = pair_find(memory, a, b, &slot);

    if (fails(memory))
        return RC_DOWN;
    if (pair == NULL)
        return RC_FATAL;
    unlist(memory, pair->is.a, pair->at[0]);
    unlist(memory, pair->is.b, pair->at[1]);
    memory_ids_add(&memory->free_pairs, memory->slots[slot] - 1);
    slot_free(memory, slot);
    pair->is.a = 0;
    memory->pairs_live--;
    return RC_OK;
}

static enum rc
pairs_of(void *self, int64_t node,
         bool (*each)(const struct link_pair *pair, void *arg), void *arg)
{
    struct memory_book *memory = self;
    const struct memory_row *row = memory_row_at(memory, node);

    if (fails(memory))
        return RC_DOWN;
    for (uint32_t i = 0; i < row->pairs.n; i++) {
        struct link_pair pair = memory->pairs[row->pairs.v[i]].is;

        if (pair.b == node) {
            pair.b = pair.a;
            pair.a = node;
        }
        if (!each(&pair, arg))
            break;
    }
    return RC_OK;
}

static const struct link_book calls = {.record_get = record_get,
                                       .record_put = record_put,
                                       .record_drop = record_drop,
                                       .standing_get = standing_get,
                                       .posting_put = posting_put,
                                       .posting_drop = posting_drop,
                                       .neighbours = neighbours,
                                       .pair_get = pair_get,
                                       .pair_put = pair_put,
                                       .pair_drop = pair_drop,
                                       .pairs_of = pairs_of};

struct memory_book *
memory_book_open(void)
{
    struct memory_book *memory = calloc(1, sizeof *memory);

    if (memory == NULL)
        abort();
    memory->book = calls;
    memory->book.self = memory;
    memory_book_clusters(&memory->book);
    return memory;
}
