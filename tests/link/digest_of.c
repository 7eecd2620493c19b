/* The digests of some worlds, one a line: whatever compiler made this and
 * however, it must say the same (R032).  Beside it tests/link/compilers.sh. */
#include <stdio.h>
#include <stdlib.h>

#include "link/engine.h"
#include "link/model.h"
#include "memory_book.h"
#include "world.h"

static int
say(uint64_t seed, uint32_t window)
{
    const struct world_shape shape = {
        .seed = seed, .n = 400, .situations = 60, .hot = 3, .noise = 12};
    struct world *world = world_make(&shape);
    struct memory_book *memory = memory_book_open();
    void *workspace = aligned_alloc(64, (link_engine_size() + 63) / 64 * 64);
    struct link_model situation, same;
    uint8_t digest[LINK_DIGEST_BYTES];
    int wrong = workspace == NULL;

    link_model_start(&situation);
    link_model_same_start(&same);
    situation.window = window;
    if (!wrong) {
        struct link_engine *engine = link_engine_init(
            workspace, memory_book_of(memory), &situation, &same);

        for (size_t i = 0; i < world->n && !wrong; i++)
            wrong = link_insert(engine, &world->records[i]) != RC_OK;
        wrong = wrong || link_settle(engine, NULL, NULL) != RC_OK;
        memory_book_digest(memory, digest);
        for (size_t i = 0; i < sizeof digest && !wrong; i++)
            printf("%02x", digest[i]);
        printf("\n");
    }
    free(workspace);
    memory_book_close(memory);
    world_free(world);
    return wrong;
}

int
main(void)
{
    int wrong = 0;

    for (uint64_t seed = 1; seed <= 8; seed++)
        wrong |= say(seed, seed % 2 == 0 ? 4 : 32);
    return wrong;
}
