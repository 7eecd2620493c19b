/* Backups that follow each other, and the desk that comes out of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup_home.h"
#include "backup_keys.h"
#include "backup_manifest.h"
#include "backup_verify.h"
#include "check.h"
#include "store/image.h"
#include "sys/backup_status.h"
#include "sys/bytes.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/vault_file.h"

#define DAY_US (INT64_C(24) * 3600 * 1000000)

static size_t
backups(const struct backup_home *home)
{
    struct backup_folder folder;
    size_t n;

    assert_int_equal(backup_folder_read(&folder, home->backups), RC_OK);
    n = folder.n;
    backup_folder_close(&folder);
    return n;
}

static struct backup_entry
entry(const struct backup_home *home, size_t i)
{
    struct backup_folder folder;
    struct backup_entry found;

    assert_int_equal(backup_folder_read(&folder, home->backups), RC_OK);
    assert_true(i < folder.n);
    found = folder.v[i];
    backup_folder_close(&folder);
    return found;
}

static void
test_what_comes_out_is_what_was_there(void **state)
{
    struct backup_home *home = *state;
    char path[PATH_MAX];
    struct backup_status status;

    backup_home_chain(home);
    assert_true(entry(home, 0).head.full);
    assert_false(entry(home, 1).head.full);
    assert_false(entry(home, 2).head.full);
    assert_true(entry(home, 2).bytes * 2 < entry(home, 0).bytes);
    assert_int_equal(backup_verify_mode(home->backups, home->key_path,
                                        home->keys, home->out),
                     RC_OK);
    assert_int_equal(backup_verify_mode(home->backups, NULL, NULL, home->out),
                     RC_OK);
    assert_int_equal(backup_status_read(&status, home->state), RC_OK);
    assert_int_equal(status.sequence, 3);
    assert_int_equal(status.chain, 3);
    assert_int_equal(status.messages, 37);
    assert_false(status.full);
    /* restore_mode() compares every row itself before it goes on */
    assert_int_equal(backup_home_restore(home), RC_OK);
    assert_int_equal(
        backup_home_number(home->new_desk, "SELECT count(*) FROM journal"), 37);
    snprintf(path, sizeof path, "%s/loketd.yaml", home->new_desk);
    assert_int_equal(check_run(path, home->out), RC_OK);
    snprintf(path, sizeof path, "%s/restore.part", home->new_desk);
    assert_false(backup_home_exists(path));
    snprintf(path, sizeof path, "%s/backup.picture", home->state);
    assert_false(backup_home_exists(path));
}

static void
test_numbers_go_on_behind_a_gap(void **state)
{
    struct backup_home *home = *state;
    struct image_facts before, after;
    char path[PATH_MAX];
    int64_t last;

    backup_home_chain(home);
    last = backup_home_number(home->desk, "SELECT max(seq) FROM journal");
    /* receipted after the backup, and lost */
    assert_int_equal(backup_home_accept(home, home->desk, 5), last + 5);
    assert_int_equal(backup_home_restore(home), RC_OK);
    assert_int_equal(backup_home_accept(home, home->new_desk, 1),
                     last + RESTORED_GAP);
    assert_int_equal(backup_home_accept(home, home->new_desk, 2),
                     last + RESTORED_GAP + 2);
    assert_true(backup_home_number(home->new_desk,
                                   "SELECT seq FROM sqlite_sequence"
                                   " WHERE name = 'alert'") >= RESTORED_GAP);
    assert_int_equal(backup_home_number(home->new_desk,
                                        "SELECT count(*) FROM audit"
                                        " WHERE verb = 'restored'"),
                     1);
    snprintf(path, sizeof path, "%s/loket.db", home->state);
    assert_int_equal(image_check(path, &before), RC_OK);
    snprintf(path, sizeof path, "%s/state/loket.db", home->new_desk);
    assert_int_equal(image_check(path, &after), RC_OK);
    assert_memory_not_equal(before.epoch, after.epoch, sizeof after.epoch);
}

static void
test_recipients_must_be_keys(void **state)
{
    struct backup_home *home = *state;
    char path[PATH_MAX];

    assert_int_equal(check_run(home->config, home->out), RC_OK);
    snprintf(path, sizeof path, "%s/backup.public", home->keys);
    assert_int_equal(file_write(path, "no key\n", 7, 0644), RC_OK);
    assert_int_equal(check_run(home->config, home->out), RC_INVALID);
    assert_int_equal(backup_home_make(home, false), RC_INVALID);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(check_run(home->config, home->out), RC_INVALID);
    assert_int_equal(backup_home_make(home, false), RC_INVALID);
    assert_false(backup_home_exists(home->backups));
}

