/* bench_linking -- what one more signal costs when so many are there.
 *
 *   bench_linking DIR SIZE..
 *
 * Fills a store in DIR with made-up signals through the real engine, and at
 * each SIZE (ascending) puts in more of them: `cold` ones like the others, and
 * `hot` ones of which every list is one of a few in which very many stand.  Of each is measured what reading it, normalising it,
 * comparing it and making its bundle true takes; a commit serves a batch.
 * Beside it the same reads and writes by SQLite alone (`raw`).  Prints a line
 * of name=value pairs for each. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "core/model.h"
#include "link/book.h"
#include "link/engine.h"
#include "link/model.h"
#include "link/tokens.h"
#include "store/linking.h"
#include "store/store.h"

#define BATCH     1000 /* signals of a transaction while filling */
#define SERVED    64   /* .. while measuring */
#define WAL_BYTES (INT64_C(4) << 20)
#define PROBES    1024
#define HUBS      16
#define HOT_OF    10 /* one signal in so many is hot, of the first HOT_FULL; */
#define HOT_FULL  10000 /* then a tenth of that: their lists are long already */
#define HOT_MB    1000  /* rarity of what half of the bundles have */
#define HOT_IN    1000  /* bundles that had it */
#define YEAR_S    INT64_C(31536000)
#define FIRST_S   INT64_C(1735689600)

enum heat {
    COLD,
    HOT
};

struct run {
    struct store *store;
    struct link_book book;
    struct link_engine *engine;
    struct linking_epoch epoch;
    struct link_key key;
    uint64_t made;
    int64_t us[PROBES];
    size_t measured; /* of us */
    size_t todo;     /* of this transaction */
    size_t want;     /* probes: up to here */
    enum heat heat;
    struct link_record record;
    uint64_t seed;
};

static void
fail(const char *what)
{
    (void)fprintf(stderr, "bench_linking: %s\n", what);
    exit(1);
}

static int64_t
now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t
draw(struct run *run, uint64_t below)
{
    run->seed += 0x9e3779b97f4a7c15;

    uint64_t z = run->seed;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % below;
}

/* --- made-up signals --- */

struct texts {
    char postcode[8];
    char phone[16];
    char plate[12];
    char alias[24];
    struct identifier identifiers[3];
};

/* Situations of four signals, whatever the size; of `hot` ones a few values that
 * many share. */
static void
make_facts(struct run *run, enum heat heat, struct texts *t, struct facts *out)
{
    static const char issued[] = "BDFGHJKLNPRSTX";
    uint64_t of = heat == HOT ? 0 : 1 + run->made / 4;
    unsigned hub[4];

    for (size_t i = 0; i < 4; i++)
        hub[i] = (unsigned)draw(run, HUBS);

    /* Spread, so that two are not the same but for a character. */
    uint64_t phone = (heat == HOT ? hub[0] : of * 7 + 100) * 7654321;
    uint64_t place = heat == HOT ? hub[1] : of * 13 + 100;
    uint64_t plate = (heat == HOT ? hub[2] : of + 100) * 1299709;
    uint64_t alias = (heat == HOT ? hub[3] : of % 20000 + 10) * 7919;

    (void)snprintf(t->postcode, sizeof t->postcode, "%04u%c%c",
                   (unsigned)(1000 + place % 9000),
                   (char)('A' + (char)(place / 9000 % 18)),
                   (char)('A' + (char)(place / 162000 % 18)));
    (void)snprintf(t->phone, sizeof t->phone, "061%07u",
                   (unsigned)(phone % 10000000));
    (void)snprintf(t->plate, sizeof t->plate, "%c%c%03u%c", issued[plate % 14],
                   issued[plate / 14 % 14], (unsigned)(plate / 196 % 1000),
                   issued[plate / 196000 % 14]);
    (void)snprintf(
        t->alias, sizeof t->alias, "Naam%c%c%c Van%u",
        (char)('a' + (char)(alias % 26)), (char)('a' + (char)(alias / 26 % 26)),
        (char)('a' + (char)(alias / 676 % 26)), (unsigned)(alias % 97));
    t->identifiers[0] = (struct identifier){IDENTIFIER_PHONE, t->phone, "NL"};
    t->identifiers[1] = (struct identifier){IDENTIFIER_PLATE, t->plate, "NL"};
    t->identifiers[2] = (struct identifier){IDENTIFIER_ALIAS, t->alias, ""};
    *out = (struct facts){
        .observed = "2026-01-01",
        .precision = PRECISION_DAY,
        .form = (enum form)(1 + draw(run, 3)),
        .has_place = heat == HOT || draw(run, 4) > 0,
        .place = {.municipality = "GM0363",
                  .postcode = t->postcode,
                  .house_number = (uint32_t)(1 + place % 200),
                  .house_letter = "",
                  .addition = "",
                  .country = ""},
        .identifiers = {t->identifiers, heat == HOT ? 3 : draw(run, 4)},
        .grading = "",
        .text = "",
        .indicator_list = "",
    };
}

