/* bulk -- see bulk.h */
#include "bulk.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../store/vault.h"
#include "link/book.h"
#include "link/observations.h"
#include "link/record.h"
#include "link/score.h"
#include "store/linking.h"
#include "store/sqlite/link_pack.h"
#include "sys/vault.h"

#define POSTINGS_ONCE (8U << 20) /* sorted at once */
#define PAIRS_ONCE    (64U << 20)
#define INDEXES_MAX   8
#define FIRST         (UINT32_C(1) << 31) /* of its list */

struct posting {
    uint64_t key; /* in the order of signed numbers */
    struct link_place place;
};

struct bulk {
    sqlite3 *db;
    const struct linking_epoch *epoch;
    uint64_t n;
    uint8_t *records; /* one after the other, without values they do not have */
    uint64_t *record_at; /* by node */
    uint64_t postings_n;
    uint32_t *lists; /* nodes, list after list */
    uint64_t lists_n;
    uint32_t *pairs_n; /* by the younger node, with repetitions */
    uint64_t *pairs_at;
    uint8_t *strong;
    char *indexes[INDEXES_MAX];
    size_t indexes_n;
};

static void
fail(struct bulk *bulk, const char *what)
{
    (void)fprintf(stderr, "bulk: %s: %s\n", what,
                  bulk->db != NULL ? sqlite3_errmsg(bulk->db) : "");
    exit(1);
}

