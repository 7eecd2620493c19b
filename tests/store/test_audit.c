/* test_audit -- the chain in the database: every change of it afterwards is
 * found, records of an earlier version are chained, and what is told of whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>
#include <sqlite3.h>

#include "core/audit_verify.h"
#include "fixture.h"
#include "store/audit.h"
#include "store/image.h"
#include "vault.h"
#include "version_1.h"

#define NOW     FIXTURE_NOW_US
#define RECORDS 1000
#define SLICE   100

static sqlite3 *
other(const struct fixture *f)
{
    char path[FIXTURE_PATH_BYTES + 16];
    sqlite3 *db = NULL;

    (void)snprintf(path, sizeof path, "%s/loket.db", f->dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL),
                     SQLITE_OK);
    return db;
}

static void run(sqlite3 *db, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
run(sqlite3 *db, const char *format, ...)
{
    char sql[512];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
}

/* Records of every shape, about a message and about none, with reasons. */
static void
fill(struct fixture *f, uint32_t number, int n)
{
    const struct audit_actor actor = {.principal = f->people[1],
                                      .organisation = 1,
                                      .role = 2,
                                      .public_key = {1, 2, 3}};
    int64_t seq = fixture_submit(f, 1, number, MESSAGE_SIGNAL);

    audit_acting(f->store, &actor);
    for (int i = 0; i < n; i++) {
        const struct audit_entry entry = {
            .actor = i % 3 == 0 ? 0 : f->people[1],
            .verb = i % 5 == 0 ? "denied" : "show",
            .object_kind = i % 2 == 0 ? 'M' : 'S',
            .object = i % 2 == 0 ? i : seq,
            .code = i % 7,
            .now_us = NOW + i,
            .reason = i % 4 == 0 ? "opvolging" : NULL,
            .detail = i % 6 == 0 ? "by form" : NULL,
            .content = i % 2 != 0};

        assert_int_equal(audit_note(f->store, &entry), RC_OK);
    }
    audit_acting(f->store, NULL);
}

/* Verified from `after` on; where a flaw is, 0: nowhere. */
static int64_t
flaw_after(struct fixture *f, int64_t after, size_t most)
{
    static struct audit_verify verify;
    static struct audit_line lines[SLICE];
    size_t n = SLICE;
    size_t seen = 0;
    enum rc rc = RC_OK;

    memset(&verify, 0, sizeof verify);
    audit_installation(f->store, verify.installation);
    verify.partial = after > 0;
    verify.last = after;
    while (rc == RC_OK && n == SLICE && seen < most) {
        rc = audit_read(f->store, verify.last, lines, SLICE, &n);
        assert_true(rc == RC_OK || rc == RC_INVALID);
        for (size_t i = 0; i < n; i++, seen++) {
            if (verify.last + 1 != lines[i].row.number)
                return verify.last + 1;
            if (audit_verify_row(&verify, &lines[i].row, lines[i].prev) !=
                RC_OK)
                return verify.number;
        }
    }
    return rc == RC_OK ? 0 : verify.last + 1;
}

static void
test_it_is_whole(void **state)
{
    struct fixture *f = *state;
    struct audit_line first;
    size_t n = 0;

    fill(f, 1, 50);
    fixture_reopen(f);
    assert_int_equal(flaw_after(f, 0, RECORDS), 0);
    assert_int_equal(audit_read(f->store, 0, &first, 1, &n), RC_OK);
    assert_int_equal(first.row.number, 1);
    assert_string_equal(first.row.verb, "audit-begin");
    assert_int_equal(fixture_number(f, "SELECT max(audit) - count(*)"
                                       " FROM audit"),
                     0);
}

/* A database that was put back is another epoch for who reads its streams; the
 * chain goes on, its checkpoints too. */
static void
test_a_restore_goes_on_with_it(void **state)
{
    struct fixture *f = *state;
    struct audit_checkpoint mark = {.at_us = NOW};
    struct audit_line last;
    uint8_t before[EPOCH_BYTES], after[EPOCH_BYTES];
    size_t n = 0;

    fill(f, 1, 50);
    assert_int_equal(audit_checkpoint_next(f->store, &mark.number, mark.hash),
                     RC_OK);
    assert_int_equal(audit_checkpoint_add(f->store, &mark), RC_OK);
    assert_int_equal(audit_checkpoints(f->store, 0, &mark, 1, &n), RC_OK);
    memcpy(before, mark.installation, sizeof before);
    assert_int_equal(store_restored(f->store, NOW + 1000, NOW), RC_OK);
    fixture_reopen(f);
    fill(f, 2, 50);
    assert_int_equal(flaw_after(f, 0, RECORDS), 0);
    assert_int_equal(audit_read(f->store, mark.number, &last, 1, &n), RC_OK);
    assert_string_equal(last.row.verb, "restored");
    assert_int_equal(audit_checkpoints(f->store, 0, &mark, 1, &n), RC_OK);
    assert_memory_equal(before, mark.installation, sizeof before);
    store_epoch(f->store, after);
    assert_memory_not_equal(before, after, sizeof after);
}

