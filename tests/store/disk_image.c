/* disk_image -- see disk_image.h */
#include "disk_image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <unistd.h>

#define PATH_BYTES 160

static const char *const names[VFS_FILES] = {"loket.db", "loket.db-wal"};

static uint32_t
dice(struct disk *disk)
{
    disk->seed = disk->seed * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(disk->seed >> 33);
}

static void
resize(struct disk_file *file, size_t n)
{
    if (n > file->room) {
        file->room = n * 2;
        file->bytes = realloc(file->bytes, file->room);
        assert_non_null(file->bytes);
    }
    if (n > file->n)
        memset(file->bytes + file->n, 0, n - file->n);
    file->n = n;
}

static void
put(struct disk_file *file, size_t at, const uint8_t *bytes, size_t n)
{
    if (at + n > file->n)
        resize(file, at + n);
    memcpy(file->bytes + at, bytes, n);
}

static void
path_of(enum vfs_file file, const char *dir, char out[PATH_BYTES])
{
    (void)snprintf(out, PATH_BYTES, "%s/%s", dir, names[file]);
}

void
disk_load(struct disk *disk, const char *dir)
{
    for (int i = 0; i < VFS_FILES; i++) {
        char path[PATH_BYTES];
        struct disk_file *file = &disk->synced[i];

        path_of((enum vfs_file)i, dir, path);
        resize(file, 0);

        FILE *in = fopen(path, "rb");

        if (in == NULL)
            continue;
        assert_int_equal(fseek(in, 0, SEEK_END), 0);
        resize(file, (size_t)ftell(in));
        rewind(in);
        assert_int_equal(fread(file->bytes, 1, file->n, in), file->n);
        (void)fclose(in);
    }
}

void
disk_close(struct disk *disk)
{
    for (int i = 0; i < VFS_FILES; i++)
        free(disk->synced[i].bytes);
    free(disk->pending);
    free(disk->scratch.bytes);
    *disk = (struct disk){.seed = disk->seed};
}

/* The whole of one record, nothing left out. */
static void
happen(struct disk_file *file, const struct vfs_record *record)
{
    if (record->op == VFS_WRITE)
        put(file, (size_t)record->offset, record->bytes, record->n);
    else if (record->op == VFS_TRUNCATE)
        resize(file, (size_t)record->offset);
    else if (record->op == VFS_DELETE)
        resize(file, 0);
}

void
disk_apply(struct disk *disk, const struct vfs_record *record)
{
    size_t kept = 0;

    if (record->op == VFS_MARK)
        return;
    if (record->op != VFS_SYNC) {
        if (disk->pending_n == disk->pending_room) {
            disk->pending_room = disk->pending_room * 2 + 64;
            disk->pending =
                reallocarray(disk->pending, disk->pending_room, sizeof(void *));
            assert_non_null(disk->pending);
        }
        disk->pending[disk->pending_n++] = record;
        return;
    }
    for (size_t i = 0; i < disk->pending_n; i++) {
        if (disk->pending[i]->file == record->file)
            happen(&disk->synced[record->file], disk->pending[i]);
        else
            disk->pending[kept++] = disk->pending[i];
    }
    disk->pending_n = kept;
}

/* Some of the sectors, at the disk's own boundaries. */
static void
happen_partly(struct disk *disk, struct disk_file *file,
              const struct vfs_record *record, bool garbage)
{
    size_t at = 0;

    if (record->op != VFS_WRITE) {
        if (dice(disk) % 2 == 0)
            happen(file, record);
        return;
    }
    while (at < record->n) {
        size_t offset = (size_t)record->offset + at;
        size_t n = SECTOR_BYTES - offset % SECTOR_BYTES;
        uint32_t fate = dice(disk) % (garbage ? 3 : 2);

        if (n > record->n - at)
            n = record->n - at;
        if (fate == 1)
            put(file, offset, record->bytes + at, n);
        if (fate == 2) {
            put(file, offset, record->bytes + at, n);
            for (size_t i = 0; i < n; i++)
                file->bytes[offset + i] = (uint8_t)dice(disk);
        }
        at += n;
    }
}

static void
write_out(const struct disk_file *file, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, file->bytes, file->n), (ssize_t)file->n);
    (void)close(fd);
}

void
disk_image(struct disk *disk, enum image_mode mode, const char *dir)
{
    for (int i = 0; i < VFS_FILES; i++) {
        char path[PATH_BYTES];
        struct disk_file *scratch = &disk->scratch;

        scratch->n = 0;
        resize(scratch, disk->synced[i].n);
        if (scratch->n > 0)
            memcpy(scratch->bytes, disk->synced[i].bytes, scratch->n);
        for (size_t k = 0; k < disk->pending_n; k++) {
            const struct vfs_record *record = disk->pending[k];

            if ((int)record->file != i || mode == IMAGE_NOTHING)
                continue;
            if (mode == IMAGE_EVERYTHING)
                happen(scratch, record);
            else
                happen_partly(disk, scratch, record, mode == IMAGE_GARBAGE);
        }
        path_of((enum vfs_file)i, dir, path);
        write_out(scratch, path);
    }
}
