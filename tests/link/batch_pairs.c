/* batch_pairs -- the pairs of a sheet; see batch_sheet.h */
#include <stdlib.h>

#include "batch_sheet.h"
#include "link/score.h"

struct entry {
    uint64_t key;
    int64_t time_s, order;
    size_t i;
};

void *
need(size_t n, size_t size)
{
    void *p = calloc(n + 1, size);

    if (p == NULL)
        abort();
    return p;
}

static int
by_key_and_place(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->time_s != y->time_s)
        return x->time_s < y->time_s ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

void
count_support(struct sheet *s)
{
    struct entry *list = need(s->n * LINK_KEYS_MAX, sizeof list[0]);
    size_t length = 0, window = s->batch->situation->window;

    for (size_t i = 0; i < s->n; i++) {
        const struct link_record *record = s->records[i];

        for (size_t k = 0; k < record->keys_n; k++)
            list[length++] = (struct entry){
                record->keys[k], record->place.time_s, record->place.order, i};
    }
    qsort(list, length, sizeof list[0], by_key_and_place);
    for (size_t p = 0; p < length; p++) {
        for (size_t q = p + 1; q < length && q - p <= window; q++) {
            if (list[q].key != list[p].key)
                break;
            s->support[list[p].i * s->n + list[q].i]++;
            s->support[list[q].i * s->n + list[p].i]++;
        }
    }
    free(list);
}

void
weigh_pairs(struct sheet *s)
{
    for (size_t i = 0; i < s->n; i++) {
        for (size_t j = 0; j < s->n; j++) {
            size_t at = i * s->n + j;
            struct link_score score;

            s->same[at] = INT32_MIN;
            if (s->support[at] == 0)
                continue;
            link_score(s->batch->situation, s->records[i], s->records[j],
                       &score);
            s->total[at] = score.total_mb;
            s->edge[at] = link_edge(s->batch->situation, &score);
            link_score(s->batch->same, s->records[i], s->records[j], &score);
            if (!score.contradicting &&
                s->records[i]->organisation != s->records[j]->organisation)
                s->same[at] = score.total_mb;
            s->sizes.pairs += i < j;
            s->sizes.strong += i < j && s->edge[at] > 0;
        }
    }
}
