/* touched -- see touched.h */
#include "link/touched.h"

#include <stddef.h>
#include <string.h>

void
touched_init(struct link_touched *touched)
{
    memset(touched, 0, sizeof *touched);
}

void
touched_clear(struct link_touched *touched)
{
    for (uint32_t i = 0; i < touched->n; i++)
        touched->slots[touched->order[i]] = (struct link_touch){0};
    touched->n = 0;
}

/* Where it is, or would be: twice as many places as nodes, so one is free. */
static uint32_t
place_of(const struct link_touched *touched, int64_t node)
{
    uint64_t mixed = (uint64_t)node * UINT64_C(0x9E3779B97F4A7C15);
    uint32_t at = (uint32_t)(mixed >> 32) % LINK_TOUCHED_SLOTS;

    while (touched->slots[at].node != 0 && touched->slots[at].node != node)
        at = (at + 1) % LINK_TOUCHED_SLOTS;
    return at;
}

struct link_touch *
touched_add(struct link_touched *touched, int64_t node)
{
    uint32_t at = place_of(touched, node);

    if (touched->slots[at].node == node)
        return &touched->slots[at];
    if (touched->n == LINK_TOUCHED_MAX)
        return NULL;
    touched->slots[at].node = node;
    touched->order[touched->n++] = at;
    return &touched->slots[at];
}

struct link_touch *
touched_at(struct link_touched *touched, uint32_t i)
{
    return &touched->slots[touched->order[i]];
}

struct link_touch *
touched_find(struct link_touched *touched, int64_t node)
{
    struct link_touch *found = &touched->slots[place_of(touched, node)];

    return found->node == node ? found : NULL;
}
