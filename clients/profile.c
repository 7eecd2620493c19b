/* profile -- see profile.h */
#include "profile.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/secret.h"
#include "sys/z85.h"
#include "text.h"

#define SETTINGS_BYTES 16384

enum rc
profile_folder(const char *option, char out[PROFILE_PATH_BYTES])
{
    const char *base = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int n;

    if (option != NULL)
        n = snprintf(out, PROFILE_PATH_BYTES, "%s", option);
    else if (base != NULL && base[0] == '/')
        n = snprintf(out, PROFILE_PATH_BYTES, "%s/loket", base);
    else if (home != NULL && home[0] != '\0')
        n = snprintf(out, PROFILE_PATH_BYTES, "%s/.config/loket", home);
    else
        return RC_INVALID;
    return n > 0 && n < PROFILE_PATH_BYTES ? RC_OK : RC_INVALID;
}

enum rc
profile_path(const struct profile *profile, const char *name,
             char out[PROFILE_PATH_BYTES])
{
    return file_join(out, PROFILE_PATH_BYTES, profile->folder, name);
}

/* The value of `key: value`, without quotes and what follows; in place. */
static char *
value_trim(char *value)
{
    value += strspn(value, " \t");

    char quote = *value;

    if (quote == '"' || quote == '\'') {
        char *end = strchr(value + 1, quote);

        if (end == NULL)
            return NULL;
        *end = '\0';
        return value + 1;
    }
    /* In YAML only a # after a space begins a comment: keys may hold one. */
    for (char *p = value; *p != '\0'; p++) {
        if (*p == '#' && p > value && (p[-1] == ' ' || p[-1] == '\t')) {
            *p = '\0';
            break;
        }
    }
    value[strcspn(value, "\r")] = '\0';
    for (size_t n = strlen(value);
         n > 0 && (value[n - 1] == ' ' || value[n - 1] == '\t'); n--)
        value[n - 1] = '\0';
    return value;
}

static bool
copy_text(char *out, size_t out_bytes, const char *value)
{
    int n = snprintf(out, out_bytes, "%s", value);

    return n >= 0 && (size_t)n < out_bytes;
}

static bool
setting_take(struct profile *profile, const char *key, const char *value)
{
    if (strcmp(key, "server") == 0 || strcmp(key, "endpoint") == 0)
        return copy_text(profile->server, sizeof profile->server, value);
    if (strcmp(key, "server_key") == 0)
        return strlen(value) == Z85_KEY_CHARS &&
               z85_decode(profile->server_key, value);
    if (strcmp(key, "name") == 0)
        return copy_text(profile->name, sizeof profile->name, value);
    if (strcmp(key, "fallback_telephone") == 0)
        return copy_text(profile->fallback_telephone,
                         sizeof profile->fallback_telephone, value);
    return true; /* of a later version */
}

static enum rc
settings_read(struct profile *profile, const char *path, char *text)
{
    size_t number = 0;
    char *rest = text;

    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        number++;
        line += strspn(line, " \t");
        if (*line == '\0' || *line == '#' || *line == '\r' ||
            strncmp(line, "---", 3) == 0)
            continue;

        char *colon = strchr(line, ':');
        char *value = NULL;

        if (colon != NULL) {
            *colon = '\0';
            value = value_trim(colon + 1);
        }
        if (value == NULL || !setting_take(profile, line, value)) {
            output_error(_("%s: line %zu cannot be used"), path, number);
            return RC_INVALID;
        }
    }
    if (profile->server[0] == '\0' ||
        sodium_is_zero(profile->server_key, PUBLIC_KEY_BYTES)) {
        output_error(_("%s: server and server_key must be there; the operator "
                       "of the desk has them"),
                     path);
        return RC_INVALID;
    }
    return RC_OK;
}

static enum rc
settings_open(struct profile *profile)
{
    char path[PROFILE_PATH_BYTES];
    uint8_t *text = NULL;
    size_t n = 0;
    enum rc rc;

    if ((rc = profile_path(profile, "profile.yaml", path)) != RC_OK)
        return rc;
    if ((rc = file_read(path, SETTINGS_BYTES, &text, &n)) != RC_OK) {
        output_error(_("%s cannot be read; make a profile with `loket key "
                       "new`, or name one with --profile DIR"),
                     path);
        return RC_INVALID;
    }
    rc = settings_read(profile, path, (char *)text);
    free(text);
    return rc;
}

static void
key_explain(const char *path)
{
    struct stat st;

    if (lstat(path, &st) != 0)
        output_error(_("%s cannot be read; make a profile with `loket key "
                       "new`, or name one with --profile DIR"),
                     path);
    else if (S_ISREG(st.st_mode) && (st.st_mode & 077) != 0)
        output_error(_("%s can be read by others and is not used; `chmod 600` "
                       "it, and if others may have read it make a new key"),
                     path);
    else
        output_error(_("%s is not usable: it must be a file of yours that "
                       "holds one key"),
                     path);
}