static void
test_an_older_one_is_restored_as_of_then(void **state)
{
    struct backup_home *home = *state;
    struct restore_request request = backup_home_request(home);
    char path[PATH_MAX];

    backup_home_chain(home);
    request.as_of = "2000-01-01T00:00:00Z";
    assert_int_equal(restore_mode(&request), RC_INVALID);
    request.as_of = "yesterday";
    assert_int_equal(restore_mode(&request), RC_INVALID);
    assert_false(backup_home_exists(home->new_desk));
    request.as_of = NULL;
    backup_home_path(home, 1, path);
    request.from = path;
    assert_int_equal(restore_mode(&request), RC_OK);
    assert_int_equal(
        backup_home_number(home->new_desk, "SELECT count(*) FROM journal"), 33);
}

static void
test_nothing_is_restored_over_a_desk(void **state)
{
    static const char *const names[] = {"state", "keys", "loketd.yaml"};
    struct backup_home *home = *state;
    char path[PATH_MAX];

    backup_home_chain(home);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(file_make_dir(home->new_desk, 0700), RC_OK);
        snprintf(path, sizeof path, "%s/%s", home->new_desk, names[i]);
        assert_int_equal(file_write(path, "x", 1, 0600), RC_OK);
        assert_int_equal(backup_home_restore(home), RC_INVALID);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(rmdir(home->new_desk), 0); /* nothing else */
    }
}

/* A change of a chain that must be refused before anything is written. */
static void
assert_refused(const struct backup_home *home, const char *what)
{
    if (backup_home_restore(home) != RC_INVALID)
        fail_msg("%s: not refused", what);
    if (backup_home_exists(home->new_desk))
        fail_msg("%s: something was written", what);
    if (backup_verify_mode(home->backups, home->key_path, home->keys,
                           home->out) != RC_INVALID)
        fail_msg("%s: verified", what);
}

static void
test_a_missing_link_is_refused(void **state)
{
    struct backup_home *home = *state;
    char path[PATH_MAX];
    char away[PATH_MAX + 8];

    backup_home_chain(home);
    for (size_t i = 0; i < 2; i++) {
        backup_home_path(home, i, path);
        snprintf(away, sizeof away, "%s.away", path);
        assert_int_equal(rename(path, away), 0);
        assert_refused(home, "missing");
        assert_int_equal(rename(away, path), 0);
    }
    assert_int_equal(backup_home_restore(home), RC_OK);
}

/* Another file of the same installation in its place, older or newer. */
static void
test_another_file_in_its_place_is_refused(void **state)
{
    struct backup_home *home = *state;
    char target[PATH_MAX], other[PATH_MAX];
    uint8_t *bytes = NULL, *instead = NULL;
    size_t n = 0, instead_n = 0;

    backup_home_chain(home);
    backup_home_path(home, 1, target);
    assert_int_equal(file_read(target, 1 << 24, &bytes, &n), RC_OK);
    for (size_t i = 0; i < 3; i += 2) {
        backup_home_path(home, i, other);
        assert_int_equal(file_read(other, 1 << 24, &instead, &instead_n),
                         RC_OK);
        assert_int_equal(file_write(target, instead, instead_n, 0600), RC_OK);
        if (i == 0)
            assert_refused(home, "an older one");
        else
            assert_int_equal(backup_home_restore(home), RC_INVALID);
        free(instead);
        assert_int_equal(file_write(target, bytes, n, 0600), RC_OK);
    }
    free(bytes);
    assert_int_equal(backup_home_restore(home), RC_OK);
}

static void
test_names_mean_nothing(void **state)
{
    struct backup_home *home = *state;
    char a[PATH_MAX], b[PATH_MAX], spare[PATH_MAX + 8];

    backup_home_chain(home);
    backup_home_path(home, 0, a);
    backup_home_path(home, 2, b);
    snprintf(spare, sizeof spare, "%s.spare", a);
    assert_int_equal(rename(a, spare), 0);
    assert_int_equal(rename(b, a), 0);
    assert_int_equal(rename(spare, b), 0);
    assert_int_equal(backup_home_restore(home), RC_OK);
    assert_int_equal(
        backup_home_number(home->new_desk, "SELECT count(*) FROM journal"), 37);
}

