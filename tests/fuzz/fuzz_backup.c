/* A backup from arbitrary bytes: no report.  The bytes are tried as a file, as
 * nobody who has a key made it, and then as the chunks of one that was sealed
 * to us, which anybody can do: a head of 72 bytes, then chunks that begin with
 * two bytes of length.  What is read stays within what its facts promise. */
#include "fuzz.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "sys/backup_file.h"
#include "sys/secret.h"

#define HEAD_BYTES 72

struct seen {
    int64_t image_bytes;
    uint64_t next;
};

static enum rc
on_facts(const struct backup_facts *facts, void *arg)
{
    struct seen *seen = arg;

    require(facts->image_bytes > 0 && facts->image_bytes <= BACKUP_IMAGE_BYTES);
    seen->image_bytes = facts->image_bytes;
    return RC_OK;
}

static enum rc
on_file(const char *name, const uint8_t *bytes, size_t n, void *arg)
{
    uint8_t sum = 0;

    (void)arg;
    require(strlen(name) > 0 && strchr(name, '/') == NULL && name[0] != '.');
    for (size_t i = 0; i < n; i++)
        sum ^= bytes[i];
    return sum == 0xa5 ? RC_STALE : RC_OK;
}

static enum rc
on_block(uint64_t index, const uint8_t *bytes, size_t n, void *arg)
{
    struct seen *seen = arg;

    require(n >= 1 && n <= BACKUP_BLOCK_BYTES && index >= seen->next);
    require((int64_t)(index * BACKUP_BLOCK_BYTES + n) <= seen->image_bytes);
    seen->next = index + 1;
    return bytes[0] == 0xff && bytes[n - 1] == 0xfe ? RC_STALE : RC_OK;
}

static void
read_it(FILE *file, const struct secret *key)
{
    static const uint8_t origin[BACKUP_KEY_BYTES] = {7};
    struct seen seen = {.next = 0};
    const struct backup_visitor visitor = {
        .facts = on_facts, .file = on_file, .block = on_block, .arg = &seen};
    struct backup_read read;

    require(file != NULL);
    /* of an origin nobody has: never as one of ours */
    require(backup_read(file, key, origin, &visitor, &read) != RC_OK ||
            key == NULL);
    fclose(file);
}

static void
read_sealed(const uint8_t *bytes, size_t n, const struct secret *key,
            const uint8_t to[1][PUBLIC_KEY_BYTES])
{
    struct sealed_head head = {.kind = SEALED_BACKUP, .n = HEAD_BYTES};
    struct sealed_writer *writer = NULL;
    uint8_t digest[SEALED_DIGEST_BYTES];
    char *made = NULL;
    size_t made_n = 0;
    FILE *out = open_memstream(&made, &made_n);

    memcpy(head.bytes, bytes, HEAD_BYTES);
    require(out != NULL);
    require(sealed_create(&writer, out, &head, to, 1) == RC_OK);
    for (size_t at = HEAD_BYTES; at + 2 < n;) {
        size_t size = (size_t)bytes[at] | (size_t)bytes[at + 1] << 8;

        at += 2;
        if (size < 1 || size > n - at)
            size = n - at;
        require(sealed_put(writer, bytes + at, size, at + size + 2 >= n) ==
                RC_OK);
        at += size;
    }
    require(sealed_finish(writer, digest) == RC_OK);
    sealed_writer_close(writer);
    fclose(out);
    read_it(fmemopen(made, made_n, "rb"), key);
    free(made);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct secret *key = NULL;
    uint8_t to[1][PUBLIC_KEY_BYTES];

    require(secret_new(&key) == RC_OK);
    memset(key->bytes, 42, sizeof key->bytes);
    crypto_scalarmult_base(to[0], key->bytes);
    if (n > 0) {
        read_it(fmemopen((void *)(uintptr_t)bytes, n, "rb"), key);
        read_it(fmemopen((void *)(uintptr_t)bytes, n, "rb"), NULL);
    }
    if (n >= HEAD_BYTES + 3)
        read_sealed(bytes, n, key, (const uint8_t(*)[PUBLIC_KEY_BYTES])to);
    secret_close(key);
    return 0;
}
