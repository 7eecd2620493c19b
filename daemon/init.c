/* A working installation from nothing. */
#include "init.h"

#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/config.h"
#include "desk/links.h"
#include "init_documents.h"
#include "init_text.h"
#include "installation.h"
#include "store/people.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/config_file.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"
#include "sys/test_control.h"
#include "sys/vault.h"
#include "sys/vault_file.h"
#include "sys/z85.h"

#define PRIVATE_DIR  0700
#define PRIVATE_FILE 0600

struct making {
    char dir[PATH_BYTES];
    char config_path[PATH_BYTES + 64];
    struct config config;
    char server_key[Z85_KEY_CHARS + 1];
    uint8_t server_public[PUBLIC_KEY_BYTES];
    struct vault *vault;
    struct store *store;
    struct init_documents *documents;
    struct test_control *control; /* NULL: no test's clock */
    bool made_dir;
    size_t warnings; /* about the rosters, not told */
};

static const struct account {
    const char *name;
    uint32_t roles;
    const char *what;
} people[] = {
    {"operator", ROLE_BIT(ROLE_OPERATOR), "enrols partners, sees counters"},
    {"coordinator", ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_SUBMITTER),
     "is on call"},
    {"manager", ROLE_BIT(ROLE_DESK_MANAGER) | ROLE_BIT(ROLE_COORDINATOR),
     "changes rosters and the other desk documents"},
    {"fallback", ROLE_BIT(ROLE_COORDINATOR) | ROLE_BIT(ROLE_SUBMITTER),
     "is paged when nobody answers"},
};

static enum rc
failed(const char *what)
{
    log_line(LOG_ERROR, "%s: %s", what, strerror(errno));
    return RC_FATAL;
}

/* Everything is refused before anything is made. */
static enum rc
look_first(const char *dir)
{
    static const char *const names[] = {"loketd.yaml", "keys", "state",
                                        "profiles"};
    enum rc rc = RC_OK;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[PATH_BYTES + 16];
        struct stat st;

        if (file_join(path, sizeof path, dir, names[i]) != RC_OK)
            return RC_INVALID;
        if (lstat(path, &st) == 0) {
            log_line(LOG_ERROR, "%s exists: nothing was changed", path);
            rc = RC_DUP;
        }
    }
    return rc;
}

/* The directory as a path from the root, made when it is not there. */
static enum rc
find_dir(struct making *m, const char *dir)
{
    char *real = NULL;
    enum rc rc = file_make_dir(dir, PRIVATE_DIR);

    if (rc != RC_OK && rc != RC_DUP)
        return failed(dir);
    m->made_dir = rc == RC_OK;
    if ((real = realpath(dir, NULL)) == NULL)
        return failed(dir);
    /* Room for what is put behind it; "/" would give "//". */
    if (strlen(real) + 64 >= sizeof m->dir || strcmp(real, "/") == 0) {
        log_line(LOG_ERROR, "this directory cannot be used");
        rc = RC_INVALID;
    } else {
        snprintf(m->dir, sizeof m->dir, "%s", real);
        rc = RC_OK;
    }
    free(real);
    return rc;
}

/* Settings of somebody else's making, such as a package's in /etc: their
 * desk must be the one that is made here. */
static enum rc
read_settings(struct making *m, const char *path)
{
    struct file_findings findings = {0};
    char state[PATH_BYTES + 64], keys[PATH_BYTES + 64];
    enum rc rc = config_file_read(&m->config, path, &findings);

    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc != RC_OK)
        return RC_INVALID;
    snprintf(m->config_path, sizeof m->config_path, "%s", path);
    snprintf(state, sizeof state, "%s/state", m->dir);
    snprintf(keys, sizeof keys, "%s/keys", m->dir);
    if (strcmp(m->config.desk.state_dir, state) != 0 ||
        strcmp(m->config.keys_dir, keys) != 0) {
        log_line(LOG_ERROR, "%s: paths.state must be %s and paths.keys %s",
                 path, state, keys);
        return RC_INVALID;
    }
    return RC_OK;
}

static enum rc
write_secret(const char *dir, const char *name, const struct secret *secret)
{
    char path[PATH_BYTES + 64];

    if (file_join(path, sizeof path, dir, name) != RC_OK ||
        secret_write_new(secret, path) != RC_OK)
        return failed(name);
    return RC_OK;
}

static enum rc
write_public(const char *dir, const char *name,
             const uint8_t key[PUBLIC_KEY_BYTES])
{
    char path[PATH_BYTES + 64];

    if (file_join(path, sizeof path, dir, name) != RC_OK ||
        public_key_write_new(key, path) != RC_OK)
        return failed(name);
    return RC_OK;
}

