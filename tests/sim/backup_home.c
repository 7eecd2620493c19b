/* An installation with backups. */
#include "backup_home.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "backup_keys.h"
#include "backup_mode.h"
#include "init.h"
#include "installation.h"
#include "past_store.h"
#include "store/journal.h"
#include "store/store.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/vault_file.h"
#include "temporary.h"

#define NOW_US INT64_C(1800000000000000)

static void
set_recipient(const struct backup_home *home)
{
    static const char before[] = "recipients: []";
    static const char after[] = "recipients: [\"backup.public\"]";
    uint8_t *bytes = NULL;
    size_t n = 0;
    char text[65536];

    assert_int_equal(file_read(home->config, sizeof text / 2, &bytes, &n),
                     RC_OK);
    char *at = strstr((char *)bytes, before);

    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - (char *)bytes), bytes,
             after, at + strlen(before));
    free(bytes);
    assert_int_equal(file_write(home->config, text, strlen(text), 0600), RC_OK);
}

void
backup_home_open(struct backup_home *home)
{
    struct file_findings findings = {0};
    uint8_t public_key[PUBLIC_KEY_BYTES];
    char path[BACKUP_HOME_PATH + 32];

    *home = (struct backup_home){.dir = temporary_make(),
                                 .out = fopen("/dev/null", "w")};
    assert_non_null(home->out);
    snprintf(home->desk, sizeof home->desk, "%s/desk", home->dir);
    snprintf(home->config, sizeof home->config, "%s/desk/loketd.yaml",
             home->dir);
    snprintf(home->state, sizeof home->state, "%s/desk/state", home->dir);
    snprintf(home->backups, sizeof home->backups, "%s/desk/backup", home->dir);
    snprintf(home->keys, sizeof home->keys, "%s/desk/keys", home->dir);
    snprintf(home->key_path, sizeof home->key_path, "%s/safe.key", home->dir);
    snprintf(home->new_desk, sizeof home->new_desk, "%s/new", home->dir);
    const struct init_request request = {.dir = home->desk, .out = home->out};

    assert_int_equal(init_run(&request), RC_OK);
    assert_int_equal(backup_keys_make(home->key_path, home->out), RC_OK);
    snprintf(path, sizeof path, "%s.public", home->key_path);
    assert_int_equal(public_key_read(public_key, path, &findings), RC_OK);
    snprintf(path, sizeof path, "%s/backup.public", home->keys);
    assert_int_equal(public_key_write_new(public_key, path), RC_OK);
    set_recipient(home);
}

void
backup_home_close(struct backup_home *home)
{
    fclose(home->out);
    temporary_remove(home->dir);
}

void
backup_home_ring(const char *desk, struct vault *out)
{
    struct file_findings findings = {0};
    char path[BACKUP_HOME_PATH + 32];

    snprintf(path, sizeof path, "%s/keys/" KEY_EPOCHS, desk);
    assert_int_equal(vault_read(out, path, SECRET_OWN, &findings), RC_OK);
}

int64_t
backup_home_accept(struct backup_home *home, const char *desk, uint32_t n)
{
    char path[BACKUP_HOME_PATH + 32];
    uint8_t body[3000];
    struct store *store = NULL;
    struct vault vault;
    int64_t seq = 0;

    backup_home_ring(desk, &vault);
    snprintf(path, sizeof path, "%s/state", desk);
    assert_int_equal(store_open(&store, path, &vault, STORE_OPEN), RC_OK);
    for (uint32_t i = 0; i < n; i++) {
        struct journal_entry entry = {.organisation = 1,
                                      .principal = 1,
                                      .kind = MESSAGE_ADVICE,
                                      .accepted_us = NOW_US,
                                      .body = body,
                                      .body_n = sizeof body};
        uint32_t number = ++home->messages;

        memset(body, (int)(number % 251), sizeof body);
        memcpy(entry.message_id, &number, sizeof number);
        memcpy(entry.digest, &number, sizeof number);
        assert_int_equal(journal_append(store, &entry, 1), RC_OK);
        assert_int_equal(entry.verdict, JOURNAL_ACCEPTED);
        seq = entry.seq;
    }
    store_close(store);
    return seq;
}

enum rc
backup_home_make(const struct backup_home *home, bool full)
{
    const struct backup_request request = {
        .config_path = home->config, .full = full, .out = home->out};

    return backup_mode(&request);
}

void
backup_home_chain(struct backup_home *home)
{
    (void)backup_home_accept(home, home->desk, 30);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    (void)backup_home_accept(home, home->desk, 3);
    assert_int_equal(backup_home_make(home, false), RC_OK);
    (void)backup_home_accept(home, home->desk, 4);
    assert_int_equal(backup_home_make(home, false), RC_OK);
}

struct restore_request
backup_home_request(const struct backup_home *home)
{
    return (struct restore_request){.from = home->backups,
                                    .key_path = home->key_path,
                                    .keys = home->keys,
                                    .to = home->new_desk,
                                    .out = home->out};
}

enum rc
backup_home_restore(const struct backup_home *home)
{
    const struct restore_request request = backup_home_request(home);

    return restore_mode(&request);
}

void
backup_home_path(const struct backup_home *home, size_t i, char out[PATH_MAX])
{
    struct backup_folder folder;

    assert_int_equal(backup_folder_read(&folder, home->backups), RC_OK);
    assert_true(i < folder.n);
    assert_int_equal(file_join(out, PATH_MAX, home->backups, folder.v[i].name),
                     RC_OK);
    backup_folder_close(&folder);
}

int64_t
backup_home_number(const char *desk, const char *sql)
{
    char state[BACKUP_HOME_PATH + 8];

    snprintf(state, sizeof state, "%s/state", desk);
    return past_store_number(state, sql);
}

void
backup_home_sql(const char *desk, const char *sql)
{
    char state[BACKUP_HOME_PATH + 8];

    snprintf(state, sizeof state, "%s/state", desk);
    past_store_change(state, sql);
}

int
backup_home_setup(void **state)
{
    struct backup_home *home = calloc(1, sizeof *home);

    log_setup("test", (enum log_level)0); /* refusals are many */
    if (home == NULL)
        return -1;
    backup_home_open(home);
    *state = home;
    return 0;
}

int
backup_home_teardown(void **state)
{
    backup_home_close(*state);
    free(*state);
    return 0;
}

bool
backup_home_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}
