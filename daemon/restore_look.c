/* Which backups a restore needs, and are they genuine? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/rfc3339.h"
#include "restore_job.h"
#include "sys/log.h"

/* A file stands for the folder it lies in: what it builds on is there. */
static enum rc
find_folder(struct restore_job *job, const char **name)
{
    const char *from = job->request->from;
    const char *slash = strrchr(from, '/');
    struct stat st;

    *name = NULL;
    if (strlen(from) >= sizeof job->dir || stat(from, &st) != 0) {
        log_line(LOG_ERROR, "%s: %s", from, strerror(errno));
        return RC_INVALID;
    }
    if (S_ISDIR(st.st_mode)) {
        (void)snprintf(job->dir, sizeof job->dir, "%s", from);
        return RC_OK;
    }
    *name = slash == NULL ? from : slash + 1;
    if (slash == NULL)
        (void)snprintf(job->dir, sizeof job->dir, ".");
    else
        (void)snprintf(job->dir, sizeof job->dir, "%.*s",
                       slash == from ? 1 : (int)(slash - from), from);
    return RC_OK;
}

/* The newest that is not too new; folder.n: none. */
static size_t
choose(const struct restore_job *job, const char *name, int64_t as_of_us)
{
    for (size_t i = job->folder.n; i-- > 0;) {
        const struct backup_entry *entry = &job->folder.v[i];

        if (name != NULL ? strcmp(entry->name, name) == 0
                         : entry->head.made_us <= as_of_us)
            return i;
    }
    return job->folder.n;
}

static enum rc
find_chain(struct restore_job *job)
{
    const char *name = NULL;
    int64_t as_of_us = INT64_MAX;
    size_t target;
    enum rc rc;

    if (job->request->as_of != NULL &&
        rfc3339_read_instant(job->request->as_of, &as_of_us) != RC_OK) {
        log_line(LOG_ERROR, "--as-of: a time like 2026-11-20T22:00:00+01:00 "
                            "is expected");
        return RC_INVALID;
    }
    if ((rc = find_folder(job, &name)) != RC_OK ||
        (rc = backup_folder_read(&job->folder, job->dir)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_INVALID : rc;
    if ((target = choose(job, name, as_of_us)) == job->folder.n) {
        log_line(LOG_ERROR, "%s: %s", job->request->from,
                 name != NULL        ? "is no backup, or damaged"
                 : job->folder.n > 0 ? "holds no backup as old as that"
                                     : "holds no backup");
        return RC_INVALID;
    }
    switch (backup_folder_chain(&job->folder, target, job->chain)) {
    case RC_OK:
        return RC_OK;
    case RC_NOT_FOUND:
        log_line(LOG_ERROR, "%s: what it builds on is missing",
                 job->folder.v[job->chain->v[0]].name);
        return RC_INVALID;
    case RC_AGAIN:
    case RC_INVALID:
    case RC_DUP:
    case RC_STALE:
    case RC_DOWN:
    case RC_UNKNOWN:
    case RC_FATAL:
        break;
    }
    log_line(LOG_ERROR, "%s: does not follow what it builds on",
             job->folder.v[job->chain->v[0]].name);
    return RC_INVALID;
}

static enum rc
keep_settings(const char *name, const uint8_t *bytes, size_t n, void *arg)
{
    struct restore_job *job = arg;
    uint8_t *copy;

    if (strcmp(name, "loketd.yaml") != 0)
        return RC_OK;
    if ((copy = malloc(n + 1)) == NULL)
        return RC_FATAL;
    memcpy(copy, bytes, n);
    free(job->settings);
    job->settings = copy;
    job->settings_n = n;
    return RC_OK;
}

enum rc
restore_look(struct restore_job *job)
{
    const struct backup_visitor visitor = {.file = keep_settings, .arg = job};
    struct backup_replay replay = {.also = &visitor};
    enum rc rc = find_chain(job);

    for (size_t i = 0; rc == RC_OK && i < job->chain->n; i++) {
        rc = backup_replay_file(&replay, job->dir,
                                &job->folder.v[job->chain->v[i]], job->key,
                                job->origin->origin, &job->target);
        if (rc != RC_OK && rc != RC_FATAL)
            rc = RC_INVALID;
    }
    if (rc == RC_OK && job->settings == NULL) {
        log_line(LOG_ERROR, "no settings are in it");
        rc = RC_INVALID;
    }
    backup_replay_close(&replay);
    return rc;
}