static void
make_record(struct run *run, enum heat heat)
{
    struct texts texts;
    struct facts facts;
    struct link_record *record = &run->record;
    uint8_t id[16] = {0};
    int64_t node = (int64_t)++run->made;

    make_facts(run, heat, &texts, &facts);
    memcpy(id, &node, sizeof node);
    record->values_n = 0;
    record->keys_n = 0;
    record->organisation = (int64_t)(1 + draw(run, 40));
    record->place = (struct link_place){
        .time_s = FIRST_S + (int64_t)draw(run, (uint64_t)(2 * YEAR_S)),
        .order = link_order_of(&run->key, record->organisation, id),
        .node = node,
    };
    link_values_add(&run->key, &facts, record);
    for (size_t i = 0; i < record->values_n; i++) {
        record->values[i].rarity_mb =
            heat == HOT
                ? HOT_MB
                : link_rarity_mb((enum link_kind)record->values[i].kind, 0, 0);
        record->values[i].clusters = heat == HOT ? HOT_IN : 0;
    }
    link_keys_of(&run->key, record);
}

static enum rc
put(struct run *run, enum heat heat)
{
    make_record(run, heat);

    enum rc rc = link_insert(run->engine, &run->record);

    if (rc != RC_AGAIN)
        return rc;
    rc = link_settle(run->engine, NULL, NULL);
    return rc == RC_OK ? link_insert(run->engine, &run->record) : rc;
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

static enum rc
fill(void *arg)
{
    struct run *run = arg;
    enum rc rc = RC_OK;

    begin(run);
    for (size_t i = 0; rc == RC_OK && i < run->todo; i++)
        rc =
            put(run, draw(run, run->made < HOT_FULL ? HOT_OF : 10 * HOT_OF) == 0
                         ? HOT
                         : COLD);
    return rc == RC_OK ? link_settle(run->engine, NULL, NULL) : rc;
}

static enum rc
probe(void *arg)
{
    struct run *run = arg;
    enum rc rc = RC_OK;

    begin(run);
    for (size_t i = 0; rc == RC_OK && i < SERVED; i++) {
        int64_t from = now_ns();

        rc = put(run, run->heat);
        if (rc == RC_OK)
            rc = link_settle(run->engine, NULL, NULL);
        run->us[run->measured++] = now_ns() - from;
    }
    return rc;
}

/* --- the same by SQLite alone --- */

struct raw {
    sqlite3 *db;
    sqlite3_stmt *before, *after, *record, *put, *post, *pair, *member;
};

static sqlite3_stmt *
text(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
    return stmt;
}

static void
raw_open(struct raw *raw, const char *dir, char set)
{
    char path[4096], sql[256];

    (void)snprintf(path, sizeof path, "%s/loket.db", dir);
    if (sqlite3_open(path, &raw->db) != SQLITE_OK)
        fail("cannot open the database");
    (void)sqlite3_exec(raw->db, "PRAGMA cache_size = -65536; BEGIN", NULL, NULL,
                       NULL);
#define TEXT(member_, format)                                                  \
    (void)snprintf(sql, sizeof sql, format, set);                              \
    raw->member_ = text(raw->db, sql)
    TEXT(before, "SELECT node FROM link_posting_%c WHERE key = ?1 AND"
                 " (time_s, ord) < (?2, ?3) ORDER BY time_s DESC, ord DESC"
                 " LIMIT ?4");
    TEXT(after, "SELECT node FROM link_posting_%c WHERE key = ?1 AND"
                " (time_s, ord) > (?2, ?3) ORDER BY time_s, ord LIMIT ?4");
    TEXT(record, "SELECT packed FROM link_record_%c WHERE node = ?1");
    TEXT(put,
         "INSERT INTO link_record_%c VALUES (?1, ?2, ?3, 1, zeroblob(400))");
    TEXT(post, "INSERT INTO link_posting_%c VALUES (?1, ?2, ?3, ?4)");
    TEXT(pair, "INSERT INTO link_pair_%c VALUES (?1, ?2, 1, 0, 0, 0, 0, 0)"
               " ON CONFLICT DO NOTHING");
    TEXT(member, "INSERT INTO link_member_%c VALUES (?1, ?1, ?1, ?1, 0)");
#undef TEXT
}

static void
bind_and_run(struct raw *raw, sqlite3_stmt *stmt, const int64_t *args, int n)
{
    for (int i = 0; i < n; i++)
        (void)sqlite3_bind_int64(stmt, i + 1, args[i]);

    int done = sqlite3_step(stmt);

    if (done != SQLITE_DONE && done != SQLITE_ROW)
        fail(sqlite3_errmsg(raw->db));
    sqlite3_reset(stmt);
}

static size_t
raw_near(struct raw *raw, sqlite3_stmt *stmt, const int64_t args[4],
         int64_t *nodes, size_t n)
{
    for (int i = 0; i < 4; i++)
        (void)sqlite3_bind_int64(stmt, i + 1, args[i]);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        int64_t node = sqlite3_column_int64(stmt, 0);
        size_t at = 0;

        while (at < n && nodes[at] != node)
            at++;
        if (at == n)
            nodes[n++] = node;
    }
    (void)raw;
    sqlite3_reset(stmt);
    return n;
}

