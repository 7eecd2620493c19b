/* The keys of backups: copies that live seven days, and what was erased stays
 * erased. */
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

/* --- keys ------------------------------------------------------------------ */

/* The only copy of the keys; "" when there is none. */
static void
copy_of_keys(const struct backup_home *home, char out[PATH_MAX])
{
    char command[PATH_MAX];
    FILE *ls;

    snprintf(command, sizeof command, "ls %s/backup-keys/*.loketkeys",
             home->desk);
    ls = popen(command, "r");
    assert_non_null(ls);
    if (fgets(out, PATH_MAX, ls) == NULL)
        out[0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    pclose(ls);
}

static void
test_the_sealed_copy_of_the_keys_restores_too(void **state)
{
    struct backup_home *home = *state;
    struct restore_request request = backup_home_request(home);
    char first[PATH_MAX], again[PATH_MAX];

    backup_home_chain(home);
    copy_of_keys(home, first);
    assert_true(first[0] != '\0');
    request.keys = first;
    assert_int_equal(restore_mode(&request), RC_OK);
    /* the same keys, not a day old: no other copy was made meanwhile */
    copy_of_keys(home, again);
    assert_string_equal(first, again);
}

/* One that was made eight days ago: sealed anew with other times in its
 * head. */
static void
age_copy(const struct backup_home *home, const char *path, char *old)
{
    struct file_findings findings = {0};
    uint8_t to[1][PUBLIC_KEY_BYTES];
    uint8_t digest[SEALED_DIGEST_BYTES];
    struct sealed_reader *reader = NULL;
    struct sealed_writer *writer = NULL;
    struct sealed_head head;
    struct secret *key = NULL;
    const uint8_t *chunk = NULL;
    size_t n = 0, left = 0;
    char public_path[BACKUP_HOME_PATH + 16];
    FILE *in = fopen(path, "rb");
    FILE *out;

    snprintf(old, PATH_MAX, "%s/backup-keys/old.loketkeys", home->desk);
    out = fopen(old, "wb");
    assert_true(in != NULL && out != NULL);
    snprintf(public_path, sizeof public_path, "%s.public", home->key_path);
    assert_int_equal(public_key_read(to[0], public_path, &findings), RC_OK);
    assert_int_equal(secret_read(&key, home->key_path, &findings), RC_OK);
    assert_int_equal(sealed_open(&reader, in, key, &head), RC_OK);
    while (sealed_get(reader, &chunk, &n) == RC_OK)
        left++;
    sealed_reader_close(reader);
    rewind(in);
    assert_int_equal(sealed_open(&reader, in, key, &head), RC_OK);
    for (size_t at = 4; at <= 12; at += 8)
        bytes_put(head.bytes + at,
                  bytes_get(head.bytes + at, 8) - (uint64_t)(8 * DAY_US), 8);
    assert_int_equal(sealed_create(&writer, out, &head,
                                   (const uint8_t(*)[PUBLIC_KEY_BYTES])to, 1),
                     RC_OK);
    while (sealed_get(reader, &chunk, &n) == RC_OK)
        assert_int_equal(sealed_put(writer, chunk, n, --left == 0), RC_OK);
    assert_int_equal(sealed_finish(writer, digest), RC_OK);
    sealed_writer_close(writer);
    sealed_reader_close(reader);
    secret_close(key);
    fclose(in);
    fclose(out);
}

static void
test_a_copy_of_the_keys_lives_seven_days(void **state)
{
    struct backup_home *home = *state;
    struct restore_request request = backup_home_request(home);
    char path[PATH_MAX], old[PATH_MAX];

    backup_home_chain(home);
    copy_of_keys(home, path);
    age_copy(home, path, old);
    request.keys = old;
    assert_int_equal(restore_mode(&request), RC_INVALID);
    assert_false(backup_home_exists(home->new_desk));
    request.expired_keys = true;
    assert_int_equal(restore_mode(&request), RC_OK);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    assert_false(backup_home_exists(old));
    assert_true(backup_home_exists(path));
}

/* --- erased stays erased ---------------------------------------------------- */

/* All record keys but that of `but` under the newest epoch. */
static void
rewrap(const struct backup_home *home, const struct vault *vault, int64_t but)
{
    char path[PATH_MAX];
    sqlite3 *db = NULL;
    sqlite3_stmt *read = NULL, *write = NULL;

    snprintf(path, sizeof path, "%s/loket.db", home->state);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(
                         db, "SELECT kind, ref, epoch, wrapped FROM record_key",
                         -1, &read, NULL),
                     SQLITE_OK);
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "UPDATE record_key SET epoch = ?, wrapped = ?"
                           " WHERE kind = ? AND ref = ?",
                           -1, &write, NULL),
        SQLITE_OK);
    while (sqlite3_step(read) == SQLITE_ROW) {
        const struct vault_record record = {sqlite3_column_int64(read, 0),
                                            sqlite3_column_int64(read, 1)};
        uint8_t wrapped[VAULT_WRAPPED_BYTES];
        struct vault_random random = {0};
        struct vault_key key;

        if (record.kind == 1 && record.ref == but)
            continue;
        assert_int_equal(
            vault_unwrap(vault, (uint32_t)sqlite3_column_int64(read, 2), record,
                         sqlite3_column_blob(read, 3), &key),
            RC_OK);
        vault_wrap(vault, &random, record, &key, wrapped);
        sqlite3_bind_int64(write, 1, vault_newest(vault));
        sqlite3_bind_blob(write, 2, wrapped, sizeof wrapped, SQLITE_STATIC);
        sqlite3_bind_int64(write, 3, record.kind);
        sqlite3_bind_int64(write, 4, record.ref);
        assert_int_equal(sqlite3_step(write), SQLITE_DONE);
        sqlite3_reset(write);
    }
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    sqlite3_close(db);
    backup_home_sql(home->desk,
                    "DELETE FROM key_epoch; INSERT INTO key_epoch"
                    " SELECT epoch, count(*) FROM record_key GROUP BY epoch");
}

