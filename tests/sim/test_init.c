/* --init makes an installation that --check-config finds sound, once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "init.h"
#include "installation.h"
#include "store/documents.h"
#include "store/people.h"
#include "store/store.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/secret.h"
#include "sys/vault.h"
#include "sys/vault_file.h"
#include "sys/z85.h"
#include "temporary.h"

/* The persons the shipped documents name. */
#define PERSONS                                                                \
    "persons:\n"                                                               \
    "  - {name: coordinator, duties: [coordinator], contacts: [loket]}\n"      \
    "  - {name: fallback, duties: [coordinator], contacts: [loket]}\n"         \
    "  - {name: manager, duties: [manager], contacts: [loket]}\n"

struct spot {
    char *dir;
    FILE *out;        /* what it says is not looked at */
    char loket[256];  /* what --init is to make */
    char config[300]; /* its settings */
};

static void
spot_open(struct spot *spot)
{
    spot->dir = temporary_make();
    spot->out = fopen("/dev/null", "w");
    assert_non_null(spot->out);
    snprintf(spot->loket, sizeof spot->loket, "%s/loket", spot->dir);
    snprintf(spot->config, sizeof spot->config, "%s/loket/loketd.yaml",
             spot->dir);
}

static void
spot_close(struct spot *spot)
{
    fclose(spot->out);
    temporary_remove(spot->dir);
}

static enum rc
init(const struct spot *spot, const char *listen)
{
    const struct init_request request = {
        .dir = spot->loket, .listen = listen, .out = spot->out};

    return init_run(&request);
}

static void
open_store(struct store **store, const struct spot *spot)
{
    struct file_findings findings = {0};
    struct vault vault;
    char path[PATH_MAX + 64];

    snprintf(path, sizeof path, "%s/keys/" KEY_EPOCHS, spot->loket);
    assert_int_equal(vault_read(&vault, path, SECRET_OWN, &findings), RC_OK);
    snprintf(path, sizeof path, "%s/state", spot->loket);
    assert_int_equal(store_open(store, path, &vault, STORE_OPEN), RC_OK);
}

static void
assert_mode(const struct spot *spot, const char *name, unsigned mode)
{
    char path[PATH_MAX + 64];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s", spot->loket, name);
    if (stat(path, &st) != 0 || (st.st_mode & 07777) != mode)
        fail_msg("%s: %o", name, st.st_mode & 07777);
}

static void
test_it_makes_a_sound_installation(void **state)
{
    struct spot spot;

    (void)state;
    spot_open(&spot);
    assert_int_equal(init(&spot, NULL), RC_OK);
    assert_int_equal(check_run(spot.config, spot.out), RC_OK);
    assert_mode(&spot, "", 0700);
    assert_mode(&spot, "keys", 0700);
    assert_mode(&spot, "state", 0700);
    assert_mode(&spot, "keys/curve.secret", 0600);
    assert_mode(&spot, "keys/storage.key", 0600);
    assert_mode(&spot, "keys/receipt-sign.secret", 0600);
    assert_mode(&spot, "keys/epochs.keys", 0600);
    assert_mode(&spot, "keys/curve.public", 0644);
    assert_mode(&spot, "profiles/operator/secret.key", 0600);
    assert_mode(&spot, "profiles/fallback/profile.yaml", 0600);
    spot_close(&spot);
}

static void
read_text(char *out, size_t out_bytes, const char *dir, const char *name)
{
    char path[PATH_MAX + 64];
    uint8_t *bytes = NULL;
    size_t n = 0;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(file_read(path, out_bytes - 1, &bytes, &n), RC_OK);
    memcpy(out, bytes, n + 1);
    free(bytes);
}

/* As a package does it: settings in a place of their own. */
static void
test_settings_that_are_there_are_used(void **state)
{
    struct spot spot;
    char config[PATH_MAX], text[1024], made[PATH_MAX + 16];
    struct stat st;

    (void)state;
    spot_open(&spot);
    snprintf(text, sizeof text,
             "paths: {state: %s/state, keys: %s/other}\n"
             "desk: {name: rotterdam}\n",
             spot.loket, spot.loket);
    temporary_write(config, spot.dir, "etc.yaml", text, 0644);
    struct init_request request = {
        .dir = spot.loket, .config_path = config, .out = spot.out};

    /* They are of another desk, or none: nothing is made. */
    assert_int_equal(init_run(&request), RC_INVALID);
    assert_int_equal(stat(spot.loket, &st), -1);
    temporary_write(config, spot.dir, "etc.yaml", "desk: 1\n", 0644);
    assert_int_equal(init_run(&request), RC_INVALID);
    assert_int_equal(stat(spot.loket, &st), -1);

    snprintf(text, sizeof text,
             "paths: {state: %s/state, keys: %s/keys}\n"
             "front: {listen: [\"ipc:///run/x\"]}\n",
             spot.loket, spot.loket);
    temporary_write(config, spot.dir, "etc.yaml", text, 0644);
    assert_int_equal(init_run(&request), RC_OK);
    assert_int_equal(check_run(config, spot.out), RC_OK);
    snprintf(made, sizeof made, "%s/loketd.yaml", spot.loket);
    assert_int_equal(stat(made, &st), -1);
    read_text(text, sizeof text, spot.loket, "profiles/operator/profile.yaml");
    assert_non_null(strstr(text, "server: \"ipc:///run/x\""));
    spot_close(&spot);
}