static enum rc
make_epoch(struct making *m)
{
    const struct clock real = {0};
    char path[PATH_BYTES + 64];

    if ((m->vault = secret_memory(sizeof *m->vault)) == NULL ||
        vault_add(m->vault, clock_utc_us(&real) / 1000000) != RC_OK ||
        file_join(path, sizeof path, m->config.keys_dir, KEY_EPOCHS) != RC_OK ||
        vault_write_new(m->vault, path) != RC_OK)
        return failed(KEY_EPOCHS);
    return RC_OK;
}

static enum rc
make_keys(struct making *m)
{
    const char *dir = m->config.keys_dir;
    struct secret *secret = NULL;
    enum rc rc = RC_FATAL;

    if (file_make_dir(dir, PRIVATE_DIR) != RC_OK)
        return failed(dir);
    if (secret_new(&secret) != RC_OK)
        return failed("keys");
    crypto_box_keypair(m->server_public, secret->bytes);
    z85_encode(m->server_key, m->server_public);
    if ((rc = write_secret(dir, KEY_CURVE_SECRET, secret)) != RC_OK ||
        (rc = write_public(dir, KEY_CURVE_PUBLIC, m->server_public)) != RC_OK)
        goto out;
    randombytes_buf(secret->bytes, sizeof secret->bytes);
    if ((rc = write_secret(dir, KEY_STORAGE, secret)) != RC_OK)
        goto out;
    randombytes_buf(secret->bytes, sizeof secret->bytes);
    if ((rc = write_secret(dir, KEY_RECEIPT_SIGN, secret)) == RC_OK)
        rc = make_epoch(m);
out:
    secret_close(secret);
    return rc;
}

static enum rc
write_profile(const struct making *m, const struct account *account,
              const char *dir)
{
    const struct init_profile profile = {.name = account->name,
                                         .server_key = m->server_key,
                                         .config = &m->config};
    char path[PATH_BYTES + 64];
    char *text = NULL;
    size_t n = 0;
    enum rc rc = init_text_profile(&text, &n, &profile);

    if (rc != RC_OK)
        return failed(dir);
    if (file_join(path, sizeof path, dir, "profile.yaml") != RC_OK ||
        file_write_new(path, text, n, PRIVATE_FILE) != RC_OK)
        rc = failed(dir);
    free(text);
    return rc;
}

/* The desk lives by the clock of the test, front by the real one: keys are
 * valid for both. */
static int64_t
valid_from_us(const struct making *m)
{
    const struct clock real = {0};
    const struct clock desk = {.control = m->control};
    int64_t real_us = clock_utc_us(&real);
    int64_t desk_us = clock_utc_us(&desk);

    return real_us < desk_us ? real_us : desk_us;
}

static enum rc
take_control(struct making *m, const char *path)
{
    int fd = -1;
    enum rc rc = path == NULL ? RC_OK : test_control_open(&fd, path);

    if (rc != RC_OK || path == NULL)
        return rc;
    if ((rc = test_control_map(&m->control, fd, false)) != RC_OK)
        rc = failed(path);
    close(fd);
    return rc;
}

static enum rc
enrol(const struct making *m, const struct account *account,
      const uint8_t public_key[PUBLIC_KEY_BYTES])
{
    int64_t now_us = valid_from_us(m);
    struct enrolment enrolment = {.organisation = "acm",
                                  .organisation_kind = ORGANISATION_ACM,
                                  .name = account->name,
                                  .kind = PRINCIPAL_PERSON,
                                  .roles = account->roles,
                                  .public_key_n = PUBLIC_KEY_BYTES,
                                  .valid_from_us = now_us,
                                  .valid_to_us = INT64_MAX};
    int64_t principal = 0;

    memcpy(enrolment.public_key, public_key, PUBLIC_KEY_BYTES);
    enum rc rc = people_add(m->store, &enrolment, 0, now_us, &principal);

    if (rc != RC_OK)
        log_line(LOG_ERROR, "%s cannot be enrolled", account->name);
    return rc;
}

static enum rc
make_account(const struct making *m, const struct account *account)
{
    uint8_t public_key[PUBLIC_KEY_BYTES];
    char dir[PATH_BYTES + 64];
    struct secret *secret = NULL;
    enum rc rc = RC_FATAL;

    snprintf(dir, sizeof dir, "%s/profiles/%s", m->dir, account->name);
    if (file_make_dir(dir, PRIVATE_DIR) != RC_OK)
        return failed(dir);
    if (secret_new(&secret) != RC_OK)
        return failed(dir);
    crypto_box_keypair(public_key, secret->bytes);
    if ((rc = write_secret(dir, "secret.key", secret)) == RC_OK &&
        (rc = write_public(dir, "public.key", public_key)) == RC_OK &&
        (rc = write_profile(m, account, dir)) == RC_OK)
        rc = enrol(m, account, public_key);
    secret_close(secret);
    return rc;
}

