/* tables -- see tables.h */
#include "tables.h"

#include <limits.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn static void
fail(const char *what)
{
    (void)fprintf(stderr, "bench_linking: %s\n", what);
    exit(1);
}

/* Of what is sealed its length: no two times it has the same bytes. */
static int64_t
differing_rows(sqlite3 *db, const char *table)
{
    const char *columns =
        strcmp(table, "link_record_1") == 0
            ? "node, time_s, ord, organisation, length(packed)"
            : "*";
    char sql[640];
    sqlite3_stmt *stmt = NULL;

    (void)snprintf(sql, sizeof sql,
                   "SELECT (SELECT count(*) FROM (SELECT %s FROM main.%s EXCEPT"
                   " SELECT %s FROM other.%s)) + (SELECT count(*) FROM (SELECT"
                   " %s FROM other.%s EXCEPT SELECT %s FROM main.%s))",
                   columns, table, columns, table, columns, table, columns,
                   table);
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_ROW)
        fail(sqlite3_errmsg(db));

    int64_t n = sqlite3_column_int64(stmt, 0);

    sqlite3_finalize(stmt);
    return n;
}

bool
tables_same(const char *one, const char *other)
{
    static const char *const tables[] = {"link_record_1", "link_posting_1",
                                         "link_pair_1", "link_member_1"};
    sqlite3 *db;
    char sql[PATH_MAX + 64];
    int64_t differ = 0;

    (void)snprintf(sql, sizeof sql, "ATTACH '%s' AS other", other);
    if (sqlite3_open(one, &db) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sqlite3_errmsg(db));
    (void)printf("same");
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        int64_t n = differing_rows(db, tables[i]);

        (void)printf(" %s=%lld", tables[i], (long long)n);
        differ += n;
    }
    sqlite3_close(db);
    return differ == 0;
}