/* Zeroes, of which only what is used takes memory. */
static void *
reserve(uint64_t n, size_t size)
{
    void *at = mmap(NULL, n * size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (at == MAP_FAILED) {
        (void)fputs("bulk: no memory\n", stderr);
        exit(1);
    }
    return at;
}

/* --- the database --- */

static void
run_sql(struct bulk *bulk, const char *sql)
{
    if (sqlite3_exec(bulk->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(bulk, sql);
}

static sqlite3_stmt *
prepare(struct bulk *bulk, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(bulk->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail(bulk, sql);
    return stmt;
}

static void
insert(struct bulk *bulk, sqlite3_stmt *stmt, const int64_t *columns, int n)
{
    for (int i = 0; i < n; i++)
        (void)sqlite3_bind_int64(stmt, i + 1, columns[i]);
    if (sqlite3_step(stmt) != SQLITE_DONE)
        fail(bulk, "insert");
    sqlite3_reset(stmt);
}

/* Indexes are made again when the tables are full. */
static void
open_database(struct bulk *bulk, const char *path)
{
    if (sqlite3_open(path, &bulk->db) != SQLITE_OK)
        fail(bulk, "open");
    run_sql(bulk, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                  "PRAGMA cache_size = -131072; PRAGMA locking_mode ="
                  " EXCLUSIVE");

    sqlite3_stmt *all =
        prepare(bulk, "SELECT sql, 'DROP INDEX ' || name FROM sqlite_master"
                      " WHERE type = 'index' AND sql IS NOT NULL AND tbl_name"
                      " IN ('link_pair_1', 'link_member_1')");
    char *drops[INDEXES_MAX];

    while (sqlite3_step(all) == SQLITE_ROW && bulk->indexes_n < INDEXES_MAX) {
        drops[bulk->indexes_n] =
            strdup((const char *)sqlite3_column_text(all, 1));
        bulk->indexes[bulk->indexes_n++] =
            strdup((const char *)sqlite3_column_text(all, 0));
    }
    sqlite3_finalize(all);
    for (size_t i = 0; i < bulk->indexes_n; i++) {
        run_sql(bulk, drops[i]);
        free(drops[i]);
    }
    run_sql(bulk, "BEGIN");
}

static void
close_database(struct bulk *bulk)
{
    run_sql(bulk, "COMMIT");
    for (size_t i = 0; i < bulk->indexes_n; i++) {
        run_sql(bulk, bulk->indexes[i]);
        free(bulk->indexes[i]);
    }
    run_sql(bulk, "PRAGMA journal_mode = WAL");
    sqlite3_close(bulk->db);
}

/* --- records --- */

static const struct link_record *
record_of(const struct bulk *bulk, uint64_t node)
{
    return (const struct link_record *)(const void *)(bulk->records +
                                                      bulk->record_at[node]);
}

/* With a key of its own, as store/sqlite/link_book.c does it. */
static void
seal_record(struct bulk *bulk, sqlite3_stmt *keys, uint64_t node,
            const uint8_t *packed, size_t n, uint8_t *out)
{
    const struct vault_place place = {.domain = "link_record.packed",
                                      .record = {1, (int64_t)node},
                                      .rows = {(int64_t)node}};
    uint8_t wrapped[VAULT_WRAPPED_BYTES];
    struct vault_random random = {0};
    struct vault_key key;

    vault_key_make(&random, &key);
    vault_wrap(&test_vault, &random, place.record, &key, wrapped);
    vault_seal(&random, &key, &place, (struct vault_plain){packed, n}, out);
    (void)sqlite3_bind_blob(keys, 4, wrapped, sizeof wrapped, SQLITE_STATIC);
    insert(bulk, keys, (const int64_t[]){1, (int64_t)node, 1}, 3);
}

static void
make_records(struct bulk *bulk, struct signals *signals)
{
    struct link_record record;
    uint8_t packed[LINK_PACK_BYTES];
    uint8_t sealed[LINK_PACK_BYTES + VAULT_SEALED_BYTES];
    uint64_t at = 0;
    sqlite3_stmt *keys =
        prepare(bulk, "INSERT INTO record_key (kind, ref, epoch, wrapped)"
                      " VALUES (?, ?, ?, ?)");
    sqlite3_stmt *stmt =
        prepare(bulk, "INSERT INTO link_record_1 (node, time_s, ord,"
                      " organisation, packed) VALUES (?, ?, ?, ?, ?)");

    for (uint64_t node = 1; node <= bulk->n; node++) {
        size_t size = 0;

        signals_next_of_store(signals, &record);
        if (link_pack_record(&record, packed, &size) != RC_OK)
            fail(bulk, "a record cannot be packed");
        seal_record(bulk, keys, node, packed, size, sealed);
        (void)sqlite3_bind_blob(stmt, 5, sealed, (int)size + VAULT_SEALED_BYTES,
                                SQLITE_STATIC);
        insert(bulk, stmt,
               (const int64_t[]){record.place.node, record.place.time_s,
                                 record.place.order, record.organisation},
               4);
        size = offsetof(struct link_record, values) +
               record.values_n * sizeof record.values[0];
        memcpy(bulk->records + at, &record, size);
        bulk->record_at[node] = at;
        bulk->postings_n += record.keys_n;
        at += size;
    }
    sqlite3_finalize(stmt);
    sqlite3_finalize(keys);
    run_sql(bulk, "INSERT OR REPLACE INTO key_epoch"
                  " SELECT 1, count(*) FROM record_key");
}

/* --- lists --- */

static int
by_key_and_place(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (x->place.time_s != y->place.time_s)
        return x->place.time_s < y->place.time_s ? -1 : 1;
    return (x->place.order > y->place.order) -
           (x->place.order < y->place.order);
}

#define SIGNED(key) ((key) ^ UINT64_C(1) << 63)

/* Of the keys in the part-th of `parts` equal ranges. */
static size_t
gather_postings(const struct bulk *bulk, uint64_t part, uint64_t parts,
                struct posting *out)
{
    uint64_t width = UINT64_MAX / parts + 1;
    size_t n = 0;

    for (uint64_t node = 1; node <= bulk->n; node++) {
        const struct link_record *record = record_of(bulk, node);

        for (size_t k = 0; k < record->keys_n; k++) {
            uint64_t key = SIGNED(record->keys[k]);

            if (parts == 1 || key / width == part)
                out[n++] = (struct posting){key, record->place};
        }
    }
    return n;
}

static void
make_lists(struct bulk *bulk)
{
    uint64_t all = bulk->postings_n;
    uint64_t parts = 1 + all / POSTINGS_ONCE;
    struct posting *postings = reserve(all, sizeof postings[0]);
    sqlite3_stmt *stmt =
        prepare(bulk, "INSERT INTO link_posting_1 (key, time_s, ord, node)"
                      " VALUES (?, ?, ?, ?)");

    for (uint64_t part = 0; part < parts; part++) {
        size_t n = gather_postings(bulk, part, parts, postings);

        qsort(postings, n, sizeof postings[0], by_key_and_place);
        for (size_t i = 0; i < n; i++) {
            const struct posting *p = &postings[i];
            bool first = i == 0 || postings[i - 1].key != p->key;

            bulk->lists[bulk->lists_n++] =
                (uint32_t)p->place.node | (first ? FIRST : 0);
            insert(bulk, stmt,
                   (const int64_t[]){(int64_t)SIGNED(p->key), p->place.time_s,
                                     p->place.order, p->place.node},
                   4);
        }
    }
    sqlite3_finalize(stmt);
    (void)munmap(postings, all * sizeof postings[0]);
}

/* --- pairs --- */

struct range {
    uint32_t from, to; /* younger nodes, half-open */
    uint32_t *older;   /* of each of them; NULL: they are counted */
};

/* Everybody within W places of somebody, once for each list. */
static void
find_pairs(struct bulk *bulk, const struct range *range)
{
    size_t window = bulk->epoch->situation.window;

    for (uint64_t i = 0; i < bulk->lists_n; i++)
        for (uint64_t j = i + 1; j < bulk->lists_n && j - i <= window &&
                                 (bulk->lists[j] & FIRST) == 0;
             j++) {
            uint32_t a = bulk->lists[i] & ~FIRST, b = bulk->lists[j];
            uint32_t high = a > b ? a : b;

            if (high < range->from || high >= range->to)
                continue;
            if (range->older != NULL)
                range
                    ->older[bulk->pairs_at[high] - bulk->pairs_at[range->from] +
                            bulk->pairs_n[high]] = a > b ? b : a;
            bulk->pairs_n[high]++;
        }
}

static int
by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* As the engine does it. */
static struct link_pair
compare(const struct bulk *bulk, uint64_t high, uint64_t low, int32_t support)
{
    const struct link_record *a = record_of(bulk, high);
    const struct link_record *b = record_of(bulk, low);
    struct link_pair pair = {.support = support, .same_mb = INT32_MIN};
    struct link_score score;

    link_score(&bulk->epoch->situation, a, b, &score);
    pair.total_mb = score.total_mb;
    pair.outcome = (uint8_t)score.outcome;
    pair.edge_mb = link_edge(&bulk->epoch->situation, &score);
    if (a->organisation != b->organisation) {
        link_score(&bulk->epoch->same, a, b, &score);
        if (!score.contradicting)
            pair.same_mb = score.total_mb;
    }
    return pair;
}

static void
make_pairs_of(struct bulk *bulk, sqlite3_stmt *stmt, uint32_t high,
              uint32_t *older)
{
    uint32_t n = bulk->pairs_n[high];

    if (n == 0)
        return;
    qsort(older, n, sizeof older[0], by_number);
    for (uint32_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && older[next] == older[i];)
            next++;

        struct link_pair pair =
            compare(bulk, high, older[i], (int32_t)(next - i));

        if (!link_pair_matters(&pair))
            continue;
        if (pair.edge_mb > 0)
            bulk->strong[high] = bulk->strong[older[i]] = 1;
        insert(bulk, stmt,
               (const int64_t[]){high, older[i], pair.support, pair.total_mb,
                                 pair.edge_mb, pair.same_mb, pair.outcome},
               7);
    }
}

static void
make_pairs(struct bulk *bulk)
{
    struct range range = {.from = 1, .to = (uint32_t)bulk->n + 1};
    uint32_t *older = reserve(PAIRS_ONCE, sizeof older[0]);
    sqlite3_stmt *stmt =
        prepare(bulk, "INSERT INTO link_pair_1 (hi, lo, support, total_mb,"
                      " edge_mb, same_mb, outcome, decided)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, 0)");

    find_pairs(bulk, &range);
    for (uint64_t node = 1; node <= bulk->n; node++)
        bulk->pairs_at[node + 1] = bulk->pairs_at[node] + bulk->pairs_n[node];
    memset(bulk->pairs_n, 0, (bulk->n + 2) * sizeof bulk->pairs_n[0]);
    range.older = older;
    for (range.to = 1; range.from <= bulk->n; range.from = range.to) {
        while (range.to <= bulk->n &&
               bulk->pairs_at[range.to + 1] - bulk->pairs_at[range.from] <=
                   PAIRS_ONCE)
            range.to++;
        find_pairs(bulk, &range);
        for (uint32_t high = range.from; high < range.to; high++)
            make_pairs_of(
                bulk, stmt, high,
                older + (bulk->pairs_at[high] - bulk->pairs_at[range.from]));
    }
    sqlite3_finalize(stmt);
    (void)munmap(older, PAIRS_ONCE * sizeof older[0]);
}

static void
make_members(struct bulk *bulk)
{
    sqlite3_stmt *stmt =
        prepare(bulk, "INSERT INTO link_member_1 (node, cluster, observation,"
                      " part, raised_mb) VALUES (?1, ?1, ?1, ?1, 0)");

    for (uint64_t node = 1; node <= bulk->n; node++)
        insert(bulk, stmt, (const int64_t[]){(int64_t)node}, 1);
    sqlite3_finalize(stmt);
}

void
bulk_fill(const char *database, struct signals *signals, uint64_t n,
          const struct linking_epoch *epoch, uint8_t **strong)
{
    static struct bulk bulk;
    uint64_t rows = n + 2;

    bulk = (struct bulk){
        .epoch = epoch,
        .n = n,
        .records = reserve(n, sizeof(struct link_record)),
        .record_at = reserve(rows, sizeof(uint64_t)),
        .lists = reserve(rows * LINK_KEYS_MAX, sizeof(uint32_t)),
        .pairs_n = reserve(rows, sizeof(uint32_t)),
        .pairs_at = reserve(rows, sizeof(uint64_t)),
        .strong = calloc(rows, 1),
    };
    if (bulk.strong == NULL)
        fail(&bulk, "no memory");
    open_database(&bulk, database);
    make_records(&bulk, signals);
    make_lists(&bulk);
    make_pairs(&bulk);
    make_members(&bulk);
    close_database(&bulk);
    *strong = bulk.strong;
}
