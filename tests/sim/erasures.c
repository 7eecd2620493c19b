/* erasures -- see erasures.h */
#include "erasures.h"
#include "past_store.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/erase.h"
#include "desk/ids.h"
#include "desk/state.h"

/* --- what may not be found --- */

static void
needle(struct erasures *e, const void *bytes, size_t n)
{
    if (e->needles_n + n + 1 > e->needles_cap) {
        e->needles_cap = 2 * (e->needles_cap + n + 1);
        e->needles = realloc(e->needles, e->needles_cap);
        assert_non_null(e->needles);
    }
    e->needles[e->needles_n] = (char)n;
    memcpy(e->needles + e->needles_n + 1, bytes, n);
    e->needles_n += n + 1;
}

#define CHAIN                                                                  \
    "WITH RECURSIVE chain (seq) AS (VALUES (?1) UNION SELECT m.seq"            \
    " FROM chain c JOIN message m ON m.amends = c.seq) "

/* Each row is a needle: text and blobs as they are, a number as eight bytes. */
static void
collect(struct erasures *e, sqlite3 *db, const char *sql, int64_t seq)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    sqlite3_bind_int64(stmt, 1, seq);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        uint8_t bytes[8];
        int64_t value = sqlite3_column_int64(stmt, 0);

        if (sqlite3_column_type(stmt, 0) != SQLITE_INTEGER) {
            needle(e, sqlite3_column_blob(stmt, 0),
                   (size_t)sqlite3_column_bytes(stmt, 0));
            continue;
        }
        for (int i = 0; i < 8; i++)
            bytes[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
        needle(e, bytes, sizeof bytes);
    }
    sqlite3_finalize(stmt);
}

static int64_t
seq_of(const struct erasures *e, const struct told *told)
{
    enum public_id_kind kind;
    int64_t seq = 0;

    assert_int_equal(public_id_read(&e->trial->secrets.public_id,
                                    told->posted.id, &kind, &seq),
                     RC_OK);
    return seq;
}

/* What a living record has too, or may say again, is no needle. */
static void
note(struct erasures *e, const struct told *told)
{
    static const char *const of_it[] = {
        CHAIN "SELECT message_id FROM journal WHERE seq IN chain",
        CHAIN "SELECT digest FROM journal WHERE seq IN chain",
        CHAIN "SELECT wrapped FROM record_key WHERE kind = 1 AND ref IN chain",
        CHAIN "SELECT person FROM referral r WHERE seq IN chain AND person IS"
              " NOT NULL AND NOT EXISTS (SELECT 1 FROM referral o"
              "  WHERE o.person = r.person AND o.seq NOT IN chain)",
        CHAIN "SELECT token FROM found f WHERE seq IN chain AND abs(token) >"
              " 1000000 AND NOT EXISTS (SELECT 1 FROM found o"
              "  WHERE o.token = f.token AND o.seq NOT IN chain)",
        "SELECT key FROM link_posting_0 p WHERE node = ?1 AND NOT EXISTS"
        " (SELECT 1 FROM link_posting_0 o WHERE o.key = p.key"
        "  AND o.node <> ?1)",
        NULL};
    sqlite3 *db = past_store_open(e->trial->dir);

    for (size_t i = 0; of_it[i] != NULL; i++)
        collect(e, db, of_it[i], seq_of(e, told));
    sqlite3_close(db);
    for (size_t i = 0; i < told->marks_n; i++)
        needle(e, told->marks[i], strlen(told->marks[i]));
    needle(e, told->posted.id, strlen(told->posted.id));
}

/* --- the end of a history --- */

static void
close_referral(struct erasures *e, const struct told *told)
{
    (void)trial_ask(
        e->trial, ANNA, "referral_action",
        json_pack("{s:s, s:s}", "id", told->posted.id, "verb", "accept"));
    (void)trial_ask(e->trial, ANNA, "referral_action",
                    json_pack("{s:s, s:s, s:s, s:s}", "id", told->posted.id,
                              "verb", "close", "outcome", "sheltered",
                              "outflow", "return"));
}

static void
again(struct erasures *e)
{
    static const enum trial_person people[] = {CARE, HOUSING, POLICE};

    e->tally->crashes++;
    trial_crash(e->trial);
    trial_open(e->trial);
    trial_everybody(e->trial);
    for (size_t i = 0; i < 3; i++)
        trial_hello(e->trial, people[i]);
    trial_forget(e->trial);
}

/* By a desk manager; by the desk itself and a crash before the log is cut. */
static void
erase(struct erasures *e, struct told *told)
{
    struct erase_order order = {.seq = seq_of(e, told), .why = ERASED_EXPIRED};
    const char *verdict = NULL;

    if (erasures_dice(e, 2) == 0)
        (void)retained(e->trial, "release", told->posted.id, 0);
    verdict = trial_text(retention(e->trial, "erase",
                                   (const char *const[]){told->posted.id}, 1, 0,
                                   true),
                         "verdict");
    if (strcmp(verdict, "would") != 0) {
        e->tally->blocked++;
        return;
    }
    note(e, told);
    if (erasures_dice(e, 6) == 0) {
        assert_int_equal(erase_do(e->trial->desk, &order), RC_OK);
        again(e);
    } else {
        assert_string_equal(retained(e->trial, "erase", told->posted.id, 0),
                            "done");
    }
    told->gone = true;
    e->tally->erased++;
}

