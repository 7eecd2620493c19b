/* Key files: what is refused, and that a secret is written once. */
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

#include "sys/file_findings.h"
#include "sys/secret.h"
#include "sys/z85.h"
#include "temporary.h"

/* The test key that ZeroMQ's documentation prints. */
#define KEY_TEXT "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
#define KEY_HEX                                                                \
    "54fcba24e93249969316fb617c872bb0c1d1ff14800427c594cbfacf1bc2d652"

static void
key_bytes(uint8_t out[PUBLIC_KEY_BYTES])
{
    assert_int_equal(sodium_hex2bin(out, PUBLIC_KEY_BYTES, KEY_HEX,
                                    strlen(KEY_HEX), NULL, NULL, NULL),
                     0);
}

static void
test_z85_is_that_of_zeromq(void **state)
{
    uint8_t expected[PUBLIC_KEY_BYTES], key[PUBLIC_KEY_BYTES];
    char text[Z85_KEY_CHARS + 1];

    (void)state;
    key_bytes(expected);
    assert_true(z85_decode(key, KEY_TEXT));
    assert_memory_equal(key, expected, sizeof key);
    z85_encode(text, expected);
    assert_string_equal(text, KEY_TEXT);
}

static void
test_z85_refuses_what_it_cannot_mean(void **state)
{
    static const char *const texts[] = {
        "",
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf",  /* 39 characters */
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y~7", /* not Z85 */
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]y 7",
        "#####>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", /* beyond 2^32 - 1 */
        "%nSc1>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", /* just beyond */
    };
    uint8_t key[PUBLIC_KEY_BYTES], untouched[PUBLIC_KEY_BYTES];

    (void)state;
    memset(untouched, 7, sizeof untouched);
    memcpy(key, untouched, sizeof key);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(z85_decode(key, texts[i]));
        assert_memory_equal(key, untouched, sizeof key);
    }
    assert_true(z85_decode(key, "%nSc0%nSc0%nSc0%nSc0%nSc0%nSc0%nSc0%nSc0"));
    memset(untouched, 0xff, sizeof untouched);
    assert_memory_equal(key, untouched, sizeof key);
}

static const struct row {
    const char *name;
    const char *text;
    unsigned mode;
    enum rc rc;
    const char *finding; /* what it holds */
} rows[] = {
    {"ours alone", KEY_TEXT "\n", 0600, RC_OK, ""},
    {"read only", KEY_TEXT "\n", 0400, RC_OK, ""},
    {"without a newline", KEY_TEXT, 0600, RC_OK, ""},
    {"the group may read", KEY_TEXT "\n", 0640, RC_INVALID, "by others"},
    {"the group may write", KEY_TEXT "\n", 0620, RC_INVALID, "by others"},
    {"everybody may read", KEY_TEXT "\n", 0604, RC_INVALID, "by others"},
    {"everybody may execute", KEY_TEXT "\n", 0601, RC_INVALID, "by others"},
    {"empty", "", 0600, RC_INVALID, "is not a key"},
    {"one character short", KEY_TEXT + 1, 0600, RC_INVALID, "is not a key"},
    {"one character more", KEY_TEXT "a", 0600, RC_INVALID, "is not a key"},
    {"two lines", KEY_TEXT "\n\n", 0600, RC_INVALID, "is not a key"},
    {"Windows' line end", KEY_TEXT "\r\n", 0600, RC_INVALID, "is not a key"},
};

