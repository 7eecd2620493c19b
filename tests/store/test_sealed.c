/* test_sealed -- what is sealed in the database: nothing of it is readable in
 * its files, nor what was there before; it opens in its own place only, with
 * the keys that there are; keys go, and are wrapped anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "store/questions.h"
#include "store/retention.h"
#include "store/seals.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/sql.h"
#include "vault.h"
#include "version_1.h"

#define MARK "zwavupserhiklu" /* nobody says that */

static int64_t
count_in_file(const char *dir, const char *name)
{
    char path[FIXTURE_PATH_BYTES + 32];
    char *bytes = NULL;
    size_t n = 0;
    int64_t found = 0;

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return 0;
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    n = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(n + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, n, file), n);
    for (size_t i = 0; i + sizeof MARK - 1 <= n; i++)
        if (memcmp(bytes + i, MARK, sizeof MARK - 1) == 0)
            found++;
    free(bytes);
    (void)fclose(file);
    return found;
}

static int64_t
count_marks(const char *dir)
{
    return count_in_file(dir, "loket.db") + count_in_file(dir, "loket.db-wal") +
           count_in_file(dir, "loket.db-shm");
}

/* In rows that stand, in rows that were deleted, in pages that are free. */
static const char said_before[] =
    "PRAGMA secure_delete = OFF;"
    "UPDATE journal SET body = CAST('" MARK "' AS BLOB);"
    "UPDATE organisation SET name = name || '" MARK "';"
    "UPDATE principal SET name = name || '" MARK "';"
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 20000) INSERT INTO stream_event"
    "  SELECT 1, 1, i, randomblob(16), 1, 1,"
    "   CAST('" MARK "' || hex(randomblob(20)) AS BLOB) FROM n;"
    "DELETE FROM stream_event WHERE seq % 3 = 0 OR seq > 1500;"
    "INSERT INTO journal SELECT seq + 5000, organisation, principal,"
    " randomblob(16), kind, urgent, accepted_us, digest, body FROM journal;"
    "DELETE FROM journal WHERE seq > 5000;";

static void
test_nothing_of_before_can_be_read(void **state)
{
    struct fixture f = {.store = NULL};
    struct principal principal;

    (void)state;
    fixture_dir_make(f.dir);
    version_1_make(f.dir);
    fixture_alter(&f, said_before);
    assert_true(count_marks(f.dir) > 1000);
    assert_int_equal(store_open(&f.store, f.dir, &test_vault, STORE_OPEN),
                     RC_OK);
    assert_int_equal(count_marks(f.dir), 0);
    assert_int_equal(people_find(f.store, "anna" MARK, &principal), RC_OK);
    assert_string_equal(principal.name, "anna" MARK);
    assert_int_equal(fixture_number(&f, "SELECT count(*) FROM journal j"
                                        " LEFT JOIN record_key k ON k.kind = 1"
                                        "  AND k.ref = j.seq"
                                        " WHERE k.ref IS NULL"),
                     0);
    assert_int_equal(fixture_number(&f, "SELECT sum(keys) FROM key_epoch"),
                     fixture_number(&f, "SELECT count(*) FROM record_key"));
    store_close(f.store);
    assert_int_equal(count_marks(f.dir), 0);
    fixture_dir_remove(f.dir);
}

static int64_t
ask(struct fixture *f, int64_t seq, const char *text)
{
    struct question question = {
        .seq = seq, .principal = f->people[0], .asked_us = FIXTURE_NOW_US};

    (void)snprintf(question.text, sizeof question.text, "%s", text);
    assert_int_equal(question_next(f->store, &question.question), RC_OK);
    assert_int_equal(question_ask(f->store, &question, NULL, 0), RC_OK);
    return question.question;
}

