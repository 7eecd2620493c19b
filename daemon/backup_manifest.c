/* What the last backup looked like. */
#include "backup_manifest.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sys/bytes.h"
#include "sys/file.h"

#define MAGIC      "LOKETMF1"
#define HEAD_BYTES 84
#define BYTES_MAX  ((size_t)1 << 30)
#define INDEX_NONE UINT64_MAX /* the whole file is hashed under it */

void
backup_manifest_hash(const uint8_t key[BACKUP_KEY_BYTES], uint64_t index,
                     const uint8_t *block, size_t n, struct backup_hash *out)
{
    crypto_generichash_state state;
    uint8_t at[8];

    bytes_put(at, index, sizeof at);
    crypto_generichash_init(&state, key, BACKUP_KEY_BYTES, sizeof out->bytes);
    crypto_generichash_update(&state, at, sizeof at);
    crypto_generichash_update(&state, block, n);
    crypto_generichash_final(&state, out->bytes, sizeof out->bytes);
    sodium_memzero(&state, sizeof state);
}

static enum rc
unpack(struct backup_manifest *out, const uint8_t *bytes, size_t n,
       const uint8_t key[BACKUP_KEY_BYTES])
{
    struct backup_hash made;
    uint64_t blocks_n;

    if (n < HEAD_BYTES + BACKUP_HASH_BYTES ||
        memcmp(bytes, MAGIC, strlen(MAGIC)) != 0)
        return RC_NOT_FOUND;
    n -= BACKUP_HASH_BYTES;
    backup_manifest_hash(key, INDEX_NONE, bytes, n, &made);
    if (sodium_memcmp(made.bytes, bytes + n, sizeof made.bytes) != 0)
        return RC_NOT_FOUND;
    memcpy(out->epoch, bytes + 8, sizeof out->epoch);
    out->sequence = bytes_get(bytes + 24, 8);
    memcpy(out->digest, bytes + 32, sizeof out->digest);
    out->full_us = (int64_t)bytes_get(bytes + 64, 8);
    out->chain = (uint32_t)bytes_get(bytes + 72, 4);
    blocks_n = bytes_get(bytes + 76, 8);
    if (blocks_n != (n - HEAD_BYTES) / BACKUP_HASH_BYTES ||
        (n - HEAD_BYTES) % BACKUP_HASH_BYTES != 0)
        return RC_NOT_FOUND;
    out->blocks = malloc(n - HEAD_BYTES + 1);
    if (out->blocks == NULL)
        return RC_FATAL;
    memcpy(out->blocks, bytes + HEAD_BYTES, n - HEAD_BYTES);
    out->blocks_n = (size_t)blocks_n;
    return RC_OK;
}

static enum rc
path_in(char out[PATH_MAX], const char *dir)
{
    return file_join(out, PATH_MAX, dir, BACKUP_MANIFEST);
}

enum rc
backup_manifest_read(struct backup_manifest *out, const char *dir,
                     const uint8_t key[BACKUP_KEY_BYTES])
{
    char path[PATH_MAX];
    struct stat st;
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc;

    *out = (struct backup_manifest){.blocks = NULL};
    if (path_in(path, dir) != RC_OK || stat(path, &st) != 0 ||
        st.st_size < HEAD_BYTES || (uintmax_t)st.st_size > BYTES_MAX)
        return RC_NOT_FOUND;
    if (file_read(path, (size_t)st.st_size, &bytes, &n) != RC_OK)
        return RC_NOT_FOUND;
    rc = unpack(out, bytes, n, key);
    free(bytes);
    return rc;
}

enum rc
backup_manifest_write(const struct backup_manifest *manifest, const char *dir,
                      const uint8_t key[BACKUP_KEY_BYTES])
{
    char path[PATH_MAX];
    size_t hashes = manifest->blocks_n * BACKUP_HASH_BYTES;
    size_t n = HEAD_BYTES + hashes;
    uint8_t *bytes = malloc(n + BACKUP_HASH_BYTES);
    struct backup_hash made;
    enum rc rc = RC_FATAL;

    if (bytes == NULL || path_in(path, dir) != RC_OK)
        goto out;
    memcpy(bytes, MAGIC, 8);
    memcpy(bytes + 8, manifest->epoch, sizeof manifest->epoch);
    bytes_put(bytes + 24, manifest->sequence, 8);
    memcpy(bytes + 32, manifest->digest, sizeof manifest->digest);
    bytes_put(bytes + 64, (uint64_t)manifest->full_us, 8);
    bytes_put(bytes + 72, manifest->chain, 4);
    bytes_put(bytes + 76, manifest->blocks_n, 8);
    if (hashes > 0)
        memcpy(bytes + HEAD_BYTES, manifest->blocks, hashes);
    backup_manifest_hash(key, INDEX_NONE, bytes, n, &made);
    memcpy(bytes + n, made.bytes, sizeof made.bytes);
    rc = file_write(path, bytes, n + sizeof made.bytes, 0600);
out:
    free(bytes);
    return rc;
}

void
backup_manifest_close(struct backup_manifest *manifest)
{
    free(manifest->blocks);
    *manifest = (struct backup_manifest){.blocks = NULL};
}
