/* Sealing: a value opens with its key, where it stands, whole, or not at all;
 * a key is unwrapped by the epoch that wrapped it; the ring and its file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/vault.h"
#include "sys/vault_file.h"
#include "temporary.h"

static const char said[] = "aan de Dorpsstraat, achter de kas";
#define SAID   sizeof said
#define SEALED (SAID + VAULT_SEALED_BYTES)
#define DRAWN  (3 * VAULT_RANDOM_BYTES / VAULT_KEY_BYTES)

static const struct vault_plain told = {said, SAID}, nothing = {"", 0};
static const struct vault_record record = {1, 7}, next_record = {1, 8},
                                 other_kind = {2, 7};
static const struct vault_place place = {
    .domain = "question.text", .record = {1, 7}, .rows = {12, 3, 1}};

static int
setup(void **state)
{
    (void)state;
    return sodium_init() < 0 ? -1 : 0;
}

/* What is refused leaves nothing of it. */
static void
assert_shut(const struct vault_key *key, const struct vault_place *at,
            const uint8_t *sealed, size_t n)
{
    uint8_t out[SAID];

    memset(out, 0, sizeof out);
    assert_int_equal(vault_open(key, at, sealed, n, out), RC_INVALID);
    for (size_t i = 0; i + 4 <= SAID; i++)
        assert_memory_not_equal(out + i, said + i, 4);
}

static void
test_it_opens_where_it_was_sealed(void **state)
{
    uint8_t sealed[SEALED], again[SEALED], out[SAID];
    struct vault_random random = {0};
    struct vault_key key;

    (void)state;
    vault_key_make(&random, &key);
    vault_seal(&random, &key, &place, told, sealed);
    assert_int_equal(vault_open(&key, &place, sealed, SEALED, out), RC_OK);
    assert_memory_equal(out, said, SAID);
    vault_seal(&random, &key, &place, told, again); /* another nonce */
    assert_memory_not_equal(again, sealed, SEALED);
    vault_seal(&random, &key, &place, nothing, sealed);
    assert_int_equal(vault_open(&key, &place, sealed, VAULT_SEALED_BYTES, out),
                     RC_OK);
}

/* Drawn ahead, nothing is given out twice, nor stays behind: over the end of
 * what was drawn, which keys and nonces do not share evenly. */
static void
test_what_was_given_out_is_wiped(void **state)
{
    static const uint8_t none[VAULT_RANDOM_BYTES];
    uint8_t nonces[DRAWN][VAULT_SEALED_BYTES];
    struct vault_key keys[DRAWN];
    struct vault_random random = {0};

    (void)state;
    for (size_t i = 0; i < DRAWN; i++) {
        vault_key_make(&random, &keys[i]);
        vault_seal(&random, &keys[i], &place, nothing, nonces[i]);
        assert_memory_equal(random.bytes, none, sizeof none - random.left);
        assert_memory_not_equal(keys[i].bytes, none, 8);
        assert_memory_not_equal(nonces[i], none, 8);
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(keys[i].bytes, keys[k].bytes, 8);
            assert_memory_not_equal(nonces[i], nonces[k], 8);
        }
    }
}

