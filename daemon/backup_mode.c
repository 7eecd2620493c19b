/* One backup from beginning to end. */
#include "backup_mode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup_job.h"
#include "backup_keys.h"
#include "sys/backup_status.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"

#define DAY_US (INT64_C(24) * 3600 * 1000000)

struct backup_secrets *
backup_secrets_new(const struct secret *storage)
{
    struct backup_secrets *out = secret_memory(sizeof *out);

    if (out == NULL)
        return NULL;
    installation_derive_key(out->origin, sizeof out->origin,
                            DERIVED_BACKUP_ORIGIN, storage);
    installation_derive_key(out->block, sizeof out->block, DERIVED_BACKUP_BLOCK,
                            storage);
    return out;
}

enum rc
backup_recipients(const struct config *config, uint8_t out[][PUBLIC_KEY_BYTES],
                  struct file_findings *findings)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; i < config->backup.recipients_n; i++) {
        char path[PATH_BYTES + 80];

        (void)installation_key_path(path, sizeof path, config,
                                    config->backup.recipients[i]);
        if (public_key_read(out[i], path, findings) != RC_OK)
            rc = RC_INVALID;
    }
    return rc;
}

/* The settings, and all keys: a backup without them would be no use. */
static enum rc
prepare(struct backup_job *job)
{
    struct file_findings findings = {0};
    enum rc rc =
        installation_read(&job->in, job->request->config_path, &findings);

    if (rc == RC_OK)
        rc = backup_recipients(&job->in->config, job->recipients, &findings);
    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc != RC_OK)
        return rc;
    job->recipients_n = job->in->config.backup.recipients_n;
    if (job->recipients_n == 0) {
        log_line(LOG_ERROR,
                 "backup.recipients: names no key: nobody could read a backup "
                 "(loketd --backup-keygen makes one)");
        return RC_INVALID;
    }
    job->secrets = backup_secrets_new(job->in->storage);
    return job->secrets != NULL ? RC_OK : RC_FATAL;
}

