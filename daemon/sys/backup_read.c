/* Reading one backup, of which nothing is believed. */
#include <stdlib.h>
#include <string.h>

#include "sys/backup_chunk.h"
#include "sys/bytes.h"
#include "sys/secret.h"

struct reading {
    struct sealed_reader *sealed;
    struct backup_origin *origin; /* NULL: not asked */
    const struct backup_visitor *visitor;
    struct backup_read read;
    bool facts, ended, foreign;
    uint64_t next; /* the least index the next block may have */
};

static enum rc
unpack_head(const struct sealed_head *head, struct backup_head *out)
{
    const uint8_t *at = head->bytes;
    uint64_t made_us;

    if (head->kind != SEALED_BACKUP || head->n != BACKUP_HEAD_BYTES ||
        bytes_get(at, 2) != BACKUP_FORMAT || (at[2] != 1 && at[2] != 2) ||
        at[3] != 0)
        return RC_INVALID;
    out->full = at[2] == 1;
    out->schema = (uint32_t)bytes_get(at + 4, 4);
    memcpy(out->epoch, at + 8, sizeof out->epoch);
    out->sequence = bytes_get(at + 24, 8);
    made_us = bytes_get(at + 32, 8);
    out->made_us = (int64_t)made_us;
    memcpy(out->parent, at + 40, sizeof out->parent);
    /* A full one has no parent, any other has. */
    if (made_us > INT64_MAX || out->sequence < 1 ||
        (out->full != (sodium_is_zero(out->parent, sizeof out->parent) == 1)))
        return RC_INVALID;
    return RC_OK;
}

/* Numbers that no picture can have are refused with the facts. */
static bool
take_count(int64_t *out, const uint8_t *at)
{
    uint64_t value = bytes_get(at, 8);

    *out = (int64_t)value;
    return value <= (uint64_t)BACKUP_IMAGE_BYTES;
}

static enum rc
take_facts(struct reading *r, const uint8_t *chunk, size_t n)
{
    struct backup_facts *facts = &r->read.facts;

    if (r->facts || n != BACKUP_FACTS_BYTES ||
        bytes_get(chunk + 1, 4) != BACKUP_BLOCK_BYTES ||
        !take_count(&facts->image_bytes, chunk + 5) ||
        !take_count(&facts->tables, chunk + 45) ||
        !take_count(&facts->rows, chunk + 53) ||
        !take_count(&facts->messages, chunk + 61) ||
        !take_count(&facts->alerts, chunk + 69) || facts->image_bytes < 512)
        return RC_INVALID;
    memcpy(facts->content, chunk + 13, sizeof facts->content);
    r->facts = true;
    return r->visitor != NULL && r->visitor->facts != NULL
               ? r->visitor->facts(facts, r->visitor->arg)
               : RC_OK;
}

static bool
name_ok(const char *name, size_t n)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

    return n >= 1 && n < BACKUP_NAME_BYTES && name[0] != '.' &&
           strspn(name, allowed) == n;
}

/* Names are of files in one folder: no way out of it. */
static enum rc
take_file(struct reading *r, const uint8_t *chunk, size_t n)
{
    char name[BACKUP_NAME_BYTES];
    size_t name_n;

    if (!r->facts || r->next > 0 || n < 2)
        return RC_INVALID;
    name_n = chunk[1];
    if (name_n >= sizeof name || 2 + name_n > n ||
        n - 2 - name_n > BACKUP_BLOCK_BYTES)
        return RC_INVALID;
    memcpy(name, chunk + 2, name_n);
    name[name_n] = '\0';
    if (!name_ok(name, name_n))
        return RC_INVALID;
    return r->visitor != NULL && r->visitor->file != NULL
               ? r->visitor->file(name, chunk + 2 + name_n, n - 2 - name_n,
                                  r->visitor->arg)
               : RC_OK;
}

