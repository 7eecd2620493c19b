/* image -- taking and checking pictures; see store/image.h
 *
 * Not through struct store: a picture may have an older schema, and is opened
 * as what never changes. */
#include "store/image.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite/schema.h"
#include "store/sqlite/wipe.h"
#include "sys/log.h"

#define WAIT_BUSY_MS  5000
#define HEADER_LOCKED 18 /* two bytes: 2 is a log beside it, 1 is none */

static enum rc
trouble(const char *what, int code)
{
    log_line(LOG_ERROR, "picture: %s: %s (%d)", what, sqlite3_errstr(code),
             code);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_NOMEM:
        return RC_DOWN;
    default:
        return RC_FATAL;
    }
}

static enum rc
connect_by(sqlite3 **db, const char *path, int flags, const char *way)
{
    int code = sqlite3_open_v2(
        path, db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, way);

    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(*db, WAIT_BUSY_MS);
    if (code == SQLITE_OK)
        code =
            sqlite3_exec(*db, "PRAGMA trusted_schema = OFF", NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : trouble("open", code);
}

static enum rc
connect_to(sqlite3 **db, const char *path, int flags)
{
    return connect_by(db, path, flags, NULL);
}

/* --- taking ---------------------------------------------------------------- */

/* Without a log of its own the copy is one file; it is nobody's yet, so
 * nothing of it need be synced. */
static enum rc
copy(sqlite3 *from, sqlite3 *to)
{
    sqlite3_backup *backup = NULL;
    int code = sqlite3_exec(to,
                            "PRAGMA journal_mode = OFF;"
                            "PRAGMA synchronous = OFF",
                            NULL, NULL, NULL);

    if (code != SQLITE_OK)
        return trouble("prepare", code);
    if ((backup = sqlite3_backup_init(to, "main", from, "main")) == NULL)
        return trouble("begin", sqlite3_extended_errcode(to));
    /* all pages in one step: one transaction, which nothing restarts */
    (void)sqlite3_backup_step(backup, -1);
    code = sqlite3_backup_finish(backup);
    return code == SQLITE_OK ? RC_OK : trouble("copy", code);
}

/* The copy says that a log belongs to it, as the original does. */
static enum rc
without_log(const char *path)
{
    static const uint8_t none[2] = {1, 1};
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    enum rc rc = RC_FATAL;

    if (fd >= 0 && pwrite(fd, none, sizeof none, HEADER_LOCKED) == sizeof none)
        rc = RC_OK;
    if (fd >= 0 && close(fd) != 0)
        rc = RC_FATAL;
    if (rc != RC_OK)
        log_line(LOG_ERROR, "picture: %s", strerror(errno));
    return rc;
}

static enum rc
make_empty(const char *path)
{
    int fd = -1;

    if (unlink(path) != 0 && errno != ENOENT)
        return RC_FATAL;
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == ENOSPC ? RC_DOWN : RC_FATAL;
    return close(fd) == 0 ? RC_OK : RC_FATAL;
}

enum rc
image_take(const char *dir, const char *path)
{
    char database[PATH_MAX];
    struct wipe *wipe = NULL;
    sqlite3 *from = NULL;
    sqlite3 *to = NULL;
    int n = snprintf(database, sizeof database, "%s/loket.db", dir);
    enum rc rc = RC_INVALID;

    if (n < 0 || (size_t)n >= sizeof database)
        return RC_INVALID;
    if (access(database, F_OK) != 0)
        return errno == ENOENT ? RC_NOT_FOUND : RC_FATAL;
    if ((rc = make_empty(path)) != RC_OK) {
        log_line(LOG_ERROR, "picture: %s", strerror(errno));
        return rc;
    }
    /* pages in the log are as they were: wiped like those of the database */
    if ((rc = wipe_open(&wipe)) == RC_OK &&
        (rc = connect_to(&from, database, SQLITE_OPEN_READONLY)) == RC_OK &&
        (rc = connect_by(&to, path, SQLITE_OPEN_READWRITE, wipe_name(wipe))) ==
            RC_OK)
        rc = copy(from, to);
    (void)sqlite3_close(to);
    (void)sqlite3_close(from);
    wipe_close(wipe);
    if (rc == RC_OK)
        rc = without_log(path);
    if (rc != RC_OK)
        (void)unlink(path);
    return rc;
}

static bool
picture_in(const char *dir, char path[PATH_MAX])
{
    int n = snprintf(path, PATH_MAX, "%s/" IMAGE_NAME, dir);

    return n > 0 && n < PATH_MAX;
}

enum rc
image_lock(const char *dir, int *fd)
{
    char path[PATH_MAX];
    int lock_fd = -1;
    enum rc rc = RC_FATAL;

    if (!picture_in(dir, path))
        return RC_INVALID;
    if ((lock_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        return RC_INVALID;
    if (flock(lock_fd, LOCK_EX | LOCK_NB) != 0)
        rc = RC_DOWN;
    else if (unlink(path) == 0 || errno == ENOENT)
        rc = RC_OK;
    if (rc == RC_OK)
        *fd = lock_fd;
    else
        (void)close(lock_fd);
    return rc;
}

enum rc
image_clear(const char *dir)
{
    char path[PATH_MAX];
    int fd = -1;
    enum rc rc = RC_INVALID;

    if (!picture_in(dir, path))
        return rc;
    if (access(path, F_OK) != 0)
        return errno == ENOENT ? RC_OK : RC_DOWN;
    if ((rc = image_lock(dir, &fd)) != RC_OK)
        return RC_DOWN;
    (void)close(fd);
    return RC_OK;
}

/* --- checking -------------------------------------------------------------- */

struct check {
    sqlite3 *db;
    crypto_generichash_state digest;
    int64_t tables, rows;
};

static enum rc
number(sqlite3 *db, const char *text, int64_t *out)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db, text, -1, &stmt, NULL);

    if (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        *out = sqlite3_column_int64(stmt, 0);
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(stmt);
    return code == SQLITE_OK ? RC_OK : trouble("read", code);
}

static enum rc
check_sound(sqlite3 *db)
{
    int64_t faults = 0;
    enum rc rc = number(db,
                        "SELECT (SELECT count(*) FROM pragma_integrity_check"
                        " WHERE integrity_check <> 'ok')"
                        " + (SELECT count(*) FROM pragma_foreign_key_check)",
                        &faults);

    if (rc == RC_OK && faults > 0) {
        log_line(LOG_ERROR, "picture: the full check found %lld faults",
                 (long long)faults);
        rc = RC_FATAL;
    }
    return rc;
}

/* A value with its type and length, so that no two rows look the same. */
static void
digest_value(struct check *check, sqlite3_stmt *stmt, int column)
{
    int type = sqlite3_column_type(stmt, column);
    uint8_t head[1 + 8] = {(uint8_t)type};
    const void *bytes = NULL;
    uint64_t n = 0;

    switch (type) {
    case SQLITE_INTEGER:
        n = (uint64_t)sqlite3_column_int64(stmt, column);
        break;
    case SQLITE_NULL:
        break;
    default: /* as text, numbers with a point too */
        bytes = type == SQLITE_BLOB ? sqlite3_column_blob(stmt, column)
                                    : sqlite3_column_text(stmt, column);
        n = (uint64_t)sqlite3_column_bytes(stmt, column);
        break;
    }
    for (unsigned i = 0; i < 8; i++)
        head[1 + i] = (uint8_t)(n >> (8 * i));
    crypto_generichash_update(&check->digest, head, sizeof head);
    if (bytes != NULL)
        crypto_generichash_update(&check->digest, bytes, n);
}

static enum rc
digest_rows(struct check *check, const char *text, int64_t *rows)
{
    static const uint8_t end_of_row = 0xff;
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(check->db, text, -1, &stmt, NULL);
    int columns = sqlite3_column_count(stmt);

    while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (int i = 0; i < columns; i++)
            digest_value(check, stmt, i);
        crypto_generichash_update(&check->digest, &end_of_row, 1);
        (*rows)++;
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? RC_OK : trouble("digest", code);
}

/* NOT INDEXED: in the order of the table's own key, whatever else there is. */
static enum rc
digest_tables(struct check *check)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(
        check->db,
        "SELECT name, format('SELECT * FROM \"%w\" NOT INDEXED', name)"
        " FROM sqlite_schema WHERE type = 'table' ORDER BY name",
        -1, &stmt, NULL);
    enum rc rc = RC_OK;

    while (code == SQLITE_OK && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        digest_value(check, stmt, 0);
        rc = digest_rows(check, (const char *)sqlite3_column_text(stmt, 1),
                         &check->rows);
        if (rc != RC_OK)
            break;
        check->tables++;
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(stmt);
    if (rc != RC_OK)
        return rc;
    return code == SQLITE_DONE ? RC_OK : trouble("tables", code);
}

static enum rc
read_epoch(sqlite3 *db, uint8_t out[EPOCH_BYTES])
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db, "SELECT epoch FROM installation", -1,
                                  &stmt, NULL);
    enum rc rc = RC_FATAL;

    if (code == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW &&
        sqlite3_column_bytes(stmt, 0) == EPOCH_BYTES) {
        memcpy(out, sqlite3_column_blob(stmt, 0), EPOCH_BYTES);
        rc = RC_OK;
    }
    (void)sqlite3_finalize(stmt);
    if (rc != RC_OK)
        log_line(LOG_ERROR, "picture: it is of no installation");
    return rc;
}

