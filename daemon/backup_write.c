/* Writing one backup. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "backup_job.h"
#include "sys/file.h"
#include "sys/log.h"

#define ROOM_LEFT      (INT64_C(16) * 1024 * 1024)
#define SETTINGS_NAME  "loketd.yaml"
#define PROGRESS_EVERY 4096 /* blocks */

static enum rc
failed(const char *what)
{
    enum rc rc = errno == ENOSPC || errno == EDQUOT ? RC_DOWN : RC_FATAL;

    log_line(LOG_ERROR, "backup: %s: %s", what, strerror(errno));
    return rc;
}

enum rc
backup_room(const char *dir, int64_t bytes)
{
    struct statvfs vfs;
    uint64_t need = (uint64_t)bytes + (uint64_t)bytes / 16 + ROOM_LEFT;

    if (statvfs(dir, &vfs) != 0)
        return failed(dir);
    if ((uint64_t)vfs.f_bavail * vfs.f_frsize >= need)
        return RC_OK;
    log_line(LOG_ERROR,
             "backup: %s: %llu MiB must be free there, %llu are: nothing was "
             "made",
             dir, (unsigned long long)(need >> 20),
             (unsigned long long)((uint64_t)vfs.f_bavail * vfs.f_frsize >> 20));
    return RC_DOWN;
}

static void
tell(const char *what, uint64_t done, uint64_t all)
{
    if (!isatty(STDERR_FILENO))
        return;
    if (done % PROGRESS_EVERY == 0 || done == all)
        fprintf(stderr, "\rbackup: %s %llu of %llu MiB%s", what,
                (unsigned long long)(done / 16), (unsigned long long)(all / 16),
                done == all ? "\n" : "");
}

/* Block by block; all of it in page cache of a moment ago. */
static enum rc
read_block(FILE *image, uint8_t *block, size_t *n)
{
    *n = fread(block, 1, BACKUP_BLOCK_BYTES, image);
    if (*n > 0)
        return RC_OK;
    return ferror(image) ? failed("picture") : RC_NOT_FOUND;
}

static bool
is_changed(const struct backup_job *job, uint64_t index)
{
    return job->head.full || index >= job->last.blocks_n ||
           memcmp(&job->last.blocks[index], &job->next.blocks[index],
                  sizeof *job->last.blocks) != 0;
}

static enum rc
hash_blocks(struct backup_job *job, FILE *image, uint8_t *block)
{
    struct backup_image digest;
    uint8_t hash[BACKUP_HASH_BYTES];
    size_t n = 0;
    enum rc rc;

    backup_image_start(&digest);
    for (uint64_t i = 0; (rc = read_block(image, block, &n)) == RC_OK; i++) {
        if (i >= job->next.blocks_n)
            return RC_FATAL; /* it grew: not what was checked */
        backup_image_hash(block, n, hash);
        backup_image_add(&digest, hash);
        backup_manifest_hash(job->secrets->block, i, block, n,
                             &job->next.blocks[i]);
        job->changed += is_changed(job, i);
        tell("read", i + 1, job->next.blocks_n);
    }
    backup_image_end(&digest, job->image);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc
backup_hash_image(struct backup_job *job)
{
    uint8_t *block = malloc(BACKUP_BLOCK_BYTES);
    FILE *image = fopen(job->image_path, "rbe");
    enum rc rc = RC_FATAL;

    job->next.blocks_n = (size_t)((job->facts.bytes + BACKUP_BLOCK_BYTES - 1) /
                                  BACKUP_BLOCK_BYTES);
    job->next.blocks = calloc(job->next.blocks_n, sizeof *job->next.blocks);
    job->changed = 0;
    if (block != NULL && image != NULL && job->next.blocks != NULL)
        rc = hash_blocks(job, image, block);
    else
        rc = failed("picture");
    if (image != NULL)
        fclose(image);
    free(block);
    return rc;
}

static enum rc
put_settings(struct backup_job *job, struct backup_writer *writer)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    enum rc rc =
        file_read(job->request->config_path, BACKUP_BLOCK_BYTES, &bytes, &n);

    if (rc == RC_OK &&
        backup_put_file(writer, SETTINGS_NAME, bytes, n) != RC_OK)
        rc = failed("write");
    else if (rc == RC_INVALID)
        log_line(LOG_ERROR, "backup: %s is larger than %d bytes: shorten it",
                 job->request->config_path, BACKUP_BLOCK_BYTES);
    else if (rc != RC_OK)
        rc = failed("settings");
    free(bytes);
    return rc;
}

