/* vfs_log -- see vfs_log.h */
#include "vfs_log.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct log_file {
    sqlite3_file base;
    enum vfs_file file;
    bool watched;
    sqlite3_file *real;
};

/* One for the process, as SQLite's list of file systems is. */
static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    pthread_mutex_t lock;
    bool recording;
    bool lie;
    struct vfs_fault fault;
    int64_t seen;
    int64_t broken;
    struct vfs_record *records;
    size_t n;
    size_t room;
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
record(enum vfs_op op, enum vfs_file file, int64_t offset, const void *bytes,
       size_t n)
{
    if (!all.recording)
        return;
    if (all.n == all.room) {
        all.room = all.room == 0 ? 1024 : all.room * 2;
        all.records =
            reallocarray(all.records, all.room, sizeof all.records[0]);
        if (all.records == NULL)
            abort();
    }

    struct vfs_record *r = &all.records[all.n++];

    *r = (struct vfs_record){.op = op, .file = file, .offset = offset, .n = n};
    if (n > 0) {
        r->bytes = malloc(n);
        if (r->bytes == NULL)
            abort();
        memcpy(r->bytes, bytes, n);
    }
}

/* Under the lock, so that log and disk agree about the order. */
static bool
strikes(enum vfs_op op)
{
    if ((all.fault.ops & (unsigned)op) == 0)
        return false;
    all.seen++;
    if (all.seen != all.fault.at &&
        !(all.fault.for_ever && all.seen > all.fault.at))
        return false;
    all.broken++;
    return true;
}

static int
trouble_code(enum vfs_op op)
{
    if (op == VFS_WRITE && all.fault.trouble != VFS_EIO)
        return SQLITE_FULL;
    switch (op) {
    case VFS_READ:
        return SQLITE_IOERR_READ;
    case VFS_WRITE:
        return SQLITE_IOERR_WRITE;
    case VFS_SYNC:
        return SQLITE_IOERR_FSYNC;
    case VFS_TRUNCATE:
        return SQLITE_IOERR_TRUNCATE;
    case VFS_OPEN:
        return SQLITE_CANTOPEN;
    case VFS_DELETE:
        return SQLITE_IOERR_DELETE;
    case VFS_MARK:
        break;
    }
    return SQLITE_IOERR;
}

static sqlite3_file *
real(sqlite3_file *file)
{
    return ((struct log_file *)(void *)file)->real;
}

static int
log_close(sqlite3_file *file)
{
    return real(file)->pMethods->xClose(real(file));
}

static int
log_read(sqlite3_file *file, void *out, int n, sqlite3_int64 offset)
{
    int code = SQLITE_OK;

    (void)pthread_mutex_lock(&all.lock);
    if (strikes(VFS_READ))
        code = trouble_code(VFS_READ);
    (void)pthread_mutex_unlock(&all.lock);
    if (code != SQLITE_OK)
        return code;
    return real(file)->pMethods->xRead(real(file), out, n, offset);
}

static int
log_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
    struct log_file *f = (struct log_file *)(void *)file;
    int code = SQLITE_OK;

    (void)pthread_mutex_lock(&all.lock);
    if (strikes(VFS_WRITE)) {
        code = trouble_code(VFS_WRITE);
        n = all.fault.trouble == VFS_SHORT ? n / 2 : 0;
    }
    if (n > 0) {
        int real_code = f->real->pMethods->xWrite(f->real, bytes, n, offset);

        if (code == SQLITE_OK)
            code = real_code;
        if (f->watched)
            record(VFS_WRITE, f->file, offset, bytes, (size_t)n);
    }
    (void)pthread_mutex_unlock(&all.lock);
    return code;
}

static int
log_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct log_file *f = (struct log_file *)(void *)file;
    int code = SQLITE_OK;

    (void)pthread_mutex_lock(&all.lock);
    if (strikes(VFS_TRUNCATE))
        code = trouble_code(VFS_TRUNCATE);
    else
        code = f->real->pMethods->xTruncate(f->real, size);
    if (code == SQLITE_OK && f->watched)
        record(VFS_TRUNCATE, f->file, size, NULL, 0);
    (void)pthread_mutex_unlock(&all.lock);
    return code;
}

static int
log_sync(sqlite3_file *file, int flags)
{
    struct log_file *f = (struct log_file *)(void *)file;
    int code = SQLITE_OK;

    (void)pthread_mutex_lock(&all.lock);
    if (strikes(VFS_SYNC))
        code = trouble_code(VFS_SYNC);
    else if (!(all.lie && f->watched && f->file == VFS_WAL)) {
        code = f->real->pMethods->xSync(f->real, flags);
        if (code == SQLITE_OK && f->watched)
            record(VFS_SYNC, f->file, 0, NULL, 0);
    }
    (void)pthread_mutex_unlock(&all.lock);
    return code;
}

