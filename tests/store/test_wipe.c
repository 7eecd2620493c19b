/* Unused space of pages is written as zeros, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "fixture.h"
#include "store/image.h"
#include "store/retention.h"
#include "store/sqlite/wipe.h"
#include "store/store.h"

#define PAGE 4096

static const struct row {
    const char *name;
    uint8_t type;
    int64_t number;
    size_t rows, content; /* 0: 65536 */
    size_t from, to;      /* what is zeros then; from == to: nothing */
} rows[] = {
    {"a leaf of a table", 13, 2, 3, 3000, 14, 3000},
    {"a leaf of an index", 10, 2, 3, 3000, 14, 3000},
    {"an inner page of a table", 5, 2, 3, 3000, 18, 3000},
    {"an inner page of an index", 2, 2, 3, 3000, 18, 3000},
    {"the first page", 13, 1, 3, 3000, 114, 3000},
    {"an empty leaf", 13, 2, 0, PAGE, 8, PAGE},
    {"a full leaf", 13, 2, 100, 208, 208, 208},
    {"a page of another kind", 0, 2, 3, 3000, 0, 0},
    {"one of another kind that looks like it", 13, INT64_C(1) << 24, 3, 3000, 0,
     0},
    {"content before the rows: damaged", 13, 2, 100, 100, 0, 0},
    {"content behind the end: damaged", 13, 2, 3, PAGE + 1, 0, 0},
    {"content at 64 KiB of a smaller page", 13, 2, 3, 0, 0, 0},
};

static void
test_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        size_t head = row->number == 1 ? 100 : 0;
        uint8_t page[PAGE];
        uint8_t before[PAGE];

        memset(page, 0xAA, sizeof page);
        page[head] = row->type;
        page[head + 3] = (uint8_t)(row->rows >> 8);
        page[head + 4] = (uint8_t)row->rows;
        page[head + 5] = (uint8_t)(row->content >> 8);
        page[head + 6] = (uint8_t)row->content;
        memcpy(before, page, sizeof page);
        wipe_page(page, sizeof page, row->number);
        for (size_t at = 0; at < PAGE; at++) {
            bool wiped = at >= row->from && at < row->to;

            if (page[at] != (wiped ? 0 : before[at]))
                fail_msg("%s: byte %zu", row->name, at);
        }
    }
}

/* --- what the engine leaves --- */

#define ROUNDS 20
#define EACH   200 /* keys that come in one of them; half as many go */
#define SEEDS  8

struct world {
    sqlite3 *db;
    uint64_t dice;
    int64_t keys[ROUNDS * EACH]; /* living ones first */
    size_t living, n;
};

static uint64_t
dice(struct world *w)
{
    w->dice =
        w->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return w->dice >> 1;
}

static void
run(struct world *w, const char *sql, int64_t one, int64_t two, int64_t three)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(w->db, sql, -1, &stmt, NULL),
                     SQLITE_OK);
    sqlite3_bind_int64(stmt, 1, one);
    sqlite3_bind_int64(stmt, 2, two);
    sqlite3_bind_int64(stmt, 3, three);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
}

static void
come_and_go(struct world *w)
{
    for (size_t i = 0; i < EACH; i++) {
        int64_t key = (int64_t)dice(w);

        w->keys[w->n++] = w->keys[w->living];
        w->keys[w->living++] = key;
        run(w, "INSERT INTO t VALUES (?, ?, ?, 1)", key,
            1795294800 + (int64_t)i % 7, (int64_t)dice(w) >> 4);
    }
    for (size_t i = 0; i < EACH / 2; i++) {
        size_t which = (size_t)(dice(w) % w->living);
        int64_t key = w->keys[which];

        w->keys[which] = w->keys[--w->living];
        w->keys[w->living] = key;
        run(w, "DELETE FROM t WHERE k = ?", key, 0, 0);
    }
}

static size_t
count_gone(const struct world *w, const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *all = NULL;
    size_t found = 0;
    long n;

    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    n = ftell(file);
    rewind(file);
    assert_non_null(all = malloc((size_t)n));
    assert_int_equal(fread(all, 1, (size_t)n, file), n);
    fclose(file);
    for (size_t i = w->living; i < w->n; i++) {
        uint8_t key[8];

        for (int b = 0; b < 8; b++)
            key[b] = (uint8_t)((uint64_t)w->keys[i] >> (56 - 8 * b));
        found += memmem(all, (size_t)n, key, sizeof key) != NULL;
    }
    free(all);
    return found;
}

