/* arena -- the memory one message may use while it is looked at: a fixed
 * block, handed out front to back, taken back all at once.  What an untrusted
 * message can make us allocate is bounded by it. */
#ifndef WIRE_ARENA_H
#define WIRE_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena {
    uint8_t *bytes; /* borrowed from whoever made the arena, 16-aligned */
    size_t size;
    size_t used;
};

#define ARENA_BYTES (512 * 1024) /* enough for any message within limits */

void arena_init(struct arena *arena, void *bytes, size_t size);

/* arena_reset: everything handed out so far is void. */
void arena_reset(struct arena *arena);

/* arena_take: n bytes aligned to 16, zeroed; NULL when they do not fit. */
void *arena_take(struct arena *arena, size_t n);

#endif