static void
raw_one(struct run *run, struct raw *raw)
{
    const struct link_record *record = &run->record;
    const struct link_place *place = &record->place;
    int64_t nodes[LINK_KEYS_MAX * 64];
    size_t n = 0;

    for (size_t k = 0; k < record->keys_n; k++) {
        const int64_t near[] = {(int64_t)record->keys[k], place->time_s,
                                place->order, run->epoch.situation.window};
        const int64_t post[] = {near[0], near[1], near[2], place->node};

        n = raw_near(raw, raw->before, near, nodes, n);
        n = raw_near(raw, raw->after, near, nodes, n);
        bind_and_run(raw, raw->post, post, 4);
    }
    bind_and_run(raw, raw->put,
                 (const int64_t[]){place->node, place->time_s, place->order},
                 3);
    for (size_t i = 0; i < n; i++) {
        bind_and_run(raw, raw->record, &nodes[i], 1);
        bind_and_run(raw, raw->pair, (const int64_t[]){place->node, nodes[i]},
                     2);
    }
    bind_and_run(raw, raw->member, &place->node, 1);
}

static void
raw_probe(struct run *run, const char *dir, char set, enum heat heat)
{
    struct raw raw;

    raw_open(&raw, dir, set);
    for (run->measured = 0; run->measured < PROBES; run->measured++) {
        make_record(run, heat);

        int64_t from = now_ns();

        raw_one(run, &raw);
        run->us[run->measured] = now_ns() - from;
    }
    run->made -= PROBES;
    (void)sqlite3_exec(raw.db, "ROLLBACK", NULL, NULL, NULL);
    sqlite3_finalize(raw.before);
    sqlite3_finalize(raw.after);
    sqlite3_finalize(raw.record);
    sqlite3_finalize(raw.put);
    sqlite3_finalize(raw.post);
    sqlite3_finalize(raw.pair);
    sqlite3_finalize(raw.member);
    sqlite3_close(raw.db);
}

/* --- */

static int
by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return x < y ? -1 : x > y;
}

static void
say(struct run *run, const char *name, uint64_t size)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    qsort(run->us, run->measured, sizeof run->us[0], by_size);
    (void)printf(
        "%s size=%llu p50_ns=%lld p99_ns=%lld max_ns=%lld rss_kib=%ld\n", name,
        (unsigned long long)size, (long long)run->us[run->measured / 2],
        (long long)run->us[run->measured * 99 / 100],
        (long long)run->us[run->measured - 1], usage.ru_maxrss);
    (void)fflush(stdout);
}

static void
open_store(struct run *run, const char *dir, enum store_mode mode)
{
    if (store_open(&run->store, dir, mode) != RC_OK ||
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
in_transaction(struct run *run, enum rc (*step)(void *arg))
{
    if (linking_do(run->store, step, run) != RC_OK ||
        store_checkpoint_rest(run->store) != RC_OK)
        fail("cannot link");
}

static void
measure(struct run *run, const char *name, enum heat heat, uint64_t size)
{
    run->heat = heat;
    run->measured = 0;
    while (run->measured < PROBES)
        in_transaction(run, probe);
    say(run, name, size);
}

static void
at_size(struct run *run, const char *dir, uint64_t size)
{
    int64_t from = now_ns();

    while (run->made < size) {
        run->todo = size - run->made < BATCH ? size - run->made : BATCH;
        in_transaction(run, fill);
    }
    (void)fprintf(stderr, "bench_linking: %llu signals, %lld s\n",
                  (unsigned long long)size,
                  (long long)((now_ns() - from) / 1000000000));
    measure(run, "cold", COLD, size);
    measure(run, "hot", HOT, size);
    close_store(run);
    raw_probe(run, dir, '1', COLD);
    say(run, "raw-cold", size);
    raw_probe(run, dir, '1', HOT);
    say(run, "raw-hot", size);
    open_store(run, dir, STORE_OPEN);
}

int
main(int argc, char **argv)
{
    static struct run run;

    if (argc < 3)
        fail("usage: bench_linking DIR SIZE..");
    run.seed = 1;
    memset(run.key.bytes, 7, sizeof run.key.bytes);
    link_model_start(&run.epoch.situation);
    link_model_same_start(&run.epoch.same);
    run.epoch.situation.epoch = run.epoch.same.epoch = 1;
    open_store(&run, argv[1], STORE_CREATE);
    if (linking_epoch_put(run.store, LINKING_NEXT, &run.epoch) != RC_OK)
        fail("no epoch");
    for (int i = 2; i < argc; i++)
        at_size(&run, argv[1], strtoull(argv[i], NULL, 10));
    close_store(&run);
    return 0;
}
