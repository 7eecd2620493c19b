/* The backups of a folder. */
#include "backup_folder.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "sys/log.h"

#define FILES_MAX 100000
#define DAY_US    (INT64_C(24) * 3600 * 1000000)

static bool
ends_with(const char *name, const char *ending)
{
    size_t n = strlen(name);
    size_t k = strlen(ending);

    return n > k && strcmp(name + n - k, ending) == 0;
}

static enum rc
read_entry(struct backup_entry *out, const char *dir)
{
    char path[PATH_MAX];
    struct stat st;
    FILE *file = NULL;
    enum rc rc = file_join(path, sizeof path, dir, out->name);

    if (rc != RC_OK)
        return rc;
    if ((file = fopen(path, "rbe")) == NULL)
        return RC_INVALID;
    if (fstat(fileno(file), &st) != 0 || !S_ISREG(st.st_mode))
        rc = RC_INVALID;
    if (rc == RC_OK)
        rc = backup_read_head(file, &out->head);
    /* the digest is the last that stands in a file */
    if (rc == RC_OK &&
        (fseeko(file, -(off_t)sizeof out->digest, SEEK_END) != 0 ||
         fread(out->digest, 1, sizeof out->digest, file) != sizeof out->digest))
        rc = RC_INVALID;
    if (rc == RC_OK)
        out->bytes = st.st_size;
    fclose(file);
    return rc;
}

static int
by_age(const void *left, const void *right)
{
    const struct backup_entry *a = left;
    const struct backup_entry *b = right;

    if (a->head.made_us != b->head.made_us)
        return a->head.made_us < b->head.made_us ? -1 : 1;
    if (a->head.sequence != b->head.sequence)
        return a->head.sequence < b->head.sequence ? -1 : 1;
    return strcmp(a->name, b->name);
}

static enum rc
add(struct backup_folder *folder, const char *dir, const char *name)
{
    struct backup_entry entry;
    struct backup_entry *more;

    if (!ends_with(name, BACKUP_ENDING) || strlen(name) >= sizeof entry.name)
        return RC_OK;
    memset(&entry, 0, sizeof entry);
    memcpy(entry.name, name, strlen(name) + 1);
    switch (read_entry(&entry, dir)) {
    case RC_OK:
        break;
    case RC_FATAL:
        return RC_FATAL;
    case RC_AGAIN:
    case RC_INVALID:
    case RC_DUP:
    case RC_STALE:
    case RC_NOT_FOUND:
    case RC_DOWN:
    case RC_UNKNOWN:
        log_line(LOG_WARN, "%s: is no backup, or damaged: left out", name);
        folder->unreadable++;
        return RC_OK;
    }
    if (folder->n == FILES_MAX)
        return RC_FATAL;
    more = reallocarray(folder->v, folder->n + 1, sizeof *more);
    if (more == NULL)
        return RC_FATAL;
    folder->v = more;
    folder->v[folder->n++] = entry;
    return RC_OK;
}

enum rc
backup_folder_read(struct backup_folder *out, const char *dir)
{
    DIR *open = opendir(dir);
    struct dirent *entry;
    enum rc rc = RC_OK;

    *out = (struct backup_folder){.n = 0};
    if (open == NULL) {
        log_line(LOG_ERROR, "%s: %s", dir, strerror(errno));
        return errno == ENOENT || errno == ENOTDIR ? RC_NOT_FOUND : RC_FATAL;
    }
    while (rc == RC_OK && (entry = readdir(open)) != NULL)
        rc = add(out, dir, entry->d_name);
    closedir(open);
    if (rc != RC_OK)
        log_line(LOG_ERROR, "%s: cannot be read", dir);
    else if (out->n > 1)
        qsort(out->v, out->n, sizeof *out->v, by_age);
    return rc;
}

void
backup_folder_close(struct backup_folder *folder)
{
    free(folder->v);
    *folder = (struct backup_folder){.n = 0};
}

