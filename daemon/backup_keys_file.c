/* Sealed copies of the key files. */
#include "backup_keys_file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backup_job.h"
#include "core/config.h"
#include "sys/bytes.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"

#define FORMAT     1
#define HEAD_BYTES 52 /* format, made, expires, print */
#define DAY_US     (INT64_C(24) * 3600 * 1000000)

struct keys_head {
    int64_t made_us, expires_us;
    uint8_t print[BACKUP_HASH_BYTES]; /* keyed: are these the same keys? */
};

static enum rc
print_of(uint8_t out[BACKUP_HASH_BYTES], const struct backup_keyset *keys,
         const struct backup_secrets *secrets)
{
    crypto_generichash_state *state = secret_memory(sizeof *state);

    if (state == NULL)
        return RC_FATAL;
    crypto_generichash_init(state, secrets->block, sizeof secrets->block,
                            BACKUP_HASH_BYTES);
    for (size_t i = 0; i < keys->n; i++) {
        crypto_generichash_update(state, (const uint8_t *)keys->v[i].name,
                                  sizeof keys->v[i].name);
        crypto_generichash_update(state, keys->v[i].bytes, keys->v[i].n);
    }
    crypto_generichash_final(state, out, BACKUP_HASH_BYTES);
    secret_memory_close(state);
    return RC_OK;
}

static void
pack_head(struct sealed_head *out, const struct keys_head *head)
{
    *out = (struct sealed_head){.kind = SEALED_KEYS, .n = HEAD_BYTES};
    bytes_put(out->bytes, FORMAT, 4);
    bytes_put(out->bytes + 4, (uint64_t)head->made_us, 8);
    bytes_put(out->bytes + 12, (uint64_t)head->expires_us, 8);
    memcpy(out->bytes + 20, head->print, sizeof head->print);
}

static enum rc
unpack_head(struct keys_head *out, const struct sealed_head *head)
{
    if (head->kind != SEALED_KEYS || head->n != HEAD_BYTES ||
        bytes_get(head->bytes, 4) != FORMAT)
        return RC_INVALID;
    out->made_us = (int64_t)bytes_get(head->bytes + 4, 8);
    out->expires_us = (int64_t)bytes_get(head->bytes + 12, 8);
    memcpy(out->print, head->bytes + 20, sizeof out->print);
    return RC_OK;
}

/* --- writing --------------------------------------------------------------- */

/* One chunk a file: its name in a fixed room, then its bytes. */
static enum rc
seal_to(FILE *file, const struct backup_keyset *keys,
        const struct keys_head *head, const uint8_t to[][PUBLIC_KEY_BYTES],
        size_t to_n)
{
    struct backup_key_file *chunk = secret_memory(sizeof *chunk);
    struct sealed_writer *writer = NULL;
    struct sealed_head packed;
    uint8_t digest[SEALED_DIGEST_BYTES];
    enum rc rc = RC_FATAL;

    if (chunk == NULL)
        return RC_FATAL;
    pack_head(&packed, head);
    rc = sealed_create(&writer, file, &packed, to, to_n);
    for (size_t i = 0; rc == RC_OK && i < keys->n; i++) {
        uint8_t *at = (uint8_t *)chunk;

        memset(chunk, 0, sizeof *chunk);
        memcpy(at, keys->v[i].name, BACKUP_KEY_NAME_BYTES);
        memcpy(at + BACKUP_KEY_NAME_BYTES, keys->v[i].bytes, keys->v[i].n);
        rc = sealed_put(writer, at, BACKUP_KEY_NAME_BYTES + keys->v[i].n,
                        i + 1 == keys->n);
    }
    if (rc == RC_OK)
        rc = sealed_finish(writer, digest);
    sealed_writer_close(writer);
    secret_memory_close(chunk);
    return rc;
}

