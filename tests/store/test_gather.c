/* What is gathered is in the file before anybody can ask for it, in its order,
 * whatever fails meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "store/sqlite/gather.h"

#define FILE_BYTES (4 * GATHER_BYTES)
#define RUNS       300
#define STEPS      400

/* A file in memory that can fail.  `base` is what SQLite knows of it. */
struct fake {
    sqlite3_file base;
    uint8_t bytes[FILE_BYTES];
    uint8_t synced[FILE_BYTES];
    sqlite3_int64 size;
    int writes, closed;
    int largest;    /* of the writes */
    bool straddles; /* one went over a boundary */
    bool full;      /* writes fail */
};

static struct fake *
fake_of(sqlite3_file *file)
{
    return (struct fake *)(void *)file;
}

static int
fake_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    struct fake *fake = fake_of(file);

    if (fake->full)
        return SQLITE_FULL;
    assert_true(n > 0 && at >= 0 && at + n <= FILE_BYTES);
    memcpy(fake->bytes + at, bytes, (size_t)n);
    if (at + n > fake->size)
        fake->size = at + n;
    fake->writes++;
    if (n > fake->largest)
        fake->largest = n;
    if (at / GATHER_BYTES != (at + n - 1) / GATHER_BYTES)
        fake->straddles = true;
    return SQLITE_OK;
}

static int
fake_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
    memcpy(out, fake_of(file)->bytes + at, (size_t)n);
    return SQLITE_OK;
}

static int
fake_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct fake *fake = fake_of(file);

    memset(fake->bytes + size, 0, (size_t)(FILE_BYTES - size));
    fake->size = size;
    return SQLITE_OK;
}

static int
fake_sync(sqlite3_file *file, int flags)
{
    (void)flags;
    memcpy(fake_of(file)->synced, fake_of(file)->bytes, FILE_BYTES);
    return SQLITE_OK;
}

static int
fake_size(sqlite3_file *file, sqlite3_int64 *size)
{
    *size = fake_of(file)->size;
    return SQLITE_OK;
}

static int
fake_close(sqlite3_file *file)
{
    fake_of(file)->closed++;
    return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = fake_close,
    .xRead = fake_read,
    .xWrite = fake_write,
    .xTruncate = fake_truncate,
    .xSync = fake_sync,
    .xFileSize = fake_size,
};

static struct fake *
fake_open(void)
{
    struct fake *fake = calloc(1, sizeof *fake);

    assert_non_null(fake);
    fake->base.pMethods = &methods;
    assert_int_equal(gather_file(&fake->base), SQLITE_OK);
    return fake;
}

static void
fake_end(struct fake *fake)
{
    assert_int_equal(fake->base.pMethods->xClose(&fake->base), SQLITE_OK);
    assert_int_equal(fake->closed, 1);
    free(fake);
}

static int
put(struct fake *fake, uint8_t byte, int n, sqlite3_int64 at)
{
    uint8_t bytes[8192];

    memset(bytes, byte, sizeof bytes);
    return fake->base.pMethods->xWrite(&fake->base, bytes, n, at);
}

static int
sync_now(struct fake *fake)
{
    return fake->base.pMethods->xSync(&fake->base, SQLITE_SYNC_NORMAL);
}

/* Twenty pages with their headers, as the log gets them. */
static void
test_few_writes(void **state)
{
    struct fake *fake = fake_open();
    sqlite3_int64 at = 32;

    (void)state;
    for (uint8_t i = 0; i < 20; i++) {
        assert_int_equal(put(fake, i, 24, at), SQLITE_OK);
        assert_int_equal(put(fake, (uint8_t)(i + 100), 8192, at + 24),
                         SQLITE_OK);
        at += 8192 + 24;
    }
    assert_int_equal(sync_now(fake), SQLITE_OK);
    assert_int_equal(fake->writes, 3);
    assert_int_equal(fake->largest, GATHER_BYTES);
    assert_false(fake->straddles);
    assert_int_equal(fake->size, at);
    for (uint8_t i = 0; i < 20; i++) {
        const uint8_t *frame = fake->synced + 32 + i * (8192 + 24);

        assert_int_equal(frame[0], i);
        assert_int_equal(frame[23], i);
        assert_int_equal(frame[24], i + 100);
        assert_int_equal(frame[8192 + 23], i + 100);
    }
    fake_end(fake);
}

/* A write was taken; that there is no room for it is heard at the sync, as
 * often as it is tried, and nothing of it is missing once there is. */
