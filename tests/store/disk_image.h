/* disk_image -- what a disk may hold after a power failure: all that was
 * synced, and of the rest whatever the mode says. */
#ifndef TESTS_STORE_DISK_IMAGE_H
#define TESTS_STORE_DISK_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "vfs_log.h"

#define SECTOR_BYTES 512

enum image_mode {
    IMAGE_NOTHING,    /* unsynced */
    IMAGE_EVERYTHING, /* unsynced */
    IMAGE_SECTORS,    /* of the unsynced writes, any */
    IMAGE_GARBAGE,    /* as before, and some of them hold anything */
    IMAGE_MODES
};

struct disk_file {
    uint8_t *bytes;
    size_t n;
    size_t room;
};

struct disk {
    struct disk_file synced[VFS_FILES];
    const struct vfs_record **pending; /* since the last sync of the file */
    size_t pending_n;
    size_t pending_room;
    struct disk_file scratch;
    uint64_t seed;
};

/* disk_load: the synced state is what the directory holds now. */
void disk_load(struct disk *disk, const char *dir);
void disk_close(struct disk *disk);

/* disk_apply: one record of the log happened. */
void disk_apply(struct disk *disk, const struct vfs_record *record);

/* disk_image: put one possible disk into the directory. */
void disk_image(struct disk *disk, enum image_mode mode, const char *dir);

#endif
