/* test_power_failure -- whatever the disk kept of what was not synced:
 * everything acknowledged is there, and every transaction whole or absent.
 *
 * A night is played on a file system that logs; then the power fails after
 * every single operation of the log, in several ways. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "disk_image.h"
#include "fixture.h"
#include "script.h"
#include "store/sqlite/sql.h"
#include "vfs_log.h"

#define ROUNDS     5
#define STEPS      (ROUNDS * SCRIPT_STEPS)
#define TRIES      5 /* of the two modes with dice, per crash point */
#define FULL_EVERY 20
#define USUAL      4     /* see fixture_stride() */
#define IMAGES     30000 /* of a whole sweep, at least */

struct night {
    struct fixture *fixture;
    struct script script;
    struct disk disk;
    char image_dir[FIXTURE_PATH_BYTES];
    char states[STEPS + 1][SCRIPT_STATE_BYTES]; /* after so many steps */
    uint64_t images;
    uint64_t lost; /* images that fail */
    const char *why;
};

static void
play(struct night *night, int64_t every_bytes)
{
    struct script *script = &night->script;
    unsigned done = 0;

    disk_load(&night->disk, night->fixture->dir);
    vfs_log_start();
    assert_int_equal(store_open(&night->fixture->store, night->fixture->dir,
                                &script_vault, STORE_OPEN),
                     RC_OK);
    script->store = night->fixture->store;
    assert_int_equal(store_checkpoint_start(script->store, every_bytes, 200000),
                     RC_OK);
    script_state(script->store, night->states[0]);
    while (done < STEPS) {
        enum rc rc = script_step(script, done % SCRIPT_STEPS);

        /* the log is not cut while the thread moves it */
        for (int i = 0; rc == RC_DOWN && i < 1000000; i++) {
            assert_int_equal(store_checkpoint_rest(script->store), RC_OK);
            sched_yield();
            rc = script_step(script, done % SCRIPT_STEPS);
        }
        if (rc != RC_OK)
            fail_msg("step %u: %d", done, (int)rc);
        vfs_log_mark(++done);
        script_state(script->store, night->states[done]);
        assert_null(script_check(script->store));
        assert_int_equal(store_checkpoint_rest(script->store), RC_OK);
    }
    store_close(script->store);
    night->fixture->store = NULL;
    vfs_log_stop();
}

static const char *
examine(struct night *night, unsigned acknowledged, bool in_full)
{
    char state[SCRIPT_STATE_BYTES];
    char path[FIXTURE_PATH_BYTES + 16];
    struct store *store = NULL;
    const char *why = NULL;
    int64_t faults = 0;

    (void)snprintf(path, sizeof path, "%s/loket.db-shm", night->image_dir);
    (void)unlink(path);
    if (store_open(&store, night->image_dir, &script_vault, STORE_OPEN) !=
        RC_OK)
        return "does not open";
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
                            NULL);
    script_state(store, state);
    if (strcmp(state, night->states[acknowledged]) != 0 &&
        (acknowledged == STEPS ||
         strcmp(state, night->states[acknowledged + 1]) != 0))
        why = "acknowledged and not there, or half there";
    if (why == NULL)
        why = script_check(store);
    if (why == NULL && sql_get(store,
                               "SELECT count(*) FROM pragma_quick_check"
                               " WHERE quick_check <> 'ok'",
                               SQL_NO_ARGS, &faults) != RC_OK)
        why = "quick check fails";
    if (why == NULL && faults != 0)
        why = "quick check finds faults";
    if (why == NULL && in_full && store_integrity(store) != RC_OK)
        why = "full check finds faults";
    store_close(store);
    if (why == NULL && in_full)
        why = script_check_keys(night->image_dir);
    return why;
}