static enum rc
make_people(struct making *m)
{
    char dir[PATH_BYTES + 64];
    enum rc rc = RC_OK;

    snprintf(dir, sizeof dir, "%s/profiles", m->dir);
    if (file_make_dir(m->config.desk.state_dir, PRIVATE_DIR) != RC_OK)
        return failed(m->config.desk.state_dir);
    if (file_make_dir(dir, PRIVATE_DIR) != RC_OK)
        return failed(dir);
    if ((rc = store_open(&m->store, m->config.desk.state_dir, m->vault,
                         STORE_CREATE)) != RC_OK) {
        log_line(LOG_ERROR, "the database cannot be made");
        return rc;
    }
    for (size_t i = 0; rc == RC_OK && i < sizeof people / sizeof *people; i++)
        rc = make_account(m, &people[i]);
    if (rc == RC_OK)
        rc = init_documents_put(m->documents, m->store,
                                &(struct clock){.control = m->control});
    if (rc == RC_OK)
        rc = links_first_epoch(m->store, valid_from_us(m));
    store_close(m->store);
    return rc;
}

static void
say_what_was_made(const struct making *m, FILE *out)
{
    char fingerprint[FINGERPRINT_BYTES];

    public_key_fingerprint(fingerprint, m->server_public);
    fprintf(out,
            "Made a Loket desk in %s\n"
            "  settings      %s, listening on %s\n"
            "  keys/         secrets of the server: keep a copy in a safe\n"
            "  state/        the database, with the desk documents\n"
            "  profiles/     for `loket --profile`:\n",
            m->dir, m->config_path, m->config.front.endpoints[0]);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        fprintf(out, "    %-12s%s\n", people[i].name, people[i].what);
    fprintf(out,
            "Server key    %s\n"
            "Fingerprint   %s\n\n"
            "Next:\n"
            "  loketd --config %s\n"
            "  loket --profile %s/profiles/coordinator watch\n",
            m->server_key, fingerprint, m->config_path, m->dir);
    if (m->warnings > 0)
        fprintf(out,
                "  loket --profile %s/profiles/manager roster check\n"
                "    (it tells %zu %s about who is on call)\n",
                m->dir, m->warnings, m->warnings == 1 ? "warning" : "warnings");
}

/* text: the settings to be written, the caller's; none when they are there. */
static enum rc
settle(struct making *m, const struct init_request *request, char **text,
       size_t *n)
{
    if (request->config_path != NULL)
        return read_settings(m, request->config_path);
    snprintf(m->config_path, sizeof m->config_path, "%s/loketd.yaml", m->dir);
    return init_text_config(text, n, &m->config, m->dir,
                            request->listen != NULL ? request->listen
                                                    : INIT_LISTEN);
}

enum rc
init_run(const struct init_request *request)
{
    struct making m = {.documents = NULL};
    char *text = NULL;
    size_t n = 0;
    bool begun = false;
    enum rc rc;

    if (sodium_init() < 0)
        return failed("libsodium");
    if ((rc = take_control(&m, request->control_path)) != RC_OK ||
        (rc = look_first(request->dir)) != RC_OK ||
        (rc = find_dir(&m, request->dir)) != RC_OK ||
        (rc = settle(&m, request, &text, &n)) != RC_OK ||
        (rc = init_documents_read(&m.documents, request->documents,
                                  &(struct clock){.control = m.control},
                                  &m.warnings)) != RC_OK)
        goto out;
    begun = true;
    if ((rc = make_keys(&m)) != RC_OK || (rc = make_people(&m)) != RC_OK)
        goto out;
    /* Last: its presence says that the rest is complete. */
    if (text != NULL &&
        file_write_new(m.config_path, text, n, PRIVATE_FILE) != RC_OK) {
        rc = failed(m.config_path);
        goto out;
    }
    say_what_was_made(&m, request->out);
out:
    init_documents_close(m.documents);
    secret_memory_close(m.vault);
    test_control_unmap(m.control);
    free(text);
    if (rc != RC_OK && m.made_dir && !begun)
        rmdir(request->dir);
    /* Backups may lie beside them. */
    if (rc != RC_OK && begun)
        log_line(LOG_ERROR,
                 "not complete: remove keys, state and profiles in %s and try "
                 "again",
                 request->dir);
    return rc;
}
