/* Are the backups of a folder whole? */
#include "backup_verify.h"

#include <sodium.h>
#include <stdlib.h>

#include "backup_folder.h"
#include "backup_keys.h"
#include "backup_mode.h"
#include "backup_replay.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"

struct verify {
    const char *dir;
    FILE *out;
    struct secret *key;            /* NULL: structure alone */
    struct backup_secrets *origin; /* NULL: not asked */
    struct backup_folder folder;
    struct backup_chain *chain;
    size_t good, bad;
};

/* The files of one chain are read once each: a file whose parent is the one
 * read last goes on from there, any other begins again. */
static enum rc
replay_chain(struct verify *v, struct backup_replay *replay,
             struct backup_read *read)
{
    enum rc rc = RC_OK;

    backup_replay_close(replay);
    for (size_t i = 0; rc == RC_OK && i < v->chain->n; i++)
        rc = backup_replay_file(
            replay, v->dir, &v->folder.v[v->chain->v[i]], v->key,
            v->origin != NULL ? v->origin->origin : NULL, read);
    return rc;
}

static void
say(struct verify *v, const struct backup_entry *entry, const char *what,
    const struct backup_read *read)
{
    fprintf(v->out, "%s: %s kind=%s sequence=%llu bytes=%lld", entry->name,
            what, entry->head.full ? "full" : "changes",
            (unsigned long long)entry->head.sequence, (long long)entry->bytes);
    if (read != NULL && v->key != NULL)
        fprintf(v->out, " messages=%lld rows=%lld",
                (long long)read->facts.messages, (long long)read->facts.rows);
    fputc('\n', v->out);
}

static enum rc
verify_one(struct verify *v, size_t at, struct backup_replay *replay,
           size_t *last)
{
    const struct backup_entry *entry = &v->folder.v[at];
    struct backup_read read;
    enum rc rc = backup_folder_chain(&v->folder, at, v->chain);

    if (rc == RC_NOT_FOUND)
        say(v, entry, "what it builds on is missing", NULL);
    else if (rc == RC_INVALID)
        say(v, entry, "does not follow what it builds on", NULL);
    if (rc != RC_OK) {
        v->bad++;
        return RC_OK;
    }
    if (v->chain->n > 1 && v->chain->v[v->chain->n - 2] == *last)
        rc = backup_replay_file(replay, v->dir, entry, v->key,
                                v->origin != NULL ? v->origin->origin : NULL,
                                &read);
    else
        rc = replay_chain(v, replay, &read);
    *last = rc == RC_OK ? at : v->folder.n;
    say(v, entry,
        rc != RC_OK      ? "NOT WHOLE"
        : v->key != NULL ? "whole, opened"
                         : "whole",
        rc == RC_OK ? &read : NULL);
    v->good += rc == RC_OK;
    v->bad += rc != RC_OK;
    return rc == RC_FATAL ? RC_FATAL : RC_OK;
}

static enum rc
verify_all(struct verify *v)
{
    struct backup_replay replay = {.blocks = NULL};
    size_t last = v->folder.n;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < v->folder.n; i++)
        rc = verify_one(v, i, &replay, &last);
    backup_replay_close(&replay);
    fprintf(v->out, "%zu whole, %zu not\n", v->good,
            v->bad + v->folder.unreadable);
    if (rc == RC_OK && (v->bad + v->folder.unreadable > 0 || v->good == 0))
        rc = RC_INVALID;
    return rc;
}

static enum rc
read_origin(struct verify *v, const char *keys_path)
{
    struct backup_keyset *keys = NULL;
    struct secret *storage = NULL;
    enum rc rc = backup_keys_read(&keys, keys_path, v->key);

    if (rc == RC_OK)
        rc = backup_keys_storage(keys, &storage);
    if (rc == RC_OK && (v->origin = backup_secrets_new(storage)) == NULL)
        rc = RC_FATAL;
    secret_close(storage);
    secret_memory_close(keys);
    return rc;
}

enum rc
backup_verify_mode(const char *dir, const char *key_path, const char *keys,
                   FILE *out)
{
    struct verify v = {.dir = dir, .out = out};
    struct file_findings findings = {0};
    enum rc rc = sodium_init() < 0 ? RC_FATAL : RC_OK;

    if (rc == RC_OK && key_path != NULL)
        rc = secret_read(&v.key, key_path, &findings);
    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc == RC_OK && keys != NULL)
        rc = read_origin(&v, keys);
    if (rc == RC_OK && (v.chain = malloc(sizeof *v.chain)) == NULL)
        rc = RC_FATAL;
    if (rc == RC_OK && (rc = backup_folder_read(&v.folder, dir)) == RC_OK)
        rc = verify_all(&v);
    backup_folder_close(&v.folder);
    free(v.chain);
    secret_memory_close(v.origin);
    secret_close(v.key);
    return rc;
}
