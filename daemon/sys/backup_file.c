/* One backup as a file: what both sides share, and writing. */
#include "sys/backup_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sys/backup_chunk.h"
#include "sys/bytes.h"
#include "sys/secret.h"

struct backup_writer {
    struct sealed_writer *sealed;
    struct backup_origin *origin;
    uint8_t chunk[SEALED_CHUNK_BYTES];
};

void
backup_image_start(struct backup_image *image)
{
    crypto_generichash_init(&image->state, NULL, 0, BACKUP_HASH_BYTES);
}

void
backup_image_hash(const uint8_t *block, size_t n,
                  uint8_t out[BACKUP_HASH_BYTES])
{
    crypto_generichash(out, BACKUP_HASH_BYTES, block, n, NULL, 0);
}

void
backup_image_add(struct backup_image *image,
                 const uint8_t hash[BACKUP_HASH_BYTES])
{
    crypto_generichash_update(&image->state, hash, BACKUP_HASH_BYTES);
}

void
backup_image_end(struct backup_image *image, uint8_t out[BACKUP_HASH_BYTES])
{
    crypto_generichash_final(&image->state, out, BACKUP_HASH_BYTES);
}

struct backup_origin *
backup_origin_new(const uint8_t key[BACKUP_KEY_BYTES])
{
    struct backup_origin *origin = secret_memory(sizeof *origin);

    if (origin != NULL)
        crypto_generichash_init(&origin->state, key, BACKUP_KEY_BYTES,
                                BACKUP_HASH_BYTES);
    return origin;
}

static void
pack_head(const struct backup_head *head, struct sealed_head *out)
{
    uint8_t *at = out->bytes;

    *out = (struct sealed_head){.kind = SEALED_BACKUP, .n = BACKUP_HEAD_BYTES};
    bytes_put(at, BACKUP_FORMAT, 2);
    at[2] = head->full ? 1 : 2;
    bytes_put(at + 4, head->schema, 4);
    memcpy(at + 8, head->epoch, sizeof head->epoch);
    bytes_put(at + 24, head->sequence, 8);
    bytes_put(at + 32, (uint64_t)head->made_us, 8);
    memcpy(at + 40, head->parent, sizeof head->parent);
}

static enum rc
put(struct backup_writer *writer, size_t n, bool last)
{
    if (!last)
        crypto_generichash_update(&writer->origin->state, writer->chunk, n);
    return sealed_put(writer->sealed, writer->chunk, n, last);
}

static enum rc
put_facts(struct backup_writer *writer, const struct backup_facts *facts)
{
    uint8_t *at = writer->chunk;

    at[0] = BACKUP_CHUNK_FACTS;
    bytes_put(at + 1, BACKUP_BLOCK_BYTES, 4);
    bytes_put(at + 5, (uint64_t)facts->image_bytes, 8);
    memcpy(at + 13, facts->content, sizeof facts->content);
    bytes_put(at + 45, (uint64_t)facts->tables, 8);
    bytes_put(at + 53, (uint64_t)facts->rows, 8);
    bytes_put(at + 61, (uint64_t)facts->messages, 8);
    bytes_put(at + 69, (uint64_t)facts->alerts, 8);
    return put(writer, BACKUP_FACTS_BYTES, false);
}

enum rc
backup_create(struct backup_writer **out, FILE *file,
              const struct backup_head *head, const struct backup_facts *facts,
              const uint8_t origin[BACKUP_KEY_BYTES],
              const uint8_t recipients[][PUBLIC_KEY_BYTES], size_t recipients_n)
{
    struct backup_writer *writer = calloc(1, sizeof *writer);
    struct sealed_head packed;
    enum rc rc = RC_FATAL;

    if (writer == NULL ||
        (writer->origin = backup_origin_new(origin)) == NULL) {
        errno = ENOMEM;
        goto out;
    }
    pack_head(head, &packed);
    crypto_generichash_update(&writer->origin->state, packed.bytes, packed.n);
    if ((rc = sealed_create(&writer->sealed, file, &packed, recipients,
                            recipients_n)) != RC_OK ||
        (rc = put_facts(writer, facts)) != RC_OK)
        goto out;
    *out = writer;
    writer = NULL; /* handed over */
out:
    backup_writer_close(writer);
    return rc;
}

enum rc
backup_put_file(struct backup_writer *writer, const char *name,
                const void *bytes, size_t n)
{
    size_t name_n = strlen(name);

    if (name_n < 1 || name_n >= BACKUP_NAME_BYTES || n > BACKUP_BLOCK_BYTES)
        return RC_INVALID;
    writer->chunk[0] = BACKUP_CHUNK_FILE;
    writer->chunk[1] = (uint8_t)name_n;
    memcpy(writer->chunk + 2, name, name_n);
    memcpy(writer->chunk + 2 + name_n, bytes, n);
    return put(writer, 2 + name_n + n, false);
}

enum rc
backup_put_block(struct backup_writer *writer, uint64_t index,
                 const void *bytes, size_t n)
{
    if (n < 1 || n > BACKUP_BLOCK_BYTES)
        return RC_INVALID;
    writer->chunk[0] = BACKUP_CHUNK_BLOCK;
    bytes_put(writer->chunk + 1, index, 8);
    memcpy(writer->chunk + 9, bytes, n);
    return put(writer, 9 + n, false);
}

enum rc
backup_finish(struct backup_writer *writer,
              const uint8_t image[BACKUP_HASH_BYTES],
              uint8_t digest[SEALED_DIGEST_BYTES])
{
    enum rc rc;

    writer->chunk[0] = BACKUP_CHUNK_END;
    memcpy(writer->chunk + 1, image, BACKUP_HASH_BYTES);
    crypto_generichash_update(&writer->origin->state, writer->chunk,
                              1 + BACKUP_HASH_BYTES);
    crypto_generichash_final(&writer->origin->state,
                             writer->chunk + 1 + BACKUP_HASH_BYTES,
                             BACKUP_HASH_BYTES);
    rc = put(writer, BACKUP_END_BYTES, true);
    return rc == RC_OK ? sealed_finish(writer->sealed, digest) : rc;
}

void
backup_writer_close(struct backup_writer *writer)
{
    if (writer == NULL)
        return;
    sealed_writer_close(writer->sealed);
    secret_memory_close(writer->origin);
    free(writer);
}
