/* vfs_log -- a file system for SQLite that tells on itself: a layer over the
 * real one that logs every write, truncation and sync of the database and
 * its log, and can be told to fail. */
#ifndef TESTS_STORE_VFS_LOG_H
#define TESTS_STORE_VFS_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum vfs_file {
    VFS_DATABASE,
    VFS_WAL,
    VFS_FILES
};

enum vfs_op {
    VFS_READ = 1,
    VFS_WRITE = 2,
    VFS_SYNC = 4,
    VFS_TRUNCATE = 8,
    VFS_OPEN = 16,
    VFS_DELETE = 32,
    VFS_MARK = 64 /* a note of the test in the log */
};

struct vfs_record {
    enum vfs_op op;
    enum vfs_file file;
    int64_t offset; /* or size, or number of a mark */
    size_t n;
    uint8_t *bytes;
};

enum vfs_trouble {
    VFS_EIO,
    VFS_ENOSPC,
    VFS_SHORT /* half of a write arrives, then no room; half of a read */
};

/* What to break: the at-th operation (from 1) of those in the mask. */
struct vfs_fault {
    unsigned ops; /* mask; 0: none */
    int64_t at;
    bool for_ever; /* and all later ones */
    enum vfs_trouble trouble;
};

/* vfs_log_install: becomes the default of the process. */
void vfs_log_install(void);

/* vfs_log_start: forget the log and record; vfs_log_stop: record no more. */
void vfs_log_start(void);
void vfs_log_stop(void);
void vfs_log_mark(int64_t number);

/* vfs_log_lie: syncs of the write-ahead log do nothing, as with
 * synchronous = NORMAL or a disk that lies. */
void vfs_log_lie(bool lie);

/* vfs_log_break: from now on; with ops == 0 all is well again.
 * vfs_log_broken: how often the fault struck since. */
void vfs_log_break(const struct vfs_fault *fault);
int64_t vfs_log_broken(void);

const struct vfs_record *vfs_log_records(size_t *n);

#endif
