/* bench_linking -- what one more signal costs when so many are there.
 *
 *   bench_linking DIR SIZE        measure
 *   bench_linking DIR SIZE same   is the store filled as the engine fills it?
 *
 * DIR is empty, and on the disk that is measured.  Fills a store with SIZE
 * made-up signals (bulk.h) and puts in more of them (signals.h), by the engine:
 * of each is measured what reading it, comparing it and making its bundle true
 * takes, without the commit, which serves as many as the desk would take.  Then the same reads and writes by SQLite
 * alone (`raw`).  A line of name=value pairs for each, of the median of some
 * rounds.  With `same` it is filled by the engine too: exit 1 when any row of
 * records, lists, pairs or members is another one. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../store/vault.h"
#include "bulk.h"
#include "link/book.h"
#include "link/engine.h"
#include "link/fixed.h"
#include "link/model.h"
#include "link/prior.h"
#include "raw.h"
#include "signals.h"
#include "store/linking.h"
#include "store/sqlite/seal.h"
#include "store/store.h"
#include "tables.h"

#define BATCH     1000    /* signals of a transaction while filling */
#define SERVED    64      /* .. at most, while measuring */
#define SLICE_NS  2000000 /* of the desk: desk.combine_slice_us */
#define WAL_BYTES (INT64_C(4) << 20)
#define PROBES    1024 /* of a round; the first round warms up */
#define ROUNDS    3
#define PATH_SIZE 4096

/* cpu: on the processor alone, whoever else has it in between. */
struct round {
    int64_t p50, p99, worst, cpu_p99;
};

struct run {
    char dir[PATH_SIZE / 2];
    char database[PATH_SIZE];
    struct store *store;
    struct link_book book;
    struct link_engine *engine;
    struct linking_epoch epoch;
    struct signals *signals; /* shared with who fills */
    struct link_record record;
    uint64_t size;
    const uint8_t *strong; /* settled up to `settled` */
    uint64_t settled;
    struct raw raw;
    enum heat heat;
    size_t served; /* by this transaction */
    int64_t from_ns, from_cpu_ns;
    int64_t ns[PROBES], cpu_ns[PROBES];
    size_t measured;
};

static void
fail(const char *what)
{
    (void)fprintf(stderr, "bench_linking: %s\n", what);
    exit(1);
}

