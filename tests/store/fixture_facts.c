/* fixture_facts -- see fixture_facts.h */
#include "fixture_facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>
#include <sqlite3.h>

int64_t
fixture_fact(struct fixture *f, struct facts_row row)
{
    enum message_kind kind =
        row.facts.kind == MESSAGE_NONE ? MESSAGE_SIGNAL : row.facts.kind;
    struct combine_item item = {.amends = row.amends, .action = row.action};

    uint32_t number =
        (uint32_t)fixture_number(f, "SELECT count(*) FROM journal") + 1;

    row.seq = fixture_submit(f, 1, number, kind);
    row.facts.kind = kind;
    row.organisation = 1;
    row.region = row.region == NULL ? "" : row.region;
    row.day = row.day == 0 ? DAY(3, 4) : row.day;
    item.seq = row.seq;
    item.facts = &row;
    assert_int_equal(combine_link(f->store, &item, 1, NULL, NULL), RC_OK);
    return row.seq;
}

void
fixture_set(struct fixture *f, const char *sql)
{
    char path[FIXTURE_PATH_BYTES + 16];
    sqlite3 *db = NULL;

    (void)snprintf(path, sizeof path, "%s/loket.db", f->dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_true(sqlite3_changes(db) > 0);
    (void)sqlite3_close(db);
}