static const char *const columns[] = {
    "at_us = at_us + 1",
    "action = action + 1",
    "outcome = outcome + 4",
    "actor = coalesce(actor, 0) + 1",
    "organisation = coalesce(organisation, 0) + 1",
    "key = CASE WHEN key IS NULL THEN x'0102030405060708' END",
    "role = role + 1",
    "verb = verb || 'x'",
    "verb = verb || 'a-verb-that-is-longer-than-any-verb-is'",
    "object = object || 'x'",
    "row = row + 1",
    "handle = CASE WHEN handle IS NULL THEN zeroblob(16) END",
    "code = code + 1",
    "detail = detail || 'x'",
    "reason = CASE WHEN reason IS NULL THEN zeroblob(40) END",
    "reason = zeroblob(500)",
    "content = CASE WHEN content IS NULL THEN zeroblob(32) END",
    "hash = zeroblob(32)",
};

/* Every column of every record of a chain of a thousand. */
static void
test_every_column(void **state)
{
    struct fixture *f = *state;
    sqlite3 *db = NULL;

    fill(f, 1, RECORDS);
    db = other(f);
    for (int64_t i = 1; i <= RECORDS; i++) {
        /* all of them in one record of twenty, one of them in the others */
        size_t from = i % 20 == 0 ? 0 : (size_t)i % 18;
        size_t to = i % 20 == 0 ? sizeof columns / sizeof columns[0] : from + 1;

        for (size_t k = from; k < to; k++) {
            run(db,
                "CREATE TEMP TABLE kept AS SELECT * FROM audit"
                " WHERE audit = %lld",
                (long long)i);
            run(db, "UPDATE audit SET %s WHERE audit = %lld", columns[k],
                (long long)i);
            if (flaw_after(f, i - 1, 2) == 0)
                fail_msg("record %lld: %s", (long long)i, columns[k]);
            run(db, "REPLACE INTO audit SELECT * FROM kept;"
                    "DROP TABLE kept");
        }
    }
    assert_int_equal(flaw_after(f, 0, 2 * RECORDS), 0);
    (void)sqlite3_close(db);
}

static void
test_gone_and_moved(void **state)
{
    struct fixture *f = *state;
    sqlite3 *db = NULL;

    fill(f, 1, 60);
    db = other(f);
    for (int64_t i = 1; i < 60; i += 7) {
        run(db, "CREATE TEMP TABLE kept AS SELECT * FROM audit");
        run(db, "DELETE FROM audit WHERE audit = %lld", (long long)i);
        assert_int_equal(flaw_after(f, 0, RECORDS), i);
        run(db, "UPDATE audit SET audit = audit - 1 WHERE audit > %lld",
            (long long)i);
        assert_int_equal(flaw_after(f, 0, RECORDS), i);
        run(db,
            "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept;"
            "UPDATE audit SET audit = 10000 WHERE audit = %lld;"
            "UPDATE audit SET audit = %lld WHERE audit = %lld;"
            "UPDATE audit SET audit = %lld WHERE audit = 10000",
            (long long)i, (long long)i, (long long)i + 1, (long long)i + 1);
        assert_int_equal(flaw_after(f, 0, RECORDS), i);
        run(db, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept;"
                "DROP TABLE kept");
    }
    (void)sqlite3_close(db);
}

/* The hash of what was accepted is one over the bodies as they stand in the
 * journal, each behind its length: of a batch, too. */
