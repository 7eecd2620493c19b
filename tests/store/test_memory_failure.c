/* test_memory_failure -- each ninth (with LOKET_SWEEP: every single) allocation
 * of the database fails, once and from then on for ever: atomic, never
 * acknowledged, no leak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "sweep.h"
#include "vault.h"

#define STEPS        SCRIPT_STEPS
#define USUAL        9  /* see fixture_stride() */
#define REOPEN_EVERY 16 /* of the cases where nothing is in doubt */

/* The allocator of the process, as SQLite's is. */
static struct {
    sqlite3_mem_methods real;
    int64_t seen;
    int64_t fail_at; /* 0: never */
    bool for_ever;
    int64_t failed;
    int64_t held; /* blocks not given back */
} memory;

static bool
strikes(void)
{
    if (memory.fail_at == 0)
        return false;
    memory.seen++;
    if (memory.seen != memory.fail_at &&
        !(memory.for_ever && memory.seen > memory.fail_at))
        return false;
    memory.failed++;
    return true;
}

static void *
failing_malloc(int n)
{
    void *block = strikes() ? NULL : memory.real.xMalloc(n);

    memory.held += block != NULL;
    return block;
}

static void
counting_free(void *block)
{
    memory.held -= block != NULL;
    memory.real.xFree(block);
}

static void *
failing_realloc(void *old, int n)
{
    return strikes() ? NULL : memory.real.xRealloc(old, n);
}

static void
break_memory(int64_t at, bool for_ever)
{
    memory.seen = 0;
    memory.failed = 0;
    memory.for_ever = for_ever;
    memory.fail_at = at;
}

static void
expect_state(const struct sweep *sweep, struct store *store, unsigned done,
             bool or_next, int64_t at)
{
    char state[SCRIPT_STATE_BYTES];
    const char *wrong = NULL;

    script_state(store, state);
    if (strcmp(state, sweep->states[done]) != 0 &&
        !(or_next && strcmp(state, sweep->states[done + 1]) == 0))
        fail_msg("allocation %lld: not the state after %u steps", (long long)at,
                 done);
    wrong = script_check(store);
    if (wrong != NULL)
        fail_msg("allocation %lld: %s", (long long)at, wrong);
}

/* The steps before `step` with memory, that one without; then again with. */
static bool
try_step(struct sweep *sweep, unsigned step, int64_t at, bool for_ever)
{
    struct script script = {.people = sweep->fixture->people};
    struct store *again = NULL;
    enum rc rc = RC_OK;

    disk_image(&sweep->disk, IMAGE_NOTHING, sweep->dir);
    assert_int_equal(
        store_open(&script.store, sweep->dir, &script_vault, STORE_OPEN),
        RC_OK);
    for (unsigned i = 0; i < step; i++)
        assert_int_equal(script_step(&script, i), RC_OK);
    break_memory(at, for_ever);
    rc = script_step(&script, step);
    bool struck = memory.failed > 0;

    break_memory(0, false);
    if (rc != RC_OK && rc != RC_DOWN && rc != RC_UNKNOWN)
        fail_msg("step %u, allocation %lld: rc %d", step, (long long)at,
                 (int)rc);
    if (rc == RC_OK) {
        expect_state(sweep, script.store, step + 1, false, at);
    } else if (rc == RC_DOWN) {
        expect_state(sweep, script.store, step, false, at);
        /* and the same call works when there is memory again */
        assert_int_equal(script_step(&script, step), RC_OK);
        expect_state(sweep, script.store, step + 1, false, at);
    }
    store_close(script.store);
    assert_int_equal(memory.held, 0);
    if (rc != RC_UNKNOWN && at % REOPEN_EVERY != 0)
        return struck;
    assert_int_equal(store_open(&again, sweep->dir, &script_vault, STORE_OPEN),
                     RC_OK);
    expect_state(sweep, again, rc == RC_UNKNOWN ? step : step + 1,
                 rc == RC_UNKNOWN, at);
    store_close(again);
    return struck;
}

static void
test_every_step_without_memory(void **state)
{
    struct sweep *sweep = *state;
    int64_t runs = 0;

    for (unsigned step = 0; step < STEPS; step++)
        for (int64_t at = 1; try_step(sweep, step, at, false);
             at += fixture_stride(USUAL)) {
            (void)try_step(sweep, step, at, true);
            runs += 2;
        }
    print_message("failed allocations in %u steps: %lld\n", STEPS,
                  (long long)runs);
    assert_true(runs > 1000 / fixture_stride(USUAL));
}

