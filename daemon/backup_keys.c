/* Key files: collecting, sealing, opening. */
#include "backup_keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup_keys_file.h"
#include "core/config.h"
#include "installation.h"
#include "sys/file.h"
#include "sys/log.h"
#include "sys/secret.h"
#include "sys/z85.h"

static const char *const key_names[] = {KEY_CURVE_SECRET, KEY_CURVE_PUBLIC,
                                        KEY_STORAGE, KEY_RECEIPT_SIGN,
                                        KEY_EPOCHS};

#define KEY_NAMES_N (sizeof key_names / sizeof *key_names)

/* Straight into locked memory.  RC_NOT_FOUND: no such file. */
static enum rc
read_one(struct backup_keyset *keys, const char *path, const char *name)
{
    struct backup_key_file *file = &keys->v[keys->n];
    ssize_t got = 0;
    int fd = -1;

    if (keys->n == BACKUP_KEYS_MAX || strlen(name) >= sizeof file->name)
        return RC_INVALID;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT ? RC_NOT_FOUND : RC_FATAL;
    got = read(fd, file->bytes, sizeof file->bytes);
    close(fd);
    if (got < 1 || got == (ssize_t)sizeof file->bytes)
        return RC_INVALID;
    memcpy(file->name, name, strlen(name) + 1);
    file->n = (size_t)got;
    keys->n++;
    return RC_OK;
}

/* From where the desk has it. */
static enum rc
read_key(struct backup_keyset *keys, const struct config *config,
         const char *name)
{
    char path[PATH_MAX];

    (void)installation_key_path(path, sizeof path, config, name);
    return read_one(keys, path, name);
}

/* Public halves, of recipients too: the desk that is restored needs them. */
static enum rc
read_public(struct backup_keyset *keys, const char *dir)
{
    DIR *open = opendir(dir);
    struct dirent *entry;
    enum rc rc = open == NULL ? RC_FATAL : RC_OK;

    while (rc == RC_OK && (entry = readdir(open)) != NULL) {
        const char *ending = strrchr(entry->d_name, '.');
        char path[PATH_MAX];

        if (ending == NULL || strcmp(ending, ".public") != 0 ||
            backup_keys_find(keys, entry->d_name) != NULL)
            continue;
        rc = file_join(path, sizeof path, dir, entry->d_name);
        if (rc == RC_OK)
            rc = read_one(keys, path, entry->d_name);
    }
    if (open != NULL)
        closedir(open);
    return rc;
}

static enum rc
read_folder(struct backup_keyset *keys, const char *dir)
{
    for (size_t i = 0; i < KEY_NAMES_N; i++) {
        char path[PATH_MAX];
        enum rc rc = file_join(path, sizeof path, dir, key_names[i]);

        if (rc == RC_OK)
            rc = read_one(keys, path, key_names[i]);
        if (rc != RC_OK) {
            log_line(LOG_ERROR, "%s/%s: cannot be read", dir, key_names[i]);
            return RC_INVALID;
        }
    }
    if (read_public(keys, dir) == RC_OK)
        return RC_OK;
    log_line(LOG_ERROR, "%s: its public keys cannot be read", dir);
    return RC_INVALID;
}

static enum rc
collect(struct backup_keyset *keys, const struct config *config)
{
    for (size_t i = 0; i < KEY_NAMES_N; i++) {
        enum rc rc = read_key(keys, config, key_names[i]);

        if (rc != RC_OK) {
            log_line(LOG_ERROR, "%s: cannot be read", key_names[i]);
            return RC_FATAL;
        }
    }
    /* so that the restored desk makes backups for the same people */
    for (size_t i = 0; i < config->backup.recipients_n; i++) {
        enum rc rc = read_key(keys, config, config->backup.recipients[i]);

        if (rc != RC_OK)
            return rc == RC_NOT_FOUND ? RC_INVALID : rc;
    }
    return RC_OK;
}

enum rc
backup_keys_collect(struct backup_keyset **out, const struct config *config)
{
    struct backup_keyset *keys = secret_memory(sizeof *keys);
    enum rc rc = keys == NULL ? RC_FATAL : collect(keys, config);

    if (rc == RC_OK) {
        *out = keys;
        keys = NULL; /* handed over */
    }
    secret_memory_close(keys);
    return rc;
}

const struct backup_key_file *
backup_keys_find(const struct backup_keyset *keys, const char *name)
{
    for (size_t i = 0; i < keys->n; i++)
        if (strcmp(keys->v[i].name, name) == 0)
            return &keys->v[i];
    return NULL;
}

