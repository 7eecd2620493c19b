/* raw -- see raw.h */
#include "raw.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "link/engine.h"
#include "link/record.h"

struct near {
    int64_t nodes[LINK_WINDOW_MAX];
    size_t n;
};

struct partners {
    int64_t nodes[LINK_KEYS_MAX * 2 * LINK_WINDOW_MAX];
    size_t n;
};

static void
fail(struct raw *raw)
{
    (void)fprintf(stderr, "raw: %s\n", sqlite3_errmsg(raw->db));
    exit(1);
}

static sqlite3_stmt *
prepare(struct raw *raw, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    if (sqlite3_prepare_v3(raw->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt,
                           NULL) != SQLITE_OK)
        fail(raw);
    return stmt;
}

/* Settings as the store has them. */
void
raw_open(struct raw *raw, const char *database, int64_t window)
{
    *raw = (struct raw){.window = window};
    if (sqlite3_open(database, &raw->db) != SQLITE_OK ||
        sqlite3_exec(raw->db, "PRAGMA cache_size = -65536; BEGIN", NULL, NULL,
                     NULL) != SQLITE_OK)
        fail(raw);
    raw->before =
        prepare(raw, "SELECT node FROM link_posting_1 WHERE key = ?1 AND"
                     " (time_s, ord) < (?2, ?3) ORDER BY time_s DESC, ord DESC"
                     " LIMIT ?4");
    raw->after =
        prepare(raw, "SELECT node FROM link_posting_1 WHERE key = ?1 AND"
                     " (time_s, ord) > (?2, ?3) ORDER BY time_s, ord LIMIT ?4");
    raw->record =
        prepare(raw, "SELECT packed FROM link_record_1 WHERE node = ?1");
    raw->moved = prepare(raw, "SELECT total_mb FROM link_pair_1 WHERE"
                              " hi = max(?1, ?2) AND lo = min(?1, ?2)");
    raw->put = prepare(raw, "INSERT INTO link_record_1 VALUES"
                            " (?1, ?2, ?3, 1, zeroblob(400))");
    raw->post =
        prepare(raw, "INSERT INTO link_posting_1 VALUES (?1, ?2, ?3, ?4)");
    raw->pair = prepare(raw, "INSERT INTO link_pair_1 VALUES"
                             " (?1, ?2, 1, 0, 0, 0, 0, 0)");
    raw->member =
        prepare(raw, "INSERT INTO link_member_1 VALUES (?1, ?1, ?1, ?1, 0)");
}

void
raw_close(struct raw *raw)
{
    (void)sqlite3_exec(raw->db, "COMMIT", NULL, NULL, NULL);
    sqlite3_finalize(raw->before);
    sqlite3_finalize(raw->after);
    sqlite3_finalize(raw->record);
    sqlite3_finalize(raw->moved);
    sqlite3_finalize(raw->put);
    sqlite3_finalize(raw->post);
    sqlite3_finalize(raw->pair);
    sqlite3_finalize(raw->member);
    sqlite3_close(raw->db);
}

void
raw_commit(struct raw *raw)
{
    if (sqlite3_exec(raw->db, "COMMIT; BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        fail(raw);
}

/* Of a single column: the first row's, if there is one. */
static int64_t
run(struct raw *raw, sqlite3_stmt *stmt, const int64_t *args, int n)
{
    for (int i = 0; i < n; i++)
        (void)sqlite3_bind_int64(stmt, i + 1, args[i]);

    int done = sqlite3_step(stmt);
    int64_t first = done == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;

    if (done != SQLITE_DONE && done != SQLITE_ROW)
        fail(raw);
    sqlite3_reset(stmt);
    return first;
}

void
raw_kept(struct raw *raw, int64_t from, int64_t to)
{
    sqlite3_stmt *stmt = prepare(raw, "SELECT count(*) FROM link_pair_1"
                                      " WHERE hi > ?1 AND hi <= ?2");

    raw->kept = run(raw, stmt, (const int64_t[]){from, to}, 2) / (to - from);
    sqlite3_finalize(stmt);
}

static void
read_near(sqlite3_stmt *stmt, const int64_t args[4], struct near *near)
{
    near->n = 0;
    for (int i = 0; i < 4; i++)
        (void)sqlite3_bind_int64(stmt, i + 1, args[i]);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        near->nodes[near->n++] = sqlite3_column_int64(stmt, 0);
    sqlite3_reset(stmt);
}

static void
add(struct partners *partners, const struct near *near)
{
    for (size_t i = 0; i < near->n; i++) {
        size_t at = 0;

        while (at < partners->n && partners->nodes[at] != near->nodes[i])
            at++;
        if (at == partners->n)
            partners->nodes[partners->n++] = near->nodes[i];
    }
}

static void
look_for_moved(struct raw *raw, const struct near *before,
               const struct near *after)
{
    size_t window = (size_t)raw->window;

    for (size_t i = 0; i < before->n; i++)
        if (window - 1 - i < after->n)
            (void)run(raw, raw->moved,
                      (const int64_t[]){before->nodes[i],
                                        after->nodes[window - 1 - i]},
                      2);
}

void
raw_link(struct raw *raw, const struct link_record *record)
{
    const struct link_place *place = &record->place;
    struct partners partners = {.n = 0};
    struct near before, after;

    for (size_t k = 0; k < record->keys_n; k++) {
        const int64_t args[] = {(int64_t)record->keys[k], place->time_s,
                                place->order, raw->window};
        const int64_t post[] = {args[0], args[1], args[2], place->node};

        read_near(raw->before, args, &before);
        read_near(raw->after, args, &after);
        add(&partners, &before);
        add(&partners, &after);
        look_for_moved(raw, &before, &after);
        (void)run(raw, raw->post, post, 4);
    }
    (void)run(raw, raw->put,
              (const int64_t[]){place->node, place->time_s, place->order}, 3);
    for (size_t i = 0; i < partners.n; i++) {
        (void)run(raw, raw->record, &partners.nodes[i], 1);
        if ((int64_t)i < raw->kept)
            (void)run(raw, raw->pair,
                      (const int64_t[]){place->node, partners.nodes[i]}, 2);
    }
    (void)run(raw, raw->member, &place->node, 1);
}