/* Whatever the desk erased by itself meanwhile is gone too; what was withdrawn
 * goes first. */
void
erasures_expire(struct erasures *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (!e->told[i].gone)
            note(e, &e->told[i]);
    run_days(e->trial, 250);
    for (size_t i = 0; i < e->n; i++) {
        json_t *answer =
            trial_ask(e->trial, CARLA, "show",
                      json_pack("{s:s}", "id", e->told[i].posted.id));

        assert_null(json_object_get(answer, "message_detail"));
        e->tally->expired += !e->told[i].gone;
        e->told[i].gone = true;
    }
    trial_forget(e->trial);
}

void
erasures_end(struct erasures *e)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->told[i].referral)
            close_referral(e, &e->told[i]);
    close_all(e->trial);
    for (size_t i = 0; i < e->n; i++)
        if (!e->told[i].gone && erasures_dice(e, 2) == 0)
            erase(e, &e->told[i]);
    trial_run(e->trial, 3 * SECOND_US);
    e->tally->histories++;
}

/* --- and nothing is left --- */

static char *
read_file(const struct trial *trial, const char *name, size_t *n)
{
    char path[512];
    FILE *file = NULL;
    char *all = NULL;

    *n = 0;
    snprintf(path, sizeof path, "%s/%s", trial->dir, name);
    if ((file = fopen(path, "rb")) == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    *n = (size_t)ftell(file);
    rewind(file);
    all = malloc(*n + 1);
    assert_non_null(all);
    assert_int_equal(fread(all, 1, *n, file), *n);
    fclose(file);
    return all;
}

/* All needles at once: their first eight bytes in a table. */
#define SLOTS 65536
struct haystack {
    const char *heads[SLOTS];
};

static size_t
slot_of(const char *bytes)
{
    uint64_t head = 0;

    memcpy(&head, bytes, 8);
    return (size_t)(head * UINT64_C(0x9E3779B97F4A7C15) >> 48) % SLOTS;
}

static void
search(struct erasures *e, const char *name, const struct haystack *hay)
{
    size_t n = 0;
    char *all = read_file(e->trial, name, &n);

    for (size_t at = 0; all != NULL && at + 8 <= n; at++) {
        for (size_t slot = slot_of(all + at); hay->heads[slot] != NULL;
             slot = (slot + 1) % SLOTS) {
            size_t length = (uint8_t)hay->heads[slot][0];

            if (at + length <= n &&
                memcmp(hay->heads[slot] + 1, all + at, length) == 0) {
                fail_msg("%s at %zu: %zu bytes: %.*s", name, at, length,
                         (int)length, all + at);
            }
        }
    }
    free(all);
}

/* Somebody said it again since. */
static bool
lives(sqlite3 *db, const char *bytes)
{
    static const char sql[] =
        "SELECT EXISTS (SELECT 1 FROM found WHERE token = ?1) OR EXISTS"
        " (SELECT 1 FROM link_posting_0 WHERE key = ?1) OR EXISTS"
        " (SELECT 1 FROM link_posting_1 WHERE key = ?1)";
    sqlite3_stmt *stmt = NULL;
    uint64_t token = 0;
    bool found = false;

    for (int i = 0; i < 8; i++)
        token = token << 8 | (uint8_t)bytes[i];
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    sqlite3_bind_int64(stmt, 1, (sqlite3_int64)token);
    found = sqlite3_step(stmt) == SQLITE_ROW && sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return found;
}

void
erasures_check(struct erasures *e)
{
    static const char *const files[] = {"loket.db", "loket.db-wal",
                                        "loket.db-shm"};
    struct haystack *hay = calloc(1, sizeof *hay);
    sqlite3 *db = NULL;

    assert_int_equal(number(e->trial, "PRAGMA wal_checkpoint(TRUNCATE)"), 0);
    db = past_store_open(e->trial->dir);
    assert_non_null(hay);
    for (size_t at = 0; at < e->needles_n;
         at += (size_t)(uint8_t)e->needles[at] + 1) {
        size_t slot = slot_of(e->needles + at + 1);

        if (e->needles[at] == 8 && lives(db, e->needles + at + 1))
            continue;
        while (hay->heads[slot] != NULL)
            slot = (slot + 1) % SLOTS;
        hay->heads[slot] = e->needles + at;
        e->tally->scanned++;
    }
    sqlite3_close(db);
    for (size_t i = 0; i < 3; i++)
        search(e, files[i], hay);
    free(hay);
    assert_int_equal(
        number(e->trial, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

void
erasures_free(struct erasures *e)
{
    for (size_t i = 0; i < e->n; i++)
        posted_free(&e->told[i].posted);
    e->n = 0;
}
