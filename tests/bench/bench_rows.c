/* bench_rows DATABASE EPOCHS COUNT -- as many messages behind the last one of a
 * desk that stands still as are asked for, each like the first and sealed with a
 * key of its own.  EPOCHS is the file of its epoch keys.  Prints the number of
 * the last message that was there. */
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/sqlite/seal.h"
#include "sys/file_findings.h"
#include "sys/secret.h"
#include "sys/vault.h"
#include "sys/vault_file.h"

#define BODY_MAX 65536

static struct vault *vault;
static struct vault_random *drawn;
static struct vault_key *key;
static sqlite3 *db;

static void
fail(const char *what)
{
    (void)fprintf(stderr, "bench_rows: %s: %s\n", what,
                  db == NULL ? "" : sqlite3_errmsg(db));
    exit(1);
}

static void
run(const char *text)
{
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail(text);
}

static sqlite3_stmt *
prepare(const char *text)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v2(db, text, -1, &stmt, NULL) != SQLITE_OK)
        fail(text);
    return stmt;
}

static void
step(sqlite3_stmt *stmt, int wanted)
{
    if (sqlite3_step(stmt) != wanted)
        fail(sqlite3_sql(stmt));
}

static struct vault_place
place_of_body(int64_t seq)
{
    return (struct vault_place){
        .domain = "journal.body", .record = {SEAL_MESSAGE, seq}, .rows = {seq}};
}

/* Of the first message: its text; answers how many bytes. */
static size_t
open_first(uint8_t out[BODY_MAX])
{
    const struct vault_place place = place_of_body(1);
    sqlite3_stmt *stmt =
        prepare("SELECT epoch, wrapped, body FROM record_key JOIN journal ON"
                " seq = ref WHERE record_key.kind = 1 AND ref = 1");
    size_t n;

    step(stmt, SQLITE_ROW);
    n = (size_t)sqlite3_column_bytes(stmt, 2);
    if (sqlite3_column_bytes(stmt, 1) != VAULT_WRAPPED_BYTES ||
        n < VAULT_SEALED_BYTES || n > BODY_MAX ||
        vault_unwrap(vault, (uint32_t)sqlite3_column_int64(stmt, 0),
                     place.record, sqlite3_column_blob(stmt, 1),
                     key) != RC_OK ||
        vault_open(key, &place, sqlite3_column_blob(stmt, 2), n, out) != RC_OK)
        fail("the first message does not open");
    (void)sqlite3_finalize(stmt);
    return n - VAULT_SEALED_BYTES;
}

static int64_t
last(void)
{
    sqlite3_stmt *stmt = prepare("SELECT max(seq) FROM journal");
    int64_t seq;

    step(stmt, SQLITE_ROW);
    seq = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return seq;
}

static void
add(int64_t base, int64_t count)
{
    static uint8_t body[BODY_MAX], sealed[BODY_MAX];
    size_t n = open_first(body);
    uint8_t wrapped[VAULT_WRAPPED_BYTES];
    sqlite3_stmt *keys = prepare("INSERT INTO record_key VALUES (1, ?, ?, ?)");
    sqlite3_stmt *rows = prepare(
        "INSERT INTO journal SELECT ?1, organisation, principal,"
        " CAST(printf('%016d', ?2) AS BLOB), kind, 0,"
        " accepted_us + ?2 * 1000000, digest, ?3 FROM journal WHERE seq = 1");

    for (int64_t i = 1; i <= count; i++) {
        const struct vault_place place = place_of_body(base + i);

        vault_key_make(drawn, key);
        vault_wrap(vault, drawn, place.record, key, wrapped);
        vault_seal(drawn, key, &place, (struct vault_plain){body, n}, sealed);
        (void)sqlite3_bind_int64(keys, 1, base + i);
        (void)sqlite3_bind_int64(keys, 2, vault_newest(vault));
        (void)sqlite3_bind_blob(keys, 3, wrapped, sizeof wrapped,
                                SQLITE_STATIC);
        step(keys, SQLITE_DONE);
        (void)sqlite3_reset(keys);
        (void)sqlite3_bind_int64(rows, 1, base + i);
        (void)sqlite3_bind_int64(rows, 2, i);
        (void)sqlite3_bind_blob(rows, 3, sealed, (int)(n + VAULT_SEALED_BYTES),
                                SQLITE_STATIC);
        step(rows, SQLITE_DONE);
        (void)sqlite3_reset(rows);
    }
    (void)sqlite3_finalize(keys);
    (void)sqlite3_finalize(rows);
}

static void
count_keys(int64_t count)
{
    sqlite3_stmt *stmt =
        prepare("UPDATE key_epoch SET keys = keys + ? WHERE epoch = ?");

    (void)sqlite3_bind_int64(stmt, 1, count);
    (void)sqlite3_bind_int64(stmt, 2, vault_newest(vault));
    step(stmt, SQLITE_DONE);
    (void)sqlite3_finalize(stmt);
}

int
main(int argc, char **argv)
{
    struct file_findings findings = {0};
    int64_t count = argc == 4 ? strtoll(argv[3], NULL, 10) : 0;
    int64_t base;

    if (count <= 0 || sodium_init() < 0) {
        (void)fputs("usage: bench_rows DATABASE EPOCHS COUNT\n", stderr);
        return 2;
    }
    vault = secret_memory(sizeof *vault);
    drawn = secret_memory(sizeof *drawn);
    key = secret_memory(sizeof *key);
    if (vault == NULL || drawn == NULL || key == NULL ||
        vault_read(vault, argv[2], SECRET_OWN, &findings) != RC_OK ||
        sqlite3_open(argv[1], &db) != SQLITE_OK)
        fail("keys or database cannot be opened");
    run("PRAGMA cache_size = -262144");
    run("BEGIN IMMEDIATE");
    base = last();
    add(base, count);
    count_keys(count);
    run("COMMIT");
    (void)printf("%lld\n", (long long)base);
    (void)sqlite3_close(db);
    secret_memory_close(key);
    secret_memory_close(drawn);
    secret_memory_close(vault);
    file_findings_close(&findings);
    return 0;
}