static void
test_the_second_time_changes_nothing(void **state)
{
    struct spot spot;
    char before[PATH_MAX], after[PATH_MAX];

    (void)state;
    spot_open(&spot);
    assert_int_equal(init(&spot, NULL), RC_OK);
    read_text(before, sizeof before, spot.loket, "keys/curve.secret");
    assert_int_equal(init(&spot, NULL), RC_DUP);
    read_text(after, sizeof after, spot.loket, "keys/curve.secret");
    assert_string_equal(before, after);
    /* Half of one is not built upon either. */
    assert_int_equal(unlink(spot.config), 0);
    assert_int_equal(init(&spot, NULL), RC_DUP);
    assert_int_equal(access(spot.config, F_OK), -1);
    spot_close(&spot);
}

static void
test_a_bad_endpoint_makes_nothing(void **state)
{
    static const char *const endpoints[] = {"localhost", "tcp://*:0",
                                            "tcp://*:1\"]\nx: [\""};
    struct spot spot;

    (void)state;
    spot_open(&spot);
    for (size_t i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
        assert_int_equal(init(&spot, endpoints[i]), RC_INVALID);
        assert_int_equal(access(spot.loket, F_OK), -1);
    }
    spot_close(&spot);
}

static void
test_four_people_with_their_profiles(void **state)
{
    static const struct {
        const char *name;
        uint32_t roles;
    } people[] = {
        {"operator", ROLE_BIT(ROLE_OPERATOR)},
        {"coordinator", ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_SUBMITTER)},
        {"fallback", ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_SUBMITTER)},
        {"manager", ROLE_BIT(ROLE_DESK_MANAGER) | ROLE_BIT(ROLE_COORDINATOR)},
    };
    struct spot spot;
    struct store *store = NULL;
    char path[PATH_MAX + 64], text[PATH_MAX], server[128], server_key[64];

    (void)state;
    spot_open(&spot);
    assert_int_equal(init(&spot, "tcp://0.0.0.0:7999"), RC_OK);
    read_text(server_key, sizeof server_key, spot.loket, "keys/curve.public");
    server_key[Z85_KEY_CHARS] = '\0';
    snprintf(server, sizeof server, "server_key: '%s'\n", server_key);
    open_store(&store, &spot);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
        struct principal principal;

        snprintf(path, sizeof path, "profiles/%s/profile.yaml", people[i].name);
        read_text(text, sizeof text, spot.loket, path);
        assert_non_null(strstr(text, "server: \"tcp://127.0.0.1:7999\"\n"));
        assert_non_null(strstr(text, server));
        assert_int_equal(people_find(store, people[i].name, &principal), RC_OK);
        assert_int_equal(principal.roles, people[i].roles);
        assert_string_equal(principal.organisation_name, "acm");
    }
    store_close(store);
    spot_close(&spot);
}

/* One thing is broken in a sound installation. */
static const struct row {
    const char *name;
    const char *file, *text; /* replaced by this; NULL: removed */
    unsigned mode;
} rows[] = {
    {"no storage key", "keys/storage.key", NULL, 0},
    {"a public key of another server", "keys/curve.public",
     "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7\n", 0644},
    {"a secret that others may read", "keys/curve.secret",
     "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs\n", 0644},
    {"settings that are not", "loketd.yaml", "x: 1\n", 0600},
};

static void
test_check_finds_what_is_broken(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct spot spot;
        char path[PATH_MAX];

        spot_open(&spot);
        assert_int_equal(init(&spot, NULL), RC_OK);
        if (rows[i].text != NULL)
            temporary_write(path, spot.loket, rows[i].file, rows[i].text,
                            rows[i].mode);
        else {
            snprintf(path, sizeof path, "%s/%s", spot.loket, rows[i].file);
            assert_int_equal(unlink(path), 0);
        }
        if (check_run(spot.config, spot.out) != RC_INVALID)
            fail_msg("%s", rows[i].name);
        spot_close(&spot);
    }
}

/* The same in its database: a document is replaced, or gone. */
static const struct document_row {
    const char *name;
    const char *document, *text;
} document_rows[] = {
    {"no rosters", "rosters", NULL},
    {"no indicators", "indicators", NULL},
    {"rosters that are none", "rosters", "rosters: 1\n"},
    {"a person who is not enrolled", "persons",
     PERSONS "  - {name: nobody, contacts: [loket]}\n"},
    {"a person who is no coordinator", "persons",
     PERSONS "  - {name: operator, contacts: [loket]}\n"},
};

