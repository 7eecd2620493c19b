/* gather -- see gather.h */
#include "store/sqlite/gather.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A file's pMethods points into one; see wipe.c. */
struct gathered_file {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *below;
    sqlite3_int64 at; /* where in the file bytes[0] goes */
    size_t n;
    uint8_t bytes[GATHER_BYTES];
};

static struct gathered_file *
gathered_of(sqlite3_file *file)
{
    return (struct gathered_file *)(uintptr_t)file->pMethods;
}

/* What fails stays: SQLite may go on with a transaction after a statement for
 * which there was no room, and must not find a hole where it wrote. */
static int
flush(sqlite3_file *file)
{
    struct gathered_file *gathered = gathered_of(file);
    int code = SQLITE_OK;

    if (gathered->n == 0)
        return SQLITE_OK;
    code = gathered->below->xWrite(file, gathered->bytes, (int)gathered->n,
                                   gathered->at);
    if (code == SQLITE_OK)
        gathered->n = 0;
    return code;
}

/* How many bytes of the file are left to the next boundary: there the kernel's
 * pages end as well, and none is written to twice. */
static size_t
room_at(sqlite3_int64 offset)
{
    return GATHER_BYTES - (size_t)(offset % GATHER_BYTES);
}

static int
write_file(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
    struct gathered_file *gathered = gathered_of(file);
    const uint8_t *from = bytes;
    size_t left = (size_t)n;
    int code = SQLITE_OK;

    if (offset != gathered->at + (sqlite3_int64)gathered->n)
        code = flush(file);
    while (code == SQLITE_OK && left > 0) {
        size_t take = room_at(offset);

        /* full: of what could not be written before */
        if (take == GATHER_BYTES && (code = flush(file)) != SQLITE_OK)
            return code;
        if (take > left)
            take = left;
        if (gathered->n == 0)
            gathered->at = offset;
        memcpy(gathered->bytes + gathered->n, from, take);
        gathered->n += take;
        from += take;
        left -= take;
        offset += (sqlite3_int64)take;
        if (room_at(offset) == GATHER_BYTES)
            code = flush(file);
    }
    return code;
}

static int
read_file(sqlite3_file *file, void *out, int n, sqlite3_int64 offset)
{
    int code = flush(file);

    return code != SQLITE_OK
               ? code
               : gathered_of(file)->below->xRead(file, out, n, offset);
}

static int
truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    int code = flush(file);

    return code != SQLITE_OK ? code
                             : gathered_of(file)->below->xTruncate(file, size);
}

static int
sync_file(sqlite3_file *file, int flags)
{
    int code = flush(file);

    return code != SQLITE_OK ? code
                             : gathered_of(file)->below->xSync(file, flags);
}

static int
size_of_file(sqlite3_file *file, sqlite3_int64 *size)
{
    int code = flush(file);

    return code != SQLITE_OK ? code
                             : gathered_of(file)->below->xFileSize(file, size);
}

static int
close_file(sqlite3_file *file)
{
    struct gathered_file *gathered = gathered_of(file);
    int code = flush(file);
    int closed = SQLITE_OK;

    file->pMethods = gathered->below;
    closed = file->pMethods->xClose(file);
    free(gathered);
    return closed != SQLITE_OK ? closed : code;
}

int
gather_file(sqlite3_file *file)
{
    struct gathered_file *gathered = malloc(sizeof *gathered);

    if (gathered == NULL)
        return SQLITE_NOMEM;
    gathered->below = file->pMethods;
    gathered->at = 0;
    gathered->n = 0;
    gathered->methods = *file->pMethods;
    gathered->methods.xClose = close_file;
    gathered->methods.xRead = read_file;
    gathered->methods.xWrite = write_file;
    gathered->methods.xTruncate = truncate_file;
    gathered->methods.xSync = sync_file;
    gathered->methods.xFileSize = size_of_file;
    file->pMethods = &gathered->methods;
    return SQLITE_OK;
}