static enum rc
keys_open(struct profile *profile)
{
    char path[PROFILE_PATH_BYTES];
    struct file_findings findings = {0};
    enum rc rc;

    if ((rc = profile_path(profile, "secret.key", path)) != RC_OK)
        return rc;
    rc = secret_read(&profile->secret, path, &findings);
    file_findings_close(&findings);
    if (rc != RC_OK) {
        key_explain(path);
        return RC_INVALID;
    }
    /* The public half is computed: a file beside it could be another's. */
    if (crypto_scalarmult_base(profile->public_key, profile->secret->bytes) !=
        0)
        return RC_INVALID;
    return RC_OK;
}

static void
receipt_key_open(struct profile *profile)
{
    char path[PROFILE_PATH_BYTES];
    struct file_findings findings = {0};

    if (profile_path(profile, "server.sign", path) == RC_OK &&
        public_key_read(profile->receipt_key, path, &findings) == RC_OK)
        profile->has_receipt_key = true;
    file_findings_close(&findings);
}

static void
telephone_open(struct profile *profile)
{
    char path[PROFILE_PATH_BYTES];
    uint8_t *text = NULL;
    size_t n = 0;

    if (profile_path(profile, "telephone", path) != RC_OK ||
        file_read(path, PROFILE_TELEPHONE_BYTES, &text, &n) != RC_OK)
        return;
    (void)snprintf(profile->desk_telephone, sizeof profile->desk_telephone,
                   "%.*s", (int)strcspn((char *)text, "\n"), (char *)text);
    free(text);
}

enum rc
profile_open(struct profile **out, const char *option)
{
    enum rc rc = RC_INVALID;
    struct profile *profile = calloc(1, sizeof *profile);

    if (profile == NULL)
        return RC_FATAL;
    if ((rc = profile_folder(option, profile->folder)) != RC_OK) {
        output_error(_("no profile: name one with --profile DIR"));
        goto out;
    }
    if ((rc = settings_open(profile)) != RC_OK ||
        (rc = keys_open(profile)) != RC_OK)
        goto out;
    receipt_key_open(profile);
    telephone_open(profile);
    *out = profile;
    profile = NULL;
out:
    profile_close(profile);
    return rc;
}

void
profile_close(struct profile *profile)
{
    if (profile == NULL)
        return;
    secret_close(profile->secret);
    free(profile);
}

enum rc
profile_pin_receipt_key(struct profile *profile,
                        const uint8_t key[PUBLIC_KEY_BYTES])
{
    char path[PROFILE_PATH_BYTES];
    enum rc rc;

    if (profile->has_receipt_key)
        return memcmp(profile->receipt_key, key, PUBLIC_KEY_BYTES) == 0
                   ? RC_OK
                   : RC_STALE;
    if ((rc = profile_path(profile, "server.sign", path)) != RC_OK)
        return rc;
    rc = public_key_write_new(key, path);
    if (rc == RC_OK || rc == RC_DUP) {
        memcpy(profile->receipt_key, key, PUBLIC_KEY_BYTES);
        profile->has_receipt_key = true;
        return RC_OK;
    }
    return rc;
}

void
profile_keep_telephone(struct profile *profile, const char *telephone)
{
    char path[PROFILE_PATH_BYTES];
    size_t n = strlen(telephone);

    if (n == 0 || n >= sizeof profile->desk_telephone ||
        strcmp(telephone, profile->desk_telephone) == 0)
        return;
    memcpy(profile->desk_telephone, telephone, n + 1);
    /* When it cannot be kept, the one of profile.yaml must do. */
    if (profile_path(profile, "telephone", path) == RC_OK)
        (void)!file_write(path, telephone, n, 0600);
}

enum rc
profile_outbox_key(const struct profile *profile, uint8_t key[OUTBOX_KEY_BYTES])
{
    char path[PROFILE_PATH_BYTES];
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc = profile_path(profile, "outbox.key", path);

    if (rc != RC_OK)
        return rc;
    randombytes_buf(key, OUTBOX_KEY_BYTES);
    rc = file_write_new(path, key, OUTBOX_KEY_BYTES, 0600);
    if (rc != RC_DUP)
        return rc;
    rc = file_read(path, OUTBOX_KEY_BYTES, &bytes, &n);
    if (rc == RC_OK && n != OUTBOX_KEY_BYTES)
        rc = RC_INVALID;
    if (rc == RC_OK)
        memcpy(key, bytes, OUTBOX_KEY_BYTES);
    if (bytes != NULL)
        sodium_memzero(bytes, n);
    free(bytes);
    return rc;
}

enum rc
profile_write_settings(const struct profile *profile)
{
    char path[PROFILE_PATH_BYTES];
    char key[Z85_KEY_CHARS + 1];
    char text[SETTINGS_BYTES];
    enum rc rc;
    int n;

    if ((rc = profile_path(profile, "profile.yaml", path)) != RC_OK)
        return rc;
    z85_encode(key, profile->server_key);
    n = snprintf(text, sizeof text,
                 "# Which desk, and who we are there; see `loket key --help`.\n"
                 "server: \"%s\"\n"
                 "server_key: \"%s\"\n"
                 "name: \"%s\"\n"
                 "fallback_telephone: \"%s\"\n",
                 profile->server, key, profile->name,
                 profile->fallback_telephone);
    if (n < 0 || (size_t)n >= sizeof text)
        return RC_INVALID;
    return file_write_new(path, text, (size_t)n, 0600);
}
