/* checkpoint -- moving the log into the database off the commit path; see
 * store/store.h
 *
 * SQLite rewinds the log only when a writer begins while every frame is in
 * the database.  The thread alone never gets there while messages keep
 * coming: frames arrive during its pass.  So the writer does the few that
 * are left, between two transactions. */
#include "store/sqlite/checkpoint.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "store/sqlite/sql.h"
#include "store/sqlite/wipe.h"
#include "store/store.h"
#include "sys/log.h"

#define PART_OF_EVERY 4 /* the writer takes over at most 1/4 of every_bytes */

struct checkpoint {
    pthread_t thread;
    pthread_mutex_t pass; /* held while a checkpoint runs */
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t wake;
    bool stop;
    bool wanted;
    atomic_bool *failed; /* of the store */
    int64_t rewinds;     /* of the log */
    int64_t frames;      /* in the log */
    int64_t asked;       /* frames when the last pass was asked for */
    int64_t moved;       /* frames that are in the database */
    /* constant */
    int64_t every_frames;
    int64_t limit_frames;
    sqlite3 *db; /* the thread's own connection */
};

int
checkpoint_on_commit(void *arg, sqlite3 *db, const char *name, int frames)
{
    struct store *store = arg;
    struct checkpoint *cp = store->checkpoint;

    (void)db;
    (void)name;
    store->wal_frames = frames;
    if (cp == NULL)
        return SQLITE_OK;
    (void)pthread_mutex_lock(&cp->lock);
    if (frames < cp->frames) {
        cp->rewinds++;
        cp->asked = 0;
        cp->moved = 0;
    }
    cp->frames = frames;
    if (frames - cp->asked >= cp->every_frames) {
        cp->asked = frames;
        cp->wanted = true;
        (void)pthread_cond_signal(&cp->wake);
    }
    (void)pthread_mutex_unlock(&cp->lock);
    return SQLITE_OK;
}

/* One pass; the caller holds `pass`.  Readers and writers go on. */
static int
move_frames(struct checkpoint *cp, sqlite3 *db)
{
    int in_log = 0;
    int moved = 0;

    (void)pthread_mutex_lock(&cp->lock);
    int64_t rewinds = cp->rewinds;
    (void)pthread_mutex_unlock(&cp->lock);

    int code = sqlite3_wal_checkpoint_v2(db, NULL, SQLITE_CHECKPOINT_PASSIVE,
                                         &in_log, &moved);

    if (code != SQLITE_OK)
        return code;
    (void)pthread_mutex_lock(&cp->lock);
    if (rewinds == cp->rewinds && moved > cp->moved)
        cp->moved = moved;
    (void)pthread_mutex_unlock(&cp->lock);
    return SQLITE_OK;
}

static void *
run(void *arg)
{
    struct checkpoint *cp = arg;

    (void)pthread_mutex_lock(&cp->lock);
    while (!cp->stop) {
        if (!cp->wanted) {
            (void)pthread_cond_wait(&cp->wake, &cp->lock);
            continue;
        }
        cp->wanted = false;
        (void)pthread_mutex_unlock(&cp->lock);
        (void)pthread_mutex_lock(&cp->pass);
        int code = move_frames(cp, cp->db);
        (void)pthread_mutex_unlock(&cp->pass);
        (void)pthread_mutex_lock(&cp->lock);
        if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) {
            log_line(LOG_ERROR, "store: %s (code %d) in a checkpoint",
                     sqlite3_errstr(code), code);
            /* no room or memory: the next pass may do better */
            if ((code & 0xff) != SQLITE_FULL && (code & 0xff) != SQLITE_NOMEM &&
                code != SQLITE_IOERR_NOMEM)
                atomic_store(cp->failed, true);
        }
    }
    (void)pthread_mutex_unlock(&cp->lock);
    return NULL;
}

static void
checkpoint_free(struct checkpoint *cp)
{
    (void)sqlite3_close(cp->db);
    (void)pthread_cond_destroy(&cp->wake);
    (void)pthread_mutex_destroy(&cp->lock);
    (void)pthread_mutex_destroy(&cp->pass);
    free(cp);
}

