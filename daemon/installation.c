/* Settings, keys and zone data of one desk. */
#include "installation.h"

#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/desk.h"
#include "sys/config_file.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/process.h"
#include "sys/secret.h"
#include "sys/vault.h"
#include "sys/vault_file.h"
#include "sys/zone_file.h"

#define KDF_CONTEXT "loketkdf"

static void
check_private_dir(const char *path, struct file_findings *findings)
{
    struct stat st;

    if (stat(path, &st) != 0)
        file_findings_add(findings, path, 0, "%s", strerror(errno));
    else if (!S_ISDIR(st.st_mode))
        file_findings_add(findings, path, 0, "is not a directory");
    else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        file_findings_add(findings, path, 0,
                          "is open to others: chmod 700 is expected");
    else if (access(path, R_OK | W_OK | X_OK) != 0)
        file_findings_add(findings, path, 0, "%s", strerror(errno));
}

/* Who owns the folder can put other files in the place of ours.  (The folder
 * of the state belongs to config.user.) */
static void
check_keys_dir(const char *path, struct file_findings *findings)
{
    struct stat st;

    check_private_dir(path, findings);
    if (stat(path, &st) == 0 && st.st_uid != geteuid())
        file_findings_add(findings, path, 0, "belongs to another user");
}

bool
installation_key_path(char *out, size_t out_bytes, const struct config *config,
                      const char *name)
{
    const char *given = getenv("CREDENTIALS_DIRECTORY");

    if (given != NULL && file_join(out, out_bytes, given, name) == RC_OK &&
        access(out, F_OK) == 0)
        return true;
    if (file_join(out, out_bytes, config->keys_dir, name) != RC_OK)
        out[0] = '\0'; /* found nowhere */
    return false;
}

static void
read_key(struct secret **out, const struct config *config, const char *name,
         struct file_findings *findings)
{
    char path[PATH_BYTES + 64];
    enum secret_source source =
        installation_key_path(path, sizeof path, config, name) ? SECRET_GIVEN
                                                               : SECRET_OWN;

    if (secret_read_from(out, path, source, findings) != RC_OK)
        *out = NULL; /* the finding is what counts */
}

static void
read_epochs(struct installation *in, struct file_findings *findings)
{
    char path[PATH_BYTES + 64];
    enum secret_source source =
        installation_key_path(path, sizeof path, &in->config, KEY_EPOCHS)
            ? SECRET_GIVEN
            : SECRET_OWN;

    in->vault = secret_memory(sizeof *in->vault);
    if (in->vault == NULL)
        file_findings_add(findings, path, 0, "no memory for the keys");
    else if (vault_read(in->vault, path, source, findings) == RC_NOT_FOUND)
        file_findings_add(findings, path, 0,
                          "what is stored is sealed with these keys: restore "
                          "the file, or let `loketd --rotate-keys` make the "
                          "first key of an installation that never had one");
}

/* When every key is given, nothing needs to be in paths.keys. */
static bool
all_given(const struct config *config)
{
    static const char *const names[] = {KEY_CURVE_SECRET, KEY_STORAGE,
                                        KEY_RECEIPT_SIGN, KEY_EPOCHS};
    char path[PATH_BYTES + 64];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!installation_key_path(path, sizeof path, config, names[i]))
            return false;
    return true;
}

/* The public half is beside the secret one for people to hand out; what they
 * hand out must be the key the server has. */
static void
read_curve_public(struct installation *in, struct file_findings *findings)
{
    uint8_t written[PUBLIC_KEY_BYTES];
    char path[PATH_BYTES + 64];

    if (in->curve == NULL)
        return;
    crypto_scalarmult_base(in->config.front.curve_public, in->curve->bytes);
    if (file_join(path, sizeof path, in->config.keys_dir, KEY_CURVE_PUBLIC) !=
            RC_OK ||
        (all_given(&in->config) && access(path, F_OK) != 0))
        return;
    if (public_key_read(written, path, findings) == RC_OK &&
        memcmp(written, in->config.front.curve_public, sizeof written) != 0)
        file_findings_add(findings, path, 0,
                          "is not the public half of " KEY_CURVE_SECRET);
}