static void
assert_said(FILE *out, const char *what)
{
    char text[4096];
    size_t n;

    rewind(out);
    n = fread(text, 1, sizeof text - 1, out);
    text[n] = '\0';
    assert_non_null(strstr(text, what));
}

static void
test_what_was_erased_since_does_not_come_back(void **state)
{
    struct backup_home *home = *state;
    struct restore_request request = backup_home_request(home);
    struct vault vault;
    char path[PATH_MAX];
    int64_t erased;

    (void)backup_home_accept(home, home->desk, 10);
    erased = backup_home_number(home->desk, "SELECT max(seq) - 3 FROM journal");
    backup_home_ring(home->desk, &vault);
    assert_int_equal(vault_add(&vault, 1800000001), RC_OK);
    /* the backup was made in the middle of a rotation .. */
    rewrap(home, &vault, erased);
    snprintf(path, sizeof path, "%s/epochs.keys", home->keys);
    assert_int_equal(vault_write(&vault, path), RC_OK);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    /* .. then that record was erased, and the old epoch's key with it */
    assert_int_equal(vault_drop(&vault, 1), RC_OK);
    assert_int_equal(vault_write(&vault, path), RC_OK);
    /* for all that is known here it lives: somebody has to say so */
    assert_int_equal(restore_mode(&request), RC_INVALID);
    assert_false(backup_home_exists(home->new_desk));
    request.erase_unopened = true;
    request.out = tmpfile();
    assert_non_null(request.out);
    assert_int_equal(restore_mode(&request), RC_OK);
    assert_said(request.out, " erased=1 ");
    assert_said(request.out, "Erased: 1 of 10 messages");
    fclose(request.out);
    assert_int_equal(
        backup_home_number(home->new_desk,
                           "SELECT count(*) FROM record_key WHERE kind = 1"),
        9);
    assert_int_equal(
        backup_home_number(home->new_desk,
                           "SELECT count(*) FROM record_key WHERE epoch = 1"),
        0);
    /* and the desk takes what it has */
    assert_int_equal(
        backup_home_number(home->new_desk,
                           "SELECT count(*) FROM key_epoch WHERE epoch = 1"),
        0);
    (void)backup_home_accept(home, home->new_desk, 1);
}

/* The same key wraps it then as now: a restore cannot know, and says so. */
static void
test_what_no_rotation_made_final_comes_back_and_it_is_said(void **state)
{
    struct backup_home *home = *state;
    struct restore_request request = backup_home_request(home);

    (void)backup_home_accept(home, home->desk, 3);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    backup_home_sql(home->desk, "DELETE FROM record_key WHERE kind = 1");
    request.out = tmpfile();
    assert_non_null(request.out);
    assert_int_equal(restore_mode(&request), RC_OK);
    assert_said(request.out, " erased=0 ");
    assert_said(request.out, "this copy of them: erase it again.");
    fclose(request.out);
    assert_int_equal(
        backup_home_number(home->new_desk,
                           "SELECT count(*) FROM record_key WHERE kind = 1"),
        3);
}

/* Keys that are all younger than the backup open nothing of it. */
static void
test_keys_of_later_open_nothing_of_before(void **state)
{
    struct backup_home *home = *state;
    struct vault vault;
    char path[PATH_MAX];

    backup_home_chain(home);
    backup_home_ring(home->desk, &vault);
    assert_int_equal(vault_add(&vault, 1800000001), RC_OK);
    assert_int_equal(vault_drop(&vault, 1), RC_OK);
    snprintf(path, sizeof path, "%s/epochs.keys", home->keys);
    assert_int_equal(vault_write(&vault, path), RC_OK);
    assert_int_equal(backup_home_restore(home), RC_INVALID);
    assert_false(backup_home_exists(home->new_desk));
}

/* They are in a backup too, and must fit. */
static void
test_settings_that_do_not_fit_are_told(void **state)
{
    struct backup_home *home = *state;
    FILE *file = fopen(home->config, "a");

    assert_non_null(file);
    for (int i = 0; i < 700; i++)
        fprintf(file, "#%099d\n", i);
    fclose(file);
    assert_int_equal(backup_home_make(home, false), RC_INVALID);
    assert_int_equal(backup_home_restore(home), RC_INVALID);
    assert_false(backup_home_exists(home->new_desk));
}

#define WITH_HOME(test)                                                        \
    cmocka_unit_test_setup_teardown(test, backup_home_setup,                   \
                                    backup_home_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOME(test_the_sealed_copy_of_the_keys_restores_too),
        WITH_HOME(test_a_copy_of_the_keys_lives_seven_days),
        WITH_HOME(test_what_was_erased_since_does_not_come_back),
        WITH_HOME(test_what_no_rotation_made_final_comes_back_and_it_is_said),
        WITH_HOME(test_keys_of_later_open_nothing_of_before),
        WITH_HOME(test_settings_that_do_not_fit_are_told),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
