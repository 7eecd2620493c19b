/* A desk from its backups. */
#include "restore_mode.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "restore_job.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"

#define PART "restore.part"

/* What a desk is made of; the database last: it says that the rest is there. */
static const char *const names[] = {"keys", "loketd.yaml", "state"};

#define NAMES_N (sizeof names / sizeof *names)

static enum rc
failed(const char *what)
{
    log_line(LOG_ERROR, "restore: %s: %s", what, strerror(errno));
    return RC_FATAL;
}

static enum rc
check_place(struct restore_job *job)
{
    enum rc rc = RC_OK;

    for (size_t i = 0; i < NAMES_N; i++) {
        char path[PATH_MAX];
        struct stat st;

        if (file_join(path, sizeof path, job->request->to, names[i]) != RC_OK)
            return RC_INVALID;
        if (lstat(path, &st) != 0)
            continue;
        log_line(LOG_ERROR, "%s exists: nothing was changed", path);
        rc = RC_INVALID;
    }
    return rc;
}

static enum rc
read_keys(struct restore_job *job)
{
    const struct clock clock = {0};
    struct file_findings findings = {0};
    struct secret *storage = NULL;
    enum rc rc = secret_read(&job->key, job->request->key_path, &findings);

    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc == RC_OK)
        rc = backup_keys_read(&job->keys, job->request->keys, job->key);
    if (rc == RC_OK)
        rc = backup_keys_storage(job->keys, &storage);
    if (rc == RC_OK && (job->origin = backup_secrets_new(storage)) == NULL)
        rc = RC_FATAL;
    secret_close(storage);
    if (rc != RC_OK)
        return rc == RC_FATAL ? RC_FATAL : RC_INVALID;
    if (job->keys->expires_us != 0 && !job->request->expired_keys &&
        clock_utc_us(&clock) >= job->keys->expires_us) {
        log_line(LOG_ERROR,
                 "%s: this copy of the keys is past its time: what was erased "
                 "since would come back (--expired-keys takes it all the same)",
                 job->request->keys);
        return RC_INVALID;
    }
    return RC_OK;
}

/* Of a restore that did not end; nothing but its own files. */
static void
remove_part(const char *part)
{
    static const char *const folders[] = {"keys", "state", "."};

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[PATH_MAX];
        DIR *open = NULL;
        struct dirent *entry;

        if (file_join(path, sizeof path, part, folders[i]) != RC_OK ||
            (open = opendir(path)) == NULL)
            continue;
        while ((entry = readdir(open)) != NULL)
            if (strcmp(entry->d_name, ".") != 0 &&
                strcmp(entry->d_name, "..") != 0)
                (void)unlinkat(dirfd(open), entry->d_name, 0);
        closedir(open);
        (void)rmdir(i + 1 < sizeof folders / sizeof *folders ? path : part);
    }
}

static enum rc
open_place(struct restore_job *job)
{
    char *real = NULL;
    enum rc rc = file_make_dir(job->request->to, 0700);

    if (rc != RC_OK && rc != RC_DUP)
        return failed(job->request->to);
    job->made_to = rc == RC_OK;
    if ((real = realpath(job->request->to, NULL)) == NULL)
        return failed(job->request->to);
    rc = strlen(real) + 64 < sizeof job->to && strcmp(real, "/") != 0
             ? RC_OK
             : RC_INVALID;
    if (rc == RC_OK) {
        (void)snprintf(job->to, sizeof job->to, "%s", real);
        rc = file_join(job->part, sizeof job->part, real, PART);
    }
    free(real);
    if (rc != RC_OK)
        log_line(LOG_ERROR, "%s: cannot be used", job->request->to);
    else
        remove_part(job->part);
    return rc;
}

static enum rc
put_in_place(struct restore_job *job)
{
    for (size_t i = 0; i < NAMES_N; i++) {
        char from[PATH_MAX];
        char to[PATH_MAX];

        if (file_join(from, sizeof from, job->part, names[i]) != RC_OK ||
            file_join(to, sizeof to, job->to, names[i]) != RC_OK)
            return RC_FATAL;
        /* never over what came there meanwhile */
        if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0)
            return failed(to);
    }
    return file_sync_dir(job->to) == RC_OK ? RC_OK : failed(job->to);
}

static void
say(const struct restore_job *job)
{
    const struct backup_facts *facts = &job->target.facts;
    time_t second = (time_t)(job->target.head.made_us / 1000000);
    char hex[BACKUP_HASH_BYTES * 2 + 1];
    char when[32] = "";
    struct tm tm;

    if (gmtime_r(&second, &tm) != NULL)
        (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
    sodium_bin2hex(hex, sizeof hex, facts->content, sizeof facts->content);
    fprintf(job->request->out,
            "restored: as-of=%s files=%zu messages=%lld alerts=%lld rows=%lld "
            "erased=%lld content=%s\n\n"
            "Equal to what was backed up, row for row, before it was made this "
            "desk's.\n"
            "Lost: what was accepted after %s.  Its senders' outboxes hold "
            "what\n"
            "they have no receipt for and send it; what was receipted since "
            "must be\n"
            "sent once more by hand: its receipts are unknown here, and no "
            "number of\n"
            "theirs is given out again.  People see a new epoch: their clients "
            "take\n"
            "everything anew.\n"
            "Back: what was erased after that, unless keys were rotated "
            "between the\n"
            "erasure and this copy of them: erase it again.\n\n",
            when, job->chain->n, (long long)facts->messages,
            (long long)facts->alerts, (long long)facts->rows,
            (long long)job->unopened.records, hex, when);
    if (job->unopened.records > 0)
        fprintf(job->request->out,
                "Erased: %lld of %lld messages, which the epoch keys do not "
                "open; those that\n"
                "were not erased before are lost as well.\n\n",
                (long long)job->unopened.messages, (long long)job->unopened.of);
    if (!job->settings_moved)
        fprintf(job->request->out,
                "paths.state and paths.keys of %s/loketd.yaml are as they "
                "were:\n"
                "change them first.\n",
                job->to);
    fprintf(job->request->out,
            "Next:\n"
            "  loketd --config %s/loketd.yaml --check-config\n"
            "  loketd --config %s/loketd.yaml\n",
            job->to, job->to);
}

static enum rc
restore(struct restore_job *job)
{
    enum rc rc;

    if (sodium_init() < 0 || (job->chain = malloc(sizeof *job->chain)) == NULL)
        return RC_FATAL;
    if ((rc = check_place(job)) != RC_OK || (rc = read_keys(job)) != RC_OK ||
        (rc = restore_look(job)) != RC_OK || (rc = open_place(job)) != RC_OK)
        return rc;
    rc = restore_build(job);
    if (rc == RC_OK)
        rc = put_in_place(job);
    remove_part(job->part);
    if (rc == RC_OK)
        say(job);
    else if (job->made_to)
        (void)rmdir(job->to);
    return rc;
}

enum rc
restore_mode(const struct restore_request *request)
{
    struct restore_job job = {.request = request};
    enum rc rc = restore(&job);

    free(job.settings);
    free(job.chain);
    backup_folder_close(&job.folder);
    secret_memory_close(job.origin);
    secret_memory_close(job.keys);
    secret_close(job.key);
    return rc;
}