static enum rc
put_blocks(struct backup_job *job, struct backup_writer *writer)
{
    uint8_t *block = malloc(BACKUP_BLOCK_BYTES);
    FILE *image = fopen(job->image_path, "rbe");
    uint64_t put = 0;
    size_t n = 0;
    enum rc rc = block == NULL || image == NULL ? failed("picture") : RC_OK;

    for (uint64_t i = 0; rc == RC_OK && i < job->next.blocks_n; i++) {
        if ((rc = read_block(image, block, &n)) != RC_OK || !is_changed(job, i))
            continue;
        if (backup_put_block(writer, i, block, n) != RC_OK)
            rc = failed("write");
        tell("wrote", ++put, job->changed);
    }
    if (image != NULL)
        fclose(image);
    free(block);
    return rc;
}

static enum rc
write_all(struct backup_job *job, FILE *file)
{
    struct backup_facts facts = {.image_bytes = job->facts.bytes,
                                 .tables = job->facts.tables,
                                 .rows = job->facts.rows,
                                 .messages = job->facts.messages,
                                 .alerts = job->facts.alerts};
    struct backup_writer *writer = NULL;
    enum rc rc;

    memcpy(facts.content, job->facts.content, sizeof facts.content);
    rc = backup_create(&writer, file, &job->head, &facts, job->secrets->origin,
                       (const uint8_t(*)[PUBLIC_KEY_BYTES])job->recipients,
                       job->recipients_n);
    if (rc != RC_OK)
        return failed("write");
    if ((rc = put_settings(job, writer)) == RC_OK &&
        (rc = put_blocks(job, writer)) == RC_OK &&
        backup_finish(writer, job->image, job->next.digest) != RC_OK)
        rc = failed("write");
    backup_writer_close(writer);
    if (rc == RC_OK && fsync(fileno(file)) != 0)
        rc = failed("fsync");
    return rc;
}

/* What was written reads back as what was meant. */
static enum rc
read_back(struct backup_job *job, FILE *file)
{
    struct backup_read read;
    struct stat st;

    rewind(file);
    if (backup_read(file, NULL, NULL, NULL, &read) != RC_OK ||
        memcmp(read.digest, job->next.digest, sizeof read.digest) != 0 ||
        fstat(fileno(file), &st) != 0) {
        log_line(LOG_ERROR, "backup: it does not read back as it was written");
        return RC_FATAL;
    }
    job->bytes = st.st_size;
    return RC_OK;
}

static enum rc
make_name(struct backup_job *job)
{
    time_t second = (time_t)(job->now_us / 1000000);
    struct tm tm;
    char when[32];

    if (gmtime_r(&second, &tm) == NULL ||
        strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", &tm) == 0)
        return RC_FATAL;
    int n = snprintf(job->name, sizeof job->name, "loket-%s-%06llu-%s%s", when,
                     (unsigned long long)job->head.sequence,
                     job->head.full ? "full" : "changes", BACKUP_ENDING);

    return n > 0 && (size_t)n < sizeof job->name ? RC_OK : RC_FATAL;
}

static enum rc
settle(const struct backup_job *job, const char *part, const char *path)
{
    /* link() refuses a name that is there */
    if (link(part, path) != 0)
        return failed(job->name);
    (void)unlink(part);
    return file_sync_dir(job->dir) == RC_OK ? RC_OK : failed(job->dir);
}

enum rc
backup_write(struct backup_job *job)
{
    char path[PATH_MAX];
    char part[PATH_MAX + sizeof BACKUP_UNFINISHED];
    FILE *file = NULL;
    int fd = -1;
    enum rc rc = make_name(job);

    if (rc != RC_OK ||
        (rc = backup_room(job->dir, (int64_t)job->changed *
                                        BACKUP_BLOCK_BYTES)) != RC_OK ||
        (rc = file_join(path, sizeof path, job->dir, job->name)) != RC_OK)
        return rc;
    (void)snprintf(part, sizeof part, "%s" BACKUP_UNFINISHED, path);
    fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return failed(job->name);
    if ((file = fdopen(fd, "w+b")) == NULL) {
        close(fd);
        return failed(job->name);
    }
    if ((rc = write_all(job, file)) == RC_OK)
        rc = read_back(job, file);
    if (fclose(file) != 0 && rc == RC_OK)
        rc = failed("close");
    if (rc == RC_OK)
        rc = settle(job, part, path);
    if (rc != RC_OK)
        (void)unlink(part);
    return rc;
}
