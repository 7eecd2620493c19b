/* test_io_failure -- each seventh (with LOKET_SWEEP: every single) read, write,
 * sync, truncation, opening and deletion fails once, and from then on for ever:
 * what was acknowledged is there afterwards, what was not is whole or absent,
 * and after a failed sync the store is done for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sweep.h"
#include "vfs_log.h"

#define STEPS (2 * SCRIPT_STEPS)
/* Odd: what the second half of the evening repeats is met elsewhere. */
#define USUAL 7

static const struct fault_row {
    const char *name;
    unsigned ops;
    enum vfs_trouble trouble;
    bool fatal; /* the store must not go on */
} rows[] = {
    {"read error", VFS_READ, VFS_EIO, true},
    {"write error", VFS_WRITE, VFS_EIO, true},
    {"disk full at a write", VFS_WRITE, VFS_ENOSPC, false},
    {"half a write, then full", VFS_WRITE, VFS_SHORT, false},
    {"failed sync", VFS_SYNC, VFS_EIO, true},
    {"failed truncation", VFS_TRUNCATE, VFS_EIO, false},
    {"failed opening", VFS_OPEN, VFS_EIO, false},
    {"failed deletion", VFS_DELETE, VFS_EIO, false},
};

/* What came of one evening. */
struct result {
    unsigned done; /* steps that were acknowledged */
    bool opened;
    enum rc rc; /* of the first call that was not RC_OK */
};

static struct result
play(const struct sweep *sweep)
{
    struct result result = {.rc = RC_OK};
    struct script script = {.people = sweep->fixture->people, .body_max = 2000};

    result.rc =
        store_open(&script.store, sweep->dir, &script_vault, STORE_OPEN);
    if (result.rc != RC_OK)
        return result;
    result.opened = true;
    result.rc = store_checkpoint_start(script.store, INT64_MAX / 2, 60000);
    while (result.rc == RC_OK && result.done < STEPS) {
        result.rc = script_step(&script, result.done % SCRIPT_STEPS);
        if (result.rc != RC_OK)
            break;
        result.done++;
        result.rc = store_checkpoint_rest(script.store);
    }
    store_close(script.store);
    return result;
}

static void
examine(const struct sweep *sweep, const struct fault_row *row, int64_t at,
        const struct result *result)
{
    char state[SCRIPT_STATE_BYTES];
    struct store *store = NULL;
    const char *wrong = NULL;

    if (store_open(&store, sweep->dir, &script_vault, STORE_OPEN) != RC_OK)
        fail_msg("%s %lld: does not open again", row->name, (long long)at);
    script_state(store, state);
    if (strcmp(state, sweep->states[result->done]) != 0) {
        /* half of a write is all of it when the other half lay there */
        bool may = result->rc == RC_UNKNOWN || result->rc == RC_FATAL ||
                   (result->rc == RC_DOWN && row->trouble == VFS_SHORT);

        if (!may || result->done == STEPS ||
            strcmp(state, sweep->states[result->done + 1]) != 0)
            fail_msg("%s %lld: rc %d after %u steps, but the database says"
                     " otherwise",
                     row->name, (long long)at, (int)result->rc, result->done);
    }
    wrong = script_check(store);
    if (wrong != NULL)
        fail_msg("%s %lld: %s", row->name, (long long)at, wrong);
    if (store_integrity(store) != RC_OK)
        fail_msg("%s %lld: not whole", row->name, (long long)at);
    store_close(store);
    if ((wrong = script_check_keys(sweep->dir)) != NULL)
        fail_msg("%s %lld: %s", row->name, (long long)at, wrong);
}