static enum rc
write_copy(const char *dir, const struct backup_keyset *keys,
           const struct keys_head *head, const uint8_t to[][PUBLIC_KEY_BYTES],
           size_t to_n)
{
    time_t second = (time_t)(head->made_us / 1000000);
    char path[PATH_MAX];
    char when[32];
    char *bytes = NULL;
    size_t n = 0;
    struct tm tm;
    FILE *memory = NULL;
    enum rc rc = RC_FATAL;

    if (gmtime_r(&second, &tm) == NULL ||
        strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &tm) == 0 ||
        (memory = open_memstream(&bytes, &n)) == NULL)
        return RC_FATAL;
    rc = seal_to(memory, keys, head, to, to_n);
    if (fclose(memory) != 0)
        rc = RC_FATAL;
    int length =
        snprintf(path, sizeof path, "%s/loket-%s-%06lld%s", dir, when,
                 (long long)(head->made_us % 1000000), BACKUP_KEYS_ENDING);

    if (length < 0 || (size_t)length >= sizeof path)
        rc = RC_FATAL;
    if (rc == RC_OK)
        rc = file_write_new(path, bytes, n, 0600);
    if (rc != RC_OK)
        log_line(LOG_ERROR, "copy of the keys: %s", strerror(errno));
    free(bytes);
    return rc;
}

static enum rc
export_keys(const struct config *config, const char *dir,
            const struct backup_keyset *keys, const uint8_t *print)
{
    const struct clock clock = {0};
    struct keys_head head = {.made_us = clock_utc_us(&clock)};
    uint8_t to[BACKUP_RECIPIENTS_MAX][PUBLIC_KEY_BYTES];
    struct file_findings findings = {0};
    enum rc rc = backup_recipients(config, to, &findings);

    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc != RC_OK)
        return rc;
    head.expires_us = head.made_us + BACKUP_KEYS_LIFE_DAYS * DAY_US;
    memcpy(head.print, print, sizeof head.print);
    return write_copy(dir, keys, &head, (const uint8_t(*)[PUBLIC_KEY_BYTES])to,
                      config->backup.recipients_n);
}

static enum rc
open_folder(const char *dir)
{
    enum rc rc = file_make_dir(dir, 0700);

    if (rc == RC_OK || rc == RC_DUP)
        return RC_OK;
    log_line(LOG_ERROR, "%s: %s", dir, strerror(errno));
    return RC_INVALID;
}

enum rc
backup_keys_export(const struct config *config,
                   const struct backup_secrets *secrets, const char *dir,
                   FILE *out)
{
    struct backup_keyset *keys = NULL;
    uint8_t print[BACKUP_HASH_BYTES];
    enum rc rc;

    if (config->backup.recipients_n == 0) {
        log_line(LOG_ERROR, "backup.recipients: names no key: nobody could "
                            "open the copy");
        return RC_INVALID;
    }
    if ((rc = open_folder(dir)) == RC_OK &&
        (rc = backup_keys_collect(&keys, config)) == RC_OK &&
        (rc = print_of(print, keys, secrets)) == RC_OK)
        rc = export_keys(config, dir, keys, print);
    if (rc == RC_OK)
        fprintf(out, "copy of the keys in %s: to be gone in %d days\n", dir,
                BACKUP_KEYS_LIFE_DAYS);
    secret_memory_close(keys);
    return rc;
}

/* --- renewing -------------------------------------------------------------- */

static enum rc
head_of(struct keys_head *out, const char *path)
{
    struct sealed_reader *reader = NULL;
    struct sealed_head head;
    FILE *file = fopen(path, "rbe");
    enum rc rc;

    if (file == NULL)
        return RC_INVALID;
    if ((rc = sealed_open(&reader, file, NULL, &head)) == RC_OK)
        rc = unpack_head(out, &head);
    sealed_reader_close(reader);
    fclose(file);
    return rc;
}

/* Whatever claims to live longer than it may is past its time as well. */
static bool
is_over(const struct keys_head *head, int64_t now_us)
{
    return now_us >= head->expires_us ||
           now_us - head->made_us >= BACKUP_KEYS_LIFE_DAYS * DAY_US;
}

/* Is there one of these very keys that is not a day old?  What is over goes,
 * and so does what nobody can read. */