static void
fail_here(struct night *night, enum image_mode mode, unsigned acknowledged)
{
    const char *why = NULL;

    disk_image(&night->disk, mode, night->image_dir);
    why = examine(night, acknowledged, night->images % FULL_EVERY == 0);
    night->images++;
    if (why == NULL)
        return;
    night->lost++;
    night->why = why;
}

/* The power fails before records of the log, and after the last. */
static void
fail_everywhere(struct night *night, unsigned tries, size_t stride)
{
    size_t n = 0;
    const struct vfs_record *records = vfs_log_records(&n);
    unsigned acknowledged = 0;
    size_t checkpointed = 0; /* pages, while the night went on */

    for (size_t i = 0; i <= n; i++) {
        if (i % stride == 0) {
            fail_here(night, IMAGE_NOTHING, acknowledged);
            if (night->disk.pending_n > 0)
                fail_here(night, IMAGE_EVERYTHING, acknowledged);
            for (unsigned k = 0; night->disk.pending_n > 0 && k < tries; k++) {
                fail_here(night, IMAGE_SECTORS, acknowledged);
                fail_here(night, IMAGE_GARBAGE, acknowledged);
            }
        }
        if (i == n)
            break;
        if (records[i].op == VFS_MARK)
            acknowledged++;
        if (records[i].op == VFS_WRITE && records[i].file == VFS_DATABASE &&
            acknowledged < STEPS)
            checkpointed++;
        disk_apply(&night->disk, &records[i]);
    }
    assert_int_equal(acknowledged, STEPS);
    assert_true(checkpointed > 0);
}

static int
setup(void **state)
{
    struct night *night = calloc(1, sizeof *night);

    assert_non_null(night);
    night->fixture = fixture_open();
    script_prepare(night->fixture);
    night->script.people = night->fixture->people;
    fixture_dir_make(night->image_dir);
    night->disk.seed = 20261121;
    *state = night;
    return 0;
}

static int
teardown(void **state)
{
    struct night *night = *state;

    disk_close(&night->disk);
    fixture_dir_remove(night->image_dir);
    fixture_close(night->fixture);
    free(night);
    return 0;
}

static uint64_t images_all;

static void
expect_nothing_lost(struct night *night)
{
    images_all += night->images;
    print_message("power failures: %llu images, %llu bad\n",
                  (unsigned long long)night->images,
                  (unsigned long long)night->lost);
    if (night->lost > 0)
        fail_msg("last reason: %s", night->why);
}

static void
test_nothing_acknowledged_is_lost_with_the_writer_checkpointing(void **state)
{
    struct night *night = *state;

    play(night, INT64_MAX / 2); /* the thread sleeps */
    fail_everywhere(night, TRIES, fixture_stride(USUAL));
    expect_nothing_lost(night);
}

static void
test_nothing_acknowledged_is_lost_with_the_thread_checkpointing(void **state)
{
    struct night *night = *state;

    play(night, 50000);
    fail_everywhere(night, TRIES, fixture_stride(USUAL));
    expect_nothing_lost(night);
    print_message("power failures: %llu images in all\n",
                  (unsigned long long)images_all);
    assert_true(images_all >= IMAGES / fixture_stride(USUAL));
}

/* The proof that the proof can fail. */
static void
test_losses_are_found_when_syncs_do_nothing(void **state)
{
    struct night *night = *state;

    vfs_log_lie(true);
    play(night, 50000);
    vfs_log_lie(false);
    fail_everywhere(night, 1, 40);
    print_message("power failures on a lying disk: %llu images, %llu bad\n",
                  (unsigned long long)night->images,
                  (unsigned long long)night->lost);
    assert_true(night->lost > night->images / 4);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_nothing_acknowledged_is_lost_with_the_writer_checkpointing,
            setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_nothing_acknowledged_is_lost_with_the_thread_checkpointing,
            setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_losses_are_found_when_syncs_do_nothing, setup, teardown),
    };

    fixture_silence(); /* a lying disk gives much to complain about */
    vfs_log_install();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