static int64_t
sweep_row(struct sweep *sweep, const struct fault_row *row, bool for_ever)
{
    struct vfs_fault fault = {
        .ops = row->ops, .for_ever = for_ever, .trouble = row->trouble};
    const struct vfs_fault none = {.ops = 0};

    for (fault.at = 1;; fault.at += fixture_stride(USUAL)) {
        disk_image(&sweep->disk, IMAGE_NOTHING, sweep->dir);
        vfs_log_break(&fault);

        struct result result = play(sweep);
        int64_t broken = vfs_log_broken();

        vfs_log_break(&none);
        if (broken == 0) {
            assert_int_equal(result.done, STEPS);
            return (fault.at - 1) / fixture_stride(USUAL);
        }
        if (row->fatal && result.rc != RC_OK && result.rc != RC_FATAL)
            fail_msg("%s %lld: rc %d, not fatal", row->name,
                     (long long)fault.at, (int)result.rc);
        if (row->ops == VFS_SYNC && result.done < STEPS &&
            result.rc != RC_FATAL)
            fail_msg("%s %lld: went on", row->name, (long long)fault.at);
        if (!row->fatal && row->ops == VFS_WRITE && result.opened &&
            result.rc != RC_OK && result.rc != RC_DOWN)
            fail_msg("%s %lld: rc %d, not RC_DOWN", row->name,
                     (long long)fault.at, (int)result.rc);
        examine(sweep, row, fault.at, &result);
    }
}

static void
test_every_io_failure_is_survived(void **state)
{
    struct sweep *sweep = *state;
    int64_t runs = 0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        runs += sweep_row(sweep, &rows[i], false);
        runs += sweep_row(sweep, &rows[i], true);
    }
    print_message("failed operations: %lld\n", (long long)runs);
    assert_true(runs > 500 / fixture_stride(USUAL));
}

/* A full disk is waited for: the same process goes on when there is room. */
static void
test_a_full_disk_is_down_and_up_again(void **state)
{
    struct sweep *sweep = *state;
    const struct vfs_fault full = {
        .ops = VFS_WRITE, .at = 1, .for_ever = true, .trouble = VFS_ENOSPC};
    const struct vfs_fault none = {.ops = 0};
    struct script script = {.people = sweep->fixture->people};
    char text[SCRIPT_STATE_BYTES];

    disk_image(&sweep->disk, IMAGE_NOTHING, sweep->dir);
    assert_int_equal(
        store_open(&script.store, sweep->dir, &script_vault, STORE_OPEN),
        RC_OK);
    for (unsigned i = 0; i < SCRIPT_STEPS; i++) {
        vfs_log_break(&full);
        assert_int_equal(script_step(&script, i), RC_DOWN);
        assert_int_equal(script_step(&script, i), RC_DOWN);
        vfs_log_break(&none);
        assert_int_equal(script_step(&script, i), RC_OK);
    }
    assert_null(script_check(script.store));
    script_state(script.store, text);
    assert_string_not_equal(text, "");
    store_close(script.store);
}

static void
test_a_failed_fsync_is_the_end(void **state)
{
    struct sweep *sweep = *state;
    const struct vfs_fault fault = {.ops = VFS_SYNC, .at = 1};
    const struct vfs_fault none = {.ops = 0};
    struct script script = {.people = sweep->fixture->people};
    int64_t head = 0;

    disk_image(&sweep->disk, IMAGE_NOTHING, sweep->dir);
    assert_int_equal(
        store_open(&script.store, sweep->dir, &script_vault, STORE_OPEN),
        RC_OK);
    vfs_log_break(&fault);
    assert_int_equal(script_step(&script, 0), RC_FATAL);
    vfs_log_break(&none);
    assert_int_equal(script_step(&script, 0), RC_FATAL);
    assert_int_equal(journal_head(script.store, &head), RC_FATAL);
    assert_int_equal(store_checkpoint_rest(script.store), RC_FATAL);
    store_close(script.store);
}

static int
setup(void **state)
{
    *state = sweep_open(STEPS, 2000);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_io_failure_is_survived,
                                        setup, sweep_teardown),
        cmocka_unit_test_setup_teardown(test_a_full_disk_is_down_and_up_again,
                                        setup, sweep_teardown),
        cmocka_unit_test_setup_teardown(test_a_failed_fsync_is_the_end, setup,
                                        sweep_teardown),
    };

    fixture_silence();
    vfs_log_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