static enum rc
check_complete(const struct backup_keyset *keys, const char *from)
{
    for (size_t i = 0; i < KEY_NAMES_N; i++)
        if (backup_keys_find(keys, key_names[i]) == NULL) {
            log_line(LOG_ERROR, "%s: %s is not in it", from, key_names[i]);
            return RC_INVALID;
        }
    return RC_OK;
}

static enum rc
read_any(struct backup_keyset *keys, const char *from, const struct secret *key)
{
    struct stat st;
    enum rc rc;

    if (stat(from, &st) != 0) {
        log_line(LOG_ERROR, "%s: %s", from, strerror(errno));
        return RC_INVALID;
    }
    rc = S_ISDIR(st.st_mode) ? read_folder(keys, from)
                             : backup_keys_file_read(keys, from, key);
    return rc == RC_OK ? check_complete(keys, from) : rc;
}

enum rc
backup_keys_read(struct backup_keyset **out, const char *from,
                 const struct secret *key)
{
    struct backup_keyset *keys = secret_memory(sizeof *keys);
    enum rc rc = keys == NULL ? RC_FATAL : read_any(keys, from, key);

    if (rc == RC_OK) {
        *out = keys;
        keys = NULL; /* handed over */
    }
    secret_memory_close(keys);
    return rc;
}

enum rc
backup_keys_storage(const struct backup_keyset *keys, struct secret **out)
{
    const struct backup_key_file *file = backup_keys_find(keys, KEY_STORAGE);
    struct secret *secret = NULL;
    char *line = NULL;
    enum rc rc = RC_INVALID;

    if (file == NULL || file->n < Z85_KEY_CHARS ||
        file->n > Z85_KEY_CHARS + 1 ||
        (file->n == Z85_KEY_CHARS + 1 && file->bytes[Z85_KEY_CHARS] != '\n'))
        goto out;
    if ((line = secret_memory(Z85_KEY_CHARS + 1)) == NULL ||
        secret_new(&secret) != RC_OK) {
        rc = RC_FATAL;
        goto out;
    }
    memcpy(line, file->bytes, Z85_KEY_CHARS);
    if (z85_decode(secret->bytes, line)) {
        *out = secret;
        secret = NULL; /* handed over */
        rc = RC_OK;
    }
out:
    if (rc == RC_INVALID)
        log_line(LOG_ERROR, "%s: is not a key", KEY_STORAGE);
    secret_memory_close(line);
    secret_close(secret);
    return rc;
}

enum rc
backup_keys_write(const struct backup_keyset *keys, const char *dir)
{
    for (size_t i = 0; i < keys->n; i++) {
        char path[PATH_MAX];
        enum rc rc = file_join(path, sizeof path, dir, keys->v[i].name);

        if (rc == RC_OK)
            rc = file_write_new(path, keys->v[i].bytes, keys->v[i].n, 0600);
        if (rc != RC_OK) {
            log_line(LOG_ERROR, "%s/%s: %s", dir, keys->v[i].name,
                     rc == RC_DUP ? "exists" : strerror(errno));
            return rc;
        }
    }
    return RC_OK;
}

enum rc
backup_keys_make(const char *path, FILE *out)
{
    uint8_t public_key[PUBLIC_KEY_BYTES];
    char fingerprint[FINGERPRINT_BYTES];
    char public_path[PATH_MAX];
    struct secret *secret = NULL;
    struct stat st;
    int n = snprintf(public_path, sizeof public_path, "%s.public", path);
    enum rc rc = RC_FATAL;

    if (n < 0 || (size_t)n >= sizeof public_path)
        return RC_INVALID;
    if (lstat(public_path, &st) == 0 || lstat(path, &st) == 0) {
        log_line(LOG_ERROR, "%s or its public half exists: nothing was changed",
                 path);
        return RC_DUP;
    }
    if (secret_new(&secret) != RC_OK)
        return RC_FATAL;
    crypto_box_keypair(public_key, secret->bytes);
    if ((rc = secret_write_new(secret, path)) == RC_OK)
        rc = public_key_write_new(public_key, public_path);
    secret_close(secret);
    if (rc != RC_OK) {
        log_line(LOG_ERROR, "%s: %s", path, strerror(errno));
        return rc;
    }
    public_key_fingerprint(fingerprint, public_key);
    fprintf(out,
            "%s         the secret half: into the safe, not onto the server\n"
            "%s  the public half: into paths.keys of the server,\n"
            "    and its name there into backup.recipients\n"
            "Fingerprint %s\n",
            path, public_path, fingerprint);
    return RC_OK;
}