static void
change_document(const struct spot *spot, const struct document_row *row)
{
    const struct document_new document = {
        .name = row->document,
        .expect = 1,
        .text = (const uint8_t *)row->text,
        .text_n = row->text == NULL ? 0 : strlen(row->text)};
    const struct document_put put = {
        .documents = &document, .n = 1, .reason = "test", .now_us = 1};
    struct store *store = NULL;
    sqlite3 *raw = NULL;
    char path[PATH_MAX], sql[128];

    if (row->text != NULL) {
        open_store(&store, spot);
        assert_int_equal(document_put(store, &put), RC_OK);
        store_close(store);
        return;
    }
    snprintf(path, sizeof path, "%s/state/loket.db", spot->loket);
    snprintf(sql, sizeof sql, "DELETE FROM desk_document WHERE name = '%s'",
             row->document);
    assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
    assert_int_equal(sqlite3_exec(raw, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_changes(raw), 1);
    sqlite3_close(raw);
}

static void
test_check_finds_documents_that_cannot_be_used(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof document_rows / sizeof *document_rows; i++) {
        struct spot spot;

        spot_open(&spot);
        assert_int_equal(init(&spot, NULL), RC_OK);
        change_document(&spot, &document_rows[i]);
        if (check_run(spot.config, spot.out) != RC_INVALID)
            fail_msg("%s", document_rows[i].name);
        spot_close(&spot);
    }
}

static void
test_check_finds_open_folders_and_a_missing_database(void **state)
{
    struct spot spot;
    char path[PATH_MAX + 64], moved[PATH_MAX + 64];

    (void)state;
    spot_open(&spot);
    assert_int_equal(init(&spot, NULL), RC_OK);
    snprintf(path, sizeof path, "%s/keys", spot.loket);
    assert_int_equal(chmod(path, 0750), 0);
    assert_int_equal(check_run(spot.config, spot.out), RC_INVALID);
    assert_int_equal(chmod(path, 0700), 0);
    if (geteuid() == 0) { /* only root can give a folder away */
        assert_int_equal(chown(path, 1, 1), 0);
        assert_int_equal(check_run(spot.config, spot.out), RC_INVALID);
        assert_int_equal(chown(path, 0, 0), 0);
    }
    snprintf(path, sizeof path, "%s/state", spot.loket);
    snprintf(moved, sizeof moved, "%s/moved", spot.loket);
    assert_int_equal(rename(path, moved), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(check_run(spot.config, spot.out), RC_INVALID);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(moved, path), 0);
    assert_int_equal(check_run(spot.config, spot.out), RC_OK);
    spot_close(&spot);
}

static void
test_a_folder_with_odd_characters(void **state)
{
    struct spot spot;

    (void)state;
    spot_open(&spot);
    snprintf(spot.loket, sizeof spot.loket, "%s/a \"b\" \\c: #d", spot.dir);
    snprintf(spot.config, sizeof spot.config, "%s/a \"b\" \\c: #d/loketd.yaml",
             spot.dir);
    assert_int_equal(init(&spot, NULL), RC_OK);
    assert_int_equal(check_run(spot.config, spot.out), RC_OK);
    spot_close(&spot);
}

static enum rc
init_within(const struct spot *spot, rlim_t file_bytes)
{
    const struct rlimit small = {.rlim_cur = file_bytes,
                                 .rlim_max = RLIM_INFINITY};
    struct rlimit before;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);

    enum rc rc = init(spot, NULL);

    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    return rc;
}

/* Wherever it is that a disk is full: documents, schema, people. */
static void
test_a_failure_half_way_is_said_to_be_one(void **state)
{
    enum rc rc = RC_FATAL;
    size_t failures = 0;

    (void)state;
    for (rlim_t bytes = 8192; rc != RC_OK; bytes += 16384) {
        struct spot spot;

        spot_open(&spot);
        rc = init_within(&spot, bytes);
        if (rc != RC_OK) {
            failures++;
            assert_int_equal(rc, RC_FATAL);
            assert_int_not_equal(access(spot.config, F_OK), 0);
        }
        spot_close(&spot);
    }
    assert_true(failures > 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_makes_a_sound_installation),
        cmocka_unit_test(test_the_second_time_changes_nothing),
        cmocka_unit_test(test_settings_that_are_there_are_used),
        cmocka_unit_test(test_a_bad_endpoint_makes_nothing),
        cmocka_unit_test(test_four_people_with_their_profiles),
        cmocka_unit_test(test_a_failure_half_way_is_said_to_be_one),
        cmocka_unit_test(test_check_finds_what_is_broken),
        cmocka_unit_test(test_check_finds_documents_that_cannot_be_used),
        cmocka_unit_test(test_check_finds_open_folders_and_a_missing_database),
        cmocka_unit_test(test_a_folder_with_odd_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
