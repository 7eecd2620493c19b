/* past_store -- see past_store.h */
#include "past_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

sqlite3 *
past_store_open(const char *dir)
{
    sqlite3 *db = NULL;
    char path[512];

    (void)snprintf(path, sizeof path, "%s/loket.db", dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL),
                     SQLITE_OK);
    return db;
}

int64_t
past_store_number(const char *dir, const char *sql)
{
    sqlite3 *db = past_store_open(dir);
    sqlite3_stmt *stmt = NULL;
    int64_t found = 0;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    found = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
    return found;
}

void
past_store_change(const char *dir, const char *sql)
{
    sqlite3 *db = past_store_open(dir);
    int64_t made = past_store_number(dir, "PRAGMA schema_version");

    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    if (sqlite3_total_changes(db) == 0 &&
        past_store_number(dir, "PRAGMA schema_version") == made)
        fail_msg("nothing is changed by: %s", sql);
    (void)sqlite3_close(db);
}