static enum rc
look_through(const char *dir, const uint8_t print[BACKUP_HASH_BYTES],
             bool *fresh)
{
    const struct clock clock = {0};
    int64_t now_us = clock_utc_us(&clock);
    DIR *open = opendir(dir);
    struct dirent *entry;
    enum rc rc = open == NULL ? RC_FATAL : RC_OK;

    *fresh = false;
    while (open != NULL && (entry = readdir(open)) != NULL) {
        const char *ending = strstr(entry->d_name, BACKUP_KEYS_ENDING);
        struct keys_head head;
        char path[PATH_MAX];

        if (ending == NULL ||
            file_join(path, sizeof path, dir, entry->d_name) != RC_OK)
            continue;
        if (head_of(&head, path) == RC_OK && !is_over(&head, now_us)) {
            *fresh |= now_us - head.made_us < DAY_US &&
                      now_us >= head.made_us &&
                      memcmp(head.print, print, sizeof head.print) == 0;
            continue;
        }
        if (unlink(path) != 0)
            rc = RC_FATAL;
        else
            log_line(LOG_NOTE, "%s: past its time: removed", entry->d_name);
    }
    if (rc != RC_OK)
        log_line(LOG_ERROR, "%s: %s", dir, strerror(errno));
    if (open != NULL)
        closedir(open);
    return rc;
}

enum rc
backup_keys_renew(const struct config *config,
                  const struct backup_secrets *secrets)
{
    const char *dir = config->backup.keys_folder;
    struct backup_keyset *keys = NULL;
    uint8_t print[BACKUP_HASH_BYTES];
    bool fresh = false;
    enum rc rc;

    if ((rc = open_folder(dir)) == RC_OK &&
        (rc = backup_keys_collect(&keys, config)) == RC_OK &&
        (rc = print_of(print, keys, secrets)) == RC_OK)
        rc = look_through(dir, print, &fresh);
    if (rc == RC_OK && !fresh)
        rc = export_keys(config, dir, keys, print);
    secret_memory_close(keys);
    return rc;
}

/* --- opening --------------------------------------------------------------- */

static bool
name_ok(const uint8_t name[BACKUP_KEY_NAME_BYTES])
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
    size_t n = strnlen((const char *)name, BACKUP_KEY_NAME_BYTES);

    return n >= 1 && n < BACKUP_KEY_NAME_BYTES && name[0] != '.' &&
           strspn((const char *)name, allowed) == n;
}

static enum rc
take_chunk(struct backup_keyset *keys, const uint8_t *chunk, size_t n)
{
    struct backup_key_file *file = &keys->v[keys->n];

    if (keys->n == BACKUP_KEYS_MAX || n <= BACKUP_KEY_NAME_BYTES ||
        n - BACKUP_KEY_NAME_BYTES > sizeof file->bytes || !name_ok(chunk) ||
        backup_keys_find(keys, (const char *)chunk) != NULL)
        return RC_INVALID;
    memcpy(file->name, chunk, sizeof file->name);
    file->n = n - BACKUP_KEY_NAME_BYTES;
    memcpy(file->bytes, chunk + BACKUP_KEY_NAME_BYTES, file->n);
    keys->n++;
    return RC_OK;
}

static enum rc
read_all(struct backup_keyset *keys, FILE *file, const struct secret *key)
{
    struct sealed_reader *reader = NULL;
    struct sealed_head packed;
    struct keys_head head;
    const uint8_t *chunk = NULL;
    size_t n = 0;
    enum rc rc = sealed_open(&reader, file, key, &packed);

    if (rc == RC_OK)
        rc = unpack_head(&head, &packed);
    while (rc == RC_OK && (rc = sealed_get(reader, &chunk, &n)) == RC_OK)
        rc = take_chunk(keys, chunk, n);
    sealed_reader_close(reader);
    if (rc != RC_NOT_FOUND || keys->n == 0)
        return rc == RC_OK ? RC_INVALID : rc;
    keys->made_us = head.made_us;
    keys->expires_us = head.expires_us;
    return RC_OK;
}

enum rc
backup_keys_file_read(struct backup_keyset *keys, const char *path,
                      const struct secret *key)
{
    FILE *file = fopen(path, "rbe");
    enum rc rc;

    if (file == NULL) {
        log_line(LOG_ERROR, "%s: %s", path, strerror(errno));
        return RC_INVALID;
    }
    rc = read_all(keys, file, key);
    fclose(file);
    if (rc == RC_OK || rc == RC_FATAL)
        return rc;
    log_line(LOG_ERROR, "%s: %s", path,
             rc == RC_NOT_FOUND ? "is not sealed to this key"
                                : "is damaged, or no copy of keys");
    return RC_INVALID;
}
