/* run -- see run.h */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../link/memory_book.h"
#include "link/engine.h"
#include "set.h"

#define SETTLE_EVERY 32 /* as the desk takes signals in batches */
#define SAY_EVERY_S  5

void *
run_room(size_t n, size_t size)
{
    void *memory = calloc(n + 1, size);

    if (memory == NULL) {
        (void)fprintf(stderr, "eval: out of memory\n");
        exit(1);
    }
    return memory;
}

double
run_now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
must(enum rc rc, const char *what)
{
    if (rc == RC_OK)
        return;
    (void)fprintf(stderr, "eval: %s: %d\n", what, (int)rc);
    exit(1);
}

static void
insert(struct link_engine *engine, const struct link_record *record)
{
    enum rc rc = link_insert(engine, record);

    if (rc == RC_AGAIN) {
        must(link_settle(engine, NULL, NULL), "settle");
        rc = link_insert(engine, record);
    }
    must(rc, "insert");
}

static double
fill(const struct set *set, struct link_engine *engine)
{
    double start = run_now_s(), said = start;

    for (size_t i = 0; i < set->n; i++) {
        insert(engine, &set->records[i]);
        if (i % SETTLE_EVERY != 0)
            continue;
        must(link_settle(engine, NULL, NULL), "settle");
        if (run_now_s() - said > SAY_EVERY_S) {
            said = run_now_s();
            (void)fprintf(stderr, "eval: %zu of %zu signals\n", i, set->n);
        }
    }
    must(link_settle(engine, NULL, NULL), "settle");
    return run_now_s() - start;
}

struct taking {
    const struct set *set;
    struct run *run;
};

static void
take(void *arg, const struct link_pair *pair)
{
    const struct taking *taking = arg;
    struct run *run = taking->run;

    if (!set_comparable(taking->set, (uint32_t)pair->a - 1,
                        (uint32_t)pair->b - 1))
        return;
    if (run->pairs_n == run->pairs_cap) {
        run->pairs_cap = run->pairs_cap == 0 ? 65536 : 2 * run->pairs_cap;
        run->pairs = realloc(run->pairs, run->pairs_cap * sizeof run->pairs[0]);
        if (run->pairs == NULL)
            exit(1);
    }
    run->pairs[run->pairs_n++] = *pair;
}

void
run_engine(const struct set *set, const struct models *models, struct run *out)
{
    struct memory_book *book = memory_book_open();
    void *workspace = run_room(link_engine_size(), 1);
    struct taking taking = {set, out};

    *out = (struct run){
        .cluster = run_room(set->n, sizeof *out->cluster),
        .observation = run_room(set->n, sizeof *out->observation),
    };
    out->seconds = fill(set, link_engine_init(workspace, memory_book_of(book),
                                              models->situation, models->same));
    memory_book_pairs(book, take, &taking);
    for (size_t i = 0; i < set->n; i++) {
        out->cluster[i] = memory_book_cluster(book, (int64_t)i + 1);
        out->observation[i] = memory_book_observation(book, (int64_t)i + 1);
    }
    memory_book_close(book);
    free(workspace);
}

void
run_free(struct run *run)
{
    free(run->pairs);
    free(run->cluster);
    free(run->observation);
    *run = (struct run){0};
}