/* Here and there in each file of a chain: every kind of place. */
static void
test_any_changed_byte_is_refused(void **state)
{
    struct backup_home *home = *state;
    const size_t stride = getenv("LOKET_QUICK") != NULL ? 5 : 1;
    char path[PATH_MAX];

    backup_home_chain(home);
    for (size_t i = 0; i < 3; i++) {
        uint8_t *bytes = NULL;
        size_t n = 0;

        backup_home_path(home, i, path);
        assert_int_equal(file_read(path, 1 << 24, &bytes, &n), RC_OK);
        const size_t places[] = {0,   8,     10,     12,     20,     26,   40,
                                 60,  90,    104,    150,    190,    210,  300,
                                 700, n / 2, n - 40, n - 35, n - 33, n - 1};

        for (size_t k = i; k < sizeof places / sizeof *places; k += stride) {
            bytes[places[k]] ^= 0x10;
            assert_int_equal(file_write(path, bytes, n, 0600), RC_OK);
            if (backup_home_restore(home) != RC_INVALID ||
                backup_home_exists(home->new_desk)) {
                /* the newest may fall away as no backup at all, then the one
                 * before it is whole; never is a changed one taken */
                if (i < 2 || !backup_home_exists(home->new_desk) ||
                    backup_home_number(home->new_desk, "SELECT count(*) FROM"
                                                       " journal") != 33)
                    fail_msg("file %zu, byte %zu", i, places[k]);
                char command[PATH_MAX + 16];

                snprintf(command, sizeof command, "rm -rf %s", home->new_desk);
                assert_int_equal(system(command), 0);
            }
            bytes[places[k]] ^= 0x10;
        }
        for (size_t cut = 1; cut < n; cut = cut * 3 * stride + 1) {
            assert_int_equal(file_write(path, bytes, n - cut, 0600), RC_OK);
            if (backup_verify_mode(home->backups, home->key_path, NULL,
                                   home->out) != RC_INVALID ||
                backup_verify_mode(home->backups, NULL, NULL, home->out) !=
                    RC_INVALID)
                fail_msg("file %zu, %zu bytes less", i, cut);
        }
        assert_int_equal(file_write(path, bytes, n, 0600), RC_OK);
        free(bytes);
    }
    assert_int_equal(backup_home_restore(home), RC_OK);
}

static void
test_only_a_recipient_can_read_it(void **state)
{
    struct backup_home *home = *state;
    struct restore_request request = backup_home_request(home);
    char path[BACKUP_HOME_PATH + 16];

    backup_home_chain(home);
    snprintf(path, sizeof path, "%s/other.key", home->dir);
    assert_int_equal(backup_keys_make(path, home->out), RC_OK);
    request.key_path = path;
    assert_int_equal(restore_mode(&request), RC_INVALID);
    assert_false(backup_home_exists(home->new_desk));
    assert_int_equal(backup_verify_mode(home->backups, path, NULL, home->out),
                     RC_INVALID);
}

/* Anybody can seal to a public key: an installation of somebody else's, for
 * the same recipient, in the same folder and newer. */
static void
test_what_another_made_is_refused(void **state)
{
    struct backup_home *home = *state;
    struct backup_home other;
    uint8_t *bytes = NULL;
    size_t n = 0;
    char from[PATH_MAX], to[PATH_MAX];

    backup_home_chain(home);
    backup_home_open(&other);
    snprintf(from, sizeof from, "%s/backup.public", home->keys);
    assert_int_equal(file_read(from, 100, &bytes, &n), RC_OK);
    snprintf(to, sizeof to, "%s/backup.public", other.keys);
    assert_int_equal(file_write(to, bytes, n, 0600), RC_OK);
    free(bytes);
    (void)backup_home_accept(&other, other.desk, 2);
    assert_int_equal(backup_home_make(&other, true), RC_OK);
    backup_home_path(&other, 0, from);
    assert_int_equal(file_read(from, 1 << 24, &bytes, &n), RC_OK);
    snprintf(to, sizeof to, "%s/forged" BACKUP_ENDING, home->backups);
    assert_int_equal(file_write(to, bytes, n, 0600), RC_OK);
    free(bytes);
    assert_refused(home, "forged");
    assert_int_equal(unlink(to), 0);
    assert_int_equal(backup_home_restore(home), RC_OK);
    backup_home_close(&other);
}

static void
test_what_did_not_end_does_not_count(void **state)
{
    struct backup_home *home = *state;
    char part[PATH_MAX];

    backup_home_chain(home);
    snprintf(part, sizeof part, "%s/x" BACKUP_ENDING BACKUP_UNFINISHED,
             home->backups);
    assert_int_equal(file_write(part, "half", 4, 0600), RC_OK);
    assert_int_equal(backups(home), 3);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    assert_false(backup_home_exists(part));
    assert_int_equal(backups(home), 4);
    assert_int_equal(entry(home, 3).head.sequence, 4);
}

/* Ended between its name and the manifest: it counts, and the next one builds
 * on what the manifest knows. */