size_t
backup_folder_find(const struct backup_folder *folder,
                   const uint8_t digest[SEALED_DIGEST_BYTES])
{
    size_t i = 0;

    while (i < folder->n &&
           memcmp(folder->v[i].digest, digest, sizeof folder->v[i].digest) != 0)
        i++;
    return i;
}

static bool
follows(const struct backup_head *child, const struct backup_head *parent)
{
    return memcmp(child->epoch, parent->epoch, sizeof child->epoch) == 0 &&
           child->sequence > parent->sequence &&
           child->schema >= parent->schema;
}

enum rc
backup_folder_chain(const struct backup_folder *folder, size_t target,
                    struct backup_chain *out)
{
    size_t at = target;

    *out = (struct backup_chain){.n = 0};
    for (;;) {
        const struct backup_head *head = &folder->v[at].head;
        size_t parent;

        out->v[out->n++] = at;
        if (head->full)
            break;
        parent = backup_folder_find(folder, head->parent);
        if (parent == folder->n || out->n == BACKUP_CHAIN_MAX) {
            out->v[0] = at;
            return RC_NOT_FOUND;
        }
        if (!follows(head, &folder->v[parent].head)) {
            out->v[0] = at;
            return RC_INVALID;
        }
        at = parent;
    }
    for (size_t i = 0; i < out->n / 2; i++) {
        size_t other = out->v[i];

        out->v[i] = out->v[out->n - 1 - i];
        out->v[out->n - 1 - i] = other;
    }
    return RC_OK;
}

/* --- pruning --------------------------------------------------------------- */

/* The full one of each file's chain; folder->n: it has none any more. */
static enum rc
find_roots(const struct backup_folder *folder, size_t roots[])
{
    struct backup_chain *chain = malloc(sizeof *chain);

    if (chain == NULL)
        return RC_FATAL;
    for (size_t i = 0; i < folder->n; i++)
        roots[i] = backup_folder_chain(folder, i, chain) == RC_OK ? chain->v[0]
                                                                  : folder->n;
    free(chain);
    return RC_OK;
}

static bool
chain_stays(const struct backup_folder *folder, const size_t roots[],
            size_t root, const struct backup_keep *keep)
{
    uint32_t newer = 0;

    for (size_t i = root + 1; i < folder->n; i++)
        newer += roots[i] == i;
    if (newer < keep->full)
        return true;
    for (size_t i = root; i < folder->n; i++)
        if (roots[i] == root &&
            keep->now_us - folder->v[i].head.made_us <= keep->days * DAY_US)
            return true;
    return false;
}

enum rc
backup_folder_prune(const struct backup_folder *folder, const char *dir,
                    const struct backup_keep *keep, size_t *removed)
{
    size_t *roots = calloc(folder->n + 1, sizeof *roots);
    enum rc rc = roots == NULL ? RC_FATAL : find_roots(folder, roots);

    *removed = 0;
    /* The newest first: what is left always has what it needs. */
    for (size_t i = folder->n; rc == RC_OK && i-- > 0;) {
        char path[PATH_MAX];

        /* Without its full one it is of no use, but that is for a person to
         * say: what it misses may lie elsewhere. */
        if (roots[i] == folder->n || chain_stays(folder, roots, roots[i], keep))
            continue;
        rc = file_join(path, sizeof path, dir, folder->v[i].name);
        if (rc == RC_OK && unlink(path) != 0) {
            log_line(LOG_ERROR, "%s: %s", folder->v[i].name, strerror(errno));
            rc = RC_FATAL;
        }
        *removed += rc == RC_OK;
    }
    free(roots);
    return rc;
}

void
backup_folder_clean(const char *dir)
{
    DIR *open = opendir(dir);
    struct dirent *entry;

    while (open != NULL && (entry = readdir(open)) != NULL) {
        if (!ends_with(entry->d_name, BACKUP_ENDING BACKUP_UNFINISHED))
            continue;
        if (unlinkat(dirfd(open), entry->d_name, 0) == 0)
            log_line(LOG_NOTE, "%s: of a run that did not end: removed",
                     entry->d_name);
    }
    if (open != NULL)
        closedir(open);
}