static enum rc
read_facts(struct check *check, struct image_facts *facts)
{
    int64_t schema = 0;
    int64_t ignored = 0;
    enum rc rc = check_sound(check->db);

    if (rc != RC_OK ||
        (rc = number(check->db, "PRAGMA user_version", &schema)) != RC_OK ||
        (rc = number(check->db, "SELECT count(*) FROM journal",
                     &facts->messages)) != RC_OK ||
        (rc = number(check->db, "SELECT count(*) FROM alert",
                     &facts->alerts)) != RC_OK ||
        (rc = read_epoch(check->db, facts->epoch)) != RC_OK)
        return rc;
    facts->schema = (uint32_t)schema;
    if (schema >= SCHEMA_SEALED &&
        (rc = number(check->db,
                     "SELECT coalesce(min(epoch), 0) FROM key_epoch"
                     " WHERE keys > 0",
                     &facts->oldest_key)) != RC_OK)
        return rc;
    crypto_generichash_init(&check->digest, NULL, 0, IMAGE_DIGEST_BYTES);
    rc = digest_rows(check,
                     "SELECT type, name, sql FROM sqlite_schema"
                     " ORDER BY type, name",
                     &ignored);
    if (rc == RC_OK)
        rc = digest_tables(check);
    facts->tables = check->tables;
    facts->rows = check->rows;
    crypto_generichash_final(&check->digest, facts->content,
                             sizeof facts->content);
    return rc;
}

enum rc
image_check(const char *path, struct image_facts *facts)
{
    char uri[PATH_MAX + 32] = "file:";
    struct check check = {.db = NULL};
    struct image_facts found = {.bytes = 0};
    struct stat st;
    size_t at = strlen(uri);
    enum rc rc = RC_FATAL;

    for (const char *from = path; *from != '\0'; from++) {
        if (at + 32 >= sizeof uri)
            return RC_INVALID;
        if (strchr("%?#", *from) != NULL)
            at += (size_t)snprintf(uri + at, 4, "%%%02X", (unsigned)*from);
        else
            uri[at++] = *from;
    }
    (void)snprintf(uri + at, sizeof uri - at, "?immutable=1");
    if (stat(path, &st) != 0) {
        log_line(LOG_ERROR, "picture: %s", strerror(errno));
        return RC_FATAL;
    }
    rc = connect_to(&check.db, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
    if (rc == RC_OK)
        rc = read_facts(&check, &found);
    (void)sqlite3_close(check.db);
    if (rc != RC_OK)
        return rc;
    found.bytes = st.st_size;
    *facts = found;
    return RC_OK;
}