/* Sealed text put in the place of another, or damaged, says nothing. */
static void
test_it_opens_in_its_own_row_only(void **state)
{
    static const char *const damages[] = {
        "UPDATE question SET text = (SELECT text FROM question WHERE"
        " question = 2) WHERE question = 1",
        "UPDATE question SET text = (SELECT text FROM question WHERE"
        " question = 3) WHERE question = 1",
        "UPDATE question SET text = answer WHERE question = 1",
        "UPDATE question SET text = substr(text, 1, length(text) - 1)"
        " WHERE question = 1",
        "UPDATE question SET text = randomblob(100) WHERE question = 1",
        "UPDATE question SET seq = 2 WHERE question = 1",
        "UPDATE record_key SET wrapped = (SELECT wrapped FROM record_key"
        " WHERE kind = 1 AND ref = 2) WHERE kind = 1 AND ref = 1",
        "UPDATE record_key SET epoch = 2 WHERE kind = 1 AND ref = 1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct fixture *f = fixture_open();
        const struct question_answer answer = {
            .question = 1, .seq = 1, .text = "ja", .now_us = FIXTURE_NOW_US};
        struct question read;

        (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
        (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
        (void)ask(f, 1, MARK);
        (void)ask(f, 1, "anders");
        (void)ask(f, 2, "anders");
        assert_int_equal(question_answer(f->store, &answer), RC_OK);
        assert_int_equal(question_get(f->store, 1, &read), RC_OK);
        assert_string_equal(read.text, MARK);
        assert_string_equal(read.answer, "ja");
        assert_int_equal(count_marks(f->dir), 0);
        fixture_alter(f, damages[i]);
        if (question_get(f->store, 1, &read) != RC_FATAL)
            fail_msg("%s", damages[i]);
        fixture_close(f);
    }
}

static bool
keep_lost(const struct journal_row *row, void *arg)
{
    *(bool *)arg = row->lost;
    return false;
}

static enum rc
destroy(struct store *store, int64_t seq)
{
    enum rc rc = sql_begin(store);

    if (rc != RC_OK)
        return rc;
    return sql_end(store, seal_destroy(store, SEAL_MESSAGE, seq));
}

static void
test_what_has_no_key_is_erased(void **state)
{
    struct fixture *f = *state;
    uint8_t before[VAULT_HANDLE_BYTES];
    uint8_t after[VAULT_HANDLE_BYTES];
    struct question read;
    bool lost = true;

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    (void)fixture_submit(f, 1, 2, MESSAGE_SIGNAL);
    (void)ask(f, 1, MARK);
    assert_int_equal(journal_get(f->store, 1, keep_lost, &lost), RC_OK);
    assert_false(lost);
    assert_int_equal(seal_handle(f->store, SEAL_MESSAGE, 1, before), RC_OK);
    assert_int_equal(seal_handle(f->store, SEAL_MESSAGE, 2, after), RC_OK);
    assert_memory_not_equal(before, after, sizeof before);
    assert_int_equal(destroy(f->store, 1), RC_OK);
    assert_int_equal(destroy(f->store, 1), RC_NOT_FOUND);
    assert_int_equal(journal_get(f->store, 1, keep_lost, &lost), RC_OK);
    assert_true(lost);
    assert_int_equal(question_get(f->store, 1, &read), RC_OK);
    assert_string_equal(read.text, "");
    assert_int_equal(seal_handle(f->store, SEAL_MESSAGE, 1, after),
                     RC_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT sum(keys) FROM key_epoch"),
                     fixture_number(f, "SELECT count(*) FROM record_key"));
}

static void
reopen_with(struct fixture *f, const struct vault *vault, enum rc expected)
{
    store_close(f->store);
    f->store = NULL;
    assert_int_equal(store_open(&f->store, f->dir, vault, STORE_OPEN),
                     expected);
}

static int64_t
erased_since(struct fixture *f, int64_t seq)
{
    const struct erase erase = {
        .seq = seq, .why = ERASED_EXPIRED, .now_us = FIXTURE_NOW_US};
    struct erasure erasure;

    if (seq != 0)
        assert_int_equal(erase_message(f->store, &erase), RC_OK);
    assert_int_equal(erasure_get(f->store, &erasure), RC_OK);
    return erasure.after_rotation;
}

static int
count_commit(void *arg)
{
    ++*(int *)arg;
    return 0;
}

/* Whatever breaks in the middle: a slice is all there, counts and all, or not
 * at all. */
static void
test_a_slice_is_one_transaction(void **state)
{
    struct fixture *f = *state;
    struct vault both = test_vault;
    int64_t left = 0;
    int slices = 0;
    int commits = 0;

    for (uint32_t i = 1; i <= 20; i++)
        fixture_combine(f, fixture_submit(f, 1, i, MESSAGE_SIGNAL), NULL, 0);
    assert_int_equal(erased_since(f, 1), 1);
    assert_int_equal(vault_add(&both, 2), RC_OK);
    reopen_with(f, &both, RC_OK);
    (void)sqlite3_commit_hook(f->store->db, count_commit, &commits);
    do {
        assert_int_equal(seals_rewrap(f->store, 8, &left), RC_OK);
        slices++;
    } while (left > 0);
    (void)sqlite3_commit_hook(f->store->db, NULL, NULL);
    assert_int_equal(slices, 3);
    assert_int_equal(commits, slices);
    assert_int_equal(erased_since(f, 0), 0);
}

static void
test_keys_are_wrapped_anew(void **state)
{
    struct fixture *f = *state;
    struct vault both = test_vault;
    struct vault newest;
    struct seals_epoch used[4];
    int64_t left = 0;
    size_t n = 0;
    bool lost = true;

    for (uint32_t i = 1; i <= 40; i++)
        (void)fixture_submit(f, 1, i, MESSAGE_SIGNAL);
    assert_int_equal(seals_rewrap(f->store, 16, &left), RC_NOT_FOUND);
    assert_int_equal(vault_add(&both, 2), RC_OK);
    newest = both;
    assert_int_equal(vault_drop(&newest, 1), RC_OK);
    reopen_with(f, &newest, RC_INVALID); /* the first still wraps */
    reopen_with(f, &both, RC_OK);
    (void)fixture_submit(f, 1, 41, MESSAGE_SIGNAL);
    assert_int_equal(seals_used(f->dir, used, 4, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(used[0].keys, 41); /* the installation's own, too */
    assert_int_equal(used[1].keys, 1);
    assert_true(seals_in_use(used, n, 1) && seals_in_use(used, n, 2));
    assert_false(seals_in_use(used, n, 3));
    assert_int_equal(seals_rewrap(f->store, 16, &left), RC_OK);
    assert_int_equal(left, 25);
    reopen_with(f, &newest, RC_INVALID); /* though it opens the own one */
    reopen_with(f, &both, RC_OK);        /* it goes on there */
    for (int i = 0; i < 2; i++)
        assert_int_equal(seals_rewrap(f->store, 16, &left), RC_OK);
    assert_int_equal(left, 0);
    assert_int_equal(seals_used(f->dir, used, 4, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(used[0].epoch, 2);
    assert_int_equal(used[0].keys, 42);
    assert_false(seals_in_use(used, n, 1));
    reopen_with(f, &newest, RC_OK);
    for (int64_t seq = 1; seq <= 41; seq++) {
        assert_int_equal(journal_get(f->store, seq, keep_lost, &lost), RC_OK);
        assert_false(lost);
    }
    reopen_with(f, &test_vault, RC_INVALID); /* the old one alone */
}

/* Of what is erased in the middle the newest epoch may have wrapped the key. */
static void
test_what_is_erased_meanwhile_waits_for_the_next_rotation(void **state)
{
    struct fixture *f = *state;
    struct vault both = test_vault;
    struct vault third;
    int64_t left = 0;

    for (uint32_t i = 1; i <= 20; i++)
        fixture_combine(f, fixture_submit(f, 1, i, MESSAGE_SIGNAL), NULL, 0);
    assert_int_equal(erased_since(f, 1), 1);
    assert_int_equal(vault_add(&both, 2), RC_OK);
    reopen_with(f, &both, RC_OK);
    assert_int_equal(erased_since(f, 2), 2);
    assert_int_equal(seals_rewrap(f->store, 8, &left), RC_OK);
    assert_true(left > 0);
    assert_int_equal(erased_since(f, 3), 3);
    reopen_with(f, &both, RC_OK); /* it is known afterwards, too */
    while (left > 0)
        assert_int_equal(seals_rewrap(f->store, 8, &left), RC_OK);
    assert_int_equal(erased_since(f, 0), 1);
    assert_int_equal(erased_since(f, 4), 2);
    assert_int_equal(seals_rewrap(f->store, 8, &left), RC_NOT_FOUND);
    assert_int_equal(erased_since(f, 0), 2);
    third = both;
    assert_int_equal(vault_add(&third, 3), RC_OK);
    reopen_with(f, &third, RC_OK);
    do
        assert_int_equal(seals_rewrap(f->store, 8, &left), RC_OK);
    while (left > 0);
    assert_int_equal(erased_since(f, 0), 0);
}

static void
test_a_key_of_the_right_number_that_is_another(void **state)
{
    struct fixture *f = *state;
    struct vault other = test_vault;
    bool lost = false;

    (void)fixture_submit(f, 1, 1, MESSAGE_SIGNAL);
    other.epochs[0].key[31] ^= 1;
    reopen_with(f, &other, RC_INVALID);
    store_close(f->store);
    f->store = NULL;
    assert_int_equal(store_open(&f->store, f->dir, NULL, STORE_OPEN),
                     RC_INVALID);
    assert_int_equal(store_open(&f->store, f->dir, NULL, STORE_READ), RC_OK);
    assert_int_equal(journal_get(f->store, 1, keep_lost, &lost), RC_FATAL);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_of_before_can_be_read),
        cmocka_unit_test(test_it_opens_in_its_own_row_only),
        TEST(test_what_has_no_key_is_erased),
        TEST(test_a_slice_is_one_transaction),
        TEST(test_keys_are_wrapped_anew),
        TEST(test_what_is_erased_meanwhile_waits_for_the_next_rotation),
        TEST(test_a_key_of_the_right_number_that_is_another),
    };

    fixture_silence();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
