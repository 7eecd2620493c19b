/* bench_sqlite -- the same rows as an installation makes of each message it
 * takes (in its journal, and its record key), inserted by SQLite alone at a
 * given batch size: the durable limit.
 *
 *   bench_sqlite DATABASE SCRATCH BATCH LIMIT
 *
 * Takes the tables' own schema from DATABASE (read only), reads up to LIMIT
 * rows of each into memory, and inserts them in the order they came into a
 * fresh SCRATCH with WAL and synchronous FULL, BATCH rows a
 * commit.  No checkpoint runs within the measurement.  Prints name=value
 * pairs: rows (messages), us, and the median and 99th percentile of a commit. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COLUMNS_MAX 24
#define TABLES      2

/* Where each message has a row. */
static const struct table {
    const char *name;
    const char *rows; /* in the order they came */
} tables[TABLES] = {
    {"journal", "SELECT * FROM journal ORDER BY seq LIMIT ?1"},
    {"record_key",
     "SELECT * FROM record_key WHERE kind = 1 ORDER BY ref LIMIT ?1"},
};

struct rows {
    sqlite3_value **v; /* columns of row after row */
    size_t n, columns;
    sqlite3_stmt *insert;
};

static void
fail(sqlite3 *db, const char *doing)
{
    (void)fprintf(stderr, "bench_sqlite: %s: %s\n", doing, sqlite3_errmsg(db));
    exit(1);
}

static uint64_t
now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void
exec(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(db, sql);
}

static void
read_rows(sqlite3 *from, const struct table *table, size_t limit,
          struct rows *rows)
{
    sqlite3_stmt *all;

    if (sqlite3_prepare_v2(from, table->rows, -1, &all, NULL) != SQLITE_OK ||
        sqlite3_bind_int64(all, 1, (sqlite3_int64)limit) != SQLITE_OK)
        fail(from, "read");
    rows->columns = (size_t)sqlite3_column_count(all);
    rows->v = calloc(limit * rows->columns, sizeof rows->v[0]);
    if (rows->v == NULL || rows->columns > COLUMNS_MAX)
        fail(from, "memory");
    while (rows->n < limit && sqlite3_step(all) == SQLITE_ROW) {
        for (size_t i = 0; i < rows->columns; i++)
            rows->v[rows->n * rows->columns + i] =
                sqlite3_value_dup(sqlite3_column_value(all, (int)i));
        rows->n++;
    }
    sqlite3_finalize(all);
}

/* The same page size. */
static void
prepare_scratch(sqlite3 *from, sqlite3 *to)
{
    sqlite3_stmt *size;
    char pragma[64];

    if (sqlite3_prepare_v2(from, "PRAGMA page_size", -1, &size, NULL) !=
            SQLITE_OK ||
        sqlite3_step(size) != SQLITE_ROW)
        fail(from, "page_size");
    (void)snprintf(pragma, sizeof pragma, "PRAGMA page_size=%d",
                   sqlite3_column_int(size, 0));
    sqlite3_finalize(size);
    exec(to, pragma);
    exec(to, "PRAGMA journal_mode=WAL");
    exec(to, "PRAGMA synchronous=FULL");
    exec(to, "PRAGMA wal_autocheckpoint=0");
}

/* The same table and indexes. */
static void
copy_schema(sqlite3 *from, sqlite3 *to, const struct table *table)
{
    sqlite3_stmt *parts;

    if (sqlite3_prepare_v2(from,
                           "SELECT sql FROM sqlite_master WHERE tbl_name = ?1"
                           " AND sql IS NOT NULL"
                           " AND type IN ('table','index') ORDER BY type DESC",
                           -1, &parts, NULL) != SQLITE_OK ||
        sqlite3_bind_text(parts, 1, table->name, -1, SQLITE_STATIC) !=
            SQLITE_OK)
        fail(from, "schema");
    while (sqlite3_step(parts) == SQLITE_ROW)
        exec(to, (const char *)sqlite3_column_text(parts, 0));
    sqlite3_finalize(parts);
}

static void
prepare_insert(sqlite3 *to, const struct table *table, struct rows *rows)
{
    char sql[64 + 2 * COLUMNS_MAX];

    (void)snprintf(sql, sizeof sql, "INSERT INTO %s VALUES(?", table->name);
    for (size_t i = 1; i < rows->columns; i++)
        strcat(sql, ",?");
    strcat(sql, ")");
    if (sqlite3_prepare_v3(to, sql, -1, SQLITE_PREPARE_PERSISTENT,
                           &rows->insert, NULL) != SQLITE_OK)
        fail(to, "prepare");
}

static void
insert_row(sqlite3 *to, const struct rows *rows, size_t at)
{
    for (size_t i = 0; i < rows->columns; i++)
        sqlite3_bind_value(rows->insert, (int)i + 1,
                           rows->v[at * rows->columns + i]);
    if (sqlite3_step(rows->insert) != SQLITE_DONE)
        fail(to, "insert");
    sqlite3_reset(rows->insert);
}

static int
by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static void
insert_rows(sqlite3 *to, const struct rows rows[TABLES], size_t batch)
{
    size_t n = rows[0].n;
    uint32_t *commits = calloc(n / batch + 1, sizeof commits[0]);
    size_t commits_n = 0;
    uint64_t began = now_us();

    if (commits == NULL)
        fail(to, "memory");
    for (size_t done = 0; done < n;) {
        uint64_t at = now_us();

        exec(to, "BEGIN IMMEDIATE");
        for (size_t k = 0; k < batch && done < n; k++, done++)
            for (size_t i = 0; i < TABLES; i++)
                insert_row(to, &rows[i], done);
        exec(to, "COMMIT");
        commits[commits_n++] = (uint32_t)(now_us() - at);
    }

    uint64_t took = now_us() - began;

    qsort(commits, commits_n, sizeof commits[0], by_size);
    printf("rows=%zu us=%llu batch=%zu commit_p50_us=%u commit_p99_us=%u\n", n,
           (unsigned long long)took, batch, commits[commits_n / 2],
           commits[(commits_n - 1) * 99 / 100]);
    free(commits);
}

int
main(int argc, char **argv)
{
    sqlite3 *from;
    sqlite3 *to;
    struct rows rows[TABLES] = {{.n = 0}};

    if (argc != 5) {
        (void)fputs("bench_sqlite DATABASE SCRATCH BATCH LIMIT\n", stderr);
        return 2;
    }

    size_t batch = strtoul(argv[3], NULL, 10);

    if (sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READONLY, NULL) !=
        SQLITE_OK)
        fail(from, "open");
    if (sqlite3_open(argv[2], &to) != SQLITE_OK)
        fail(to, "open");
    prepare_scratch(from, to);
    for (size_t i = 0; i < TABLES; i++) {
        copy_schema(from, to, &tables[i]);
        read_rows(from, &tables[i], strtoul(argv[4], NULL, 10), &rows[i]);
        prepare_insert(to, &tables[i], &rows[i]);
    }
    if (rows[0].n == 0 || rows[0].n != rows[1].n || batch == 0)
        fail(from, "no rows");
    insert_rows(to, rows, batch);
    for (size_t i = 0; i < TABLES; i++)
        sqlite3_finalize(rows[i].insert);
    sqlite3_close(to);
    return 0;
}