static void
test_key_file_rows(void **state)
{
    char *dir = temporary_make();
    uint8_t expected[PUBLIC_KEY_BYTES];

    (void)state;
    key_bytes(expected);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct file_findings findings = {0};
        struct secret *secret = NULL;
        char path[PATH_MAX];

        temporary_write(path, dir, "key", rows[i].text, rows[i].mode);
        enum rc rc = secret_read(&secret, path, &findings);

        if (rc != rows[i].rc || findings.n != (rc != RC_OK))
            fail_msg("%s: rc %d, %zu findings", rows[i].name, rc, findings.n);
        if (rc == RC_OK)
            assert_memory_equal(secret->bytes, expected, SECRET_BYTES);
        else {
            if (strstr(findings.lines[0], rows[i].finding) == NULL)
                fail_msg("%s: %s", rows[i].name, findings.lines[0]);
            assert_null(strstr(findings.lines[0], "Lns47"));
        }
        secret_close(secret);
        file_findings_close(&findings);
        assert_int_equal(unlink(path), 0);
    }
    temporary_remove(dir);
}

static void
test_what_is_no_file_is_no_key(void **state)
{
    char *dir = temporary_make();
    char path[PATH_MAX];
    struct file_findings findings = {0};
    struct secret *secret = NULL;

    (void)state;
    snprintf(path, sizeof path, "%s/key", dir);
    assert_int_equal(secret_read(&secret, path, &findings), RC_NOT_FOUND);
    assert_int_equal(mkfifo(path, 0600), 0); /* must not wait for a writer */
    assert_int_equal(secret_read(&secret, path, &findings), RC_INVALID);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(secret_read(&secret, path, &findings), RC_INVALID);
    assert_int_equal(findings.n, 3);
    file_findings_close(&findings);
    temporary_remove(dir);
}

static void
test_another_users_key_is_refused(void **state)
{
    char *dir;
    char path[PATH_MAX];
    struct file_findings findings = {0};
    struct secret *secret = NULL;

    (void)state;
    if (geteuid() != 0)
        skip(); /* only root can make such a file */
    dir = temporary_make();
    temporary_write(path, dir, "key", KEY_TEXT "\n", 0600);
    assert_int_equal(chown(path, 1, 1), 0);
    assert_int_equal(secret_read(&secret, path, &findings), RC_INVALID);
    assert_non_null(strstr(findings.lines[0], "another user"));
    file_findings_close(&findings);
    temporary_remove(dir);
}

static void
test_a_secret_is_written_once_and_for_us_alone(void **state)
{
    char *dir = temporary_make();
    char path[PATH_MAX];
    struct file_findings findings = {0};
    struct secret *secret = NULL, *again = NULL;
    struct stat st;

    (void)state;
    snprintf(path, sizeof path, "%s/key", dir);
    assert_int_equal(secret_new(&secret), RC_OK);
    randombytes_buf(secret->bytes, SECRET_BYTES);
    umask(0); /* the mode is ours, whatever the umask */
    assert_int_equal(secret_write_new(secret, path), RC_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, Z85_KEY_CHARS + 1);
    assert_int_equal(secret_write_new(secret, path), RC_DUP);
    assert_int_equal(secret_read(&again, path, &findings), RC_OK);
    assert_memory_equal(secret->bytes, again->bytes, SECRET_BYTES);
    secret_close(secret);
    secret_close(again);
    assert_int_equal(rmdir(dir), -1);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(dir), 0); /* nothing else was left behind */
    free(dir);
}

static void
test_a_fingerprint_is_eight_groups_of_four(void **state)
{
    char text[FINGERPRINT_BYTES];
    uint8_t key[PUBLIC_KEY_BYTES];

    (void)state;
    key_bytes(key);
    public_key_fingerprint(text, key);
    assert_int_equal(strlen(text), 39);
    for (size_t i = 0; i < 39; i++)
        assert_true(i % 5 == 4 ? text[i] == ' '
                               : strchr("0123456789abcdef", text[i]) != NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_z85_is_that_of_zeromq),
        cmocka_unit_test(test_z85_refuses_what_it_cannot_mean),
        cmocka_unit_test(test_key_file_rows),
        cmocka_unit_test(test_what_is_no_file_is_no_key),
        cmocka_unit_test(test_another_users_key_is_refused),
        cmocka_unit_test(test_a_secret_is_written_once_and_for_us_alone),
        cmocka_unit_test(test_a_fingerprint_is_eight_groups_of_four),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