/* How many keys that were deleted still stand in the file. */
static size_t
left_over(const char *vfs, const char *path, uint64_t seed)
{
    struct world *w = calloc(1, sizeof *w);
    size_t found = 0;

    assert_non_null(w);
    w->dice = seed;
    (void)unlink(path);
    assert_int_equal(sqlite3_open_v2(path, &w->db,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                     vfs),
                     SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(w->db,
                     "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;"
                     "PRAGMA secure_delete = ON; PRAGMA synchronous = OFF;"
                     "CREATE TABLE t (k INTEGER, s INTEGER, o INTEGER,"
                     " n INTEGER, PRIMARY KEY (k, s, o)) WITHOUT ROWID",
                     NULL, NULL, NULL),
        SQLITE_OK);
    for (size_t round = 0; round < ROUNDS; round++) {
        run(w, "BEGIN", 0, 0, 0);
        come_and_go(w);
        run(w, "COMMIT", 0, 0, 0);
    }
    assert_int_equal(sqlite3_exec(w->db, "PRAGMA wal_checkpoint(TRUNCATE)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(w->db), SQLITE_OK);
    found = count_gone(w, path);
    free(w);
    (void)unlink(path);
    return found;
}

static void
test_nothing_is_left_of_deleted_rows(void **state)
{
    struct wipe *wipe = NULL;
    char path[] = "/tmp/loket-wipe-XXXXXX";
    int fd = mkstemp(path);
    size_t without = 0;

    (void)state;
    assert_true(fd >= 0);
    (void)close(fd);
    assert_int_equal(wipe_open(&wipe), RC_OK);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        without += left_over(NULL, path, seed);
        assert_int_equal(left_over(wipe_name(wipe), path, seed), 0);
    }
    print_message("# %zu copies of deleted keys without it\n", without);
    wipe_close(wipe);
    wipe_close(NULL);
}

/* Pages of a picture that were still in the log are wiped like those of the
 * database: it becomes a database again. */
static void
test_a_picture_has_nothing_left_over(void **state)
{
    struct fixture *f = fixture_open();
    char path[FIXTURE_PATH_BYTES + 16];
    uint8_t page[8192], wiped[8192];
    int64_t pages = 0;
    FILE *file = NULL;

    (void)state;
    for (uint32_t i = 1; i <= 300; i++)
        (void)fixture_signal(f, i);
    assert_true(store_wal_bytes(f->store) > 0);
    (void)snprintf(path, sizeof path, "%s/picture", f->dir);
    assert_int_equal(image_take(f->dir, path), RC_OK);
    file = fopen(path, "rb");
    assert_non_null(file);
    while (fread(page, 1, sizeof page, file) == sizeof page) {
        memcpy(wiped, page, sizeof page);
        wipe_page(wiped, sizeof wiped, ++pages);
        if (memcmp(wiped, page, sizeof page) != 0)
            fail_msg("page %lld has something left over", (long long)pages);
    }
    (void)fclose(file);
    assert_true(pages > 50);
    fixture_close(f);
}

/* What a killed backup left holds what is erased; what one is at keeps it from
 * being finished. */
static void
test_no_picture_outlives_an_erasure(void **state)
{
    struct fixture *f = fixture_open();
    int64_t seq = fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    const struct erase erase = {.seq = seq,
                                .why = ERASED_ASKED,
                                .actor = 1,
                                .now_us = FIXTURE_NOW_US + 5};
    struct erasure left;
    char path[FIXTURE_PATH_BYTES + 16];
    int lock = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    (void)state;
    fixture_combine(f, seq, NULL, 0);
    (void)snprintf(path, sizeof path, "%s/" IMAGE_NAME, f->dir);
    assert_int_equal(image_take(f->dir, path), RC_OK);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(erase_message(f->store, &erase), RC_OK);
    assert_int_equal(erase_finish(f->store), RC_DOWN);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_equal(erasure_get(f->store, &left), RC_OK);
    assert_int_equal(left.pending, 1);
    assert_int_equal(close(lock), 0);
    assert_int_equal(erase_finish(f->store), RC_OK);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(erasure_get(f->store, &left), RC_OK);
    assert_int_equal(left.pending, 0);
    fixture_close(f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_nothing_is_left_of_deleted_rows),
        cmocka_unit_test(test_a_picture_has_nothing_left_over),
        cmocka_unit_test(test_no_picture_outlives_an_erasure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
