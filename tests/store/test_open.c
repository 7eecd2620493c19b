/* test_open -- making, opening and refusing a database; see store/store.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "store/audit.h"
#include "vault.h"

static void
path_of(const struct fixture *f, const char *name, char out[256])
{
    (void)snprintf(out, 256, "%s/%s", f->dir, name);
}

static void
close_store(struct fixture *f)
{
    store_close(f->store);
    f->store = NULL;
}

static void
test_made_once_and_only_for_its_owner(void **state)
{
    struct fixture *f = *state;
    struct store *other = NULL;
    struct stat status;
    char path[256];

    path_of(f, "loket.db", path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    path_of(f, "loket.db-wal", path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    close_store(f);
    assert_int_equal(store_open(&other, f->dir, &test_vault, STORE_CREATE),
                     RC_DUP);
    assert_null(other);
}

static void
test_directory_is_made_private(void **state)
{
    struct fixture *f = *state;
    struct store *other = NULL;
    struct stat status;
    char path[256];

    path_of(f, "inner", path);
    assert_int_equal(store_open(&other, path, &test_vault, STORE_OPEN),
                     RC_NOT_FOUND);
    assert_int_equal(store_open(&other, path, &test_vault, STORE_READ),
                     RC_NOT_FOUND);
    assert_int_equal(store_open(&other, path, &test_vault, STORE_CREATE),
                     RC_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    store_close(other);
    fixture_dir_remove(path);
}

static void
test_no_database_is_not_found(void **state)
{
    struct fixture *f = *state;
    struct store *other = NULL;
    char path[256];

    close_store(f);
    path_of(f, "loket.db", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(store_open(&other, f->dir, &test_vault, STORE_OPEN),
                     RC_NOT_FOUND);
    assert_int_equal(store_open(&other, f->dir, &test_vault, STORE_READ),
                     RC_NOT_FOUND);
}

/* Left behind by a power failure while the database was made. */
static void
test_a_half_made_database_does_not_stand_in_the_way(void **state)
{
    struct fixture *f = *state;
    char path[256];
    int fd = -1;

    close_store(f);
    path_of(f, "loket.db", path);
    assert_int_equal(unlink(path), 0);
    path_of(f, "loket.db.new", path);
    fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "half", 4), 4);
    (void)close(fd);
    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_OPEN),
                     RC_NOT_FOUND);
    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_CREATE),
                     RC_OK);
    assert_int_equal(access(path, F_OK), -1);
}

static void
test_a_second_writer_is_refused_and_a_reader_is_not(void **state)
{
    struct fixture *f = *state;
    struct store *other = NULL;
    struct journal_entry entry;
    uint8_t room[8];
    int64_t head = 0;
    int64_t before = 0;

    assert_int_equal(store_open(&other, f->dir, &test_vault, STORE_OPEN),
                     RC_DOWN);
    assert_int_equal(store_open(&other, f->dir, &test_vault, STORE_CREATE),
                     RC_DOWN);
    assert_null(other);
    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    assert_int_equal(store_open(&other, f->dir, &test_vault, STORE_READ),
                     RC_OK);
    assert_int_equal(journal_head(other, &head), RC_OK);
    assert_int_equal(head, 1);
    entry = fixture_entry(1, 2, room, sizeof room);
    assert_int_equal(journal_append(other, &entry, 1), RC_INVALID);
    assert_int_equal(store_high_water(other, 1, &before), RC_INVALID);
    assert_int_equal(store_checkpoint_start(other, 1, 1), RC_INVALID);
    store_close(other);
    close_store(f);
    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_OPEN),
                     RC_OK);
}

static const struct schema_row {
    const char *name;
    const char *sql;
    enum rc rc;
} schemas[] = {
    {"newer than this program", "PRAGMA user_version = 1000", RC_FATAL},
    {"no schema of ours", "PRAGMA user_version = 0", RC_FATAL},
    {"negative", "PRAGMA user_version = -1", RC_FATAL},
    {"somebody else's database", "PRAGMA application_id = 1", RC_FATAL},
    {"installation without its row", "DELETE FROM installation", RC_FATAL},
};

static void
test_a_strange_schema_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        struct fixture *f = fixture_open();

        close_store(f);
        fixture_alter(f, schemas[i].sql);
        for (int mode = STORE_OPEN; mode <= STORE_READ; mode++) {
            enum rc rc = store_open(&f->store, f->dir, &test_vault,
                                    (enum store_mode)mode);

            if (rc != schemas[i].rc || f->store != NULL)
                fail_msg("%s: rc %d", schemas[i].name, (int)rc);
        }
        fixture_close(f);
    }
}