static void
test_a_lost_manifest_costs_a_full_one_and_an_old_one_nothing(void **state)
{
    struct backup_home *home = *state;
    char path[PATH_MAX];
    uint8_t *bytes = NULL;
    size_t n = 0;

    backup_home_chain(home);
    snprintf(path, sizeof path, "%s/" BACKUP_MANIFEST, home->backups);
    assert_int_equal(file_read(path, 1 << 24, &bytes, &n), RC_OK);
    (void)backup_home_accept(home, home->desk, 2);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    assert_int_equal(file_write(path, bytes, n, 0600), RC_OK);
    (void)backup_home_accept(home, home->desk, 2);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    assert_false(entry(home, 4).head.full);
    assert_int_equal(entry(home, 4).head.sequence, 5);
    assert_memory_equal(entry(home, 4).head.parent, entry(home, 2).digest,
                        SEALED_DIGEST_BYTES);
    assert_int_equal(backup_verify_mode(home->backups, home->key_path,
                                        home->keys, home->out),
                     RC_OK);
    bytes[n / 2] ^= 1;
    assert_int_equal(file_write(path, bytes, n, 0600), RC_OK);
    free(bytes);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    assert_true(entry(home, 5).head.full);
    assert_int_equal(backup_home_restore(home), RC_OK);
    assert_int_equal(
        backup_home_number(home->new_desk, "SELECT count(*) FROM journal"), 41);
}

static void
test_a_chain_without_its_beginning_is_begun_anew(void **state)
{
    struct backup_home *home = *state;
    char path[PATH_MAX];

    backup_home_chain(home);
    backup_home_path(home, 0, path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    assert_true(entry(home, 2).head.full);
    assert_int_equal(backup_home_restore(home), RC_OK);
}

/* A database that is not sound is no backup. */
static void
test_only_a_sound_database_is_backed_up(void **state)
{
    struct backup_home *home = *state;

    backup_home_chain(home);
    backup_home_sql(home->desk, "PRAGMA foreign_keys = OFF;"
                                "INSERT INTO message (seq, organisation)"
                                " VALUES (999999, 1)");
    assert_int_equal(backup_home_make(home, false), RC_FATAL);
    assert_int_equal(backups(home), 3);
}

static void
test_old_chains_go_whole_and_none_loses_its_beginning(void **state)
{
    struct backup_home *home = *state;
    struct backup_folder folder;
    struct backup_keep keep = {.full = 2, .days = 10};
    size_t removed = 99;

    backup_home_chain(home);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(backup_home_make(home, true), RC_OK);
        assert_int_equal(backup_home_make(home, false), RC_OK);
    }
    assert_int_equal(backup_folder_read(&folder, home->backups), RC_OK);
    assert_int_equal(folder.n, 7);
    /* none is old */
    keep.now_us = folder.v[0].head.made_us + 10 * DAY_US;
    assert_int_equal(
        backup_folder_prune(&folder, home->backups, &keep, &removed), RC_OK);
    assert_int_equal(removed, 0);
    /* the full one is, what builds on it not yet */
    keep.now_us = folder.v[2].head.made_us + 10 * DAY_US;
    assert_int_equal(
        backup_folder_prune(&folder, home->backups, &keep, &removed), RC_OK);
    assert_int_equal(removed, 0);
    /* all are: two chains stay */
    keep.now_us = folder.v[6].head.made_us + 100 * DAY_US;
    assert_int_equal(
        backup_folder_prune(&folder, home->backups, &keep, &removed), RC_OK);
    assert_int_equal(removed, 3);
    backup_folder_close(&folder);
    assert_int_equal(backups(home), 4);
    assert_int_equal(backup_verify_mode(home->backups, home->key_path,
                                        home->keys, home->out),
                     RC_OK);
    assert_int_equal(backup_home_restore(home), RC_OK);
}

#define WITH_HOME(test)                                                        \
    cmocka_unit_test_setup_teardown(test, backup_home_setup,                   \
                                    backup_home_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOME(test_what_comes_out_is_what_was_there),
        WITH_HOME(test_numbers_go_on_behind_a_gap),
        WITH_HOME(test_recipients_must_be_keys),
        WITH_HOME(test_an_older_one_is_restored_as_of_then),
        WITH_HOME(test_nothing_is_restored_over_a_desk),
        WITH_HOME(test_a_missing_link_is_refused),
        WITH_HOME(test_another_file_in_its_place_is_refused),
        WITH_HOME(test_names_mean_nothing),
        WITH_HOME(test_any_changed_byte_is_refused),
        WITH_HOME(test_only_a_recipient_can_read_it),
        WITH_HOME(test_what_another_made_is_refused),
        WITH_HOME(test_what_did_not_end_does_not_count),
        WITH_HOME(test_a_lost_manifest_costs_a_full_one_and_an_old_one_nothing),
        WITH_HOME(test_a_chain_without_its_beginning_is_begun_anew),
        WITH_HOME(test_only_a_sound_database_is_backed_up),
        WITH_HOME(test_old_chains_go_whole_and_none_loses_its_beginning),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
