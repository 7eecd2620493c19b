/* Secrets in guarded memory, and their key files. */
#include "sys/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/z85.h"

#define LINE_BYTES (Z85_KEY_CHARS + 1) /* with its newline */

void *
secret_memory(size_t n)
{
    void *memory = sodium_init() < 0 ? NULL : sodium_malloc(n);

    if (memory != NULL)
        sodium_memzero(memory, n);
    return memory;
}

void
secret_memory_close(void *memory)
{
    sodium_free(memory);
}

enum rc
secret_new(struct secret **out)
{
    struct secret *secret = secret_memory(sizeof *secret);

    if (secret == NULL)
        return RC_FATAL;
    *out = secret;
    return RC_OK;
}

/* What is opened is what is judged: no second look at the path. */
static const char *
refusal_of(int fd, enum secret_source source)
{
    mode_t others = S_IRWXG | S_IRWXO;
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return "is not a regular file";
    if (source == SECRET_GIVEN && st.st_uid == 0)
        others = S_IWGRP | S_IRWXO;
    else if (st.st_uid != geteuid())
        return "belongs to another user";
    if ((st.st_mode & others) != 0)
        return "can be read or written by others: chmod 600, and replace the "
               "key if somebody may have read it";
    return NULL;
}

static enum rc
read_line(int fd, uint8_t out[PUBLIC_KEY_BYTES], const char *path,
          struct file_findings *findings)
{
    char line[LINE_BYTES + 2] = "";
    ssize_t n = read(fd, line, LINE_BYTES + 1); /* one too many is refused */
    enum rc rc = RC_INVALID;

    if (n == LINE_BYTES && line[LINE_BYTES - 1] == '\n')
        n--;
    if (n == Z85_KEY_CHARS && z85_decode(out, line))
        rc = RC_OK;
    else
        file_findings_add(
            findings, path, 0,
            "is not a key: one line of %d Z85 characters is expected",
            Z85_KEY_CHARS);
    sodium_memzero(line, sizeof line);
    return rc;
}

static enum rc
open_key(int *out, const char *path, struct file_findings *findings)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0) {
        enum rc rc = errno == ENOENT ? RC_NOT_FOUND : RC_FATAL;

        file_findings_add(findings, path, 0, "%s", strerror(errno));
        return rc;
    }
    *out = fd;
    return RC_OK;
}

enum rc
secret_open(int *out, const char *path, enum secret_source source,
            struct file_findings *findings)
{
    int fd = -1;
    enum rc rc = open_key(&fd, path, findings);

    if (rc != RC_OK)
        return rc;
    const char *refusal = refusal_of(fd, source);

    if (refusal != NULL) {
        file_findings_add(findings, path, 0, "%s", refusal);
        close(fd);
        return RC_INVALID;
    }
    *out = fd;
    return RC_OK;
}

enum rc
secret_read(struct secret **out, const char *path,
            struct file_findings *findings)
{
    return secret_read_from(out, path, SECRET_OWN, findings);
}

enum rc
secret_read_from(struct secret **out, const char *path,
                 enum secret_source source, struct file_findings *findings)
{
    struct secret *secret = NULL;
    int fd = -1;
    enum rc rc = secret_open(&fd, path, source, findings);

    if (rc != RC_OK)
        return rc;
    if ((rc = secret_new(&secret)) != RC_OK) {
        file_findings_add(findings, path, 0, "no memory for the key");
        goto out;
    }
    if ((rc = read_line(fd, secret->bytes, path, findings)) != RC_OK)
        goto out;
    *out = secret;
    secret = NULL; /* handed over */
out:
    secret_close(secret);
    close(fd);
    return rc;
}

static enum rc
write_line(const uint8_t key[PUBLIC_KEY_BYTES], const char *path, mode_t mode)
{
    char line[LINE_BYTES + 1];

    z85_encode(line, key);
    line[Z85_KEY_CHARS] = '\n';
    enum rc rc = file_write_new(path, line, LINE_BYTES, mode);

    sodium_memzero(line, sizeof line);
    return rc;
}

enum rc
secret_write_new(const struct secret *secret, const char *path)
{
    return write_line(secret->bytes, path, S_IRUSR | S_IWUSR);
}

void
secret_close(struct secret *secret)
{
    secret_memory_close(secret);
}

enum rc
public_key_read(uint8_t out[PUBLIC_KEY_BYTES], const char *path,
                struct file_findings *findings)
{
    int fd = -1;
    enum rc rc = open_key(&fd, path, findings);

    if (rc != RC_OK)
        return rc;
    rc = read_line(fd, out, path, findings);
    close(fd);
    return rc;
}

enum rc
public_key_write_new(const uint8_t key[PUBLIC_KEY_BYTES], const char *path)
{
    return write_line(key, path, S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH);
}

void
public_key_fingerprint(char out[FINGERPRINT_BYTES],
                       const uint8_t key[PUBLIC_KEY_BYTES])
{
    uint8_t hash[16];
    size_t at = 0;

    crypto_generichash(hash, sizeof hash, key, PUBLIC_KEY_BYTES, NULL, 0);
    for (size_t i = 0; i < sizeof hash; i += 2)
        at += (size_t)snprintf(out + at, FINGERPRINT_BYTES - at, "%s%02x%02x",
                               i == 0 ? "" : " ", hash[i], hash[i + 1]);
}