static void
test_opening_without_memory(void **state)
{
    struct sweep *sweep = *state;
    bool struck = true;
    int64_t at = 0;

    while (struck) {
        struct store *store = NULL;

        disk_image(&sweep->disk, IMAGE_NOTHING, sweep->dir);
        at += fixture_stride(USUAL);
        break_memory(at, at % 2 == 0);

        enum rc rc = store_open(&store, sweep->dir, &script_vault, STORE_OPEN);

        struck = memory.failed > 0;
        break_memory(0, false);
        if (rc != RC_OK && rc != RC_DOWN && rc != RC_UNKNOWN)
            fail_msg("allocation %lld: rc %d", (long long)at, (int)rc);
        if (rc == RC_OK)
            expect_state(sweep, store, 0, false, at);
        store_close(store);
        assert_int_equal(memory.held, 0);
    }
    print_message("failed allocations while opening: %lld\n",
                  (long long)(at - 1) / fixture_stride(USUAL));
    assert_true(at > 50);
}

/* As if the power failed now: what the files hold goes to the other
 * directory, and is opened there. */
static int64_t
head_after_crash(const struct fixture *f, const char *dir)
{
    struct disk disk = {.seed = 1};
    struct store *store = NULL;
    int64_t head = -1;

    disk_load(&disk, f->dir);
    disk_image(&disk, IMAGE_NOTHING, dir);
    disk_close(&disk);
    assert_int_equal(store_open(&store, dir, &test_vault, STORE_OPEN), RC_OK);
    assert_int_equal(journal_head(store, &head), RC_OK);
    store_close(store);
    return head;
}

/* SQLite's index of the log grows after so many frames, by an allocation
 * that comes when the commit is already written and synced. */
#define INDEX_FRAMES 4062
#define FRAME_BYTES  (8192 + 24)

static void
fill_log(struct fixture *f, uint32_t *number)
{
    static uint8_t room[60000];
    int64_t frames = 0;
    int64_t before_us = 0;

    while (frames < INDEX_FRAMES - 50) {
        struct journal_entry entry =
            fixture_entry(1, *number, room, sizeof room);

        *number += 1;
        assert_int_equal(journal_append(f->store, &entry, 1), RC_OK);
        frames = store_wal_bytes(f->store) / FRAME_BYTES;
    }
    /* the last of them one by one */
    for (int64_t now_us = 1; frames < INDEX_FRAMES - 1; now_us++) {
        assert_int_equal(store_high_water(f->store, now_us, &before_us), RC_OK);
        frames = store_wal_bytes(f->store) / FRAME_BYTES;
    }
}

/* RC_DOWN says that nothing happened, and a crash must not prove it wrong;
 * RC_UNKNOWN says just that, and here is a case for it. */
static void
test_a_commit_without_memory_may_have_happened(void **state)
{
    const struct sweep *sweep = *state;
    int64_t unknown_but_there = 0;
    bool struck = true;

    for (int64_t at = 1; struck; at++) {
        struct fixture *f = fixture_open();
        uint8_t room[5000];
        uint32_t number = 0;
        int64_t head = 0;
        struct journal_entry entry;
        enum rc rc = RC_OK;

        fill_log(f, &number);
        assert_int_equal(journal_head(f->store, &head), RC_OK);
        entry = fixture_entry(1, number, room, sizeof room);
        break_memory(at, false);
        rc = journal_append(f->store, &entry, 1);
        struck = memory.failed > 0;
        break_memory(0, false);

        int64_t after = head_after_crash(f, sweep->dir);

        if (rc != RC_UNKNOWN && after != head + (rc == RC_OK ? 1 : 0))
            fail_msg("allocation %lld: rc %d, yet the head is %lld of %lld",
                     (long long)at, (int)rc, (long long)after, (long long)head);
        if (rc == RC_UNKNOWN && after == head + 1)
            unknown_but_there++;
        fixture_close(f);
    }
    assert_true(unknown_but_there > 0);
}

static int
setup(void **state)
{
    *state = sweep_open(STEPS, 0);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_step_without_memory, setup,
                                        sweep_teardown),
        cmocka_unit_test_setup_teardown(test_opening_without_memory, setup,
                                        sweep_teardown),
        cmocka_unit_test_setup_teardown(
            test_a_commit_without_memory_may_have_happened, setup,
            sweep_teardown),
    };
    sqlite3_mem_methods failing;

    fixture_silence();
    /* without lookaside every allocation comes by here */
    (void)sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
    (void)sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory.real);
    failing = memory.real;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    failing.xFree = counting_free;
    /* The store does not want it; here the first to ask is the test. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)sqlite3_config(SQLITE_CONFIG_MALLOC, &failing);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
