/* sort -- in place, without the heap, and the same everywhere. */
#ifndef LINK_SORT_H
#define LINK_SORT_H

#include <stddef.h>

#define LINK_SORT_SIZE_MAX 64 /* bytes of one */

/* link_sort: ascending by compare.  For an answer that does not depend on how
 * they stood before, no two that differ may compare equal.
 * cost  O(n log n) */
void link_sort(void *items, size_t n, size_t size,
               int (*compare)(const void *a, const void *b));

/* For comparisons: -1, 0, 1. */
#define LINK_COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

#endif