static enum rc
connect_thread(struct store *store, struct checkpoint *cp)
{
    int code = sqlite3_open_v2(store->path, &cp->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_EXRESCODE,
                               wipe_name(store->wipe));

    if (code == SQLITE_OK)
        code = sqlite3_exec(cp->db,
                            "PRAGMA synchronous = FULL;"
                            "PRAGMA wal_autocheckpoint = 0;"
                            "PRAGMA cache_size = -64;",
                            NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return sql_fault(store, code, "open for checkpoints");
    return RC_OK;
}

enum rc
store_checkpoint_start(struct store *store, int64_t every_bytes,
                       int64_t limit_bytes)
{
    struct checkpoint *cp = NULL;
    enum rc rc = RC_OK;

    if (store->readonly || store->checkpoint != NULL || every_bytes < 1 ||
        limit_bytes < 1)
        return RC_INVALID;
    cp = calloc(1, sizeof *cp);
    if (cp == NULL)
        return RC_DOWN;
    cp->every_frames = every_bytes / store->frame_bytes + 1;
    cp->limit_frames = limit_bytes / store->frame_bytes + 1;
    cp->frames = store->wal_frames;
    cp->failed = &store->checkpoint_failed;
    (void)pthread_mutex_init(&cp->pass, NULL);
    (void)pthread_mutex_init(&cp->lock, NULL);
    (void)pthread_cond_init(&cp->wake, NULL);
    if ((rc = connect_thread(store, cp)) == RC_OK) {
        errno = pthread_create(&cp->thread, NULL, run, cp);
        if (errno != 0) {
            log_line(LOG_ERROR, "store: no thread for checkpoints");
            rc = RC_DOWN;
        }
    }
    if (rc != RC_OK) {
        checkpoint_free(cp);
        return rc;
    }
    store->checkpoint = cp;
    return RC_OK;
}

void
store_checkpoint_stop(struct store *store)
{
    struct checkpoint *cp = store->checkpoint;

    if (cp == NULL)
        return;
    (void)pthread_mutex_lock(&cp->lock);
    cp->stop = true;
    (void)pthread_cond_signal(&cp->wake);
    (void)pthread_mutex_unlock(&cp->lock);
    (void)pthread_join(cp->thread, NULL);
    store->checkpoint = NULL;
    checkpoint_free(cp);
}

/* The writer's share: when little is left, or the log is twice too large.
 * Otherwise the thread is asked first: the commit path shall not wait for
 * more than that little. */
static bool
writer_may(struct checkpoint *cp)
{
    int64_t left = 0;
    bool may = false;

    (void)pthread_mutex_lock(&cp->lock);
    left = cp->frames - cp->moved;
    may = left <= cp->every_frames / PART_OF_EVERY ||
          cp->frames > 2 * cp->limit_frames;
    if (!may && !cp->wanted) {
        cp->wanted = true;
        (void)pthread_cond_signal(&cp->wake);
    }
    (void)pthread_mutex_unlock(&cp->lock);
    return may && left > 0;
}

/* What failed in the thread is fatal to the store from now on. */
static bool
is_sound(struct store *store)
{
    if (atomic_load(&store->checkpoint_failed))
        store->fatal = true;
    return !store->fatal;
}

enum rc
store_checkpoint_rest(struct store *store)
{
    struct checkpoint *cp = store->checkpoint;
    int code = SQLITE_OK;

    if (!is_sound(store))
        return RC_FATAL;
    if (cp == NULL)
        return RC_OK;
    if (store->wal_frames <= cp->limit_frames || !writer_may(cp))
        return RC_OK;
    if (store->wal_frames > 2 * cp->limit_frames)
        (void)pthread_mutex_lock(&cp->pass);
    else if (pthread_mutex_trylock(&cp->pass) != 0)
        return RC_OK; /* the thread is at it */
    code = move_frames(cp, store->db);
    (void)pthread_mutex_unlock(&cp->pass);
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY)
        return RC_OK;
    return sql_fault(store, code, "checkpoint");
}

/* Nobody is waited for: a reader that is there keeps its pages in the log. */
enum rc
checkpoint_truncate(struct store *store)
{
    struct checkpoint *cp = store->checkpoint;
    int code = SQLITE_OK;

    if (!is_sound(store))
        return RC_FATAL;
    if (cp != NULL && pthread_mutex_trylock(&cp->pass) != 0)
        return RC_DOWN; /* the thread is at it */
    (void)sqlite3_busy_timeout(store->db, 0);
    code = sqlite3_wal_checkpoint_v2(store->db, NULL,
                                     SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    (void)sqlite3_busy_timeout(store->db, STORE_WAIT_BUSY_MS);
    if (cp != NULL)
        (void)pthread_mutex_unlock(&cp->pass);
    if ((code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED)
        return RC_DOWN;
    if (code != SQLITE_OK)
        return sql_fault(store, code, "checkpoint");
    store->wal_frames = 0;
    /* pages as they are in memory have what the file has no more */
    (void)sqlite3_db_release_memory(store->db);
    return RC_OK;
}
