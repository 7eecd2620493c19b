/* sort -- see sort.h.  A heap sort: its worst case is its usual one, so what
 * somebody sends to make it slow does not. */
#include "link/sort.h"

#include <stdint.h>
#include <string.h>

struct sorting {
    uint8_t *items;
    size_t size;
    int (*compare)(const void *a, const void *b);
};

static void
swap(const struct sorting *s, size_t i, size_t j)
{
    uint8_t held[LINK_SORT_SIZE_MAX];

    memcpy(held, s->items + i * s->size, s->size);
    memcpy(s->items + i * s->size, s->items + j * s->size, s->size);
    memcpy(s->items + j * s->size, held, s->size);
}

static int
compare_at(const struct sorting *s, size_t i, size_t j)
{
    return s->compare(s->items + i * s->size, s->items + j * s->size);
}

static void
sift_down(const struct sorting *s, size_t at, size_t n)
{
    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && compare_at(s, child, child + 1) < 0)
            child++;
        if (compare_at(s, at, child) >= 0)
            return;
        swap(s, at, child);
    }
}

void
link_sort(void *items, size_t n, size_t size,
          int (*compare)(const void *a, const void *b))
{
    const struct sorting s = {items, size, compare};

    for (size_t i = n / 2; i-- > 0;)
        sift_down(&s, i, n);
    for (size_t left = n; left > 1; left--) {
        swap(&s, 0, left - 1);
        sift_down(&s, 0, left - 1);
    }
}