static void
test_what_was_accepted(void **state)
{
    struct fixture *f = *state;
    struct journal_entry entries[3];
    uint8_t room[3][300];
    struct audit_line lines[2];
    crypto_generichash_state hash;
    uint8_t expected[AUDIT_HASH_BYTES];
    sqlite3_stmt *bodies = NULL;
    sqlite3 *db = other(f);
    int64_t head = 0;
    size_t n = 0;
    int rows = 0;

    for (uint32_t i = 0; i < 3; i++)
        entries[i] =
            fixture_entry(1, i == 2 ? 1 : i + 1, room[i], sizeof room[i]);
    assert_int_equal(audit_head(f->store, &head), RC_OK);
    assert_int_equal(journal_append(f->store, entries, 3), RC_OK);
    assert_int_equal(audit_read(f->store, head, lines, 2, &n), RC_OK);
    assert_int_equal(n, 2); /* one is a repetition, with its own */

    (void)crypto_generichash_init(&hash, NULL, 0, sizeof expected);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT body FROM journal ORDER BY seq",
                                        -1, &bodies, NULL),
                     SQLITE_OK);
    for (; sqlite3_step(bodies) == SQLITE_ROW; rows++) {
        int body_n = sqlite3_column_bytes(bodies, 0);
        const uint8_t length[4] = {0, 0, (uint8_t)(body_n >> 8),
                                   (uint8_t)body_n};

        (void)crypto_generichash_update(&hash, length, sizeof length);
        (void)crypto_generichash_update(&hash, sqlite3_column_blob(bodies, 0),
                                        (unsigned long long)body_n);
    }
    assert_int_equal(rows, 2);
    (void)crypto_generichash_final(&hash, expected, sizeof expected);
    sqlite3_finalize(bodies);
    (void)sqlite3_close(db);
    assert_string_equal(lines[1].row.verb, "accept");
    assert_int_equal(lines[1].row.code, 2);
    assert_memory_equal(lines[1].row.content.bytes, expected, sizeof expected);
}

static void
test_who_acts(void **state)
{
    struct fixture *f = *state;
    struct audit_line lines[8];
    uint8_t fingerprint[AUDIT_KEY_BYTES];
    size_t n = 0;
    int64_t head = 0;

    assert_int_equal(audit_head(f->store, &head), RC_OK);
    fill(f, 1, 2);
    assert_int_equal(
        audit_note(f->store, &(struct audit_entry){.actor = f->people[2],
                                                   .verb = "show",
                                                   .now_us = NOW}),
        RC_OK);
    assert_int_equal(audit_read(f->store, head, lines, 8, &n), RC_OK);
    assert_int_equal(n, 4);
    /* what was accepted, in one record */
    assert_string_equal(lines[0].row.verb, "accept");
    assert_int_equal(lines[0].row.code, 1);
    assert_int_equal(lines[0].row.content.n, AUDIT_HASH_BYTES);
    /* the desk itself */
    assert_int_equal(lines[1].row.actor, 0);
    assert_int_equal(lines[1].row.key.n, 0);
    assert_int_equal(lines[1].row.outcome, AUDIT_REFUSED);
    /* who speaks with a key */
    assert_int_equal(lines[2].row.actor, f->people[1]);
    assert_int_equal(lines[2].row.role, 2);
    assert_int_equal(lines[2].row.key.n, AUDIT_KEY_BYTES);
    audit_key_fingerprint((const uint8_t[32]){1, 2, 3}, fingerprint);
    assert_memory_equal(lines[2].row.key.bytes, fingerprint, AUDIT_KEY_BYTES);
    assert_int_equal(lines[2].row.action, AUDIT_READ);
    assert_int_equal(lines[2].row.row, 0);
    assert_int_equal(lines[2].row.handle.n, AUDIT_HANDLE_BYTES);
    assert_int_equal(lines[2].row.content.n, AUDIT_HASH_BYTES);
    /* somebody else: the organisation, and no key */
    assert_int_equal(lines[3].row.actor, f->people[2]);
    assert_true(lines[3].row.organisation > 0);
    assert_int_equal(lines[3].row.key.n, 0);
}

static void
test_reasons(void **state)
{
    struct fixture *f = *state;
    int64_t seq = fixture_submit(f, 1, 9, MESSAGE_SIGNAL);
    const struct audit_entry about = {.actor = f->people[1],
                                      .verb = "show",
                                      .object_kind = 'S',
                                      .object = seq,
                                      .reason = "over een melding"};
    const struct audit_entry none = {
        .actor = f->people[1], .verb = "search", .reason = "over niets"};
    struct audit_bytes handle;
    int64_t head = 0;
    char text[64];

    assert_int_equal(audit_note(f->store, &about), RC_OK);
    assert_int_equal(audit_note(f->store, &none), RC_OK);
    assert_int_equal(audit_head(f->store, &head), RC_OK);
    assert_int_equal(audit_reason(f->store, head, 0, text, sizeof text), RC_OK);
    assert_string_equal(text, "over niets");
    assert_int_equal(audit_reason(f->store, head - 1, seq, text, sizeof text),
                     RC_OK);
    assert_string_equal(text, "over een melding");
    assert_int_equal(audit_handle(f->store, seq, &handle), RC_OK);
    assert_int_equal(handle.n, AUDIT_HANDLE_BYTES);
    assert_int_equal(audit_handle(f->store, 999, &handle), RC_OK);
    assert_int_equal(handle.n, 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit WHERE"
                                       " instr(reason, 'over') > 0"),
                     0);
}

