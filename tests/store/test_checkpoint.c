/* test_checkpoint -- the log stays bounded while messages keep coming; see
 * store/store.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <sched.h>
#include <sys/stat.h>

#include "fixture.h"
#include "vfs_log.h"

#define BATCH   64
#define BODY    480
#define BATCHES 800
#define EVERY   (256 * 1024)
#define LIMIT   (1024 * 1024)

static void
append(struct fixture *f, uint32_t batch)
{
    static uint8_t room[BATCH][BODY];
    struct journal_entry entries[BATCH];

    for (uint32_t i = 0; i < BATCH; i++)
        entries[i] = fixture_entry(1, batch * BATCH + i, room[i], BODY);
    assert_int_equal(journal_append(f->store, entries, BATCH), RC_OK);
}

static int64_t
file_bytes(const struct fixture *f, const char *name)
{
    char path[256];
    struct stat status;

    (void)snprintf(path, sizeof path, "%s/%s", f->dir, name);
    assert_int_equal(stat(path, &status), 0);
    return status.st_size;
}

/* Without pause: every message comes while the thread may be at work. */
static void
test_the_log_is_bounded_under_load(void **state)
{
    struct fixture *f = *state;
    int64_t largest = 0;

    assert_int_equal(store_checkpoint_start(f->store, EVERY, LIMIT), RC_OK);
    for (uint32_t i = 0; i < BATCHES; i++) {
        append(f, i);
        assert_int_equal(store_checkpoint_rest(f->store), RC_OK);
        if (store_wal_bytes(f->store) > largest)
            largest = store_wal_bytes(f->store);
    }
    print_message("log: at most %lld KiB of %d MiB written\n",
                  (long long)(largest / 1024),
                  BATCHES * BATCH * BODY / 1024 / 1024);
    assert_true(largest > LIMIT / 2);
    assert_true(largest <= 3 * LIMIT);
    assert_true(file_bytes(f, "loket.db-wal") <= 3 * LIMIT);
    store_checkpoint_stop(f->store);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM journal"),
                     BATCHES * BATCH);
    assert_int_equal(store_integrity(f->store), RC_OK);
}

/* The writer's part alone does it too, when the thread gets no turn. */
static void
test_the_log_is_bounded_by_the_writer_alone(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(store_checkpoint_start(f->store, INT64_MAX / 2, LIMIT),
                     RC_OK);
    for (uint32_t i = 0; i < BATCHES / 4; i++) {
        append(f, i);
        assert_int_equal(store_checkpoint_rest(f->store), RC_OK);
        assert_true(store_wal_bytes(f->store) <= LIMIT + 512 * 1024);
    }
}

/* The other way round: nobody rests, the log grows. */
static void
test_without_checkpoints_the_log_grows(void **state)
{
    struct fixture *f = *state;

    for (uint32_t i = 0; i < BATCHES / 4; i++) {
        append(f, i);
        assert_int_equal(store_checkpoint_rest(f->store), RC_OK);
    }
    assert_true(store_wal_bytes(f->store) > 3 * LIMIT);
    assert_true(file_bytes(f, "loket.db-wal") >= store_wal_bytes(f->store));
}

static void
test_started_once_and_stopped_twice(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(store_checkpoint_start(f->store, 0, LIMIT), RC_INVALID);
    assert_int_equal(store_checkpoint_start(f->store, EVERY, 0), RC_INVALID);
    assert_int_equal(store_checkpoint_start(f->store, EVERY, LIMIT), RC_OK);
    assert_int_equal(store_checkpoint_start(f->store, EVERY, LIMIT),
                     RC_INVALID);
    store_checkpoint_stop(f->store);
    store_checkpoint_stop(f->store);
    assert_int_equal(store_checkpoint_start(f->store, EVERY, LIMIT), RC_OK);
}

/* A checkpoint's own sync fails, in whichever thread: no more receipts. */
static void
test_a_failed_sync_in_the_thread_is_fatal(void **state)
{
    struct fixture *f = *state;
    const struct vfs_fault fault = {.ops = VFS_SYNC, .at = 1, .for_ever = true};
    const struct vfs_fault none = {.ops = 0};
    int64_t before = 0;

    assert_int_equal(store_checkpoint_start(f->store, 2048 * 1024, 512 * 1024),
                     RC_OK);
    while (store_wal_bytes(f->store) <= 640 * 1024)
        append(f, (uint32_t)store_wal_bytes(f->store));
    vfs_log_break(&fault);
    assert_int_equal(store_checkpoint_rest(f->store), RC_OK); /* asks it */
    while (vfs_log_broken() == 0)
        (void)sched_yield();
    store_checkpoint_stop(f->store);
    vfs_log_break(&none);
    assert_int_equal(store_high_water(f->store, 1, &before), RC_FATAL);
    assert_int_equal(store_checkpoint_rest(f->store), RC_FATAL);
}

static void
test_a_failed_sync_in_the_writers_checkpoint_is_fatal(void **state)
{
    struct fixture *f = *state;
    const struct vfs_fault fault = {.ops = VFS_SYNC, .at = 1, .for_ever = true};
    const struct vfs_fault none = {.ops = 0};
    enum rc rc = RC_OK;

    assert_int_equal(store_checkpoint_start(f->store, INT64_MAX / 2, 64 * 1024),
                     RC_OK);
    for (uint32_t i = 0; i < 4; i++)
        append(f, i);
    vfs_log_break(&fault);
    rc = store_checkpoint_rest(f->store);
    vfs_log_break(&none);
    assert_int_equal(rc, RC_FATAL);
    assert_int_equal(store_checkpoint_rest(f->store), RC_FATAL);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_log_is_bounded_under_load),
        TEST(test_the_log_is_bounded_by_the_writer_alone),
        TEST(test_without_checkpoints_the_log_grows),
        TEST(test_started_once_and_stopped_twice),
        TEST(test_a_failed_sync_in_the_thread_is_fatal),
        TEST(test_a_failed_sync_in_the_writers_checkpoint_is_fatal),
    };

    fixture_silence();
    vfs_log_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
