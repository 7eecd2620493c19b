/* The ring of epoch keys, line by line. */
#include "sys/vault_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/secret.h"
#include "sys/vault.h"
#include "sys/z85.h"

#define LINE_BYTES 80 /* number, key, time, newline: at most 73 */
#define FILE_BYTES (VAULT_EPOCHS_MAX * LINE_BYTES)

/* In memory for secrets. */
struct text {
    size_t n;
    char bytes[FILE_BYTES + 1];
};

static bool
take_number(const char **at, char end, int64_t max, int64_t *out)
{
    int64_t number = 0;
    const char *p = *at;

    if (*p < '1' || *p > '9')
        return false;
    for (; *p >= '0' && *p <= '9'; p++) {
        if (number > (max - (*p - '0')) / 10)
            return false;
        number = number * 10 + (*p - '0');
    }
    if (*p != end)
        return false;
    *at = p + 1;
    *out = number;
    return true;
}

static bool
take_epoch(const char **at, struct vault_epoch *out)
{
    int64_t number = 0;

    if (!take_number(at, ' ', UINT32_MAX, &number) ||
        !z85_decode(out->key, *at))
        return false;
    *at += Z85_KEY_CHARS;
    if (*(*at)++ != ' ' || !take_number(at, '\n', INT64_MAX, &out->made_s))
        return false;
    out->number = (uint32_t)number;
    return true;
}

/* Answers the number of the line that is none; 0: all are. */
static size_t
parse(struct vault *out, const struct text *text)
{
    const char *at = text->bytes;

    for (out->n = 0; *at != '\0'; out->n++) {
        struct vault_epoch *epoch = &out->epochs[out->n];

        if (out->n == VAULT_EPOCHS_MAX || !take_epoch(&at, epoch) ||
            (out->n > 0 && epoch->number <= epoch[-1].number))
            return out->n + 1;
    }
    /* a NUL in between ends the text too soon */
    return out->n > 0 && at == text->bytes + text->n ? 0 : out->n + 1;
}

static enum rc
read_text(int fd, struct text *text)
{
    while (text->n <= FILE_BYTES) {
        ssize_t n =
            read(fd, text->bytes + text->n, sizeof text->bytes - text->n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return RC_FATAL;
        if (n == 0)
            break;
        text->n += (size_t)n;
    }
    if (text->n > FILE_BYTES)
        return RC_INVALID;
    text->bytes[text->n] = '\0';
    return RC_OK;
}

enum rc
vault_read(struct vault *out, const char *path, enum secret_source source,
           struct file_findings *findings)
{
    struct text *text = NULL;
    size_t line = 0;
    int fd = -1;
    enum rc rc = secret_open(&fd, path, source, findings);

    if (rc != RC_OK)
        return rc;
    if ((text = secret_memory(sizeof *text)) == NULL) {
        file_findings_add(findings, path, 0, "no memory for the keys");
        rc = RC_FATAL;
        goto out;
    }
    rc = read_text(fd, text);
    if (rc == RC_FATAL)
        file_findings_add(findings, path, 0, "%s", strerror(errno));
    if (rc == RC_INVALID)
        file_findings_add(findings, path, 0, "holds more than %d epoch keys",
                          VAULT_EPOCHS_MAX);
    if (rc != RC_OK)
        goto out;
    line = parse(out, text);
    if (line != 0) {
        file_findings_add(findings, path, line,
                          "is not an epoch key: a number larger than that of "
                          "the line before, %d Z85 characters and the time it "
                          "was made are expected, %d lines at most",
                          Z85_KEY_CHARS, VAULT_EPOCHS_MAX);
        sodium_memzero(out, sizeof *out);
        rc = RC_INVALID;
    }
out:
    secret_memory_close(text);
    close(fd);
    return rc;
}

static struct text *
write_text(const struct vault *vault)
{
    struct text *text = secret_memory(sizeof *text);
    char key[Z85_KEY_CHARS + 1];

    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < vault->n; i++) {
        const struct vault_epoch *epoch = &vault->epochs[i];

        z85_encode(key, epoch->key);
        text->n += (size_t)snprintf(
            text->bytes + text->n, sizeof text->bytes - text->n,
            "%" PRIu32 " %s %" PRId64 "\n", epoch->number, key, epoch->made_s);
    }
    sodium_memzero(key, sizeof key);
    return text;
}

/* Its blocks are of no file any more once the name is gone: they are written
 * over while they still have one. */
static enum rc
blank(int fd)
{
    static const char zeros[FILE_BYTES];
    struct stat st;

    if (fstat(fd, &st) != 0)
        return RC_FATAL;
    size_t n = st.st_size < FILE_BYTES ? (size_t)st.st_size : FILE_BYTES;

    return pwrite(fd, zeros, n, 0) == (ssize_t)n && fsync(fd) == 0 ? RC_OK
                                                                   : RC_FATAL;
}

enum rc
vault_write(const struct vault *vault, const char *path)
{
    struct text *text = write_text(vault);
    int old = -1;
    enum rc rc = RC_FATAL;

    if (text == NULL)
        return RC_FATAL;
    old = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (old >= 0 || errno == ENOENT)
        rc = file_write(path, text->bytes, text->n, S_IRUSR | S_IWUSR);
    /* Only what the new file has replaced: until then it was the only copy. */
    if (rc == RC_OK && old >= 0)
        rc = blank(old);
    if (old >= 0)
        close(old);
    secret_memory_close(text);
    return rc;
}

enum rc
vault_write_new(const struct vault *vault, const char *path)
{
    struct text *text = write_text(vault);
    enum rc rc = RC_FATAL;

    if (text == NULL)
        return RC_FATAL;
    rc = file_write_new(path, text->bytes, text->n, S_IRUSR | S_IWUSR);
    secret_memory_close(text);
    return rc;
}
