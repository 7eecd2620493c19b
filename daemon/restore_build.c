/* Making an installation of a chain that was found genuine. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backup_job.h"
#include "init_text.h"
#include "restore_job.h"
#include "store/image.h"
#include "store/store.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"
#include "sys/vault.h"
#include "sys/vault_file.h"

static enum rc
failed(const char *what)
{
    enum rc rc = errno == ENOSPC || errno == EDQUOT ? RC_DOWN : RC_FATAL;

    log_line(LOG_ERROR, "restore: %s: %s", what, strerror(errno));
    return rc;
}

static enum rc
put_block(uint64_t index, const uint8_t *bytes, size_t n, void *arg)
{
    const int *fd = arg;
    off_t at = (off_t)(index * BACKUP_BLOCK_BYTES);

    while (n > 0) {
        ssize_t done = pwrite(*fd, bytes, n, at);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return failed("write");
        bytes += done;
        at += done;
        n -= (size_t)done;
    }
    return RC_OK;
}

/* The chain once more, this time into a file.  All is authenticated again:
 * between the two looks somebody may have changed a file. */
static enum rc
write_image(struct restore_job *job, int fd)
{
    const struct backup_visitor visitor = {.block = put_block, .arg = &fd};
    struct backup_replay replay = {.also = &visitor};
    struct backup_read read;
    enum rc rc = RC_OK;

    for (size_t i = 0; rc == RC_OK && i < job->chain->n; i++) {
        rc = backup_replay_file(&replay, job->dir,
                                &job->folder.v[job->chain->v[i]], job->key,
                                job->origin->origin, &read);
        if (rc == RC_OK && ftruncate(fd, read.facts.image_bytes) != 0)
            rc = failed("write");
    }
    backup_replay_close(&replay);
    if (rc == RC_OK &&
        memcmp(read.image, job->target.image, sizeof read.image) != 0)
        rc = RC_INVALID;
    if (rc == RC_OK && fsync(fd) != 0)
        rc = failed("fsync");
    return rc;
}

/* What lies there now is what was backed up, row for row. */
static enum rc
check_image(const struct restore_job *job, const char *path)
{
    const struct backup_facts *facts = &job->target.facts;
    struct image_facts found;
    enum rc rc = image_check(path, &found);

    if (rc != RC_OK)
        return rc;
    if (memcmp(found.content, facts->content, sizeof found.content) == 0 &&
        memcmp(found.epoch, job->target.head.epoch, sizeof found.epoch) == 0 &&
        found.bytes == facts->image_bytes && found.rows == facts->rows &&
        found.messages == facts->messages)
        return RC_OK;
    log_line(LOG_ERROR, "restore: the database is not what was backed up");
    return RC_FATAL;
}

static enum rc
build_database(struct restore_job *job, const char *state)
{
    char path[PATH_MAX];
    int fd = -1;
    enum rc rc = file_join(path, sizeof path, state, "loket.db");

    if (rc != RC_OK ||
        (rc = backup_room(state, job->target.facts.image_bytes)) != RC_OK)
        return rc;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failed(path);
    rc = write_image(job, fd);
    if (close(fd) != 0 && rc == RC_OK)
        rc = failed(path);
    return rc == RC_OK ? check_image(job, path) : rc;
}

static enum rc
read_ring(struct vault *vault, const char *keys)
{
    struct file_findings findings = {0};
    char path[PATH_MAX];
    enum rc rc = file_join(path, sizeof path, keys, KEY_EPOCHS);

    if (rc == RC_OK)
        rc = vault_read(vault, path, SECRET_OWN, &findings);
    file_findings_log(&findings);
    file_findings_close(&findings);
    return rc == RC_NOT_FOUND ? RC_INVALID : rc;
}

/* Of what the keys do not open some was erased, some may live: with the keys of
 * today, which have dropped an epoch, it is lost.  That is for people to say. */
static enum rc
forget_unopened(struct restore_job *job, const char *path,
                const struct vault *vault)
{
    struct image_unopened *unopened = &job->unopened;
    enum rc rc = image_unopened(path, vault, unopened);

    if (rc != RC_OK || unopened->records == 0)
        return rc;
    if (job->request->erase_unopened)
        return image_forget(path, vault);
    log_line(LOG_ERROR,
             "the epoch keys do not open %lld of the %lld messages in this "
             "backup (%lld records): it was made in the middle of a rotation, "
             "and what was not erased since is lost with them",
             (long long)unopened->messages, (long long)unopened->of,
             (long long)unopened->records);
    log_line(LOG_ERROR, "take a younger backup, or the copy of the keys of its "
                        "day; --erase-unopened restores the rest");
    return RC_INVALID;
}

/* As it will be used: of this program's schema, another epoch, without what
 * was erased since. */
static enum rc
settle_database(struct restore_job *job, const char *state, const char *keys)
{
    const struct clock clock = {0};
    struct vault *vault = secret_memory(sizeof *vault);
    struct store *store = NULL;
    char path[PATH_MAX];
    enum rc rc = vault == NULL ? RC_FATAL : read_ring(vault, keys);

    if (rc == RC_OK)
        rc = file_join(path, sizeof path, state, "loket.db");
    if (rc == RC_OK && (rc = forget_unopened(job, path, vault)) == RC_INVALID)
        goto out; /* refused, and said why */
    if (rc == RC_OK)
        rc = store_open(&store, state, vault, STORE_OPEN);
    if (rc == RC_OK)
        rc = store_restored(store, clock_utc_us(&clock),
                            job->target.head.made_us);
    if (rc == RC_OK)
        rc = store_integrity(store);
    store_close(store);
    if (rc != RC_OK)
        log_line(LOG_ERROR, "restore: the database cannot be used");
out:
    secret_memory_close(vault);
    return rc;
}

/* Settings that were written otherwise than the shipped ones keep the old
 * paths: a person has to change them, and is told. */
static enum rc
write_settings(struct restore_job *job)
{
    const struct init_places places = {.from = (const char *)job->settings,
                                       .from_n = job->settings_n,
                                       .dir = job->to};
    struct config *config = calloc(1, sizeof *config);
    char path[PATH_MAX];
    char state[PATH_MAX];
    char *text = NULL;
    size_t n = 0;
    enum rc rc = RC_FATAL;

    if (config != NULL &&
        (rc = init_text_moved(&text, &n, config, &places)) == RC_OK &&
        (rc = file_join(path, sizeof path, job->part, "loketd.yaml")) ==
            RC_OK &&
        (rc = file_join(state, sizeof state, job->to, "state")) == RC_OK) {
        job->settings_moved = strcmp(config->desk.state_dir, state) == 0;
        if (file_write_new(path, text, n, 0600) != RC_OK)
            rc = failed(path);
    }
    free(text);
    free(config);
    return rc;
}

enum rc
restore_build(struct restore_job *job)
{
    char state[PATH_MAX];
    char keys[PATH_MAX];
    enum rc rc;

    if (file_join(state, sizeof state, job->part, "state") != RC_OK ||
        file_join(keys, sizeof keys, job->part, "keys") != RC_OK)
        return RC_INVALID;
    if (file_make_dir(job->part, 0700) != RC_OK ||
        file_make_dir(state, 0700) != RC_OK ||
        file_make_dir(keys, 0700) != RC_OK)
        return failed(job->part);
    if ((rc = backup_keys_write(job->keys, keys)) != RC_OK ||
        (rc = build_database(job, state)) != RC_OK ||
        (rc = settle_database(job, state, keys)) != RC_OK)
        return rc;
    return write_settings(job);
}
