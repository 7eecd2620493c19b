/* arena -- see arena.h */
#include "wire/arena.h"

#include <string.h>

#define ARENA_ALIGN 16

void
arena_init(struct arena *arena, void *bytes, size_t size)
{
    arena->bytes = bytes;
    arena->size = size;
    arena->used = 0;
}

void
arena_reset(struct arena *arena)
{
    arena->used = 0;
}

void *
arena_take(struct arena *arena, size_t n)
{
    size_t left = arena->size - arena->used;

    if (n > left)
        return NULL;

    void *taken = arena->bytes + arena->used;
    size_t rounded = (n + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN;

    /* The tail of the arena may be shorter than the rounding. */
    arena->used += rounded < n || rounded > left ? left : rounded;
    memset(taken, 0, n);
    return taken;
}