/* It says where keys are read from and whose rights are taken. */
static void
check_settings_file(const char *path, struct file_findings *findings)
{
    struct stat st;

    if (stat(path, &st) == 0 && (st.st_mode & S_IWOTH) != 0)
        file_findings_add(findings, path, 0,
                          "can be changed by anybody: chmod o-w is expected");
}

static void
check_user(const char *user, const char *config_path,
           struct file_findings *findings)
{
    if (*user != '\0' && !process_user_known(user))
        file_findings_add(findings, config_path, 0,
                          "user: this machine has no such user");
}

static void
read_keys(struct installation *in, struct file_findings *findings)
{
    if (!all_given(&in->config))
        check_keys_dir(in->config.keys_dir, findings);
    read_key(&in->curve, &in->config, KEY_CURVE_SECRET, findings);
    read_key(&in->storage, &in->config, KEY_STORAGE, findings);
    read_key(&in->sign, &in->config, KEY_RECEIPT_SIGN, findings);
    read_epochs(in, findings);
    read_curve_public(in, findings);
}

enum rc
installation_look(struct installation **out, const char *config_path,
                  struct file_findings *findings)
{
    struct installation *in = calloc(1, sizeof *in);
    size_t before = findings->n;

    *out = in;
    if (in == NULL || sodium_init() < 0) {
        file_findings_add(findings, config_path, 0, "no memory to read it");
        return RC_INVALID;
    }
    /* Where the settings are wrong the rest is looked at all the same, as far
     * as it is known where it is. */
    if (config_file_read(&in->config, config_path, findings) == RC_OK)
        check_user(in->config.user, config_path, findings);
    check_settings_file(config_path, findings);
    if (in->config.desk.state_dir[0] != '\0')
        check_private_dir(in->config.desk.state_dir, findings);
    if (in->config.keys_dir[0] != '\0')
        read_keys(in, findings);
    in->zone_read = zone_file_read(&in->zone, ZONE_DEFAULT, findings) == RC_OK;
    return findings->n > before ? RC_INVALID : RC_OK;
}

enum rc
installation_read(struct installation **out, const char *config_path,
                  struct file_findings *findings)
{
    struct installation *in = NULL;
    enum rc rc = installation_look(&in, config_path, findings);

    if (rc == RC_OK)
        *out = in;
    else
        installation_close(in);
    return rc;
}

void
installation_close(struct installation *in)
{
    if (in == NULL)
        return;
    secret_close(in->curve);
    secret_close(in->storage);
    secret_close(in->sign);
    secret_memory_close(in->vault);
    free(in);
}

void
installation_derive_key(uint8_t *out, size_t n, enum derived_key number,
                        const struct secret *storage)
{
    crypto_kdf_derive_from_key(out, n, (uint64_t)number, KDF_CONTEXT,
                               storage->bytes);
}

void
installation_derive(const struct installation *in, struct desk_secrets *out)
{
    uint8_t seed[crypto_sign_SEEDBYTES];

    installation_derive_key(out->public_id.bytes, sizeof out->public_id.bytes,
                            DERIVED_PUBLIC_ID, in->storage);
    installation_derive_key(out->receipt, sizeof out->receipt, DERIVED_RECEIPT,
                            in->storage);
    installation_derive_key(out->digest, sizeof out->digest, DERIVED_DIGEST,
                            in->storage);
    installation_derive_key(out->link.bytes, sizeof out->link.bytes,
                            DERIVED_LINK, in->storage);
    installation_derive_key(seed, sizeof seed, DERIVED_AUDIT, in->storage);
    crypto_sign_seed_keypair(out->audit_public, out->audit_secret, seed);
    sodium_memzero(seed, sizeof seed);
    crypto_sign_seed_keypair(out->sign_public, out->sign_secret,
                             in->sign->bytes);
}
