/* What linking costs a signal above a book in memory: lines
 * "cost: n=N ..." at 10^4 and 10^5 signals.  usage: cost [N] */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "link/engine.h"
#include "link/model.h"
#include "memory_book.h"
#include "world.h"

static double
now_us(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int
ascending(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static void
measure(size_t n, size_t hot)
{
    const struct world_shape shape = {
        .seed = 1, .n = n, .situations = n / 6 + 1, .hot = hot, .noise = 3};
    struct world *world = world_make(&shape);
    struct memory_book *memory = memory_book_open();
    void *workspace = aligned_alloc(64, (link_engine_size() + 63) / 64 * 64);
    double *us = malloc((n + 1) * sizeof us[0]), all = 0;
    struct link_model situation, same;
    struct memory_book_counts counts;

    if (workspace == NULL || us == NULL)
        abort();
    link_model_start(&situation);
    link_model_same_start(&same);
    struct link_engine *engine =
        link_engine_init(workspace, memory_book_of(memory), &situation, &same);

    for (size_t i = 0; i < n; i++) {
        double from = now_us();

        if (link_insert(engine, &world->records[i]) != RC_OK ||
            link_settle(engine, NULL, NULL) != RC_OK)
            abort();
        us[i] = now_us() - from;
        all += us[i];
    }
    memory_book_count(memory, &counts);
    qsort(us, n, sizeof us[0], ascending);
    printf("cost: n=%zu hot=%zu mean=%.0fus p50=%.0fus p99=%.0fus max=%.0fus "
           "pairs=%zu strong=%zu clusters=%zu calls=%llu\n",
           n, hot, all / (double)n, us[n / 2], us[n / 100 * 99], us[n - 1],
           counts.pairs, counts.strong, counts.clusters,
           (unsigned long long)memory_book_calls(memory));
    free(us);
    free(workspace);
    memory_book_close(memory);
    world_free(world);
}

int
main(int argc, char **argv)
{
    if (argc > 1) {
        measure((size_t)strtoull(argv[1], NULL, 10), 0);
        return 0;
    }
    measure(10000, 0);
    measure(10000, 8);
    measure(100000, 0);
    measure(100000, 8);
    return 0;
}
