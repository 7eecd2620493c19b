/* test_migration -- a database of the first release in the hands of this one:
 * whatever happens on the way, everything open is due afterwards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "disk_image.h"
#include "fixture_facts.h"
#include "store/notes.h"
#include "store/referrals.h"
#include "store/storms.h"
#include "vault.h"
#include "version_1.h"
#include "vfs_log.h"

#define NOW       V1_NOW_US
#define CAP       8
#define MINUTE_US INT64_C(60000000)

static int
setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    fixture_dir_make(f->dir);
    version_1_make(f->dir);
    *state = f;
    return 0;
}

static void
open_it(struct fixture *f)
{
    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_OPEN),
                     RC_OK);
}

static const struct due_row {
    const char *name;
    enum due_kind kind;
    int64_t ref;
    int64_t at_us;
} dues[] = {
    {"lost its due time: at once", DUE_ALERT, V1_LOST, NOW - 7},
    {"the first step", DUE_ALERT, V1_FIRST_STEP, NOW},
    {"the repeat of a page", DUE_RESEND, 2, NOW + 4},
    {"the next step", DUE_ALERT, V1_THIRD_STEP, NOW + 300},
    {"acknowledged after the high water", DUE_ALERT, V1_ACKED_U1,
     NOW + 70 + 30 * MINUTE_US},
    {"the timeout of U2 begins", DUE_ALERT, V1_ACKED,
     V1_SEEN_US + 60 * MINUTE_US},
    {"the timeout of U3 begins", DUE_ALERT, V1_ACKED_U3,
     V1_SEEN_US + 480 * MINUTE_US},
};

#define DUES (sizeof dues / sizeof dues[0])

static void
expect_all_due(struct store *store)
{
    struct due due[CAP];
    int64_t next = 0;
    size_t n = 0;

    assert_int_equal(due_next(store, INT64_MAX - 1, due, CAP, &n, &next),
                     RC_OK);
    assert_int_equal(n, DUES);
    for (size_t i = 0; i < DUES; i++)
        if (due[i].kind != dues[i].kind || due[i].ref != dues[i].ref ||
            due[i].at_us != dues[i].at_us)
            fail_msg("%s: %lld at %lld", dues[i].name, (long long)due[i].ref,
                     (long long)due[i].at_us);
}

static void
test_everything_open_is_due(void **state)
{
    struct fixture *f = *state;
    int64_t forgotten[CAP];
    int64_t last = 0;
    size_t n = 9;

    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_READ),
                     RC_STALE);
    open_it(f);
    expect_all_due(f->store);
    assert_int_equal(
        alert_forgotten(f->store, 0, CAP, forgotten, CAP, &n, &last), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(last, V1_ACKED_U3);
    fixture_reopen(f); /* once is enough */
    expect_all_due(f->store);
    assert_int_equal(store_integrity(f->store), RC_OK);
}

static void
test_alerts_keep_what_they_were(void **state)
{
    struct fixture *f = *state;
    struct alert alert;

    open_it(f);
    assert_int_equal(alert_get(f->store, V1_THIRD_STEP, &alert), RC_OK);
    assert_int_equal(alert.state, ALERT_PAGING);
    assert_int_equal(alert.level, LEVEL_U1);
    assert_int_equal(alert.generation, 2);
    assert_int_equal(alert.step, 3);
    assert_int_equal(alert.cause, CAUSE_MESSAGE);
    assert_string_equal(alert.policy, ""); /* of its level, in force */
    assert_int_equal(alert.policy_version, 0);
    assert_int_equal(alert.prior, 0);
    assert_int_equal(alert.times.step_us, NOW + 300);
    assert_int_equal(alert.times.step_end_us, NOW + 300);
    assert_int_equal(alert.times.ack_us, 0);
    assert_int_equal(alert_get(f->store, V1_FIRST_STEP, &alert), RC_OK);
    assert_int_equal(alert.times.step_us, NOW);
    assert_int_equal(alert.times.step_end_us, 0); /* none runs */
    assert_int_equal(alert_get(f->store, V1_ACKED, &alert), RC_OK);
    assert_string_equal(alert.owner_name, "anna");
    assert_int_equal(alert.acknowledged_us, NOW - 100);
    assert_int_equal(alert.times.step_us, 0);
    assert_int_equal(alert_get(f->store, V1_CLOSED, &alert), RC_OK);
    assert_int_equal(alert.due_us, 0);
    assert_int_equal(alert.outcome, OUTCOME_SHELTERED);
}

