/* wipe -- see wipe.h; the form of a page: sqlite.org/fileformat2.html, 1.6 */
#include "store/sqlite/wipe.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/sqlite/gather.h"

#define FILE_HEADER 100 /* of page 1 */
#define PAGE_MIN    512
#define PAGE_MAX    65536
#define NAME_MAX_N  32

/* A page of another kind begins with the number of a page, of which the first
 * byte is 0 up to here: 128 GiB with pages of 8 KiB. */
#define NUMBER_MAX ((INT64_C(1) << 24) - 1)

struct wipe {
    sqlite3_vfs vfs; /* pAppData is this */
    sqlite3_vfs *below;
    char name[NAME_MAX_N];
};

/* The methods of one open database file: those of the file below, but for
 * these.  A file's pMethods points into one. */
struct wiped_file {
    sqlite3_io_methods methods;
    const sqlite3_io_methods *below;
    uint8_t page[PAGE_MAX];
};

static size_t
number16(const uint8_t *at)
{
    return (size_t)at[0] << 8 | at[1];
}

void
wipe_page(uint8_t *page, size_t n, int64_t number)
{
    size_t head = number == 1 ? FILE_HEADER : 0;
    uint8_t type = page[head];
    bool leaf = type == 10 || type == 13;
    size_t from = 0;
    size_t to = 0;

    if ((!leaf && type != 2 && type != 5) || number > NUMBER_MAX)
        return;
    from = head + (leaf ? 8 : 12) + 2 * number16(page + head + 3);
    to = number16(page + head + 5);
    if (to == 0)
        to = PAGE_MAX;
    if (from < to && to <= n)
        memset(page + from, 0, to - from);
}

/* pMethods is the first member of what holds it. */
static struct wiped_file *
wiped_of(sqlite3_file *file)
{
    return (struct wiped_file *)(uintptr_t)file->pMethods;
}

static int
write_page(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 offset)
{
    struct wiped_file *wiped = wiped_of(file);

    if (n < PAGE_MIN || n > PAGE_MAX || (n & (n - 1)) != 0 || offset % n != 0)
        return wiped->below->xWrite(file, bytes, n, offset);
    memcpy(wiped->page, bytes, (size_t)n);
    wipe_page(wiped->page, (size_t)n, offset / n + 1);
    return wiped->below->xWrite(file, wiped->page, n, offset);
}

static int
close_file(sqlite3_file *file)
{
    struct wiped_file *wiped = wiped_of(file);
    int code = 0;

    file->pMethods = wiped->below;
    code = file->pMethods->xClose(file);
    free(wiped);
    return code;
}

static int
wrap_database(sqlite3_file *file)
{
    struct wiped_file *wiped = malloc(sizeof *wiped);

    if (wiped == NULL)
        return SQLITE_NOMEM;
    wiped->below = file->pMethods;
    wiped->methods = *file->pMethods;
    wiped->methods.xWrite = write_page;
    wiped->methods.xClose = close_file;
    file->pMethods = &wiped->methods;
    return SQLITE_OK;
}

static int
open_file(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file,
          int flags, int *out_flags)
{
    struct wipe *wipe = vfs->pAppData;
    int code = wipe->below->xOpen(wipe->below, path, file, flags, out_flags);

    if (code != SQLITE_OK || file->pMethods == NULL)
        return code;
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0)
        code = wrap_database(file);
    else if ((flags & SQLITE_OPEN_WAL) != 0)
        code = gather_file(file);
    if (code != SQLITE_OK) {
        (void)file->pMethods->xClose(file);
        file->pMethods = NULL;
    }
    return code;
}

enum rc
wipe_open(struct wipe **out)
{
    struct wipe *wipe = calloc(1, sizeof *wipe);

    if (wipe == NULL)
        return RC_DOWN;
    wipe->below = sqlite3_vfs_find(NULL);
    if (wipe->below == NULL) {
        free(wipe);
        return RC_DOWN;
    }
    wipe->vfs = *wipe->below;
    (void)snprintf(wipe->name, sizeof wipe->name, "wipe-%p", (void *)wipe);
    wipe->vfs.zName = wipe->name;
    wipe->vfs.pNext = NULL;
    wipe->vfs.pAppData = wipe;
    wipe->vfs.xOpen = open_file;
    if (sqlite3_vfs_register(&wipe->vfs, 0) != SQLITE_OK) {
        free(wipe);
        return RC_DOWN;
    }
    *out = wipe;
    return RC_OK;
}

void
wipe_close(struct wipe *wipe)
{
    if (wipe == NULL)
        return;
    (void)sqlite3_vfs_unregister(&wipe->vfs);
    free(wipe);
}

const char *
wipe_name(const struct wipe *wipe)
{
    return wipe->name;
}