static void
test_no_room(void **state)
{
    struct fake *fake = fake_open();
    uint8_t back[2] = {0};

    (void)state;
    fake->full = true;
    assert_int_equal(put(fake, 1, 100, 0), SQLITE_OK);
    assert_int_equal(sync_now(fake), SQLITE_FULL);
    assert_int_equal(put(fake, 2, 100, 4096), SQLITE_FULL);
    assert_int_equal(fake->base.pMethods->xRead(&fake->base, back, 2, 99),
                     SQLITE_FULL);
    assert_int_equal(put(fake, 3, 100, 100), SQLITE_OK);
    assert_int_equal(sync_now(fake), SQLITE_FULL);
    fake->full = false;
    assert_int_equal(sync_now(fake), SQLITE_OK);
    assert_int_equal(fake->synced[99], 1);
    assert_int_equal(fake->synced[100], 3);
    assert_int_equal(fake->synced[4096], 0);
    fake_end(fake);
}

/* As much as there is place for, and then no room: nothing is written over. */
static void
test_no_room_at_a_boundary(void **state)
{
    struct fake *fake = fake_open();
    sqlite3_int64 at = 0;

    (void)state;
    fake->full = true;
    for (; at + 8192 < GATHER_BYTES; at += 8192)
        assert_int_equal(put(fake, 7, 8192, at), SQLITE_OK);
    assert_int_equal(put(fake, 8, 8192, at), SQLITE_FULL);
    assert_int_equal(put(fake, 9, 8192, at + 8192), SQLITE_FULL);
    fake->full = false;
    assert_int_equal(put(fake, 9, 8192, at + 8192), SQLITE_OK);
    assert_int_equal(sync_now(fake), SQLITE_OK);
    assert_int_equal(fake->synced[at - 1], 7);
    assert_int_equal(fake->synced[at], 8);
    assert_int_equal(fake->synced[at + 8192], 9);
    fake_end(fake);
}

/* --- anything, beside a file that gathers nothing --- */

struct run {
    struct fake *fake;
    uint64_t dice;
    sqlite3_int64 at; /* where the last write ended */
    sqlite3_int64 size;
    uint8_t truth[FILE_BYTES];
};

static uint32_t
dice(struct run *run, uint32_t below)
{
    run->dice = run->dice * UINT64_C(6364136223846793005) +
                UINT64_C(1442695040888963407);
    return (uint32_t)(run->dice >> 33) % below;
}

static void
step_write(struct run *run)
{
    int n = 1 + (int)dice(run, 8192);
    uint8_t byte = (uint8_t)dice(run, 256);

    if (dice(run, 8) == 0)
        run->at = dice(run, FILE_BYTES);
    if (run->at + n > FILE_BYTES)
        run->at = 0;
    /* What fails may be there in part, as in any file: then it comes again. */
    while (put(run->fake, byte, n, run->at) != SQLITE_OK)
        run->fake->full = false;
    memset(run->truth + run->at, byte, (size_t)n);
    run->at += n;
    if (run->at > run->size)
        run->size = run->at;
}

static void
step_look(struct run *run)
{
    uint8_t seen[512];
    sqlite3_int64 at = dice(run, FILE_BYTES - sizeof seen);
    sqlite3_int64 size = 0;

    run->fake->full = false;
    if (dice(run, 2) == 0)
        at = run->at < (sqlite3_int64)sizeof seen
                 ? 0
                 : run->at - (sqlite3_int64)sizeof seen;
    assert_int_equal(run->fake->base.pMethods->xRead(&run->fake->base, seen,
                                                     sizeof seen, at),
                     SQLITE_OK);
    assert_memory_equal(seen, run->truth + at, sizeof seen);
    assert_int_equal(
        run->fake->base.pMethods->xFileSize(&run->fake->base, &size),
        SQLITE_OK);
    assert_int_equal(size, run->size);
}

static void
step_cut(struct run *run)
{
    run->fake->full = false;
    run->size = dice(run, (uint32_t)run->size + 1);
    memset(run->truth + run->size, 0, (size_t)(FILE_BYTES - run->size));
    assert_int_equal(
        run->fake->base.pMethods->xTruncate(&run->fake->base, run->size),
        SQLITE_OK);
}

static void
step(struct run *run)
{
    switch (dice(run, 24)) {
    case 0:
        run->fake->full = false;
        assert_int_equal(sync_now(run->fake), SQLITE_OK);
        assert_memory_equal(run->fake->synced, run->truth, FILE_BYTES);
        break;
    case 1:
        step_look(run);
        break;
    case 2:
        if (dice(run, 8) == 0)
            step_cut(run);
        break;
    case 3:
        run->fake->full = true;
        break;
    default:
        step_write(run);
    }
}

static void
test_anything(void **state)
{
    struct run *run = calloc(1, sizeof *run);

    (void)state;
    assert_non_null(run);
    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        *run = (struct run){.fake = fake_open(), .dice = seed};
        for (int i = 0; i < STEPS; i++)
            step(run);
        run->fake->full = false;
        assert_int_equal(sync_now(run->fake), SQLITE_OK);
        assert_memory_equal(run->fake->synced, run->truth, FILE_BYTES);
        assert_false(run->fake->straddles);
        fake_end(run->fake);
    }
    free(run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_writes),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_no_room_at_a_boundary),
        cmocka_unit_test(test_anything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