static enum rc
take_block(struct reading *r, const uint8_t *chunk, size_t n)
{
    uint64_t index, from;
    int64_t bytes = r->read.facts.image_bytes;

    if (!r->facts || n < 10)
        return RC_INVALID;
    index = bytes_get(chunk + 1, 8);
    if (index < r->next || index > (uint64_t)bytes / BACKUP_BLOCK_BYTES)
        return RC_INVALID;
    from = index * BACKUP_BLOCK_BYTES;
    /* all of a block, and the last one what is left */
    if (from >= (uint64_t)bytes ||
        n - 9 != ((uint64_t)bytes - from < BACKUP_BLOCK_BYTES
                      ? (uint64_t)bytes - from
                      : BACKUP_BLOCK_BYTES))
        return RC_INVALID;
    /* a full one has them all */
    if (r->read.head.full && index != r->next)
        return RC_INVALID;
    r->next = index + 1;
    r->read.blocks++;
    return r->visitor != NULL && r->visitor->block != NULL
               ? r->visitor->block(index, chunk + 9, n - 9, r->visitor->arg)
               : RC_OK;
}

static enum rc
take_end(struct reading *r, const uint8_t *chunk, size_t n)
{
    uint8_t made[BACKUP_HASH_BYTES];
    const struct backup_facts *facts = &r->read.facts;

    if (!r->facts || n != BACKUP_END_BYTES)
        return RC_INVALID;
    if (r->read.head.full &&
        r->next != ((uint64_t)facts->image_bytes + BACKUP_BLOCK_BYTES - 1) /
                       BACKUP_BLOCK_BYTES)
        return RC_INVALID;
    memcpy(r->read.image, chunk + 1, sizeof r->read.image);
    r->ended = true;
    if (r->origin == NULL)
        return RC_OK;
    crypto_generichash_update(&r->origin->state, chunk, 1 + BACKUP_HASH_BYTES);
    crypto_generichash_final(&r->origin->state, made, sizeof made);
    r->foreign =
        sodium_memcmp(made, chunk + 1 + BACKUP_HASH_BYTES, sizeof made) != 0;
    return RC_OK;
}

static enum rc
take(struct reading *r, const uint8_t *chunk, size_t n)
{
    if (r->ended)
        return RC_INVALID;
    if (r->origin != NULL && chunk[0] != BACKUP_CHUNK_END)
        crypto_generichash_update(&r->origin->state, chunk, n);
    switch (chunk[0]) {
    case BACKUP_CHUNK_FACTS:
        return take_facts(r, chunk, n);
    case BACKUP_CHUNK_FILE:
        return take_file(r, chunk, n);
    case BACKUP_CHUNK_BLOCK:
        return take_block(r, chunk, n);
    case BACKUP_CHUNK_END:
        return take_end(r, chunk, n);
    default:
        return RC_INVALID;
    }
}

static enum rc
read_chunks(struct reading *r, bool has_key)
{
    const uint8_t *chunk = NULL;
    size_t n = 0;
    enum rc rc;

    while ((rc = sealed_get(r->sealed, &chunk, &n)) == RC_OK)
        if (has_key && (rc = take(r, chunk, n)) != RC_OK)
            return rc;
    if (rc != RC_NOT_FOUND)
        return rc;
    sealed_reader_digest(r->sealed, r->read.digest);
    if (!has_key)
        return RC_OK;
    if (!r->ended)
        return RC_INVALID;
    return r->foreign ? RC_STALE : RC_OK;
}

enum rc
backup_read(FILE *file, const struct secret *key, const uint8_t *origin,
            const struct backup_visitor *visitor, struct backup_read *out)
{
    struct reading *r = calloc(1, sizeof *r);
    struct sealed_head head;
    enum rc rc = RC_FATAL;

    if (r == NULL)
        return RC_FATAL;
    r->visitor = visitor;
    if ((rc = sealed_open(&r->sealed, file, key, &head)) != RC_OK ||
        (rc = unpack_head(&head, &r->read.head)) != RC_OK)
        goto out;
    if (origin != NULL) {
        if ((r->origin = backup_origin_new(origin)) == NULL) {
            rc = RC_FATAL;
            goto out;
        }
        crypto_generichash_update(&r->origin->state, head.bytes, head.n);
    }
    if ((rc = read_chunks(r, key != NULL)) == RC_OK)
        *out = r->read;
out:
    sealed_reader_close(r->sealed);
    secret_memory_close(r->origin);
    free(r);
    return rc;
}

enum rc
backup_read_head(FILE *file, struct backup_head *out)
{
    struct sealed_reader *sealed = NULL;
    struct sealed_head head;
    enum rc rc = sealed_open(&sealed, file, NULL, &head);

    if (rc == RC_OK)
        rc = unpack_head(&head, out);
    sealed_reader_close(sealed);
    return rc;
}