static void
test_pages_are_single_and_open_as_before(void **state)
{
    struct fixture *f = *state;
    const struct page_span span = {.gap_from_us = 0};
    struct storm_recent history;
    struct page_row rows[CAP];
    struct storm storm;
    size_t n = 0;

    open_it(f);
    assert_int_equal(pages_open_of(f->store, 2, 0, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].page_id[0], 2);
    assert_int_equal(rows[0].attempts, 2);
    assert_false(rows[0].on_summary);
    assert_int_equal(pages_open_of(f->store, 1, 0, rows, CAP, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(page_recent(f->store, 2, &span, &history), RC_OK);
    assert_int_equal(history.span_n, 0);
    assert_int_equal(storm_get(f->store, &storm), RC_OK);
    assert_false(storm.on);
}

static void
test_referrals_end_with_their_closed_alert_only(void **state)
{
    struct fixture *f = *state;
    struct referral out[CAP];
    size_t n = 0;

    open_it(f);
    assert_int_equal(referral_list(f->store,
                                   &(struct referral_query){.after = 0}, out,
                                   CAP, &n),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].seq, V1_THIRD_STEP);
    assert_int_equal(out[0].state, REFERRAL_OPEN);
    assert_int_equal(referral_get(f->store, V1_CLOSED, out), RC_OK);
    assert_int_equal(out[0].state, REFERRAL_CLOSED);
    assert_int_equal(out[0].owner, 2);
    assert_int_equal(out[0].outcome, OUTCOME_SHELTERED);
    assert_int_equal(out[0].changed_us, NOW - 10);
    assert_int_equal(referral_get(f->store, V1_ACKED, out), RC_NOT_FOUND);
}

/* The night goes on: the next step, then an acknowledgement. */
/* What came before there were notes gets the one of four weeks later, once. */
static void
test_old_signals_get_one_note(void **state)
{
    const struct note_order order = {.to_us = INT64_MAX, .now_us = INT64_MAX};
    struct note_order first = order;
    struct note_order last = order;
    struct fixture *f = *state;
    struct note_slice slice;

    open_it(f);
    /* once they are combined again */
    fixture_set(f, "UPDATE installation SET combined = 7");
    first.round = NOTE_ROUND_FIRST;
    last.round = NOTE_ROUND_LAST;
    assert_int_equal(note_next(f->store, &first, &slice), RC_OK);
    assert_int_equal(slice.rows_n, 0);
    assert_int_equal(slice.after,
                     fixture_number(f, "SELECT max(seq) FROM journal"));
    assert_int_equal(note_next(f->store, &last, &slice), RC_OK);
    assert_int_equal(slice.after, 0);
    assert_int_equal(slice.rows_n,
                     fixture_number(f, "SELECT count(*) FROM journal j"
                                       " WHERE kind = 1 AND seq <= (SELECT"
                                       "  combined FROM installation)"));
    assert_true(slice.rows_n > 0);
}

static void
test_the_night_goes_on(void **state)
{
    struct fixture *f = *state;
    const struct page_new page = {.page_id = {7}, .person = 1};
    struct page_row rows[CAP];
    size_t n = 0;

    open_it(f);
    fixture_page(f, V1_THIRD_STEP, &page, 1);
    assert_int_equal(alert_pages_open(f->store, V1_THIRD_STEP, rows, CAP, &n),
                     RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(fixture_put(f, "roster", 0, "x"), RC_OK);
    assert_int_equal(store_integrity(f->store), RC_OK);
}

/* 2 corrects 1, 3 corrects 2, 4 tells more about 3, 5 withdraws 2. */
static void
test_versions_name_the_first(void **state)
{
    static const struct {
        int64_t seq, amends;
        bool withdrawn;
    } rows[] = {
        {1, 0, true}, {2, 1, true}, {3, 1, true}, {4, 1, false}, {5, 1, false}};
    struct fixture *f = *state;
    struct message_row row;

    fixture_set(f, "UPDATE message SET amends = seq - 1,"
                   " action = iif(seq = 4, 1, 2) WHERE seq IN (2, 3, 4);"
                   "UPDATE message SET amends = 2, action = 3 WHERE seq = 5;"
                   "UPDATE message SET withdrawn = 1 WHERE seq = 2");
    open_it(f);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(message_get(f->store, rows[i].seq, &row), RC_OK);
        if (row.amends != rows[i].amends || row.withdrawn != rows[i].withdrawn)
            fail_msg("%d amends %d, withdrawn %d", (int)row.seq,
                     (int)row.amends, row.withdrawn);
    }
}

/* What shared tokens tied together is found anew; what else is known of the
 * messages stays, and old numbers lead to where they led. */
static void
test_bundles_are_made_anew(void **state)
{
    struct fixture *f = *state;
    struct message_row row;
    struct alert alert;
    int64_t number = 0;

    fixture_set(f, "INSERT INTO bundle VALUES (1, NULL), (3, 1);"
                   "INSERT INTO token VALUES (x'01', 1);"
                   "UPDATE message SET bundle = 1 WHERE seq IN (1, 3);"
                   "UPDATE message SET withdrawn = 1 WHERE seq = 3;"
                   "UPDATE alert SET bundle = 1 WHERE alert = 1");
    open_it(f);
    for (int64_t seq = 1; seq <= 3; seq += 2) {
        assert_int_equal(message_get(f->store, seq, &row), RC_OK);
        assert_int_equal(row.bundle, 0);
        assert_int_equal(row.alert, seq);
        assert_int_equal(row.feedback, FEEDBACK_FORWARDED);
        assert_int_equal(row.withdrawn, seq == 3);
        assert_int_equal(bundle_resolve(f->store, seq, &number), RC_OK);
        assert_int_equal(number, 1);
    }
    assert_int_equal(combine_cursor(f->store, &number), RC_OK);
    assert_int_equal(number, 0);
    assert_int_equal(alert_open_of_bundle(f->store, 3, &alert), RC_OK);
    assert_int_equal(alert.alert, 1);
    fixture_combine(f, 1, (const uint8_t[]){1}, 1);
    fixture_combine(f, 2, (const uint8_t[]){1}, 1);
    assert_int_equal(message_get(f->store, 2, &row), RC_OK);
    assert_int_equal(row.bundle, 1);
    assert_int_equal(row.alert, 2);
    assert_int_equal(store_integrity(f->store), RC_OK);
}

#define SCHEMA                                                                 \
    "SELECT group_concat(coalesce(sql, name), ';') FROM"                       \
    " (SELECT * FROM sqlite_schema ORDER BY name)"

static void
schema_of(const char *dir, char out[32768])
{
    char path[256];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;

    (void)snprintf(path, sizeof path, "%s/loket.db", dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, SCHEMA, -1, &stmt, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    (void)snprintf(out, 32768, "%s",
                   (const char *)sqlite3_column_text(stmt, 0));
    (void)sqlite3_finalize(stmt);
    (void)sqlite3_close(db);
}

/* So a migration that was released is still what it was. */
static void
test_old_and_new_databases_have_the_same_tables(void **state)
{
    static char migrated[65536];
    static char fresh[65536];
    struct fixture *f = *state;
    struct fixture *g = fixture_open();

    open_it(f);
    schema_of(f->dir, migrated);
    schema_of(g->dir, fresh);
    fixture_close(g);
    assert_true(strlen(fresh) > 1000 && strlen(fresh) < sizeof fresh - 1);
    assert_string_equal(migrated, fresh);
}

static const struct fault_row {
    const char *name;
    unsigned ops;
    enum vfs_trouble trouble;
} faults[] = {
    {"write error", VFS_WRITE, VFS_EIO},
    {"disk full", VFS_WRITE, VFS_ENOSPC},
    {"failed sync", VFS_SYNC, VFS_EIO},
    {"read error", VFS_READ, VFS_EIO},
};

static int64_t
break_everywhere(struct disk *disk, const char *dir,
                 const struct fault_row *row)
{
    const struct vfs_fault none = {.ops = 0};
    struct vfs_fault fault = {.ops = row->ops, .trouble = row->trouble};

    for (fault.at = 1;; fault.at += fixture_stride(53)) {
        struct store *store = NULL;
        enum rc rc = RC_OK;

        disk_image(disk, IMAGE_NOTHING, dir);
        vfs_log_break(&fault);
        rc = store_open(&store, dir, &test_vault, STORE_OPEN);
        bool struck = vfs_log_broken() > 0;

        vfs_log_break(&none);
        store_close(store);
        store = NULL;
        if (!struck) {
            assert_int_equal(rc, RC_OK);
            return fault.at - 1;
        }
        if (store_open(&store, dir, &test_vault, STORE_OPEN) != RC_OK)
            fail_msg("%s %lld: does not open", row->name, (long long)fault.at);
        expect_all_due(store);
        assert_int_equal(store_integrity(store), RC_OK);
        store_close(store);
    }
}

static void
test_an_upgrade_that_fails_is_begun_again(void **state)
{
    struct fixture *f = *state;
    struct disk disk = {.seed = 1};
    char dir[FIXTURE_PATH_BYTES];
    int64_t broken = 0;

    disk_load(&disk, f->dir);
    fixture_dir_make(dir);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        broken += break_everywhere(&disk, dir, &faults[i]);
    print_message("failed upgrades: %lld\n", (long long)broken);
    assert_true(broken > 30);
    fixture_dir_remove(dir);
    disk_close(&disk);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_everything_open_is_due),
        TEST(test_alerts_keep_what_they_were),
        TEST(test_pages_are_single_and_open_as_before),
        TEST(test_referrals_end_with_their_closed_alert_only),
        TEST(test_old_signals_get_one_note),
        TEST(test_versions_name_the_first),
        TEST(test_bundles_are_made_anew),
        TEST(test_the_night_goes_on),
        TEST(test_old_and_new_databases_have_the_same_tables),
        TEST(test_an_upgrade_that_fails_is_begun_again),
    };

    fixture_silence();
    vfs_log_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