static void
test_rubbish_is_refused(void **state)
{
    struct fixture *f = *state;
    char path[256];
    char rubbish[8192];
    int fd = -1;

    close_store(f);
    memset(rubbish, 'x', sizeof rubbish);
    path_of(f, "loket.db", path);
    fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, rubbish, sizeof rubbish), sizeof rubbish);
    (void)close(fd);
    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_OPEN),
                     RC_FATAL);
}

static void
test_the_log_mode_is_put_right(void **state)
{
    struct fixture *f = *state;

    close_store(f);
    fixture_alter(f, "PRAGMA journal_mode = DELETE");
    assert_int_equal(store_open(&f->store, f->dir, &test_vault, STORE_OPEN),
                     RC_OK);
    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    assert_true(store_wal_bytes(f->store) > 0);
}

/* journal_mode cannot become WAL while somebody holds the file. */
static void
test_below_wal_is_fatal(void **state)
{
    struct fixture *f = *state;
    char path[256];
    sqlite3 *db = NULL;
    enum rc rc = RC_OK;

    close_store(f);
    fixture_alter(f, "PRAGMA journal_mode = DELETE");
    path_of(f, "loket.db", path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN; SELECT * FROM installation;",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    rc = store_open(&f->store, f->dir, &test_vault, STORE_OPEN);
    assert_true(rc == RC_FATAL || rc == RC_DOWN);
    (void)sqlite3_close(db);
}

static void
test_epoch_is_of_the_database(void **state)
{
    struct fixture *f = *state;
    struct store *other = NULL;
    char dir[FIXTURE_PATH_BYTES];
    uint8_t before[EPOCH_BYTES];
    uint8_t after[EPOCH_BYTES];

    store_epoch(f->store, before);
    fixture_reopen(f);
    store_epoch(f->store, after);
    assert_memory_equal(before, after, EPOCH_BYTES);
    fixture_dir_make(dir);
    assert_int_equal(store_open(&other, dir, &test_vault, STORE_CREATE), RC_OK);
    store_epoch(other, after);
    assert_memory_not_equal(before, after, EPOCH_BYTES);
    store_close(other);
    fixture_dir_remove(dir);
}

static void
test_high_water_is_remembered(void **state)
{
    struct fixture *f = *state;
    int64_t before = -1;

    assert_int_equal(store_high_water(f->store, 100, &before), RC_OK);
    assert_int_equal(before, 0);
    fixture_reopen(f);
    assert_int_equal(store_high_water(f->store, 50, &before), RC_OK);
    assert_int_equal(before, 100);
    assert_int_equal(store_high_water(f->store, 60, &before), RC_OK);
    assert_int_equal(before, 50);
}

static void
test_the_full_check_finds_a_flipped_page(void **state)
{
    struct fixture *f = *state;
    char path[256];
    struct stat status;
    char rubbish[8192];
    int fd = -1;
    enum rc rc = RC_OK;

    for (uint32_t i = 0; i < 50; i++)
        (void)fixture_submit(f, 1, i, MESSAGE_SIGNAL);
    assert_int_equal(store_integrity(f->store), RC_OK);
    close_store(f);
    memset(rubbish, 0x5a, sizeof rubbish);
    path_of(f, "loket.db", path);
    assert_int_equal(stat(path, &status), 0);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, rubbish, sizeof rubbish, status.st_size - 8192),
                     sizeof rubbish);
    (void)close(fd);
    rc = store_open(&f->store, f->dir, &test_vault, STORE_OPEN);
    assert_true(rc == RC_OK || rc == RC_FATAL);
    if (rc == RC_OK) {
        assert_int_equal(store_integrity(f->store), RC_FATAL);
        assert_int_equal(store_integrity(f->store), RC_FATAL); /* for ever */
    }
}

static void
test_a_note_in_the_audit(void **state)
{
    struct fixture *f = *state;
    const struct audit_entry entry = {
        .actor = 1,
        .verb = "show",
        .object_kind = 'M',
        .object = 7,
        .now_us = 5,
    };

    assert_int_equal(audit_note(f->store, &entry), RC_OK);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM audit WHERE verb = 'show' AND"
                          " object = 'alert' AND row = 7 AND at_us = 5 AND"
                          " actor = 1"),
        1);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_made_once_and_only_for_its_owner),
        TEST(test_directory_is_made_private),
        TEST(test_no_database_is_not_found),
        TEST(test_a_half_made_database_does_not_stand_in_the_way),
        TEST(test_a_second_writer_is_refused_and_a_reader_is_not),
        cmocka_unit_test(test_a_strange_schema_is_refused),
        TEST(test_rubbish_is_refused),
        TEST(test_the_log_mode_is_put_right),
        TEST(test_below_wal_is_fatal),
        TEST(test_epoch_is_of_the_database),
        TEST(test_high_water_is_remembered),
        TEST(test_the_full_check_finds_a_flipped_page),
        TEST(test_a_note_in_the_audit),
    };

    fixture_silence();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