static void
test_any_flipped_bit_and_any_cut_is_refused(void **state)
{
    uint8_t sealed[SEALED];
    struct vault_random random = {0};
    struct vault_key key;

    (void)state;
    vault_key_make(&random, &key);
    vault_seal(&random, &key, &place, told, sealed);
    for (size_t bit = 0; bit < SEALED * 8; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_shut(&key, &place, sealed, SEALED);
        sealed[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    for (size_t n = 0; n < SEALED; n++)
        assert_shut(&key, &place, sealed, n);
}

static void
test_no_other_place_and_no_other_key(void **state)
{
    struct vault_place others[] = {place, place, place, place,
                                   place, place, place, place};
    uint8_t sealed[SEALED];
    struct vault_random random = {0};
    struct vault_key key, other;

    (void)state;
    vault_key_make(&random, &key);
    vault_key_make(&random, &other);
    vault_seal(&random, &key, &place, told, sealed);
    others[0].domain = "question.answer";
    others[1].domain = "question.tex";
    others[2].record.kind = 2;
    others[3].record.ref = 8;
    others[4].rows[0] = 13;
    others[5].rows[1] = 4;
    others[6].rows[2] = 0;
    others[7].record.ref = 12;
    others[7].rows[0] = 7;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_shut(&key, &others[i], sealed, SEALED);
    assert_shut(&other, &place, sealed, SEALED);
}

static void
test_a_key_is_of_its_record_and_epoch(void **state)
{
    struct vault vault = {.n = 0}, later;
    uint8_t wrapped[VAULT_WRAPPED_BYTES];
    struct vault_random random = {0};
    struct vault_key key, out;

    (void)state;
    assert_int_equal(vault_add(&vault, 100), RC_OK);
    assert_int_equal(vault_newest(&vault), 1);
    vault_key_make(&random, &key);
    vault_wrap(&vault, &random, record, &key, wrapped);
    assert_int_equal(vault_unwrap(&vault, 1, record, wrapped, &out), RC_OK);
    assert_memory_equal(&key, &out, sizeof key);
    later = vault;
    assert_int_equal(vault_add(&later, 200), RC_OK);
    assert_int_equal(vault_unwrap(&later, 1, record, wrapped, &out), RC_OK);
    assert_int_equal(vault_unwrap(&later, 2, record, wrapped, &out),
                     RC_INVALID);
    assert_int_equal(vault_unwrap(&vault, 2, record, wrapped, &out),
                     RC_NOT_FOUND);
    assert_int_equal(vault_unwrap(&vault, 1, next_record, wrapped, &out),
                     RC_INVALID);
    assert_int_equal(vault_unwrap(&vault, 1, other_kind, wrapped, &out),
                     RC_INVALID);
    assert_int_equal(vault_drop(&later, 1), RC_OK);
    assert_int_equal(vault_unwrap(&later, 1, record, wrapped, &out),
                     RC_NOT_FOUND);
    for (size_t bit = 0; bit < sizeof wrapped * 8; bit++) {
        wrapped[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(vault_unwrap(&vault, 1, record, wrapped, &out),
                         RC_INVALID);
        wrapped[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static void
test_the_ring_is_bounded_and_keeps_its_newest(void **state)
{
    struct vault vault = {.n = 0};

    (void)state;
    for (uint32_t i = 1; i <= VAULT_EPOCHS_MAX; i++) {
        assert_int_equal(vault_add(&vault, i), RC_OK);
        assert_int_equal(vault_newest(&vault), i);
    }
    assert_int_equal(vault_add(&vault, 9), RC_INVALID);
    assert_int_equal(vault_drop(&vault, VAULT_EPOCHS_MAX), RC_INVALID);
    assert_int_equal(vault_drop(&vault, 3), RC_OK);
    assert_int_equal(vault_drop(&vault, 3), RC_NOT_FOUND);
    assert_int_equal(vault.n, VAULT_EPOCHS_MAX - 1);
    assert_int_equal(vault.epochs[2].number, 4);
    assert_true(sodium_is_zero((const uint8_t *)&vault.epochs[vault.n],
                               sizeof vault.epochs[0]));
    assert_int_equal(vault_add(&vault, 9), RC_OK); /* never used again */
    assert_int_equal(vault_newest(&vault), VAULT_EPOCHS_MAX + 1);
}

static void
test_a_handle_is_of_its_key_and_record(void **state)
{
    uint8_t a[VAULT_HANDLE_BYTES], b[VAULT_HANDLE_BYTES];
    struct vault_random random = {0};
    struct vault_key key, other;

    (void)state;
    vault_key_make(&random, &key);
    vault_key_make(&random, &other);
    vault_handle(&key, record, a);
    vault_handle(&key, record, b);
    assert_memory_equal(a, b, sizeof a);
    vault_handle(&key, next_record, b);
    assert_memory_not_equal(a, b, sizeof a);
    vault_handle(&key, other_kind, b);
    assert_memory_not_equal(a, b, sizeof a);
    vault_handle(&other, record, b);
    assert_memory_not_equal(a, b, sizeof a);
}

struct spot {
    char *dir;
    char path[PATH_MAX + 16];
};

static void
spot_open(struct spot *spot)
{
    spot->dir = temporary_make();
    snprintf(spot->path, sizeof spot->path, "%s/epochs.keys", spot->dir);
}

static void
test_a_ring_is_written_and_read_back(void **state)
{
    struct file_findings findings = {0};
    struct vault vault = {.n = 0}, back = {.n = 0};
    struct spot spot;

    (void)state;
    spot_open(&spot);
    for (int i = 0; i < VAULT_EPOCHS_MAX; i++)
        assert_int_equal(vault_add(&vault, INT64_C(1800000000) + i), RC_OK);
    assert_int_equal(vault_write_new(&vault, spot.path), RC_OK);
    assert_int_equal(vault_write_new(&vault, spot.path), RC_DUP);
    assert_int_equal(vault_read(&back, spot.path, SECRET_OWN, &findings),
                     RC_OK);
    assert_memory_equal(&vault, &back, sizeof vault);
    temporary_remove(spot.dir);
}

/* A copy that somebody holds open, or the blocks it had: no key in them. */
static void
test_what_was_replaced_holds_no_key(void **state)
{
    struct vault vault = {.n = 0};
    struct spot spot;
    char old[PATH_MAX + 32], zeros[128] = "";
    uint8_t *bytes = NULL;
    size_t n = 0;

    (void)state;
    spot_open(&spot);
    assert_int_equal(vault_add(&vault, 1), RC_OK);
    assert_int_equal(vault_write(&vault, spot.path), RC_OK);
    snprintf(old, sizeof old, "%s/old", spot.dir);
    assert_int_equal(link(spot.path, old), 0);
    assert_int_equal(vault_add(&vault, 2), RC_OK);
    assert_int_equal(vault_write(&vault, spot.path), RC_OK);
    assert_int_equal(file_read(old, sizeof zeros, &bytes, &n), RC_OK);
    assert_true(n > 40);
    assert_memory_equal(bytes, zeros, n);
    free(bytes);
    temporary_remove(spot.dir);
}

#define KEY "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

static const struct file_row {
    const char *name, *text;
    mode_t mode;
    enum rc rc;
    size_t epochs;
} files[] = {
    {"one", "1 " KEY " 1800000000\n", 0600, RC_OK, 1},
    {"a gap", "3 " KEY " 1\n9 " KEY " 2\n", 0600, RC_OK, 2},
    {"for others to read", "1 " KEY " 1800000000\n", 0640, RC_INVALID, 0},
    {"empty", "", 0600, RC_INVALID, 0},
    {"no newline", "1 " KEY " 1800000000", 0600, RC_INVALID, 0},
    {"no time", "1 " KEY "\n", 0600, RC_INVALID, 0},
    {"no number", KEY " 1\n", 0600, RC_INVALID, 0},
    {"number 0", "0 " KEY " 1\n", 0600, RC_INVALID, 0},
    {"twice the same", "1 " KEY " 1\n1 " KEY " 2\n", 0600, RC_INVALID, 0},
    {"backwards", "2 " KEY " 1\n1 " KEY " 2\n", 0600, RC_INVALID, 0},
    {"beyond 32 bits", "4294967296 " KEY " 1\n", 0600, RC_INVALID, 0},
    {"the last number", "4294967295 " KEY " 1\n", 0600, RC_OK, 1},
    {"a short key", "1 rq:rM>}U?@Lns47E1%kR 1\n", 0600, RC_INVALID, 0},
    {"something behind it", "1 " KEY " 1 \n", 0600, RC_INVALID, 0},
    {"an empty line", "1 " KEY " 1\n\n", 0600, RC_INVALID, 0},
    {"nine",
     "1 " KEY " 1\n2 " KEY " 1\n3 " KEY " 1\n4 " KEY " 1\n5 " KEY " 1\n6 " KEY
     " 1\n7 " KEY " 1\n8 " KEY " 1\n9 " KEY " 1\n",
     0600, RC_INVALID, 0},
};

static void
test_files_that_are_none_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct file_findings findings = {0};
        struct vault vault = {.n = 0};
        struct spot spot;

        spot_open(&spot);
        assert_int_equal(file_write(spot.path, files[i].text,
                                    strlen(files[i].text), files[i].mode),
                         RC_OK);
        enum rc rc = vault_read(&vault, spot.path, SECRET_OWN, &findings);

        if (rc != files[i].rc || vault.n != files[i].epochs ||
            findings.n != (rc == RC_OK ? 0 : 1))
            fail_msg("%s: %d", files[i].name, (int)rc);
        for (size_t f = 0; f < findings.kept_n; f++)
            assert_null(strstr(findings.lines[f], "rq:rM"));
        file_findings_close(&findings);
        temporary_remove(spot.dir);
    }
}

/* What a service manager gives is root's, and readable by an access list. */
static void
test_a_given_file_may_have_an_access_list(void **state)
{
    static const char text[] = "1 " KEY " 1800000000\n";
    struct file_findings findings = {0};
    struct vault vault = {.n = 0};
    struct spot spot;

    (void)state;
    if (geteuid() != 0)
        skip();
    spot_open(&spot);
    assert_int_equal(file_write(spot.path, text, strlen(text), 0440), RC_OK);
    assert_int_equal(vault_read(&vault, spot.path, SECRET_OWN, &findings),
                     RC_INVALID);
    assert_int_equal(vault_read(&vault, spot.path, SECRET_GIVEN, &findings),
                     RC_OK);
    assert_int_equal(chmod(spot.path, 0444), 0);
    assert_int_equal(vault_read(&vault, spot.path, SECRET_GIVEN, &findings),
                     RC_INVALID);
    file_findings_close(&findings);
    temporary_remove(spot.dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_opens_where_it_was_sealed),
        cmocka_unit_test(test_what_was_given_out_is_wiped),
        cmocka_unit_test(test_any_flipped_bit_and_any_cut_is_refused),
        cmocka_unit_test(test_no_other_place_and_no_other_key),
        cmocka_unit_test(test_a_key_is_of_its_record_and_epoch),
        cmocka_unit_test(test_the_ring_is_bounded_and_keeps_its_newest),
        cmocka_unit_test(test_a_handle_is_of_its_key_and_record),
        cmocka_unit_test(test_a_ring_is_written_and_read_back),
        cmocka_unit_test(test_what_was_replaced_holds_no_key),
        cmocka_unit_test(test_files_that_are_none_are_refused),
        cmocka_unit_test(test_a_given_file_may_have_an_access_list),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
