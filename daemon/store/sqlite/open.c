/* open -- making, opening and closing the database; see store/store.h */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite/audit.h"
#include "store/sqlite/checkpoint.h"
#include "store/sqlite/link_work.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/seal.h"
#include "store/sqlite/seal_old.h"
#include "store/sqlite/sql.h"
#include "store/sqlite/wipe.h"
#include "sys/log.h"

#define DATABASE     "loket.db"
#define DATABASE_NEW "loket.db.new"
#define WAL_HEADER   24 /* bytes before each page in the log */

static const char connection_text[] = "PRAGMA trusted_schema = OFF;"
                                      "PRAGMA foreign_keys = ON;"
                                      "PRAGMA secure_delete = ON;"
                                      "PRAGMA temp_store = MEMORY;"
                                      "PRAGMA cache_size = -65536;";

/* The log keeps its file when it is rewound: an fsync after writing over
 * costs half of one after growing. */
static const char log_text[] = "PRAGMA wal_autocheckpoint = 0;"
                               "PRAGMA journal_size_limit = 134217728;"
                               "PRAGMA synchronous = FULL;";

static enum rc
path_in(const char *dir, const char *name, char out[PATH_MAX])
{
    int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);

    return n > 0 && n < PATH_MAX ? RC_OK : RC_INVALID;
}

static enum rc
trouble(const char *what)
{
    enum rc rc = errno == ENOSPC || errno == ENOMEM ? RC_DOWN : RC_FATAL;

    log_line(LOG_ERROR, "store: %s: %s", what, strerror(errno));
    return rc;
}

/* Without it a power failure may forget the name of a synced file. */
static enum rc
sync_dir(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum rc rc = RC_OK;

    if (fd < 0)
        return trouble("directory");
    if (fsync(fd) != 0) {
        (void)trouble("fsync of the directory");
        rc = RC_FATAL;
    }
    (void)close(fd);
    return rc;
}

static enum rc
make_dir(const char *dir)
{
    char parent[PATH_MAX];

    if (mkdir(dir, 0700) != 0)
        return errno == EEXIST ? RC_OK : trouble("mkdir");
    if (path_in(dir, "..", parent) != RC_OK)
        return RC_INVALID;
    return sync_dir(parent);
}

static enum rc
lock_dir(struct store *store, const char *dir)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char path[PATH_MAX];

    if (path_in(dir, "lock", path) != RC_OK)
        return RC_INVALID;
    store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->lock_fd < 0)
        return errno == ENOENT ? RC_NOT_FOUND : trouble("lock");
    /* of the open file, not of the process: a second store here is refused */
    if (fcntl(store->lock_fd, F_OFD_SETLK, &whole) == 0)
        return RC_OK;
    if (errno != EAGAIN && errno != EACCES)
        return trouble("lock");
    log_line(LOG_ERROR, "store: another process has the lock");
    return RC_DOWN;
}