static int
log_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real(file)->pMethods->xFileSize(real(file), size);
}

static int
log_lock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xLock(real(file), level);
}

static int
log_unlock(sqlite3_file *file, int level)
{
    return real(file)->pMethods->xUnlock(real(file), level);
}

static int
log_reserved(sqlite3_file *file, int *out)
{
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

static int
log_control(sqlite3_file *file, int op, void *arg)
{
    return real(file)->pMethods->xFileControl(real(file), op, arg);
}

static int
log_sector(sqlite3_file *file)
{
    return real(file)->pMethods->xSectorSize(real(file));
}

static int
log_device(sqlite3_file *file)
{
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int
log_shm_map(sqlite3_file *file, int page, int size, int extend,
            void volatile **out)
{
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, out);
}

static int
log_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}

static void
log_shm_barrier(sqlite3_file *file)
{
    real(file)->pMethods->xShmBarrier(real(file));
}

static int
log_shm_unmap(sqlite3_file *file, int remove_it)
{
    return real(file)->pMethods->xShmUnmap(real(file), remove_it);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory mapping: it would bypass the log */
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_reserved,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_device,
    .xShmMap = log_shm_map,
    .xShmLock = log_shm_lock,
    .xShmBarrier = log_shm_barrier,
    .xShmUnmap = log_shm_unmap,
};

static int
log_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
         int *out_flags)
{
    struct log_file *f = (struct log_file *)(void *)file;
    bool struck = false;

    (void)vfs;
    (void)pthread_mutex_lock(&all.lock);
    struck = strikes(VFS_OPEN);
    (void)pthread_mutex_unlock(&all.lock);
    f->base.pMethods = NULL;
    if (struck)
        return trouble_code(VFS_OPEN);
    f->real = (sqlite3_file *)(void *)(f + 1);
    f->watched = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0;
    f->file = (flags & SQLITE_OPEN_WAL) != 0 ? VFS_WAL : VFS_DATABASE;

    int code = all.real->xOpen(all.real, name, f->real, flags, out_flags);

    if (f->real->pMethods != NULL)
        f->base.pMethods = &methods;
    return code;
}

static int
log_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
    size_t n = strlen(name);
    int code = SQLITE_OK;

    (void)vfs;
    (void)pthread_mutex_lock(&all.lock);
    if (strikes(VFS_DELETE))
        code = trouble_code(VFS_DELETE);
    else
        code = all.real->xDelete(all.real, name, sync_dir);
    if (code == SQLITE_OK && n > 4 && strcmp(name + n - 4, "-wal") == 0)
        record(VFS_DELETE, VFS_WAL, 0, NULL, 0);
    (void)pthread_mutex_unlock(&all.lock);
    return code;
}

void
vfs_log_install(void)
{
    if (all.real != NULL)
        return;
    all.real = sqlite3_vfs_find(NULL);
    all.vfs = *all.real;
    all.vfs.pNext = NULL;
    all.vfs.zName = "loket-log";
    all.vfs.szOsFile = (int)sizeof(struct log_file) + all.real->szOsFile;
    all.vfs.xOpen = log_open;
    all.vfs.xDelete = log_delete;
    (void)sqlite3_vfs_register(&all.vfs, 1);
}

void
vfs_log_start(void)
{
    (void)pthread_mutex_lock(&all.lock);
    for (size_t i = 0; i < all.n; i++)
        free(all.records[i].bytes);
    free(all.records);
    all.records = NULL;
    all.n = 0;
    all.room = 0;
    all.recording = true;
    (void)pthread_mutex_unlock(&all.lock);
}

void
vfs_log_stop(void)
{
    (void)pthread_mutex_lock(&all.lock);
    all.recording = false;
    (void)pthread_mutex_unlock(&all.lock);
}

void
vfs_log_mark(int64_t number)
{
    (void)pthread_mutex_lock(&all.lock);
    record(VFS_MARK, VFS_DATABASE, number, NULL, 0);
    (void)pthread_mutex_unlock(&all.lock);
}

void
vfs_log_lie(bool lie)
{
    (void)pthread_mutex_lock(&all.lock);
    all.lie = lie;
    (void)pthread_mutex_unlock(&all.lock);
}

void
vfs_log_break(const struct vfs_fault *fault)
{
    (void)pthread_mutex_lock(&all.lock);
    all.fault = *fault;
    all.seen = 0;
    all.broken = 0;
    (void)pthread_mutex_unlock(&all.lock);
}

int64_t
vfs_log_broken(void)
{
    (void)pthread_mutex_lock(&all.lock);

    int64_t broken = all.broken;

    (void)pthread_mutex_unlock(&all.lock);
    return broken;
}

const struct vfs_record *
vfs_log_records(size_t *n)
{
    *n = all.n;
    return all.records;
}
