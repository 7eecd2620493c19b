/* A chain of backups, file after file. */
#include "backup_replay.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sys/file.h"
#include "sys/log.h"

static enum rc
on_facts(const struct backup_facts *facts, void *arg)
{
    struct backup_replay *replay = arg;
    size_t n = (size_t)((facts->image_bytes + BACKUP_BLOCK_BYTES - 1) /
                        BACKUP_BLOCK_BYTES);
    struct backup_hash *blocks = NULL;

    /* no larger than what was there and what this file can bring */
    if (facts->image_bytes > replay->limit_bytes)
        return RC_INVALID;
    blocks = reallocarray(replay->blocks, n, sizeof *replay->blocks);

    if (blocks == NULL)
        return RC_FATAL;
    if (n > replay->blocks_n)
        memset(blocks + replay->blocks_n, 0,
               (n - replay->blocks_n) * sizeof *blocks);
    replay->blocks = blocks;
    replay->blocks_n = n;
    return replay->also != NULL && replay->also->facts != NULL
               ? replay->also->facts(facts, replay->also->arg)
               : RC_OK;
}

static enum rc
on_file(const char *name, const uint8_t *bytes, size_t n, void *arg)
{
    const struct backup_replay *replay = arg;

    return replay->also != NULL && replay->also->file != NULL
               ? replay->also->file(name, bytes, n, replay->also->arg)
               : RC_OK;
}

static enum rc
on_block(uint64_t index, const uint8_t *bytes, size_t n, void *arg)
{
    struct backup_replay *replay = arg;

    backup_image_hash(bytes, n, replay->blocks[index].bytes);
    return replay->also != NULL && replay->also->block != NULL
               ? replay->also->block(index, bytes, n, replay->also->arg)
               : RC_OK;
}

static bool
image_is(const struct backup_replay *replay,
         const uint8_t expected[BACKUP_HASH_BYTES])
{
    struct backup_image image;
    uint8_t made[BACKUP_HASH_BYTES];

    backup_image_start(&image);
    for (size_t i = 0; i < replay->blocks_n; i++)
        backup_image_add(&image, replay->blocks[i].bytes);
    backup_image_end(&image, made);
    return memcmp(made, expected, sizeof made) == 0;
}

static bool
same_head(const struct backup_head *a, const struct backup_head *b)
{
    return a->full == b->full && a->schema == b->schema &&
           a->sequence == b->sequence && a->made_us == b->made_us &&
           memcmp(a->epoch, b->epoch, sizeof a->epoch) == 0 &&
           memcmp(a->parent, b->parent, sizeof a->parent) == 0;
}

static const char *
why(enum rc rc)
{
    switch (rc) {
    case RC_NOT_FOUND:
        return "is not sealed to this key";
    case RC_STALE:
        return "was not made by this installation: its keys did not make it";
    case RC_FATAL:
        return "cannot be read";
    case RC_OK:
    case RC_AGAIN:
    case RC_INVALID:
    case RC_DUP:
    case RC_DOWN:
    case RC_UNKNOWN:
        break;
    }
    return "is damaged";
}

enum rc
backup_replay_file(struct backup_replay *replay, const char *dir,
                   const struct backup_entry *entry, const struct secret *key,
                   const uint8_t *origin, struct backup_read *out)
{
    const struct backup_visitor visitor = {
        .facts = on_facts, .file = on_file, .block = on_block, .arg = replay};
    char path[PATH_MAX];
    FILE *file = NULL;
    enum rc rc = file_join(path, sizeof path, dir, entry->name);

    if (rc != RC_OK)
        return rc;
    if ((file = fopen(path, "rbe")) == NULL) {
        log_line(LOG_ERROR, "%s: %s", entry->name, strerror(errno));
        return RC_FATAL;
    }
    replay->limit_bytes =
        entry->bytes +
        (entry->head.full ? 0 : (int64_t)replay->blocks_n * BACKUP_BLOCK_BYTES);
    rc = backup_read(file, key, origin, &visitor, out);
    fclose(file);
    /* the folder was read before: it must still be that file */
    if (rc == RC_OK &&
        (!same_head(&out->head, &entry->head) ||
         memcmp(out->digest, entry->digest, sizeof out->digest) != 0))
        rc = RC_INVALID;
    if (rc == RC_OK && key != NULL && !image_is(replay, out->image))
        rc = RC_INVALID;
    if (rc != RC_OK)
        log_line(LOG_ERROR, "%s: %s", entry->name, why(rc));
    return rc;
}

void
backup_replay_close(struct backup_replay *replay)
{
    free(replay->blocks);
    *replay = (struct backup_replay){.blocks = NULL};
}
