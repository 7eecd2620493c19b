/* touched -- the nodes that are to be settled, each once, in the order in which
 * they came up. */
#ifndef LINK_TOUCHED_H
#define LINK_TOUCHED_H

#include <stdbool.h>
#include <stdint.h>

#define LINK_TOUCHED_MAX   32768
#define LINK_TOUCHED_SLOTS (2 * LINK_TOUCHED_MAX)
/* What insertions and removals may fill: settling finds more to settle. */
#define LINK_TOUCHED_BEFORE (LINK_TOUCHED_MAX / 4 * 3)

struct link_touch {
    int64_t node; /* 0: free */
    int64_t was;  /* a cluster it was in when its record went; 0: none */
    bool done;
};

struct link_touched {
    uint32_t n;
    uint32_t order[LINK_TOUCHED_MAX]; /* places in slots[] */
    struct link_touch slots[LINK_TOUCHED_SLOTS];
};

/* touched_init: of memory that holds anything.  touched_clear: costs as much
 * as there is. */
void touched_init(struct link_touched *touched);
void touched_clear(struct link_touched *touched);

/* touched_add: NULL: there is no room for another one. */
struct link_touch *touched_add(struct link_touched *touched, int64_t node);
struct link_touch *touched_at(struct link_touched *touched, uint32_t i);
/* NULL: it is not there. */
struct link_touch *touched_find(struct link_touched *touched, int64_t node);

#endif