static void
test_checkpoints(void **state)
{
    struct fixture *f = *state;
    struct audit_checkpoint made = {.at_us = NOW};
    struct audit_checkpoint got[4];
    int64_t number = 0;
    int64_t checkpoint = 0;
    size_t n = 0;

    fill(f, 1, 5);
    assert_int_equal(audit_checkpoint_next(f->store, &made.number, made.hash),
                     RC_OK);
    assert_true(made.number > 5);
    assert_int_equal(audit_checkpoint_add(f->store, &made), RC_OK);
    assert_int_equal(audit_checkpoint_next(f->store, &number, made.hash),
                     RC_OK);
    assert_int_equal(number, 0); /* nothing new */
    fill(f, 2, 1);
    assert_int_equal(audit_checkpoint_add(f->store, &made), RC_STALE);
    assert_int_equal(audit_checkpoints(f->store, 0, got, 4, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(got[0].number, made.number);
    assert_int_equal(audit_told_set(f->store, 7, 3), RC_OK);
    fixture_reopen(f);
    assert_int_equal(audit_told(f->store, &number, &checkpoint), RC_OK);
    assert_int_equal(number, 7);
    assert_int_equal(checkpoint, 3);
}

static void
test_where_a_time_begins(void **state)
{
    struct fixture *f = *state;
    int64_t after = 0;

    fill(f, 1, 40);
    assert_int_equal(audit_after(f->store, NOW + 10, &after), RC_OK);
    assert_int_equal(fixture_number(f,
                                    "SELECT min(audit) FROM audit WHERE at_us ="
                                    " 1800000000000010"),
                     after + 1);
    assert_int_equal(audit_after(f->store, INT64_MAX, &after), RC_OK);
    assert_int_equal(fixture_number(f, "SELECT max(audit) FROM audit"), after);
    assert_int_equal(audit_after(f->store, 1, &after), RC_OK);
    assert_int_equal(after, 0);
}

/* What an earlier version wrote follows a first record that says so. */
static void
test_an_earlier_version(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    sqlite3 *db = NULL;
    struct audit_line lines[8];
    size_t n = 0;

    (void)state;
    assert_non_null(f);
    fixture_dir_make(f->dir);
    version_1_make(f->dir);
    db = other(f);
    run(db, "DELETE FROM audit;"
            "INSERT INTO audit (audit, at_us, actor, verb, object, row, code)"
            " VALUES (3, 5, 1, 'show', 'message', 1, 0),"
            " (7, 6, NULL, 'alert-open', 'alert', 1, 1),"
            " (9, 7, 2, 'denied', '', 0, 12)");
    (void)sqlite3_close(db);
    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_OPEN),
                     RC_OK);
    assert_int_equal(audit_read(f->store, 0, lines, 8, &n), RC_OK);
    assert_true(n >= 4);
    assert_string_equal(lines[0].row.verb, "audit-begin");
    assert_int_equal(lines[0].row.code, 3);
    assert_string_equal(lines[1].row.verb, "show");
    assert_int_equal(lines[1].row.at_us, 5);
    assert_int_equal(lines[1].row.row, 0);
    assert_int_equal(lines[1].row.handle.n, AUDIT_HANDLE_BYTES);
    assert_int_equal(lines[2].row.code, 0);
    assert_int_equal(lines[2].row.row, 1);
    assert_int_equal(lines[2].row.handle.n, AUDIT_HANDLE_BYTES);
    assert_int_equal(lines[3].row.outcome, AUDIT_REFUSED);
    assert_int_equal(flaw_after(f, 0, RECORDS), 0);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM audit_before"), 0);
    fixture_reopen(f);
    assert_int_equal(flaw_after(f, 0, RECORDS), 0);
    fixture_close(f);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_it_is_whole),
        TEST(test_a_restore_goes_on_with_it),
        TEST(test_every_column),
        TEST(test_gone_and_moved),
        TEST(test_what_was_accepted),
        TEST(test_who_acts),
        TEST(test_reasons),
        TEST(test_checkpoints),
        TEST(test_where_a_time_begins),
        cmocka_unit_test(test_an_earlier_version),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