static enum rc
connect_to(struct store *store, const char *path)
{
    int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (store->readonly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
    int code;
    enum rc rc = RC_OK;

    /* Counting its memory costs SQLite a lock for every allocation, and
     * nobody asks.  Too late after the first store: then it stays as it is. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (store->wipe == NULL && (rc = wipe_open(&store->wipe)) != RC_OK)
        return rc;
    code = sqlite3_open_v2(path, &store->db, flags, wipe_name(store->wipe));
    if (code != SQLITE_OK)
        return sql_fault(store, code, "open");
    (void)sqlite3_busy_timeout(store->db, STORE_WAIT_BUSY_MS);
    if ((rc = sql_exec(store, connection_text)) != RC_OK ||
        (rc = seal_attach(store)) != RC_OK)
        return rc;
    return sql_prepare_transactions(store);
}

static void
disconnect(struct store *store)
{
    for (size_t i = 0; i < SQL_STATEMENTS_MAX; i++)
        (void)sqlite3_finalize(store->statements[i].stmt);
    memset(store->statements, 0, sizeof store->statements);
    (void)sqlite3_close(store->db);
    store->db = NULL;
}

/* Under another name until it is whole: a half-made database is never
 * opened, and a second attempt starts afresh. */
static enum rc
make_database(struct store *store, const char *dir, const char *path)
{
    char path_new[PATH_MAX];
    int fd = -1;
    enum rc rc = path_in(dir, DATABASE_NEW, path_new);

    if (rc != RC_OK)
        return rc;
    (void)unlink(path_new);
    fd = open(path_new, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return trouble("create");
    (void)close(fd);
    if ((rc = connect_to(store, path_new)) == RC_OK &&
        (rc = sql_exec(store, "PRAGMA page_size = 8192;"
                              "PRAGMA synchronous = FULL;")) == RC_OK)
        rc = schema_migrate(store);
    disconnect(store);
    if (rc != RC_OK)
        return rc;
    if (rename(path_new, path) != 0)
        return trouble("rename");
    return sync_dir(dir);
}

/* What was asked for is not always what is set: look. */
static enum rc
verify_durable(struct store *store)
{
    sqlite3_stmt *stmt = NULL;
    char mode[16] = "";
    int64_t synchronous = 0;
    enum rc rc = sql_bind(store, "PRAGMA journal_mode = WAL", NULL, 0, &stmt);

    if (rc != RC_OK)
        return rc;
    if ((rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    sql_column_text(stmt, 0, mode, sizeof mode);
    sql_done(stmt);
    if ((rc = sql_exec(store, log_text)) != RC_OK ||
        (rc = sql_get(store, "PRAGMA synchronous", NULL, 0, &synchronous)) !=
            RC_OK)
        return rc;
    if (strcmp(mode, "wal") == 0 && synchronous == 2)
        return RC_OK;
    log_line(LOG_ERROR, "store: journal mode %s, synchronous %lld: not durable",
             mode, (long long)synchronous);
    return RC_FATAL;
}

static enum rc
load_installation(struct store *store)
{
    sqlite3_stmt *stmt = NULL;
    int64_t page_bytes = 0;
    bool whole = false;
    enum rc rc = sql_get(store, "PRAGMA page_size", NULL, 0, &page_bytes);

    if (rc != RC_OK ||
        (rc = sql_bind(store,
                       "SELECT epoch, journal_from, chain FROM installation",
                       NULL, 0, &stmt)) != RC_OK ||
        (rc = sql_step(store, stmt)) != RC_OK)
        return rc == RC_NOT_FOUND ? RC_FATAL : rc;
    whole = sql_column_bytes(stmt, 0, store->epoch, sizeof store->epoch) &&
            sql_column_bytes(stmt, 2, store->chain, sizeof store->chain);
    store->journal_from = sqlite3_column_int64(stmt, 1);
    sql_done(stmt);
    store->frame_bytes = page_bytes + WAL_HEADER;
    return whole ? RC_OK : RC_FATAL;
}

static enum rc
open_database(struct store *store, const char *path)
{
    enum rc rc = connect_to(store, path);

    if (rc != RC_OK)
        return rc;
    rc = schema_check(store);
    if (store->readonly) {
        if (rc != RC_OK)
            return rc == RC_STALE ? RC_STALE : RC_FATAL;
        rc = seal_start(store);
        return rc == RC_OK ? load_installation(store) : rc;
    }
    if (rc != RC_OK && rc != RC_STALE)
        return rc;
    /* its hook, ours: log_text turns the automatic one off before */
    if ((rc = verify_durable(store)) != RC_OK)
        return rc;
    (void)sqlite3_wal_hook(store->db, checkpoint_on_commit, store);
    if ((rc = schema_migrate(store)) != RC_OK ||
        (rc = load_installation(store)) != RC_OK ||
        (rc = seal_start(store)) != RC_OK || (rc = seal_old(store)) != RC_OK)
        return rc;
    return audit_start(store);
}

static enum rc
open_dir(struct store *store, const char *dir, enum store_mode mode)
{
    char path[PATH_MAX];
    enum rc rc = path_in(dir, DATABASE, path);

    if (rc == RC_OK && mode == STORE_CREATE)
        rc = make_dir(dir);
    if (rc == RC_OK && mode != STORE_READ)
        rc = lock_dir(store, dir);
    if (rc != RC_OK)
        return rc;
    if (access(path, F_OK) != 0) {
        if (errno != ENOENT)
            return trouble("database");
        if (mode != STORE_CREATE)
            return RC_NOT_FOUND;
        if ((rc = make_database(store, dir, path)) != RC_OK)
            return rc;
    } else if (mode == STORE_CREATE) {
        return RC_DUP;
    }
    store->path = strdup(path);
    if (store->path == NULL)
        return RC_DOWN;
    return open_database(store, path);
}

enum rc
store_open(struct store **out, const char *dir, const struct vault *vault,
           enum store_mode mode)
{
    struct store *store = calloc(1, sizeof *store);
    enum rc rc = RC_DOWN;

    if (store == NULL)
        return RC_DOWN;
    store->lock_fd = -1;
    store->readonly = mode == STORE_READ;
    rc = link_work_open(store);
    if (rc == RC_OK)
        rc = seal_open(store, vault);
    if (rc == RC_OK)
        rc = open_dir(store, dir, mode);
    if (rc == RC_OK) {
        *out = store;
        store = NULL; /* handed over */
    }
    store_close(store);
    return rc;
}

void
store_close(struct store *store)
{
    if (store == NULL)
        return;
    store_checkpoint_stop(store);
    disconnect(store);
    wipe_close(store->wipe);
    seal_close(store);
    link_work_close(store);
    if (store->lock_fd >= 0)
        (void)close(store->lock_fd);
    free(store->path);
    free(store);
}

void
store_epoch(const struct store *store, uint8_t out[EPOCH_BYTES])
{
    memcpy(out, store->epoch, EPOCH_BYTES);
}

int64_t
store_wal_bytes(const struct store *store)
{
    return store->wal_frames * store->frame_bytes;
}