/* One at a time in a folder; it is made when it is not there. */
static enum rc
open_folder(struct backup_job *job)
{
    struct stat st;
    enum rc rc = file_make_dir(job->dir, 0700);

    if (rc != RC_OK && rc != RC_DUP) {
        log_line(LOG_ERROR, "%s: %s", job->dir, strerror(errno));
        return RC_INVALID;
    }
    job->lock_fd = open(job->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (job->lock_fd < 0 || fstat(job->lock_fd, &st) != 0) {
        log_line(LOG_ERROR, "%s: %s", job->dir, strerror(errno));
        return RC_INVALID;
    }
    if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        log_line(LOG_ERROR, "%s: must be ours, and writable by nobody else",
                 job->dir);
        return RC_INVALID;
    }
    if (flock(job->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        log_line(LOG_ERROR, "%s: another backup is being made", job->dir);
        return RC_DOWN;
    }
    backup_folder_clean(job->dir);
    return backup_folder_read(&job->folder, job->dir);
}

/* What a killed backup left gives back its room before there must be any. */
static enum rc
open_picture(struct backup_job *job, const char *state)
{
    enum rc rc = image_lock(state, &job->state_fd);

    if (rc == RC_DOWN)
        log_line(LOG_ERROR, "%s: another backup is being made", state);
    else if (rc != RC_OK)
        log_line(LOG_ERROR, "%s: %s", state, strerror(errno));
    if (rc != RC_OK)
        return rc;
    return file_join(job->image_path, sizeof job->image_path, state,
                     IMAGE_NAME);
}

static enum rc
take_picture(struct backup_job *job)
{
    const struct clock clock = {0};
    const char *state = job->in->config.desk.state_dir;
    char database[PATH_MAX];
    struct stat st;
    enum rc rc = file_join(database, sizeof database, state, "loket.db");

    if (rc == RC_OK && stat(database, &st) != 0) {
        log_line(LOG_ERROR, "%s: holds no database", state);
        rc = RC_NOT_FOUND;
    }
    if (rc != RC_OK || (rc = open_picture(job, state)) != RC_OK ||
        (rc = backup_room(state, st.st_size)) != RC_OK)
        return rc;
    job->now_us = clock_utc_us(&clock);
    if ((rc = image_take(state, job->image_path)) != RC_OK)
        return rc;
    return image_check(job->image_path, &job->facts);
}

/* Is the last one there, as it was, with all it needs? */
static bool
last_stands(const struct backup_job *job)
{
    struct backup_chain *chain = malloc(sizeof *chain);
    size_t at = backup_folder_find(&job->folder, job->last.digest);
    bool stands = chain != NULL && at < job->folder.n &&
                  backup_folder_chain(&job->folder, at, chain) == RC_OK &&
                  chain->n < BACKUP_CHAIN_MAX - 1;

    free(chain);
    return stands;
}

/* Whole, or on top of the last one? */
static void
choose(struct backup_job *job)
{
    const struct backup_settings *settings = &job->in->config.backup;
    struct backup_head *head = &job->head;
    bool known =
        backup_manifest_read(&job->last, job->dir, job->secrets->block) ==
            RC_OK &&
        memcmp(job->last.epoch, job->facts.epoch, sizeof job->last.epoch) == 0;
    int64_t age_us = job->now_us - job->last.full_us;

    *head = (struct backup_head){
        .full = job->request->full || !known || age_us < 0 ||
                age_us >= settings->full_every_days * DAY_US ||
                !last_stands(job),
        .schema = job->facts.schema,
        .made_us = job->now_us};
    memcpy(head->epoch, job->facts.epoch, sizeof head->epoch);
    if (known)
        head->sequence = job->last.sequence;
    /* One that counts and is in no manifest has its number too. */
    for (size_t i = 0; i < job->folder.n; i++)
        if (memcmp(job->folder.v[i].head.epoch, head->epoch,
                   sizeof head->epoch) == 0 &&
            job->folder.v[i].head.sequence > head->sequence)
            head->sequence = job->folder.v[i].head.sequence;
    head->sequence++;
    if (!head->full)
        memcpy(head->parent, job->last.digest, sizeof head->parent);
}

static enum rc
remember(struct backup_job *job)
{
    struct backup_manifest *next = &job->next;

    memcpy(next->epoch, job->head.epoch, sizeof next->epoch);
    next->sequence = job->head.sequence;
    next->full_us = job->head.full ? job->now_us : job->last.full_us;
    next->chain = job->head.full ? 1 : job->last.chain + 1;
    if (backup_manifest_write(next, job->dir, job->secrets->block) == RC_OK)
        return RC_OK;
    log_line(LOG_ERROR, "%s/%s: %s", job->dir, BACKUP_MANIFEST,
             strerror(errno));
    return RC_FATAL;
}

static enum rc
tell_desk(const struct backup_job *job)
{
    const struct clock clock = {0};
    const struct backup_status status = {.made_us = job->now_us,
                                         .full_us = job->next.full_us,
                                         .sequence = job->head.sequence,
                                         .full = job->head.full,
                                         .bytes = job->bytes,
                                         .image_bytes = job->facts.bytes,
                                         .messages = job->facts.messages,
                                         .oldest_key = job->facts.oldest_key,
                                         .chain = job->next.chain,
                                         .took_us = clock_mono_us(&clock) -
                                                    job->began_us};

    if (backup_status_write(&status, job->in->config.desk.state_dir) == RC_OK)
        return RC_OK;
    log_line(LOG_ERROR, "%s: %s", BACKUP_STATUS, strerror(errno));
    return RC_FATAL;
}

/* After the backup counts: what fails here is told and undoes nothing. */
static enum rc
tidy(struct backup_job *job)
{
    const struct backup_settings *settings = &job->in->config.backup;
    const struct backup_keep keep = {.full = settings->keep_full,
                                     .days = settings->keep_days,
                                     .now_us = job->now_us};
    size_t removed = 0;
    enum rc rc = RC_OK;

    backup_folder_close(&job->folder);
    if ((rc = backup_folder_read(&job->folder, job->dir)) == RC_OK)
        rc = backup_folder_prune(&job->folder, job->dir, &keep, &removed);
    if (removed > 0)
        log_line(LOG_NOTE, "backup: %zu old files removed", removed);
    return rc;
}

static void
say(const struct backup_job *job)
{
    char hex[SEALED_DIGEST_BYTES * 2 + 1];

    sodium_bin2hex(hex, sizeof hex, job->facts.content,
                   sizeof job->facts.content);
    fprintf(job->request->out,
            "backup: file=%s kind=%s sequence=%llu bytes=%lld blocks=%llu "
            "of=%zu messages=%lld alerts=%lld rows=%lld content=%s\n",
            job->name, job->head.full ? "full" : "changes",
            (unsigned long long)job->head.sequence, (long long)job->bytes,
            (unsigned long long)job->changed, job->next.blocks_n,
            (long long)job->facts.messages, (long long)job->facts.alerts,
            (long long)job->facts.rows, hex);
}

static enum rc
make(struct backup_job *job)
{
    enum rc kept, rc;

    if ((rc = prepare(job)) != RC_OK)
        return rc;
    job->dir = job->request->to != NULL ? job->request->to
                                        : job->in->config.backup.folder;
    if ((rc = open_folder(job)) != RC_OK || (rc = take_picture(job)) != RC_OK)
        return rc;
    choose(job);
    if ((rc = backup_hash_image(job)) != RC_OK ||
        (rc = backup_write(job)) != RC_OK)
        return rc;
    rc = remember(job);
    kept = tell_desk(job);
    rc = rc == RC_OK ? kept : rc;
    kept = tidy(job);
    rc = rc == RC_OK ? kept : rc;
    say(job);
    /* After the picture: a key is added long before another one goes. */
    kept = backup_keys_renew(&job->in->config, job->secrets);
    return rc == RC_OK ? kept : rc;
}

enum rc
backup_mode(const struct backup_request *request)
{
    const struct clock clock = {0};
    struct backup_job job = {.request = request,
                             .lock_fd = -1,
                             .state_fd = -1,
                             .began_us = clock_mono_us(&clock)};
    enum rc rc = make(&job);

    if (job.image_path[0] != '\0')
        (void)unlink(job.image_path);
    backup_folder_close(&job.folder);
    backup_manifest_close(&job.last);
    backup_manifest_close(&job.next);
    secret_memory_close(job.secrets);
    installation_close(job.in);
    if (job.lock_fd >= 0)
        close(job.lock_fd);
    if (job.state_fd >= 0)
        close(job.state_fd);
    return rc;
}
