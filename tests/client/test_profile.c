/* A profile is refused when it is not safe or not complete. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"

#define KEY "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"

static enum rc
open_again(const char *folder, struct profile **profile)
{
    int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int err = dup(STDERR_FILENO);
    enum rc rc;

    (void)dup2(quiet, STDERR_FILENO);
    rc = profile_open(profile, folder);
    (void)dup2(err, STDERR_FILENO);
    (void)close(quiet);
    (void)close(err);
    return rc;
}

static const struct row {
    const char *name;
    const char *settings;
    const char *server; /* NULL: refused */
    const char *telephone;
} rows[] = {
    {"double quotes", "server: \"tcp://a:1\"\nserver_key: \"" KEY "\"\n",
     "tcp://a:1", ""},
    {"single quotes", "server: 'tcp://a:1'\nserver_key: '" KEY "'\n",
     "tcp://a:1", ""},
    {"plain", "server: tcp://a:1\nserver_key: \"" KEY "\"\n", "tcp://a:1", ""},
    {"comments and blanks",
     "---\n# who\n\n  server: tcp://a:1   # the desk\r\n"
     "server_key: '" KEY "' # pinned\n",
     "tcp://a:1", ""},
    {"a # that is no comment", "server: tcp://a#b:1\nserver_key: '" KEY "'\n",
     "tcp://a#b:1", ""},
    {"a telephone",
     "server: x\nserver_key: '" KEY
     "'\nfallback_telephone: \"+31 20 000 0000\"\n",
     "x", "+31 20 000 0000"},
    {"a key of a later version is passed",
     "server: x\nserver_key: '" KEY "'\ncolour: blue\n", "x", ""},
    {"no server", "server_key: '" KEY "'\n", NULL, NULL},
    {"no server key", "server: x\n", NULL, NULL},
    {"a short server key", "server: x\nserver_key: 'abc'\n", NULL, NULL},
    {"a long server key", "server: x\nserver_key: '" KEY "0'\n", NULL, NULL},
    {"an open quote", "server: \"x\nserver_key: '" KEY "'\n", NULL, NULL},
    {"no colon", "server\nserver_key: '" KEY "'\n", NULL, NULL},
};

static void
test_settings_rows(void **state)
{
    struct profile *profile = folder_profile(*state);

    profile_close(profile);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum rc rc;

        profile = NULL;
        folder_write(*state, "profile.yaml", rows[i].settings, 0600);
        rc = open_again(*state, &profile);
        if ((rc == RC_OK) != (rows[i].server != NULL) ||
            (rc == RC_OK &&
             (strcmp(profile->server, rows[i].server) != 0 ||
              strcmp(profile->fallback_telephone, rows[i].telephone) != 0)))
            fail_msg("%s", rows[i].name);
        profile_close(profile);
    }
}

static void
test_a_secret_that_others_can_read_is_refused(void **state)
{
    static const mode_t modes[] = {0640, 0604, 0644, 0660, 0777};
    struct profile *profile = folder_profile(*state);
    char path[PROFILE_PATH_BYTES];

    profile_close(profile);
    (void)snprintf(path, sizeof path, "%s/secret.key", (char *)*state);
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        profile = NULL;
        assert_int_equal(chmod(path, modes[i]), 0);
        assert_int_not_equal(open_again(*state, &profile), RC_OK);
        assert_null(profile);
    }
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(open_again(*state, &profile), RC_OK);
    profile_close(profile);
}

static void
test_a_key_is_never_overwritten(void **state)
{
    struct profile *profile = folder_profile(*state);
    struct profile *again = NULL;
    uint8_t key[PUBLIC_KEY_BYTES];

    memcpy(key, profile->public_key, sizeof key);
    assert_int_equal(profile_write_settings(profile), RC_DUP);
    assert_int_equal(open_again(*state, &again), RC_OK);
    assert_memory_equal(again->public_key, key, sizeof key);
    profile_close(again);
    profile_close(profile);
}

static void
test_the_receipt_key_of_the_first_welcome_stays(void **state)
{
    static const uint8_t first[PUBLIC_KEY_BYTES] = {1};
    static const uint8_t other[PUBLIC_KEY_BYTES] = {2};
    struct profile *profile = folder_profile(*state);

    assert_false(profile->has_receipt_key);
    assert_int_equal(profile_pin_receipt_key(profile, first), RC_OK);
    assert_int_equal(profile_pin_receipt_key(profile, first), RC_OK);
    assert_int_equal(profile_pin_receipt_key(profile, other), RC_STALE);
    profile_close(profile);
    profile = NULL;
    assert_int_equal(open_again(*state, &profile), RC_OK);
    assert_true(profile->has_receipt_key);
    assert_memory_equal(profile->receipt_key, first, sizeof first);
    profile_close(profile);
}

static void
test_the_telephone_that_the_desk_said_is_kept(void **state)
{
    struct profile *profile = folder_profile(*state);

    profile_keep_telephone(profile, "+31 20 000 0001");
    profile_keep_telephone(profile, ""); /* says nothing: the last one stays */
    profile_close(profile);
    profile = NULL;
    assert_int_equal(open_again(*state, &profile), RC_OK);
    assert_string_equal(profile->desk_telephone, "+31 20 000 0001");
    profile_close(profile);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_settings_rows),
        IN_FOLDER(test_a_secret_that_others_can_read_is_refused),
        IN_FOLDER(test_a_key_is_never_overwritten),
        IN_FOLDER(test_the_telephone_that_the_desk_said_is_kept),
        IN_FOLDER(test_the_receipt_key_of_the_first_welcome_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