static int64_t
read_ns(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t
now_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

static void
start(struct run *run)
{
    run->from_ns = now_ns();
    run->from_cpu_ns = read_ns(CLOCK_THREAD_CPUTIME_ID);
}

static void
stop(struct run *run)
{
    run->cpu_ns[run->measured] =
        read_ns(CLOCK_THREAD_CPUTIME_ID) - run->from_cpu_ns;
    run->ns[run->measured++] = now_ns() - run->from_ns;
}

/* --- the store --- */

static void
open_store(struct run *run, enum store_mode mode)
{
    if (store_open(&run->store, run->dir, &test_vault, mode) != RC_OK ||
        store_checkpoint_start(run->store, WAL_BYTES, 4 * WAL_BYTES) != RC_OK)
        fail("cannot open a store");
}

static void
close_store(struct run *run)
{
    store_checkpoint_stop(run->store);
    store_close(run->store);
}

static void
create_store(struct run *run, const char *dir)
{
    (void)snprintf(run->dir, sizeof run->dir, "%s", dir);
    (void)snprintf(run->database, sizeof run->database, "%s/loket.db", dir);
    (void)mkdir(dir, 0700);
    open_store(run, STORE_CREATE);
    if (linking_epoch_put(run->store, LINKING_NEXT, &run->epoch) != RC_OK)
        fail("no epoch");
    signals_start(run->signals);
}

static void
begin(struct run *run)
{
    static _Alignas(64) void *memory;

    if (memory == NULL)
        memory = malloc(link_engine_size());
    if (memory == NULL)
        fail("no memory");
    linking_book(run->store, LINKING_NEXT, &run->book);
    run->engine = link_engine_init(memory, &run->book, &run->epoch.situation,
                                   &run->epoch.same);
}

static void
in_transaction(struct run *run, enum rc (*step)(void *arg))
{
    if (linking_do(run->store, step, run) != RC_OK ||
        store_checkpoint_rest(run->store) != RC_OK)
        fail("cannot link");
}

/* A signal has had its key since it was accepted: here it was not. */
static enum rc
put(struct run *run)
{
    enum rc rc = seal_key_new(run->store, SEAL_MESSAGE, run->record.place.node);

    if (rc == RC_OK)
        rc = seal_key_keep(run->store);
    if (rc == RC_OK)
        rc = link_insert(run->engine, &run->record);
    if (rc != RC_AGAIN)
        return rc;
    rc = link_settle(run->engine, NULL, NULL);
    return rc == RC_OK ? link_insert(run->engine, &run->record) : rc;
}

/* --- filling --- */

static enum rc
fill_by_engine(void *arg)
{
    struct run *run = arg;
    enum rc rc = RC_OK;

    begin(run);
    for (size_t i = 0;
         rc == RC_OK && i < BATCH && run->signals->made < run->size; i++) {
        signals_next_of_store(run->signals, &run->record);
        rc = put(run);
    }
    return rc == RC_OK ? link_settle(run->engine, NULL, NULL) : rc;
}

static enum rc
settle_strong(void *arg)
{
    struct run *run = arg;
    enum rc rc = RC_OK;

    begin(run);
    for (size_t i = 0; rc == RC_OK && i < BATCH && run->settled < run->size;) {
        if (run->strong[++run->settled] == 0)
            continue;
        rc = link_touch(run->engine, (int64_t)run->settled);
        i++;
    }
    return rc == RC_OK ? link_settle(run->engine, NULL, NULL) : rc;
}

static void
fill_in_bulk(struct run *run)
{
    uint8_t *strong = NULL;

    close_store(run);
    bulk_fill(run->database, run->signals, run->size, &run->epoch, &strong);
    open_store(run, STORE_OPEN);
    run->strong = strong;
    for (run->settled = 0; run->settled < run->size;)
        in_transaction(run, settle_strong);
    free(strong);
}

/* The system has it in memory, as far as there is memory for it: what is
 * measured is not the first time that somebody looks at it. */
static void
read_through(const char *path)
{
    static char part[1 << 20];
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        fail("cannot read the database");
    while (fread(part, 1, sizeof part, file) == sizeof part)
        ;
    (void)fclose(file);
}

/* In a process of its own, so that its memory is not measured. */
static void
fill(struct run *run)
{
    int64_t from = now_ns();
    int status = 1;

    close_store(run);
    (void)fflush(stdout);

    pid_t child = fork();

    if (child == 0) {
        open_store(run, STORE_OPEN);
        fill_in_bulk(run);
        close_store(run);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
        fail("cannot fill");
    (void)fprintf(stderr, "bench_linking: %llu signals, %lld s\n",
                  (unsigned long long)run->size,
                  (long long)((now_ns() - from) / 1000000000));
    read_through(run->database);
    open_store(run, STORE_OPEN);
}

/* --- measuring --- */

static int
by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static int
by_p99(const void *a, const void *b)
{
    const struct round *x = a, *y = b;

    return by_size(&x->p99, &y->p99);
}

static struct round
sum_up(struct run *run)
{
    qsort(run->ns, PROBES, sizeof run->ns[0], by_size);
    qsort(run->cpu_ns, PROBES, sizeof run->cpu_ns[0], by_size);
    return (struct round){.p50 = run->ns[PROBES / 2],
                          .p99 = run->ns[PROBES * 99 / 100],
                          .worst = run->ns[PROBES - 1],
                          .cpu_p99 = run->cpu_ns[PROBES * 99 / 100]};
}

static void
say(const struct run *run, const char *name, struct round rounds[1 + ROUNDS])
{
    const struct round *median = &rounds[1 + ROUNDS / 2];
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    qsort(rounds + 1, ROUNDS, sizeof rounds[0], by_p99);
    (void)printf("%s size=%llu p50_ns=%lld p99_ns=%lld max_ns=%lld"
                 " cpu_p99_ns=%lld rss_kib=%ld\n",
                 name, (unsigned long long)run->size, (long long)median->p50,
                 (long long)median->p99, (long long)median->worst,
                 (long long)median->cpu_p99, usage.ru_maxrss);
    (void)fflush(stdout);
}

static enum rc
probe(void *arg)
{
    struct run *run = arg;
    enum rc rc = RC_OK;

    begin(run);
    for (size_t i = 0; rc == RC_OK && i < run->served; i++) {
        signals_next(run->signals, run->heat, &run->record);
        start(run);
        rc = put(run);
        if (rc == RC_OK)
            rc = link_settle(run->engine, NULL, NULL);
        stop(run);
    }
    return rc;
}

static void
by_engine(struct run *run)
{
    in_transaction(run, probe);
}

static void
by_sqlite(struct run *run)
{
    for (size_t i = 0; i < run->served; i++) {
        signals_next(run->signals, run->heat, &run->record);
        start(run);
        raw_link(&run->raw, &run->record);
        stop(run);
    }
    raw_commit(&run->raw);
}

/* As many in a transaction as the desk would take (desk/combine.c, fit()). */
static void
measure_round(struct run *run, void (*serve)(struct run *run))
{
    size_t limit = SERVED;

    for (run->measured = 0; run->measured < PROBES;) {
        size_t left = PROBES - run->measured;
        int64_t from = now_ns();

        run->served = left < limit ? left : limit;
        serve(run);
        if (now_ns() - from > SLICE_NS / 2)
            limit = limit > 1 ? limit / 2 : 1;
        else
            limit = limit < SERVED ? limit * 2 : SERVED;
    }
}

static void
measure(struct run *run, const char *name, void (*serve)(struct run *run))
{
    struct round rounds[1 + ROUNDS];

    for (int r = 0; r < 1 + ROUNDS; r++) {
        measure_round(run, serve);
        rounds[r] = sum_up(run);
    }
    say(run, name, rounds);
}

static void
measure_all(struct run *run, const char *dir)
{
    const uint64_t each = (uint64_t)(1 + ROUNDS) * PROBES;
    uint64_t first = run->size;

    create_store(run, dir);
    fill(run);
    for (run->heat = COLD; run->heat <= HOT; run->heat++)
        measure(run, run->heat == HOT ? "hot" : "cold", by_engine);
    close_store(run);
    raw_open(&run->raw, run->database, run->epoch.situation.window);
    for (run->heat = COLD; run->heat <= HOT; run->heat++) {
        raw_kept(&run->raw, (int64_t)first, (int64_t)(first + each));
        measure(run, run->heat == HOT ? "raw-hot" : "raw-cold", by_sqlite);
        first += each;
    }
    raw_close(&run->raw);
}

/* --- the same store --- */

static void
finish(struct run *run, struct linking_digest *digest)
{
    if (linking_digest(run->store, LINKING_NEXT, digest) != RC_OK)
        fail("no digest");
    close_store(run);
}

static bool
prove_same(struct run *run, const char *dir)
{
    struct linking_digest engine, bulk;
    char database[PATH_SIZE], sub[PATH_SIZE];

    (void)snprintf(sub, sizeof sub, "%s/engine", dir);
    create_store(run, sub);
    while (run->signals->made < run->size)
        in_transaction(run, fill_by_engine);
    finish(run, &engine);
    memcpy(database, run->database, sizeof database);
    (void)snprintf(sub, sizeof sub, "%s/bulk", dir);
    create_store(run, sub);
    fill_in_bulk(run);
    finish(run, &bulk);

    bool same = tables_same(database, run->database) &&
                memcmp(engine.digest, bulk.digest, sizeof engine.digest) == 0;

    (void)printf(" signals=%lld bundles=%lld pairs=%lld\n",
                 (long long)bulk.signals, (long long)bulk.bundles,
                 (long long)bulk.pairs);
    return same;
}

int
main(int argc, char **argv)
{
    static struct run run;

    if (argc != 3 && (argc != 4 || strcmp(argv[3], "same") != 0))
        fail("usage: bench_linking DIR SIZE [same]");
    run.size = strtoull(argv[2], NULL, 10);
    run.signals = mmap(NULL, sizeof *run.signals, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (run.signals == MAP_FAILED)
        fail("no memory");
    link_model_start(&run.epoch.situation);
    link_model_same_start(&run.epoch.same);
    run.epoch.situation.epoch = run.epoch.same.epoch = 1;
    if (run.size > LINK_PRIOR_SIGNALS)
        run.epoch.situation.prior_mb =
            fixed_log2_mb(LINK_PRIOR_PARTNERS, run.size);
    if (argc == 4)
        return prove_same(&run, argv[1]) ? 0 : 1;
    measure_all(&run, argv[1]);
    return 0;
}
